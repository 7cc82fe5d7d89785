package document

import (
	"fmt"
	"sort"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// ixitForm is the implementation extra information, table by table in the order
// of the pro forma, with the observed things bound to each row and what
// contradicts it.
func ixitForm(d *draft) {
	e := d.edition()
	d.head(e)
	d.declaredICS(e) // what is owed follows from it
	method := standard.MethodFor(e)
	owed := d.owed(e, method)
	for _, t := range standard.EN303645().Tables() {
		name, entries, declared := d.rows(t)
		by := owed[t.Key]
		if !declared && len(by) == 0 {
			continue
		}
		if !declared {
			key := "ixit." + t.Key
			d.problem(Problem{Reason: Missing, Fact: key, What: fmt.Sprintf("table %s (%s) is owed for %s", t.KeyIn(method), lower(t.Title), strings.Join(short(by, 4), ", ")),
				Mend: "write its rows, or [] where there are none", Where: declaredAt(key), Clause: "TS 103 701 Annex A"})
		}
		d.section(d.ixitTable(t, name, method, entries, declared))
	}
	d.note("Names of fields are those of the pro forma; explanations are left out, the standard's own text decides.")
}

// owed lists which tables the claimed provisions need, with those provisions.
func (d *draft) owed(e standard.Edition, method standard.MethodID) map[string][]string {
	s := standard.EN303645()
	owed := map[string][]string{}
	m, ok := s.Method(method)
	if !ok {
		return owed
	}
	for _, p := range s.Provisions(e) {
		if !d.claimed(string(e), p.ID) {
			continue
		}
		keys := map[string]bool{}
		for _, ref := range s.RequiredIXIT(p.ID) {
			if method == standard.TS103701V1 {
				keys[ref.Table] = true
			}
		}
		for _, c := range m.CasesOf(p.ID) {
			for _, table := range c.IXIT {
				keys[table] = true
			}
		}
		for _, key := range sortedNames(keys) {
			if t, ok := s.Table(key); ok {
				owed[t.Key] = append(owed[t.Key], p.ID)
			}
		}
	}
	for key, by := range owed {
		owed[key] = once(by)
	}
	return owed
}

// rows are the declared rows of a table, under the newer of its names or the
// older one, and that name.
func (d *draft) rows(t *standard.IXITTable) (name string, entries []assay.IXITEntry, declared bool) {
	for _, name := range []string{t.Key, t.KeyIn(standard.TS103701V1)} {
		if entries, ok := d.in.Declaration.IXIT[name]; ok {
			return name, entries, true
		}
	}
	return t.Key, nil, false
}

func (d *draft) ixitTable(t *standard.IXITTable, name string, method standard.MethodID, entries []assay.IXITEntry, declared bool) Section {
	title := "IXIT " + t.KeyIn(method) + ": " + t.Title
	s := Section{Title: title}
	switch {
	case !declared:
		s.Text = []string{"Not given."}
	case len(entries) == 0:
		s.Text = []string{"None: the maker declares that there is nothing to list."}
	}
	for _, entry := range entries {
		key := strings.TrimSuffix(name+"/"+entry.ID, "/")
		table := Table{Caption: entry.ID, Columns: []string{"Field", "Value"}}
		for _, f := range t.Fields {
			value := fieldValue(entry.Fields, f.Name)
			if value == "" {
				if f.Required == "always" && !strings.EqualFold(f.Name, "ID") {
					d.problem(Problem{Reason: Missing, Fact: "ixit." + key + "." + f.Name, What: fmt.Sprintf("%s of %s is not given", lower(f.Name), key), Mend: "write " + or(f.Enter, "it"), Where: declaredAt("ixit." + name), Clause: "TS 103 701 Annex A"})
				}
				continue
			}
			table.Rows = append(table.Rows, Row{Cells: []string{f.Name, value}, State: "declared", Backing: &Backing{Basis: assay.Declared, Source: declaredAt("ixit." + name)}})
		}
		if len(entry.Observed) > 0 {
			table.Rows = append(table.Rows, Row{Cells: []string{"Bound to what is observed", strings.Join(entry.Observed, ", ")}, State: "declared", Backing: &Backing{Basis: assay.Declared, Source: declaredAt("ixit." + name)}})
		}
		table.Rows = append(table.Rows, d.entryResults(key, method)...)
		s.Tables = append(s.Tables, table)
	}
	if seen := d.undeclared(name); len(seen.Rows) > 0 {
		s.Tables = append(s.Tables, seen)
	}
	return s
}

// fieldValue finds a field by the standard's name, whatever the spelling of the
// declaration.
func fieldValue(fields map[string]string, name string) string {
	if v, ok := fields[name]; ok {
		return v
	}
	fold := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r == ' ' || r == '_' || r == '-' || r == '/' {
				return -1
			}
			return r
		}, strings.ToLower(s))
	}
	for _, k := range sortedNames(fields) {
		if fold(k) == fold(name) {
			return fields[k]
		}
	}
	return ""
}

// entryResults are the unit results that an assessment gave for one entry.
func (d *draft) entryResults(entry string, method standard.MethodID) []Row {
	if d.in.Assessment == nil {
		return nil
	}
	var rows []Row
	for _, v := range d.in.Assessment.Verdicts {
		if v.Scope != assay.ScopeUnitResult || v.Entry != entry || standard.MethodFor(standard.Edition(v.Edition)) != method || v.Verdict != assay.Fail && v.Verdict != assay.Pass {
			continue
		}
		state := "met"
		if v.Verdict == assay.Fail {
			state = "contradicted"
		}
		rows = append(rows, Row{Cells: []string{"Observed, " + v.ID, verdictWord(v.Verdict)}, State: state, Backing: &Backing{Basis: v.Basis, IDs: v.Because}})
	}
	return rows
}

// undeclared lists what was observed that no row of a table declares.
func (d *draft) undeclared(table string) Table {
	t := Table{Caption: "Observed and not declared", Columns: []string{"What", "By"}}
	if d.in.Assessment == nil {
		return t
	}
	seen := map[string]bool{}
	for _, o := range d.in.Assessment.Observations {
		for _, b := range o.Bears {
			about, ok := strings.CutPrefix(b.Entry, table+"/observed:")
			if !ok || seen[about] || b.Effect != assay.Refutes {
				continue
			}
			seen[about] = true
			t.Rows = append(t.Rows, Row{Cells: []string{about, o.Summary}, State: "contradicted", Backing: &Backing{Basis: o.Basis, IDs: []string{o.ID}}})
		}
	}
	for _, v := range d.in.Assessment.Verdicts {
		about, ok := strings.CutPrefix(v.Entry, table+"/observed:")
		if ok && !seen[about] && v.Verdict == assay.Fail {
			seen[about] = true
			t.Rows = append(t.Rows, Row{Cells: []string{about, v.ID + " " + verdictWord(v.Verdict)}, State: "contradicted", Backing: &Backing{Basis: v.Basis, IDs: v.Because}})
		}
	}
	return t
}

func sortedNames[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for k := range m {
		names = append(names, k)
	}
	sort.Strings(names)
	return names
}

func once(list []string) []string {
	seen := map[string]bool{}
	var kept []string
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			kept = append(kept, s)
		}
	}
	return kept
}

// short cuts a list and says how much was cut.
func short(list []string, most int) []string {
	if len(list) <= most {
		return list
	}
	return append(append([]string(nil), list[:most]...), fmt.Sprintf("%d more", len(list)-most))
}
