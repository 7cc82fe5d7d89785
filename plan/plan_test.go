package plan

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/checks"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/record"
	"github.com/assay-project/assay/standard"
)

var both = []standard.Edition{standard.V3_1_3, standard.V2_1_1}

// Every test case of both editions stands in the plan, and every unit has a place.
func TestEveryCaseAndUnitHasAPlace(t *testing.T) {
	p := Make(Input{Editions: both, Checks: checks.All})
	want := map[string]int{"3.1.3": 132, "2.1.1": 109}
	std := standard.EN303645()
	for _, e := range p.Editions {
		if len(e.Cases) != want[e.Edition] || e.Totals.Cases != want[e.Edition] {
			t.Errorf("V%s: %d cases, want %d", e.Edition, len(e.Cases), want[e.Edition])
		}
		m, _ := std.Method(standard.MethodFor(standard.Edition(e.Edition)))
		units := make(map[string]bool)
		for i, c := range m.Cases() {
			one := e.Cases[i]
			if one.ID != c.ID {
				t.Fatalf("V%s: case %d is %s, want %s", e.Edition, i, one.ID, c.ID)
			}
			if one.Place != Automatic && one.Place != Declared && one.Place != Person {
				t.Errorf("%s has place %q", one.ID, one.Place)
			}
			if one.Place == Person && one.Minutes == 0 {
				t.Errorf("%s is a person's and takes no time", one.ID)
			}
			if c.Type != "conceptual" && (one.Needs == nil || one.Needs.State == "" || len(one.Needs.Tools) == 0) {
				t.Errorf("%s is functional and nothing says what it needs", one.ID)
			}
			for _, u := range one.Units {
				units[u.ID] = true
				if u.Place != Automatic && u.Place != Declared && u.Place != Person {
					t.Errorf("%s has place %q", u.ID, u.Place)
				}
				if u.Do == "" || u.Place == Automatic && len(u.Checks) == 0 {
					t.Errorf("%s: nothing says what to do, or which check does it", u.ID)
				}
			}
		}
		if e.Edition == "2.1.1" {
			for _, u := range m.Units() {
				if !units[u.ID] {
					t.Errorf("unit %s is not in the plan", u.ID)
				}
			}
		}
		sum := 0
		for _, n := range e.Totals.Places {
			sum += n
		}
		if e.Edition == "2.1.1" && sum != 226 {
			t.Errorf("%d units have a place, want 226", sum)
		}
	}
	if p.Minutes == 0 || p.Minutes != p.Left {
		t.Errorf("%d minutes, %d left, want all of them left", p.Minutes, p.Left)
	}
	if total := p.Editions[0].Totals.Minutes + p.Editions[1].Totals.Minutes; p.Minutes >= total || p.Minutes < p.Editions[0].Totals.Minutes {
		t.Errorf("both editions take %d minutes, one by one %d: shared work counts once", p.Minutes, total)
	}
}

func TestNeedsAreKnown(t *testing.T) {
	std := standard.EN303645()
	for _, n := range needs().Cases {
		_, v1 := std.Case(standard.TS103701V1, n.Case)
		_, v2 := std.Case(standard.TS103701V2, n.Case)
		if !v1 && !v2 {
			t.Errorf("there is no case %s", n.Case)
		}
		if n.Minutes <= 0 || n.Samples < 0 || n.Samples > 5 {
			t.Errorf("%s: %+v", n.Case, n)
		}
	}
	m, _ := std.Method(standard.TS103701V1)
	for _, u := range m.Units() {
		if unitMinutes(u, 1) <= 0 || unitMinutes(u, 3) < unitMinutes(u, 1) {
			t.Errorf("%s takes %d minutes", u.ID, unitMinutes(u, 1))
		}
	}
}

func TestPlaces(t *testing.T) {
	bears := func(name, unit string, effect assay.Effect) *check.Check {
		return &check.Check{Name: name, Bears: []check.Bearing{{Unit: unit, On: assay.Yes, Effect: effect}}}
	}
	m := newMaker(Input{Checks: []*check.Check{
		bears("supporting", "5.5-1-2/a", assay.Supports), bears("refuting", "5.6-1-2/a", assay.Refutes),
	}, Reviewed: []string{"5.5-1-1/a"}}, standard.V2_1_1)
	for unit, want := range map[string]Place{
		"5.5-1-2/a": Automatic, // a check can support it
		"5.5-6-2/a": Automatic, // it applies 5.5-1-2
		"5.6-1-2/a": Person,    // a check can only refute it
		"5.5-1-1/a": Declared,  // a review of the declaration judges it
		"5.5-1-1/b": Person,    // and not this one
		"5.2-2-1/b": Declared,  // a closed value is read
		"5.1-4-2/b": Person,
	} {
		u, ok := standard.EN303645().Unit(standard.TS103701V1, unit)
		if !ok {
			t.Fatal(unit)
		}
		if got := m.placeOf(u); got != want {
			t.Errorf("%s is %s, want %s", unit, got, want)
		}
	}
}

const (
	imageA = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	imageB = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
)

// standing is a record of a unit that rests on one file of image A.
func standing(t *testing.T, unit, file, digest string, now record.State) record.Standing {
	t.Helper()
	r := &record.Record{
		Product: record.Product{Name: "HomeCam"}, On: record.OnUnit, ID: unit, Edition: "3.1.3", Result: record.Pass, By: "A. Tester", Role: "maker",
		Date: "2026-11-20", Procedure: "tried", Tool: "assay test",
		Depends: record.Depends{Images: []record.Pin{{Name: "flash.bin", Digest: imageA}}, Files: []record.Pin{{Name: file, Digest: digest}}},
	}
	data, err := r.Encode(nil)
	if err != nil {
		t.Fatal(err)
	}
	read, err := record.Parse("records/"+unit+".json", data)
	if err != nil {
		t.Fatal(err)
	}
	return (&record.Set{Records: []*record.Read{read}}).Standings(record.Trust{}, now)[0]
}

// A second version of the firmware changes one file: only what rests on it is
// stale, and only its time comes back.
func TestSecondFirmwareMakesStaleOnlyWhatItTouched(t *testing.T) {
	ssl, shadow, ssl2 := evidence.ID([]byte("ssl 1")), evidence.ID([]byte("shadow 1")), evidence.ID([]byte("ssl 2"))
	d := &assay.Declaration{Product: assay.Product{Name: "HomeCam"}, Evidence: "sha256:d"}
	obs := func(id, path, digest string) assay.Observation {
		return assay.Observation{ID: id, Where: []assay.Where{{Path: "flash.bin!squashfs@0x40!" + path, Evidence: digest}}}
	}
	before := &assay.Document{
		Subject: assay.Subject{Digests: []string{imageA}}, Declared: &assay.DeclaredNote{Evidence: "sha256:d"},
		Observations: []assay.Observation{obs("a", "/etc/ssl", ssl), obs("b", "/etc/shadow", shadow), {ID: "search"}},
		Verdicts:     []assay.Verdict{{Edition: "3.1.3", Scope: assay.ScopeTestCase, ID: "5.5-1-2", Verdict: assay.Pass}},
	}
	now := &assay.Document{Verdicts: []assay.Verdict{
		{Edition: "3.1.3", Scope: assay.ScopeTestCase, ID: "5.5-1-2", Verdict: assay.NotAssessed},
		{Edition: "3.1.3", Scope: assay.ScopeUnitResult, ID: "5.1-1-2/b", Verdict: assay.Pass},
	}}
	for _, version := range []struct {
		name          string
		state         record.State
		valid, stale  int
		headline      string
		untouched     int
		touched       int
		current       bool
		sslState      State
		documentIsOld bool
	}{
		{"1.0", record.State{Declaration: d, Images: []string{imageA}}, 2, 0, "still valid: 2, stale: 0", 3, 0, true, Done, true},
		{"1.1", record.State{Declaration: d, Images: []string{imageB}, Files: map[string][]string{"/etc/ssl": {ssl2}, "/etc/shadow": {shadow}}}, 1, 1,
			"still valid: 1, stale: 1 (5.5-1-2/a: /etc/ssl changed)", 1, 2, false, Stale, false},
	} {
		records := []record.Standing{standing(t, "5.5-1-2/a", "/etc/ssl", ssl, version.state), standing(t, "5.1-1-2/b", "/etc/shadow", shadow, version.state)}
		doc := now
		if version.documentIsOld {
			doc = before
		}
		p := Make(Input{Editions: both, Checks: checks.All, Declaration: d, Document: doc, Records: records})
		s := StatusOf(Change{Plan: p, Records: records, Now: doc, State: version.state, Before: before, BeforeName: "run"})
		if len(s.Valid) != version.valid || len(s.Stale) != version.stale || s.Headline() != version.headline {
			t.Errorf("%s: %s, want %s", version.name, s.Headline(), version.headline)
		}
		if s.Kept.Untouched != version.untouched || s.Kept.Touched != version.touched || s.Kept.Current != version.current {
			t.Errorf("%s: kept run %+v", version.name, s.Kept)
		}
		for _, c := range p.Editions[0].Cases {
			if c.ID == "5.5-1-2" && c.State != version.sslState {
				t.Errorf("%s: 5.5-1-2 is %s, want %s (%s)", version.name, c.State, version.sslState, c.Why)
			}
		}
		if version.current {
			continue
		}
		want := []Moved{{"3.1.3", "5.5-1-2", assay.Pass, assay.NotAssessed}}
		if diff := cmp.Diff(want, s.Kept.Moved); diff != "" {
			t.Error(diff)
		}
	}
}

func TestNotClaimedTakesNoTime(t *testing.T) {
	d := &assay.Declaration{ICS: map[string]assay.ICS{"3.1.3": {Provisions: map[string]assay.ICSAnswer{"5.9-1": {Support: "N", Detail: "not planned"}, "6.4": {Support: "N/A", Detail: "no telemetry"}}}}}
	p := Make(Input{Editions: both[:1], Checks: checks.All, Declaration: d})
	states := map[string]State{"5.9-1-1": NotClaimed, "5.9-1-2": NotClaimed, "6-4-1": NotApplied, "5.9-2-1": Open}
	for _, c := range p.Editions[0].Cases {
		if want, ok := states[c.ID]; ok && (c.State != want || want != Open && (c.Minutes != 0 || c.Why == "")) {
			t.Errorf("%s is %s (%q) and takes %d min, want %s", c.ID, c.State, c.Why, c.Minutes, want)
		}
	}
}

func TestDuration(t *testing.T) {
	for minutes, want := range map[int]string{0: "0 min", 45: "45 min", 60: "1 h", 140: "2 h 20 min", 605: "10 h 05 min"} {
		if got := Duration(minutes); got != want {
			t.Errorf("%d: %s, want %s", minutes, got, want)
		}
	}
}

func TestSamePlanTwice(t *testing.T) {
	in := Input{Editions: both, Checks: checks.All}
	if diff := cmp.Diff(fmt.Sprintf("%+v", Make(in).Editions[0].Totals), fmt.Sprintf("%+v", Make(in).Editions[0].Totals)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(Make(in), Make(in)); diff != "" {
		t.Error(diff)
	}
}
