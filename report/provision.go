package report

import (
	"sort"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// Provision is the verdict on one provision with what it rests on.
type Provision struct {
	assay.Verdict
	State          State
	Clause         string                // "5.1"
	Refuting       []*assay.Observation  // those that contradict the provision
	Because        []*assay.Observation  // the others it rests on
	Contradictions []assay.Contradiction // declared against observed, about this provision
	Cases          []Case                // its test cases, in order
}

// Case is the verdict on a test case with the results of its units.
type Case struct {
	assay.Verdict
	Units []assay.Verdict
}

// Mandatory tells a duty from a recommendation.
func (p *Provision) Mandatory() bool { return p.Level == string(standard.Mandatory) }

// Findings are the refuted provisions, mandatory first, else in the order of the
// standard.
func (s *Summary) Findings() []*Provision {
	out := s.In(Refuted)
	sort.SliceStable(out, func(i, j int) bool { return out[i].Mandatory() && !out[j].Mandatory() })
	return out
}

// In lists the provisions in one state, in the order of the standard.
func (s *Summary) In(state State) []*Provision {
	var out []*Provision
	for _, p := range s.Provisions {
		if p.State == state {
			out = append(out, p)
		}
	}
	return out
}

func (s *Summary) provision(v assay.Verdict) *Provision {
	p := &Provision{Verdict: v, State: StateOf(v.Verdict), Clause: clauseOf(v.ID)}
	if p.Title == "" {
		p.Title = titleOf(v.ID, s.Edition)
	}
	var loose []*assay.Observation
	for _, id := range v.Because {
		o := s.observations[id]
		switch {
		case o == nil:
		case refutes(o, v.ID):
			p.Refuting = append(p.Refuting, o)
		case refutes(o, ""):
			loose = append(loose, o)
		default:
			p.Because = append(p.Because, o)
		}
	}
	for _, c := range s.Doc.Contradictions {
		if concerns(c, v) {
			p.Contradictions = append(p.Contradictions, c)
		}
	}
	if p.State == Refuted && len(p.Refuting) == 0 {
		loose = p.refutedBy(loose)
	}
	p.Because = append(p.Because, loose...)
	return p
}

// Why are the reasons of a refuted provision that name a unit and a row, without
// those that say which edition's units stand in: "5.5-4-1/a: Authentication
// Mechanism in 13-SoftServ/api: the maker names none".
func (p *Provision) Why() []string {
	if p.State != Refuted {
		return nil
	}
	var out []string
	for _, r := range strings.Split(p.Reason, "; ") {
		if strings.HasPrefix(r, "units of TS 103 701") || strings.HasPrefix(r, "the units of ") {
			break // they come last
		}
		if r != "" {
			out = append(out, r)
		}
	}
	return out
}

// refutedBy fills Refuting where no observation refutes the provision by its own
// bearing: with those that refute through an entry or a renumbered provision,
// else with those that contradict the declaration, else with all that the verdict
// rests on. It returns what is left over.
func (p *Provision) refutedBy(loose []*assay.Observation) []*assay.Observation {
	if len(loose) > 0 {
		p.Refuting = loose
		return nil
	}
	against := map[string]bool{}
	for _, c := range p.Contradictions {
		for _, id := range c.Because {
			against[id] = true
		}
	}
	var rest []*assay.Observation
	for _, o := range p.Because {
		if against[o.ID] {
			p.Refuting = append(p.Refuting, o)
		} else {
			rest = append(rest, o)
		}
	}
	p.Because = rest
	if len(p.Refuting) == 0 { // a refutation rests only on what made it one
		p.Refuting, p.Because = rest, nil
	}
	return nil
}

// Against is what the maker declared and the product contradicts: each
// declaration once, with what was observed against it.
type Against struct {
	Declared string
	Observed []string // what no refuting observation of the provision tells already
}

// Against groups the contradictions of the provision by what was declared.
func (p *Provision) Against() []Against {
	told := map[string]bool{}
	for _, o := range p.Refuting {
		told[o.Summary] = true
		told[o.ID] = true
	}
	var out []Against
	at := map[string]int{}
	for _, c := range p.Contradictions {
		i, ok := at[c.Declared]
		if !ok {
			i = len(out)
			at[c.Declared] = i
			out = append(out, Against{Declared: c.Declared})
		}
		known := told[c.Observed]
		for _, id := range c.Because {
			known = known || told[id]
		}
		if !known {
			out[i].Observed = append(out[i].Observed, c.Observed)
		}
	}
	return out
}

// refutes tells whether an observation refutes a unit of the provision; of any
// where id is empty.
func refutes(o *assay.Observation, id string) bool {
	for _, b := range o.Bears {
		if b.Effect != assay.Refutes {
			continue
		}
		if id == "" || contains(ProvisionsOf(b.Method, b.Unit), id) {
			return true
		}
	}
	return false
}

// ProvisionsOf names the provisions, in either edition, that a test unit or case
// of a method edition belongs to: "5.1-1" for "5.1-1-2/a".
func ProvisionsOf(method, unit string) []string {
	id, _, _ := strings.Cut(unit, "/")
	std := standard.EN303645()
	c, ok := std.Case(standard.MethodID(method), id)
	if !ok {
		if p, ok := std.Provision(unit); ok {
			return []string{p.ID}
		}
		if i := strings.LastIndex(id, "-"); i > 0 {
			return []string{id[:i]}
		}
		return []string{id}
	}
	out := []string{c.Provision}
	for _, next := range std.Renumbered(c.Provision) {
		if !contains(out, next) {
			out = append(out, next)
		}
	}
	return out
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// concerns tells whether a contradiction is about the provision of a verdict: by
// its unit, whichever method edition spells it.
func concerns(c assay.Contradiction, v assay.Verdict) bool {
	for _, m := range standard.EN303645().Methods() {
		if contains(ProvisionsOf(string(m.ID), c.Unit), v.ID) {
			return true
		}
	}
	return false
}

// cases hangs test cases and unit results under their provisions.
func (s *Summary) cases(byID map[string]*Provision) {
	method := string(standard.MethodFor(standard.Edition(s.Edition)))
	for _, v := range s.Doc.Verdicts {
		if v.Edition != s.Edition || v.Scope != assay.ScopeTestCase {
			continue
		}
		for _, id := range ProvisionsOf(method, v.ID) {
			if p := byID[id]; p != nil {
				p.Cases = append(p.Cases, Case{Verdict: v})
				break
			}
		}
	}
	for _, p := range byID {
		for i := range p.Cases {
			p.Cases[i].Units = s.units(p.Cases[i].ID)
		}
	}
}

func (s *Summary) units(caseID string) []assay.Verdict {
	var out []assay.Verdict
	for _, v := range s.Doc.Verdicts {
		id, _, _ := strings.Cut(v.ID, "/")
		if v.Edition == s.Edition && v.Scope == assay.ScopeUnitResult && id == caseID {
			out = append(out, v)
		}
	}
	return out
}

// clauseOf is the clause a provision stands in, by the standard where it knows
// the id.
func clauseOf(id string) string {
	if p, ok := standard.EN303645().Provision(id); ok {
		return p.Clause
	}
	clause, _, _ := strings.Cut(id, "-")
	return clause
}

func titleOf(id, edition string) string {
	p, ok := standard.EN303645().Provision(id)
	if !ok {
		return ""
	}
	if r, ok := p.In(standard.Edition(edition)); ok {
		return r.Summary
	}
	return p.Title()
}
