package document

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/assay-project/assay"
)

// unseen says whether a character changes what a reader sees without being seen:
// controls other than line ends and tabs, marks that turn the order of writing
// about, spaces of no width, tags. Joiners stay: words of some scripts need them.
func unseen(r rune) bool {
	switch {
	case r == '\n', r == '\t', r == '\u200c', r == '\u200d', r == '\u200e', r == '\u200f', r == '\u00ad':
		return false
	case r >= 0xE0000 && r <= 0xE007F, r == '\u2028', r == '\u2029':
		return true
	}
	return unicode.In(r, unicode.Cc) || unicode.Is(unicode.Bidi_Control, r) || r == '\u200b' || r >= '\u2060' && r <= '\u2064' || r == '\ufeff'
}

// visible writes unseen characters as their code points.
func visible(s string) string {
	if strings.IndexFunc(s, unseen) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if unseen(r) {
			fmt.Fprintf(&b, "[U+%04X]", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// fileOf is the file that a fact is written in.
func fileOf(fact string) string {
	if strings.HasPrefix(fact, "event.") {
		return "the event file"
	}
	return "assay.yaml"
}

// showAll makes every text of the paper visible, and names those that were not
// all to be seen: paper and twin must say the same to a person and a machine.
func (d *draft) showAll() {
	show := func(what string, text *string) {
		if shown := visible(*text); shown != *text {
			*text = shown
			d.problem(Problem{Reason: Wrong, Fact: what, What: fmt.Sprintf("%q holds a character that no reader sees", shown), Mend: "write it without", Where: fileOf(what)})
		}
	}
	p := d.paper
	list := func(what string, texts []string) {
		for i := range texts {
			show(what, &texts[i])
		}
	}
	for _, s := range []struct {
		what string
		text *string
	}{{"product.name", &p.Product.Name}, {"product.manufacturer", &p.Product.Manufacturer}, {"product.model", &p.Product.Model}, {"product.batch", &p.Product.Batch},
		{"product.firmware", &p.Product.Firmware}, {"title", &p.Title}, {"text", &p.Text}} {
		show(s.what, s.text)
	}
	if g := p.Signature; g != nil {
		show("signatory.name", &g.Name)
		show("signatory.function", &g.Function)
		show("signatory.place", &g.Place)
		show("signatory.date", &g.Date)
		show("product.manufacturer", &g.For)
	}
	list("lead", p.Lead)
	list("notes", p.Notes)
	for i := range p.Sections {
		s := &p.Sections[i]
		for j := range s.Fields {
			show(s.Fields[j].Key, &s.Fields[j].Value)
			s.Fields[j].Backing.Source = visible(s.Fields[j].Backing.Source)
		}
		list(s.Title, s.Text)
		for _, t := range s.Tables {
			for _, r := range t.Rows {
				if r.Backing != nil {
					r.Backing.Source = visible(r.Backing.Source)
				}
				if r.Backing == nil || r.Backing.Basis == assay.Declared {
					list(or(t.Caption, s.Title), r.Cells)
				}
				for c := range r.Cells {
					r.Cells[c] = visible(r.Cells[c]) // what was seen in a firmware is no fault of the declaration
				}
			}
		}
	}
	for i := range d.problems {
		q := &d.problems[i]
		q.What, q.Mend = visible(q.What), visible(q.Mend)
	}
}
