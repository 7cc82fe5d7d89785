package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/text/encoding/charmap"

	"github.com/assay-project/assay/document"
)

// Measures in millimetres.
const (
	marginX, marginY = 20, 18
	width            = 210 - 2*marginX
	lineHeight       = 5
)

// sheet is a page in the making. Text is in a built-in face, which knows the
// Western European letters (Windows code page 1252) and no others.
type sheet struct {
	*fpdf.Fpdf
	draft   bool
	unknown rune // a letter that the face lacks; 0 for none
}

// plain draws a paper without Chromium.
func plain(p *document.Paper) ([]byte, error) {
	s := &sheet{Fpdf: fpdf.New("P", "mm", "A4", ""), draft: p.Draft}
	s.SetCatalogSort(true)
	s.SetCreationDate(time.Unix(0, 0).UTC())
	s.SetModificationDate(time.Unix(0, 0).UTC())
	s.SetMargins(marginX, marginY, marginX)
	s.SetAutoPageBreak(true, marginY)
	s.SetLang(p.Language)
	s.AliasNbPages("")
	if p.Draft {
		s.SetHeaderFunc(s.watermark)
	}
	s.SetFooterFunc(func() {
		s.SetY(-12)
		s.face("", 8, 110)
		s.CellFormat(0, 4, s.enc(fmt.Sprintf("%s, %s   %d/{nb}", p.Title, p.Product.Name, s.PageNo())), "", 0, "C", false, 0, "")
	})
	s.AddPage()
	s.body(p)
	var b bytes.Buffer
	if err := s.Output(&b); err != nil {
		return nil, err
	}
	if s.unknown != 0 {
		return nil, fmt.Errorf("the built-in face has no %q: install Chromium, or take HTML or DOCX", s.unknown)
	}
	return b.Bytes(), nil
}

// enc gives text in the encoding of the built-in faces.
func (s *sheet) enc(text string) string {
	var b []byte
	for _, r := range text {
		c, ok := charmap.Windows1252.EncodeRune(r)
		if !ok {
			if s.unknown == 0 {
				s.unknown = r
			}
			continue
		}
		b = append(b, c)
	}
	return string(b)
}

func (s *sheet) face(style string, size float64, grey int) {
	s.SetFont("Helvetica", style, size)
	s.SetTextColor(grey, grey, grey)
}

func (s *sheet) watermark() {
	s.SetFont("Helvetica", "B", 44)
	s.SetTextColor(240, 214, 209)
	s.TransformBegin()
	s.TransformRotate(45, 105, 148)
	words := s.enc(document.DraftMark)
	s.Text(105-s.GetStringWidth(words)/2, 148, words)
	s.TransformEnd()
	s.SetXY(marginX, marginY)
}

func (s *sheet) para(text, style string, size float64, grey int) {
	s.face(style, size, grey)
	s.MultiCell(0, size*0.48, s.enc(text), "", "L", false)
	s.Ln(1)
}

func (s *sheet) heading(text string) {
	if s.GetY() > 297-marginY-25 {
		s.AddPage()
	}
	s.Ln(3)
	s.SetFont("Helvetica", "B", 11.5)
	s.SetTextColor(11, 92, 138)
	s.MultiCell(0, 6, s.enc(text), "", "L", false)
}

func (s *sheet) body(p *document.Paper) {
	if p.Product.Manufacturer != "" {
		s.para(p.Product.Manufacturer, "B", 10, 90)
	}
	s.para(p.Title, "B", 18, 27)
	if p.Law != "" && !p.Public {
		s.para(p.Law, "", 9.5, 90)
	}
	s.SetDrawColor(11, 92, 138)
	s.SetLineWidth(0.8)
	s.Line(marginX, s.GetY()+1, 210-marginX, s.GetY()+1)
	s.SetLineWidth(0.2)
	s.SetDrawColor(208, 215, 222)
	s.Ln(3)
	for _, line := range p.Lead {
		s.para(line, "", 11, 27)
	}
	s.open(p.Open)
	if p.Text != "" {
		s.SetFont("Courier", "", 9.5)
		s.SetTextColor(27, 27, 27)
		s.MultiCell(0, lineHeight, s.enc(p.Text), "1", "L", false)
	}
	if len(p.Dates) > 0 {
		s.heading("When the reports are due")
		t := document.Table{Columns: []string{"Report", "Due (UTC)", "Reckoned", "Place"}}
		for _, d := range p.Dates {
			t.Rows = append(t.Rows, document.Row{Cells: []string{d.What, d.At, d.Rule, d.Ref}})
		}
		s.table(t)
	}
	for _, section := range p.Sections {
		s.section(section, p.Public)
	}
	s.sign(p.Signature)
	if r := p.Retention; r != nil {
		s.Ln(3)
		s.para(fmt.Sprintf("To be kept to %s: %s. %s", document.LongDay(r.Until), r.Rule, r.Ref), "", 9.5, 27)
	}
	if len(p.Notes) > 0 {
		s.heading("Notes")
		for _, n := range p.Notes {
			s.para("- "+n, "", 9, 90)
		}
	}
	s.rests(p)
}

func (s *sheet) open(problems []document.Problem) {
	if len(problems) == 0 {
		return
	}
	s.heading(fmt.Sprintf("Still open: %d", len(problems)))
	for i, p := range problems {
		s.para(fmt.Sprintf("%d. %s", i+1, p), "", 9.5, 27)
	}
}

func (s *sheet) section(section document.Section, public bool) {
	title := section.Title
	if beside := section.Beside(); beside != "" && !public {
		title += "   (" + beside + ")"
	}
	s.heading(title)
	for _, line := range section.Text {
		s.para(line, "", 10, 27)
	}
	for _, f := range section.Fields {
		value := f.Value
		if value == "" {
			value = "not given"
		}
		if !public && section.Known() == "" {
			value += "   [" + f.Backing.Mark() + "]"
		}
		s.row([]float64{0.34, 0.66}, []string{f.Label, value}, "")
	}
	for _, t := range section.Tables {
		s.table(t)
	}
}

func (s *sheet) sign(g *document.Signature) {
	if g == nil {
		return
	}
	if s.GetY() > 297-marginY-60 {
		s.AddPage()
	}
	s.heading("Signature   (" + g.Ref + ")")
	blank := func(text string) string {
		if strings.TrimSpace(text) == "" {
			return "not given"
		}
		return text
	}
	s.para("Signed for and on behalf of "+blank(g.For), "", 10, 27)
	columns := []float64{0.34, 0.66}
	s.row(columns, []string{"Place and date of issue", blank(g.Place) + ", " + blank(document.LongDay(g.Date))}, "")
	s.row(columns, []string{"Name", blank(g.Name)}, "")
	s.row(columns, []string{"Function", blank(g.Function)}, "")
	s.Ln(14)
	s.SetDrawColor(27, 27, 27)
	s.Line(marginX+0.34*width, s.GetY(), 210-marginX, s.GetY())
	s.SetDrawColor(208, 215, 222)
	s.para("Signature", "", 9, 90)
}

func (s *sheet) rests(p *document.Paper) {
	if p.Public {
		return
	}
	s.Ln(3)
	if r := p.Rests; r != nil {
		s.para(fmt.Sprintf("Made for %s by %s, from the assessment %s. It says what the evidence supports and what the maker declares; it is not a certificate.", p.Made, r.Tool, r.Assessment), "", 8, 110)
	}
	s.para("This PDF is not tagged for assistive technology; the HTML form is accessible. Machine-readable twin attached: "+document.TwinName+".", "", 8, 110)
}
