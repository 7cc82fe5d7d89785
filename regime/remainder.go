package regime

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// remainder names what of an open requirement is not covered, and what would
// cover it: first what could settle it, then what only touches it.
func (j *judgement) remainder(r *Regime, q *Requirement, folded *foldedRules) []string {
	out := append(folded.open, j.edgesToldApart(r, q.ID)...)
	var more, overlap, whole []string
	edges := r.EdgesOf(q.ID)
	if len(folded.rows) > 0 && !r.edgesSpeak(q.ID) {
		edges = nil // the rules say more exactly what the edges say
	}
	for _, e := range edges {
		switch {
		case e.Granularity == "clause":
			whole = append(whole, e.Provision)
		case e.carriesPass():
			out = append(out, j.passRemainder(r, e))
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
	if len(edges) == 0 && len(folded.rows) == 0 && join(out...) == "" {
		out = append(out, "nothing in EN 303 645 is known to cover it")
	}
	return out
}

// edgesSpeak tells whether the rules of a requirement leave EN 303 645 to its edges.
func (r *Regime) edgesSpeak(requirement string) bool {
	for _, rule := range r.rulesOf(requirement) {
		if len(rule.EvaluatedBy) > 0 {
			return false
		}
	}
	return true
}

func phrase(lead string, ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return lead + " " + strings.Join(ids, ", ")
}

// carriesPass tells whether a pass crosses in some edition.
func (e *Edge) carriesPass() bool {
	for _, ed := range e.Editions {
		if e.Carries(assay.Pass, ed) {
			return true
		}
	}
	return false
}

// passRemainder says why an edge over which a pass could cross carried none.
func (j *judgement) passRemainder(r *Regime, e *Edge) string {
	for _, ed := range e.Editions {
		if !e.Carries(assay.Pass, ed) {
			continue
		}
		if _, ok := j.allPass(r, e, ed); !ok {
			continue
		}
		when, missing := mustParse(e.PassWhen).Eval(j.known)
		if when != True {
			return join(fmt.Sprintf("%s passes, which counts only where %s", e.Provision, e.PassWhen), notStated(missing))
		}
	}
	var states []string
	for _, ed := range e.Editions {
		if !e.Carries(assay.Pass, ed) {
			continue
		}
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

// maxSpelt is how many open rules a remainder spells out; beyond that it counts.
const maxSpelt = 3

// remaining says for the rules that are open what is still missing. The rows of the
// rules say it one by one.
func (j *judgement) remaining(all []*ruling) []string {
	var open []*ruling
	var ids []string
	applying := 0
	for _, u := range all {
		if u.standing != assay.DoesNotApply {
			applying++
		}
		if u.standing == assay.Open {
			open = append(open, u)
			ids = append(ids, u.rule.ID)
		}
	}
	var missing []string
	for _, u := range open {
		missing = append(missing, u.missing...)
	}
	out := []string{notStated(sortedOnce(missing))}
	if len(open) > maxSpelt {
		return append(out, fmt.Sprintf("%d of %d rules open: %s", len(open), applying, strings.Join(ids, ", ")))
	}
	var questions []string
	for _, u := range open {
		r := u.rule
		out = append(out, u.why, j.declared(r.Declared), j.gone(r.Declared))
		out = append(out, u.open...)
		out = append(out, r.Needs, r.TestHint, missingPass(r))
		if r.Question != "" && r.Needs == "" {
			questions = append(questions, r.Question)
		}
	}
	return append(once(out), phrase("settled by", sortedOnce(questions)))
}

// once drops what was said before, keeping the order.
func once(list []string) []string {
	var out []string
	for _, s := range list {
		if s != "" && !oneOf(out, s) {
			out = append(out, s)
		}
	}
	return out
}
