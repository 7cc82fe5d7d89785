package prefill

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/standard"
)

// gathering is the work of one Propose: rows of IXIT tables and single values,
// in the order they were found.
type gathering struct {
	in           *check.Input
	observations []assay.Observation
	declared     *assay.Declaration
	errors       []assay.CheckError

	rows   []*row
	values []Proposal // outside the IXIT
	known  map[string]bool

	// found for other steps: who can log in where, by fact key of the service
	logins map[string][]*row
}

// row is a row of an IXIT table that the evidence speaks of.
type row struct {
	table string
	name  string   // what its id is made from
	names []string // it may be declared under
	keys  []string // fact keys it is seen under
	cells []cell
	where []assay.Where
	id    string // settled last
}

// cell is one field of a row, named as in the pro forma.
type cell struct {
	field, value string
	list         bool
	items        []string
	refs         []*row // rows it names, in place of items
	why          string
	where        []assay.Where
	confidence   Confidence
}

// add adds a row. Its cells follow.
func (g *gathering) add(table, name string, where []assay.Where, keys ...string) *row {
	r := &row{table: table, name: name, names: []string{name}, where: few(where)}
	r.see(keys...)
	g.rows = append(g.rows, r)
	return r
}

// see adds fact keys that a declaration can hold.
func (r *row) see(keys ...string) {
	for _, k := range keys {
		if k = clean(k); k != "" && !strings.ContainsAny(k, " \t\n") && !contains(r.keys, k) && len(r.keys) < 16 {
			r.keys = append(r.keys, k)
		}
	}
}

// say fills a cell. An empty text says nothing.
func (r *row) say(field, value, why string, confidence Confidence, where ...assay.Where) {
	if value == "" {
		return
	}
	r.cells = append(r.cells, cell{field: field, value: shorten(clean(value), maxText), why: why, where: r.at(where), confidence: confidence})
}

// name fills a cell with references to other rows; none of them is an answer too.
func (r *row) refer(field string, rows []*row, why string, confidence Confidence, where ...assay.Where) {
	r.cells = append(r.cells, cell{field: field, list: true, refs: rows, why: why, where: r.at(where), confidence: confidence})
}

func (r *row) at(where []assay.Where) []assay.Where {
	if len(where) == 0 {
		return r.where
	}
	return few(where)
}

// value proposes something outside the IXIT, the first time it is said.
func (g *gathering) value(table, row, field, value, why string, confidence Confidence, where ...assay.Where) {
	p := Proposal{Table: table, Row: row, Field: field, Value: value, Why: clean(why), Where: few(where), Confidence: confidence, State: New}
	if g.known == nil {
		g.known = make(map[string]bool)
	}
	if g.known[p.Address()] {
		return
	}
	g.known[p.Address()] = true
	g.values = append(g.values, p)
}

// claim says that something exists, in the words of every list that asks for it:
// features and conditions of both status tables, product facts. Each name is
// "3.1.3/a", "2.1.1/1" or a product fact.
func (g *gathering) claim(names string, why string, confidence Confidence, where ...assay.Where) {
	for _, name := range strings.Fields(names) {
		edition, id, inICS := strings.Cut(name, "/")
		kind := "conditions"
		if inICS && strings.Trim(id, "0123456789") != "" {
			kind = "features"
		}
		if inICS {
			g.value("ics/"+edition, kind, id, "true", why, confidence, where...)
		} else {
			g.value("facts", "", name, "true", why, confidence, where...)
		}
	}
}

// settle gives rows their ids, resolves references and compares everything with
// what is declared.
func (g *gathering) settle() []Proposal {
	g.merge()
	g.identify()
	var out []Proposal
	for _, t := range standard.EN303645().Tables() {
		have := declaredRows(g.declared, t)
		for _, r := range g.rows {
			if r.table == t.Key {
				out = append(out, r.proposals(t, have)...)
			}
		}
	}
	sort.SliceStable(g.values, func(i, j int) bool { return before(&g.values[i], &g.values[j]) })
	for i := range g.values {
		p := g.values[i]
		compareValue(g.declared, &p)
		out = append(out, p)
	}
	return dedupe(out)
}

// before orders values by table, row and field, numbers as numbers.
func before(a, b *Proposal) bool {
	if a.Table != b.Table {
		return a.Table < b.Table
	}
	if a.Row != b.Row {
		return a.Row < b.Row
	}
	if len(a.Field) != len(b.Field) && a.Row != "" {
		return len(a.Field) < len(b.Field)
	}
	return a.Field < b.Field
}

// merge puts rows together that the declaration knows as one, and keeps the
// first cell of each field.
func (g *gathering) merge() {
	byDeclared := make(map[string]*row)
	for _, r := range g.rows {
		t, _ := standard.EN303645().Table(r.table)
		entry := bound(declaredRows(g.declared, t).rows, r)
		if entry == nil {
			continue
		}
		r.id = entry.ID
		key := r.table + "/" + r.id
		if first := byDeclared[key]; first != nil {
			first.see(r.keys...)
			continue
		}
		byDeclared[key] = r
	}
}

// identify gives an id to every row that has none: its name, made unique in the
// table.
func (g *gathering) identify() {
	taken := make(map[string]bool)
	for _, t := range standard.EN303645().Tables() {
		for _, e := range declaredRows(g.declared, t).rows {
			taken[t.Key+"/"+e.ID] = true
		}
	}
	for _, r := range g.rows {
		if r.id != "" {
			continue
		}
		base := identifier(r.name)
		r.id = base
		for n := 2; taken[r.table+"/"+r.id]; n++ {
			r.id = base + "-" + strconv.Itoa(n)
		}
		taken[r.table+"/"+r.id] = true
	}
}

// proposals turns a row into proposals: what it is seen under first, then its
// fields in the order of the pro forma.
func (r *row) proposals(t *standard.IXITTable, have declared) []Proposal {
	entry := have.row(r.id)
	var out []Proposal
	if !t.Single() {
		for _, f := range t.Fields {
			for _, c := range r.cells {
				if c.field == f.Name {
					out = append(out, r.proposal(c, entry, have))
				}
			}
		}
		if len(r.keys) > 0 && (entry == nil || len(entry.Observed) == 0) {
			out = append(out, r.proposal(cell{field: "observed", list: true, items: r.keys, where: r.where, confidence: High,
				why: "the keys under which it is seen"}, entry, have))
		}
		return out
	}
	for _, f := range t.Fields {
		for _, c := range r.cells {
			if c.field == f.Name {
				out = append(out, r.proposal(c, have.record(), have))
			}
		}
	}
	return out
}

func (r *row) proposal(c cell, entry *assay.IXITEntry, have declared) Proposal {
	p := Proposal{Table: r.table, Row: r.id, Field: spelling(c.field), Value: c.value, Why: clean(c.why), Where: c.where, Confidence: c.confidence, list: c.list}
	if t, _ := standard.EN303645().Table(r.table); t.Single() {
		p.Row = ""
	}
	if c.list {
		p.List = append([]string{}, c.items...)
		for _, ref := range c.refs {
			if !contains(p.List, ref.id) {
				p.List = append(p.List, ref.id)
			}
		}
		p.Value = strings.Join(p.List, ", ")
	}
	compare(&p, c, entry, have)
	return p
}

// dedupe keeps the first proposal for an address.
func dedupe(list []Proposal) []Proposal {
	seen := make(map[string]bool)
	var out []Proposal
	for _, p := range list {
		if !seen[p.Address()] {
			seen[p.Address()] = true
			out = append(out, p)
		}
	}
	return out
}

// maxWhere is how many places a proposal cites.
const maxWhere = 4

func few(where []assay.Where) []assay.Where {
	if where == nil {
		return []assay.Where{}
	}
	return where[:min(len(where), maxWhere):min(len(where), maxWhere)]
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// Place writes where something was seen: a path chain with its line or offset, or
// an address on the web.
func Place(w assay.Where) string {
	place := w.Path
	switch {
	case place == "" && w.URL != "":
		place = w.URL
	case place == "" && w.Address != "":
		place = w.Address
	case place == "":
		place = w.Evidence
	}
	switch {
	case w.Line > 0:
		place += ":" + strconv.Itoa(w.Line)
	case w.Offset != nil:
		place += fmt.Sprintf("@0x%x", *w.Offset)
	}
	return clean(place)
}
