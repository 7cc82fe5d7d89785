package declaration

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay/internal/spelling"
)

// suggest names the known word nearest to what was written, or lists the known
// words where they are few, or says nothing.
func suggest(got string, known []string) string {
	if near := nearest(got, known); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	if len(known) > 0 && len(known) <= 12 {
		return "known: " + strings.Join(known, ", ")
	}
	return ""
}

// nearest returns the known word that is got in another spelling, or the one
// with the fewest single-letter changes if these are few for its length; the
// first of equals. Dots and dashes count: 5.1-11 is nearer to 5.1-1 than to 5.11-1.
func nearest(got string, known []string) string {
	lower := strings.ToLower(got)
	best, bestDistance := "", min(4, 1+len([]rune(got))/3)
	for _, k := range known {
		if sameName(k, got) {
			return k
		}
		if d := spelling.Distance(lower, strings.ToLower(k)); d < bestDistance || d == bestDistance && best == "" {
			best, bestDistance = k, d
		}
	}
	return best
}

// sameName tells two spellings of one name; ids begin with a digit and have one.
func sameName(a, b string) bool {
	f := fold(b)
	return f != "" && (f[0] < '0' || f[0] > '9') && fold(a) == f
}

// fold makes spellings of one name equal: "Authentication Factor",
// "authentication-factor" and "authentication_factor".
func fold(s string) string {
	return strings.NewReplacer("_", "", "-", "", " ", "", "/", "", ".", "").Replace(strings.ToLower(s))
}
