package crosswalk

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-project/assay/regime"
)

func TestBetween(t *testing.T) {
	for _, tt := range []struct {
		from, to, left, right string
		want                  Crossing
	}{
		{Pivot, "sg-cls", "5.1-1", "L1-5.1-1", Same}, // the scheme takes the provision over
		{"sg-cls", Pivot, "L1-5.1-1", "5.1-1", Same},
	} {
		m, err := Between(tt.from, tt.to)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(m.Links, func(l Link) bool { return l.From == tt.left && l.To == tt.right })
		if i < 0 || m.Links[i].Crossing != tt.want {
			t.Errorf("%s %s to %s %s: %+v, want %s", tt.from, tt.left, tt.to, tt.right, m.Links, tt.want)
		}
	}
	if _, err := Between("uk-psti", "atlantis"); err == nil {
		t.Error("a regime that does not exist was mapped")
	}
}

// TestDirections: what crosses from A to B as a pass crosses from B to A as a
// fail read backwards, since both say that A asks at least as much as B.
func TestDirections(t *testing.T) {
	ids := []string{Pivot}
	for _, r := range regime.All().Regimes() {
		ids = append(ids, r.ID)
	}
	for _, a := range ids {
		for _, b := range ids {
			forth, err := Between(a, b)
			if err != nil {
				t.Fatal(err)
			}
			back, err := Between(b, a)
			if err != nil {
				t.Fatal(err)
			}
			if len(forth.Links) != len(back.Links) {
				t.Fatalf("%s to %s has %d links, and %d back", a, b, len(forth.Links), len(back.Links))
			}
			other := make(map[pair]Crossing)
			for _, l := range back.Links {
				other[pair{l.To, l.From}] = l.Crossing
			}
			for _, l := range forth.Links {
				if got := other[pair{l.From, l.To}]; got != mirrored(l.Crossing) {
					t.Errorf("%s %s to %s %s: %s forth and %s back", a, l.From, b, l.To, l.Crossing, got)
				}
			}
		}
	}
}

func mirrored(c Crossing) Crossing {
	switch c {
	case Pass:
		return Fail
	case Fail:
		return Pass
	}
	return c
}

// TestCompositionIsSound models a provision and two requirements as sets of
// demands. Whatever the sets, a crossing that join finds must hold for every
// product, where a product is the set of demands it meets.
func TestCompositionIsSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		demands := func(name string) uint8 { return uint8(rapid.IntRange(1, 255).Draw(t, name)) }
		a, p, b := demands("a"), demands("provision"), demands("b")
		left := halvesOf(edge(a, p))
		right := halvesOf(edge(b, p))
		for _, l := range join(left, right) {
			for product := range 256 {
				passes := func(set uint8) bool { return set&^uint8(product) == 0 }
				if (l.Crossing == Pass || l.Crossing == Same) && passes(a) && !passes(b) {
					t.Fatalf("a pass crossed from %08b to %08b over %08b, and product %08b passes the one alone", a, b, p, product)
				}
				if (l.Crossing == Fail || l.Crossing == Same) && !passes(a) && passes(b) {
					t.Fatalf("a fail crossed from %08b to %08b over %08b, and product %08b fails the one alone", a, b, p, product)
				}
			}
		}
	})
}

// edge relates a requirement to provision 5.1-1 by what both demand.
func edge(requirement, provision uint8) *regime.Edge {
	e := &regime.Edge{Requirement: "r", Provision: "5.1-1", Granularity: "provision", Editions: nil, Edition: "2.1.1", Relation: regime.IntersectsWith}
	switch {
	case requirement == provision:
		e.Relation = regime.Equal
	case requirement&^provision == 0:
		e.Relation = regime.SubsetOf
	case provision&^requirement == 0:
		e.Relation = regime.SupersetOf
	}
	return e
}

func TestGuidance(t *testing.T) {
	g := OfItsTime()
	if len(g.Rows) != 1155 || len(g.Documents) != 73 || g.Meta.Rows != len(g.Rows) || g.Meta.Documents != len(g.Documents) {
		t.Fatalf("%d rows of %d documents, want 1155 of 73", len(g.Rows), len(g.Documents))
	}
	total := 0
	for n := 1; n <= 13; n++ {
		total += len(g.Find(fmt.Sprintf("cop-%d", n)))
	}
	if total != len(g.Rows) {
		t.Errorf("the 13 guidelines have %d rows together, want all %d", total, len(g.Rows))
	}
	for _, same := range []string{"1", "5.1", "cop-1"} {
		if got, want := len(g.Find(same)), len(g.Find("cop-1")); got != want || got == 0 {
			t.Errorf("%s finds %d rows, want %d", same, got, want)
		}
	}
	if got := g.Find("enisa"); len(got) == 0 || got[0].Title == "" || got[0].Link == "" {
		t.Errorf("ENISA: %+v", got)
	}
	if got := g.Find("no such body"); len(got) != 0 {
		t.Errorf("nobody wrote %+v", got)
	}
}

// TestRefutedIsNotComposed: a direction that a modelled product refutes is no part
// of a map, on neither side.
func TestRefutedIsNotComposed(t *testing.T) {
	refuted := map[string]bool{}
	for _, x := range regime.All().Refutations() {
		if x.Requirement != "" {
			refuted[x.Regime+" "+x.Requirement+" "+x.By[0]+" "+string(x.Verdict)] = true
		}
	}
	if !refuted["en-18031-1 GEC-6 5.13-1A fail"] {
		t.Fatal("the edge this test looks at is no longer refuted: choose another")
	}
	m, err := Between(Pivot, "en-18031-1")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range m.Links {
		if l.To == "GEC-6" && l.From == "5.13-1A" && l.Crossing != Overlaps {
			t.Errorf("%s to %s: %s crosses", l.From, l.To, l.Crossing)
		}
	}
	back, err := Between("en-18031-1", Pivot)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range back.Links {
		if l.From == "GEC-6" && l.To == "5.13-1A" && l.Crossing != Overlaps {
			t.Errorf("%s to %s: %s crosses", l.From, l.To, l.Crossing)
		}
	}
}
