package regime

import (
	"strings"
	"testing"

	"github.com/assay-project/assay"
)

var choices = []Choice{
	{"Is it sent?", "next", "not_applicable"},
	{"Is it public?", "not_applicable", "next"},
	{"Is it guarded?", "pass", "fail"},
}

func TestWalkDecision(t *testing.T) {
	rule := &Rule{ID: "R-1", Decision: choices}
	for _, tt := range []struct {
		name    string
		answers []bool
		reason  string
		want    assay.Standing
		says    string
	}{
		{"way out at once", []bool{false}, "never sent", assay.DoesNotApply, "never sent"},
		{"way out without a reason", []bool{false}, " ", assay.Open, "ends in not applicable, which needs a reason"},
		{"second way out", []bool{true, true}, "public by design", assay.DoesNotApply, "public by design"},
		{"pass", []bool{true, false, true}, "TLS 1.3", assay.Met, "TLS 1.3"},
		{"pass without a reason", []bool{true, false, true}, "", assay.Open, "ends in pass, which needs a reason"},
		{"fail", []bool{true, false, false}, "", assay.NotMet, ""},
		{"fail with a reason", []bool{true, false, false}, "not yet", assay.NotMet, "not yet"},
		{"no answers", nil, "x", assay.Open, "answers stop before question 1 of 3: Is it sent?"},
		{"too few", []bool{true, false}, "x", assay.Open, "answers stop before question 3 of 3: Is it guarded?"},
		{"too many", []bool{false, true}, "x", assay.Open, "question 1 decides, and 2 answers are given"},
		{"one too many", []bool{true, false, false, true}, "x", assay.Open, "question 3 decides, and 4 answers are given"},
	} {
		w := WalkDecision(rule, assay.Decision{About: "key", Answers: tt.answers, Reason: tt.reason})
		if w.Outcome != tt.want || w.Why != tt.says || w.About != "key" {
			t.Errorf("%s: %+v, want %s, %q", tt.name, w, tt.want, tt.says)
		}
	}
	if w := WalkDecision(&Rule{}, assay.Decision{Answers: []bool{true}}); w.Outcome != assay.Open || w.Why != "the questions end without an outcome" {
		t.Errorf("a rule without questions: %+v", w)
	}
	if w := WalkDecision(&Rule{Decision: []Choice{{"?", "next", "fail"}}}, assay.Decision{Answers: []bool{true}}); w.Outcome != assay.Open {
		t.Errorf("a decision that ends in next: %+v", w)
	}
}

// TestDecisionsFold: a rule runs once per asset; one fail is a fail, one open leaves
// it open, and a way out for all of them takes the rule out.
func TestDecisionsFold(t *testing.T) {
	pass, fail, out, open := []bool{true, false, true}, []bool{true, false, false}, []bool{false}, []bool{true}
	for _, tt := range []struct {
		name  string
		walks [][]bool
		want  assay.Standing
		why   string
	}{
		{"pass", [][]bool{pass}, assay.Met, "decision:asset 0"},
		{"all pass", [][]bool{pass, pass}, assay.Met, "decision:asset 0 decision:asset 1"},
		{"one is out", [][]bool{out, pass}, assay.Met, "decision:asset 1"},
		{"all are out", [][]bool{out, out}, assay.DoesNotApply, ""},
		{"one fails", [][]bool{pass, fail, open}, assay.NotMet, "decision:asset 1"},
		{"one is open", [][]bool{pass, open}, assay.Open, ""},
	} {
		s, _ := ruled(t, nil, Rule{ID: "R-1", Decision: choices})
		d := &assay.Declaration{}
		for i, a := range tt.walks {
			d.Decisions = append(d.Decisions, assay.Decision{Regime: "made-up", Rule: "r-1", About: "x", Answers: a})
			d.Decisions[i] = assay.Decision{Regime: "made-up", Rule: "R-1", About: "asset " + string(rune('0'+i)), Answers: a, Reason: "as documented"}
		}
		d.Decisions = append(d.Decisions, assay.Decision{Regime: "other", Rule: "R-1", About: "foreign", Answers: fail}, assay.Decision{Regime: "made-up", Rule: "R-2", About: "another", Answers: fail})
		c := judgeOne(t, s, Input{Declaration: d})
		if c.Verdict != tt.want || strings.Join(c.Because, " ") != tt.why || tt.why != "" && (c.Basis != assay.Declared || c.Route != assay.RouteDirect) {
			t.Errorf("%s: %s because of %v on %q by %q; want %s because of %s", tt.name, c.Verdict, c.Because, c.Basis, c.Route, tt.want, tt.why)
		}
		if tt.want == assay.Open && !strings.Contains(c.Remainder, "decision for asset 1: answers stop before question 2 of 3") {
			t.Errorf("%s: remainder %q", tt.name, c.Remainder)
		}
	}
	s, _ := ruled(t, nil, Rule{ID: "R-1", Decision: choices})
	if c := judgeOne(t, s, Input{}); c.Verdict != assay.Open || !strings.Contains(c.Rules[0].Next, "answer its 3 decision questions for each asset") {
		t.Errorf("without decisions %s, next %q", c.Verdict, c.Rules[0].Next)
	}
}

// TestDecisionsGiveWay: what is observed or crossed as a failure beats a walk that
// ends well.
func TestDecisionsGiveWay(t *testing.T) {
	s, _ := ruled(t, nil, Rule{ID: "R-1", Question: shared, Decision: choices})
	d := &assay.Declaration{Decisions: []assay.Decision{{Regime: "made-up", Rule: "R-1", About: "x", Answers: []bool{false}, Reason: "y"}}}
	c := judgeOne(t, s, Input{Declaration: d, Observations: []assay.Observation{named("o", shared, assay.No, "made-up/R-1")}})
	if c.Verdict != assay.NotMet || c.Because[0] != "o" {
		t.Errorf("%s because of %v, want not met because of o", c.Verdict, c.Because)
	}
	d.Decisions[0].Answers = []bool{true, false, false}
	c = judgeOne(t, s, Input{Declaration: d, Observations: []assay.Observation{named("o", shared, assay.Yes, "made-up/R-1")}})
	if c.Verdict != assay.NotMet || c.Because[0] != "decision:x" || c.Basis != assay.Declared {
		t.Errorf("%s because of %v, want not met by the maker's own walk", c.Verdict, c.Because)
	}
}

// TestShippedDecisions walks every path of every shipped decision: each ends as the
// data says, none is open, and both fail and a way that is none are there.
func TestShippedDecisions(t *testing.T) {
	walked := 0
	for _, r := range withRules() {
		for i := range r.rules.Rules {
			rule := &r.rules.Rules[i]
			if len(rule.Decision) == 0 {
				continue
			}
			ends := map[assay.Standing]int{}
			for _, p := range paths(rule.Decision) {
				w := WalkDecision(rule, assay.Decision{About: "x", Answers: p, Reason: "y"})
				ends[w.Outcome]++
				walked++
			}
			if ends[assay.Open] > 0 || ends[assay.NotMet] == 0 || ends[assay.Met] == 0 {
				t.Errorf("%s %s: paths end in %v", r.ID, rule.ID, ends)
			}
		}
	}
	if walked < 131 {
		t.Errorf("only %d paths walked", walked)
	}
}

// paths lists the answers that lead to each outcome.
func paths(list []Choice) [][]bool {
	if len(list) == 0 {
		return nil
	}
	var out [][]bool
	for _, yes := range []bool{true, false} {
		end := list[0].No
		if yes {
			end = list[0].Yes
		}
		if end != decidedNext {
			out = append(out, []bool{yes})
			continue
		}
		for _, p := range paths(list[1:]) {
			out = append(out, append([]bool{yes}, p...))
		}
	}
	return out
}
