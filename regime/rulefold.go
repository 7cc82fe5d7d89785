package regime

import (
	"strings"

	"github.com/assay-project/assay"
)

// foldedRules is the fold of the rules of one requirement.
type foldedRules struct {
	standing  assay.Standing
	route     assay.Route
	finding   *finding // of what decides; where open: of what is refuted if it applies
	missing   []string
	why       string
	rows      []assay.RegimeRule
	penalties []string
	open      []string // what of it is not covered
	from      string
}

// foldRules folds rules: those in force on the day, or all where none is yet. An
// alternative counts as the better of the two.
func (j *judgement) foldRules(r *Regime, rules []*Rule) *foldedRules {
	f := &foldedRules{standing: assay.Open, finding: &finding{}}
	if len(rules) == 0 {
		return f
	}
	all := make([]*ruling, 0, len(rules))
	now := false
	for _, rule := range rules {
		u := j.ruling(r, rule)
		all = append(all, u)
		now = now || u.from == "" && !u.ended
	}
	var standings []assay.Standing
	counted := make([]assay.Standing, len(all))
	for i, u := range all {
		counted[i] = j.eitherOf(r, u)
		if !now || u.from == "" {
			standings = append(standings, counted[i])
		}
	}
	f.standing = Fold(standings...)
	for i, u := range all {
		if !now && u.from != "" && (f.from == "" || u.from < f.from) {
			f.from = u.from
		}
		f.take(r, u, counted[i], !now || u.from == "")
		if row, ok := u.row(); ok {
			f.rows = append(f.rows, row)
		}
		if u.standing == assay.NotMet && u.from == "" {
			f.penalties = append(f.penalties, j.penalty(r, u.rule)...)
		}
	}
	f.penalties = sortedOnce(f.penalties)
	if len(f.penalties) == 0 {
		f.penalties = nil
	}
	f.missing = sortedOnce(f.missing)
	f.open = j.remaining(all)
	return f
}

// eitherOf is the standing of a rule with its alternatives: met where one is, not
// met only where none can be.
func (j *judgement) eitherOf(r *Regime, u *ruling) assay.Standing {
	group := r.rules.Alternatives(u.rule)
	if len(group) == 1 {
		return u.standing
	}
	var all []assay.Standing
	for _, rule := range group {
		all = append(all, j.ruling(r, rule).standing)
	}
	return Either(all...)
}

// Either folds alternatives: met over open over not met; what does not apply is
// left out, and nothing left does not apply. No standing at all is open.
func Either(all ...assay.Standing) assay.Standing {
	if len(all) == 0 {
		return assay.Open
	}
	out := assay.DoesNotApply
	for _, s := range all {
		if eitherRank(s) > eitherRank(out) {
			out = s
		}
	}
	return out
}

func eitherRank(s assay.Standing) int {
	switch s {
	case assay.DoesNotApply:
		return 0
	case assay.NotMet:
		return 1
	case assay.Met:
		return 3
	}
	return 2 // open, and anything not known
}

// take adds what one ruling contributes to the fold.
func (f *foldedRules) take(r *Regime, u *ruling, counted assay.Standing, weighs bool) {
	f.missing = append(f.missing, u.missing...)
	if !weighs {
		return
	}
	switch {
	case f.standing == assay.DoesNotApply:
		if u.why != "" && !strings.Contains(f.why, u.why) {
			f.why = join(f.why, u.why)
		}
	case u.standing == f.standing && counted == f.standing && f.standing != assay.Open:
		f.finding.join(u.finding)
		f.route = firstRoute(f.standing, f.route, u.route)
	case f.standing == assay.Open && len(u.finding.because) > 0 && u.standing == assay.Open:
		f.finding.join(u.finding)
		f.route = firstRoute(assay.NotMet, f.route, u.route)
	}
}

// firstRoute names the route of several: a failure is best shown by what was seen
// directly, a pass only as good as what it had to borrow.
func firstRoute(s assay.Standing, a, b assay.Route) assay.Route {
	order := []assay.Route{assay.RouteRecognised, assay.RouteMapped, assay.RouteDirect}
	if s == assay.NotMet {
		order = []assay.Route{assay.RouteDirect, assay.RouteMapped, assay.RouteRecognised}
	}
	for _, r := range order {
		if a == r || b == r {
			return r
		}
	}
	return a
}
