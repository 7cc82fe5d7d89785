package calendar

import (
	"slices"
	"testing"
	"time"
)

func date(t *testing.T, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestOn(t *testing.T) {
	for _, tt := range []struct {
		day, regime string
		want        State
	}{
		{"2024-04-28", "uk-psti", NotYet}, {"2024-04-29", "uk-psti", InForce},
		{"2025-07-31", "eu-red-da", NotYet}, {"2025-08-01", "eu-red-da", InForce}, {"2027-12-10", "eu-red-da", InForce}, {"2027-12-11", "eu-red-da", Ended},
		{"2027-12-10", "eu-cra", NotYet}, {"2027-12-11", "eu-cra", InForce},
		{"2026-11-24", "en-18031-1", Standing}, {"2017-12-01", "kr-cic", InForce}, {"2017-11-30", "kr-cic", NotYet},
	} {
		all := On(date(t, tt.day))
		if len(all) != 53 {
			t.Fatalf("%d regimes, want 53", len(all))
		}
		i := slices.IndexFunc(all, func(e Entry) bool { return e.Regime == tt.regime })
		if all[i].State != tt.want {
			t.Errorf("%s on %s: %s, want %s", tt.regime, tt.day, all[i].State, tt.want)
		}
	}
}

func TestBetween(t *testing.T) {
	has := func(all []Change, regimeID, kind, date string) bool {
		return slices.ContainsFunc(all, func(c Change) bool { return c.Regime == regimeID && c.Kind == kind && c.Date == date })
	}
	year := Between(date(t, "2025-11-24"), date(t, "2026-11-24"))
	for _, want := range []struct{ regime, kind, date string }{
		{"uk-psti", "recognition", "2025-12-04"}, {"jp-jc-star", "recognition", "2026-01-01"}, {"sg-cls", "recognition", "2026-06-01"},
		{"au-smart-devices", "begins", "2026-03-04"}, {"eu-cra", "event", "2026-06-11"},
	} {
		if !has(year, want.regime, want.kind, want.date) {
			t.Errorf("no %s of %s on %s", want.kind, want.regime, want.date)
		}
	}
	takeover := Between(date(t, "2027-12-10"), date(t, "2027-12-11"))
	if !has(takeover, "eu-red-da", "ends", "2027-12-11") || !has(takeover, "eu-cra", "begins", "2027-12-11") {
		t.Errorf("the day the CRA takes over: %+v", takeover)
	}
	if same := Between(date(t, "2026-01-01"), date(t, "2026-01-01")); len(same) != 0 {
		t.Errorf("nothing changes within a day: %+v", same)
	}
}

// TestDiffAgreesWithStates: whoever begins or ends between two days changed its
// state, and nobody else did.
func TestDiffAgreesWithStates(t *testing.T) {
	from, to := date(t, "2019-06-01"), date(t, "2028-01-01")
	before, after := On(from), On(to)
	moved := make(map[string]bool)
	for _, c := range Between(from, to) {
		if c.Kind == "begins" || c.Kind == "ends" {
			moved[c.Regime] = true
		}
	}
	for i := range before {
		changed := before[i].State != after[i].State
		if changed != moved[before[i].Regime] {
			t.Errorf("%s: %s, then %s; told as a change: %v", before[i].Regime, before[i].State, after[i].State, moved[before[i].Regime])
		}
	}
}

func TestNext(t *testing.T) {
	for in, want := range map[string]string{"2027-12-10": "2027-12-11", "2027-12": "2028-01-01", "2027": "2028-01-01", "": "", "soon": ""} {
		if got := next(in); got != want {
			t.Errorf("next(%q) = %q, want %q", in, got, want)
		}
	}
}
