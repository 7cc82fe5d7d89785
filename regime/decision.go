package regime

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
)

// Outcomes of a decision; "next" goes on to the question that follows.
const (
	decidedPass = "pass"
	decidedFail = "fail"
	decidedNA   = "not_applicable"
	decidedNext = "next"
)

// A Walk is what the answers for one asset come to.
type Walk struct {
	About   string
	Outcome assay.Standing
	Why     string // what keeps it open, or the maker's reason
}

// WalkDecision follows answers through the decision questions of a rule. Answers
// that stop early or go on past the end leave the walk open, and so does a way out
// (pass, not applicable) without a written reason.
func WalkDecision(rule *Rule, d assay.Decision) Walk {
	w := Walk{About: d.About, Outcome: assay.Open}
	for i, c := range rule.Decision {
		if i >= len(d.Answers) {
			w.Why = fmt.Sprintf("answers stop before question %d of %d: %s", i+1, len(rule.Decision), c.Ask)
			return w
		}
		outcome := c.No
		if d.Answers[i] {
			outcome = c.Yes
		}
		if outcome != decidedNext {
			return w.end(outcome, i+1, d)
		}
	}
	w.Why = "the questions end without an outcome"
	return w
}

func (w Walk) end(outcome string, used int, d assay.Decision) Walk {
	reason := strings.TrimSpace(d.Reason)
	switch {
	case len(d.Answers) > used:
		w.Why = fmt.Sprintf("question %d decides, and %d answers are given", used, len(d.Answers))
	case outcome == decidedFail:
		w.Outcome, w.Why = assay.NotMet, reason
	case reason == "":
		w.Why = "ends in " + strings.ReplaceAll(outcome, "_", " ") + ", which needs a reason"
	case outcome == decidedPass:
		w.Outcome, w.Why = assay.Met, reason
	case outcome == decidedNA:
		w.Outcome, w.Why = assay.DoesNotApply, reason
	}
	return w
}

// walks follows every declared decision of a rule, in the order declared.
func (j *judgement) walks(r *Regime, rule *Rule) []Walk {
	if j.in.Declaration == nil || len(rule.Decision) == 0 {
		return nil
	}
	var out []Walk
	for _, d := range j.in.Declaration.Decisions {
		if d.Regime == r.ID && (d.Rule == rule.ID || Plain(d.Rule) == Plain(rule.ID)) {
			out = append(out, WalkDecision(rule, d))
		}
	}
	return out
}

// decided folds the walks of a rule: one fail is a fail, one open leaves it open.
// The finding holds those that ended as the fold did; open says what keeps it so.
func (j *judgement) decided(r *Regime, rule *Rule) (s assay.Standing, f *finding, open []string) {
	walks := j.walks(r, rule)
	f = &finding{}
	if len(walks) == 0 {
		return assay.Open, f, nil
	}
	var all []assay.Standing
	for _, w := range walks {
		all = append(all, w.Outcome)
		if w.Outcome == assay.Open {
			open = append(open, "decision for "+w.About+": "+w.Why)
		}
	}
	s = Fold(all...)
	for _, w := range walks {
		if w.Outcome == s && s != assay.Open {
			f.add("decision:"+w.About, assay.Declared, rule.Confidence, rule.Ref)
		}
	}
	return s, f, open
}
