package regime

import (
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// drawInput makes verdicts, facts, answers and decisions.
func drawInput(t *rapid.T) Input {
	in := Input{At: day(rapid.SampledFrom([]string{"2026-11-24", "2028-01-01"}).Draw(t, "day")), Verdicts: drawVerdicts(t), Declaration: &assay.Declaration{Facts: map[string]bool{}}}
	for _, f := range All().Facts() {
		switch rapid.IntRange(0, 2).Draw(t, f.Name) {
		case 1:
			in.Declaration.Facts[f.Name] = true
		case 2:
			in.Declaration.Facts[f.Name] = false
		}
	}
	for i := rapid.IntRange(0, 12).Draw(t, "answers"); i > 0; i-- {
		in.Observations = append(in.Observations, drawAnswer(t, i, false))
	}
	for i := rapid.IntRange(0, 3).Draw(t, "decisions"); i > 0; i-- {
		in.Declaration.Decisions = append(in.Declaration.Decisions, drawDecision(t))
	}
	return in
}

func drawAnswer(t *rapid.T, i int, onlyBad bool) assay.Observation {
	q := rapid.SampledFrom(All().Questions()).Draw(t, "question")
	o := assay.Observation{ID: "o" + string(rune('a'+i)), Question: q.Key, Answer: assay.Answer(q.Good), Basis: rapid.SampledFrom([]assay.Basis{assay.Declared, assay.Observed, assay.Tested, assay.Independent}).Draw(t, "basis")}
	if onlyBad || rapid.Bool().Draw(t, "bad") {
		o.Answer = otherAnswer(o.Answer)
	}
	if rapid.Bool().Draw(t, "attested") {
		o.Attested = &assay.Attested{By: "A"}
	}
	if rapid.Bool().Draw(t, "searched") {
		o.Exercised = map[string]any{"files": 1}
	}
	if asked := All().Asking(q.Key); rapid.Bool().Draw(t, "named") {
		a := rapid.SampledFrom(asked).Draw(t, "rule")
		o.About = a.Regime.ID + "/" + a.Rule.ID
	}
	if reach, _ := All().Reach(q.Key); len(reach.RefutedWith) > 0 && o.Answer != assay.Answer(q.Good) {
		for _, c := range standard.EN303645().Methods()[0].CasesOf(reach.RefutedWith[0]) {
			o.Bears = append(o.Bears, assay.Bears{Method: "ts103701/1.1.1", Unit: c.ID, Effect: assay.Refutes})
		}
	}
	return o
}

func drawDecision(t *rapid.T) assay.Decision {
	var all []AskedBy
	for _, r := range withRules() {
		for i := range r.rules.Rules {
			if len(r.rules.Rules[i].Decision) > 0 {
				all = append(all, AskedBy{r, &r.rules.Rules[i]})
			}
		}
	}
	a := rapid.SampledFrom(all).Draw(t, "decided")
	return assay.Decision{Regime: a.Regime.ID, Rule: a.Rule.ID, About: rapid.StringMatching(`[a-c]`).Draw(t, "asset"),
		Answers: rapid.SliceOfN(rapid.Bool(), 0, 5).Draw(t, "walk"), Reason: rapid.SampledFrom([]string{"", "as documented"}).Draw(t, "reason")}
}

// rulings lists how every clause and rule stands; a rule that does not apply has no row.
func rulings(all []assay.RegimeVerdict) map[string]assay.Standing {
	out := standings(all)
	for _, r := range all {
		for _, c := range r.Clauses {
			for _, x := range c.Rules {
				out[r.Regime+" rule "+x.ID] = x.Verdict
			}
		}
	}
	return out
}

// TestMoreFailureNeverPasses: adding a bad answer, a failed provision or test case,
// or a walk that ends in fail makes no rule, clause or regime met that was not, and
// lifts no failure.
func TestMoreFailureNeverPasses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		before := rulings(Judge(in))
		switch rapid.IntRange(0, 2).Draw(t, "failure") {
		case 0:
			in.Observations = append(in.Observations[:len(in.Observations):len(in.Observations)], drawAnswer(t, 25, true))
		case 1:
			ed := rapid.SampledFrom(standard.Editions()).Draw(t, "edition")
			p := rapid.SampledFrom(standard.EN303645().Provisions(ed)).Draw(t, "provision")
			in.Verdicts = append(in.Verdicts[:len(in.Verdicts):len(in.Verdicts)], provision(string(ed), p.ID, assay.Fail))
		case 2:
			d := drawDecision(t)
			rule, _ := All().Rule(d.Regime, d.Rule)
			d.Answers, _ = pathTo(rule, decidedFail)
			in.Declaration.Decisions = append(in.Declaration.Decisions[:len(in.Declaration.Decisions):len(in.Declaration.Decisions)], d)
		}
		after := rulings(Judge(in))
		for id, s := range after {
			if s == assay.Met && before[id] != assay.Met {
				t.Fatalf("%s was %q; a failure made it met", id, before[id])
			}
		}
		for id, s := range before {
			if s == assay.NotMet && after[id] != assay.NotMet {
				t.Fatalf("%s was not met; a failure made it %q", id, after[id])
			}
		}
	})
}

// TestOrderDoesNotMatter: the order of answers and verdicts changes nothing, that
// of decisions nothing but the words.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		want := Judge(in)
		in.Observations = rapid.Permutation(in.Observations).Draw(t, "answers in order")
		in.Verdicts = rapid.Permutation(in.Verdicts).Draw(t, "verdicts in order")
		if d := cmp.Diff(want, Judge(in)); d != "" {
			t.Fatalf("another order, another answer:\n%s", d)
		}
		in.Declaration.Decisions = rapid.Permutation(in.Declaration.Decisions).Draw(t, "decisions in order")
		if d := cmp.Diff(rulings(want), rulings(Judge(in))); d != "" {
			t.Fatalf("another order of decisions, another answer:\n%s", d)
		}
	})
}

// TestNoEvidenceNoVerdict: facts alone meet nothing and fail nothing.
func TestNoEvidenceNoVerdict(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		in.Verdicts, in.Observations, in.Declaration.Decisions = nil, nil, nil
		for id, s := range rulings(Judge(in)) {
			if s == assay.Met || s == assay.NotMet {
				t.Fatalf("%s is %s by facts alone", id, s)
			}
		}
	})
}

// TestRowsSayWhy: each settled row has its reasons, each open one a next step.
func TestRowsSayWhy(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, v := range Judge(drawInput(t)) {
			for _, c := range v.Clauses {
				var all []assay.Standing
				for _, x := range c.Rules {
					all = append(all, x.Verdict)
					switch x.Verdict {
					case assay.Met, assay.NotMet:
						if len(x.Because) == 0 || x.Route == "" || x.Basis == "" || x.Confidence == "" || x.Next != "" {
							t.Fatalf("%s %s is settled without saying why: %+v", v.Regime, x.ID, x)
						}
					case assay.Open:
						if x.Next == "" && len(x.Missing) == 0 && c.Remainder == "" {
							t.Fatalf("%s %s is open and says nothing more: %+v", v.Regime, x.ID, x)
						}
					default:
						t.Fatalf("%s %s is listed as %s", v.Regime, x.ID, x.Verdict)
					}
				}
				if len(c.Penalties) > 0 && Fold(all...) != assay.NotMet {
					t.Fatalf("%s %s: penalties without a failure: %+v", v.Regime, c.ID, c)
				}
			}
		}
	})
}
