package declaration

import (
	"slices"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

func (f *RowsForm) decode(n *node, _ *complaints) { f.at = n }

// maxID is what a row id may have: it becomes part of entry keys.
const maxID = 64

// readTable reads an IXIT table by the layout the standard gives it: a list of
// rows with ids, or one record.
func readTable(key string, f RowsForm, c *complaints) []assay.IXITEntry {
	t, _ := standard.EN303645().Table(key)
	n := f.at
	switch {
	case n.kind == null:
		c.at(n, "write [] where there is none of this kind, or remove the table", "table %s is empty", key)
		return nil
	case t.Single() && n.kind == mapping:
		return []assay.IXITEntry{readRow(t, n, c)}
	case t.Single():
		c.at(n, "write its fields below it, without -", "table %s is one record, not %s", key, n.kind)
		return nil
	case n.kind != sequence:
		c.at(n, "write - before each row", "table %s is a list of rows, not %s", key, n.kind)
		return nil
	}
	return readRows(key, t, n, c)
}

func readRows(key string, t *standard.IXITTable, n *node, c *complaints) []assay.IXITEntry {
	rows := []assay.IXITEntry{}
	lines := make(map[string]int)
	for _, item := range n.items {
		if item.kind != mapping {
			c.at(item, "write id: and the fields of the row", "%s where a row is needed", item.kind)
			continue
		}
		row := readRow(t, item, c)
		if item.get("id") == nil {
			c.at(item, "an id is a short name, such as web", "a row of %s without id", key)
			continue
		}
		if row.ID != "" && lines[row.ID] > 0 {
			c.at(item, "ids are unique in a table", "%s has a row %q in line %d already", key, row.ID, lines[row.ID])
			continue
		}
		lines[row.ID] = row.Line
		rows = append(rows, row)
	}
	return rows
}

func readRow(t *standard.IXITTable, n *node, c *complaints) assay.IXITEntry {
	row := assay.IXITEntry{Fields: make(map[string]string), Line: n.line}
	for _, p := range n.pairs {
		switch {
		case p.key == "id" && !t.Single():
			row.ID = readID(p.value, c)
		case p.key == "observed" && !t.Single():
			row.Observed = readObserved(p.value, c)
		default:
			readField(t, p, row.Fields, c)
		}
	}
	return row
}

// readID reads a row id. It stands after a slash in entry keys, so it has none.
func readID(n *node, c *complaints) string {
	text, ok := readText(n, c)
	if !ok {
		return ""
	}
	if len(text) > maxID || strings.ContainsAny(text, "/ \t\n") || strings.HasPrefix(text, "observed:") {
		c.at(n, "use a short name without spaces or slashes, such as web-admin", "%q cannot be a row id", shorten(text))
		return ""
	}
	return text
}

// readObserved reads the fact keys under which collectors see the row.
func readObserved(n *node, c *complaints) []string {
	items := n.items
	if n.kind == scalar {
		items = []*node{n}
	} else if n.kind != sequence {
		c.at(n, "write [tcp/80] or a list", "%s where fact keys are needed", n.kind)
		return nil
	}
	var keys []string
	for _, item := range items {
		text, ok := readText(item, c)
		if !ok {
			continue
		}
		if hint := notFactKey(text); hint != "" {
			c.at(item, hint, "%q is no fact key", shorten(text))
			continue
		}
		keys = append(keys, text)
	}
	return keys
}

// notFactKey says what a fact key looks like, or "" where text is one:
// protocol/port, a path, user@path, a fingerprint with its scheme.
func notFactKey(text string) string {
	const shapes = "write protocol/port (tcp/80), a path (/usr/sbin/telnetd), user@path (root@/etc/shadow) or a fingerprint (sha256:…)"
	if strings.ContainsAny(text, " \t\n") {
		return shapes
	}
	if scheme, rest, ok := strings.Cut(text, ":"); ok && scheme != "" && rest != "" {
		return ""
	}
	before, after, ok := strings.Cut(text, "/")
	switch {
	case !ok:
		return shapes
	case before == "", strings.HasSuffix(before, "@"):
		return ""
	case after != "" && len(after) <= 5 && strings.Trim(after, "0123456789") == "":
		return ""
	case strings.Trim(before, "0123456789") == "" && (after == "tcp" || after == "udp"):
		return "the protocol comes first: " + after + "/" + before
	}
	return shapes
}

// readField reads one field of the pro forma, written in small letters with
// underscores (authentication_factor) or as the standard prints it.
func readField(t *standard.IXITTable, p pair, into map[string]string, c *complaints) {
	field, ok := fieldOf(t, p.key)
	if !ok {
		known := fieldKeys(t)
		if !t.Single() {
			known = append([]string{"id", "observed"}, known...)
		}
		c.at(p.at, suggest(p.key, known), "table %s has no field %q", t.Key, shorten(p.key))
		return
	}
	if _, twice := into[field.Name]; twice {
		c.at(p.at, "keep one", "field %q stands twice, under two spellings", field.Name)
		return
	}
	if text, ok := readValue(p.value, c); ok {
		into[field.Name] = closedValues(t, field, p.value, text, c)
	}
}

// readValue reads a text, or a list of short ones (references to other rows).
// An empty list is an answer: none.
func readValue(n *node, c *complaints) (string, bool) {
	if n.kind != sequence {
		return readText(n, c)
	}
	var parts []string
	for _, item := range n.items {
		if text, ok := readText(item, c); ok {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, ", "), true
}

// closedValues reads the values of a field that may name several of a closed list
// ("network, logical"), or one.
func closedValues(t *standard.IXITTable, f standard.IXITField, n *node, text string, c *complaints) string {
	if !f.ValuesClosed || !standard.EN303645().Several(t, f.Name) {
		return closedValue(f, n, text, c)
	}
	var values []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r == '/' }) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		if v := closedValue(f, n, part, c); v != "" && !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	return strings.Join(values, ", ")
}

// closedValue holds a value against the list the pro forma closes, if it does.
func closedValue(f standard.IXITField, n *node, text string, c *complaints) string {
	if !f.ValuesClosed {
		return text
	}
	folded := fold(text)
	switch folded {
	case "true", "y":
		folded = "yes"
	case "false", "n":
		folded = "no"
	}
	for _, v := range f.Values {
		if fold(v) == folded {
			return v
		}
	}
	c.at(n, suggest(text, f.Values), "%q is no value of %s", shorten(text), f.Name)
	return ""
}

func fieldOf(t *standard.IXITTable, key string) (standard.IXITField, bool) {
	for _, f := range t.Fields {
		if f.Name != "ID" && (f.Name == key || Spelling(f.Name) == key) {
			return f, true
		}
	}
	return standard.IXITField{}, false
}

func fieldKeys(t *standard.IXITTable) []string {
	var keys []string
	for _, f := range t.Fields {
		if f.Name != "ID" {
			keys = append(keys, Spelling(f.Name))
		}
	}
	return keys
}

// Spelling is how a field of the pro forma is written in assay.yaml:
// "Review/Evaluation Method" is review_evaluation_method.
func Spelling(field string) string {
	return strings.ToLower(strings.NewReplacer(" ", "_", "/", "_", "-", "_").Replace(field))
}
