package regime

import (
	"strings"
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
	"github.com/google/go-cmp/cmp"
)

// TestRemaining: a few open rules are spelt out, many are counted; what does not
// apply counts for nothing.
func TestRemaining(t *testing.T) {
	four := []Rule{{ID: "a", Question: shared, TestHint: "try a"}, {ID: "b", Question: shared, TestHint: "try b"}, {ID: "c", Question: shared, TestHint: "try b"},
		{ID: "d", Question: shared, TestHint: "try d", AppliesWhen: "is_camera"}, {ID: "e", Question: "auth.factors", TestHint: "try e", AppliesWhen: "is_camera"}}
	for _, tt := range []struct {
		name  string
		facts map[string]bool
		yes   string
		want  string
	}{
		{"all apply", map[string]bool{"is_camera": true}, "", "5 of 5 rules open: a, b, c, d, e"},
		{"one is met", map[string]bool{"is_camera": true}, "a", "4 of 5 rules open: b, c, d, e"},
		{"two do not apply", map[string]bool{"is_camera": false}, "", "try a; try b; settled by " + shared},
		{"not known", nil, "", "not stated: is_camera; 5 of 5 rules open: a, b, c, d, e"},
		{"three are left", map[string]bool{"is_camera": true}, "a b", "try b; try d; try e; settled by auth.factors, " + shared},
	} {
		s, _ := ruled(t, nil, four...)
		var o []assay.Observation
		for _, id := range strings.Fields(tt.yes) {
			o = append(o, named(id, shared, assay.Yes, "made-up/"+id))
		}
		c := judgeOne(t, s, Input{Observations: o, Declaration: facts(tt.facts)})
		if c.Verdict != assay.Open || c.Remainder != tt.want {
			t.Errorf("%s: %s, %q; want open, %q", tt.name, c.Verdict, c.Remainder, tt.want)
		}
	}
}

// TestEdgesStandBack: rules that speak of EN 303 645 replace the words of the edges;
// rules that are silent leave these to speak.
func TestEdgesStandBack(t *testing.T) {
	edge := Edge{Requirement: "q", Provision: "5.1-1", Edition: "3.1.3", Granularity: "provision", Relation: Equal, Source: "made up", Confidence: "inferred", Editions: []standard.Edition{standard.V3_1_3}}
	speaking := Rule{ID: "r", EvaluatedBy: []Evaluated{{Provision: "5.1-1", Relation: IntersectsWith, Editions: []standard.Edition{standard.V3_1_3}}}}
	elsewhere := Rule{ID: "r", EvaluatedBy: []Evaluated{{Provision: "5.1-2", Relation: IntersectsWith, Editions: []standard.Edition{standard.V3_1_3}}}}
	older := Rule{ID: "r", EvaluatedBy: []Evaluated{{Provision: "5.1-1", Relation: IntersectsWith, Editions: []standard.Edition{standard.V2_1_1}}}}
	for _, tt := range []struct {
		name string
		rule Rule
		v    assay.Judgement
		want assay.Standing
		says bool // the remainder names the edge
	}{
		{"silent, pass", Rule{ID: "r", Question: shared}, assay.Pass, assay.Met, false},
		{"silent, fail", Rule{ID: "r", Question: shared}, assay.Fail, assay.NotMet, false},
		{"silent, open", Rule{ID: "r", Question: shared}, assay.Inconclusive, assay.Open, true},
		{"both speak, pass", speaking, assay.Pass, assay.Open, false},
		{"both speak, fail", speaking, assay.Fail, assay.Open, false},
		{"of another provision, pass", elsewhere, assay.Pass, assay.Met, false},
		{"of another provision, fail", elsewhere, assay.Fail, assay.NotMet, false},
		{"of another provision, open", elsewhere, assay.Inconclusive, assay.Open, false},
		{"of another edition, fail", older, assay.Fail, assay.NotMet, false},
	} {
		s, r := ruled(t, nil, tt.rule)
		r.Edges = []Edge{edge}
		c := judgeOne(t, s, Input{Verdicts: []assay.Verdict{provision("3.1.3", "5.1-1", tt.v)}})
		if c.Verdict != tt.want || strings.Contains(c.Remainder, "5.1-1 would meet it") != tt.says {
			t.Errorf("%s: %s, %q; want %s, naming the edge %t", tt.name, c.Verdict, c.Remainder, tt.want, tt.says)
		}
	}
}

// TestNextStep: what would settle an open rule, the most telling first.
func TestNextStep(t *testing.T) {
	pass := []Evaluated{{Provision: "5.1-1", Relation: SubsetOf, Editions: standard.Editions(), PassWhen: "has_passwords"}, {AllOf: []string{"5.1-2", "5.1-3"}, Relation: Equal, Editions: standard.Editions()},
		{Provision: "5.1-4", Relation: SupersetOf, Editions: standard.Editions()}, {Provision: "5.1-1", Relation: SubsetOf, Editions: standard.Editions(), PassWhen: "has_passwords"}}
	for _, tt := range []struct {
		rule Rule
		want string
	}{
		{Rule{ID: "r", Needs: "a reader", TestHint: "try", Question: shared}, "a reader"},
		{Rule{ID: "r", TestHint: "try", Fields: []string{"x"}, Question: shared}, "try"},
		{Rule{ID: "r", Fields: []string{"name", "date"}, Question: shared}, "show: name, date"},
		{Rule{ID: "r", Decision: choices, Question: shared}, "answer its 3 decision questions for each asset"},
		{Rule{ID: "r", EvaluatedBy: pass, Question: shared}, "a pass of 5.1-1 (where has_passwords), or of 5.1-2 and 5.1-3 would meet it"},
		{Rule{ID: "r", Question: shared}, "settled by " + shared},
		{Rule{ID: "r"}, ""},
	} {
		s, _ := ruled(t, nil, tt.rule)
		r, _ := s.Regime("made-up")
		row, ok := s.judgement(Input{}).ruling(r, &r.rules.Rules[0]).row()
		if !ok || row.Next != tt.want {
			t.Errorf("%+v: next %q, want %q", tt.rule, row.Next, tt.want)
		}
	}
}

// TestDeclaredWords: what is declared meets nothing, and is shown.
func TestDeclaredWords(t *testing.T) {
	s, _ := ruled(t, nil, Rule{ID: "r", Question: shared, Declared: "support_period"})
	for _, tt := range []struct {
		d     assay.SupportPeriod
		want  string
		basis assay.Basis
	}{
		{assay.SupportPeriod{}, "no end of support declared", ""},
		{assay.SupportPeriod{Until: "2030-06"}, "declared end of support 2030-06; that it is published has not been seen", assay.Declared},
		{assay.SupportPeriod{PublishedAt: "https://a.example"}, "declared end of support at https://a.example; that it is published has not been seen", assay.Declared},
		{assay.SupportPeriod{Until: "2026-11-24", PublishedAt: "https://a.example"}, "declared end of support 2026-11-24 at https://a.example; that it is published has not been seen", assay.Declared},
		{assay.SupportPeriod{Until: "2026-11-23"}, "declared end of support 2026-11-23 (past); that it is published has not been seen", assay.Declared},
	} {
		c := judgeOne(t, s, Input{Declaration: &assay.Declaration{Support: tt.d}})
		if want := tt.want + "; settled by " + shared; c.Remainder != want || c.Basis != tt.basis || c.Verdict != assay.Open {
			t.Errorf("%+v: %q on %q, want %q on %q", tt.d, c.Remainder, c.Basis, want, tt.basis)
		}
	}
}

// TestEndedAndNotYet: where one rule has ended and another has not begun, the one to
// come is shown as if it bound.
func TestEndedAndNotYet(t *testing.T) {
	s, _ := ruled(t, nil, Rule{ID: "old", Question: shared, InForce: RuleForce{From: "2020", Until: "2025"}}, Rule{ID: "new", Question: shared, InForce: RuleForce{From: "2027"}}, Rule{ID: "newer", Question: shared, InForce: RuleForce{From: "2028"}})
	c := judgeOne(t, s, Input{Observations: []assay.Observation{named("o", shared, assay.No, "made-up/new")}})
	if c.Verdict != assay.NotMet || c.From != "2027" || len(c.Rules) != 2 || c.Penalties != nil {
		t.Errorf("%s from %q with %d rows, want not met from 2027 with 2", c.Verdict, c.From, len(c.Rules))
	}
}

// TestRoutesOfFolds: a failure is best shown by what was seen directly, a pass is
// only as good as what it borrowed.
func TestRoutesOfFolds(t *testing.T) {
	d, m, r := assay.RouteDirect, assay.RouteMapped, assay.RouteRecognised
	for _, tt := range []struct {
		s       assay.Standing
		a, b, w assay.Route
	}{
		{assay.NotMet, m, d, d}, {assay.NotMet, d, m, d}, {assay.NotMet, m, r, m}, {assay.NotMet, "", m, m},
		{assay.Met, m, d, m}, {assay.Met, d, r, r}, {assay.Met, d, "", d}, {assay.Met, "", "", ""},
	} {
		if got := firstRoute(tt.s, tt.a, tt.b); got != tt.w {
			t.Errorf("%s by %q and %q: %q, want %q", tt.s, tt.a, tt.b, got, tt.w)
		}
	}
}

func TestSmallWords(t *testing.T) {
	if got := once([]string{"a", "", "b", "a"}); !cmp.Equal(got, []string{"a", "b"}) {
		t.Errorf("once = %q", got)
	}
	if got := (&Rule{}).Applies(); got != "true" {
		t.Errorf("a rule without condition applies where %q", got)
	}
	if got := (&Rule{AppliesWhen: "is_camera"}).Applies(); got != "is_camera" {
		t.Errorf("applies where %q", got)
	}
	if w := weaker("read", "recalled"); w != "recalled" {
		t.Errorf("weaker = %s", w)
	}
}

// TestHolds compares the two-valued reading with the three-valued one.
func TestHolds(t *testing.T) {
	for _, text := range []string{"", "true", "a", "!a", "a && b", "a || b", "!(a && b) || c", "a && (b || !c)"} {
		c, err := ParseCondition(text)
		if err != nil {
			t.Fatal(err)
		}
		for bits := 0; bits < 8; bits++ {
			k := Known{"a": bits&1 > 0, "b": bits&2 > 0, "c": bits&4 > 0}
			want, _ := c.Eval(k)
			if got := c.Holds(func(n string) bool { return k[n] }); got != (want == True) {
				t.Errorf("%q of %v: %t, want %d", text, k, got, want)
			}
		}
	}
}

// TestNothingCovers: only a requirement of which nothing at all is said is called
// not covered.
func TestNothingCovers(t *testing.T) {
	const says = "nothing in EN 303 645 is known to cover it"
	edge := Edge{Requirement: "q", Provision: "5.1-1", Edition: "3.1.3", Granularity: "provision", Relation: IntersectsWith, Source: "made up", Confidence: "inferred"}
	for _, tt := range []struct {
		name   string
		edges  []Edge
		beyond []Beyond
		rules  []Rule
		want   bool
	}{
		{"nothing", nil, nil, nil, true},
		{"an edge", []Edge{edge}, nil, nil, false},
		{"a word", nil, []Beyond{{Requirement: "q", Note: "beyond it"}}, nil, false},
		{"a rule", nil, nil, []Rule{{ID: "r"}}, false},
	} {
		r := &Regime{ID: "made-up", Kind: Law, Requirements: one("q"), Edges: tt.edges, Beyond: tt.beyond}
		s := setOf(t, r)
		for i := range tt.rules {
			tt.rules[i].Requirement = "q"
		}
		r.give(&RuleFile{Regime: r.ID, Rules: tt.rules})
		if c := judgeOne(t, s, Input{}); strings.Contains(c.Remainder, says) != tt.want {
			t.Errorf("%s: %q; says so %t, want %t", tt.name, c.Remainder, !tt.want, tt.want)
		}
	}
}

// TestMissingFactsAreNamedOnce: in order, each once, over all rules of a requirement.
func TestMissingFactsAreNamedOnce(t *testing.T) {
	s, _ := ruled(t, nil, Rule{ID: "a", Question: shared, AppliesWhen: "is_toy && is_camera"}, Rule{ID: "b", Question: shared, AppliesWhen: "has_radio && is_toy"})
	c := judgeOne(t, s, Input{Observations: []assay.Observation{named("o", shared, assay.No, "made-up/a")}})
	if want := "refuted if it applies; not stated: has_radio, is_camera, is_toy"; c.Verdict != assay.Open || !strings.HasPrefix(c.Remainder, want) || c.Because[0] != "o" {
		t.Errorf("%s because of %v, %q; want open, %q", c.Verdict, c.Because, c.Remainder, want)
	}
}

func TestFactLookup(t *testing.T) {
	if f, ok := All().Fact("is_camera"); !ok || f.Name != "is_camera" {
		t.Errorf("Fact(is_camera) = %+v, %t", f, ok)
	}
	if f, ok := All().Fact("is_a_camera"); ok || f.Name != "" {
		t.Errorf("Fact(is_a_camera) = %+v", f)
	}
}
