package verdict

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-project/assay"
)

var judgements = []assay.Judgement{assay.Pass, assay.Fail, assay.Inconclusive, assay.NotAssessed, assay.NotApplicable}

var folds = map[string]func(a, b assay.Judgement) assay.Judgement{"every": Worse, "one suffices": Better}

// The laws, over all triples.
func TestFoldLaws(t *testing.T) {
	for name, op := range folds {
		for _, a := range judgements {
			if got := op(a, a); got != a {
				t.Errorf("%s: %s with itself gives %s", name, a, got)
			}
			if got := op(a, assay.NotApplicable); got != a {
				t.Errorf("%s: %s with not_applicable gives %s; it is taken out", name, a, got)
			}
			for _, b := range judgements {
				if op(a, b) != op(b, a) {
					t.Errorf("%s: order matters for %s and %s", name, a, b)
				}
				for _, c := range judgements {
					if op(op(a, b), c) != op(a, op(b, c)) {
						t.Errorf("%s: grouping matters for %s, %s, %s", name, a, b, c)
					}
				}
			}
		}
	}
}

// The tables, pair by pair.
func TestFoldTables(t *testing.T) {
	for _, tt := range []struct{ a, b, every, one assay.Judgement }{
		{assay.Fail, assay.Pass, assay.Fail, assay.Pass},
		{assay.Fail, assay.Inconclusive, assay.Fail, assay.Inconclusive},
		{assay.Fail, assay.NotAssessed, assay.Fail, assay.NotAssessed},
		{assay.Inconclusive, assay.Pass, assay.Inconclusive, assay.Pass},
		{assay.Inconclusive, assay.NotAssessed, assay.Inconclusive, assay.Inconclusive},
		{assay.NotAssessed, assay.Pass, assay.NotAssessed, assay.Pass},
	} {
		if got := Every(tt.a, tt.b); got != tt.every {
			t.Errorf("every %s, %s: got %s, want %s", tt.a, tt.b, got, tt.every)
		}
		if got := OneSuffices(tt.a, tt.b); got != tt.one {
			t.Errorf("one of %s, %s: got %s, want %s", tt.a, tt.b, got, tt.one)
		}
	}
}

func TestNothingLeftIsNotAssessed(t *testing.T) {
	for name, fold := range map[string]func(...assay.Judgement) assay.Judgement{"every": Every, "one": OneSuffices} {
		for _, list := range [][]assay.Judgement{nil, {assay.NotApplicable}, {assay.NotApplicable, assay.NotApplicable}} {
			if got := fold(list...); got != assay.NotAssessed {
				t.Errorf("%s of %v: got %s, want not_assessed", name, list, got)
			}
		}
		if got := fold("certified", assay.Pass); name == "every" && got != assay.NotAssessed {
			t.Errorf("%s of a word that is none: got %s, want not_assessed", name, got)
		}
	}
}

// A pass of "every" needs a pass and nothing against it, whatever else is there.
func TestFoldPassIsEarned(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOf(rapid.SampledFrom(judgements)).Draw(t, "list")
		count := make(map[assay.Judgement]int)
		for _, j := range list {
			count[j]++
		}
		if Every(list...) == assay.Pass && (count[assay.Pass] == 0 || count[assay.Pass]+count[assay.NotApplicable] != len(list)) {
			t.Fatalf("every %v passes", list)
		}
		if OneSuffices(list...) == assay.Pass && count[assay.Pass] == 0 {
			t.Fatalf("one of %v passes without a pass", list)
		}
		for _, fold := range []func(...assay.Judgement) assay.Judgement{Every, OneSuffices} {
			worse := fold(append(append([]assay.Judgement{}, list...), assay.Fail)...)
			if worse == assay.Pass && fold(list...) != assay.Pass {
				t.Fatalf("a failure more turns %v into a pass", list)
			}
		}
	})
}
