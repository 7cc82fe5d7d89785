package regime

import (
	"strings"
	"testing"

	"github.com/assay-project/assay"
)

// A page that is gone from its declared place leaves a duty to publish open, and the
// clause says why; a page that is nobody's place says nothing.
func TestPageGone(t *testing.T) {
	for name, tt := range map[string]struct {
		declared string
		answer   assay.Answer
		unit     string
		effect   assay.Effect
		says     bool
	}{
		"the declared place":       {"contact", assay.Yes, "5.2-1-2/a", assay.Refutes, true},
		"of the support period":    {"support_period", assay.Yes, "5.3-13-2/a", assay.Refutes, true},
		"the place of another":     {"support_period", assay.Yes, "5.2-1-2/a", assay.Refutes, false},
		"a page of no place":       {"contact", assay.Yes, "5.2-1-2/a", assay.Informs, false},
		"all pages are there":      {"contact", assay.No, "5.2-1-2/a", assay.Refutes, false},
		"a rule of something else": {"", assay.Yes, "5.2-1-2/a", assay.Refutes, false},
	} {
		o := observed("o", "docs.page.gone", tt.answer, "")
		o.Summary = "There is no page at x"
		o.Bears = []assay.Bears{{Method: "ts103701/1.1.1", Unit: tt.unit, Effect: tt.effect}}
		s, _ := ruled(t, nil, Rule{ID: "r", Question: shared, Declared: tt.declared})
		c := judgeOne(t, s, Input{Observations: []assay.Observation{o}})
		if c.Verdict != assay.Open || strings.Contains(c.Remainder, "not published there") != tt.says {
			t.Errorf("%s: %s, %q; want open, saying so: %v", name, c.Verdict, c.Remainder, tt.says)
		}
	}
}
