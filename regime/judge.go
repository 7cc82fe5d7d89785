package regime

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// Input is what a projection reads. Declaration may be nil. At is the day the laws
// are read for; only its date in UTC counts.
type Input struct {
	At           time.Time
	Declaration  *assay.Declaration
	Verdicts     []assay.Verdict
	Observations []assay.Observation
}

// Judge reads the input through every shipped regime, in the order of [Set.Regimes].
func Judge(in Input) []assay.RegimeVerdict { return All().Judge(in) }

// Judge reads the input through every regime of the set.
func (s *Set) Judge(in Input) []assay.RegimeVerdict {
	j := s.judgement(in)
	out := make([]assay.RegimeVerdict, 0, len(s.regimes))
	for _, r := range s.regimes {
		out = append(out, j.regime(r))
	}
	return out
}

// JudgeOne reads the input through one regime; false if there is no such regime.
func (s *Set) JudgeOne(id string, in Input) (assay.RegimeVerdict, bool) {
	r, ok := s.byID[id]
	if !ok {
		return assay.RegimeVerdict{}, false
	}
	return s.judgement(in).regime(r), true
}

type verdictKey struct {
	edition standard.Edition
	id      string
}

// judgement is one projection under way.
type judgement struct {
	set    *Set
	in     Input
	day    string // 2006-01-02
	known  Known  // stated, corrected by what was observed
	stated Known
	byID   map[verdictKey]assay.Verdict // of provisions
	cases  map[verdictKey]assay.Verdict // of test cases
	done   map[string]assay.RegimeVerdict
	doing  map[string]bool
	rules  map[*Rule]*ruling
}

func (s *Set) judgement(in Input) *judgement {
	j := &judgement{
		set: s, in: in, day: in.At.UTC().Format(time.DateOnly), known: s.FactsOf(in.Declaration), stated: s.FactsOf(in.Declaration),
		byID: map[verdictKey]assay.Verdict{}, cases: map[verdictKey]assay.Verdict{}, rules: map[*Rule]*ruling{}, done: map[string]assay.RegimeVerdict{}, doing: map[string]bool{},
	}
	for _, v := range in.Verdicts {
		switch v.Scope {
		case assay.ScopeProvision:
			j.byID[verdictKey{standard.Edition(v.Edition), v.ID}] = v
		case assay.ScopeTestCase:
			j.cases[verdictKey{standard.Edition(v.Edition), v.ID}] = v
		}
	}
	j.establish()
	return j
}

// regime judges one regime, once.
func (j *judgement) regime(r *Regime) assay.RegimeVerdict {
	if v, ok := j.done[r.ID]; ok {
		return v
	}
	j.doing[r.ID] = true
	v := j.judge(r)
	j.done[r.ID] = v
	return v
}

func (j *judgement) judge(r *Regime) assay.RegimeVerdict {
	v := assay.RegimeVerdict{
		Regime: r.ID, Name: r.Title(), Kind: string(r.Kind), AsOf: j.day,
		Verdict: assay.Open, Clauses: []assay.RegimeClause{},
	}
	out, scopeNote := j.outOfScope(r)
	clauses := map[string]assay.RegimeClause{}
	all := r.clauses()
	for _, q := range all {
		var c assay.RegimeClause
		if out {
			c = assay.RegimeClause{ID: q.ID, Title: q.Title, Verdict: assay.DoesNotApply, Because: []string{}}
		} else {
			c = j.clause(r, q)
		}
		if c.From == "" {
			c.From = j.later(r, q)
		}
		clauses[q.ID] = c
	}
	if !out {
		r.letMeet(clauses)
	}
	for _, q := range all {
		if len(q.FoldOf) > 0 && !out {
			clauses[q.ID] = foldClause(clauses[q.ID], q.FoldOf, clauses)
		}
		v.Clauses = append(v.Clauses, trim(clauses[q.ID]))
	}
	if out {
		v.Verdict, v.Reason = assay.DoesNotApply, scopeNote
		return v
	}
	v.Verdict, v.Reason = j.headline(r, v.Clauses)
	j.dates(r, &v)
	v.Reason = join(v.Reason, scopeNote)
	return v
}

// foldClause folds the clauses a requirement stands and falls with, and its own
// rules where it has any.
func foldClause(c assay.RegimeClause, parts []string, all map[string]assay.RegimeClause) assay.RegimeClause {
	var folded []assay.RegimeClause
	var standings []assay.Standing
	if len(c.Rules) > 0 {
		folded, standings = append(folded, c), append(standings, c.Verdict)
	}
	for _, id := range parts {
		folded, standings = append(folded, all[id]), append(standings, all[id].Verdict)
	}
	v := Fold(standings...)
	out := assay.RegimeClause{ID: c.ID, Title: c.Title, Verdict: v, Because: []string{}, From: c.From, Rules: c.Rules, Penalties: c.Penalties}
	if v == assay.Open {
		var open []string
		for _, p := range folded {
			if p.Verdict == assay.Open && p.ID != c.ID {
				open = append(open, p.ID)
			}
		}
		out.Remainder = join(phrase("open:", open), c.Remainder)
		return out
	}
	for _, p := range folded {
		if p.Verdict != v {
			continue
		}
		out.Because, out.Route, out.Source = sortedOnce(append(out.Because, p.Because...)), p.Route, p.Source
		out.Basis = out.Basis.Weaker(p.Basis)
		out.Confidence = string(weaker(Confidence(out.Confidence), Confidence(p.Confidence)))
	}
	return out
}

// outOfScope tells whether facts put the product outside a regime. The note says
// which, or which facts are not known: then the regime is read as if it applied,
// since a maker is better warned than reassured.
func (j *judgement) outOfScope(r *Regime) (bool, string) {
	if r.Scope == nil {
		return false, ""
	}
	in, missing := mustParse(r.Scope.AppliesWhen).Eval(j.known)
	if in == False {
		return true, "out of scope by declared facts: " + j.say(r.Scope.AppliesWhen)
	}
	if r.Scope.NotWhen != "" {
		// Exceptions that nobody claims are not asked for one by one.
		if not, _ := mustParse(r.Scope.NotWhen).Eval(j.known); not == True {
			return true, "excepted by declared facts: " + j.say(r.Scope.NotWhen)
		}
	}
	if in == Unknown {
		return false, "read as in scope; not stated: " + strings.Join(missing, ", ")
	}
	return false, ""
}

// say lists the known facts of a condition with their values.
func (j *judgement) say(condition string) string {
	var out []string
	for _, name := range mustParse(condition).Names() {
		switch j.known.Of(name) {
		case True:
			out = append(out, name+" yes")
		case False:
			out = append(out, name+" no")
		}
	}
	return strings.Join(out, ", ")
}

// mustParse parses a condition of shipped data; a test parses every one.
func mustParse(text string) *Condition {
	c, err := ParseCondition(text)
	if err != nil {
		return &Condition{op: 'n', name: text} // never true, and named as what is missing
	}
	return c
}

// later returns the first day a requirement binds where that is after the day of
// judgement, else "".
func (j *judgement) later(r *Regime, q *Requirement) string {
	from := q.AppliesFrom
	if from == "" && r.InForce != nil {
		from = r.InForce.From
	}
	if from == "" || firstDay(from) <= j.day {
		return ""
	}
	return from
}

// dates takes back the verdict of a regime that does not bind on the day: the
// clauses stay as they would be, so that a maker can plan.
func (j *judgement) dates(r *Regime, v *assay.RegimeVerdict) {
	f := r.InForce
	if f == nil {
		return
	}
	if f.Until != "" && lastDay(f.Until) < j.day {
		v.Reason = join(fmt.Sprintf("applied until %s; as it stood: %s", f.Until, words(v.Verdict)), f.Note)
		v.Verdict = assay.DoesNotApply
		return
	}
	var now, then []assay.RegimeClause
	for _, c := range v.Clauses {
		if c.From == "" {
			now = append(now, c)
		} else {
			then = append(then, c)
			if v.From == "" || firstDay(c.From) < firstDay(v.From) {
				v.From = c.From
			}
		}
	}
	if len(v.Clauses) == 0 && firstDay(f.From) > j.day {
		v.From, v.Verdict = f.From, assay.DoesNotApply
		v.Reason = join("not yet: "+f.From, f.Note)
		return
	}
	if len(then) == 0 {
		v.Reason = join(v.Reason, f.Note)
		return
	}
	asIf, _ := j.headline(r, then)
	note := fmt.Sprintf("from %s (%s) %s apply; as things stand they are %s", f.From, f.CountedBy, countClauses(len(then)), words(asIf))
	if len(now) == 0 {
		v.Verdict, v.Reason = assay.DoesNotApply, join("not yet in force: "+note, f.Note)
		return
	}
	v.Verdict, v.Reason = j.headline(r, now)
	v.Reason = join(v.Reason, note, f.Note)
}

func countClauses(n int) string {
	if n == 1 {
		return "1 clause"
	}
	return fmt.Sprintf("%d clauses", n)
}

// headline folds clauses to the verdict of the regime: over the mandatory ones
// where there are any, leaving out alternatives; for a label with levels, up to the
// level that is sought, else the lowest, with the others in the reason.
func (j *judgement) headline(r *Regime, clauses []assay.RegimeClause) (assay.Standing, string) {
	all := r.clauses()
	if len(all) == 0 {
		return assay.Open, "requirements not taken apart yet"
	}
	byID := map[string]assay.Standing{}
	for _, c := range clauses {
		byID[c.ID] = c.Verdict
	}
	mandatory := false
	for _, q := range all {
		_, here := byID[q.ID]
		mandatory = mandatory || q.Mandatory && here
	}
	perLevel, levels := map[string][]assay.Standing{}, map[string]bool{}
	for _, q := range all {
		s, here := byID[q.ID]
		if !here || q.Alternative || mandatory && !q.Mandatory {
			continue
		}
		level := q.Level
		if level == "" {
			level = r.lowest()
		}
		perLevel[level] = append(perLevel[level], s)
		levels[level] = true
	}
	names := sortedKeys(levels)
	if len(names) <= 1 {
		return Fold(perLevel[strings.Join(names, "")]...), ""
	}
	return levelWords(names, perLevel, j.sought(r, names))
}

// lowest is the level of requirements that name none, in a label with levels.
func (r *Regime) lowest() string {
	for i := range r.Requirements {
		if r.Requirements[i].Level != "" {
			return r.Requirements[i].Level
		}
	}
	return ""
}

// sought is the highest level whose fact is true, else the lowest there is.
func (j *judgement) sought(r *Regime, names []string) string {
	out := names[0]
	if r.rules == nil {
		return out
	}
	for _, l := range r.rules.Levels {
		if l.Fact != "" && j.known.Of(l.Fact) == True && oneOf(names, l.Level) {
			out = l.Level
		}
	}
	return out
}

func levelWords(names []string, perLevel map[string][]assay.Standing, sought string) (assay.Standing, string) {
	var out []string
	var upTo []assay.Standing
	verdict := assay.Open
	for _, n := range names { // a level asks for the ones below it too
		upTo = append(upTo, perLevel[n]...)
		out = append(out, n+" "+words(Fold(upTo...)))
		if n == sought {
			verdict = Fold(upTo...)
		}
	}
	return verdict, "verdict for " + sought + ": " + strings.Join(out, ", ")
}

// Fold folds standings: not met over open over met; what does not apply is left
// out, and nothing left does not apply. No standing at all is open.
func Fold(all ...assay.Standing) assay.Standing {
	if len(all) == 0 {
		return assay.Open
	}
	out := assay.DoesNotApply
	for _, s := range all {
		if foldRank(s) > foldRank(out) {
			out = s
		}
	}
	return out
}

func foldRank(s assay.Standing) int {
	switch s {
	case assay.DoesNotApply:
		return 0
	case assay.Met:
		return 1
	case assay.NotMet:
		return 3
	}
	return 2 // open, and anything not known
}

func words(s assay.Standing) string { return strings.ReplaceAll(string(s), "_", " ") }

// firstDay completes a year or month to its first day; lastDay to one that no
// real day of it is after.
func firstDay(d string) string {
	switch len(d) {
	case len("2006"):
		return d + "-01-01"
	case len("2006-01"):
		return d + "-01"
	}
	return d
}

func lastDay(d string) string {
	switch len(d) {
	case len("2006"):
		return d + "-12-31"
	case len("2006-01"):
		return d + "-31"
	}
	return d
}

// join joins the parts that say something.
func join(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, "; ")
}

// sortedOnce returns the strings once each, in order.
func sortedOnce(list []string) []string {
	out := append([]string{}, list...)
	sort.Strings(out)
	n := 0
	for i, s := range out {
		if i == 0 || s != out[n-1] {
			out[n] = s
			n++
		}
	}
	return out[:n]
}
