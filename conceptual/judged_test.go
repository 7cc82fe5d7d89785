package conceptual

import (
	"os"
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/source/declaration"
	"github.com/assay-project/assay/standard"
	"github.com/assay-project/assay/verdict"
)

// A verdict takes reviews as its own kind: they carry conceptual units on the basis
// declared, name what a person still has to judge, and touch no functional unit.
func TestJudgedOnReviews(t *testing.T) {
	if verdict.ReviewPrefix != Prefix {
		t.Fatalf("verdict knows reviews by %q, this package writes %q", verdict.ReviewPrefix, Prefix)
	}
	data, err := os.ReadFile("../source/declaration/testdata/full.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d, err := declaration.Parse("assay.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	std := standard.EN303645()
	passed, left := 0, 0
	r := verdict.Judge(verdict.Input{Edition: standard.V3_1_3, Declaration: d, Observations: Review(Input{Edition: standard.V3_1_3, Declaration: d, At: today})})
	for _, v := range r.Verdicts {
		if v.Scope != assay.ScopeUnitResult || len(v.Because) == 0 {
			continue
		}
		u, ok := std.Unit(standard.TS103701V1, v.ID)
		switch {
		case !ok || u.Type != standard.Conceptual:
			t.Errorf("a review reached %s", v.ID)
		case v.Verdict == assay.Pass && v.Basis != assay.Declared:
			t.Errorf("%s passes on basis %s", v.ID, v.Basis)
		case v.Verdict == assay.Pass:
			passed++
		case v.Verdict == assay.Inconclusive && len(v.Missing) == 0:
			t.Errorf("%s is open and says nothing of what is missing", v.ID)
		default:
			left++
		}
	}
	if passed < 5 || left < 5 {
		t.Errorf("%d units pass, %d are left to persons", passed, left)
	}
	if len(r.Contradictions) != 0 {
		t.Errorf("a declaration contradicts itself: %v", r.Contradictions)
	}
}
