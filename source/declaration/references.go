package declaration

import (
	"slices"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// checkReferences resolves references written as a list. A plain text may say
// more than ids and is left to a person.
func checkReferences(f Form, d *assay.Declaration, c *complaints) {
	known := rowIDs(d)
	for _, key := range sortedKeys(f.IXIT) {
		t, _ := standard.EN303645().Table(key)
		for _, row := range f.IXIT[key].at.items {
			for _, p := range row.pairs {
				field, ok := fieldOf(t, p.key)
				if !ok {
					continue
				}
				if target, ok := standard.EN303645().Reference(t, field.Name); ok {
					resolveRefs(p.value, target, known[target.Number], c)
				}
			}
		}
	}
}

func resolveRefs(n *node, target *standard.IXITTable, known []string, c *complaints) {
	for _, item := range n.items {
		if item.kind != scalar {
			continue // readValue has complained
		}
		if text := strings.TrimSpace(item.text); !slices.Contains(known, text) {
			c.at(item, suggest(text, known), "table %s has no row %q", target.Key, shorten(text))
		}
	}
}

// rowIDs are the row ids by table number, under both names of a table.
func rowIDs(d *assay.Declaration) map[int][]string {
	out := make(map[int][]string)
	for _, key := range sortedKeys(d.IXIT) {
		t, _ := standard.EN303645().Table(key)
		for _, row := range d.IXIT[key] {
			out[t.Number] = append(out[t.Number], row.ID)
		}
	}
	return out
}
