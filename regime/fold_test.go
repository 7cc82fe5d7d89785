package regime

import (
	"strings"
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// TestEitherLaws tries every triple.
func TestEitherLaws(t *testing.T) {
	all := []assay.Standing{assay.Met, assay.NotMet, assay.Open, assay.DoesNotApply}
	for _, a := range all {
		if Either(a, a) != a || Either(a, assay.DoesNotApply) != a {
			t.Errorf("Either(%s, itself or n/a) = %s, %s", a, Either(a, a), Either(a, assay.DoesNotApply))
		}
		for _, b := range all {
			if Either(a, b) != Either(b, a) {
				t.Errorf("Either(%s, %s) depends on order", a, b)
			}
			if (a == assay.Met || b == assay.Met) && Either(a, b) != assay.Met {
				t.Errorf("Either(%s, %s) = %s", a, b, Either(a, b))
			}
			for _, c := range all {
				if Either(Either(a, b), c) != Either(a, Either(b, c)) || Either(a, b, c) != Either(Either(a, b), c) {
					t.Errorf("Either(%s, %s, %s) depends on grouping", a, b, c)
				}
			}
		}
	}
	if Either() != assay.Open || Either(assay.NotMet, assay.Open) != assay.Open {
		t.Errorf("Either() = %s, Either(not met, open) = %s; want open", Either(), Either(assay.NotMet, assay.Open))
	}
}

func TestAlternatives(t *testing.T) {
	yes := func(rule string) assay.Observation { return named("y"+rule, shared, assay.Yes, "made-up/"+rule) }
	no := func(rule string) assay.Observation { return named("n"+rule, shared, assay.No, "made-up/"+rule) }
	for _, tt := range []struct {
		name  string
		o     []assay.Observation
		facts map[string]bool
		want  assay.Standing
		why   string
	}{
		{"either suffices", []assay.Observation{no("a"), yes("b")}, nil, assay.Met, "yb"},
		{"both", []assay.Observation{yes("a"), yes("b")}, nil, assay.Met, "ya yb"},
		{"one is open", []assay.Observation{no("a")}, nil, assay.Open, ""},
		{"none", []assay.Observation{no("a"), no("b"), no("c")}, nil, assay.NotMet, "na nb nc"},
		{"what does not apply is no way", []assay.Observation{no("a"), no("b")}, map[string]bool{"is_camera": false}, assay.NotMet, "na nb"},
		{"the third by way of the second", []assay.Observation{no("a"), no("b"), yes("c")}, map[string]bool{"is_camera": true}, assay.Met, "yc"},
	} {
		if tt.facts == nil {
			tt.facts = map[string]bool{"is_camera": true}
		}
		s, _ := ruled(t, nil, Rule{ID: "a", Question: shared}, Rule{ID: "b", Question: shared, AlternativeTo: []string{"a"}},
			Rule{ID: "c", Question: shared, AlternativeTo: []string{"b"}, AppliesWhen: "is_camera"})
		c := judgeOne(t, s, Input{Observations: tt.o, Declaration: facts(tt.facts)})
		if c.Verdict != tt.want || strings.Join(c.Because, " ") != tt.why {
			t.Errorf("%s: %s because of %v; want %s because of %s", tt.name, c.Verdict, c.Because, tt.want, tt.why)
		}
	}
}

// TestFoldOfRules: a rule that is the fold of others is nothing else.
func TestFoldOfRules(t *testing.T) {
	rules := []Rule{{ID: "1.a", Question: shared}, {ID: "1.b", Question: shared}, {ID: "2.a", Question: shared}, {ID: "whole", Question: shared, Requirement: "q", FoldOf: []string{"1.*", "2.a"}}}
	for _, tt := range []struct {
		name string
		yes  string
		no   string
		want assay.Standing
	}{
		{"all met", "1.a 1.b 2.a", "", assay.Met}, {"one open", "1.a 2.a", "", assay.Open}, {"one not met", "1.a 2.a", "1.b", assay.NotMet},
		{"a good word does not replace them", "whole", "", assay.Open}, {"a bad one counts", "1.a 1.b 2.a", "whole", assay.NotMet},
	} {
		s, r := ruled(t, nil, rules...)
		var o []assay.Observation
		for _, id := range strings.Fields(tt.yes) {
			o = append(o, named("y"+id, shared, assay.Yes, "made-up/"+id))
		}
		for _, id := range strings.Fields(tt.no) {
			o = append(o, named("n"+id, shared, assay.No, "made-up/"+id))
		}
		whole, _ := r.rules.Rule("whole")
		u := s.judgement(Input{At: someDay, Observations: o}).ruling(r, whole)
		if u.standing != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, u.standing, tt.want)
		}
		if u.standing == assay.Open && !strings.Contains(u.why, "stands with 1.*, 2.a") {
			t.Errorf("%s: why %q", tt.name, u.why)
		}
	}
	s, r := ruled(t, nil, Rule{ID: "x", FoldOf: []string{"y"}}, Rule{ID: "y", FoldOf: []string{"x"}})
	if v, _ := s.JudgeOne(r.ID, Input{At: someDay}); v.Verdict != assay.Open {
		t.Errorf("a circle of rules is %s", v.Verdict)
	}
}

// TestPresumption: a standard that is met lets a law's rule stand, unless a
// restriction bites; a standard that is not met fails nothing.
func TestPresumption(t *testing.T) {
	norm := func() *Regime {
		return &Regime{ID: "norm", Kind: Norm, Requirements: one("n"), Edges: []Edge{{Requirement: "n", Provision: "5.1-1", Edition: "3.1.3", Granularity: "provision", Relation: Equal, Source: "made up", Confidence: "inferred", Editions: []standard.Edition{standard.V3_1_3}}}}
	}
	good, bad := named("y", shared, assay.Yes, "law/bar"), named("n", shared, assay.No, "law/bar")
	for _, tt := range []struct {
		name  string
		v     assay.Judgement
		o     []assay.Observation
		facts map[string]bool
		want  assay.Standing
		says  string
	}{
		{"met, and the bar holds", assay.Pass, []assay.Observation{good}, map[string]bool{"has_passwords": true}, assay.Met, ""},
		{"met, and the bar does not apply", assay.Pass, nil, map[string]bool{"has_passwords": false}, assay.Met, ""},
		{"met, but the bar does not hold", assay.Pass, []assay.Observation{bad}, map[string]bool{"has_passwords": true}, assay.Open, "norm is met, but bar does not hold"},
		{"met; the bar is open", assay.Pass, nil, map[string]bool{"has_passwords": true}, assay.Open, "norm is met; bar is open"},
		{"not met fails nothing", assay.Fail, []assay.Observation{good}, map[string]bool{"has_passwords": true}, assay.Open, "no presumption: norm is not met"},
		{"open", assay.Inconclusive, []assay.Observation{good}, map[string]bool{"has_passwords": true}, assay.Open, "no presumption: norm is open"},
		{"another way", assay.Fail, []assay.Observation{named("cert", shared, assay.Yes, "law/r")}, map[string]bool{"has_passwords": true}, assay.Met, ""},
	} {
		law := &Regime{ID: "law", Kind: Law, Requirements: []Requirement{{ID: "q", Mandatory: true}}}
		s := setOf(t, law, norm())
		law.give(&RuleFile{Regime: "law", Rules: []Rule{
			{ID: "r", Requirement: "q", Question: shared, About: "product", VerdictFrom: []string{"document"}, FoldOf: []string{"norm"}, Unless: []string{"bar"}, Confidence: "read", Ref: "Art. 1"},
			{ID: "bar", Question: shared, About: "device", AppliesWhen: "has_passwords", Aside: "a restriction", Effect: "restriction: no presumption", Level: "mandatory", Confidence: "read", Ref: "Art. 2"},
		}})
		v, _ := s.JudgeOne("law", Input{At: someDay, Observations: tt.o, Declaration: facts(tt.facts), Verdicts: []assay.Verdict{provision("3.1.3", "5.1-1", tt.v)}})
		if v.Clauses[0].Verdict != tt.want || v.Verdict != tt.want || !strings.Contains(v.Clauses[0].Remainder, tt.says) {
			t.Errorf("%s: %s, regime %s, %q; want %s with %q", tt.name, v.Clauses[0].Verdict, v.Verdict, v.Clauses[0].Remainder, tt.want, tt.says)
		}
		if tt.name == "met, and the bar holds" && (v.Clauses[0].Route != assay.RouteRecognised || v.Clauses[0].Basis != assay.Tested || v.Clauses[0].Because[0] != "regime:norm") {
			t.Errorf("%s: %+v", tt.name, v.Clauses[0])
		}
		if len(v.Clauses) != 2 || v.Clauses[1].ID != "bar" || tt.o != nil && tt.o[0].ID == "n" && !strings.Contains(v.Clauses[1].Rules[0].Why, "restriction") {
			t.Errorf("%s: the bar is no clause of its own: %+v", tt.name, v.Clauses)
		}
	}
}

// TestPresumptionCircle: two regimes that presume each other presume nothing.
func TestPresumptionCircle(t *testing.T) {
	a, b := &Regime{ID: "a", Kind: Law, Requirements: one("q")}, &Regime{ID: "b", Kind: Law, Requirements: one("q")}
	s := setOf(t, a, b)
	a.give(&RuleFile{Rules: []Rule{{ID: "r", Requirement: "q", FoldOf: []string{"b"}}}})
	b.give(&RuleFile{Rules: []Rule{{ID: "r", Requirement: "q", FoldOf: []string{"a"}}}})
	for _, v := range s.Judge(Input{At: someDay}) {
		if v.Verdict != assay.Open {
			t.Errorf("%s is %s through a circle", v.Regime, v.Verdict)
		}
	}
}

// TestMeets: what the law names instead lets an open duty stand met, and lifts no
// refutation.
func TestMeets(t *testing.T) {
	for _, tt := range []struct {
		name string
		o    []assay.Observation
		want assay.Standing
	}{
		{"open", nil, assay.Open},
		{"instead", []assay.Observation{named("y", shared, assay.Yes, "law/instead")}, assay.Met},
		{"refuted", []assay.Observation{named("y", shared, assay.Yes, "law/instead"), named("n", shared, assay.No, "law/duty")}, assay.NotMet},
		{"instead refuted", []assay.Observation{named("y", shared, assay.No, "law/instead")}, assay.Open},
	} {
		law := &Regime{ID: "law", Kind: Law, Requirements: []Requirement{{ID: "a", Mandatory: true}, {ID: "b"}}}
		s := setOf(t, law)
		law.give(&RuleFile{Rules: []Rule{
			{ID: "duty", Requirement: "a", Question: shared, Confidence: "read"},
			{ID: "instead", Requirement: "b", Question: shared, Meets: []string{"a"}, Effect: "meets a", Confidence: "read"},
		}})
		v, _ := s.JudgeOne("law", Input{At: someDay, Observations: tt.o})
		if v.Clauses[0].Verdict != tt.want || v.Verdict != tt.want {
			t.Errorf("%s: %s, regime %s; want %s", tt.name, v.Clauses[0].Verdict, v.Verdict, tt.want)
		}
		if tt.want == assay.Met && (v.Clauses[0].Remainder != "instead: meets a" || v.Clauses[0].Because[0] != "y" || v.Clauses[0].Route != assay.RouteDirect) {
			t.Errorf("%s: %+v", tt.name, v.Clauses[0])
		}
	}
}

// TestRoutesFor: the class decides between self-assessment and a third party.
func TestRoutesFor(t *testing.T) {
	f, ok := All().Rules("eu-cra")
	if !ok {
		t.Fatal("no rules of eu-cra")
	}
	for _, tt := range []struct {
		k       Known
		want    string
		missing int
	}{
		{Known{"cra_class_1": false, "cra_class_2": false, "cra_critical": false, "is_open_source": false}, "Art. 32(1)", 0},
		{Known{"cra_class_1": true, "harmonised_standards_applied_in_full": false, "cra_class_2": false, "cra_critical": false, "is_open_source": false}, "Art. 32(2), for the requirements not covered", 0},
		{Known{}, "", 5},
	} {
		open, missing := f.RoutesFor(tt.k)
		var refs []string
		for _, r := range open {
			refs = append(refs, r.Ref)
		}
		if strings.Join(refs, "; ") != tt.want || len(missing) != tt.missing {
			t.Errorf("%v: %v, missing %v; want %s, %d missing", tt.k, refs, missing, tt.want, tt.missing)
		}
	}
}

func TestRuleLookup(t *testing.T) {
	if _, ok := All().Rules("gcli"); ok {
		t.Error("gcli has rules")
	}
	if _, ok := All().Rules("no-such"); ok {
		t.Error("an unknown regime has rules")
	}
	for _, tt := range []struct{ regime, id, want string }{
		{"eu-cra", "I-2a.3", "I-2a.3"}, {"uk-psti", "sch1-1.2", "sch1-1(2)"}, {"uk-psti", "sch1-1(2)", "sch1-1(2)"}, {"eu-cra", "no", ""}, {"no", "I-2a.3", ""},
	} {
		r, ok := All().Rule(tt.regime, tt.id)
		if ok != (tt.want != "") || ok && r.ID != tt.want {
			t.Errorf("Rule(%s, %s) = %v, want %q", tt.regime, tt.id, r, tt.want)
		}
	}
	if n := len(All().Clocks("eu-cra")); n != 6 {
		t.Errorf("%d clocks of eu-cra, want 6", n)
	}
	if All().Clocks("no") != nil || len(All().Clocks("uk-psti")) != 0 {
		t.Error("clocks out of nothing")
	}
	if got := All().Asking("support.never-shortened"); len(got) != 2 || got[0].Regime.ID != "au-smart-devices" || got[1].Rule.ID != "sch1-3(6)" {
		t.Errorf("asking support.never-shortened: %v", got)
	}
	cra, _ := All().Regime("eu-cra")
	if cra.Rules() == nil || len(cra.Requirements) != 34 {
		t.Errorf("eu-cra: %d requirements", len(cra.Requirements))
	}
	if q, ok := cra.Requirement("13-5"); !ok || !q.Mandatory || q.Alternative {
		t.Errorf("a duty of its own: %+v", q)
	}
	red, _ := All().Regime("eu-red-da")
	if q, ok := red.Requirement("R-password"); !ok || q.Mandatory || !q.Alternative {
		t.Errorf("a restriction is a duty: %+v", q)
	}
	f := cra.Rules()
	if f.PenaltyText("A64(3)") == "" || f.PenaltyText("") != "" || f.SourceText("cra") == "" || f.SourceText("") != "" {
		t.Error("penalties or sources do not resolve")
	}
}
