package explain

import (
	"slices"
	"strings"
	"testing"
)

// TestGuides looks that the three guides are whole: their provisions exist, laws
// ask for them, and every line fits.
func TestGuides(t *testing.T) {
	b := New(nil)
	for _, id := range []string{"passwords", "disclosure", "updates"} {
		p, err := b.Find(id)
		if err != nil {
			t.Fatal(err)
		}
		g := guides()[slices.IndexFunc(guides(), func(g guide) bool { return g.ID == id })]
		for _, provision := range g.Provisions {
			if _, ok := b.std.Provision(provision); !ok {
				t.Errorf("%s speaks of provision %q", id, provision)
			}
		}
		last := p.Sections[len(p.Sections)-1]
		if last.Title != "Who asks for it" || !slices.ContainsFunc(last.Rows, func(r Row) bool { return r.Label == "uk-psti" }) {
			t.Errorf("%s: UK law is not among those who ask: %+v", id, last)
		}
		for _, line := range strings.Split(p.Text(), "\n") {
			if len([]rune(line)) > Width {
				t.Errorf("%s: %q is wider than %d", id, line, Width)
			}
		}
	}
}
