package prefill

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sort"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/source/declaration"
	"github.com/assay-project/assay/standard"
)

// ErrDeclared is returned, wrapped, where a proposal would change what is
// declared and replacing it was not asked for.
var ErrDeclared = errors.New("the declaration says something there already")

// ErrVerify is returned, wrapped, where the edited text does not read as the old
// declaration with the accepted cells. It is never written then.
var ErrVerify = errors.New("the edited declaration would not read as it should")

// Accept writes proposals into the text of a declaration. What is there already
// is changed only by those in replace. The text is read again and must say what
// it said before and what was accepted, nothing else; otherwise the error wraps
// ErrLayout, ErrDeclared or ErrVerify, and no text is returned.
func Accept(path string, text []byte, accepted, replace []Proposal) ([]byte, error) {
	old, err := declaration.Parse(path, text)
	if err != nil {
		return nil, err
	}
	all, err := collect(accepted, replace)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return text, nil
	}
	doc, err := readDocument(text)
	if err != nil {
		return nil, err
	}
	for _, group := range groups(all) {
		if err := doc.write(group); err != nil {
			return nil, fmt.Errorf("%s: %w", group[0].rowAddress(), err)
		}
		if err := doc.parse(); err != nil {
			return nil, fmt.Errorf("%s: %w", group[0].rowAddress(), err)
		}
	}
	edited := doc.bytes()
	if err := verify(path, edited, old, all); err != nil {
		return nil, err
	}
	return edited, nil
}

// collect joins both lists, each address once, in the order of proposals.
func collect(accepted, replace []Proposal) ([]Proposal, error) {
	var all []Proposal
	forced := make(map[string]bool)
	for _, p := range replace {
		forced[p.Address()] = true
	}
	seen := make(map[string]bool)
	for _, p := range append(append([]Proposal(nil), accepted...), replace...) {
		switch {
		case seen[p.Address()] || p.State == Same:
			continue
		case p.State != New && !forced[p.Address()]:
			return nil, fmt.Errorf("%s: %w: %q", p.Address(), ErrDeclared, p.Declared)
		}
		seen[p.Address()] = true
		all = append(all, p)
	}
	return all, nil
}

// groups puts together what is written at once: all new rows of a table, and the
// cells of a row that stands there.
func groups(list []Proposal) [][]Proposal {
	var out [][]Proposal
	at := make(map[string]int)
	for _, p := range list {
		i, ok := at[p.Table]
		if !ok {
			i = len(out)
			at[p.Table] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], p)
	}
	// tables that others refer to come first, so that each step reads on its own
	sort.SliceStable(out, func(a, b int) bool { return order(out[a][0].Table) < order(out[b][0].Table) })
	return out
}

func order(table string) int {
	if t, ok := standard.EN303645().Table(table); ok {
		return t.Number
	}
	return 100
}

// verify reads the edited text and compares it with what it should say.
func verify(path string, edited []byte, old *assay.Declaration, accepted []Proposal) error {
	got, err := declaration.Parse(path, edited)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrVerify, err)
	}
	return equal(got, Merge(old, accepted))
}

func equal(got, want *assay.Declaration) error {
	if !reflect.DeepEqual(bare(got), bare(want)) {
		return fmt.Errorf("%w: it differs from the old one by more than what was accepted", ErrVerify)
	}
	return nil
}

// bare is a declaration without the places in its file.
func bare(d *assay.Declaration) *assay.Declaration {
	out := *d
	out.Path, out.Evidence = "", ""
	out.IXIT = make(map[string][]assay.IXITEntry)
	for key, rows := range d.IXIT {
		t, _ := standard.EN303645().Table(key)
		list := []assay.IXITEntry{}
		for _, r := range rows {
			r.Line = 0
			if len(r.Fields) == 0 {
				r.Fields = nil
			}
			list = append(list, r)
		}
		out.IXIT[t.Key] = list
	}
	out.ICS = make(map[string]assay.ICS)
	for edition, ics := range d.ICS {
		answers := make(map[string]assay.ICSAnswer)
		for id, a := range ics.Provisions {
			a.Line = 0
			answers[id] = a
		}
		out.ICS[edition] = assay.ICS{Conditions: filled(ics.Conditions), Features: filled(ics.Features), Provisions: answers}
	}
	out.Facts = filled(d.Facts)
	out.Decisions = slices.Clone(d.Decisions)
	for i := range out.Decisions {
		out.Decisions[i].Line = 0
	}
	out.Sources = slices.Clone(d.Sources)
	for i := range out.Sources {
		out.Sources[i].Line = 0
	}
	return &out
}

func filled(m map[string]bool) map[string]bool {
	if m == nil {
		return map[string]bool{}
	}
	return m
}

// Merge returns a declaration with the accepted proposals in it. The old one is
// left as it is.
func Merge(old *assay.Declaration, accepted []Proposal) *assay.Declaration {
	d := *old
	d.Facts = maps.Clone(filled(old.Facts))
	d.ICS, d.IXIT = make(map[string]assay.ICS), make(map[string][]assay.IXITEntry)
	for edition, ics := range old.ICS {
		d.ICS[edition] = assay.ICS{Conditions: maps.Clone(filled(ics.Conditions)), Features: maps.Clone(filled(ics.Features)), Provisions: maps.Clone(ics.Provisions)}
	}
	for key, rows := range old.IXIT {
		list := []assay.IXITEntry{}
		for _, r := range rows {
			r.Fields = maps.Clone(r.Fields)
			list = append(list, r)
		}
		d.IXIT[key] = list
	}
	for i := range accepted {
		mergeOne(&d, &accepted[i])
	}
	return &d
}

func mergeOne(d *assay.Declaration, p *Proposal) {
	if edition, ok := strings.CutPrefix(p.Table, "ics/"); ok {
		ics := d.ICS[edition]
		if ics.Provisions == nil {
			ics = assay.ICS{Conditions: map[string]bool{}, Features: map[string]bool{}, Provisions: map[string]assay.ICSAnswer{}}
		}
		into := ics.Conditions
		if p.Row == "features" {
			into = ics.Features
		}
		into[p.Field] = p.Value == "true"
		d.ICS[edition] = ics
		return
	}
	if t, ok := standard.EN303645().Table(p.Table); ok {
		mergeCell(d, t, p)
		return
	}
	if p.Table == "facts" {
		d.Facts[p.Field] = p.Value == "true"
		return
	}
	*plainField(d, p) = p.Value
}

func mergeCell(d *assay.Declaration, t *standard.IXITTable, p *Proposal) {
	key := declaredKey(d, t)
	if key == "" {
		key = t.Key
	}
	at := -1
	for i := range d.IXIT[key] {
		if t.Single() || d.IXIT[key][i].ID == p.Row {
			at = i
		}
	}
	if at < 0 {
		d.IXIT[key] = append(d.IXIT[key], assay.IXITEntry{ID: p.Row, Fields: map[string]string{}})
		at = len(d.IXIT[key]) - 1
	}
	r := &d.IXIT[key][at]
	if p.Field == "observed" {
		r.Observed = append([]string(nil), p.List...)
		return
	}
	if r.Fields == nil {
		r.Fields = map[string]string{}
	}
	r.Fields[fieldName(t, p.Field)] = p.Value
}

// write puts the proposals of one table into the text.
func (d *document) write(group []Proposal) error {
	if t, ok := standard.EN303645().Table(group[0].Table); ok {
		return d.writeTable(t, group)
	}
	path := strings.Split(group[0].Table, "/")
	byRow := make(map[string][]Proposal)
	var rows []string
	for _, p := range group {
		if byRow[p.Row] == nil {
			rows = append(rows, p.Row)
		}
		byRow[p.Row] = append(byRow[p.Row], p)
	}
	for _, row := range rows {
		full := path
		if row != "" {
			full = append(slices.Clone(path), row)
		}
		if err := d.writePairs(full, byRow[row]); err != nil {
			return err
		}
		if err := d.parse(); err != nil {
			return err
		}
	}
	return nil
}

// writePairs writes keys into the mapping at a path, making what is missing.
func (d *document) writePairs(path []string, list []Proposal) error {
	target := value{kind: mapping}
	var standing []Proposal
	have, _ := d.at(path)
	for _, p := range list {
		if have != nil {
			if in, ok := asPairs(have.Value); ok && in.get(same(p.Field)) != nil {
				standing = append(standing, p)
				continue
			}
		}
		target.pairs = append(target.pairs, entry{key: p.Field, value: p.yaml()})
	}
	for _, p := range standing {
		have, _ := d.at(path)
		in, _ := asPairs(have.Value)
		if err := d.replace(in.get(same(p.Field)), p.yaml()); err != nil {
			return err
		}
		if err := d.parse(); err != nil {
			return err
		}
	}
	if len(target.pairs) == 0 {
		return nil
	}
	return d.grow(path, target)
}

// grow puts pairs into the mapping at a path. Missing keys are made; an edition
// of the ICS cannot be without its answers, be they none.
func (d *document) grow(path []string, target value) error {
	if have, _ := d.at(path); have != nil && !isNull(have.Value) {
		for _, e := range target.pairs {
			have, _ := d.at(path)
			in, ok := asPairs(have.Value)
			if !ok {
				return d.refuse(have.Key.GetToken().Position.Line, "something other than keys")
			}
			if err := d.put(in, e); err != nil {
				return err
			}
			if err := d.parse(); err != nil {
				return err
			}
		}
		return nil
	}
	e := entry{key: path[len(path)-1], value: target}
	if len(path) == 1 {
		return d.putAt(nil, e)
	}
	parent := path[:len(path)-1]
	above := value{kind: mapping, pairs: []entry{e}}
	if have, _ := d.at(parent); (have == nil || isNull(have.Value)) && len(parent) == 2 && parent[0] == "ics" {
		above.pairs = append(above.pairs, entry{key: "provisions", value: value{kind: mapping}})
	}
	if have, _ := d.at(path); have != nil { // the key stands there without a value
		return d.underKey(have, target)
	}
	return d.grow(parent, above)
}

// putAt puts a pair into the mapping a key holds, nil for the top.
func (d *document) putAt(key *ast.MappingValueNode, e entry) error {
	n := d.root
	if key != nil {
		n = key.Value
	} else if have := top(d.root).get(same(e.key)); have != nil {
		return d.underKey(have, e.value)
	}
	in, ok := asPairs(n)
	if !ok {
		return fmt.Errorf("%w: %s", ErrLayout, e.key)
	}
	return d.put(in, e)
}

// underKey writes pairs below a key that has no value.
func (d *document) underKey(key *ast.MappingValueNode, v value) error {
	for i := len(v.pairs) - 1; i >= 0; i-- { // each becomes the first
		if err := d.putUnder(key, v.pairs[i]); err != nil {
			return err
		}
	}
	return nil
}

func top(n ast.Node) pairs {
	p, _ := asPairs(n)
	return p
}

// at follows keys from the top, nil where one is missing.
func (d *document) at(path []string) (*ast.MappingValueNode, bool) {
	in := top(d.root)
	var found *ast.MappingValueNode
	for i, key := range path {
		if found = in.get(keyed(path, i, key)); found == nil {
			return nil, false
		}
		in, _ = asPairs(found.Value)
	}
	return found, true
}

// keyed says which keys stand for one of a path: editions and tables have more
// than one spelling.
func keyed(path []string, i int, key string) func(string) bool {
	switch {
	case i == 1 && path[0] == "ics":
		return func(s string) bool { return strings.TrimPrefix(strings.TrimPrefix(s, "V"), "v") == key }
	case i == 1 && path[0] == "ixit":
		want, _ := standard.EN303645().Table(key)
		return func(s string) bool {
			t, ok := standard.EN303645().Table(s)
			return ok && t.Number == want.Number
		}
	}
	return same(key)
}

func same(key string) func(string) bool { return func(s string) bool { return s == key } }

// writeTable writes cells of an IXIT table: those of rows that stand there into
// them, the others as new rows.
func (d *document) writeTable(t *standard.IXITTable, group []Proposal) error {
	path := []string{"ixit", t.Key}
	if t.Single() {
		return d.writePairs(path, group)
	}
	var fresh []value
	index := make(map[string]int)
	for i := range group {
		p := &group[i]
		if row := d.row(path, p.Row); row != nil {
			if err := d.writeCell(t, row, p); err != nil {
				return err
			}
			if err := d.parse(); err != nil {
				return err
			}
			continue
		}
		at, ok := index[p.Row]
		if !ok {
			at = len(fresh)
			index[p.Row] = at
			fresh = append(fresh, value{kind: mapping, pairs: []entry{{key: "id", value: value{text: scalar(p.Row)}}}, notes: cite(p)})
		}
		fresh[at].pairs = append(fresh[at].pairs, entry{key: p.Field, value: p.yaml()})
	}
	if len(fresh) == 0 {
		return nil
	}
	have, _ := d.at(path)
	if have != nil && !isNull(have.Value) {
		return d.addRows(have, fresh)
	}
	return d.grow(path[:1], value{kind: mapping, pairs: []entry{{key: t.Key, value: value{kind: list, items: fresh}}}})
}

// cite is the comment before a new row: where it was seen.
func cite(p *Proposal) []string {
	if len(p.Where) == 0 {
		return nil
	}
	return []string{"seen: " + Place(p.Where[0])}
}

// row finds the row of a table, nil where there is none.
func (d *document) row(path []string, id string) ast.Node {
	have, _ := d.at(path)
	if have == nil {
		return nil
	}
	seq, ok := have.Value.(*ast.SequenceNode)
	if !ok {
		return nil
	}
	for _, n := range seq.Values {
		p, ok := asPairs(n)
		if !ok {
			continue
		}
		if v := p.get(same("id")); v != nil && v.Value != nil && strings.TrimSpace(v.Value.GetToken().Value) == id {
			return n
		}
	}
	return nil
}

func (d *document) writeCell(t *standard.IXITTable, row ast.Node, p *Proposal) error {
	in, _ := asPairs(row)
	name := fieldName(t, p.Field)
	have := in.get(func(s string) bool { return s == p.Field || name != "" && fieldName(t, s) == name })
	if have != nil {
		return d.replace(have, p.yaml())
	}
	return d.put(in, entry{key: p.Field, value: p.yaml()})
}

// yaml is how the value of a proposal is written.
func (p *Proposal) yaml() value {
	if !p.list && p.List == nil {
		return value{text: scalar(p.Value)}
	}
	v := value{kind: list}
	for _, item := range p.List {
		v.items = append(v.items, value{text: scalar(item)})
	}
	return v
}
