package prefill

import (
	"fmt"
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/assay-project/assay/standard"
)

// Shown says what of the proposals to print.
type Shown struct {
	Width int
	All   bool // cut no list short
}

// maxRows is how many rows of a table are printed unless all are asked for.
const maxRows = 8

// Text prints proposals, grouped by table, each with what says so and where.
func (ps *Proposals) Text(show Shown) string {
	if show.Width == 0 {
		show.Width = 80
	}
	var b strings.Builder
	counts := ps.Counts()
	fmt.Fprintf(&b, "%d proposed: %d new, %d as declared, %d differ, %d declared in other words\n",
		len(ps.Proposals), counts[New], counts[Same], counts[Differs], counts[Declared])
	for i := 0; i < len(ps.Proposals); {
		end := i
		for end < len(ps.Proposals) && ps.Proposals[end].Table == ps.Proposals[i].Table {
			end++
		}
		table(&b, ps.Proposals[i:end], show)
		i = end
	}
	for _, e := range ps.Errors {
		fmt.Fprintf(&b, "\nnot read: %s: %s\n", clean(e.Check), clean(e.Message))
	}
	return b.String()
}

// Counts counts proposals by state.
func (ps *Proposals) Counts() map[State]int {
	counts := make(map[State]int)
	for _, p := range ps.Proposals {
		counts[p.State]++
	}
	return counts
}

func table(b *strings.Builder, list []Proposal, show Shown) {
	title := list[0].Table
	if t, ok := standard.EN303645().Table(title); ok {
		title += "  " + t.Title
	}
	fmt.Fprintf(b, "\n%s\n", cut(title, show.Width))
	rows, row, place := 0, "", ""
	for i, p := range list {
		if address := p.rowAddress(); address != row || i == 0 {
			row, place = address, ""
			if rows++; rows > maxRows && !show.All {
				fmt.Fprintf(b, "  …  %s: assay prefill --all\n", more(list[i:]))
				return
			}
			if p.Row != "" {
				fmt.Fprintf(b, "  %s\n", cut(clean(p.Row), show.Width-2))
			}
		}
		place = cellLines(b, &p, place, show)
	}
}

func more(list []Proposal) string {
	seen := make(map[string]bool)
	for _, p := range list {
		seen[p.rowAddress()] = true
	}
	return fmt.Sprintf("%d more rows", len(seen))
}

// cellLines prints one cell. Its place is printed where it is not that of the
// cell before.
func cellLines(b *strings.Builder, p *Proposal, before string, show Shown) string {
	text := firstOf(p.Value, "(none)")
	fmt.Fprintf(b, "    %s %s: ", mark(p.State), p.Field)
	wrapped(b, clean(text), 8, runewidth.StringWidth(p.Field)+8, show.Width)
	if p.State == Differs || p.State == Declared {
		fmt.Fprint(b, "        declared: ")
		wrapped(b, clean(p.Declared), 10, 18, show.Width)
	}
	place := ""
	if len(p.Where) > 0 {
		place = Place(p.Where[0])
	}
	why := p.Why
	if p.Confidence == Medium {
		why += " (read, not stated)"
	}
	if p.Field == "observed" {
		return before // its place is that of the row
	}
	if place+why != before {
		fmt.Fprint(b, "        ")
		wrapped(b, why, 8, 8, show.Width)
		if place != "" {
			fmt.Fprintf(b, "          %s\n", keepEnd(place, show.Width-10))
		}
	}
	return place + why
}

func mark(s State) string {
	switch s {
	case New:
		return "+"
	case Same:
		return "="
	case Differs:
		return "≠"
	}
	return "~"
}

// wrapped prints words within a width: the first line begins at a column, the
// others are indented.
func wrapped(b *strings.Builder, text string, indent, column, width int) {
	for i, word := range strings.Fields(text) {
		w := runewidth.StringWidth(word)
		if i > 0 && column+1+w > width {
			b.WriteString("\n" + strings.Repeat(" ", indent))
			column = indent
		} else if i > 0 {
			b.WriteByte(' ')
			column++
		}
		if column+w > width {
			word = cut(word, width-column)
			w = runewidth.StringWidth(word)
		}
		b.WriteString(word)
		column += w
	}
	b.WriteByte('\n')
}

func cut(text string, width int) string { return runewidth.Truncate(text, max(width, 2), "…") }

// keepEnd cuts the beginning of a path: its end tells more.
func keepEnd(text string, width int) string {
	if runewidth.StringWidth(text) <= width {
		return text
	}
	return runewidth.TruncateLeft(text, runewidth.StringWidth(text)-width+1, "…")
}

// Rows prints proposals without a headline.
func (ps *Proposals) Rows(show Shown) string {
	var b strings.Builder
	if len(ps.Proposals) > 0 {
		table(&b, ps.Proposals, show)
	}
	return b.String()
}

// NewRows returns what is new row by row, in order.
func (ps *Proposals) NewRows() [][]Proposal {
	var out [][]Proposal
	last := ""
	for _, p := range Acceptable(ps.Proposals) {
		if address := p.rowAddress(); address != last {
			out, last = append(out, nil), address
		}
		out[len(out)-1] = append(out[len(out)-1], p)
	}
	return out
}

// NewFrom returns what is new from an address on.
func (ps *Proposals) NewFrom(address string) []Proposal {
	list := Acceptable(ps.Proposals)
	for i := range list {
		if list[i].Address() == address {
			return list[i:]
		}
	}
	return nil
}
