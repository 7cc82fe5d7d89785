package verdict

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// differs enters what refutes a unit that holds the declaration against the
// product as a contradiction: the row says one thing, and something else was seen.
// Where the row says nothing of what the unit compares, nothing is contradicted. A
// refutation that itself comes of reading the declaration contradicts nothing.
func (j *judge) differs(u *standard.TestUnit, r *row, list []bearing) {
	if !j.declared() || !u.DeclaredVsObserved || admitted(u, r) {
		return
	}
	refuting := only(list, func(b bearing) bool { return b.refutes() && b.obs.Basis.Rank() >= assay.Observed.Rank() })
	if len(refuting) == 0 {
		return
	}
	said, at := j.saidOf(u, r)
	if r == nil {
		said, at = j.saidOfAll(u)
	}
	if said == "" {
		return
	}
	key := at + " " + strings.Join(idsOf(refuting), " ")
	j.contradictions.add(key, fmt.Sprintf("correct what %s says, or the product", at), assay.Contradiction{
		Declared: said, Observed: refuting[0].obs.Summary, Unit: u.ID, Because: idsOf(refuting),
	})
}

// admitted tells a row that says of itself what was seen: a service that asks nobody
// for a log-in, a password that all units share, an update that nothing verifies.
// What the maker says too is a fault and no contradiction.
func admitted(u *standard.TestUnit, r *row) bool {
	if r == nil {
		return false
	}
	switch u.ID {
	case "5.5-4-2/a":
		return none(r.field("Authentication Mechanism"))
	case "5.1-1-2/c":
		return contains(r.field("Password Generation Mechanism"), "the same in every", "the same in all", "common to all", "one for all units", "one password for all")
	case "5.3-2-2/b":
		guarantees := r.field("Security Guarantees")
		return none(guarantees) || strings.HasPrefix(strings.ToLower(guarantees), "none seen")
	}
	return false
}

// saidOf is what a row says of the things a unit compares; "" where it says
// nothing. At is where it stands.
func (j *judge) saidOf(u *standard.TestUnit, r *row) (said, at string) {
	if r == nil {
		return "", ""
	}
	var parts []string
	for _, ref := range u.IXIT {
		if j.tables.number(ref.Table) != j.tables.number(r.table) {
			continue
		}
		for _, f := range ref.Fields {
			if text := r.field(f); text != "" {
				parts = append(parts, fmt.Sprintf("%s %q", f, clipped(text)))
			}
		}
	}
	if len(parts) == 0 {
		return "", ""
	}
	return r.key + ": " + strings.Join(parts, ", "), r.key
}

// saidOfAll is what is said of all that a unit runs over: the one row or record,
// else the list.
func (j *judge) saidOfAll(u *standard.TestUnit) (said, at string) {
	switch rows := j.rowsOf(u); len(rows) {
	case 0:
		return j.saidOf(u, j.record(u))
	case 1:
		return j.saidOf(u, rows[0])
	default:
		return j.tables.listing(rows[0].table, whole), j.tables.name(rows[0].table, whole)
	}
}

// clipped keeps a text of the declaration short enough for one line.
func clipped(text string) string {
	const most = 80
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}
