package verdict

import (
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// A person who tested or judged says more than a search does: that a unit, a case
// or a whole provision holds. Such a result stands without a recorded search and
// for what no search could look through, for the person had the product, not the
// image. Nothing of it outweighs an observation that refutes.

// attested returns those bearings that a person stands behind.
func attested(list []bearing) []bearing {
	var out []bearing
	for _, b := range list {
		if b.obs.Attested != nil {
			out = append(out, b)
		}
	}
	return out
}

// judged tells whether an observation is a judgement of the declared design: for a
// conceptual unit that is what the method asks for, even where the person is the
// maker's own, or a review of the declaration settled it, and the basis therefore
// declared. A functional unit never rests on a declaration.
func judged(o *assay.Observation, conceptual bool) bool {
	return conceptual && (o.Attested != nil || reviewed(o))
}

// spoken passes a unit by what persons say of it, if any of them does.
func spoken(good []bearing) (outcome, bool) {
	if len(attested(good)) == 0 {
		return outcome{}, false
	}
	return passBy(good), true
}

// decided lets a person's result for a whole case or group stand: a fail or a
// doubt always, a pass where nothing that was observed fails it and something is
// declared that it can be about.
func (j *judge) decided(o outcome, list []bearing) outcome {
	list = attested(list)
	if bad, ok := against(list); ok {
		return every([]outcome{o, bad})
	}
	if good := supporting(list); len(good) > 0 && j.declared() && o.judgement != assay.Fail && o.judgement != assay.NotApplicable {
		return passBy(good)
	}
	return o
}

// external lets evidence from elsewhere stand in for a whole group (clause 4.7):
// only with its scope on record, and never over a case that fails.
func (j *judge) external(o outcome, list []bearing) outcome {
	list = attested(list)
	good := supporting(list)
	scoped := only(good, func(b bearing) bool { return scopeOf(b.obs) != "" })
	out := j.decided(o, only(list, func(b bearing) bool { return !b.supports() || scopeOf(b.obs) != "" }))
	switch {
	case len(good) > len(scoped) && out.judgement != assay.Pass && out.judgement != assay.Fail:
		out.missing = once(append(out.missing, "the scope of the external evidence: what was tested, by which procedure"))
	case out.judgement == assay.Pass && o.judgement != assay.Pass:
		out.reason = "external evidence stands in for the whole group (TS 103 701 clause 4.7), scope: " + scopeOf(rests(scoped)[0].obs)
	}
	return out
}

// scopeOf is what external evidence covers: its data "covers", else the procedure.
func scopeOf(o *assay.Observation) string {
	if s, ok := o.Data["covers"].(string); ok && strings.TrimSpace(s) != "" {
		return strings.TrimSpace(s)
	}
	return strings.TrimSpace(o.Attested.Procedure)
}

// directKey names a case or a provision of a method edition in the book.
func directKey(m standard.MethodID, id string) string { return string(m) + " " + id }

// enterDirect books what bears on a case or on a provision by its own id.
func (b *book) enterDirect(j *judge, o *assay.Observation, bears *assay.Bears) {
	method := standard.MethodID(bears.Method)
	key := directKey(method, bears.Unit)
	if c, ok := j.std.Case(method, bears.Unit); ok {
		bound := j.tables.bound(c.IXIT, o, bears)
		bound.judged = judged(o, c.Type == string(standard.Conceptual))
		b.cases[key] = append(b.cases[key], bound)
		return
	}
	if p, ok := j.std.Provision(bears.Unit); ok && o.Attested != nil && method == standard.MethodFor(j.in.Edition) {
		b.groups[p.ID] = append(b.groups[p.ID], bearing{obs: o, effect: bears.Effect})
	}
}
