package regime

import (
	"strings"
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
	"github.com/google/go-cmp/cmp"
)

// ruled makes a set with one made-up regime of these rules; each names requirement q.
func ruled(t *testing.T, reach []Reach, rules ...Rule) (*Set, *Regime) {
	t.Helper()
	r := &Regime{ID: "made-up", Kind: Law, Requirements: one("q")}
	s := setOf(t, r)
	s.reach = map[string]Reach{}
	for _, x := range reach {
		s.reach[x.Question] = x
	}
	for i := range rules {
		if rules[i].Requirement == "" {
			rules[i].Requirement = "q"
		}
		rules[i].Level, rules[i].Confidence, rules[i].Ref = "mandatory", "read", "made up "+rules[i].ID
		if rules[i].InForce.From == "" {
			rules[i].InForce.From = "2020-01-01"
		}
		if rules[i].About == "" {
			rules[i].About = "device"
		}
	}
	r.give(&RuleFile{Regime: r.ID, Rules: rules, Penalties: []Penalty{{Key: "p", Text: "a fine"}}})
	return s, r
}

func judgeOne(t *testing.T, s *Set, in Input) assay.RegimeClause {
	t.Helper()
	if in.At.IsZero() {
		in.At = someDay
	}
	v, ok := s.JudgeOne("made-up", in)
	if !ok || len(v.Clauses) == 0 {
		t.Fatal("nothing judged")
	}
	return v.Clauses[0]
}

const shared = "auth.network.required" // good answer yes

var sharedReach = []Reach{{Question: shared, RefutedWith: []string{"5.5-5"}}}

// TestAnswersCount tries what an answer may do to a rule.
func TestAnswersCount(t *testing.T) {
	person := func(a assay.Answer, b assay.Basis) assay.Observation {
		return assay.Observation{ID: "p", Question: shared, Answer: a, Basis: b, Attested: &assay.Attested{By: "A"}}
	}
	seen := func(a assay.Answer, b assay.Basis, unit string) assay.Observation {
		o := observed("m", shared, a, unit)
		o.Basis = b
		return o
	}
	named := func(a assay.Answer, b assay.Basis) assay.Observation {
		return assay.Observation{ID: "n", Question: shared, Answer: a, Basis: b, Bears: []assay.Bears{{Method: "made-up", Unit: "r", Effect: assay.Informs}}}
	}
	about := func(o assay.Observation, what string) assay.Observation { o.About = what; return o }
	base := Rule{ID: "r", Question: shared, EvidenceKinds: []string{"firmware", "device"}, VerdictFrom: []string{"direct"}}
	with := func(change func(*Rule)) Rule { r := base; change(&r); return r }
	whole := []Reach{{Question: shared}}
	for _, tt := range []struct {
		name  string
		reach []Reach
		rule  Rule
		o     assay.Observation
		facts map[string]bool
		want  assay.Standing
	}{
		{"a check's bad answer that refutes the provision", sharedReach, base, seen(assay.No, assay.Observed, "5.5-5-2/a"), nil, assay.NotMet},
		{"a bad answer on another provision", sharedReach, base, seen(assay.No, assay.Observed, "5.1-1-2/c"), nil, assay.Open},
		{"a bad answer that bears on nothing", sharedReach, base, seen(assay.No, assay.Observed, ""), nil, assay.Open},
		{"a bad answer tested on the product", sharedReach, base, seen(assay.No, assay.Tested, ""), nil, assay.NotMet},
		{"a bad answer tested independently", sharedReach, base, seen(assay.No, assay.Independent, ""), nil, assay.NotMet},
		{"a bad answer that is itself the fact", []Reach{{Question: shared, Plain: true}}, base, seen(assay.No, assay.Observed, ""), nil, assay.NotMet},
		{"the rule's own provisions come first", sharedReach, with(func(r *Rule) {
			r.EvaluatedBy = []Evaluated{{Provision: "5.1-1", Relation: IntersectsWith, Editions: standard.Editions()}}
		}), seen(assay.No, assay.Observed, "5.1-1-2/c"), nil, assay.NotMet},
		{"and only they", sharedReach, with(func(r *Rule) {
			r.EvaluatedBy = []Evaluated{{Provision: "5.1-1", Relation: IntersectsWith, Editions: standard.Editions()}}
		}), seen(assay.No, assay.Observed, "5.5-5-2/a"), nil, assay.Open},
		{"a test case is no matter", sharedReach, with(func(r *Rule) {
			r.EvaluatedBy = []Evaluated{{TestCase: "5.1-1-2", Relation: IntersectsWith, Editions: standard.Editions()}}
		}), seen(assay.No, assay.Observed, "5.5-5-2/a"), nil, assay.NotMet},
		{"another question", sharedReach, with(func(r *Rule) { r.Question = "auth.factors" }), seen(assay.No, assay.Tested, ""), nil, assay.Open},
		{"no question", sharedReach, with(func(r *Rule) { r.Question = "" }), assay.Observation{ID: "x", Answer: assay.No, Basis: assay.Tested}, nil, assay.Open},
		{"unknown is no no", sharedReach, base, seen(assay.Unknown, assay.Tested, "5.5-5-2/a"), nil, assay.Open},

		{"a check's good answer about the whole", whole, base, seen(assay.Yes, assay.Observed, ""), nil, assay.Met},
		{"about one of many", []Reach{{Question: shared, Each: true}}, base, seen(assay.Yes, assay.Observed, ""), nil, assay.Open},
		{"a person's about all of them", []Reach{{Question: shared, Each: true}}, base, person(assay.Yes, assay.Tested), nil, assay.Met},
		{"a person's bad one", sharedReach, base, person(assay.No, assay.Tested), nil, assay.NotMet},
		{"the maker says yes", whole, base, person(assay.Yes, assay.Declared), nil, assay.Open},
		{"the maker admits no", whole, base, person(assay.No, assay.Declared), nil, assay.NotMet},
		{"the maker's yes to a rule on papers", whole, with(func(r *Rule) { r.VerdictFrom = []string{"document"} }), person(assay.Yes, assay.Declared), nil, assay.Met},
		{"the maker's yes to a rule for a person", whole, with(func(r *Rule) { r.VerdictFrom = []string{"person"} }), person(assay.Yes, assay.Declared), nil, assay.Met},
		{"the maker's yes where only declarations are looked at", whole, with(func(r *Rule) { r.EvidenceKinds = []string{"declaration"} }), seen(assay.Yes, assay.Declared, ""), nil, assay.Met},

		{"seen where the rule does not look", whole, with(func(r *Rule) { r.EvidenceKinds = []string{"device"} }), seen(assay.Yes, assay.Observed, ""), nil, assay.Open},
		{"bad, seen where the rule does not look", []Reach{{Question: shared, Plain: true}}, with(func(r *Rule) { r.EvidenceKinds = []string{"capture"} }), seen(assay.No, assay.Observed, ""), nil, assay.Open},
		{"seen on a page", whole, with(func(r *Rule) { r.EvidenceKinds = []string{"site"} }), seen(assay.Yes, assay.Observed, ""), nil, assay.Met},
		{"tested where a rule looks at papers", whole, with(func(r *Rule) { r.EvidenceKinds = []string{"document"} }), seen(assay.Yes, assay.Tested, ""), nil, assay.Open},
		{"tested on traffic", whole, with(func(r *Rule) { r.EvidenceKinds = []string{"capture"} }), seen(assay.Yes, assay.Tested, ""), nil, assay.Met},

		{"the app is not the device", whole, with(func(r *Rule) { r.About = "app" }), person(assay.No, assay.Tested), nil, assay.Open},
		{"nor is a service", whole, with(func(r *Rule) { r.About = "service" }), person(assay.Yes, assay.Tested), nil, assay.Open},
		{"nor a supplier", whole, with(func(r *Rule) { r.About = "supplier" }), person(assay.Yes, assay.Tested), nil, assay.Open},
		{"unless the answer names the rule", whole, with(func(r *Rule) { r.About = "app" }), named(assay.No, assay.Tested), nil, assay.NotMet},
		{"the whole product, parts not known", whole, with(func(r *Rule) { r.About = "product" }), seen(assay.Yes, assay.Observed, ""), nil, assay.Open},
		{"the whole product, with parts", whole, with(func(r *Rule) { r.About = "product" }), person(assay.Yes, assay.Tested), map[string]bool{"has_several_components": true}, assay.Open},
		{"the device is the whole product", whole, with(func(r *Rule) { r.About = "product" }), seen(assay.Yes, assay.Observed, ""), map[string]bool{"has_several_components": false}, assay.Met},
		{"a bad device makes a bad product", []Reach{{Question: shared, Plain: true}}, with(func(r *Rule) { r.About = "product" }), seen(assay.No, assay.Observed, ""), nil, assay.NotMet},

		{"questions that need a name", []Reach{{Question: shared, Named: "why"}}, base, person(assay.Yes, assay.Tested), nil, assay.Open},
		{"named", []Reach{{Question: shared, Named: "why"}}, base, named(assay.Yes, assay.Tested), nil, assay.Met},
		{"named in what it is about", []Reach{{Question: shared, Named: "why"}}, base, about(person(assay.Yes, assay.Tested), "made-up/r"), nil, assay.Met},
		{"named, and only observed", whole, with(func(r *Rule) { r.Answers = AnswersNamed }), named(assay.Yes, assay.Observed), nil, assay.Met},
		{"named, and only declared", whole, base, named(assay.Yes, assay.Declared), nil, assay.Open},
		{"another rule is named", whole, base, about(person(assay.Yes, assay.Tested), "made-up/s"), nil, assay.Open},
		{"a rule that asks for its own", whole, with(func(r *Rule) { r.Answers = AnswersNamed }), person(assay.No, assay.Tested), nil, assay.Open},
		{"only bad answers count", whole, with(func(r *Rule) { r.Answers = AnswersRefute }), person(assay.Yes, assay.Tested), nil, assay.Open},
		{"and they do", whole, with(func(r *Rule) { r.Answers = AnswersRefute }), person(assay.No, assay.Tested), nil, assay.NotMet},
		{"only good answers count", whole, with(func(r *Rule) { r.Answers = AnswersSupport }), person(assay.No, assay.Tested), nil, assay.Open},
		{"and these do", whole, with(func(r *Rule) { r.Answers = AnswersSupport }), person(assay.Yes, assay.Tested), nil, assay.Met},

		{"a rule for one check", whole, with(func(r *Rule) { r.Checks = []string{"other"} }), seen(assay.Yes, assay.Observed, ""), nil, assay.Open},
		{"a person needs no check", whole, with(func(r *Rule) { r.Checks = []string{"other"} }), person(assay.Yes, assay.Tested), nil, assay.Met},

		{"an exception may justify it", sharedReach, with(func(r *Rule) { r.Decision = []Choice{{"?", "not_applicable", "fail"}} }), seen(assay.No, assay.Tested, ""), nil, assay.Open},
		{"there is none", sharedReach, with(func(r *Rule) { r.Decision = []Choice{{"?", "not_applicable", "fail"}} }), seen(assay.No, assay.Tested, ""), map[string]bool{"exception_justified": false}, assay.NotMet},
		{"there is one", sharedReach, with(func(r *Rule) { r.Decision = []Choice{{"?", "fail", "not_applicable"}} }), seen(assay.No, assay.Tested, ""), map[string]bool{"exception_justified": true}, assay.Open},
		{"a decision without a way out", sharedReach, with(func(r *Rule) { r.Decision = []Choice{{"?", "pass", "fail"}} }), seen(assay.No, assay.Tested, ""), nil, assay.NotMet},
		{"a named answer looks past exceptions", sharedReach, with(func(r *Rule) { r.Decision = []Choice{{"?", "not_applicable", "fail"}} }), named(assay.No, assay.Tested), nil, assay.NotMet},
	} {
		s, _ := ruled(t, tt.reach, tt.rule)
		c := judgeOne(t, s, Input{Observations: []assay.Observation{tt.o}, Declaration: facts(tt.facts)})
		if c.Verdict != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, c.Verdict, tt.want)
		}
	}
}

// TestNothingFoundNeedsASearch: a good "no" of a machine counts only with what it
// looked through.
func TestNothingFoundNeedsASearch(t *testing.T) {
	const q = "vuln.kev.present"
	s, _ := ruled(t, []Reach{{Question: q}}, Rule{ID: "r", Question: q, EvidenceKinds: []string{"firmware"}, VerdictFrom: []string{"direct"}})
	o := observed("o", q, assay.No, "")
	if c := judgeOne(t, s, Input{Observations: []assay.Observation{o}}); c.Verdict != assay.Open {
		t.Errorf("without a search %s, want open", c.Verdict)
	}
	o.Exercised = map[string]any{"components": 12}
	if c := judgeOne(t, s, Input{Observations: []assay.Observation{o}}); c.Verdict != assay.Met || c.Route != assay.RouteDirect {
		t.Errorf("with a search %s by %s, want met directly", c.Verdict, c.Route)
	}
}

// TestOrderOfWeighing: direct refutation, crossed fail, direct support, crossed pass.
func TestOrderOfWeighing(t *testing.T) {
	rule := Rule{ID: "r", Question: shared, EvidenceKinds: []string{"device"}, VerdictFrom: []string{"direct"}, EvaluatedBy: []Evaluated{
		{Provision: "5.1-1", Relation: Equal, Editions: []standard.Edition{standard.V3_1_3}},
		{Provision: "5.1-2", Relation: SubsetOf, Editions: []standard.Edition{standard.V2_1_1}, PassWhen: "has_passwords"},
		{Provision: "5.1-3", Relation: SupersetOf, Editions: []standard.Edition{standard.V2_1_1}, FailWhen: "!exception_justified"},
		{Provision: "5.1-4", Relation: IntersectsWith, Editions: standard.Editions()},
		{TestCase: "5.2-1-1", Relation: SubsetOf, Editions: []standard.Edition{standard.V2_1_1}},
		{AllOf: []string{"5.3-1", "5.3-2"}, Relation: SupersetOf, Editions: []standard.Edition{standard.V2_1_1}},
		{AllOf: []string{"5.5-1", "5.5-7"}, Relation: Equal, Editions: []standard.Edition{standard.V2_1_1}},
	}}
	good, bad := named("good", shared, assay.Yes, "made-up/r"), named("bad", shared, assay.No, "made-up/r")
	testCase := provision("2.1.1", "5.2-1-1", assay.Pass)
	testCase.Scope = assay.ScopeTestCase
	v := func(list ...assay.Verdict) []assay.Verdict { return list }
	declared := provision("3.1.3", "5.1-1", assay.Pass)
	declared.Basis = assay.Declared
	for _, tt := range []struct {
		name  string
		o     []assay.Observation
		v     []assay.Verdict
		facts map[string]bool
		want  assay.Standing
		route assay.Route
		why   string // because
		basis assay.Basis
	}{
		{"nothing", nil, nil, nil, assay.Open, "", "", ""},
		{"fail over support", []assay.Observation{good}, v(provision("3.1.3", "5.1-1", assay.Fail)), nil, assay.NotMet, assay.RouteMapped, "5.1-1", assay.Tested},
		{"refutation over all", []assay.Observation{good, bad}, v(provision("3.1.3", "5.1-1", assay.Fail), provision("3.1.3", "5.1-1", assay.Pass)), nil, assay.NotMet, assay.RouteDirect, "bad", assay.Tested},
		{"support over crossed pass", []assay.Observation{good}, v(declared), nil, assay.Met, assay.RouteDirect, "good", assay.Tested},
		{"crossed pass keeps its basis", nil, v(declared), nil, assay.Met, assay.RouteMapped, "5.1-1", assay.Declared},
		{"another edition", nil, v(provision("2.1.1", "5.1-1", assay.Pass)), nil, assay.Open, "", "", ""},
		{"not applicable never crosses", nil, v(provision("3.1.3", "5.1-1", assay.NotApplicable)), nil, assay.Open, "", "", ""},
		{"inconclusive never crosses", nil, v(provision("3.1.3", "5.1-1", assay.Inconclusive)), nil, assay.Open, "", "", ""},
		{"pass when", nil, v(provision("2.1.1", "5.1-2", assay.Pass)), map[string]bool{"has_passwords": true}, assay.Met, assay.RouteMapped, "5.1-2", assay.Tested},
		{"pass when unknown", nil, v(provision("2.1.1", "5.1-2", assay.Pass)), nil, assay.Open, "", "", ""},
		{"a subset's fail does not cross", nil, v(provision("2.1.1", "5.1-2", assay.Fail)), map[string]bool{"has_passwords": true}, assay.Open, "", "", ""},
		{"fail when", nil, v(provision("2.1.1", "5.1-3", assay.Fail)), map[string]bool{"exception_justified": false}, assay.NotMet, assay.RouteMapped, "5.1-3", assay.Tested},
		{"fail when not", nil, v(provision("2.1.1", "5.1-3", assay.Fail)), map[string]bool{"exception_justified": true}, assay.Open, "", "", ""},
		{"fail when unknown", nil, v(provision("2.1.1", "5.1-3", assay.Fail)), nil, assay.Open, "", "", ""},
		{"a superset's pass does not cross", nil, v(provision("2.1.1", "5.1-3", assay.Pass)), map[string]bool{"exception_justified": false}, assay.Open, "", "", ""},
		{"overlap carries no pass", nil, v(provision("2.1.1", "5.1-4", assay.Pass)), nil, assay.Open, "", "", ""},
		{"overlap carries no fail", nil, v(provision("2.1.1", "5.1-4", assay.Fail)), nil, assay.Open, "", "", ""},
		{"a test case", nil, v(testCase), nil, assay.Met, assay.RouteMapped, "5.2-1-1", assay.Tested},
		{"a provision of the same name is no test case", nil, v(provision("2.1.1", "5.2-1-1", assay.Pass)), nil, assay.Open, "", "", ""},
		{"several that ask less together fail nothing", nil, v(provision("2.1.1", "5.3-1", assay.Fail)), nil, assay.Open, "", "", ""},
		{"one of several is no pass", nil, v(provision("2.1.1", "5.5-1", assay.Pass)), nil, assay.Open, "", "", ""},
		{"all of several", nil, v(provision("2.1.1", "5.5-1", assay.Pass), provision("2.1.1", "5.5-7", assay.Pass)), nil, assay.Met, assay.RouteMapped, "5.5-1", assay.Tested},
		{"one of several that ask the same fails", nil, v(provision("2.1.1", "5.5-7", assay.Fail)), nil, assay.NotMet, assay.RouteMapped, "5.5-7", assay.Tested},
	} {
		s, _ := ruled(t, nil, rule)
		c := judgeOne(t, s, Input{Observations: tt.o, Verdicts: tt.v, Declaration: facts(tt.facts)})
		row := c.Rules[0]
		if c.Verdict != tt.want || c.Route != tt.route || row.Verdict != tt.want || row.Route != tt.route || row.Basis != tt.basis || c.Basis != tt.basis {
			t.Errorf("%s: %s by %q on %q, row %s by %q on %q; want %s by %q on %q", tt.name, c.Verdict, c.Route, c.Basis, row.Verdict, row.Route, row.Basis, tt.want, tt.route, tt.basis)
		}
		if tt.why != "" && (len(c.Because) == 0 || c.Because[0] != tt.why) || tt.why == "" && len(c.Because) > 0 {
			t.Errorf("%s: because of %v, want %q", tt.name, c.Because, tt.why)
		}
	}
}

// TestWithoutNotApplicable: where a rule asks only for what applies, provisions
// that do not apply drop out.
func TestWithoutNotApplicable(t *testing.T) {
	for _, tt := range []struct {
		a, b assay.Judgement
		want assay.Standing
	}{
		{assay.Pass, assay.NotApplicable, assay.Met}, {assay.NotApplicable, assay.NotApplicable, assay.DoesNotApply},
		{assay.NotApplicable, assay.Inconclusive, assay.Open}, {assay.NotApplicable, assay.Fail, assay.NotMet}, {assay.Pass, assay.Pass, assay.Met},
	} {
		s, _ := ruled(t, nil, Rule{ID: "r", EvaluatedBy: []Evaluated{{AllOf: []string{"5.1-1", "5.1-2"}, Relation: Equal, WithoutNA: true, Editions: []standard.Edition{standard.V2_1_1}}}})
		c := judgeOne(t, s, Input{Verdicts: []assay.Verdict{provision("2.1.1", "5.1-1", tt.a), provision("2.1.1", "5.1-2", tt.b)}})
		if c.Verdict != tt.want {
			t.Errorf("%s and %s: %s, want %s", tt.a, tt.b, c.Verdict, tt.want)
		}
	}
}

// TestFactsOfRules: a rule that does not apply leaves the fold, one that may apply
// names the fact, and a refutation waits for it.
func TestFactsOfRules(t *testing.T) {
	s, _ := ruled(t, nil,
		Rule{ID: "a", Question: shared, AppliesWhen: "has_passwords", TestHint: "try it"},
		Rule{ID: "b", Question: "auth.factors", TestHint: "count them"})
	met := named("b1", "auth.factors", assay.Yes, "made-up/b")
	for _, tt := range []struct {
		name  string
		o     []assay.Observation
		facts map[string]bool
		want  assay.Standing
		rows  string
		says  string
	}{
		{"nothing known", nil, nil, assay.Open, "a open, b open", "not stated: has_passwords; try it; count them; settled by auth.factors, auth.network.required"},
		{"a does not apply", []assay.Observation{met}, map[string]bool{"has_passwords": false}, assay.Met, "b met", ""},
		{"a may apply", []assay.Observation{met}, nil, assay.Open, "a open, b met", "not stated: has_passwords"},
		{"a applies", []assay.Observation{met}, map[string]bool{"has_passwords": true}, assay.Open, "a open, b met", "try it"},
		{"a is refuted if it applies", []assay.Observation{met, named("a1", shared, assay.No, "made-up/a")}, nil, assay.Open, "a open, b met", "refuted if it applies; not stated: has_passwords"},
		{"a is refuted", []assay.Observation{met, named("a1", shared, assay.No, "made-up/a")}, map[string]bool{"has_passwords": true}, assay.NotMet, "a not_met, b met", ""},
		{"a would be met", []assay.Observation{met, named("a1", shared, assay.Yes, "made-up/a")}, nil, assay.Open, "a open, b met", "met if it applies"},
	} {
		c := judgeOne(t, s, Input{Observations: tt.o, Declaration: facts(tt.facts)})
		var rows []string
		for _, r := range c.Rules {
			rows = append(rows, r.ID+" "+string(r.Verdict))
		}
		if c.Verdict != tt.want || strings.Join(rows, ", ") != tt.rows || !strings.Contains(c.Remainder, tt.says) {
			t.Errorf("%s: %s, %v, %q; want %s, %s, with %q", tt.name, c.Verdict, rows, c.Remainder, tt.want, tt.rows, tt.says)
		}
	}
}

// TestFailureNeverHelps: that a rule applies, learnt from a failure alone, meets
// nothing.
func TestFailureNeverHelps(t *testing.T) {
	const q = "auth.default-password.shared"
	s, _ := ruled(t, []Reach{{Question: q, RefutedWith: []string{"5.1-1"}, Establishes: []string{"has_passwords"}}},
		Rule{ID: "r", AppliesWhen: "has_passwords", EvaluatedBy: []Evaluated{{Provision: "5.1-4", Relation: Equal, Editions: standard.Editions(), PassWhen: ""}}})
	in := Input{Verdicts: []assay.Verdict{provision("3.1.3", "5.1-4", assay.Pass)}, Observations: []assay.Observation{observed("o", q, assay.Yes, "5.1-1-2/c")}}
	if c := judgeOne(t, s, in); c.Verdict != assay.Open {
		t.Errorf("met by a failure: %s", c.Verdict)
	}
	in.Verdicts[0].Verdict = assay.Fail
	if c := judgeOne(t, s, in); c.Verdict != assay.NotMet {
		t.Errorf("a failure with what another shows: %s, want not met", c.Verdict)
	}
	in.Observations = nil
	if c := judgeOne(t, s, in); c.Verdict != assay.Open {
		t.Errorf("a failure, not known whether it applies: %s, want open", c.Verdict)
	}
	in.Declaration = facts(map[string]bool{"has_passwords": true})
	in.Verdicts[0].Verdict = assay.Pass
	if c := judgeOne(t, s, in); c.Verdict != assay.Met {
		t.Errorf("a pass, as stated: %s, want met", c.Verdict)
	}
}

// TestRuleDates tries the days around which rules begin and end.
func TestRuleDates(t *testing.T) {
	rules := []Rule{
		{ID: "now", Question: shared, Penalty: "p", InForce: RuleForce{From: "2026-01-01", Until: "2027-06"}},
		{ID: "then", Question: "auth.factors", Penalty: "p", InForce: RuleForce{From: "2027"}},
	}
	bad := []assay.Observation{named("o", "auth.factors", assay.No, "made-up/then"), named("p", shared, assay.Yes, "made-up/now")}
	for _, tt := range []struct {
		at    string
		want  assay.Standing
		from  string // of the clause
		rows  string
		fines int
	}{
		{"2025-12-31", assay.NotMet, "2026-01-01", "now met , then not_met 2027", 0},
		{"2026-01-01", assay.Met, "", "now met , then not_met 2027", 0},
		{"2026-12-31", assay.Met, "", "now met , then not_met 2027", 0},
		{"2027-01-01", assay.NotMet, "", "now met , then not_met ", 1},
		{"2027-06-30", assay.NotMet, "", "now met , then not_met ", 1},
		{"2027-07-01", assay.NotMet, "", "then not_met ", 1},
	} {
		s, _ := ruled(t, nil, rules...)
		c := judgeOne(t, s, Input{At: day(tt.at), Observations: bad})
		var rows []string
		for _, r := range c.Rules {
			rows = append(rows, r.ID+" "+string(r.Verdict)+" "+r.From)
		}
		if c.Verdict != tt.want || c.From != tt.from || strings.Join(rows, ", ") != tt.rows || len(c.Penalties) != tt.fines {
			t.Errorf("on %s: %s from %q, %v, fines %v; want %s from %q, %s, %d", tt.at, c.Verdict, c.From, rows, c.Penalties, tt.want, tt.from, tt.rows, tt.fines)
		}
	}
}

func TestEnded(t *testing.T) {
	s, _ := ruled(t, nil, Rule{ID: "r", Question: shared, InForce: RuleForce{From: "2020", Until: "2025-06-30"}})
	if c := judgeOne(t, s, Input{At: day("2025-07-01")}); c.Verdict != assay.DoesNotApply || c.Remainder != "applied until 2025-06-30" {
		t.Errorf("the day after: %s, %q", c.Verdict, c.Remainder)
	}
	if c := judgeOne(t, s, Input{At: day("2025-06-30")}); c.Verdict != assay.Open {
		t.Errorf("the last day: %s", c.Verdict)
	}
}

func TestPenalties(t *testing.T) {
	bad := []assay.Observation{named("o", shared, assay.No, "made-up/r")}
	for _, tt := range []struct {
		key, waived string
		facts       map[string]bool
		want        []string
	}{
		{"p", "", nil, []string{"a fine"}},
		{"", "", nil, nil},
		{"p", "maker_is_micro_or_small", nil, []string{"a fine (not where maker_is_micro_or_small)"}},
		{"p", "maker_is_micro_or_small", map[string]bool{"maker_is_micro_or_small": true}, nil},
		{"p", "maker_is_micro_or_small", map[string]bool{"maker_is_micro_or_small": false}, []string{"a fine"}},
	} {
		s, _ := ruled(t, nil, Rule{ID: "r", Question: shared, Penalty: tt.key, WaivedWhen: tt.waived, Clock: &Clock{Starts: "awareness", Due: "PT24H"}})
		c := judgeOne(t, s, Input{Observations: bad, Declaration: facts(tt.facts)})
		if !cmp.Equal(c.Penalties, tt.want) {
			t.Errorf("%q waived when %q: %v, want %v", tt.key, tt.waived, c.Penalties, tt.want)
		}
		if k := c.Rules[0].Clock; k == nil || k.Due != "PT24H" || k.Starts != "awareness" {
			t.Errorf("clock %+v", k)
		}
	}
	s, _ := ruled(t, nil, Rule{ID: "r", Question: shared, Penalty: "p", Clock: &Clock{Starts: "awareness", Due: "PT24H"}})
	c := judgeOne(t, s, Input{Observations: []assay.Observation{named("o", shared, assay.Yes, "made-up/r")}})
	if c.Penalties != nil || c.Rules[0].Clock != nil {
		t.Errorf("met, and yet penalties %v, clock %v", c.Penalties, c.Rules[0].Clock)
	}
}

// TestConfidenceTravels: a failure says whether it is one of the rule as read, of
// our reading or of our memory.
func TestConfidenceTravels(t *testing.T) {
	for c, says := range map[Confidence]string{"read": "", "inferred": "as we read the rule", "recalled": "as we remember the rule"} {
		s, r := ruled(t, nil, Rule{ID: "r", Question: shared})
		r.rules.Rules[0].Confidence = c
		got := judgeOne(t, s, Input{Observations: []assay.Observation{named("o", shared, assay.No, "made-up/r")}})
		row := got.Rules[0]
		if row.Confidence != string(c) || got.Confidence != string(c) || !strings.Contains(row.Why, says) || says == "" && row.Why != "" {
			t.Errorf("%s: clause %s, rule %s, %q", c, got.Confidence, row.Confidence, row.Why)
		}
	}
}
