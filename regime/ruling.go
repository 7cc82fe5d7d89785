package regime

import (
	"strings"

	"github.com/assay-project/assay"
)

// A ruling is how one rule stands.
type ruling struct {
	rule     *Rule
	standing assay.Standing
	route    assay.Route
	finding  *finding // what settles it, or would if it applied
	missing  []string // facts that keep it open
	why      string
	open     []string // decisions that are not finished
	from     string   // the first day it binds, where later than the day
	ended    bool     // it bound until a day before this one
}

// ruling judges a rule, once. A rule that is met on its way to itself is open.
func (j *judgement) ruling(r *Regime, rule *Rule) *ruling {
	if u, ok := j.rules[rule]; ok {
		return u
	}
	j.rules[rule] = &ruling{rule: rule, standing: assay.Open, finding: &finding{}, why: "stands on itself"}
	u := j.rule(r, rule)
	j.rules[rule] = u
	return u
}

func (j *judgement) rule(r *Regime, rule *Rule) *ruling {
	u := &ruling{rule: rule, standing: assay.Open, finding: &finding{}}
	if firstDay(rule.InForce.From) > j.day {
		u.from = rule.InForce.From
	}
	if end := rule.InForce.Until; end != "" && lastDay(end) < j.day && !j.ended(r) {
		u.standing, u.ended, u.why = assay.DoesNotApply, true, "applied until "+end
		return u
	}
	applies, missing := mustParse(rule.AppliesWhen).Eval(j.known)
	if applies == False {
		u.standing, u.route, u.why = assay.DoesNotApply, assay.RouteDirect, j.say(rule.AppliesWhen)
		return u
	}
	j.weigh(r, rule, u)
	if applies == Unknown {
		u.hold(missing)
	} else if stated, missing := mustParse(rule.AppliesWhen).Eval(j.stated); stated != True && u.standing != assay.NotMet {
		u.hold(missing) // that it applies was only seen from a failure, which never helps
	}
	u.say()
	return u
}

// ended tells whether the regime as a whole no longer binds: then its rules are
// shown as they stood.
func (j *judgement) ended(r *Regime) bool {
	return r.InForce != nil && r.InForce.Until != "" && lastDay(r.InForce.Until) < j.day
}

// hold leaves a rule open because it is not known whether it applies. What refutes
// it stays in the finding; what would meet it does not.
func (u *ruling) hold(missing []string) {
	u.missing = missing
	switch u.standing {
	case assay.NotMet:
		u.why = "refuted if it applies"
	case assay.Met:
		u.finding, u.why = &finding{}, "met if it applies"
	}
	u.standing = assay.Open
}

// say adds how far the wording of the rule itself can be trusted.
func (u *ruling) say() {
	if u.standing != assay.NotMet {
		return
	}
	switch u.rule.Confidence {
	case "inferred":
		u.why = join(u.why, "not met as we read the rule: its wording is inferred")
	case "recalled":
		u.why = join(u.why, "not met as we remember the rule: its wording was not read")
	}
	if strings.HasPrefix(u.rule.Effect, "restriction") {
		u.why = join(u.why, u.rule.Effect)
	}
}

// weigh puts what is known of a rule in order: direct refutation, crossed fail,
// direct support, crossed pass, else open.
func (j *judgement) weigh(r *Regime, rule *Rule, u *ruling) {
	against, support := j.answersTo(r, rule)
	decided, walked, open := j.decided(r, rule)
	u.open = open
	if decided == assay.NotMet {
		against.join(walked)
	}
	part := j.foldOf(r, rule)
	switch {
	case len(against.because) > 0:
		u.settle(assay.NotMet, assay.RouteDirect, against)
		return
	case part.standing == assay.NotMet:
		u.settle(assay.NotMet, part.route, part.finding)
		return
	}
	if f, ok := j.ruleFail(rule); ok {
		u.settle(assay.NotMet, assay.RouteMapped, f)
		return
	}
	u.why = part.why
	switch {
	case part.only && part.standing != assay.Open:
		u.settle(part.standing, part.route, part.finding)
		return
	case part.only:
		return
	case len(support.because) > 0:
		u.settle(assay.Met, assay.RouteDirect, support)
		return
	case decided == assay.Met || decided == assay.DoesNotApply:
		u.settle(decided, assay.RouteDirect, walked)
		return
	case part.standing == assay.Met:
		u.settle(assay.Met, assay.RouteRecognised, part.finding)
		return
	}
	f, ok, none := j.rulePass(rule)
	switch {
	case ok:
		u.settle(assay.Met, assay.RouteMapped, f)
	case none:
		u.standing, u.route, u.why = assay.DoesNotApply, assay.RouteMapped, "no provision it asks for applies, by the ICS"
	default:
		u.why = join(append([]string{u.why}, j.ruleToldApart(rule)...)...)
	}
}

func (u *ruling) settle(s assay.Standing, route assay.Route, f *finding) {
	u.standing, u.route, u.finding = s, route, f
}

// join adds another finding to this one.
func (f *finding) join(o *finding) {
	f.because = append(f.because, o.because...)
	f.basis = f.basis.Weaker(o.basis)
	f.confidence = weaker(f.confidence, o.confidence)
	f.source = append(f.source, o.source...)
	f.editions = append(f.editions, o.editions...)
	f.remainder = join(f.remainder, o.remainder)
}

// answersTo collects the observations that refute a rule and those that support it.
func (j *judgement) answersTo(r *Regime, rule *Rule) (against, support *finding) {
	against, support = &finding{}, &finding{}
	for _, o := range j.in.Observations {
		switch j.counts(o, r, rule) {
		case bad:
			against.add(o.ID, o.Basis, rule.Confidence, rule.Ref)
		case good:
			support.add(o.ID, o.Basis, rule.Confidence, rule.Ref)
		}
	}
	return against, support
}
