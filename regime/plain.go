package regime

import (
	"fmt"
	"strings"
)

// Plain spells an id so that a shell takes it as it is: "sch1-1(2)" becomes
// "sch1-1.2", "I.I(2)(a)" becomes "I.I.2.a", "ER 1.1" becomes "ER-1.1". Opening
// brackets become dots, closing ones vanish, blanks become hyphens, and what else
// is neither letter, digit, dot, hyphen nor underscore is dropped. Within one
// regime no two ids have the same plain spelling; a test sees to it.
func Plain(id string) string {
	var b strings.Builder
	for _, r := range strings.TrimSpace(id) {
		switch {
		case r == '(' || r == '[':
			b.WriteByte('.')
		case r == ' ' || r == '/':
			b.WriteByte('-')
		case r >= '0' && r <= '9', r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r == '.', r == '-', r == '_':
			b.WriteRune(r)
		}
	}
	return strings.TrimPrefix(b.String(), ".")
}

// spellings indexes plain spellings and refuses two ids with one spelling.
func (r *Regime) spellings() error {
	r.plain = map[string]string{}
	for _, q := range r.Requirements {
		p := Plain(q.ID)
		if other, ok := r.plain[p]; ok {
			return fmt.Errorf("regime: %s: %q and %q are both spelt %q", r.ID, other, q.ID, p)
		}
		r.plain[p] = q.ID
	}
	return nil
}

// Weaker returns the weaker of two confidences; of several rows it is the one to
// show.
func Weaker(a, b Confidence) Confidence { return weaker(a, b) }
