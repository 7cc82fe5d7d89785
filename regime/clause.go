package regime

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// clause judges one requirement: the fold of its rules, and where these are silent
// on a provision the edges: direct refutation, crossed fail, direct support, crossed
// pass, recognition, else open with the remainder named.
func (j *judgement) clause(r *Regime, q *Requirement) assay.RegimeClause {
	c := assay.RegimeClause{ID: q.ID, Title: q.Title, Verdict: assay.Open, Because: []string{}}
	applies, missing := mustParse(q.AppliesWhen).Eval(j.known)
	if applies == Unknown && j.notPreset(q) {
		applies, missing = False, nil
	}
	if applies == False {
		c.Verdict, c.Basis, c.Route = assay.DoesNotApply, assay.Declared, assay.RouteDirect
		c.Remainder = "does not apply by what is declared: " + j.sayFacts(q)
		return c
	}
	if r.ClauseFold != "" {
		return j.clauseFold(r, q, c)
	}
	rules := r.rulesOf(q.ID)
	folded := j.foldRules(r, rules)
	c.Rules, c.Penalties, c.From = folded.rows, folded.penalties, folded.from
	if folded.standing == assay.NotMet {
		return folded.finding.into(c, assay.NotMet, folded.route, r.sure(q), missing)
	}
	if f, ok := j.crossedFail(r, q); ok {
		return f.into(c, assay.NotMet, assay.RouteMapped, r.sure(q), missing)
	}
	switch folded.standing {
	case assay.Met:
		return folded.finding.into(c, assay.Met, folded.route, r.sure(q), nil)
	case assay.DoesNotApply:
		c.Verdict, c.Basis, c.Route, c.Rules = assay.DoesNotApply, assay.Declared, assay.RouteDirect, nil
		c.Remainder = folded.why
		return c
	}
	if f, ok := j.crossedPass(r, q); ok {
		return f.into(c, assay.Met, assay.RouteMapped, r.sure(q), nil)
	}
	f, ok, why := j.recognised(r, q)
	if ok {
		return f.into(c, assay.Met, assay.RouteRecognised, r.sure(q), nil)
	}
	if len(folded.finding.because) > 0 { // refuted, if it applies
		c = folded.finding.into(c, assay.NotMet, folded.route, r.sure(q), folded.missing)
	}
	c.Basis = c.Basis.Weaker(j.declaredFor(rules))
	c.Remainder = join(append([]string{c.Remainder, notStated(missing)}, append(j.remainder(r, q, folded), why)...)...)
	return c
}

// sure is how surely the requirement itself is known.
func (r *Regime) sure(q *Requirement) Confidence { return weaker(r.Confidence, q.Confidence) }

// A finding is what settles a clause.
type finding struct {
	because    []string
	basis      assay.Basis
	confidence Confidence
	source     []string
	editions   []string // of EN 303 645, that verdicts came from
	remainder  string
}

// cross adds a provision's verdict that came over an edge.
func (f *finding) cross(id string, v assay.Verdict, e *Edge, ed standard.Edition) {
	f.add(id, v.Basis, e.Confidence, e.Source)
	f.editions = append(f.editions, "V"+string(ed))
}

// where cites the sources, and the editions that were read.
func (f *finding) where() string {
	s := strings.Join(sortedOnce(f.source), "; ")
	if len(f.editions) > 0 {
		s += " (EN 303 645 " + strings.Join(sortedOnce(f.editions), ", ") + ")"
	}
	return s
}

func (f *finding) add(because string, basis assay.Basis, c Confidence, source string) {
	f.because = append(f.because, because)
	f.basis = f.basis.Weaker(basis)
	f.confidence = weaker(f.confidence, c)
	f.source = append(f.source, source)
}

// into writes the finding into a clause. A failure whose condition is not known
// stays open: the fact is named.
func (f *finding) into(c assay.RegimeClause, s assay.Standing, route assay.Route, sure Confidence, missing []string) assay.RegimeClause {
	c.Verdict, c.Route = s, route
	c.Because = sortedOnce(f.because)
	c.Basis, c.Confidence = f.basis, string(weaker(f.confidence, sure))
	c.Source, c.Remainder = f.where(), f.remainder
	if s == assay.NotMet && len(missing) > 0 {
		c.Verdict = assay.Open
		c.Remainder = join("refuted if it applies; "+notStated(missing), f.remainder)
	}
	return c
}

func notStated(missing []string) string {
	if len(missing) == 0 {
		return ""
	}
	return "not stated: " + strings.Join(missing, ", ")
}

func (j *judgement) sayFacts(q *Requirement) string {
	if s := j.say(q.AppliesWhen); s != "" {
		return s
	}
	return "no passwords set before delivery (5.1-2 answered N/A)"
}

// notPreset reads the maker's N/A on 5.1-2 of V2.1.1 as "no password is set before
// delivery": that is what its only condition asks.
func (j *judgement) notPreset(q *Requirement) bool {
	v, ok := j.byID[verdictKey{standard.V2_1_1, "5.1-2"}]
	return q.AppliesWhen == "has_preset_passwords" && ok && v.Verdict == assay.NotApplicable
}

// silent tells whether the rules of a requirement say nothing of a provision: then
// the edges of the regime speak. Where both speak, the rules decide.
func (r *Regime) silent(requirement, id string, ed standard.Edition) bool {
	for _, rule := range r.rulesOf(requirement) {
		if rule.speaksOf(id, ed) {
			return false
		}
	}
	return true
}

// edgeIDs returns the provisions an edge may carry verdicts of in an edition.
func (r *Regime) edgeIDs(e *Edge, ed standard.Edition) []string {
	ids := e.IDs(ed)
	for _, id := range ids {
		if !r.silent(e.Requirement, id, ed) {
			return nil
		}
	}
	return ids
}

// crossedFail collects failed provisions whose failing fails the requirement.
func (j *judgement) crossedFail(r *Regime, q *Requirement) (*finding, bool) {
	f := &finding{}
	for _, e := range r.EdgesOf(q.ID) {
		for _, ed := range e.Editions {
			if !e.Carries(assay.Fail, ed) {
				continue
			}
			for _, id := range r.edgeIDs(e, ed) {
				if v, ok := j.byID[verdictKey{ed, id}]; ok && v.Verdict == assay.Fail {
					f.cross(id, v, e, ed)
				}
			}
		}
	}
	return f, len(f.because) > 0
}

// crossedPass finds an edge whose provisions all pass and whose pass crosses. One
// edge is enough: each says that the provision asks at least as much.
func (j *judgement) crossedPass(r *Regime, q *Requirement) (*finding, bool) {
	for _, e := range r.EdgesOf(q.ID) {
		if !where(e.PassWhen, j.stated) || !where(e.PassWhen, j.known) {
			continue
		}
		for _, ed := range e.Editions {
			if !e.Carries(assay.Pass, ed) {
				continue
			}
			if f, ok := j.allPass(r, e, ed); ok {
				return f, true
			}
		}
	}
	return nil, false
}

func (j *judgement) allPass(r *Regime, e *Edge, ed standard.Edition) (*finding, bool) {
	f := &finding{}
	for _, id := range r.edgeIDs(e, ed) {
		v, ok := j.byID[verdictKey{ed, id}]
		if !ok || v.Verdict != assay.Pass {
			return nil, false
		}
		f.cross(id, v, e, ed)
	}
	return f, len(f.because) > 0
}

// clauseFold folds a clause of EN 303 645 from its provisions: the mandatory ones
// and the recommendations that are claimed.
func (j *judgement) clauseFold(r *Regime, q *Requirement, c assay.RegimeClause) assay.RegimeClause {
	fails, passes, open := &finding{}, &finding{}, []string{}
	for _, p := range standard.EN303645().Provisions(r.ClauseFold) {
		reading, _ := p.In(r.ClauseFold)
		v := j.byID[verdictKey{r.ClauseFold, p.ID}]
		if p.Clause != q.ID || reading.Level != standard.Mandatory && v.Claimed != "Y" {
			continue
		}
		switch v.Verdict {
		case assay.Fail:
			fails.add(p.ID, v.Basis, Confidence(reading.Confidence), "EN 303 645 V"+string(r.ClauseFold))
		case assay.Pass:
			passes.add(p.ID, v.Basis, Confidence(reading.Confidence), "EN 303 645 V"+string(r.ClauseFold))
		case assay.NotApplicable:
		default:
			open = append(open, p.ID)
		}
	}
	switch {
	case len(fails.because) > 0:
		return fails.into(c, assay.NotMet, assay.RouteDirect, r.sure(q), nil)
	case len(open) == 0 && len(passes.because) > 0:
		return passes.into(c, assay.Met, assay.RouteDirect, r.sure(q), nil)
	case len(open) > 0:
		c.Remainder = "open: " + strings.Join(open, ", ")
	default:
		c.Remainder = "recommendations only, none claimed"
	}
	return c
}

// recognised looks for something else that stands in for the requirement. The
// third value says why a label that is held, or that only eases, does not count.
func (j *judgement) recognised(r *Regime, q *Requirement) (*finding, bool, string) {
	var why []string
	for i := range r.Recognitions {
		rec := &r.Recognitions[i]
		if !oneOf(rec.Gives, q.ID) {
			continue
		}
		if firstDay(rec.Since) > j.day {
			continue
		}
		if rec.By == "verdict" {
			if f, ok := j.recognisedVerdict(rec); ok {
				return f, true, ""
			}
			continue
		}
		f, ok, reason := j.recognisedLabel(rec)
		if ok {
			return f, true, ""
		}
		why = append(why, reason)
	}
	return nil, false, join(why...)
}

func (j *judgement) recognisedVerdict(rec *Recognition) (*finding, bool) {
	r, ok := j.set.Regime(rec.Recognises)
	if !ok || j.doing[r.ID] && j.done[r.ID].Regime == "" { // a circle recognises nothing
		return nil, false
	}
	v := j.regime(r)
	if v.Verdict != assay.Met {
		return nil, false
	}
	f := &finding{remainder: "condition: " + rec.Condition}
	basis := assay.Basis("")
	for _, c := range v.Clauses {
		basis = basis.Weaker(c.Basis)
	}
	f.add("regime:"+rec.Recognises, basis, rec.Confidence, rec.Source)
	return f, true
}

func (j *judgement) recognisedLabel(rec *Recognition) (*finding, bool, string) {
	if j.in.Declaration == nil {
		return nil, false, ""
	}
	var why []string
	for _, l := range j.in.Declaration.Labels {
		if l.Regime != rec.Recognises {
			continue
		}
		name := strings.TrimSpace(l.Regime + " " + l.Level)
		switch {
		case !acceptsLevel(rec.Levels, l.Level):
			why = append(why, fmt.Sprintf("label %s is not of an accepted level (%s)", name, rec.Level))
		case l.ValidTo == "":
			why = append(why, fmt.Sprintf("label %s: not stated until when it is valid", name))
		case lastDay(l.ValidTo) < j.day:
			why = append(why, fmt.Sprintf("label %s ended on %s", name, l.ValidTo))
		default:
			f := &finding{remainder: "label as declared, not looked up with its issuer; " + rec.Condition}
			f.add("label:"+strings.TrimSpace(l.Regime+" "+l.Number), assay.Declared, rec.Confidence, rec.Source)
			return f, true, ""
		}
	}
	return nil, false, join(why...)
}

// acceptsLevel compares levels without case and without the word level.
func acceptsLevel(accepted []string, level string) bool {
	norm := func(s string) string {
		return strings.TrimSpace(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(s)), "level"))
	}
	for _, a := range accepted {
		if a == "any" || norm(a) == norm(level) {
			return true
		}
	}
	return false
}

func oneOf(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
