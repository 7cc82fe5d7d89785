package regime

import (
	"strings"
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
	"github.com/google/go-cmp/cmp"
)

// TestRefutedEvaluation: what a modelled product refutes is told and settles
// nothing, in its direction and edition; unless the source states the relation.
func TestRefutedEvaluation(t *testing.T) {
	both := []standard.Edition{standard.V2_1_1, standard.V3_1_3}
	for _, tt := range []struct {
		name, basis string
		refuted     []Refutation
		v           assay.Verdict
		want        assay.Standing
		told        string
	}{
		{"nothing refuted, fail", "own", nil, provision("3.1.3", "5.1-1", assay.Fail), assay.NotMet, ""},
		{"fail", "own", []Refutation{{Verdict: assay.Fail, Edition: standard.V3_1_3}}, provision("3.1.3", "5.1-1", assay.Fail), assay.Open, "5.1-1 fails (V3.1.3), which is evidence and settles nothing: a modelled product tells the two apart: such a one"},
		{"fail of the other edition", "own", []Refutation{{Verdict: assay.Fail, Edition: standard.V3_1_3}}, provision("2.1.1", "5.1-1", assay.Fail), assay.NotMet, ""},
		{"the other direction", "own", []Refutation{{Verdict: assay.Fail, Edition: standard.V3_1_3}}, provision("3.1.3", "5.1-1", assay.Pass), assay.Met, ""},
		{"pass", "own", []Refutation{{Verdict: assay.Pass, Edition: standard.V3_1_3}}, provision("3.1.3", "5.1-1", assay.Pass), assay.Open, "5.1-1 passes (V3.1.3), which is evidence and settles nothing: a modelled product tells the two apart: such a one"},
		{"stated", "stated", []Refutation{{Verdict: assay.Pass, Edition: standard.V3_1_3}}, provision("3.1.3", "5.1-1", assay.Pass), assay.Met, ""},
		{"not reached", "own", []Refutation{{Verdict: assay.Pass, Edition: standard.V3_1_3}}, provision("3.1.3", "5.1-1", assay.Inconclusive), assay.Open, ""},
		{"of another rule", "own", []Refutation{{Rule: "x", Verdict: assay.Fail, Edition: standard.V3_1_3}}, provision("3.1.3", "5.1-1", assay.Fail), assay.NotMet, ""},
		{"of another provision", "own", []Refutation{{By: []string{"5.1-2"}, Verdict: assay.Fail, Edition: standard.V3_1_3}}, provision("3.1.3", "5.1-1", assay.Fail), assay.NotMet, ""},
		{"of another regime", "own", []Refutation{{Regime: "x", Verdict: assay.Fail, Edition: standard.V3_1_3}}, provision("3.1.3", "5.1-1", assay.Fail), assay.NotMet, ""},
	} {
		s, r := ruled(t, nil, Rule{ID: "r", TestHint: "look", Confidence: "read", Ref: "1", EvaluatedBy: []Evaluated{{Provision: "5.1-1", Relation: Equal, Editions: both, Basis: tt.basis}}})
		r.Edges = []Edge{{Requirement: "q", Provision: "5.1-2", Granularity: "provision", Relation: IntersectsWith, RelationBasis: "assigned", Editions: both}}
		for _, x := range tt.refuted {
			x.Regime, x.Rule, x.Product = or(x.Regime, "made-up"), or(x.Rule, "r"), "such a one"
			if x.By == nil {
				x.By = []string{"5.1-1"}
			}
			s.refute(&x)
		}
		c := judgeOne(t, s, Input{At: someDay, Verdicts: []assay.Verdict{tt.v}})
		if c.Verdict != tt.want || c.Rules[0].Why != tt.told || tt.told != "" && !strings.Contains(c.Remainder, tt.told) {
			t.Errorf("%s: %s, %q, remainder %q; want %s, %q", tt.name, c.Verdict, c.Rules[0].Why, c.Remainder, tt.want, tt.told)
		}
	}
}

func or(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// TestRefutedEdge: the same for the edges of a requirement without rules.
func TestRefutedEdge(t *testing.T) {
	for _, tt := range []struct {
		name, basis string
		refuted     assay.Judgement
		v           assay.Judgement
		want        assay.Standing
		remainder   string
	}{
		{"fail", "assigned", assay.Fail, assay.Fail, assay.Open, "5.1-1 fails (V3.1.3), which is evidence and settles nothing: a modelled product tells the two apart: such a one; 5.1-1 would meet it (V2.1.1: no verdict, V3.1.3: fail)"},
		{"pass", "assigned", assay.Pass, assay.Pass, assay.Open, "5.1-1 passes (V3.1.3), which is evidence and settles nothing: a modelled product tells the two apart: such a one; 5.1-1 would meet it (V2.1.1: no verdict)"},
		{"fail, pass refuted", "assigned", assay.Pass, assay.Fail, assay.NotMet, ""},
		{"pass, fail refuted", "assigned", assay.Fail, assay.Pass, assay.Met, ""},
		{"stated", "stated", assay.Pass, assay.Pass, assay.Met, ""},
		{"inconclusive", "assigned", assay.Pass, assay.Inconclusive, assay.Open, "5.1-1 would meet it (V2.1.1: no verdict)"},
	} {
		e := Edge{Requirement: "q", Provision: "5.1-1", Edition: "3.1.3", Granularity: "provision", Relation: Equal, RelationBasis: tt.basis, Source: "made up", Confidence: "inferred", Editions: standard.Editions()}
		s := setOf(t, &Regime{ID: "made-up", Kind: Norm, Requirements: one("q"), Edges: []Edge{e}})
		s.refute(&Refutation{Regime: "made-up", Requirement: "q", By: []string{"5.1-1"}, Edition: standard.V3_1_3, Verdict: tt.refuted, Product: "such a one"})
		s.refute(&Refutation{Regime: "made-up", Requirement: "q", By: []string{"5.1-3"}, Edition: standard.V2_1_1, Verdict: tt.refuted, Product: "another"})
		v, _ := s.JudgeOne("made-up", Input{At: someDay, Verdicts: []assay.Verdict{provision("3.1.3", "5.1-1", tt.v)}})
		if c := v.Clauses[0]; c.Verdict != tt.want || c.Remainder != tt.remainder {
			t.Errorf("%s: %s, %q; want %s, %q", tt.name, c.Verdict, c.Remainder, tt.want, tt.remainder)
		}
	}
	whole := Edge{Provision: "5.1", Granularity: "clause", Relation: Equal, Editions: standard.Editions()}
	if whole.Carries(assay.Pass, standard.V3_1_3) || whole.Carries(assay.Fail, standard.V3_1_3) {
		t.Error("an edge to a whole clause carries a verdict")
	}
}

// TestMissingPassNamesEditions: a pass that is refuted is not named as a way.
func TestMissingPassNamesEditions(t *testing.T) {
	e := Evaluated{Provision: "5.1-1", Relation: SubsetOf, Editions: standard.Editions(), PassWhen: "is_camera"}
	refute := func(eds ...standard.Edition) *Rule {
		e := e
		e.refuted = nil
		for _, ed := range eds {
			e.refuted.add(&Refutation{Verdict: assay.Pass, Edition: ed})
		}
		return &Rule{EvaluatedBy: []Evaluated{{Provision: "5.1-9", Relation: SupersetOf, Editions: standard.Editions()}, e, e}}
	}
	for _, tt := range []struct {
		rule *Rule
		want string
	}{
		{refute(), "a pass of 5.1-1 (where is_camera) would meet it"},
		{refute(standard.V3_1_3), "a pass of 5.1-1 (not in V3.1.3) (where is_camera) would meet it"},
		{refute(standard.Editions()...), ""},
	} {
		if got := missingPass(tt.rule); got != tt.want {
			t.Errorf("missing pass %q, want %q", got, tt.want)
		}
	}
}

func TestNames(t *testing.T) {
	bears := func(method, unit string) assay.Observation {
		return assay.Observation{Bears: []assay.Bears{{Method: "ts103701/1.1.1", Unit: "5.1-1-1/a"}, {Method: method, Unit: unit}}}
	}
	for _, tt := range []struct {
		o    assay.Observation
		want bool
	}{
		{assay.Observation{About: "law/1(a)"}, true}, {assay.Observation{About: "law/1.a"}, true}, {assay.Observation{About: "law/2"}, false},
		{assay.Observation{About: "lex/1(a)"}, false}, {assay.Observation{About: "law"}, false}, {assay.Observation{}, false},
		{bears("law", "1(a)"), true}, {bears("law", "1.a"), true}, {bears("law", "2"), false}, {bears("lex", "1(a)"), false}, {bears("lex", "1.a"), false},
	} {
		if got := Names(tt.o, "law", "1(a)"); got != tt.want {
			t.Errorf("Names(%q %v) = %t", tt.o.About, tt.o.Bears, got)
		}
	}
}

func TestSpellings(t *testing.T) {
	r := &Regime{ID: "x", Requirements: []Requirement{{ID: "1(a)"}, {ID: "1.a"}}}
	if err := r.spellings(); err == nil || !strings.Contains(err.Error(), `"1(a)" and "1.a" are both spelt "1.a"`) {
		t.Errorf("two ids with one spelling: %v", err)
	}
	if got := Weaker("read", "inferred"); got != "inferred" {
		t.Errorf("the weaker of read and inferred is %q", got)
	}
	if _, ok := All().JudgeOne("nobody", Input{}); ok {
		t.Error("an unknown regime is judged")
	}
	if got := Known.Of(nil, "x"); got != Unknown {
		t.Errorf("what is not stated is %d", got)
	}
}

func TestPSTIStandardJSON(t *testing.T) {
	for text, want := range map[string]PSTIStandard{`"5.1-1"`: {One: "5.1-1"}, `{"all_of":["a","b"],"plus":"c"}`: {AllOf: []string{"a", "b"}, Plus: "c"}} {
		var got PSTIStandard
		if err := got.UnmarshalJSON([]byte(text)); err != nil || cmp.Diff(want, got) != "" {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "1", `{"unknown":1}`} {
		if err := new(PSTIStandard).UnmarshalJSON([]byte(text)); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

// TestFoldClause: a requirement that folds others takes the reasons of those that
// decide, and no others; where open, it says which are.
func TestFoldClause(t *testing.T) {
	clause := func(id string, s assay.Standing, basis assay.Basis, conf string) assay.RegimeClause {
		return assay.RegimeClause{ID: id, Verdict: s, Because: []string{"b" + id, "shared"}, Route: assay.Route("route " + id), Basis: basis, Confidence: conf, Source: "source " + id}
	}
	all := map[string]assay.RegimeClause{
		"a": clause("a", assay.Met, assay.Tested, "read"), "b": clause("b", assay.Met, assay.Declared, "inferred"),
		"o": {ID: "o", Verdict: assay.Open}, "f": clause("f", assay.NotMet, assay.Observed, "recalled"),
	}
	c := assay.RegimeClause{ID: "q", Title: "Q", Remainder: "rest", From: "2027", Penalties: []string{"p"}}
	for _, tt := range []struct {
		parts []string
		want  assay.RegimeClause
	}{
		{[]string{"a", "b"}, assay.RegimeClause{Verdict: assay.Met, Because: []string{"ba", "bb", "shared"}, Route: "route b", Source: "source b", Basis: assay.Declared, Confidence: "inferred"}},
		{[]string{"a", "f", "o"}, assay.RegimeClause{Verdict: assay.NotMet, Because: []string{"bf", "shared"}, Route: "route f", Source: "source f", Basis: assay.Observed, Confidence: "recalled"}},
		{[]string{"a", "o"}, assay.RegimeClause{Verdict: assay.Open, Because: []string{}, Remainder: "open: o; rest"}},
	} {
		want := tt.want
		want.ID, want.Title, want.From, want.Penalties = "q", "Q", "2027", []string{"p"}
		if d := cmp.Diff(want, foldClause(c, tt.parts, all)); d != "" {
			t.Errorf("%v (-want +got):\n%s", tt.parts, d)
		}
	}
	own := c
	own.Verdict, own.Rules = assay.Open, []assay.RegimeRule{{ID: "r"}}
	if got := foldClause(own, []string{"a", "o"}, all); got.Remainder != "open: o; rest" || len(got.Rules) != 1 {
		t.Errorf("with rules of its own: %q, %d rules", got.Remainder, len(got.Rules))
	}
	own.Verdict = assay.NotMet
	if got := foldClause(own, []string{"a"}, all); got.Verdict != assay.NotMet {
		t.Errorf("its own rule refuted: %s", got.Verdict)
	}
}

// TestDeclaredValues: each matter is read from its own place in the declaration.
func TestDeclaredValues(t *testing.T) {
	full := &assay.Declaration{}
	full.Disclosure.Contact, full.Disclosure.PolicyURL, full.Disclosure.AcknowledgedIn, full.Disclosure.UpdatesEvery = "c@example.com", "https://example.com/p", "P5D", "P14D"
	full.Support.Until, full.Support.PublishedAt = "2030-01", "https://example.com/s"
	for _, tt := range []struct {
		what            string
		d               *assay.Declaration
		value, at, name string
	}{
		{"contact", full, "c@example.com", "https://example.com/p", "contact for security reports"},
		{"acknowledgement", full, "P5D", "https://example.com/p", "time to acknowledgement"},
		{"status_updates", full, "P14D", "https://example.com/p", "time between status updates"},
		{"support_period", full, "2030-01", "https://example.com/s", "end of support"},
		{"support_period", nil, "", "", "end of support"},
		{"acknowledgement", &assay.Declaration{Disclosure: assay.Disclosure{PolicyURL: "u"}}, "", "", "time to acknowledgement"},
		{"something_else", full, "", "", "something else"},
	} {
		j := All().judgement(Input{At: someDay, Declaration: tt.d})
		value, at, name := j.declaredValue(tt.what)
		if value != tt.value || at != tt.at || name != tt.name {
			t.Errorf("%s: %q at %q, %q; want %q at %q, %q", tt.what, value, at, name, tt.value, tt.at, tt.name)
		}
	}
	full.Support.Until = "2026-11-23"
	if value, _, _ := All().judgement(Input{At: someDay, Declaration: full}).declaredValue("support_period"); value != "2026-11-23 (past)" {
		t.Errorf("a day that is over: %q", value)
	}
	full.Support.Until = "2026-11-24"
	if value, _, _ := All().judgement(Input{At: someDay, Declaration: full}).declaredValue("support_period"); value != "2026-11-24" {
		t.Errorf("the last day itself: %q", value)
	}
}

// TestEditionWords: the editions read are cited once each.
func TestEditionWords(t *testing.T) {
	f := &finding{source: []string{"b", "a", "b"}}
	if got := f.where(); got != "a; b" {
		t.Errorf("%q", got)
	}
	f.editions = []string{"V3.1.3", "V2.1.1", "V3.1.3"}
	if got := f.where(); got != "a; b (EN 303 645 V2.1.1, V3.1.3)" {
		t.Errorf("%q", got)
	}
	f.editions = f.editions[:1]
	if got := f.where(); got != "a; b (EN 303 645 V3.1.3)" {
		t.Errorf("%q", got)
	}
}

// TestTrim: rows leave out what their clause says, and only that.
func TestTrim(t *testing.T) {
	open := func(next, from string) assay.RegimeRule {
		return assay.RegimeRule{ID: "r", Verdict: assay.Open, Next: next, From: from, Confidence: "read"}
	}
	for _, tt := range []struct {
		name   string
		clause assay.RegimeClause
		row    assay.RegimeRule
		want   assay.RegimeRule
	}{
		{"said by the clause", assay.RegimeClause{Verdict: assay.Open, Remainder: "try this; and that", From: "2027"}, open("try this", "2027"), assay.RegimeRule{ID: "r", Verdict: assay.Open}},
		{"not said by it", assay.RegimeClause{Verdict: assay.Open, Remainder: "more", From: "2027"}, open("try this", "2028"), assay.RegimeRule{ID: "r", Verdict: assay.Open, Next: "try this", From: "2028"}},
		{"the clause is settled", assay.RegimeClause{Verdict: assay.NotMet, Remainder: "try this"}, open("try this", ""), assay.RegimeRule{ID: "r", Verdict: assay.Open, Next: "try this"}},
		{"something rests on it", assay.RegimeClause{Verdict: assay.Open}, assay.RegimeRule{ID: "r", Verdict: assay.Open, Because: []string{"5.1-1"}, Confidence: "recalled"}, assay.RegimeRule{ID: "r", Verdict: assay.Open, Because: []string{"5.1-1"}, Confidence: "recalled"}},
		{"settled", assay.RegimeClause{Verdict: assay.Open}, assay.RegimeRule{ID: "r", Verdict: assay.Met, Confidence: "read"}, assay.RegimeRule{ID: "r", Verdict: assay.Met, Confidence: "read"}},
	} {
		in := tt.clause
		in.Rules = []assay.RegimeRule{tt.row}
		got := trim(in)
		if d := cmp.Diff([]assay.RegimeRule{tt.want}, got.Rules); d != "" || cmp.Diff([]assay.RegimeRule{tt.row}, in.Rules) != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, d)
		}
	}
	if got := trim(assay.RegimeClause{}); got.Rules != nil {
		t.Error("rows where there were none")
	}
}

// TestWeaker: of two confidences the weaker counts, an empty one never.
func TestWeakerConfidence(t *testing.T) {
	for _, tt := range []struct{ a, b, want Confidence }{
		{"read", "recalled", "recalled"}, {"recalled", "read", "recalled"}, {"", "read", "read"}, {"read", "", "read"}, {"", "", ""}, {"inferred", "unheard-of", "unheard-of"},
		{"unheard-of", "not known", "unheard-of"},
	} {
		if got := weaker(tt.a, tt.b); got != tt.want {
			t.Errorf("weaker(%q, %q) = %q, want %q", tt.a, tt.b, got, tt.want)
		}
	}
}

// TestRequirementLookup: an id as it is and in plain spelling, of rules that stand
// alone too.
func TestRequirementLookup(t *testing.T) {
	r := &Regime{ID: "made-up", Requirements: []Requirement{{ID: "1(a)"}}}
	if err := r.spellings(); err != nil {
		t.Fatal(err)
	}
	r.give(&RuleFile{Regime: "made-up", Rules: []Rule{{ID: "own(b)"}, {ID: "r", Requirement: "1(a)"}}})
	for id, want := range map[string]string{"1(a)": "1(a)", "1.a": "1(a)", "own(b)": "own(b)", "own.b": "own(b)", "r": "", "1": ""} {
		q, ok := r.Requirement(id)
		if ok != (want != "") || ok && q.ID != want {
			t.Errorf("%s: %v, %t; want %q", id, q, ok, want)
		}
	}
}

// TestBlanksInConditions: blanks may stand anywhere between words, and names are
// listed once.
func TestBlanksInConditions(t *testing.T) {
	for _, text := range []string{"a&&b", " a && b ", "a &&\tb", "( a ) && ( b )", "(a)&&(b )", "a && ! ! b"} {
		c, err := ParseCondition(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := strings.Join(c.Names(), " "); got != "a b" {
			t.Errorf("%q speaks of %s", text, got)
		}
		for bits := range 4 {
			k := Known{"a": bits&1 == 1, "b": bits&2 == 2}
			if v, _ := c.Eval(k); v != truth(bits == 3) || c.Holds(func(n string) bool { return k[n] }) != (bits == 3) {
				t.Errorf("%q of %v is %d", text, k, v)
			}
		}
	}
	c, _ := ParseCondition("true || a")
	if got := c.Names(); len(got) != 1 || got[0] != "a" {
		t.Errorf("names %v", got)
	}
}

// TestEstablish: only a bad answer that refutes what the standard asks establishes
// a fact, and only for questions that do.
func TestEstablish(t *testing.T) {
	refuting := []assay.Bears{{Method: "ts103701/1.1.1", Unit: "5.1-1-1/a", Effect: assay.Refutes}}
	reach := map[string]Reach{shared: {Question: shared, Establishes: []string{"has_passwords"}, RefutedWith: []string{"5.1-1"}}}
	for _, tt := range []struct {
		name string
		o    assay.Observation
		want Truth
	}{
		{"bad and refuting", assay.Observation{Question: shared, Answer: assay.Yes, Bears: refuting}, True},
		{"good", assay.Observation{Question: shared, Answer: assay.No, Bears: refuting}, Unknown},
		{"bad, refuting nothing", assay.Observation{Question: shared, Answer: assay.Yes}, Unknown},
		{"another question", assay.Observation{Question: "auth.factors", Answer: assay.No, Bears: refuting}, Unknown},
	} {
		if q, _ := standard.EN303645().Question(shared); q.Good == string(assay.Yes) {
			tt.o.Answer = otherAnswer(tt.o.Answer)
		}
		s := setOf(t)
		s.reach = reach
		if got := s.judgement(Input{Observations: []assay.Observation{tt.o}}).known.Of("has_passwords"); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}
