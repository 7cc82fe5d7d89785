package verdict

import (
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// logicalInterfaces and allInterfaces: V2.1.1 moved logical interfaces from
// table 15 (there of all interfaces) to table 28 (there of APIs only). A unit
// of V1.1.1 that reads table 15 therefore reads both.
const (
	communication     = 11
	allInterfaces     = 15
	logicalInterfaces = 28
)

// row is a declared IXIT entry with its key, "28-LogIntf/https".
type row struct {
	key   string
	table string
	entry assay.IXITEntry
}

// tables answers what the declaration says, by the number of a table, so that
// either name of a renamed one will do.
type tables struct {
	std     *standard.Standard
	edition standard.Edition
	rows    map[int][]*row
	filled  map[string]bool // by key as declared
	byKey   map[string]*row
}

func newTables(std *standard.Standard, edition standard.Edition, d *assay.Declaration) *tables {
	t := &tables{std: std, edition: edition, rows: make(map[int][]*row), filled: make(map[string]bool), byKey: make(map[string]*row)}
	if d == nil {
		return t
	}
	for _, table := range std.Tables() {
		for _, key := range namesOf(table) {
			entries, ok := d.IXIT[key]
			if !ok {
				continue
			}
			t.filled[key] = true
			for _, e := range entries {
				r := &row{key: strings.TrimSuffix(key+"/"+e.ID, "/"), table: key, entry: e}
				t.rows[table.Number] = append(t.rows[table.Number], r)
				t.byKey[r.key] = r
			}
		}
	}
	return t
}

// namesOf returns the keys of a table, the newer name first.
func namesOf(t *standard.IXITTable) []string {
	if v1 := t.KeyIn(standard.TS103701V1); v1 != t.Key {
		return []string{t.Key, v1}
	}
	return []string{t.Key}
}

func (t *tables) number(key string) int {
	if table, ok := t.std.Table(key); ok {
		return table.Number
	}
	return 0
}

// of returns the rows that a unit reading a table runs over, in the order of
// the declaration.
func (t *tables) of(key string) []*row {
	n := t.number(key)
	rows := t.rows[n]
	if n == allInterfaces && t.filled["28-LogIntf"] {
		rows = append(append([]*row(nil), rows...), t.rows[logicalInterfaces]...)
	}
	return rows
}

// elsewhere are the ids of rows of any table that say they are seen as key:
// the same id in another table means the same thing.
func (t *tables) elsewhere(key string) []string {
	var ids []string
	for _, table := range t.std.Tables() {
		for _, r := range t.rows[table.Number] {
			if boundTo(r, key) {
				ids = append(ids, r.entry.ID)
			}
		}
	}
	return ids
}

// bind finds the row of a table that declares what an observation is about.
func (t *tables) bind(table string, o *assay.Observation) *row {
	return bind(t.of(table), o.About, append(namesFor(o), t.elsewhere(o.About)...))
}

// isFilled tells whether the maker filled a table at all: an empty one says
// "none", a missing one says nothing. A table of physical interfaces says
// nothing about services, and one of logical interfaces nothing about consoles.
func (t *tables) isFilled(key string, k factKind) bool {
	n := t.number(key)
	if n == allInterfaces && k == service {
		return t.filled["15-Intf"] || t.filled["28-LogIntf"]
	}
	if n == allInterfaces && k == console {
		return t.filled["15-Intf"]
	}
	table, ok := t.std.Table(key)
	if !ok {
		return false
	}
	for _, name := range namesOf(table) {
		if t.filled[name] {
			return true
		}
	}
	return n == allInterfaces && t.filled["28-LogIntf"]
}

// name is the key under which an observed thing that no row declares is
// entered: as filled, else as the method of the edition spells the table.
func (t *tables) name(key string, k factKind) string {
	table, ok := t.std.Table(key)
	if !ok {
		return key
	}
	candidates := namesOf(table)
	if table.Number == allInterfaces && k == service {
		candidates = []string{"28-LogIntf", "15-Intf"}
	}
	for _, name := range candidates {
		if t.filled[name] {
			return name
		}
	}
	if t.edition == standard.V2_1_1 {
		return table.KeyIn(standard.TS103701V1)
	}
	return candidates[0]
}

// single returns the one record of a single-record table, nil where not filled.
func (t *tables) single(key string) *row {
	if rows := t.rows[t.number(key)]; len(rows) > 0 {
		return rows[0]
	}
	return nil
}

// field returns a field of a row by its name in the pro forma, "" where empty.
func (r *row) field(name string) string {
	if v := r.entry.Fields[name]; v != "" {
		return v
	}
	if name == "Communication Mechanisms" { // renamed in V2.1.1
		return r.entry.Fields["Secure Communication Mechanisms"]
	}
	return ""
}

// refers returns the ids a field names, as a list or between words of a text.
func (r *row) refers(name string) []string {
	return strings.FieldsFunc(r.field(name), func(c rune) bool { return c == ',' || c == ';' || c == ' ' || c == '\n' })
}

// none tells the words with which a maker says that there is nothing.
func none(text string) bool {
	switch strings.ToLower(strings.Trim(strings.TrimSpace(text), ".")) {
	case "none", "no", "n/a", "na", "-", "–", "nil", "not applicable", "nothing":
		return true
	}
	return false
}
