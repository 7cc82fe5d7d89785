package explain

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/regime"
)

// demandPage explains a requirement of a regime, or one of its rules.
func (b *Book) demandPage(r *regime.Regime, id string) (*Page, bool) {
	if rule, ok := b.regimes.Rule(r.ID, id); ok && rule.Requirement == "" {
		return b.rulePage(r, rule), true
	}
	if q, ok := r.Requirement(id); ok {
		return b.requirementPage(r, q), true
	}
	if rule, ok := b.regimes.Rule(r.ID, id); ok {
		return b.rulePage(r, rule), true
	}
	return nil, false
}

// rulePage explains one rule: what it asks, when, what could settle it, and what
// follows.
func (b *Book) rulePage(r *regime.Regime, rule *regime.Rule) *Page {
	p := newPage("rule", rule.ID, r.Title()+": "+rule.Ref, rule.Rule)
	if plain := regime.Plain(rule.ID); plain != rule.ID {
		p.Plain = plain
	}
	f := r.Rules()
	p.section("Standing", ruleStanding(r, f, rule))
	p.section("Read from EN 303 645", evaluatedRows(rule))
	p.section("Settled directly by", b.settledRows(rule))
	p.section("Decision, once per asset, mechanism or interface", decisionRows(rule))
	p.section("The paper names", listRows(rule.Fields))
	p.section("Hangs together with", relatedRows(rule))
	p.source(f.SourceText(rule.Source), string(rule.Confidence))
	return p
}

func ruleStanding(r *regime.Regime, f *regime.RuleFile, rule *regime.Rule) []Row {
	of := r.ID + ", a duty of its own"
	if rule.Requirement != "" {
		of = r.ID + " " + regime.Plain(rule.Requirement)
	}
	rows := []Row{{"rule of", of}, {"about", rule.About}, {"level", rule.Level}}
	if rule.AppliesWhen != "" {
		rows = append(rows, Row{"applies where", rule.AppliesWhen})
	}
	force := rule.InForce.From
	if rule.InForce.Until != "" {
		force += " until " + rule.InForce.Until
	}
	rows = append(rows, Row{"in force", force + ", counted by " + rule.InForce.Counts})
	if rule.Clock != nil {
		rows = append(rows, Row{"clock", rule.Clock.Due + " from " + rule.Clock.Starts})
	}
	if text := f.PenaltyText(rule.Penalty); text != "" {
		if rule.WaivedWhen != "" {
			text += "; not where " + rule.WaivedWhen
		}
		rows = append(rows, Row{"penalty", text})
	}
	for _, x := range []struct{ label, text string }{
		{"effect", rule.Effect}, {"restriction", rule.Restriction}, {"aside", rule.Aside}, {"note", rule.Note},
	} {
		if x.text != "" {
			rows = append(rows, Row{x.label, x.text})
		}
	}
	return rows
}

func evaluatedRows(rule *regime.Rule) []Row {
	var rows []Row
	for i := range rule.EvaluatedBy {
		e := &rule.EvaluatedBy[i]
		rows = append(rows, Row{strings.Join(e.IDs(), " + "), evaluatedText(e)})
	}
	return rows
}

func evaluatedText(e *regime.Evaluated) string {
	var what []string
	if inAny(e.Carries, assay.Pass) {
		what = append(what, "a pass meets it"+onlyWhere(e.PassWhen))
	}
	if inAny(e.Carries, assay.Fail) {
		what = append(what, "a fail fails it"+onlyWhere(e.FailWhen))
	}
	switch {
	case len(what) > 0:
	case e.PassCrosses() || e.FailCrosses():
		what = []string{"nothing crosses: a modelled product tells the two apart (doc/mappings.md)"}
	default:
		what = []string{"overlaps in part; nothing crosses"}
	}
	var eds []string
	for _, ed := range e.Editions {
		eds = append(eds, "V"+string(ed))
	}
	text := strings.Join(what, ", ") + " (" + strings.Join(eds, ", ") + "): " + e.Why
	if e.Basis == "stated" {
		text += " [stated by the source]"
	}
	return text
}

func onlyWhere(condition string) string {
	if condition == "" {
		return ""
	}
	return " where " + condition
}

// settledRows says which observation settles a rule, and how far an answer to its
// question reaches.
func (b *Book) settledRows(rule *regime.Rule) []Row {
	var rows []Row
	if rule.Question != "" {
		rows = append(rows, Row{rule.Question, b.answerText(rule)})
	}
	if rule.TestHint != "" {
		rows = append(rows, Row{"look for", rule.TestHint})
	}
	if rule.Needs != "" {
		rows = append(rows, Row{"needs", rule.Needs})
	}
	return append(rows, Row{"evidence", strings.Join(rule.EvidenceKinds, ", ")}, Row{"verdict from", strings.Join(rule.VerdictFrom, ", ")})
}

func (b *Book) answerText(rule *regime.Rule) string {
	q, ok := b.std.Question(rule.Question)
	if !ok {
		return ""
	}
	text := fmt.Sprintf("%s The good answer is %s.", q.Ask, q.Good)
	reach, _ := b.regimes.Reach(rule.Question)
	switch {
	case reach.Named != "":
		return text + " An answer has to name the rule: " + reach.Named + "."
	case rule.Answers == regime.AnswersNamed, rule.About == "app", rule.About == "service", rule.About == "supplier":
		return text + " An answer has to name the rule, which asks for something of its own."
	case rule.Answers == regime.AnswersRefute:
		return text + " The bad answer counts against the rule; the good one is not all it asks."
	case rule.Answers == regime.AnswersSupport:
		return text + " The good answer meets the rule; the bad one does not yet fail it."
	}
	return text
}

func decisionRows(rule *regime.Rule) []Row {
	var rows []Row
	say := func(outcome string) string { return strings.ReplaceAll(outcome, "_", " ") }
	for i, c := range rule.Decision {
		rows = append(rows, Row{fmt.Sprint(i + 1), fmt.Sprintf("%s yes: %s; no: %s", c.Ask, say(c.Yes), say(c.No))})
	}
	return rows
}

func relatedRows(rule *regime.Rule) []Row {
	var rows []Row
	for _, x := range []struct {
		label string
		list  []string
	}{{"fold of", rule.FoldOf}, {"unless one is not met", rule.Unless}, {"either suffices", rule.AlternativeTo}, {"meets as well", rule.Meets}} {
		if len(x.list) > 0 {
			rows = append(rows, Row{x.label, strings.Join(x.list, ", ")})
		}
	}
	return rows
}

// ruleRows lists the rules that ask a question.
func (b *Book) ruleRows(question string) []Row {
	q, ok := b.std.Question(question)
	if !ok {
		return nil
	}
	other := "yes"
	if q.Good == "yes" {
		other = "no"
	}
	reach, _ := b.regimes.Reach(question)
	var out []Row
	for _, a := range b.regimes.Asking(question) {
		how := q.Good + " supports, " + other + " refutes: "
		switch {
		case reach.Named != "", a.Rule.Answers == regime.AnswersNamed:
			how = "where the answer names it: "
		case a.Rule.Answers == regime.AnswersRefute:
			how = other + " refutes: "
		case a.Rule.Answers == regime.AnswersSupport:
			how = q.Good + " supports: "
		}
		out = append(out, Row{a.Regime.ID + " " + regime.Plain(a.Rule.ID), how + a.Rule.Rule})
	}
	return out
}

// rulesOf lists the rules of a requirement.
func rulesOf(r *regime.Regime, q *regime.Requirement, p *Page) []Row {
	f := r.Rules()
	if f == nil {
		return nil
	}
	var out []Row
	for _, rule := range f.Of(q.ID) {
		text := rule.Rule
		if rule.AppliesWhen != "" {
			text += " Applies where " + rule.AppliesWhen + "."
		}
		if rule.TestHint != "" {
			text += " Look for: " + rule.TestHint + "."
		}
		if rule.Question != "" {
			text += " Asks " + rule.Question + "."
		}
		if crossing := crossingWords(rule); crossing != "" {
			text += " " + crossing
		}
		out = append(out, Row{regime.Plain(rule.ID), text})
		p.source(f.SourceText(rule.Source), string(rule.Confidence))
	}
	return out
}

func crossingWords(rule *regime.Rule) string {
	var pass, fail []string
	for i := range rule.EvaluatedBy {
		e := &rule.EvaluatedBy[i]
		name := strings.Join(e.IDs(), " + ")
		if inAny(e.Carries, assay.Pass) && !oneOf(pass, name) {
			pass = append(pass, name)
		}
		if inAny(e.Carries, assay.Fail) && !oneOf(fail, name) {
			fail = append(fail, name)
		}
	}
	var out []string
	if len(pass) > 0 {
		out = append(out, "Met by a pass of "+strings.Join(pass, " or ")+".")
	}
	if len(fail) > 0 {
		out = append(out, "Failed by a fail of "+strings.Join(fail, " or ")+".")
	}
	return strings.Join(out, " ")
}

// rulesOverview says what the rules of a regime hang on.
func rulesOverview(f *regime.RuleFile) []Row {
	if f == nil {
		return nil
	}
	by := map[string]int{}
	for i := range f.Rules {
		for _, v := range f.Rules[i].VerdictFrom {
			by[v]++
		}
	}
	rows := []Row{{"rules", fmt.Sprintf("%d: a pass of EN 303 645 can meet %d and a fail fail %d; observation settles %d, a paper %d, a person %d",
		len(f.Rules), by["en303645-pass"], by["en303645-fail"], by["direct"], by["document"], by["person"])}}
	if f.Logic != "" {
		rows = append(rows, Row{"logic", f.Logic})
	}
	for _, l := range f.Levels {
		rows = append(rows, Row{l.Level, l.Rules})
	}
	for i := range f.Rules {
		if c := f.Rules[i].Clock; c != nil {
			rows = append(rows, Row{"clock " + f.Rules[i].ID, c.Due + " from " + c.Starts})
		}
	}
	for _, x := range f.Penalties {
		rows = append(rows, Row{"penalty " + x.Key, x.Text})
	}
	for _, x := range f.Routes {
		rows = append(rows, Row{"route", strings.Join(x.AnyOf, " or ") + " where " + x.When + " (" + x.Ref + ")"})
	}
	for _, n := range f.Notes {
		rows = append(rows, Row{n.About, n.Text})
	}
	return rows
}

// ownDuties lists the rules that belong to no requirement.
func ownDuties(f *regime.RuleFile) []Row {
	if f == nil {
		return nil
	}
	var rows []Row
	for i := range f.Rules {
		if r := &f.Rules[i]; r.Requirement == "" {
			rows = append(rows, Row{regime.Plain(r.ID), r.Rule})
		}
	}
	return rows
}
