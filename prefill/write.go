package prefill

import (
	"regexp"
	"strings"
)

// value is something to be written as YAML: a text as it stands in the file, a
// list, or pairs.
type value struct {
	text  string
	items []value
	pairs []entry
	kind  valueKind
	notes []string // comment lines before it, in block style only
}

type valueKind int

const (
	text valueKind = iota
	list
	mapping
)

type entry struct {
	key   string
	value value
	notes []string
}

// plain are texts that need no quotes anywhere in YAML, and that no reader takes
// for something else.
var plain = regexp.MustCompile(`^[A-Za-z0-9/][A-Za-z0-9 _./()+;@=-]*$`)

// scalar writes a text so that it is read back as it is.
func scalar(s string) string {
	switch strings.ToLower(s) {
	case "", "null", "nil":
		return quote(s)
	}
	if plain.MatchString(s) && !strings.HasSuffix(s, " ") && !strings.Contains(s, " #") && !strings.HasPrefix(s, "---") {
		return s
	}
	return quote(s)
}

func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// flow writes a value on one line: [a, b], {a: b}.
func (v value) flow() string {
	var parts []string
	switch v.kind {
	case list:
		for _, i := range v.items {
			parts = append(parts, i.flow())
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case mapping:
		for _, e := range v.pairs {
			parts = append(parts, scalar(e.key)+": "+e.value.flow())
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return v.text
}

// block writes a pair as lines, indented by so many spaces. A list of texts
// stays on one line; a list of mappings has a dash for each.
func (e entry) block(indent int) []string {
	pad := strings.Repeat(" ", indent)
	lines := notes(e.notes, pad)
	switch v := e.value; {
	case v.kind == mapping && len(v.pairs) > 0:
		lines = append(lines, pad+scalar(e.key)+":")
		for _, p := range v.pairs {
			lines = append(lines, p.block(indent+2)...)
		}
	case v.kind == list && len(v.items) > 0 && v.items[0].kind == mapping:
		lines = append(lines, pad+scalar(e.key)+":")
		lines = append(lines, rowsBlock(v.items, indent+2, indent+4)...)
	default:
		lines = append(lines, pad+scalar(e.key)+": "+v.flow())
	}
	return lines
}

// rowsBlock writes the rows of a list: the dashes at one column, the keys at
// another, both counted from 0.
func rowsBlock(rows []value, dash, key int) []string {
	var lines []string
	for _, r := range rows {
		lines = append(lines, notes(r.notes, strings.Repeat(" ", dash))...)
		first := len(lines)
		for _, p := range r.pairs {
			lines = append(lines, p.block(key)...)
		}
		if len(lines) > first {
			lines[first] = strings.Repeat(" ", dash) + "-" + lines[first][dash+1:]
		}
	}
	return lines
}

func notes(lines []string, pad string) []string {
	var out []string
	for _, l := range lines {
		out = append(out, pad+"# "+shorten(clean(l), 400))
	}
	return out
}
