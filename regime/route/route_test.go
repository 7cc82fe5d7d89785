package route

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/assay-project/assay/regime"
)

func on(t *testing.T, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

var camera = regime.Known{
	"consumer_product": true, "internet_connectable": true, "has_radio": true, "is_camera": true, "is_router": false, "network_equipment": false,
	"has_bluetooth_or_ip_address": true, "ip_capable": true, "harmonised_standards_applied_in_full": true, "is_medical": false,
}

func with(base regime.Known, more regime.Known) regime.Known {
	out := regime.Known{}
	for _, from := range []regime.Known{base, more} {
		for k, v := range from {
			out[k] = v
		}
	}
	return out
}

// TestRoutes holds routes worked out by hand, at 500 euros a day. The sums are in
// the comments; "d" is a day.
func TestRoutes(t *testing.T) {
	router := with(camera, regime.Known{"is_camera": false, "is_router": true, "network_equipment": true})
	for _, tt := range []struct {
		name    string
		r       Request
		want    []string // steps in their order
		euros   float64
		done    string
		missing []string // goals without a way
		later   []string
	}{
		// 2 + 1 d; 4.2 calendar days
		{"UK", Request{Markets: []string{"uk"}}, []string{"three", "uk-direct"}, 1500, "2026-11-29", nil, nil},
		// 2 + 1 + 1 d
		{"UK and Australia share the first assessment", Request{Markets: []string{"uk", "au"}}, []string{"three", "au-direct", "uk-direct"}, 2000, "2026-11-30", nil, nil},
		// 2 + 0.5 + 0.5 d
		{"US states", Request{Markets: []string{"us"}}, []string{"three", "ca-direct", "or-direct"}, 1500, "2026-11-29", nil, nil},
		// 2 + 1 + 15 + 1 d; the CRA itself comes later
		{"UK and EU before the CRA", Request{Markets: []string{"uk", "eu"}}, []string{"cra-reporting", "red-self", "three", "uk-direct"}, 9500, "2026-12-21", nil, []string{"eu-cra"}},
		// 16.8 calendar days and ten weeks; 12 d and 12 000 at a notified body instead of 15 d
		{"EU without EN 18031 in full", Request{Markets: []string{"eu"}, Known: with(camera, regime.Known{"harmonised_standards_applied_in_full": false})},
			[]string{"red-notified", "cra-reporting"}, 500 + 6000 + 12000, "2027-02-19", nil, []string{"eu-cra"}},
		// 8 + 1 + 24 + 1 d: the whole assessment serves the UK too
		{"UK and EU under the CRA", Request{Markets: []string{"uk", "eu"}, Sell: on(t, "2028-01-01")},
			[]string{"cra-reporting", "en303645", "cra-self-class-1", "uk-direct"}, 17000, "2027-01-11", nil, nil},
		// 8 + 1 + 2 d and 140 000 yen (840): a UK statement makes Japan cheaper
		{"Japan's label", Request{Markets: []string{"jp"}, Labels: true}, []string{"en303645", "uk-direct", "star1-by-psti"}, 5500 + 840, "2027-01-14", nil, nil},
		// before 2026 the only way is direct: 8 + 3 d and 198 000 yen (1188)
		{"Japan's label before the arrangement", Request{Markets: []string{"jp"}, Labels: true, At: on(t, "2025-06-02")}, []string{"en303645", "star1"}, 5500 + 1188, "2025-07-30", nil, nil},
		// en 8, uk 1, star 2 + 840, cls 1 + 670, red 15, reporting 1
		{"UK, EU, Singapore and Japan", Request{Markets: []string{"uk", "eu", "sg", "jp"}, Labels: true},
			[]string{"cra-reporting", "en303645", "red-self", "uk-direct", "star1-by-psti", "cls1-by-jc-star"}, 14000 + 840 + 670, "2027-02-28", nil, []string{"eu-cra"}},
		// 1.4 + 11.2 + 4.2 + 56 + 1.4 + 28 = 102.2 calendar days, red-self in the wait; en 8, it-sik 3 + 1500, cls2 1 + 1005, red 15, reporting 1
		{"Germany's and Singapore's labels", Request{Markets: []string{"de", "sg"}, Labels: true},
			[]string{"cra-reporting", "en303645", "it-sik", "red-self", "cls2-by-it-sik"}, 14000 + 1500 + 1005, "2027-03-07", nil, []string{"eu-cra"}},
		// en 8, cls3 8 + 13 400, cic 1 + 600 against 8 d + 9000
		{"Korea on the back of CLS Level 3", Request{Markets: []string{"sg", "kr"}, Labels: true, Want: []string{"sg-cls/3"}},
			[]string{"en303645", "cls3", "cic-basic-by-cls3"}, 8500 + 13400 + 600, "2027-04-09", nil, nil},
		// en 8, br-77 2, br-2436 3 + 2400
		{"router in Brazil", Request{Markets: []string{"br"}, Known: router}, []string{"br-2436", "en303645", "br-77"}, 6500 + 2400, "2026-12-27", nil, nil},
		{"camera in Brazil", Request{Markets: []string{"br"}}, []string{"en303645", "br-77"}, 5000, "2026-12-08", nil, nil},
		// 10 d + 15 000
		{"camera in India", Request{Markets: []string{"in"}}, []string{"in-stqc"}, 20000, "2027-03-30", nil, nil},
		// 5 d + 3500
		{"camera in Viet Nam", Request{Markets: []string{"vn"}}, []string{"vn-certify"}, 6000, "2027-01-26", nil, nil},
		{"router in the US", Request{Markets: []string{"us"}, Known: router}, []string{"three", "ca-direct", "or-direct"}, 1500, "2026-11-29", []string{"us-fcc-covered-routers"}, nil},
		// Level 1 is the law for a router, asked for or not: by Japan 8+1+2+1 d + 840 + 670 = 7510, directly 8+2 d + 2680 = 7680
		{"router in Singapore", Request{Markets: []string{"sg"}, Known: router}, []string{"en303645", "uk-direct", "star1-by-psti", "cls1-by-jc-star"}, 7510, "2027-02-05", nil, nil},
		{"camera in Singapore without a label", Request{Markets: []string{"sg"}}, nil, 0, "2026-11-24", nil, nil},
		{"not for consumers", Request{Markets: []string{"uk"}, Known: with(camera, regime.Known{"consumer_product": false})}, nil, 0, "2026-11-24", nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.r.Known == nil {
				tt.r.Known = camera
			}
			if tt.r.At.IsZero() {
				tt.r.At = on(t, "2026-11-24")
			}
			tt.r.DayRate = 500
			p, err := Find(tt.r)
			if err != nil {
				t.Fatal(err)
			}
			var steps []string
			for _, s := range p.Steps {
				steps = append(steps, s.ID)
			}
			if diff := cmp.Diff(tt.want, steps); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
			if math.Abs(p.Euros-tt.euros) > 0.5 || p.Done != tt.done {
				t.Errorf("%.0f euros, done %s; want %.0f, %s", p.Euros, p.Done, tt.euros, tt.done)
			}
			if diff := cmp.Diff(tt.missing, outcomes(p.Unreachable)); diff != "" {
				t.Errorf("without a way (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.later, outcomes(p.Later)); diff != "" {
				t.Errorf("later (-want +got):\n%s", diff)
			}
		})
	}
}

func outcomes(goals []Goal) []string {
	var out []string
	for _, g := range goals {
		out = append(out, g.Outcome)
	}
	return out
}

func TestUnknownIsSaid(t *testing.T) {
	if _, err := Find(Request{Markets: []string{"mars"}, At: on(t, "2026-11-24")}); err == nil || !strings.Contains(err.Error(), "known are uk") {
		t.Errorf("mars: %v", err)
	}
	if _, err := Find(Request{Want: []string{"sg-cls/9"}, At: on(t, "2026-11-24")}); err == nil {
		t.Error("a level that does not exist was planned")
	}
	p, err := Find(Request{Markets: []string{"eu", "uk"}, At: on(t, "2026-11-24"), DayRate: 500})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Notes) == 0 || len(p.Goals) == 0 || len(p.Goals[0].Missing) == 0 {
		t.Errorf("of a product nobody described: notes %v, goals %+v", p.Notes, p.Goals)
	}
}

// TestData looks that everything a step or goal names exists, and that no fee is
// in a currency without rate.
func TestData(t *testing.T) {
	b := loaded()
	gives := map[string]bool{}
	ids := map[string]bool{}
	for _, s := range b.Steps {
		for _, g := range s.Gives {
			gives[g] = true
		}
		if ids[s.ID] {
			t.Errorf("two steps %q", s.ID)
		}
		ids[s.ID] = true
	}
	for _, s := range b.Steps {
		for _, n := range s.Needs {
			if !gives[n] {
				t.Errorf("%s needs %q, which nothing gives", s.ID, n)
			}
		}
		for _, d := range s.Direct {
			if !ids[d] {
				t.Errorf("%s wants step %q", s.ID, d)
			}
		}
		if s.Fee != nil && (b.euros[s.Fee.Currency] == 0 || s.Fee.Confidence == "") {
			t.Errorf("%s: fee %+v", s.ID, *s.Fee)
		}
		c, err := regime.ParseCondition(s.When)
		if err != nil {
			t.Errorf("%s: %v", s.ID, err)
			continue
		}
		for _, name := range c.Names() {
			if _, ok := regime.All().Fact(name); !ok {
				t.Errorf("%s: no fact %q", s.ID, name)
			}
		}
		if s.Recognises != "" {
			if _, ok := regime.All().Regime(s.Recognises); !ok {
				t.Errorf("%s recognises %q", s.ID, s.Recognises)
			}
		}
		if s.Source == "" || s.Confidence == "" || len(s.Papers) == 0 || s.Days <= 0 {
			t.Errorf("%s lacks source, confidence, papers or days", s.ID)
		}
	}
	for _, g := range b.Goals {
		id, _, _ := strings.Cut(g.Outcome, "/")
		if _, ok := regime.All().Regime(id); !ok {
			t.Errorf("goal %q is no regime", g.Outcome)
		}
	}
}

// TestCheapest compares the search with a blind one over every set of the steps,
// for random goals.
func TestCheapest(t *testing.T) {
	var all []string
	for _, s := range loaded().Steps {
		for _, g := range s.Gives {
			if !slices.Contains(all, g) && (strings.HasPrefix(g, "sg-") || strings.HasPrefix(g, "jp-") || g == "uk-psti" || g == "de-it-sik" || strings.HasPrefix(g, "kr-")) {
				all = append(all, g)
			}
		}
	}
	at := on(t, "2026-11-24")
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfNDistinct(rapid.SampledFrom(all), 1, 3, rapid.ID[string]).Draw(t, "want")
		rate := float64(rapid.IntRange(0, 2000).Draw(t, "day rate"))
		p, err := Find(Request{Want: want, At: at, DayRate: rate, Known: camera})
		if err != nil {
			t.Fatal(err)
		}
		if got := blind(at, want, rate); math.Abs(got-p.Euros) > 0.5 {
			t.Fatalf("%v: %.2f euros, and %.2f is possible", want, p.Euros, got)
		}
	})
}

func blind(at time.Time, want []string, rate float64) float64 {
	s := &search{book: loaded(), request: Request{At: at, Sell: at, DayRate: rate}, at: at.Format(time.DateOnly), sell: at.Format(time.DateOnly), known: camera}
	var steps []*Step
	for i := range s.book.Steps {
		x := &s.book.Steps[i]
		id := x.ID
		if strings.HasPrefix(id, "cls") || strings.HasPrefix(id, "star") || strings.HasPrefix(id, "uk-") || strings.HasPrefix(id, "it-") || strings.HasPrefix(id, "cic") || id == "en303645" || id == "three" {
			if ok, _ := s.open(x); ok {
				steps = append(steps, x)
			}
		}
	}
	best := math.Inf(1)
	for set := range 1 << len(steps) {
		var chosen []*Step
		cost := 0.0
		for i, x := range steps {
			if set>>i&1 == 1 {
				chosen = append(chosen, x)
				cost += s.cost(x)
			}
		}
		if cost >= best || slices.ContainsFunc(want, func(w string) bool { return !given(chosen, w) }) {
			continue
		}
		if _, ok := inOrder(chosen, time.Time{}); ok {
			best = cost
		}
	}
	return best
}

// TestRefusals looks at rates that are none and at markets named twice.
func TestRefusals(t *testing.T) {
	at := on(t, "2026-11-24")
	for _, rate := range []float64{math.NaN(), math.Inf(1), -1} {
		if _, err := Find(Request{Markets: []string{"uk"}, Known: camera, At: at, DayRate: rate}); err == nil {
			t.Errorf("a day for %v euros was taken", rate)
		}
	}
	p, err := Find(Request{Markets: []string{"uk", "uk"}, Known: camera, At: at})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Markets) != 1 || p.Euros != 0 || len(p.Steps) != 2 {
		t.Errorf("markets %v, %v euros, %d steps; want one market, for nothing, in two steps", p.Markets, p.Euros, len(p.Steps))
	}
}

// TestDates looks that no step uses a recognition before it is open, and that a
// plan says when it comes too late.
func TestDates(t *testing.T) {
	p, err := Find(Request{Markets: []string{"jp"}, Labels: true, Known: camera, At: on(t, "2025-06-02"), Sell: on(t, "2026-06-01"), DayRate: 500})
	if err != nil {
		t.Fatal(err)
	}
	last := p.Steps[len(p.Steps)-1]
	// 2 d and five weeks from the day the arrangement opens
	if last.ID != "star1-by-psti" || last.Starts != "2026-01-01" || last.Done != "2026-02-08" || len(p.Notes) > 0 {
		t.Errorf("%s from %s to %s, notes %v", last.ID, last.Starts, last.Done, p.Notes)
	}
	p, err = Find(Request{Markets: []string{"eu"}, Known: camera, At: on(t, "2027-11-25"), Sell: on(t, "2027-12-01"), DayRate: 500})
	if err != nil {
		t.Fatal(err)
	}
	if want := "not all of it is in hand on the day of sale, 2027-12-01: the last is on 2027-12-18"; !slices.Contains(p.Notes, want) {
		t.Errorf("notes %v, want %q", p.Notes, want)
	}
}
