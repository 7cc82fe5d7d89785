package explain

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
)

func footingOf(t *testing.T, list []UnitCoverage, id string) UnitCoverage {
	t.Helper()
	for _, u := range list {
		if u.ID == id {
			return u
		}
	}
	t.Fatalf("no row for %s", id)
	return UnitCoverage{}
}

func TestCoverage(t *testing.T) {
	c := CoverageOf(someChecks)
	if c.Units.Total != 226 || c.Cases.Total != 132 || len(c.List) != 226 || len(c.CaseList) != 132 {
		t.Errorf("%d units, %d cases; want 226, 132", c.Units.Total, c.Cases.Total)
	}
	for id, want := range map[string]Footing{
		"5.1-1-2/c": Settles, "5.4-3-2/a": Informs, "5.6-1-2/b": Settles, "5.5-1-2/a": Settles,
		"5.5-6-2/a": Reused, "5.1-1-1/a": Declaration, "5.1-2-2/a": Person, "4-1-1/a": Declaration,
	} {
		if got := footingOf(t, c.List, id); got.Footing != want {
			t.Errorf("unit %s rests on %s, want %s", id, got.Footing, want)
		}
	}
	for id, want := range map[string]Footing{"5.1-1-2": Settles, "5.6-4A-1": Settles, "5.1-1-1": Declaration, "5.4-3-2": Informs} {
		if got := footingOf(t, c.CaseList, id); got.Footing != want {
			t.Errorf("case %s of V2.1.1 rests on %s, want %s", id, got.Footing, want)
		}
	}
	if len(c.Unknown) != 0 {
		t.Errorf("unknown bearings: %v", c.Unknown)
	}
	for _, r := range c.Provisions {
		if r.Refutable < 3 || r.Refutable > 8 { // 5.1-1, 5.6-1, 5.5-1 and, in V2.1.1's method, what stands in
			t.Errorf("V%s: %d provisions can be refuted", r.Edition, r.Refutable)
		}
	}
}

// TestCoverageAddsUp: clauses and footings add up to the totals.
func TestCoverageAddsUp(t *testing.T) {
	for _, checks := range [][]*check.Check{nil, someChecks} {
		c := CoverageOf(checks)
		units, cases, by := 0, 0, 0
		for _, x := range c.Clauses {
			units += x.Units.Total
			cases += x.Cases.Total
		}
		for _, n := range c.Units.By {
			by += n
		}
		if units != c.Units.Total || cases != c.Cases.Total || by != c.Units.Total {
			t.Errorf("%d checks: clauses hold %d units and %d cases, footings %d; want %d, %d, %d", len(checks), units, cases, by, c.Units.Total, c.Cases.Total, c.Units.Total)
		}
	}
	none := CoverageOf(nil)
	if none.Units.machine() != 0 || none.Units.By[Declaration]+none.Units.By[Person]+none.Units.By[NoOutcome] != 226 {
		t.Errorf("no checks, but %v", none.Units.By)
	}
}

func TestCoverageNamesUnknownBearings(t *testing.T) {
	c := CoverageOf([]*check.Check{{Name: "x", Bears: []check.Bearing{{Unit: "9.9-9-9/z", On: assay.Yes, Effect: assay.Refutes}}}})
	if len(c.Unknown) != 1 || !strings.Contains(c.Unknown[0], "9.9-9-9/z") || c.Units.machine() != 0 {
		t.Errorf("unknown %v, borne on %d", c.Unknown, c.Units.machine())
	}
}

func TestCoverageText(t *testing.T) {
	text := CoverageOf(someChecks).Text()
	for _, want := range []string{"5.1 No universal default passwords", "all units of V1.1.1", "226", "132", "person"} {
		if !strings.Contains(text, want) {
			t.Errorf("coverage does not say %q:\n%s", want, text)
		}
	}
	for _, line := range strings.Split(text, "\n") {
		if utf8.RuneCountInString(line) > Width {
			t.Errorf("line of %d columns: %s", utf8.RuneCountInString(line), line)
		}
	}
}
