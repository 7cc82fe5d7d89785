package explain

import (
	"strings"
	"unicode/utf8"
)

// Width is the number of columns that texts keep to.
const Width = 80

// Text renders the page for a terminal, at most [Width] columns wide except where
// a single word is longer. It ends with a newline.
func (p *Page) Text() string {
	var b strings.Builder
	head := p.ID
	if p.Plain != "" && p.Plain != p.ID {
		head += "  (type: " + p.Plain + ")"
	}
	wrap(&b, "", "", head)
	wrap(&b, "", "", p.Title)
	for _, a := range p.Asks {
		b.WriteByte('\n')
		wrap(&b, "  ", "  ", a)
	}
	if p.Why != "" {
		b.WriteString("\nWhy it matters\n")
		wrap(&b, "  ", "  ", p.Why)
	}
	for _, s := range p.Sections {
		b.WriteString("\n" + s.Title + "\n")
		rows(&b, s.Rows)
	}
	if len(p.Sources) > 0 {
		b.WriteString("\nSources\n")
		for _, s := range p.Sources {
			wrap(&b, "  ", "    ", s.Text+" ["+s.Confidence+"]")
		}
	}
	return b.String()
}

// rows sets labels in a column as wide as the longest short one.
func rows(b *strings.Builder, list []Row) {
	const most = 26 // a longer label gets a line of its own
	width := 0
	for _, r := range list {
		if n := utf8.RuneCountInString(r.Label); n > width && n <= most {
			width = n
		}
	}
	hang := strings.Repeat(" ", width+4)
	for _, r := range list {
		n := utf8.RuneCountInString(r.Label)
		switch {
		case r.Label == "":
			wrap(b, "  ", "    ", r.Text)
		case n > most:
			wrap(b, "  ", "  ", r.Label)
			wrap(b, hang, hang, r.Text)
		default:
			wrap(b, "  "+r.Label+strings.Repeat(" ", width-n+2), hang, r.Text)
		}
	}
}

// wrap breaks text at blanks; first and rest are put before the lines.
func wrap(b *strings.Builder, first, rest, text string) {
	line, used := first, 0
	for _, word := range strings.Fields(text) {
		if used > 0 && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > Width {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			line, used = rest, 0
		}
		if used > 0 {
			line += " "
		}
		line += word
		used++
	}
	b.WriteString(strings.TrimRight(line, " ") + "\n")
}
