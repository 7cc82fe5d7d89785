// Package check says what a check is and runs it. A check is a value that reads
// what was kept of a product and answers one neutral question about each thing
// it observes: yes, no or unknown, citing where it looked. It touches no
// network, disk or clock and never reads the declaration, so that anyone can
// repeat it later from the kept evidence.
package check

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sort"

	"github.com/assay-project/assay"
)

// Check answers one question. Its folder under checks/ is all there is to it.
type Check struct {
	// Name is the folder's name: a statement that can be true or false, in one
	// word ("telnetatboot").
	Name string
	// Doc says in one to three plain sentences what is looked at and what yes,
	// no and unknown mean. It is what users read in "assay explain".
	Doc string
	// Question is the key of the neutral question ("service.telnet.at-boot").
	Question string
	// Bears says what each answer does to test units.
	Bears []Bearing
	// Reads is what the check looks at, the image where empty. It does not run
	// over a product of which that was not given.
	Reads Source
	// Run reports findings through the pass. An error or a panic becomes an
	// entry in the document's errors, never a missing row.
	Run func(*Pass) error
}

// Source is what a check looks at.
type Source string

const (
	Image Source = ""     // what is in the product
	Site  Source = "site" // web pages and papers of its maker
)

// Bearing says what an answer does to a test unit.
type Bearing struct {
	Unit string // "5.6-1-2/b"; a case id ("5.6-4A-1") where the edition's units are not known
	// Method is the edition of the method, "ts103701/1.1.1" where empty.
	Method string
	On     assay.Answer
	Effect assay.Effect
}

// DefaultMethod is the method edition whose units are known by letter.
const DefaultMethod = "ts103701/1.1.1"

// Finding is what a check has to say about one observed thing.
type Finding struct {
	Answer  assay.Answer
	About   string // fact key: "tcp/23", "root@/etc/shadow", a fingerprint; "" for the whole image
	Summary string // one sentence, no secrets, under 100 characters where it can be
	Mend    string // one sentence: what to do about it; "" where nothing need be done
	Where   []assay.Where
	Data    map[string]any // small facts for machines; no secrets
	// Exercised says what a search looked through ("files": 316). A "no" or an
	// "unknown" without it supports nothing.
	Exercised map[string]any
	// AtMost lowers the effect of every bearing for this finding: Informs keeps
	// an unreachable account from refuting a provision.
	AtMost assay.Effect
	// Basis is how it is known, Observed where empty.
	Basis assay.Basis
	// Invasive marks what goes beyond the basic effort of the standard
	// (TS 103 701 annex D).
	Invasive bool
}

// Pass is one run of one check over one image.
type Pass struct {
	*Input
	check    *Check
	findings []Finding
}

// Report adds a finding.
func (p *Pass) Report(f Finding) { p.findings = append(p.findings, f) }

// Reportf adds a finding with an answer about a thing and where it was seen.
func (p *Pass) Reportf(answer assay.Answer, about string, where []assay.Where, format string, args ...any) {
	p.Report(Finding{Answer: answer, About: about, Where: where, Summary: fmt.Sprintf(format, args...)})
}

// Result is what running checks gave, in a fixed order.
type Result struct {
	Observations []assay.Observation
	Errors       []assay.CheckError
}

// Run runs checks over one image, in the order of their names. A check that
// fails or panics is listed in Errors and does not stop the others.
func Run(checks []*Check, in *Input) Result {
	var res Result
	sorted := append([]*Check(nil), checks...)
	sort.Slice(sorted, func(i, j int) bool { return sorted[i].Name < sorted[j].Name })
	for _, c := range sorted {
		if !in.gives(c.Reads) {
			continue
		}
		pass := &Pass{Input: in, check: c}
		if err := runOne(c, pass); err != nil {
			res.Errors = append(res.Errors, assay.CheckError{Check: c.Name, Message: err.Error()})
		}
		for _, f := range pass.findings {
			res.Observations = append(res.Observations, observation(c, f))
		}
	}
	sortObservations(res.Observations)
	return res
}

func runOne(c *Check, p *Pass) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("check %s stopped: %v", c.Name, r)
		}
	}()
	return c.Run(p)
}

func observation(c *Check, f Finding) assay.Observation {
	obs := assay.Observation{
		Check: c.Name, Question: c.Question, Answer: f.Answer, About: f.About, Summary: f.Summary, Mend: f.Mend,
		Basis: f.Basis, Where: f.Where, Data: f.Data, Exercised: f.Exercised, WithinBaseline: !f.Invasive, Bears: []assay.Bears{},
	}
	if obs.Basis == "" {
		obs.Basis = assay.Observed
	}
	if obs.Where == nil {
		obs.Where = []assay.Where{}
	}
	for _, b := range c.Bears {
		if b.On == f.Answer {
			obs.Bears = append(obs.Bears, bears(b, f))
		}
	}
	obs.ID = identify(obs)
	return obs
}

// bears turns a bearing into what this finding does. A support without a
// recorded search, where nothing was found, is none: silence is no evidence.
func bears(b Bearing, f Finding) assay.Bears {
	method, effect := b.Method, b.Effect
	if method == "" {
		method = DefaultMethod
	}
	if f.AtMost == assay.Informs || f.AtMost == assay.Supports && effect == assay.Refutes {
		effect = assay.Informs
	}
	if effect == assay.Supports && len(f.Where) == 0 && len(f.Exercised) == 0 {
		effect = assay.Informs
	}
	return assay.Bears{Method: method, Unit: b.Unit, Effect: effect}
}

// identify gives an observation a short id that stays the same from run to run:
// the digest of check, answer, what it is about and where it was seen.
func identify(obs assay.Observation) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00%s\x00%s", obs.Check, obs.Answer, obs.About)
	for _, w := range obs.Where {
		offset := int64(-1)
		if w.Offset != nil {
			offset = *w.Offset
		}
		fmt.Fprintf(h, "\x00%s\x00%d\x00%d\x00%s\x00%d", w.Path, w.Line, offset, w.Address, w.Frame)
	}
	return obs.Check + "-" + hex.EncodeToString(h.Sum(nil))[:8]
}

func sortObservations(all []assay.Observation) {
	sort.SliceStable(all, func(i, j int) bool {
		a, b := &all[i], &all[j]
		if a.Check != b.Check {
			return a.Check < b.Check
		}
		if a.About != b.About {
			return a.About < b.About
		}
		return a.ID < b.ID
	})
}
