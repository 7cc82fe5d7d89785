package regime

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// verdictOf finds the verdict an evaluation reads: of a provision or a test case.
func (j *judgement) verdictOf(e *Evaluated, ed standard.Edition, id string) (assay.Verdict, bool) {
	if e.TestCase != "" {
		v, ok := j.cases[verdictKey{ed, id}]
		return v, ok
	}
	v, ok := j.byID[verdictKey{ed, id}]
	return v, ok
}

// where tells whether a condition of a crossing holds; unknown is false. A pass
// may rest only on what is stated, a fail also on what observations established.
func where(condition string, k Known) bool {
	t, _ := mustParse(condition).Eval(k)
	return t == True
}

// ruleFail collects what crosses to fail a rule.
func (j *judgement) ruleFail(rule *Rule) (*finding, bool) {
	f := &finding{}
	for i := range rule.EvaluatedBy {
		e := &rule.EvaluatedBy[i]
		if !e.FailCrosses() || !where(e.FailWhen, j.stated) {
			continue
		}
		for _, ed := range e.Editions {
			if !e.Carries(assay.Fail, ed) {
				continue
			}
			for _, id := range e.IDs() {
				if v, ok := j.verdictOf(e, ed, id); ok && v.Verdict == assay.Fail {
					f.crossRule(id, v, rule, ed)
				}
			}
		}
	}
	return f, len(f.because) > 0
}

// rulePass finds an evaluation whose pass crosses. One is enough: each says that
// the provisions ask at least as much as the rule. The third value tells that the
// rule asks only for provisions that apply, and none does.
func (j *judgement) rulePass(rule *Rule) (f *finding, ok, none bool) {
	for i := range rule.EvaluatedBy {
		e := &rule.EvaluatedBy[i]
		if !e.PassCrosses() || !where(e.PassWhen, j.stated) || !where(e.PassWhen, j.known) {
			continue
		}
		for _, ed := range e.Editions {
			if !e.Carries(assay.Pass, ed) {
				continue
			}
			f, ok, left := j.evaluationPass(rule, e, ed)
			if ok {
				return f, true, false
			}
			none = none || left
		}
	}
	return nil, false, none
}

func (j *judgement) evaluationPass(rule *Rule, e *Evaluated, ed standard.Edition) (f *finding, ok, none bool) {
	f, out := &finding{}, 0
	for _, id := range e.IDs() {
		v, ok := j.verdictOf(e, ed, id)
		switch {
		case ok && v.Verdict == assay.Pass:
			f.crossRule(id, v, rule, ed)
		case ok && v.Verdict == assay.NotApplicable && e.WithoutNA:
			out++
		default:
			return nil, false, false
		}
	}
	return f, len(f.because) > 0, out > 0 && len(f.because) == 0
}

// crossRule adds a verdict that came over an evaluation.
func (f *finding) crossRule(id string, v assay.Verdict, rule *Rule, ed standard.Edition) {
	f.add(id, v.Basis, rule.Confidence, rule.Ref)
	f.editions = append(f.editions, "V"+string(ed))
}

// missingPass says what of EN 303 645 would meet the rule, "" where nothing would.
func missingPass(rule *Rule) string {
	var out []string
	seen := map[string]bool{}
	for i := range rule.EvaluatedBy {
		e := &rule.EvaluatedBy[i]
		name, some := strings.Join(e.IDs(), " and "), false
		for _, ed := range e.Editions {
			if e.Carries(assay.Pass, ed) {
				some = true
			} else if e.PassCrosses() {
				name += " (not in V" + string(ed) + ")"
			}
		}
		if !some {
			continue
		}
		if e.PassWhen != "" {
			name += " (where " + e.PassWhen + ")"
		}
		if !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
	}
	if len(out) == 0 {
		return ""
	}
	return fmt.Sprintf("a pass of %s would meet it", strings.Join(out, ", or of "))
}
