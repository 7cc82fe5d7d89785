// Package docx writes a paper as an Office Open XML document (ISO/IEC 29500,
// transitional), for makers who put it on their own letterhead. Headings, tables
// and language are marked as such, so that it is accessible. The machine-readable
// twin is inside, as custom XML part assay-statement.json. The same paper gives
// the same bytes.
package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/assay-project/assay/document"
)

// TwinPart is the name of the part that holds the twin.
const TwinPart = "customXml/" + document.TwinName

// Write writes a paper. At stands in the document's properties.
func Write(w io.Writer, p *document.Paper, at time.Time) error {
	twin, _, err := document.Twin(p)
	if err != nil {
		return err
	}
	var b body
	b.paper(p)
	parts := []struct{ name, text string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", relations},
		{"word/document.xml", documentHead + b.String() + section() + "</w:body></w:document>"},
		{"word/styles.xml", strings.Replace(styles, "LANG", escape(p.Language), 1)},
		{"word/_rels/document.xml.rels", documentRelations},
		{"word/header1.xml", header(p)},
		{"docProps/core.xml", core(p, at)},
		{TwinPart, string(twin)},
	}
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	for _, part := range parts {
		f, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate}) // no time: the same bytes again
		if err != nil {
			return fmt.Errorf("write %s as DOCX: %w", p.Kind, err)
		}
		if _, err := io.WriteString(f, part.text); err != nil {
			return fmt.Errorf("write %s as DOCX: %w", p.Kind, err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("write %s as DOCX: %w", p.Kind, err)
	}
	_, err = w.Write(packed.Bytes())
	return err
}

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder never fails; what XML cannot hold becomes U+FFFD
	return b.String()
}

// body is the text of the main part.
type body struct{ strings.Builder }

func (b *body) para(style, text string) {
	b.WriteString("<w:p>")
	if style != "" {
		fmt.Fprintf(b, `<w:pPr><w:pStyle w:val="%s"/></w:pPr>`, style)
	}
	b.run("", text)
	b.WriteString("</w:p>")
}

func (b *body) run(properties, text string) {
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteString("<w:r><w:br/></w:r>")
		}
		fmt.Fprintf(b, `<w:r>%s<w:t xml:space="preserve">%s</w:t></w:r>`, properties, escape(line))
	}
}

func (b *body) heading(text, ref string) {
	b.WriteString(`<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>`)
	b.run("", text)
	if ref != "" {
		b.run(`<w:rPr><w:b w:val="0"/><w:color w:val="59636E"/><w:sz w:val="17"/></w:rPr>`, "   "+ref)
	}
	b.WriteString("</w:p>")
}

func (b *body) paper(p *document.Paper) {
	if p.Product.Manufacturer != "" {
		b.para("Maker", p.Product.Manufacturer)
	}
	b.para("Title", p.Title)
	if p.Law != "" && !p.Public {
		b.para("Small", p.Law)
	}
	for _, line := range p.Lead {
		b.para("", line)
	}
	if len(p.Open) > 0 {
		b.heading(fmt.Sprintf("Still open: %d", len(p.Open)), "")
		for i, problem := range p.Open {
			b.para("", fmt.Sprintf("%d. %s", i+1, problem))
		}
	}
	if p.Text != "" {
		b.para("Code", strings.TrimRight(p.Text, "\n"))
	}
	if len(p.Dates) > 0 {
		b.heading("When the reports are due", "")
		t := document.Table{Columns: []string{"Report", "Due (UTC)", "Reckoned", "Place"}}
		for _, d := range p.Dates {
			t.Rows = append(t.Rows, document.Row{Cells: []string{d.What, d.At, d.Rule, d.Ref}})
		}
		b.table(t.Columns, t.Rows)
	}
	for _, s := range p.Sections {
		b.section(s, p.Public)
	}
	b.sign(p.Signature)
	if r := p.Retention; r != nil {
		b.para("", fmt.Sprintf("To be kept to %s: %s. %s", document.LongDay(r.Until), r.Rule, r.Ref))
	}
	if len(p.Notes) > 0 {
		b.heading("Notes", "")
		for _, n := range p.Notes {
			b.para("Small", n)
		}
	}
	if r := p.Rests; r != nil && !p.Public {
		b.para("Small", fmt.Sprintf("Made for %s by %s, from the assessment %s. It says what the evidence supports and what the maker declares; it is not a certificate.", p.Made, r.Tool, r.Assessment))
	}
}

func (b *body) section(s document.Section, public bool) {
	ref := s.Beside()
	if public {
		ref = ""
	}
	b.heading(s.Title, ref)
	for _, line := range s.Text {
		b.para("", line)
	}
	if len(s.Fields) > 0 {
		var rows []document.Row
		for _, f := range s.Fields {
			value := f.Value
			if value == "" {
				value = "not given"
			}
			if !public && s.Known() == "" {
				value += "   [" + f.Backing.Mark() + "]"
			}
			rows = append(rows, document.Row{Cells: []string{f.Label, value}})
		}
		b.table(nil, rows)
	}
	for _, t := range s.Tables {
		if len(t.Rows) == 0 {
			continue
		}
		if t.Caption != "" {
			b.para("Caption", t.Caption)
		}
		b.table(t.Columns, t.Rows)
	}
}

func (b *body) sign(g *document.Signature) {
	if g == nil {
		return
	}
	b.heading("Signature", g.Ref)
	b.para("", "Signed for and on behalf of "+g.For)
	b.table(nil, []document.Row{
		{Cells: []string{"Place and date of issue", strings.Trim(g.Place+", "+document.LongDay(g.Date), ", ")}},
		{Cells: []string{"Name", g.Name}},
		{Cells: []string{"Function", g.Function}},
		{Cells: []string{"Signature", "\n\n"}},
	})
}

// table writes a table as wide as the page; the first row is a heading row where
// columns have names.
func (b *body) table(columns []string, rows []document.Row) {
	n := len(columns)
	if n == 0 && len(rows) > 0 {
		n = len(rows[0].Cells)
	}
	if n == 0 {
		return
	}
	const page = 9638 // twentieths of a point between the margins
	first := page / n
	if n == 2 {
		first = page / 3
	}
	rest := first
	if n > 1 {
		rest = (page - first) / (n - 1)
	}
	b.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="Lines"/><w:tblW w:w="5000" w:type="pct"/><w:tblLook w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>`)
	for i := range n {
		width := rest
		if i == 0 {
			width = first
		}
		fmt.Fprintf(b, `<w:gridCol w:w="%d"/>`, width)
	}
	b.WriteString("</w:tblGrid>")
	if len(columns) > 0 {
		b.row(columns, n, first, rest, true)
	}
	for _, r := range rows {
		b.row(r.Cells, n, first, rest, false)
	}
	b.WriteString("</w:tbl>")
	b.para("Small", "")
}

func (b *body) row(cells []string, n, first, rest int, head bool) {
	b.WriteString(`<w:tr><w:trPr><w:cantSplit/>`)
	properties := ""
	if head {
		b.WriteString("<w:tblHeader/>")
		properties = "<w:rPr><w:b/></w:rPr>"
	}
	b.WriteString("</w:trPr>")
	for i := range n {
		text, width := "", rest
		if i < len(cells) {
			text = cells[i]
		}
		if i == 0 {
			width = first
		}
		fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="Cell"/></w:pPr>`, width)
		b.run(properties, text)
		b.WriteString("</w:p></w:tc>")
	}
	b.WriteString("</w:tr>")
}
