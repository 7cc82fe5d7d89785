package regime

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
)

// row is what a document says of a rule; false for one that does not apply.
func (u *ruling) row() (assay.RegimeRule, bool) {
	if u.standing == assay.DoesNotApply {
		return assay.RegimeRule{}, false
	}
	row := assay.RegimeRule{
		ID: u.rule.ID, Verdict: u.standing, Why: u.why, Because: sortedOnce(u.finding.because), Route: u.route,
		Basis: u.finding.basis, Confidence: string(u.rule.Confidence), Missing: u.missing, From: u.from,
	}
	if len(row.Because) == 0 {
		row.Because = nil
	}
	if u.standing == assay.Open {
		row.Next = u.next()
	}
	if u.standing != assay.Met {
		row.Clock = u.rule.Clock.report()
	}
	return row, true
}

// trim leaves out of the rows of a clause what the clause itself says, and of open
// ones how surely their wording is known: nothing rests on it yet, and assay explain
// tells it.
func trim(c assay.RegimeClause) assay.RegimeClause {
	rows := make([]assay.RegimeRule, len(c.Rules))
	for i, row := range c.Rules {
		if row.From == c.From {
			row.From = ""
		}
		if c.Verdict == assay.Open && strings.Contains(c.Remainder, row.Next) {
			row.Next = ""
		}
		if row.Verdict == assay.Open && len(row.Because) == 0 {
			row.Confidence = ""
		}
		rows[i] = row
	}
	if len(rows) > 0 {
		c.Rules = rows
	}
	return c
}

// next says what would settle an open rule.
func (u *ruling) next() string {
	r := u.rule
	out := append([]string{}, u.open...)
	switch {
	case r.Needs != "":
		out = append(out, r.Needs)
	case r.TestHint != "":
		out = append(out, r.TestHint)
	case len(r.Fields) > 0:
		out = append(out, "show: "+strings.Join(r.Fields, ", "))
	}
	if len(out) == 0 && len(r.Decision) > 0 {
		out = append(out, fmt.Sprintf("answer its %d decision questions for each asset", len(r.Decision)))
	}
	if len(out) == 0 {
		switch pass := missingPass(r); {
		case pass != "":
			out = append(out, pass)
		case r.Question != "":
			out = append(out, "settled by "+r.Question)
		}
	}
	return join(out...)
}

// penalty says what follows from a rule that is not met.
func (j *judgement) penalty(r *Regime, rule *Rule) []string {
	text := r.rules.PenaltyText(rule.Penalty)
	if text == "" {
		return nil
	}
	if rule.WaivedWhen == "" {
		return []string{text}
	}
	switch t, _ := mustParse(rule.WaivedWhen).Eval(j.known); t {
	case True:
		return nil
	case Unknown:
		return []string{text + " (not where " + rule.WaivedWhen + ")"}
	}
	return []string{text}
}
