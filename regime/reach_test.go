package regime

import (
	"flag"
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

var update = flag.Bool("update", false, "write the tables that tests compare with")

// A reacher builds inputs for one rule from the rule itself.
type reacher struct {
	r    *Regime
	rule *Rule
}

// dayOf is the first day a rule binds.
func (x reacher) dayOf() string { return firstDay(x.rule.InForce.From) }

// input is what a rule is tried with: facts, and whatever the attempt adds.
func (x reacher) input(f map[string]bool, add func(in *Input)) Input {
	in := Input{At: day(x.dayOf()), Declaration: &assay.Declaration{Facts: f}}
	if add != nil {
		add(&in)
	}
	return in
}

func (x reacher) standing(in Input) (*ruling, assay.Standing) {
	j := All().judgement(in)
	u := j.ruling(x.r, x.rule)
	if t, _ := mustParse(x.clause()).Eval(j.known); t == False {
		return u, assay.DoesNotApply
	}
	return u, u.standing
}

// clause is the condition of the requirement the rule belongs to.
func (x reacher) clause() string {
	q, ok := x.r.Requirement(x.rule.Requirement)
	if !ok {
		return ""
	}
	return q.AppliesWhen
}

// assignments lists every way of stating the facts of some conditions.
func assignments(conditions ...string) []map[string]bool {
	names := map[string]bool{}
	for _, c := range conditions {
		for _, n := range mustParse(c).Names() {
			names[n] = true
		}
	}
	list := sortedKeys(names)
	var out []map[string]bool
	for bits := 0; bits < 1<<len(list); bits++ {
		m := map[string]bool{}
		for i, n := range list {
			m[n] = bits>>i&1 == 1
		}
		out = append(out, m)
	}
	return out
}

// stated finds facts under which all conditions have the value wanted.
func stated(want Truth, conditions ...string) (map[string]bool, bool) {
	for _, m := range assignments(conditions...) {
		fits := true
		for _, c := range conditions {
			v, _ := mustParse(c).Eval(m)
			fits = fits && v == want
		}
		if fits {
			return m, true
		}
	}
	return nil, false
}

// attempts lists inputs that may bring a rule to a standing.
func (x reacher) attempts(want assay.Standing) []Input {
	var out []Input
	rule := x.rule
	applies, _ := stated(True, rule.AppliesWhen, x.clause())
	if q, ok := standard.EN303645().Question(rule.Question); ok {
		answer := assay.Answer(q.Good)
		if want == assay.NotMet {
			answer = otherAnswer(answer)
		}
		out = append(out, x.input(applies, func(in *Input) {
			in.Observations = []assay.Observation{named("o", q.Key, answer, x.r.ID+"/"+rule.ID)}
		}))
	}
	for i := range rule.EvaluatedBy {
		out = append(out, x.crossings(&rule.EvaluatedBy[i], want)...)
	}
	outcome := map[assay.Standing]string{assay.Met: decidedPass, assay.NotMet: decidedFail, assay.DoesNotApply: decidedNA}[want]
	if answers, ok := pathTo(rule, outcome); ok {
		out = append(out, x.input(applies, func(in *Input) {
			in.Declaration.Decisions = []assay.Decision{{Regime: x.r.ID, Rule: rule.ID, About: "asset", Answers: answers, Reason: "as documented"}}
		}))
	}
	if want == assay.DoesNotApply {
		for _, c := range []string{rule.AppliesWhen, x.clause()} {
			if m, ok := stated(False, c); ok {
				out = append(out, x.input(m, nil))
			}
		}
	}
	return append(out, x.folds(want)...)
}

func otherAnswer(a assay.Answer) assay.Answer {
	if a == assay.Yes {
		return assay.No
	}
	return assay.Yes
}

// pathTo finds answers that lead a decision to an outcome.
func pathTo(rule *Rule, outcome string) ([]bool, bool) {
	var answers []bool
	for _, c := range rule.Decision {
		switch outcome {
		case c.Yes:
			return append(answers, true), true
		case c.No:
			return append(answers, false), true
		}
		if c.Yes != decidedNext && c.No != decidedNext {
			break
		}
		answers = append(answers, c.Yes == decidedNext)
	}
	return nil, false
}

// crossings builds verdicts that cross an evaluation.
func (x reacher) crossings(e *Evaluated, want assay.Standing) []Input {
	value, when := assay.Pass, e.PassWhen
	switch want {
	case assay.NotMet:
		value, when = assay.Fail, e.FailWhen
	case assay.DoesNotApply:
		value = assay.NotApplicable
	}
	m, ok := stated(True, x.rule.AppliesWhen, x.clause(), when)
	if !ok {
		return nil
	}
	var out []Input
	for _, ed := range e.Editions {
		out = append(out, x.input(m, func(in *Input) {
			for _, id := range e.IDs() {
				v := provision(string(ed), id, value)
				if e.TestCase != "" {
					v.Scope = assay.ScopeTestCase
				}
				in.Verdicts = append(in.Verdicts, v)
			}
		}))
	}
	return out
}

// folds builds what the rules of its own regime that a rule is the fold of need.
func (x reacher) folds(want assay.Standing) []Input {
	in := x.input(map[string]bool{}, nil)
	found := false
	for _, name := range x.rule.FoldOf {
		for _, part := range x.r.rules.Matching(name) {
			p, ok := (reacher{x.r, part}).reach(want)
			if !ok {
				continue
			}
			found = true
			in.Observations = append(in.Observations, p.Observations...)
			in.Verdicts = append(in.Verdicts, p.Verdicts...)
			for f, v := range p.Declaration.Facts {
				in.Declaration.Facts[f] = v
			}
		}
	}
	if !found {
		return nil
	}
	return []Input{in}
}

// reach searches an input that brings the rule to a standing.
func (x reacher) reach(want assay.Standing) (Input, bool) {
	for _, in := range x.attempts(want) {
		if _, s := x.standing(in); s == want {
			return in, true
		}
	}
	return Input{}, false
}

// why says by which nature of the rule a standing cannot be reached.
func (x reacher) why(want assay.Standing) string {
	rule := x.rule
	switch {
	case want == assay.DoesNotApply && rule.AppliesWhen == "" && x.clause() == "":
		return "applies always"
	case want == assay.Met && rule.Question == "" && !oneOf(rule.VerdictFrom, "en303645-pass"):
		return "no question, and only a fail crosses"
	case want == assay.NotMet && rule.Question == "" && !oneOf(rule.VerdictFrom, "en303645-fail"):
		return "no question, and only a pass crosses"
	case want != assay.DoesNotApply && rule.Question == "" && !carriesAnywhere(rule, want):
		return "no question, and a modelled product refutes what would cross"
	}
	return "UNEXPLAINED"
}

// carriesAnywhere tells whether what crosses may bring a rule to a standing.
func carriesAnywhere(rule *Rule, want assay.Standing) bool {
	verdict := map[assay.Standing]assay.Judgement{assay.Met: assay.Pass, assay.NotMet: assay.Fail}[want]
	for i := range rule.EvaluatedBy {
		for _, ed := range rule.EvaluatedBy[i].Editions {
			if rule.EvaluatedBy[i].Carries(verdict, ed) {
				return true
			}
		}
	}
	return false
}

// TestEveryRuleIsReached tries each rule met, not met, not applicable and unknown.
// What cannot be reached by the nature of the rule stands in a table with the
// reason, and nothing else may.
func TestEveryRuleIsReached(t *testing.T) {
	var table []string
	reached := map[assay.Standing]int{}
	for _, r := range withRules() {
		for i := range r.rules.Rules {
			x := reacher{r, &r.rules.Rules[i]}
			for _, want := range []assay.Standing{assay.Met, assay.NotMet, assay.DoesNotApply} {
				in, ok := x.reach(want)
				if !ok {
					table = append(table, fmt.Sprintf("%s %s %s: %s", r.ID, x.rule.ID, want, x.why(want)))
					continue
				}
				reached[want]++
				x.checkSettled(t, in, want)
			}
			x.checkUnknown(t)
			reached[assay.Open]++
		}
	}
	checkTable(t, "testdata/unreachable.txt", table)
	t.Logf("reached: %d met, %d not met, %d not applicable, %d unknown", reached[assay.Met], reached[assay.NotMet], reached[assay.DoesNotApply], reached[assay.Open])
}

// checkSettled looks at the same rule through the whole regime.
func (x reacher) checkSettled(t *testing.T, in Input, want assay.Standing) {
	t.Helper()
	at := x.r.ID + " " + x.rule.ID
	u, _ := x.standing(in)
	if want != assay.DoesNotApply && (len(u.finding.because) == 0 || u.finding.basis == "" || u.route == "") {
		t.Errorf("%s is %s without saying why: %+v", at, want, u.finding)
	}
	v, _ := All().JudgeOne(x.r.ID, in)
	for _, c := range v.Clauses {
		for _, row := range c.Rules {
			if row.ID == x.rule.ID && row.Verdict != want {
				t.Errorf("%s is %s alone and %s in its regime", at, want, row.Verdict)
			}
			if row.ID == x.rule.ID && row.Verdict == assay.NotMet && len(x.r.rules.Alternatives(x.rule)) == 1 && c.Verdict != assay.NotMet {
				t.Errorf("%s is not met, and its clause %s is %s", at, c.ID, c.Verdict)
			}
		}
	}
}

// checkUnknown: with the facts stated and no evidence a rule is open and says what
// would settle it; with nothing stated it names the facts.
func (x reacher) checkUnknown(t *testing.T) {
	t.Helper()
	at := x.r.ID + " " + x.rule.ID
	applies, _ := stated(True, x.rule.AppliesWhen, x.clause())
	u, s := x.standing(x.input(applies, nil))
	if row, ok := u.row(); s != assay.Open || !ok || row.Next == "" {
		t.Errorf("%s without evidence is %s, next %q; want open, with a next step", at, s, row.Next)
	}
	u, s = x.standing(x.input(map[string]bool{}, nil))
	if names := mustParse(x.rule.AppliesWhen).Names(); s != assay.Open || (len(u.missing) > 0) != (len(names) > 0) {
		t.Errorf("%s with nothing stated is %s, missing %v; want open and %v named", at, s, u.missing, names)
	}
	if q, ok := standard.EN303645().Question(x.rule.Question); ok {
		in := x.input(applies, func(in *Input) {
			in.Observations = []assay.Observation{named("o", q.Key, assay.Unknown, x.r.ID+"/"+x.rule.ID)}
		})
		if _, s := x.standing(in); s != assay.Open {
			t.Errorf("%s on an answer of unknown is %s", at, s)
		}
	}
}

// checkTable compares a table with the file it is kept in.
func checkTable(t *testing.T, name string, got []string) {
	t.Helper()
	sort.Strings(got)
	text := strings.Join(got, "\n") + "\n"
	if *update {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for _, l := range strings.Split(string(want), "\n") {
		have[l] = true
	}
	for _, l := range got {
		if !have[l] {
			t.Errorf("%s lacks: %s", name, l)
		}
		delete(have, l)
	}
	for l := range have {
		if l != "" {
			t.Errorf("%s has what no longer holds: %s", name, l)
		}
	}
}
