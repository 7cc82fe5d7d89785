package prefill

import (
	"sort"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/source/declaration"
	"github.com/assay-project/assay/standard"
)

// declared is a table as the declaration has it.
type declared struct {
	given bool // the table stands there, if only to say that there is nothing
	rows  []assay.IXITEntry
}

// declaredRows finds a table under either of its names.
func declaredRows(d *assay.Declaration, t *standard.IXITTable) declared {
	if d == nil {
		return declared{}
	}
	if key := declaredKey(d, t); key != "" {
		return declared{given: true, rows: d.IXIT[key]}
	}
	return declared{}
}

// declaredKey is the name under which a declaration has a table, "" where it has
// not.
func declaredKey(d *assay.Declaration, t *standard.IXITTable) string {
	var keys []string
	for key := range d.IXIT {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	for _, key := range keys {
		if other, ok := standard.EN303645().Table(key); ok && other.Number == t.Number {
			return key
		}
	}
	return ""
}

func (d declared) row(id string) *assay.IXITEntry {
	for i := range d.rows {
		if d.rows[i].ID == id {
			return &d.rows[i]
		}
	}
	return nil
}

func (d declared) record() *assay.IXITEntry {
	if len(d.rows) == 0 {
		return nil
	}
	return &d.rows[0]
}

// bound finds the declared row that speaks of a row: by the keys it is seen
// under, by the port its id or description names, by its name.
func bound(rows []assay.IXITEntry, r *row) *assay.IXITEntry {
	for _, fits := range []func(*assay.IXITEntry) bool{
		func(e *assay.IXITEntry) bool { return overlap(e.Observed, r.keys) },
		func(e *assay.IXITEntry) bool { return namesPort(e, r.keys) },
		func(e *assay.IXITEntry) bool { return goesBy(e, r.names) },
	} {
		for i := range rows {
			if fits(&rows[i]) {
				return &rows[i]
			}
		}
	}
	return nil
}

func overlap(a, b []string) bool {
	for _, x := range a {
		if contains(b, x) {
			return true
		}
	}
	return false
}

// namesPort looks for tcp/23 or "port 23" in the words of a row.
func namesPort(e *assay.IXITEntry, keys []string) bool {
	words := strings.FieldsFunc(strings.ToLower(e.ID+" "+e.Fields["Description"]), func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '/')
	})
	for _, key := range keys {
		protocol, port, ok := strings.Cut(key, "/")
		if !ok || protocol != "tcp" && protocol != "udp" {
			continue
		}
		for i, w := range words {
			if w == key || w == port && i > 0 && (words[i-1] == "port" || words[i-1] == protocol) {
				return true
			}
		}
	}
	return false
}

func goesBy(e *assay.IXITEntry, names []string) bool {
	for _, n := range names {
		if n != "" && strings.EqualFold(e.ID, identifier(n)) {
			return true
		}
	}
	return false
}

// compare holds a proposed cell against the declared row, nil where there is
// none.
func compare(p *Proposal, c cell, entry *assay.IXITEntry, have declared) {
	p.State = New
	if entry == nil {
		if have.given && len(have.rows) == 0 {
			p.State, p.Declared = Differs, "none of this kind"
		}
		return
	}
	text, given := entry.Fields[c.field]
	if c.field == "observed" {
		text, given = strings.Join(entry.Observed, ", "), len(entry.Observed) > 0
	}
	if !given {
		return
	}
	p.Declared, p.State = text, relation(p, c, text)
}

// relation compares what can be compared without understanding prose: closed
// values, lists, the kinds of credential. Own words are left to a person.
func relation(p *Proposal, c cell, text string) State {
	if strings.EqualFold(strings.TrimSpace(text), p.Value) {
		return Same
	}
	t, _ := standard.EN303645().Table(p.Table)
	for _, f := range t.Fields {
		if f.Name != c.field {
			continue
		}
		if f.ValuesClosed || p.list && !strings.Contains(text, " ") || p.list && len(p.List) > 0 && sameList(p.List, text) {
			if p.list && sameList(p.List, text) {
				return Same
			}
			return Differs
		}
		if a, b := valueIn(f.Values, p.Value), valueIn(f.Values, text); a != "" && b != "" && a != b {
			return Differs
		}
	}
	return Declared
}

// valueIn is the listed value that a text begins with.
func valueIn(values []string, text string) string {
	for _, v := range values {
		if strings.HasPrefix(strings.ToLower(text), strings.ToLower(v)) {
			return v
		}
	}
	return ""
}

func sameList(items []string, text string) bool {
	var have []string
	for _, part := range strings.Split(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			have = append(have, part)
		}
	}
	want := append([]string(nil), items...)
	sort.Strings(have)
	sort.Strings(want)
	return strings.Join(have, "\n") == strings.Join(want, "\n")
}

// compareValue holds a value outside the IXIT against the declaration.
func compareValue(d *assay.Declaration, p *Proposal) {
	p.State = New
	text, given := valueOf(d, p)
	if !given {
		return
	}
	p.Declared, p.State = text, Differs
	if strings.EqualFold(text, p.Value) {
		p.State = Same
	}
}

// valueOf reads what a declaration says at the place of a proposal outside the
// IXIT.
func valueOf(d *assay.Declaration, p *Proposal) (string, bool) {
	if d == nil {
		return "", false
	}
	if edition, ok := strings.CutPrefix(p.Table, "ics/"); ok {
		list := d.ICS[edition].Conditions
		if p.Row == "features" {
			list = d.ICS[edition].Features
		}
		return boolean(list, p.Field)
	}
	if p.Table == "facts" {
		return boolean(d.Facts, p.Field)
	}
	text := *plainField(d, p)
	return text, text != ""
}

func boolean(list map[string]bool, key string) (string, bool) {
	value, ok := list[key]
	if value {
		return "true", ok
	}
	return "false", ok
}

// plainField is the text of a declaration that a proposal is for.
func plainField(d *assay.Declaration, p *Proposal) *string {
	switch p.Table + "/" + p.Field {
	case "support/until":
		return &d.Support.Until
	case "support/published_at":
		return &d.Support.PublishedAt
	case "disclosure/policy":
		return &d.Disclosure.PolicyURL
	case "disclosure/contact":
		return &d.Disclosure.Contact
	case "disclosure/acknowledged_in":
		return &d.Disclosure.AcknowledgedIn
	case "disclosure/updates_every":
		return &d.Disclosure.UpdatesEvery
	}
	return new(string)
}

// fieldName is the pro forma's name of a field as assay.yaml writes it.
func fieldName(t *standard.IXITTable, written string) string {
	for _, f := range t.Fields {
		if declaration.Spelling(f.Name) == written || f.Name == written {
			return f.Name
		}
	}
	return ""
}
