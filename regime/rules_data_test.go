package regime

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/assay-project/assay/standard"
)

// withRules returns the regimes that have rules, in order.
func withRules() []*Regime {
	var out []*Regime
	for _, r := range All().Regimes() {
		if r.rules != nil {
			out = append(out, r)
		}
	}
	return out
}

// TestRuleCounts pins what each regime is taken apart into, and how many rules
// settle in which way.
func TestRuleCounts(t *testing.T) {
	want := map[string][3]int{ // rules, a pass of EN 303 645 may meet, a fail may fail
		"eu-cra": {170, 39, 24}, "eu-red-da": {36, 1, 0}, "en-18031-1": {36, 7, 12}, "en-18031-2": {45, 9, 13}, "en-18031-3": {38, 7, 12},
		"au-smart-devices": {34, 12, 3}, "us-ca-sb327": {10, 1, 0}, "us-or-hb2395": {3, 1, 0}, "us-nist-ir-8425": {41, 6, 7}, "jp-jc-star": {26, 16, 9},
		"sg-cls": {49, 36, 36}, "uk-cop-2018": {40, 33, 24}, "de-it-sik": {15, 11, 11}, "kr-cic": {13, 0, 7}, "br-anatel-77": {26, 0, 12},
		"br-anatel-2436": {7, 0, 3}, "in-cctv-er": {32, 1, 7}, "owasp-iot-top10-2018": {26, 7, 10}, "uk-psti": {23, 0, 0},
	}
	total := 0
	for _, r := range withRules() {
		var got [3]int
		for i := range r.rules.Rules {
			rule := &r.rules.Rules[i]
			pass, fail := false, false
			for k := range rule.EvaluatedBy {
				pass = pass || rule.EvaluatedBy[k].PassCrosses()
				fail = fail || rule.EvaluatedBy[k].FailCrosses()
			}
			got[0]++
			got[1] += count(pass)
			got[2] += count(fail)
			if pass != oneOf(rule.VerdictFrom, "en303645-pass") || fail != oneOf(rule.VerdictFrom, "en303645-fail") {
				t.Errorf("%s %s: verdict from %v, but a pass crosses %t, a fail %t", r.ID, rule.ID, rule.VerdictFrom, pass, fail)
			}
		}
		if got != want[r.ID] {
			t.Errorf("%s: %v rules, passes, fails; want %v", r.ID, got, want[r.ID])
		}
		total += got[0]
	}
	if len(withRules()) != len(want) || total != 647+23 {
		t.Errorf("%d regimes with %d rules; want %d with %d", len(withRules()), total, len(want), 647+23)
	}
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

// TestRulesResolve follows every id, edition, fact, question, penalty and source.
func TestRulesResolve(t *testing.T) {
	about := []string{"device", "app", "service", "product", "document", "maker", "supplier"}
	kinds := []string{"firmware", "device", "capture", "site", "document", "declaration", "person"}
	levels := []string{"mandatory", "conditional", "code", "guidance"}
	from := []string{"en303645-pass", "en303645-fail", "direct", "document", "person"}
	for _, r := range withRules() {
		seen, plain := map[string]bool{}, map[string]bool{}
		for i := range r.rules.Rules {
			x := &r.rules.Rules[i]
			at := r.ID + " " + x.ID
			if seen[x.ID] || plain[Plain(x.ID)] || Plain(x.ID) == "" || x.Rule == "" || x.Ref == "" {
				t.Errorf("%s: twice, or without text", at)
			}
			seen[x.ID], plain[Plain(x.ID)] = true, true
			if _, ok := r.Requirement(x.Requirement); x.Requirement != "" && !ok {
				t.Errorf("%s: requirement %s unknown", at, x.Requirement)
			}
			if !oneOf(about, x.About) || !oneOf(levels, x.Level) || len(x.VerdictFrom) == 0 || len(x.EvidenceKinds) == 0 {
				t.Errorf("%s: about %q, level %q, from %v, kinds %v", at, x.About, x.Level, x.VerdictFrom, x.EvidenceKinds)
			}
			for _, k := range x.EvidenceKinds {
				if !oneOf(kinds, k) {
					t.Errorf("%s: evidence kind %q", at, k)
				}
			}
			for _, v := range x.VerdictFrom {
				if !oneOf(from, v) {
					t.Errorf("%s: verdict from %q", at, v)
				}
			}
			if r.rules.SourceText(x.Source) == "" || x.Penalty != "" && r.rules.PenaltyText(x.Penalty) == "" {
				t.Errorf("%s: source %q or penalty %q unknown", at, x.Source, x.Penalty)
			}
			if x.Confidence != "read" && x.Confidence != "inferred" && x.Confidence != "recalled" {
				t.Errorf("%s: confidence %q", at, x.Confidence)
			}
			if !isoDate.MatchString(x.InForce.From) || x.InForce.Until != "" && !isoDate.MatchString(x.InForce.Until) || x.InForce.Counts == "" {
				t.Errorf("%s: in force %+v", at, x.InForce)
			}
			checkCondition(t, at, x.AppliesWhen)
			checkCondition(t, at, x.WaivedWhen)
			checkRuleQuestion(t, at, x)
			checkEvaluated(t, at, x)
			checkRuleLinks(t, r, at, x)
		}
	}
}

func checkRuleQuestion(t *testing.T, at string, x *Rule) {
	t.Helper()
	if x.Question == "" {
		if x.Answers != AnswersBoth || !anyOf(x.VerdictFrom, "en303645-pass", "en303645-fail") {
			t.Errorf("%s: no question, and nothing else settles it", at)
		}
		return
	}
	if _, ok := standard.EN303645().Question(x.Question); !ok {
		t.Errorf("%s: question %s unknown", at, x.Question)
	}
	if _, ok := All().Reach(x.Question); !ok {
		t.Errorf("%s: how far an answer to %s reaches is not said", at, x.Question)
	}
	if !oneOf([]string{"", "refutes", "supports", "named"}, string(x.Answers)) {
		t.Errorf("%s: answers %q", at, x.Answers)
	}
}

func checkEvaluated(t *testing.T, at string, x *Rule) {
	t.Helper()
	for i := range x.EvaluatedBy {
		e := &x.EvaluatedBy[i]
		set := count(e.Provision != "") + count(e.TestCase != "") + count(len(e.AllOf) > 0)
		if set != 1 || e.Why == "" || e.Basis != "own" && e.Basis != "stated" || len(e.Editions) == 0 {
			t.Errorf("%s: evaluation %d incomplete: %+v", at, i, e)
		}
		if e.Relation != Equal && e.Relation != SubsetOf && e.Relation != SupersetOf && e.Relation != IntersectsWith {
			t.Errorf("%s: relation %q", at, e.Relation)
		}
		if e.PassWhen != "" && !e.PassCrosses() || e.FailWhen != "" && !e.FailCrosses() {
			t.Errorf("%s: a condition on what does not cross: %+v", at, e)
		}
		checkCondition(t, at, e.PassWhen)
		checkCondition(t, at, e.FailWhen)
		for _, ed := range e.Editions {
			for _, id := range e.IDs() {
				if e.TestCase != "" {
					if _, ok := standard.EN303645().Case(standard.MethodFor(ed), id); !ok && e.Relation != IntersectsWith {
						t.Errorf("%s: test case %s unknown in %s", at, id, standard.MethodFor(ed))
					}
					continue
				}
				p, ok := standard.EN303645().Provision(id)
				if !ok {
					t.Errorf("%s: provision %s unknown", at, id)
				} else if _, in := p.In(ed); !in {
					t.Errorf("%s: V%s has no %s", at, ed, id)
				}
			}
		}
	}
}

var isoDuration = regexp.MustCompile(`^P(\d+[DMY]|T\d+H)$`)

func checkRuleLinks(t *testing.T, r *Regime, at string, x *Rule) {
	t.Helper()
	for _, name := range x.FoldOf {
		if _, ok := All().Regime(name); !ok && len(r.rules.Matching(name)) == 0 {
			t.Errorf("%s: fold of nothing: %s", at, name)
		}
	}
	for _, id := range append(append([]string{}, x.Unless...), x.AlternativeTo...) {
		if other, ok := r.rules.Rule(id); !ok || other.ID != id || id == x.ID {
			t.Errorf("%s: speaks of rule %s", at, id)
		}
	}
	for _, id := range x.Meets {
		if _, ok := r.Requirement(id); !ok {
			t.Errorf("%s: meets unknown %s", at, id)
		}
	}
	if x.Clock != nil && (!isoDuration.MatchString(x.Clock.Due) || x.Clock.Starts == "") {
		t.Errorf("%s: clock %+v", at, x.Clock)
	}
	for i, c := range x.Decision {
		last := i == len(x.Decision)-1
		for _, o := range []string{c.Yes, c.No} {
			if !oneOf([]string{decidedPass, decidedFail, decidedNA, decidedNext}, o) || last && o == decidedNext {
				t.Errorf("%s: question %d ends in %q", at, i+1, o)
			}
		}
		if c.Ask == "" || c.Yes == c.No {
			t.Errorf("%s: question %d decides nothing", at, i+1)
		}
	}
}

// TestRuleFilesResolve follows what stands beside the rules.
func TestRuleFilesResolve(t *testing.T) {
	for _, r := range withRules() {
		f := r.rules
		if f.Title == "" || f.Edition == "" || !isoDate.MatchString(f.AsOf) || len(f.Sources) == 0 {
			t.Errorf("%s: incomplete", r.ID)
		}
		for _, c := range f.Routes {
			checkCondition(t, r.ID+" route", c.When)
			if len(c.AnyOf) == 0 || c.Ref == "" {
				t.Errorf("%s: route %+v", r.ID, c)
			}
		}
		for _, a := range append(append([]Acceptance{}, f.AcceptedBy...), f.Accepts...) {
			if _, ok := All().Regime(a.Regime); !ok || a.Level == "" {
				t.Errorf("%s: acceptance %+v", r.ID, a)
			}
		}
		for i, l := range f.Levels {
			checkCondition(t, r.ID+" level", l.Fact)
			if (i == 0) != (l.Fact == "") || len(levelRequirements(r, l.Level)) == 0 {
				t.Errorf("%s: level %+v", r.ID, l)
			}
		}
		without := map[string]bool{}
		for _, id := range f.RequirementsWithoutRules {
			without[id] = true
		}
		for _, q := range r.Requirements {
			if has := len(f.Of(q.ID)) > 0; has == without[q.ID] && !strings.HasPrefix(q.ID, "act-s") && q.ID != "reg-8" {
				t.Errorf("%s %s: has rules %t, listed as without %t", r.ID, q.ID, has, without[q.ID])
			}
		}
		for _, p := range f.Penalties {
			used := false
			for i := range f.Rules {
				used = used || f.Rules[i].Penalty == p.Key
			}
			if !used && p.Key != "A64(4)" {
				t.Errorf("%s: penalty %s follows from nothing", r.ID, p.Key)
			}
		}
	}
}

func levelRequirements(r *Regime, level string) []string {
	var out []string
	for _, q := range r.Requirements {
		if q.Level == level {
			out = append(out, q.ID)
		}
	}
	return out
}

// TestEveryQuestionIsAsked: 93 questions, one owner, each with rules and a reach.
func TestEveryQuestionIsAsked(t *testing.T) {
	questions := All().Questions()
	if len(questions) != 93 || len(All().reach) != 93 {
		t.Errorf("%d questions, %d reaches; want 93", len(questions), len(All().reach))
	}
	for _, q := range questions {
		asked := map[string]bool{}
		for _, a := range All().Asking(q.Key) {
			asked[a.Regime.ID] = true
		}
		for _, id := range q.AskedBy {
			if !asked[id] {
				t.Errorf("%s: no rule of %s asks it", q.Key, id)
			}
		}
		if len(asked) == 0 {
			t.Errorf("%s: no rule asks it", q.Key)
		}
		reach, ok := All().Reach(q.Key)
		if !ok || reach.Source == "" || reach.Confidence == "" {
			t.Errorf("%s: reach %+v", q.Key, reach)
		}
		for _, id := range reach.RefutedWith {
			if _, ok := standard.EN303645().Provision(id); !ok {
				t.Errorf("%s: refuted with unknown %s", q.Key, id)
			}
		}
		for _, f := range reach.Establishes {
			checkCondition(t, q.Key, f)
		}
		if reach.Named != "" && (reach.Each || reach.Plain) {
			t.Errorf("%s: named, and shared: %+v", q.Key, reach)
		}
	}
}

// TestEdgesCarryNoMoreThanRules: where rules and edges of a requirement both speak
// of a provision, the edge says nothing the rules do not.
func TestEdgesCarryNoMoreThanRules(t *testing.T) {
	for _, r := range withRules() {
		for i := range r.Edges {
			e := &r.Edges[i]
			for _, ed := range e.Editions {
				for _, id := range e.IDs(ed) {
					said, pass, fail := carried(r.rulesOf(e.Requirement), id, ed)
					if said && (e.Relation.PassCrosses() && !pass || e.Relation.FailCrosses() && !fail) {
						t.Errorf("%s %s to %s (V%s): the edge is %s, the rules say pass %t, fail %t", r.ID, e.Requirement, id, ed, e.Relation, pass, fail)
					}
				}
			}
		}
	}
}

// carried tells what the rules of a requirement let cross for one provision.
func carried(rules []*Rule, id string, ed standard.Edition) (said, pass, fail bool) {
	pass = len(rules) > 0
	for _, rule := range rules {
		own := false
		for i := range rule.EvaluatedBy {
			e := &rule.EvaluatedBy[i]
			if e.TestCase != "" || !hasEdition(e.Editions, ed) || !oneOf(e.IDs(), id) {
				continue
			}
			said = true
			own = own || e.Provision == id && e.PassCrosses() && e.PassWhen == ""
			fail = fail || e.FailWhen == "" && e.FailCrosses()
		}
		pass = pass && own
	}
	return said, pass, fail
}

// TestRuleFilesHoldNoForeignPath: the data was made elsewhere; nothing of that
// place is left in it.
func TestRuleFilesHoldNoForeignPath(t *testing.T) {
	files, err := os.ReadDir("data/rules")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile("data/rules/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		if regexp.MustCompile(`"/(work|home|root|tmp)/`).Match(b) {
			t.Errorf("%s names a path of a machine", f.Name())
		}
	}
	if len(files) != 19 {
		t.Errorf("%d rule files, want 19", len(files))
	}
}
