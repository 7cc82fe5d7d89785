package report

import (
	"testing"

	"github.com/assay-project/assay"
)

func TestHolding(t *testing.T) {
	yes, no := true, false
	for _, c := range []struct {
		note *assay.DeclaredNote
		want string
	}{
		{nil, ""},
		{&assay.DeclaredNote{ICSValid: &yes}, ""},
		{&assay.DeclaredNote{Reasons: []string{"no answer is given to 5.1-1"}}, "The declaration is not complete: no answer is given to 5.1-1"},
		{&assay.DeclaredNote{ICSValid: &no, Reasons: []string{"a", "b"}}, "The declaration does not hold: a; b"},
	} {
		if got := Holding(c.note); got != c.want {
			t.Errorf("%+v: %q, want %q", c.note, got, c.want)
		}
	}
}
