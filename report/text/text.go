// Package text writes an assessment for a terminal: the headline, what the
// evidence refutes with where and how to mend it, the baseline clause by clause,
// where the subject stands with laws and labels, what was not read, and what to
// do next, last.
//
// No line is wider than asked for (80 columns unless told), colour appears only
// when told, every sign can be told from the others without colour, and names
// from an image cannot send control characters to the terminal. A list that is
// cut short says how many are left and, where the document was kept, the command
// that shows them.
package text

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
)

// Form is the report for a terminal.
var Form = &report.Form{Name: "text", Doc: "for a terminal, 80 columns", Ext: ".txt", Write: Write}

const (
	defaultWidth = 80
	minWidth     = 60
	maxWidth     = 120 // longer lines are hard to read
)

// Write writes the report of doc. The error is that of w.
func Write(w io.Writer, doc *assay.Document, o report.Options) error {
	p := &page{sum: report.Summarise(doc), opts: o, out: bufio.NewWriter(w), shown: map[string]string{}}
	p.width = min(max(o.Width, minWidth), maxWidth)
	if o.Width == 0 {
		p.width = defaultWidth
	}
	p.headline()
	if o.Only != "" {
		p.only()
		return p.out.Flush()
	}
	p.findings()
	p.contradictions()
	p.baseline()
	p.regimes()
	p.shared()
	p.rest()
	p.limits()
	p.next()
	p.end()
	return p.out.Flush()
}

// page is one report being written.
type page struct {
	sum   *report.Summary
	opts  report.Options
	out   *bufio.Writer
	width int
	shown map[string]string // observation id → provision that told it in full
}

func (p *page) line(format string, args ...any) {
	s := strings.TrimRight(fmt.Sprintf(format, args...), " ")
	p.out.WriteString(s + "\n") // a write error is kept and returned by Flush
}

// wrapped writes text below an indent; first stands in place of the indent on
// the first line, and may be wider.
func (p *page) wrapped(first, indent, text string, ink ink) {
	// The surplus is glued to the first word while breaking, so that it counts.
	surplus := strings.Repeat("x", max(visible(first)-report.Width(indent), 0))
	lines := report.Wrap(surplus+report.Plain(text), p.width-report.Width(indent))
	for i, l := range lines {
		lead := indent
		if i == 0 {
			lead, l = first, strings.TrimPrefix(l, surplus)
		}
		p.line("%s%s", lead, p.paint(l, ink))
	}
}

// heading starts a part.
func (p *page) heading(text string) {
	p.line("")
	p.line("%s", p.paint(text, bold))
}

// spread writes left and right at both ends of a line.
func (p *page) spread(left, right string) {
	gap := p.width - visible(left) - visible(right)
	p.line("%s%s%s", left, strings.Repeat(" ", max(gap, 1)), right)
}

// more says how many of a list were not shown and how to see them.
func (p *page) more(n int, flag string) {
	if n <= 0 {
		return
	}
	if p.opts.Rerun == "" {
		p.line("%s", p.paint(fmt.Sprintf("…  %d more", n), faint))
		return
	}
	rest := fmt.Sprintf("…  %d more: ", n)
	p.wrapped(p.paint(rest, faint), strings.Repeat(" ", 3), p.opts.Rerun+" "+flag, faint)
}

// first is how many of n rows a list shows.
func (p *page) first(n, most int) int {
	if p.opts.All || n <= most+1 { // a line that says "1 more" could as well be that one
		return n
	}
	return most
}
