package spelling

import (
	"strings"
	"testing"
)

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"abc", "abc", 0}, {"", "abc", 3}, {"format", "formt", 1}, {"psit", "psti", 1},
		{"5.1-11", "5.1-1", 1}, {"käse", "kase", 1}, {"kitten", "sitting", 3},
		{strings.Repeat("a", 101), "a", 102},
	} {
		if got := Distance(c.a, c.b); got != c.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
		if Distance(c.a, c.b) != Distance(c.b, c.a) {
			t.Errorf("Distance of %q and %q depends on their order", c.a, c.b)
		}
	}
}

func TestNearest(t *testing.T) {
	known := []string{"format", "output", "only", "out"}
	for written, want := range map[string]string{"formt": "format", "ouptut": "output", "xyzzy": "", "ot": "out"} {
		if got := Nearest(written, known); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", written, got, want)
		}
	}
}
