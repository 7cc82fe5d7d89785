// Package markdown writes a paper as Markdown (CommonMark with the tables of
// GitHub), for pages that a maker publishes with its own tools.
package markdown

import (
	"fmt"
	"io"
	"strings"

	"github.com/assay-project/assay/document"
)

// Write writes a paper. Nothing of its facts is read as markup.
func Write(w io.Writer, p *document.Paper) error {
	_, digest, err := document.Twin(p)
	if err != nil {
		return err
	}
	var b strings.Builder
	if p.Draft {
		fmt.Fprintf(&b, "**%s**\n\n", document.DraftMark)
	}
	fmt.Fprintf(&b, "# %s\n\n", plain(p.Title))
	if p.Law != "" && !p.Public {
		fmt.Fprintf(&b, "%s\n\n", plain(p.Law))
	}
	paragraphs(&b, p.Lead)
	for i, open := range p.Open {
		fmt.Fprintf(&b, "%d. %s\n", i+1, plain(open.String()))
	}
	if p.Text != "" {
		fmt.Fprintf(&b, "\n```\n%s```\n\n", strings.ReplaceAll(p.Text, "```", ""))
	}
	for _, d := range p.Dates {
		fmt.Fprintf(&b, "- %s: **%s** (%s, %s)\n", plain(d.What), d.At, plain(d.Rule), plain(d.Ref))
	}
	for _, s := range p.Sections {
		section(&b, s, p.Public)
	}
	if g := p.Signature; g != nil {
		fmt.Fprintf(&b, "\n## Signature\n\nSigned for and on behalf of %s\n\n- Place and date of issue: %s, %s\n- Name: %s\n- Function: %s\n- Signature:\n", plain(g.For), plain(g.Place), plain(document.LongDay(g.Date)), plain(g.Name), plain(g.Function))
	}
	if r := p.Retention; r != nil {
		fmt.Fprintf(&b, "\nTo be kept to %s: %s. %s\n", document.LongDay(r.Until), plain(r.Rule), plain(r.Ref))
	}
	for _, n := range p.Notes {
		fmt.Fprintf(&b, "\n> %s\n", plain(n))
	}
	if !p.Public {
		fmt.Fprintf(&b, "\nTwin: %s\n", digest)
	}
	_, err = io.WriteString(w, b.String())
	return err
}

func paragraphs(b *strings.Builder, lines []string) {
	for _, line := range lines {
		fmt.Fprintf(b, "%s\n\n", plain(line))
	}
}

func section(b *strings.Builder, s document.Section, public bool) {
	fmt.Fprintf(b, "\n## %s\n\n", plain(s.Title))
	paragraphs(b, s.Text)
	for _, f := range s.Fields {
		mark := ""
		if !public {
			mark = " (" + f.Backing.Mark() + ")"
		}
		value := f.Value
		if value == "" {
			value = "not given"
		}
		fmt.Fprintf(b, "- %s: **%s**%s\n", plain(f.Label), plain(value), mark)
	}
	for _, t := range s.Tables {
		if len(t.Rows) == 0 {
			continue
		}
		fmt.Fprintf(b, "\n%s\n\n", plain(t.Caption))
		row(b, t.Columns)
		fmt.Fprintf(b, "|%s\n", strings.Repeat("---|", len(t.Columns)))
		for _, r := range t.Rows {
			row(b, r.Cells)
		}
	}
}

func row(b *strings.Builder, cells []string) {
	b.WriteString("|")
	for _, c := range cells {
		b.WriteString(" " + plain(c) + " |")
	}
	b.WriteString("\n")
}

var escaped = strings.NewReplacer("&", "&amp;", `\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "|", `\|`, "#", `\#`, "\n", " ", "\r", " ")

func plain(s string) string { return escaped.Replace(s) }
