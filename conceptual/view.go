package conceptual

import (
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// row is a declared IXIT row with its key, "1-AuthMech/web".
type row struct {
	key   string
	table *standard.IXITTable
	entry assay.IXITEntry
}

// field returns what stands in a field of the pro forma, "" where it is empty.
func (r *row) field(name string) string { return strings.TrimSpace(r.entry.Fields[name]) }

// lower is field in small letters.
func (r *row) lower(name string) string { return strings.ToLower(r.field(name)) }

// view is a declaration as rules see it.
type view struct {
	Input
	declaration  *assay.Declaration
	std          *standard.Standard
	rows         map[int][]*row
	filled       map[int]bool
	answers      map[string]assay.ICSAnswer
	provisionsOf map[string][]string // by unit, of the edition under review
}

func newView(in Input) *view {
	v := &view{Input: in, declaration: in.Declaration, std: standard.EN303645(), rows: make(map[int][]*row), filled: make(map[int]bool),
		answers: in.Declaration.ICS[string(in.Edition)].Provisions, provisionsOf: make(map[string][]string)}
	for _, t := range v.std.Tables() {
		for _, key := range namesOf(t) {
			entries, ok := in.Declaration.IXIT[key]
			if !ok {
				continue
			}
			v.filled[t.Number] = true
			for _, e := range entries {
				v.rows[t.Number] = append(v.rows[t.Number], &row{key: strings.TrimSuffix(key+"/"+e.ID, "/"), table: t, entry: e})
			}
		}
	}
	m, ok := v.std.Method(standard.MethodFor(in.Edition))
	if !ok {
		return v
	}
	for _, c := range m.Cases() {
		for _, u := range v.std.UnitsOf(c) {
			v.provisionsOf[u.ID] = append(v.provisionsOf[u.ID], v.provision(c.Provision))
		}
	}
	return v
}

// provision gives the id under which the ICS answers it: 6-1 is 6.1.
func (v *view) provision(id string) string {
	if p, ok := v.std.Provision(id); ok {
		return p.ID
	}
	return id
}

// namesOf are the keys of a table in both editions of the method, the newer first.
func namesOf(t *standard.IXITTable) []string {
	if was := t.KeyIn(standard.TS103701V1); was != t.Key {
		return []string{t.Key, was}
	}
	return []string{t.Key}
}

// first is the first row of a table, nil where it has none.
func (v *view) first(table int) *row {
	if rows := v.rows[table]; len(rows) > 0 {
		return rows[0]
	}
	return nil
}
