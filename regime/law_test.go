package regime

import (
	"testing"
	"time"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var someDay = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// drawVerdicts gives some provisions of both editions a verdict.
func drawVerdicts(t *rapid.T) []assay.Verdict {
	s := standard.EN303645()
	var out []assay.Verdict
	values := []assay.Judgement{assay.Pass, assay.Pass, assay.Fail, assay.Inconclusive, assay.NotAssessed, assay.NotApplicable}
	bases := []assay.Basis{assay.Declared, assay.Observed, assay.Tested, assay.Independent}
	for _, e := range standard.Editions() {
		for _, p := range s.Provisions(e) {
			if rapid.IntRange(0, 2).Draw(t, "has "+p.ID) == 0 {
				continue
			}
			out = append(out, assay.Verdict{
				Standard: "en303645", Edition: string(e), Scope: assay.ScopeProvision, ID: p.ID,
				Verdict: rapid.SampledFrom(values).Draw(t, p.ID), Basis: rapid.SampledFrom(bases).Draw(t, "basis"),
			})
		}
	}
	return out
}

func drawDeclaration(t *rapid.T) *assay.Declaration {
	if rapid.Bool().Draw(t, "no declaration") {
		return nil
	}
	d := &assay.Declaration{Facts: map[string]bool{}}
	for _, name := range []string{"has_companion_app", "consumer_product", "internet_connectable", "has_passwords", "has_preset_passwords", "can_be_updated", "is_medical"} {
		if rapid.Bool().Draw(t, "knows "+name) {
			d.Facts[name] = rapid.Bool().Draw(t, name)
		}
	}
	return d
}

func standings(all []assay.RegimeVerdict) map[string]assay.Standing {
	out := map[string]assay.Standing{}
	for _, r := range all {
		out[r.Regime] = r.Verdict
		for _, c := range r.Clauses {
			out[r.Regime+" "+c.ID] = c.Verdict
		}
	}
	return out
}

// TestNothingInNothingOut: without verdicts, observations or declaration nothing
// is met and nothing is failed.
func TestNothingInNothingOut(t *testing.T) {
	for id, s := range standings(Judge(Input{At: someDay})) {
		if s == assay.Met || s == assay.NotMet {
			t.Errorf("%s is %s although nothing is known", id, s)
		}
	}
}

// TestInconclusiveNeverCrosses: what is not pass or fail settles nothing.
func TestInconclusiveNeverCrosses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := Input{At: someDay, Verdicts: drawVerdicts(t)}
		for i := range in.Verdicts {
			if v := &in.Verdicts[i]; v.Verdict == assay.Pass || v.Verdict == assay.Fail {
				v.Verdict = assay.Inconclusive
			}
		}
		for id, s := range standings(Judge(in)) {
			if s == assay.Met || s == assay.NotMet {
				t.Fatalf("%s is %s without a pass or a fail", id, s)
			}
		}
	})
}

// TestFailNeverHelps: turning any provision into a fail creates no met, and lifts
// no not met.
func TestFailNeverHelps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := Input{At: someDay, Verdicts: drawVerdicts(t), Declaration: drawDeclaration(t)}
		if len(in.Verdicts) == 0 {
			return
		}
		before := standings(Judge(in))
		i := rapid.IntRange(0, len(in.Verdicts)-1).Draw(t, "which")
		in.Verdicts = append([]assay.Verdict{}, in.Verdicts...)
		in.Verdicts[i].Verdict = assay.Fail
		for id, after := range standings(Judge(in)) {
			if after == assay.Met && before[id] != assay.Met {
				t.Fatalf("%s was %s; failing %s made it met", id, before[id], in.Verdicts[i].ID)
			}
			if before[id] == assay.NotMet && after != assay.NotMet {
				t.Fatalf("%s was not met; failing %s made it %s", id, in.Verdicts[i].ID, after)
			}
		}
	})
}

// TestCrossingsHaveAnEdge: whatever is met or not met by mapping has an edge of the
// right direction, in an edition it names, from a verdict that was given.
func TestCrossingsHaveAnEdge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := Input{At: someDay, Verdicts: drawVerdicts(t), Declaration: drawDeclaration(t)}
		for _, rv := range Judge(in) {
			r, _ := All().Regime(rv.Regime)
			for _, c := range rv.Clauses {
				q, _ := r.Requirement(c.ID)
				if c.Route != assay.RouteMapped || len(q.FoldOf) > 0 {
					continue
				}
				for _, id := range c.Because {
					if !hasEdge(r, c, id, in.Verdicts) {
						t.Fatalf("%s %s is %s because of %s, and no edge says so", rv.Regime, c.ID, c.Verdict, id)
					}
				}
			}
		}
	})
}

func hasEdge(r *Regime, c assay.RegimeClause, id string, verdicts []assay.Verdict) bool {
	for _, rule := range r.rulesOf(c.ID) {
		parts := []*Rule{rule}
		for _, name := range rule.FoldOf {
			parts = append(parts, r.rules.Matching(name)...)
		}
		for _, p := range parts {
			if hasEvaluation(p, c.Verdict == assay.Met, id, verdicts) {
				return true
			}
		}
	}
	for _, e := range r.EdgesOf(c.ID) {
		if e.Granularity != "provision" || c.Verdict == assay.Met && !e.Relation.PassCrosses() || c.Verdict == assay.NotMet && !e.Relation.FailCrosses() {
			continue
		}
		for _, ed := range e.Editions {
			for _, v := range verdicts {
				right := v.Verdict == assay.Pass && c.Verdict == assay.Met || v.Verdict == assay.Fail && c.Verdict != assay.Met
				if v.ID == id && v.Edition == string(ed) && right && oneOf(e.IDs(ed), id) {
					return true
				}
			}
		}
	}
	return false
}

func hasEvaluation(rule *Rule, met bool, id string, verdicts []assay.Verdict) bool {
	for i := range rule.EvaluatedBy {
		e := &rule.EvaluatedBy[i]
		if met && !e.PassCrosses() || !met && !e.FailCrosses() || !oneOf(e.IDs(), id) {
			continue
		}
		for _, v := range verdicts {
			if right := v.Verdict == assay.Pass && met || v.Verdict == assay.Fail && !met; right && v.ID == id && hasEdition(e.Editions, standard.Edition(v.Edition)) {
				return true
			}
		}
	}
	return false
}

// TestSettledClausesSayWhy: met and not met always carry because, route, basis and
// confidence; open never claims a route; the remainder of an open clause is named.
func TestSettledClausesSayWhy(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := Input{At: someDay, Verdicts: drawVerdicts(t), Declaration: drawDeclaration(t)}
		for _, rv := range Judge(in) {
			for _, c := range rv.Clauses {
				switch c.Verdict {
				case assay.Met, assay.NotMet:
					if len(c.Because) == 0 || c.Route == "" || c.Basis == "" || c.Confidence == "" || c.Source == "" {
						t.Fatalf("%s %s is settled without saying why: %+v", rv.Regime, c.ID, c)
					}
				case assay.Open:
					if c.Remainder == "" {
						t.Fatalf("%s %s is open and names no remainder", rv.Regime, c.ID)
					}
				}
			}
		}
	})
}

// TestJudgeIsDeterministic: same input, same output, whatever the order of verdicts.
func TestJudgeIsDeterministic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := Input{At: someDay, Verdicts: drawVerdicts(t), Declaration: drawDeclaration(t)}
		want := Judge(in)
		in.Verdicts = rapid.Permutation(in.Verdicts).Draw(t, "order")
		if d := cmp.Diff(want, Judge(in)); d != "" {
			t.Fatalf("another order, another answer:\n%s", d)
		}
	})
}

// TestFoldLaws tries every triple: order and grouping do not matter, n/a is
// neutral, a failure never disappears.
func TestFoldLaws(t *testing.T) {
	all := []assay.Standing{assay.Met, assay.NotMet, assay.Open, assay.DoesNotApply}
	for _, a := range all {
		if Fold(a, a) != a || Fold(a, assay.DoesNotApply) != a {
			t.Errorf("Fold(%s, itself or n/a) = %s, %s", a, Fold(a, a), Fold(a, assay.DoesNotApply))
		}
		for _, b := range all {
			if Fold(a, b) != Fold(b, a) {
				t.Errorf("Fold(%s, %s) depends on order", a, b)
			}
			for _, c := range all {
				if Fold(Fold(a, b), c) != Fold(a, Fold(b, c)) || Fold(a, b, c) != Fold(Fold(a, b), c) {
					t.Errorf("Fold(%s, %s, %s) depends on grouping", a, b, c)
				}
				if (a == assay.NotMet || b == assay.NotMet || c == assay.NotMet) && Fold(a, b, c) != assay.NotMet {
					t.Errorf("Fold(%s, %s, %s) = %s loses a failure", a, b, c, Fold(a, b, c))
				}
			}
		}
	}
	if Fold() != assay.Open {
		t.Errorf("Fold() = %s, want open", Fold())
	}
}

func TestRelations(t *testing.T) {
	for _, tt := range []struct {
		r          Relation
		pass, fail bool
	}{{Equal, true, true}, {SubsetOf, true, false}, {SupersetOf, false, true}, {IntersectsWith, false, false}, {"", false, false}} {
		if tt.r.PassCrosses() != tt.pass || tt.r.FailCrosses() != tt.fail {
			t.Errorf("%q: pass crosses %t, fail crosses %t; want %t, %t", tt.r, tt.r.PassCrosses(), tt.r.FailCrosses(), tt.pass, tt.fail)
		}
	}
}
