// Package prefill proposes what can be written into a declaration from what was
// seen of the product: cells of the IXIT, conditions and features of the ICS,
// product facts. Every proposal cites where it was seen and in which words; what
// the evidence does not state is left to the maker.
//
// It promises two things. A proposal never replaces what somebody declared: where
// the two differ, both are shown. And an edit of assay.yaml changes nothing but
// what was accepted: comments, order and layout of the rest stay as they are, and
// the text is read again and compared before it is returned.
package prefill

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/source/declaration"
	"github.com/assay-project/assay/standard"
)

// State says how a proposal stands to the declaration.
type State string

const (
	New      State = "new"      // nothing is declared here
	Same     State = "same"     // the declaration says the same
	Differs  State = "differs"  // the declaration says something else
	Declared State = "declared" // the declaration has words of its own; a person compares
)

// Confidence says how directly the evidence states a value.
type Confidence string

const (
	High   Confidence = "high"   // it stands in the evidence
	Medium Confidence = "medium" // one step of reading lies between
)

// Proposal is one value for one place of a declaration.
type Proposal struct {
	// Table is an IXIT table as the newer edition spells it ("28-LogIntf"), or
	// "ics/3.1.3", "facts", "support", "disclosure".
	Table string `json:"table"`
	// Row is the id of a row; "features" or "conditions" of an ICS; "" in records.
	Row   string   `json:"row,omitempty"`
	Field string   `json:"field"` // as assay.yaml writes it
	Value string   `json:"value"`
	List  []string `json:"list,omitempty"` // the values, where it is a list
	// Declared is what the declaration says instead.
	Declared   string        `json:"declared,omitempty"`
	Why        string        `json:"why"`
	Where      []assay.Where `json:"where"`
	Confidence Confidence    `json:"confidence"`
	State      State         `json:"state"`

	list bool // it is written as a list, even where it is empty
}

// Address names the place of a proposal: "28-LogIntf/telnet/description",
// "ics/3.1.3/features/a", "facts/has_passwords".
func (p *Proposal) Address() string {
	if p.Row == "" {
		return p.Table + "/" + p.Field
	}
	return p.Table + "/" + p.Row + "/" + p.Field
}

// rowAddress names the row a proposal belongs to.
func (p *Proposal) rowAddress() string { return strings.TrimSuffix(p.Address(), "/"+p.Field) }

// IXIT says whether the proposal is a cell of an IXIT table.
func (p *Proposal) IXIT() bool {
	_, ok := standard.EN303645().Table(p.Table)
	return ok
}

// Proposals are what can be proposed for one product, tables in the order of the
// standard, rows and fields in the order they stand in assay.yaml.
type Proposals struct {
	Proposals []Proposal         `json:"proposals"`
	Errors    []assay.CheckError `json:"errors"` // facts that could not be computed
	Limits    []assay.Limit      `json:"limits"` // what was not read
}

// Propose reads the facts of an input and says what they state. Observations are
// those of the checks over the same input; d is what is declared, nil for
// nothing. Same input, same proposals.
func Propose(in *check.Input, observations []assay.Observation, d *assay.Declaration) *Proposals {
	g := &gathering{in: in, observations: observations, declared: d}
	for _, step := range []struct {
		name string
		run  func(*gathering) error
	}{
		{"accounts", (*gathering).accounts}, {"services", (*gathering).services}, {"consoles", (*gathering).consoles},
		{"interfaces", (*gathering).interfaces}, {"encryption", (*gathering).encryption}, {"privileges", (*gathering).privileges},
		{"components", (*gathering).components}, {"updates", (*gathering).updates}, {"secrets", (*gathering).secrets},
		{"memory", (*gathering).memory}, {"boot", (*gathering).verifiedBoot}, {"securitytxt", (*gathering).securityTxt}, {"pages", (*gathering).pages},
	} {
		g.run(step.name, step.run)
	}
	out := &Proposals{Proposals: g.settle(), Errors: g.errors, Limits: in.Limits()}
	if out.Proposals == nil {
		out.Proposals = []Proposal{}
	}
	return out
}

// run runs one step. A step that fails is an error of the result; it takes
// nothing from the others.
func (g *gathering) run(name string, step func(*gathering) error) {
	defer func() {
		if r := recover(); r != nil {
			g.errors = append(g.errors, assay.CheckError{Check: name, Message: fmt.Sprintf("stopped: %v", r)})
		}
	}()
	if err := step(g); err != nil {
		g.errors = append(g.errors, assay.CheckError{Check: name, Message: err.Error()})
	}
}

// Select returns the proposals that one of the selectors takes: "all", a table, a
// row or a field by its address. Every selector must take something.
func (ps *Proposals) Select(selectors []string) ([]Proposal, error) {
	taken := make([]bool, len(ps.Proposals))
	for _, s := range selectors {
		any := false
		for i := range ps.Proposals {
			if takes(s, &ps.Proposals[i]) {
				taken[i], any = true, true
			}
		}
		if !any && s != "all" {
			return nil, fmt.Errorf("nothing is proposed for %q", s)
		}
	}
	var out []Proposal
	for i, t := range taken {
		if t {
			out = append(out, ps.Proposals[i])
		}
	}
	return out, nil
}

// takes compares by the address, tables under either of their names.
func takes(selector string, p *Proposal) bool {
	if selector == "all" {
		return true
	}
	first, rest, more := strings.Cut(strings.TrimSuffix(selector, "/"), "/")
	if t, ok := standard.EN303645().Table(first); ok {
		first = t.Key
	}
	if more {
		first += "/" + rest
	}
	address := p.Address()
	return address == first || strings.HasPrefix(address, first+"/")
}

// Acceptable keeps what can be written without touching what is declared.
func Acceptable(list []Proposal) []Proposal {
	var out []Proposal
	for _, p := range list {
		if p.State == New {
			out = append(out, p)
		}
	}
	return out
}

// spelling is how assay.yaml writes a field of the pro forma.
func spelling(field string) string { return declaration.Spelling(field) }
