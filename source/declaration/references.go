package declaration

import (
	"slices"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// references are the fields that name rows of another table (TS 103 701 A.4:
// tables 1, 7, 11 and 21 are referred to), by the number of their own table.
var references = map[int]map[string]int{
	6:  {"Update Mechanism": 7},
	10: {"Communication Mechanisms": 11, "Secure Communication Mechanisms": 11},
	13: {"Authentication Mechanism": 1},
	21: {"Communication Mechanisms": 11, "Secure Communication Mechanisms": 11},
}

// checkReferences resolves references written as a list. A plain text may say
// more than ids and is left to a person.
func checkReferences(f Form, d *assay.Declaration, c *complaints) {
	known := rowIDs(d)
	for _, key := range sortedKeys(f.IXIT) {
		t, _ := standard.EN303645().Table(key)
		for _, row := range f.IXIT[key].at.items {
			for _, p := range row.pairs {
				field, ok := fieldOf(t, p.key)
				target := references[t.Number][field.Name]
				if ok && target != 0 {
					resolveRefs(p.value, target, known[target], c)
				}
			}
		}
	}
}

func resolveRefs(n *node, target int, known []string, c *complaints) {
	for _, item := range n.items {
		if item.kind != scalar {
			continue // readValue has complained
		}
		if text := strings.TrimSpace(item.text); !slices.Contains(known, text) {
			c.at(item, suggest(text, known), "table %s has no row %q", tableName(target), shorten(text))
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

func tableName(number int) string { return standard.EN303645().Tables()[number-1].Key }
