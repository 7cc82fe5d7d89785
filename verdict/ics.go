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
	entailed map[string]entailed // by "condition 12", "feature a": what follows from other things said
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
		g.entailed = entails(standard.EN303645(), e, d, ics)
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
	j.disagreements()
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

// truth of a condition or feature: said to hold, said not to hold, or not said.
type truth int

const (
	unsaid truth = iota
	met
	unmet
)

func truthOf(holds bool) truth {
	if holds {
		return met
	}
	return unmet
}

// truth of "condition 12" or "feature a": as stated, else as it follows from facts
// and other features. Where a product fact says the opposite of what is stated,
// what speaks against the answer counts, for the rules ask for indications: against
// says which that is. Two statements of the ICS that disagree are only named.
func (j *judge) truth(key string, against truth) (truth, string) {
	g := &j.ics
	value, by, stated := statedOf(key, &assay.Declaration{}, g.ics, nil)
	follows, ok := g.entailed[key]
	switch {
	case stated && ok && follows.fact() && truthOf(follows.holds) == against:
		return against, follows.by
	case stated:
		return truthOf(value), by
	case ok:
		return truthOf(follows.holds), follows.by
	}
	return unsaid, ""
}

// condition gives the truth of a numbered condition. 4 and 5 of Table A.1, the
// device being constrained or not, are answered in the Identification of the DUT.
func (j *judge) condition(n int, against truth) (truth, string) {
	if j.aboutConstraint(n) && j.ics.product.Constrained != nil {
		return truthOf(*j.ics.product.Constrained == (n == 4)), ""
	}
	return j.truth(fmt.Sprintf("condition %d", n), against)
}

func (j *judge) aboutConstraint(n int) bool {
	return j.method.ID == standard.TS103701V1 && (n == 4 || n == 5)
}

// applies is a status split into what is not met, what is not said and, for what is
// met, why. The provision applies where the first two are empty.
type applies struct {
	notMet, notSaid, why []string
	onlyConstraint       bool // what is not met is only the device being constrained or not
}

// parts holds a status against what is said. Against is what would speak against
// the answer given.
func (j *judge) parts(s standard.Status, against truth) applies {
	a := applies{onlyConstraint: true}
	enter := func(key string, t truth, by string, constraint bool) {
		switch t {
		case unmet:
			a.notMet = append(a.notMet, key)
			a.onlyConstraint = a.onlyConstraint && constraint
		case unsaid:
			a.notSaid = append(a.notSaid, key)
		}
		if by != "" && by != key+" is true" && by != key+" is false" {
			a.why = append(a.why, by)
		}
	}
	for _, n := range s.Conditions {
		t, by := j.condition(n, against)
		enter(fmt.Sprintf("condition %d", n), t, by, j.aboutConstraint(n))
	}
	for _, f := range s.Features {
		t, by := j.truth("feature "+f, against)
		enter("feature "+f, t, by, false)
	}
	a.onlyConstraint = a.onlyConstraint && len(a.notMet) > 0
	return a
}

// because writes what a truth follows from, where it was not stated itself.
func because(why []string) string {
	if len(why) == 0 {
		return ""
	}
	return " (" + strings.Join(once(why), ", ") + ")"
}

// checkNotApplicable applies rules ics-b, ics-c and ics-e to an N/A.
func (j *judge) checkNotApplicable(p *standard.Provision, s standard.Status, a assay.ICSAnswer) {
	g := &j.ics
	if !s.Conditional() {
		g.invalid("%s has no condition and is answered N/A", p.ID) // ics-e
		g.refuted[p.ID] = nil
		return
	}
	at := j.parts(s, met)
	switch {
	case len(at.notMet) == 0 && len(at.notSaid) == 0:
		g.invalid("%s is answered N/A and its condition is met: %s%s", p.ID, j.asksFor(s), because(at.why)) // ics-c
		g.refuted[p.ID] = nil
	case len(at.notMet) == 0:
		// An N/A that no condition carries is no answer yet: the group is judged.
		g.lacks("whether %s of the status table holds (N/A of %s rests on it)", strings.Join(at.notSaid, ", "), p.ID)
		g.refuted[p.ID] = nil
	case at.onlyConstraint && (g.product.Constrained == nil || strings.TrimSpace(g.product.ConstrainedJustification) == ""):
		g.invalid("N/A of %s rests on the device being constrained or not, without a justification", p.ID) // ics-b
	}
	if strings.TrimSpace(a.Detail) == "" {
		g.lacks("a reason for N/A of %s: why %s", p.ID, strings.Join(j.namesOf(at), ", "))
		g.refuted[p.ID] = nil
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

// namesOf spells out what a reason for N/A has to give: what does not hold.
func (j *judge) namesOf(at applies) []string {
	keys := at.notMet
	if len(keys) == 0 {
		keys = at.notSaid
	}
	var out []string
	for _, key := range keys {
		if text := j.textOf(key); text != "" {
			out = append(out, fmt.Sprintf("it is not so that %s (%s)", text, key))
		}
	}
	return out
}

// asksFor names all that a status needs to hold, each with what it says. The
// table's own short text says it only where there is one.
func (j *judge) asksFor(s standard.Status) string {
	var keys []string
	for _, n := range s.Conditions {
		keys = append(keys, fmt.Sprintf("condition %d", n))
	}
	for _, f := range s.Features {
		keys = append(keys, "feature "+f)
	}
	var out []string
	for _, key := range keys {
		out = append(out, strings.TrimPrefix(fmt.Sprintf("%s (%s)", j.textOf(key), key), " "))
	}
	return strings.Join(out, ", ")
}

// textOf is what a condition or feature of the status table says; "" where the
// table is silent.
func (j *judge) textOf(key string) string {
	kind, id, _ := strings.Cut(key, " ")
	list := j.std.Conditions(j.method.ID)
	if kind == "feature" {
		list = j.std.Features(j.method.ID)
	}
	for _, c := range list {
		if c.ID == id {
			return c.Text
		}
	}
	return ""
}

// checkYes applies rule ics-d; conditions 4 and 5 are excepted.
func (j *judge) checkYes(p *standard.Provision, s standard.Status) {
	at := j.parts(s, unmet)
	if len(at.notMet) > 0 && !at.onlyConstraint {
		j.ics.invalid("%s is answered Yes and %s is declared not to hold%s", p.ID, strings.Join(at.notMet, ", "), because(at.why))
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
		for _, b := range j.book.cases[directKey(c.Method, c.ID)] {
			if b.refutes() && b.obs.Basis != assay.Declared {
				ids = append(ids, b.obs.ID)
			}
		}
		for _, u := range j.unitsOf(c) {
			for _, b := range j.book.units[u.ID] {
				lists := u.SettledBy == standard.NothingUndeclared || listsThings[u.ID]
				if b.refutes() && b.obs.Basis != assay.Declared || lists && b.entry != "" && len(sightings([]bearing{b})) > 0 {
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
