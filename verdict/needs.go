package verdict

import (
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// Gap is a part of the IXIT that claimed provisions owe and that is empty: a table,
// or a field of a row.
type Gap struct {
	Provisions []string // in the order of the standard
	Table      string   // as declared, else as the edition spells it
	Entry      string   // key of the row; "" where the whole table is missing
	Field      string   // by its name in the pro forma; "" for a table
	Write      string   // what to write, in our words
}

// missing is the gap as results name it: "IXIT 1-AuthMech/web: Security Guarantees".
func (g Gap) missing() string {
	if g.Field == "" {
		return "IXIT " + g.Table
	}
	return "IXIT " + g.Entry + ": " + g.Field
}

// owes names, for each provision claimed Yes, the tables and fields it owes (Table
// B.1 of TS 103 701 V1.1.1, and what stands for it in V3.1.3) that are not filled.
// An open group says so among what is missing.
func (j *judge) owes(groups []*group) {
	at := make(map[string]int)
	for _, g := range groups {
		if !j.declared() || g.answer.Support != "Y" {
			continue
		}
		for _, gap := range j.gapsOf(g.provision) {
			if g.judgement == assay.Inconclusive || g.judgement == assay.NotAssessed {
				g.missing = once(append(g.missing, gap.missing()))
			}
			key := gap.missing()
			if i, seen := at[key]; seen {
				j.ixit[i].Provisions = append(j.ixit[i].Provisions, g.provision.ID)
				continue
			}
			gap.Provisions = []string{g.provision.ID}
			at[key] = len(j.ixit)
			j.ixit = append(j.ixit, gap)
		}
	}
}

func (j *judge) gapsOf(p *standard.Provision) []Gap {
	var out []Gap
	for _, ref := range j.std.Needs(p, j.in.Edition) {
		t, ok := j.std.Table(ref.Table)
		if !ok {
			continue
		}
		if !j.tables.isFilled(ref.Table, whole) {
			out = append(out, Gap{Table: j.tables.name(ref.Table, whole), Write: t.Lists})
			continue
		}
		for _, r := range j.tables.rows[t.Number] {
			for _, name := range ref.Fields {
				if f, ok := t.FieldOf(name); ok && name != "ID" && j.owed(t, f, r) && !j.has(t, r, name) {
					out = append(out, Gap{Table: r.table, Entry: r.key, Field: name, Write: f.Enter})
				}
			}
		}
	}
	return out
}

// has tells whether a row fills a field. An empty list of references is an answer:
// there is none.
func (j *judge) has(t *standard.IXITTable, r *row, name string) bool {
	if r.field(name) != "" {
		return true
	}
	if _, refers := j.std.Reference(t, name); !refers {
		return false
	}
	for _, n := range []string{name, strings.TrimPrefix(name, "Secure "), "Secure " + name} {
		if _, given := r.entry.Fields[n]; given {
			return true
		}
	}
	return r.field(strings.TrimPrefix(name, "Secure ")) != ""
}

// owed tells whether a field must be filled in a row: always, or because of what the
// row and the ICS say. A condition that nobody states owes nothing yet.
func (j *judge) owed(t *standard.IXITTable, f standard.IXITField, r *row) bool {
	when, conditional := j.std.Owed(t.Key, f.Name)
	switch {
	case f.Required == "always":
		return true
	case f.Required != "conditional" || !conditional || when.Never:
		return false
	}
	if when.WhenField != "" {
		text := fieldText(r, when.WhenField)
		if !hasAny(text, when.Has) || hasAny(text, when.Without) {
			return false
		}
	}
	if key := when.Holds[j.in.Edition]; key != "" {
		t, _ := j.truth(key, unsaid)
		return t == met
	}
	return true
}

func hasAny(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}
