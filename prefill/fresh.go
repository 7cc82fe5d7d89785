package prefill

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/source/declaration"
	"github.com/assay-project/assay/standard"
)

// maxNotes is how many places are cited above one row.
const maxNotes = 3

// Fresh writes a new assay.yaml for a product of which only evidence is there:
// the proposals as values, each row under comments that cite it. Image is the
// path of the firmware below the folder, "" where it lies elsewhere. The text is
// read again before it is returned.
func Fresh(name, image string, list []Proposal) ([]byte, error) {
	var lines []string
	add := func(more ...string) { lines = append(lines, more...) }
	add("# assay.yaml: what you say of this product. Everything below was proposed from",
		"# evidence, cited in the comments: read it, mend it, add what only you know.",
		"# What is left out stays open; doc/declaration.md describes the keys.",
		"schema: "+declaration.SchemaName, "",
		"product:",
		"  name: "+scalar(firstOf(clean(shorten(name, 200)), "unnamed"))+"   # the name on the box",
		"  # manufacturer:",
		"  # model:",
		"  # firmware:", "")
	values, tables := split(list)
	for _, key := range []string{"support", "disclosure", "facts"} {
		if group := values[key]; len(group) > 0 {
			add(key + ":")
			add(records(group, 2)...)
			add("")
		}
	}
	add(statements(values)...)
	if len(tables) > 0 {
		add("ixit:")
		for _, t := range standard.EN303645().Tables() {
			if group := tables[t.Key]; len(group) > 0 {
				add("  # " + t.Title)
				add("  " + t.Key + ":")
				add(tableLines(t, group)...)
			}
		}
		add("")
	}
	if image != "" {
		add("evidence:", "  - firmware: "+scalar(image))
	} else {
		add("# evidence:                       # put the image beside this file",
			"#   - firmware: flash.bin")
	}
	text := []byte(strings.Join(lines, "\n") + "\n")
	got, err := declaration.Parse(declaration.Name, text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrVerify, err)
	}
	want := Merge(&assay.Declaration{}, list)
	want.Product, want.Sources = got.Product, got.Sources
	if err := equal(got, want); err != nil {
		return nil, err
	}
	return text, nil
}

// split divides proposals into single values and tables.
func split(list []Proposal) (values, tables map[string][]Proposal) {
	values, tables = make(map[string][]Proposal), make(map[string][]Proposal)
	for _, p := range list {
		into := values
		if p.IXIT() {
			into = tables
		}
		into[p.Table] = append(into[p.Table], p)
	}
	return values, tables
}

// records writes pairs, each with what says so behind it.
func records(list []Proposal, indent int) []string {
	var lines []string
	pad := strings.Repeat(" ", indent)
	for _, p := range list {
		lines = append(lines, fmt.Sprintf("%s%s: %s   # %s", pad, scalar(p.Field), p.yaml().flow(), shorten(firstOf(p.Why, "seen"), 160)))
	}
	return lines
}

// statements writes the ICS: features and conditions, without any answer.
func statements(values map[string][]Proposal) []string {
	var lines []string
	for _, e := range standard.Editions() {
		group := values["ics/"+string(e)]
		if len(group) == 0 {
			continue
		}
		lines = append(lines, "  "+string(e)+":")
		for _, kind := range []string{"features", "conditions"} {
			var of []Proposal
			for _, p := range group {
				if p.Row == kind {
					of = append(of, p)
				}
			}
			if len(of) > 0 {
				lines = append(lines, "    "+kind+":")
				lines = append(lines, records(of, 6)...)
			}
		}
		lines = append(lines, "    provisions: {}   # your answers: 5.1-1: Y")
	}
	if lines != nil {
		lines = append(append([]string{"ics:"}, lines...), "")
	}
	return lines
}

func tableLines(t *standard.IXITTable, group []Proposal) []string {
	if t.Single() {
		return records(group, 4)
	}
	var rows []value
	index := make(map[string]int)
	for i := range group {
		p := &group[i]
		at, ok := index[p.Row]
		if !ok {
			at = len(rows)
			index[p.Row] = at
			rows = append(rows, value{kind: mapping, pairs: []entry{{key: "id", value: value{text: scalar(p.Row)}}}})
		}
		rows[at].pairs = append(rows[at].pairs, entry{key: p.Field, value: p.yaml()})
		for _, w := range p.Where {
			note := Place(w)
			if !contains(rows[at].notes, note) && len(rows[at].notes) < maxNotes {
				rows[at].notes = append(rows[at].notes, note)
			}
		}
	}
	return rowsBlock(rows, 4, 6)
}
