package regime

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// remainder names what of an open requirement is not covered, and what would
// cover it: first what could settle it, then what only touches it.
func (j *judgement) remainder(r *Regime, q *Requirement, rules []*Rule) []string {
	out := j.ruleRemainder(rules)
	var more, overlap, whole []string
	edges := r.EdgesOf(q.ID)
	for _, e := range edges {
		switch {
		case e.Granularity == "clause":
			whole = append(whole, e.Provision)
		case e.Relation.PassCrosses():
			out = append(out, j.passRemainder(e))
		case e.Relation == SupersetOf:
			more = append(more, e.Provision)
		default:
			overlap = append(overlap, e.Provision)
		}
	}
	out = append(out, phrase("asks more than", more), phrase("overlaps in part with", overlap), phrase("relates as a whole to clause", whole))
	for _, b := range r.Beyond {
		if b.Requirement == q.ID {
			out = append(out, b.Note)
		}
	}
	if len(edges) == 0 && len(rules) == 0 && join(out...) == "" {
		out = append(out, "nothing in EN 303 645 is known to cover it")
	}
	return out
}

func phrase(lead string, ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return lead + " " + strings.Join(ids, ", ")
}

// passRemainder says why an edge over which a pass could cross carried none.
func (j *judgement) passRemainder(e *Edge) string {
	for _, ed := range e.Editions {
		if _, ok := j.allPass(e, ed); !ok {
			continue
		}
		when, missing := mustParse(e.PassWhen).Eval(j.known)
		if when != True {
			return join(fmt.Sprintf("%s passes, which counts only where %s", e.Provision, e.PassWhen), notStated(missing))
		}
	}
	var states []string
	for _, ed := range e.Editions {
		states = append(states, fmt.Sprintf("V%s: %s", ed, j.stateOf(e, ed)))
	}
	return fmt.Sprintf("%s would meet it (%s)", e.Provision, strings.Join(states, ", "))
}

func (j *judgement) stateOf(e *Edge, ed standard.Edition) string {
	worst := ""
	for _, id := range e.IDs(ed) {
		v, ok := j.byID[verdictKey{ed, id}]
		switch {
		case !ok:
			return "no verdict"
		case v.Verdict == assay.NotApplicable:
			worst = "n/a there, which is no exemption here"
		case v.Verdict != assay.Pass:
			worst = words(assay.Standing(v.Verdict))
		}
	}
	return worst
}

// ruleRemainder says for each direct rule what is still missing.
func (j *judgement) ruleRemainder(rules []*Rule) []string {
	var out []string
	var questions []string
	for _, rule := range rules {
		if j.supportedRule(rule, &finding{}) {
			continue
		}
		if d := j.declared(rule.Declared); d != "" {
			out = append(out, d)
		}
		if rule.Needs != "" {
			out = append(out, rule.Needs)
		}
		for _, a := range rule.SupportedBy {
			questions = append(questions, a.Question)
		}
		if rule.TestHint != "" {
			out = append(out, rule.TestHint)
		}
	}
	return append(out, phrase("settled by", sortedOnce(questions)))
}

// declared says what the declaration has on a rule that asks for publication. It
// meets nothing: a page that says so has to be seen.
func (j *judgement) declared(what string) string {
	if what == "" {
		return ""
	}
	value, at, name := j.declaredValue(what)
	if value == "" && at == "" {
		return "no " + name + " declared"
	}
	said := "declared " + name
	if value != "" {
		said += " " + value
	}
	if at != "" {
		said += " at " + at
	}
	return said + "; that it is published has not been seen"
}

func (j *judgement) declaredValue(what string) (value, at, name string) {
	d := j.in.Declaration
	if d == nil {
		d = &assay.Declaration{}
	}
	switch what {
	case "contact":
		return d.Disclosure.Contact, d.Disclosure.PolicyURL, "contact for security reports"
	case "acknowledgement":
		return d.Disclosure.AcknowledgedIn, urlIf(d.Disclosure.AcknowledgedIn, d.Disclosure.PolicyURL), "time to acknowledgement"
	case "status_updates":
		return d.Disclosure.UpdatesEvery, urlIf(d.Disclosure.UpdatesEvery, d.Disclosure.PolicyURL), "time between status updates"
	case "support_period":
		value := d.Support.Until
		if value != "" && lastDay(value) < j.day {
			value += " (past)"
		}
		return value, d.Support.PublishedAt, "end of support"
	}
	return "", "", strings.ReplaceAll(what, "_", " ")
}

// urlIf gives the page only where something is said to stand on it.
func urlIf(value, url string) string {
	if value == "" {
		return ""
	}
	return url
}

// declaredFor is the basis to show on an open clause: declared, where the
// declaration speaks to one of its rules.
func (j *judgement) declaredFor(rules []*Rule) assay.Basis {
	for _, rule := range rules {
		if value, at, _ := j.declaredValue(rule.Declared); value != "" || at != "" {
			return assay.Declared
		}
	}
	return ""
}
