// Package markdown writes an assessment as GitHub-flavoured Markdown: the
// headline first, everything else folded, so that it serves as a comment on a
// merge request and as a page of a wiki.
//
// It promises that no text of a document becomes markup, a link, a mention or a
// formula: what could is shown as code or escaped. It stays under [MaxSize], the
// length that code hosts take as a comment, unless all is asked for; lists that
// are cut say how many more there are.
package markdown

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
)

// MaxSize bounds the characters of a report: GitHub takes 65,536 in a comment.
const MaxSize = 65_000

// Form is the report as Markdown.
var Form = &report.Form{Name: "markdown", Doc: "a comment for code hosts: headline first, the rest folded", Ext: ".md", Write: Write}

// most is how many rows a list shows at first; it is halved until all fits.
const most = 400

// Write writes the report of doc. The error is that of w, or says that even the
// shortest lists do not fit.
func Write(w io.Writer, doc *assay.Document, o report.Options) error {
	sum := report.Summarise(doc)
	for rows := most; ; rows /= 2 {
		p := &page{sum: sum, rows: rows, words: max(40*rows, 200), whole: o.All}
		if o.All {
			p.rows, p.words = 1<<30, 1<<30
		}
		p.all()
		if o.All || utf8.RuneCount(p.out.Bytes()) <= MaxSize {
			_, err := w.Write(p.out.Bytes())
			return err
		}
		if rows <= 1 {
			return fmt.Errorf("write Markdown report: %d characters, more than %d with the shortest lists", utf8.RuneCount(p.out.Bytes()), MaxSize)
		}
	}
}

// page is one report being written.
type page struct {
	sum   *report.Summary
	out   bytes.Buffer
	rows  int  // of a list, before it is cut
	words int  // columns of one text, before it is cut
	whole bool // no list is cut
}

func (p *page) line(format string, args ...any) { fmt.Fprintf(&p.out, format+"\n", args...) }

// say escapes a text of the document for a paragraph, a list item or a cell.
func (p *page) say(s string) string { return Escape(report.Shorten(report.Plain(s), p.words)) }

// fold writes a part that unfolds. The title is our own and needs no escaping.
func (p *page) fold(title string, n int, body func()) {
	if n == 0 {
		return
	}
	p.line("<details><summary><b>%s</b></summary>\n", title)
	body()
	p.line("\n</details>\n")
}

// table writes rows of cells that are escaped already.
func (p *page) table(head []string, n int, row func(i int) []string) {
	p.line("| %s |", strings.Join(head, " | "))
	p.line("|%s", strings.Repeat(" --- |", len(head)))
	shown := min(n, p.rows)
	for i := range shown {
		p.line("| %s |", strings.Join(row(i), " | "))
	}
	p.more(n - shown)
}

func (p *page) more(n int) {
	if n > 0 {
		p.line("\n_%d more, in the JSON document of this assessment._", n)
	}
}

func (p *page) all() {
	p.headline()
	p.asked()
	p.laws()
	p.findings()
	p.contradictions()
	p.next()
	p.baseline()
	p.regimes()
	p.provisions()
	p.found()
	p.people()
	p.limits()
	p.notShown()
	p.line("_%s_", report.Disclaimer)
}
