package regime

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
)

// A part is what the fold of other rules or of another regime gives a rule.
type part struct {
	standing assay.Standing
	route    assay.Route
	finding  *finding
	why      string
	only     bool // the rule is nothing but this fold
}

// foldOf folds what a rule says it is the fold of. Rules of its own regime decide
// it whole. Another regime that is met gives a presumption, unless a rule named
// does not hold; not meeting it fails nothing, because there are other ways.
func (j *judgement) foldOf(r *Regime, rule *Rule) part {
	p := part{standing: assay.Open, finding: &finding{}}
	var own []*Rule
	for _, name := range rule.FoldOf {
		if other, ok := j.set.byID[name]; ok {
			j.presume(&p, r, other, rule)
			continue
		}
		own = append(own, r.rules.Matching(name)...)
	}
	if len(own) == 0 {
		return p
	}
	p.only = true
	folded := j.foldRules(r, own)
	p.standing, p.route, p.finding = folded.standing, folded.route, folded.finding
	if p.standing == assay.Open {
		p.why = "stands with " + strings.Join(rule.FoldOf, ", ")
		p.finding = &finding{}
	}
	return p
}

// presume lets a rule stand met where another regime is, save for restrictions.
func (j *judgement) presume(p *part, r, other *Regime, rule *Rule) {
	if j.doing[other.ID] && j.done[other.ID].Regime == "" { // a circle gives nothing
		return
	}
	v := j.regime(other)
	if v.Verdict != assay.Met {
		p.why = fmt.Sprintf("no presumption: %s is %s", other.ID, words(v.Verdict))
		return
	}
	for _, id := range rule.Unless {
		for _, bar := range r.rules.Matching(id) {
			switch u := j.ruling(r, bar); u.standing {
			case assay.NotMet:
				p.why = join(p.why, fmt.Sprintf("%s is met, but %s does not hold", other.ID, bar.ID))
			case assay.Open:
				p.why = join(p.why, fmt.Sprintf("%s is met; %s is open", other.ID, bar.ID))
			}
		}
	}
	if p.why != "" {
		return
	}
	var basis assay.Basis
	for _, c := range v.Clauses {
		basis = basis.Weaker(c.Basis)
	}
	p.standing = assay.Met
	p.finding.add("regime:"+other.ID, basis, rule.Confidence, rule.Ref)
}

// letMeet lets requirements that are open stand met where the one that the law
// names instead is met. What is refuted stays refuted.
func (r *Regime) letMeet(clauses map[string]assay.RegimeClause) {
	if r.rules == nil {
		return
	}
	for i := range r.rules.Rules {
		rule := &r.rules.Rules[i]
		by, ok := clauses[rule.Requirement]
		if !ok || by.Verdict != assay.Met {
			continue
		}
		for _, id := range rule.Meets {
			c := clauses[id]
			if c.Verdict != assay.Open || len(c.Because) > 0 {
				continue
			}
			c.Verdict, c.Because, c.Route, c.Basis = assay.Met, by.Because, by.Route, by.Basis
			c.Confidence, c.Source = by.Confidence, by.Source
			c.Remainder = rule.ID + ": " + rule.Effect
			clauses[id] = c
		}
	}
}
