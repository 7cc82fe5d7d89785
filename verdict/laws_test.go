package verdict

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

var basesAndNone = []assay.Basis{"", assay.Declared, assay.Observed, assay.Tested, assay.Independent}

// every outcome there can be, by judgement and basis, each with its own reasons.
func outcomesOf() []outcome {
	var out []outcome
	for _, j := range judgements {
		for _, b := range basesAndNone {
			id := fmt.Sprintf("%s/%s", j, b)
			out = append(out, outcome{judgement: j, basis: b, because: []string{id}, missing: []string{"m " + id}})
		}
	}
	return out
}

func asText(o outcome) string {
	return fmt.Sprintf("%s %s %v %v", o.judgement, o.basis, sorted(o.because), sorted(o.missing))
}

// The laws of folding outcomes, over all triples: order and grouping change
// neither the judgement nor its basis nor what it rests on.
func TestOutcomeLaws(t *testing.T) {
	all := outcomesOf()
	for name, fold := range map[string]func([]outcome) outcome{"every": every, "one suffices": suffices} {
		for _, a := range all {
			if got := fold([]outcome{a, a}); got.judgement != a.judgement || got.basis != a.basis {
				t.Fatalf("%s: %s with itself gives %s", name, asText(a), asText(got))
			}
			for _, b := range all {
				if x, y := fold([]outcome{a, b}), fold([]outcome{b, a}); asText(x) != asText(y) {
					t.Fatalf("%s: order matters: %s, %s", name, asText(x), asText(y))
				}
			}
		}
		for _, a := range all {
			for _, b := range all {
				ab := fold([]outcome{a, b})
				for _, c := range all {
					left, right := fold([]outcome{ab, c}), fold([]outcome{a, fold([]outcome{b, c})})
					if left.judgement != right.judgement || left.basis != right.basis || strings.Join(left.because, " ") != strings.Join(right.because, " ") {
						t.Fatalf("%s: grouping matters: %s, %s", name, asText(left), asText(right))
					}
				}
			}
		}
	}
}

// However outcomes are grouped, in trees of any shape, the whole comes to what
// folding them all at once does.
func TestTreesFoldAlike(t *testing.T) {
	all := outcomesOf()
	var fold func(t *rapid.T, op func([]outcome) outcome, list []outcome) outcome
	fold = func(t *rapid.T, op func([]outcome) outcome, list []outcome) outcome {
		if len(list) < 2 {
			return op(list)
		}
		at := rapid.IntRange(1, len(list)-1).Draw(t, "cut")
		return op([]outcome{fold(t, op, list[:at]), fold(t, op, list[at:])})
	}
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.SampledFrom(all), 1, 12).Draw(t, "leaves")
		for _, op := range []func([]outcome) outcome{every, suffices} {
			flat, tree := op(list), fold(t, op, list)
			if flat.judgement != tree.judgement || flat.basis != tree.basis || cmp.Diff(flat.because, tree.because) != "" {
				t.Fatalf("flat %s, tree %s", asText(flat), asText(tree))
			}
		}
	})
}

// mixed draws machines, reviews of the declaration and persons, with limits.
func mixed(t *rapid.T) Input {
	in := draw(t)
	for i := range in.Observations {
		o := &in.Observations[i]
		switch rapid.IntRange(0, 3).Draw(t, "who") {
		case 1:
			o.Check, o.Basis = ReviewPrefix+"x", assay.Declared
		case 2:
			o.Check, o.Basis = "record", rapid.SampledFrom([]assay.Basis{assay.Declared, assay.Tested, assay.Independent}).Draw(t, "basis")
			o.Attested = &assay.Attested{By: "x", Role: "laboratory", Procedure: rapid.SampledFrom([]string{"", "by the book"}).Draw(t, "procedure")}
			if rapid.Bool().Draw(t, "for a group") {
				o.Bears = []assay.Bears{{Method: string(standard.MethodFor(in.Edition)), Unit: rapid.SampledFrom([]string{"5.1-1", "5.6-7", "5.4-3"}).Draw(t, "group"), Effect: o.Bears[0].Effect}}
			}
		}
	}
	if rapid.Bool().Draw(t, "unread") {
		in.Unread = []assay.Limit{{What: "x", Hides: rapid.SampledFrom([][]string{nil, {assay.AreaAccounts}, {assay.HidesNothing}}).Draw(t, "hides")}}
	}
	return in
}

// Taking away what speaks for a product never lets anything pass; nor does adding
// what speaks against it, whoever says it.
func TestMoreDoubtNeverPasses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := mixed(t)
		first := Judge(in)
		before, ran := passes(first), make(map[string]bool)
		for _, v := range first.Verdicts {
			ran[string(v.Scope)+" "+v.ID+" "+v.Entry] = true
		}
		check := func(what string, changed Input) {
			for id := range passes(Judge(changed)) {
				if ran[id] && !before[id] {
					t.Fatalf("%s passes %s", id, what)
				}
			}
		}
		for i, o := range in.Observations {
			if o.Answer != assay.Unknown && o.Bears[0].Effect == assay.Supports {
				less := in
				less.Observations = append(append([]assay.Observation{}, in.Observations[:i]...), in.Observations[i+1:]...)
				check("without "+o.ID+", which supports", less)
			}
		}
		bad := saw("z", assay.No, rapid.SampledFrom([]string{"", "root@/etc/shadow", "tcp/443"}).Draw(t, "bad about"), assay.Refutes,
			rapid.SampledFrom([]string{"5.1-1-2/a", "5.1-1-2/c", "5.6-1-2/b", "5.6-7-1/a"}).Draw(t, "bad unit"))
		more := in
		more.Observations = append(append([]assay.Observation{}, in.Observations...), bad)
		check("since it is refuted", more)
		blind := in
		blind.Unread = append([]assay.Limit{{What: "everything"}}, in.Unread...)
		check("since less was read", blind)
	})
}

// A functional unit never passes on what is declared, and a review or a person
// makes no pass without a declaration.
func TestDeclaredNeverPassesFunction(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := mixed(t)
		r := Judge(in)
		if in.Declaration == nil && len(passes(r)) > 0 {
			t.Fatalf("passes without a declaration: %v", passes(r))
		}
		for _, v := range r.Verdicts {
			if v.Verdict == assay.Pass && v.Scope == assay.ScopeUnitResult && isFunctional(v.ID) && v.Basis.Rank() < assay.Observed.Rank() {
				t.Fatalf("%s %s passes on basis %q because %v", v.ID, v.Entry, v.Basis, v.Because)
			}
		}
	})
}

func TestMixedOrderIsIrrelevant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := mixed(t)
		one := Judge(in)
		in.Observations = rapid.Permutation(in.Observations).Draw(t, "order")
		two := Judge(in)
		one.Observations, two.Observations = nil, nil
		if diff := cmp.Diff(text(t, one), text(t, two)); diff != "" {
			t.Fatalf("order matters:\n%s", diff)
		}
	})
}

// The reason of a failed case is of what failed it, not of rows that it does not
// ask about.
func TestReasonsAreOfWhatFailed(t *testing.T) {
	d := said(t, "ixit: {12-NetSecImpl: [{id: tls, review_evaluation_method: none}], 13-SoftServ: [{id: a, status: disabled}, {id: b, status: enabled, authentication_mechanism: none}]}")
	bad := saw("s", assay.Yes, "", assay.Refutes, "5.6-5-1/a")
	r := Judge(Input{Edition: standard.V2_1_1, Declaration: d, Observations: []assay.Observation{bad}})
	if got := verdictOf(r, assay.ScopeTestCase, "5.6-5-1", "").Reason; got != "" {
		t.Errorf("5.6-5-1: got %q; what failed it gave no reason", got)
	}
	if got, want := verdictOf(r, assay.ScopeTestCase, "5.5-2-1", "").Reason, "5.5-2-1/a: Review/Evaluation Method in 12-NetSecImpl/tls: the maker names none"; got != want {
		t.Errorf("5.5-2-1: got %q, want %q", got, want)
	}
}

// Only a search that speaks for the unit, and whose way is on record, shows that a
// declared thing is not there.
func TestSearchThatShowsAbsence(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*assay.Observation)
		want   int
	}{
		"supports and recorded": {func(*assay.Observation) {}, 1},
		"informs":               {func(o *assay.Observation) { o.Bears[0].Effect = assay.Informs }, 0},
		"not recorded":          {unsearched, 0},
		"cut short":             {func(o *assay.Observation) { o.Exercised["truncated"] = true }, 0},
	} {
		search := with(saw("search", assay.No, "", assay.Supports, "5.1-1-2/a"), tt.change)
		r := Judge(Input{Edition: standard.V3_1_3, Declaration: said(t, webLogin), Observations: []assay.Observation{search}, Seen: []string{"admin@/etc/webusers"}})
		if got := len(r.Contradictions); got != tt.want {
			t.Errorf("%s: %d contradictions, want %d", name, got, tt.want)
		}
	}
}

func TestOneOfAndAside(t *testing.T) {
	j := newJudge(Input{Edition: standard.V2_1_1})
	o := j.oneOf([]entryOutcome{
		{entry: "a", outcome: outcome{judgement: assay.Fail, because: []string{"bad"}}},
		{entry: "b", outcome: outcome{judgement: assay.NotAssessed, because: []string{"other"}}},
	})
	if o.judgement != assay.Inconclusive || strings.Join(o.because, " ") != "bad" {
		t.Errorf("nothing declared, one bad: got %s because %v", o.judgement, o.because)
	}
	u, _ := j.std.Unit(standard.TS103701V1, "5.3-7-1/c")
	o = j.quantify(u, []entryOutcome{{outcome: open(assay.NotAssessed, "a test")}, {entry: "x", aside: true, outcome: outcome{judgement: assay.Inconclusive, because: []string{"seen"}}}})
	if o.judgement != assay.Inconclusive || strings.Join(o.because, " ") != "seen" {
		t.Errorf("one thing seen beside: got %s because %v", o.judgement, o.because)
	}
	o = j.quantify(u, []entryOutcome{{outcome: open(assay.NotAssessed, "a test")}, {entry: "x", aside: true, outcome: outcome{judgement: assay.Inconclusive}}})
	if o.judgement != assay.NotAssessed {
		t.Errorf("nothing seen beside: got %s", o.judgement)
	}
}
