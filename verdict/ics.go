package verdict

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// Validity is what the check of the ICS came to (TS 103 701 clause 4.3 phase 4).
type Validity struct {
	// Valid is nil where the gate did not run or cannot be decided: no ICS for
	// the edition, or something in Missing.
	Valid   *bool
	Reasons []string // why it is not valid
	Missing []string // what it does not say
}

// gate is the ICS of the edition judged.
type gate struct {
	given    bool
	answers  map[string]assay.ICSAnswer
	ics      assay.ICS
	product  assay.Product
	validity Validity
	// refuted are provisions whose N/A does not stand, with the observations that
	// show it, if that is how it fell. They are judged after all.
	refuted map[string][]string
}

func newGate(d *assay.Declaration, e standard.Edition) gate {
	g := gate{answers: map[string]assay.ICSAnswer{}, refuted: map[string][]string{}, validity: Validity{Reasons: []string{}, Missing: []string{}}}
	if d == nil {
		return g
	}
	g.product = d.Product
	if ics, ok := d.ICS[string(e)]; ok {
		g.given, g.ics = true, ics
		for id, a := range ics.Provisions {
			g.answers[id] = a
		}
	}
	return g
}

// validate runs the gate by the status table of the method that judges the
// edition. It runs before any fold, on the bearings as bound.
func (j *judge) validate() {
	g := &j.ics
	if !g.given {
		return
	}
	for _, p := range j.std.Provisions(j.in.Edition) {
		status, ok := p.StatusBy(j.method.ID)
		if !ok {
			continue
		}
		reading, _ := p.In(j.in.Edition)
		switch a, answered := g.answers[p.ID]; {
		case !answered:
			g.validity.Missing = append(g.validity.Missing, "an answer to "+p.ID)
		case a.Support == "N" && reading.Level == standard.Mandatory:
			g.invalid("%s is mandatory and answered No", p.ID) // ics-a
		case a.Support == "N/A":
			j.checkNotApplicable(p, status, a)
		case a.Support == "Y":
			j.checkYes(p, status)
		}
	}
	g.constrainedAgrees(j.method.ID)
	g.validity.decide()
}

func (v *Validity) decide() {
	valid := len(v.Reasons) == 0
	if valid && len(v.Missing) > 0 {
		return
	}
	v.Valid = &valid
}

func (g *gate) invalid(format string, args ...any) {
	g.validity.Reasons = append(g.validity.Reasons, fmt.Sprintf(format, args...))
}

func (g *gate) lacks(format string, args ...any) {
	g.validity.Missing = once(append(g.validity.Missing, fmt.Sprintf(format, args...)))
}

// truth of a condition or feature: stated true, stated false, or not stated.
type truth int

const (
	unsaid truth = iota
	met
	unmet
)

func stated(m map[string]bool, key string) truth {
	v, ok := m[key]
	switch {
	case !ok:
		return unsaid
	case v:
		return met
	}
	return unmet
}

// condition gives the truth of a numbered condition. 4 and 5 of Table A.1, the
// device being constrained or not, are answered in the Identification of the DUT.
func (j *judge) condition(n int) truth {
	g := j.ics
	if !j.aboutConstraint(n) {
		return stated(g.ics.Conditions, fmt.Sprint(n))
	}
	if g.product.Constrained == nil {
		return stated(g.ics.Conditions, fmt.Sprint(n))
	}
	if *g.product.Constrained == (n == 4) {
		return met
	}
	return unmet
}

func (j *judge) aboutConstraint(n int) bool {
	return j.method.ID == standard.TS103701V1 && (n == 4 || n == 5)
}

// parts splits a status into what is not met and what is not stated. It applies
// where both are empty.
func (j *judge) parts(s standard.Status) (notMet, notSaid []string, onlyConstraint bool) {
	onlyConstraint = true
	for _, n := range s.Conditions {
		switch j.condition(n) {
		case unmet:
			notMet = append(notMet, fmt.Sprintf("condition %d", n))
			onlyConstraint = onlyConstraint && j.aboutConstraint(n)
		case unsaid:
			notSaid = append(notSaid, fmt.Sprintf("condition %d", n))
		}
	}
	for _, f := range s.Features {
		switch stated(j.ics.ics.Features, f) {
		case unmet:
			notMet, onlyConstraint = append(notMet, "feature "+f), false
		case unsaid:
			notSaid = append(notSaid, "feature "+f)
		}
	}
	return notMet, notSaid, onlyConstraint && len(notMet) > 0
}

// checkNotApplicable applies rules ics-b, ics-c and ics-e to an N/A.
func (j *judge) checkNotApplicable(p *standard.Provision, s standard.Status, a assay.ICSAnswer) {
	g := &j.ics
	if !s.Conditional() {
		g.invalid("%s has no condition and is answered N/A", p.ID) // ics-e
		g.refuted[p.ID] = nil
		return
	}
	notMet, notSaid, onlyConstraint := j.parts(s)
	switch {
	case len(notMet) == 0 && len(notSaid) == 0:
		g.invalid("%s is answered N/A and its condition is met: %s", p.ID, s.Text) // ics-c
		g.refuted[p.ID] = nil
	case len(notMet) == 0:
		g.lacks("whether %s of the status table holds (N/A of %s rests on it)", strings.Join(notSaid, ", "), p.ID)
	case onlyConstraint && (g.product.Constrained == nil || strings.TrimSpace(g.product.ConstrainedJustification) == ""):
		g.invalid("N/A of %s rests on the device being constrained or not, without a justification", p.ID) // ics-b
	}
	if strings.TrimSpace(a.Detail) == "" {
		g.lacks("a reason for N/A of %s", p.ID)
	}
	if ids := j.indications(p); len(ids) > 0 { // ics-c, by observation
		g.refuted[p.ID] = ids
		o := j.book.byID[ids[0]]
		g.invalid("%s is answered N/A and an observation shows that it applies: %s", p.ID, o.Summary)
		j.contradictions.add("N/A "+p.ID, "answer "+p.ID+" in the ICS anew: it applies", assay.Contradiction{
			Declared: p.ID + " as not applicable", Observed: o.Summary, Unit: j.unitOf(p, o), Because: ids,
		})
	}
}

// checkYes applies rule ics-d; conditions 4 and 5 are excepted.
func (j *judge) checkYes(p *standard.Provision, s standard.Status) {
	notMet, _, onlyConstraint := j.parts(s)
	if len(notMet) > 0 && !onlyConstraint {
		j.ics.invalid("%s is answered Yes and %s is declared not to hold", p.ID, strings.Join(notMet, ", "))
	}
}

// constrainedAgrees looks that conditions 4 and 5, if stated as well, agree
// with the Identification of the DUT.
func (g *gate) constrainedAgrees(m standard.MethodID) {
	if m != standard.TS103701V1 || g.product.Constrained == nil {
		return
	}
	constrained := *g.product.Constrained
	for _, c := range []struct {
		n    string
		want bool
	}{{"4", constrained}, {"5", !constrained}} {
		if said, ok := g.ics.Conditions[c.n]; ok && said != c.want {
			g.invalid("condition %s and product.constrained disagree", c.n)
		}
	}
}

// indications are the observations that show a provision answered N/A to
// apply: what refutes one of its units, and what was seen of the kind it is
// about.
func (j *judge) indications(p *standard.Provision) []string {
	var ids []string
	for _, c := range j.casesOf(p) {
		for _, b := range j.book.cases[c.ID] {
			if b.refutes() {
				ids = append(ids, b.obs.ID)
			}
		}
		for _, u := range j.unitsOf(c) {
			for _, b := range j.book.units[u.ID] {
				lists := u.SettledBy == standard.NothingUndeclared || listsThings[u.ID]
				if b.refutes() || lists && b.entry != "" && len(sightings([]bearing{b})) > 0 {
					ids = append(ids, b.obs.ID)
				}
			}
		}
	}
	return sorted(ids)
}

// unitOf names the unit of a provision that an observation bears on.
func (j *judge) unitOf(p *standard.Provision, o *assay.Observation) string {
	for _, c := range j.casesOf(p) {
		for _, b := range o.Bears {
			if b.Unit == c.ID {
				return b.Unit
			}
			for _, u := range j.unitsOf(c) {
				if b.Unit == u.ID {
					return b.Unit
				}
			}
		}
	}
	return p.ID
}
