package verdict

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// overall folds the groups (TS 103 701 clause 4.6 table 1). An invalid ICS is a
// fail before anything is folded; of the rest, groups claimed Yes count,
// recommendations included. Where nothing is claimed, only a mandatory
// provision that was refuted fails the whole, and nothing passes it.
func (j *judge) overall(groups []*group) outcome {
	if v := j.ics.validity.Valid; v != nil && !*v {
		o := outcome{judgement: assay.Fail, basis: assay.Declared, reason: "the ICS is not valid: " + strings.Join(j.ics.validity.Reasons, "; ")}
		for _, ids := range j.ics.refuted {
			o.because = append(o.because, ids...)
		}
		o.because, o.missing = sorted(o.because), []string{}
		return o
	}
	var list []outcome
	var unsettled []string
	for _, g := range groups {
		o := g.outcome
		switch g.answer.Support {
		case "N", "N/A":
			if g.answer.Support == "N" || o.judgement == assay.NotApplicable {
				continue
			}
		case "Y":
		default:
			if !g.mandatory() && o.judgement == assay.Fail {
				o.judgement = assay.Inconclusive
			}
		}
		if o.judgement == assay.Inconclusive || o.judgement == assay.NotAssessed {
			unsettled = append(unsettled, g.provision.ID)
		}
		list = append(list, o)
	}
	o := every(list).closed("a claim")
	o.missing = []string{}
	if len(unsettled) > 0 && o.judgement != assay.Fail {
		o.missing = []string{fmt.Sprintf("a verdict on %d provisions: %s", len(unsettled), strings.Join(unsettled, ", "))}
	}
	switch {
	case !j.declared():
		o = o.atMost(assay.Inconclusive, "a declaration")
	case j.ics.validity.Valid == nil:
		complete := fmt.Sprintf("a complete ICS for V%s", j.in.Edition)
		if o = o.atMost(assay.Inconclusive, complete); o.judgement != assay.Fail {
			o.missing = once(append(o.missing, complete))
		}
	}
	return o
}

// verdicts lists overall, provisions, test cases and unit results, each in the
// order of the standard.
func (j *judge) verdicts(overall outcome, groups []*group) []assay.Verdict {
	out := []assay.Verdict{j.verdict(assay.ScopeOverall, "overall", overall)}
	for _, g := range groups {
		v := j.verdict(assay.ScopeProvision, g.provision.ID, g.outcome)
		v.Level, v.Title, v.Claimed = string(g.reading.Level), g.reading.Summary, g.answer.Support
		out = append(out, v)
	}
	for _, g := range groups {
		for _, c := range g.cases {
			v := j.verdict(assay.ScopeTestCase, c.testCase.ID, c.outcome)
			v.Title = c.testCase.PassCriterion
			if v.Title == "" {
				v.Title = c.testCase.Focus
			}
			out = append(out, v)
		}
	}
	for _, id := range j.order {
		out = append(out, j.unitVerdicts(j.units[id])...)
	}
	for _, g := range groups {
		for _, c := range g.cases {
			for _, e := range c.direct {
				v := j.verdict(assay.ScopeUnitResult, c.testCase.ID, e.outcome)
				v.Entry, v.Title = e.entry, c.testCase.Focus
				out = append(out, v)
			}
		}
	}
	return out
}

func (j *judge) unitVerdicts(u *unitOutcome) []assay.Verdict {
	var out []assay.Verdict
	for _, e := range u.entries {
		v := j.verdict(assay.ScopeUnitResult, u.unit.ID, e.outcome)
		v.Entry, v.Title = e.entry, u.unit.Purpose
		out = append(out, v)
	}
	return out
}

func (j *judge) verdict(scope assay.Scope, id string, o outcome) assay.Verdict {
	missing := once(o.missing)
	if o.judgement == assay.Pass || o.judgement == assay.Fail || o.judgement == assay.NotApplicable {
		missing = []string{}
	}
	return assay.Verdict{
		Standard: "en303645", Edition: string(j.in.Edition), Scope: scope, ID: id,
		Verdict: o.judgement, Basis: o.basis, Because: sorted(o.because), Missing: missing, Reason: o.reason,
	}
}

// unitsAssessed counts the test units something was observed or read for.
func (j *judge) unitsAssessed() int {
	n := 0
	for _, id := range j.order {
		u := j.units[id]
		if u.unit.SettledBy == standard.Step {
			continue
		}
		for _, e := range u.entries {
			if len(e.because) > 0 || e.judgement == assay.Pass || e.judgement == assay.Fail {
				n++
				break
			}
		}
	}
	return n
}
