// Package xlsx writes an assessment as a workbook for people who work in
// spreadsheets: one sheet per kind of thing, with frozen heads and filters.
//
// It promises that every cell is text or a number and none is a formula or a
// link, whatever names an image holds; that a state has a sign beside its
// colour; and that the same document gives the same bytes. Rows that a sheet
// cannot hold are left out with a last row that says so.
package xlsx

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
)

// Form is the workbook.
var Form = &report.Form{Name: "xlsx", Doc: "a workbook: a sheet each for provisions, cases, observations, regimes …", Ext: ".xlsx", Write: Write}

// Limits of the format (ECMA-376; Excel specifications), and ours on rows, so
// that a workbook opens on any machine.
const (
	mostRows  = 20_000
	mostSigns = 32_767 // UTF-16 units in a cell
)

// Write writes the workbook of doc. The error is that of w, or of the format.
func Write(w io.Writer, doc *assay.Document, _ report.Options) error {
	sum := report.Summarise(doc)
	b, err := newBook(sum)
	if err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	defer b.Close()
	for i, s := range sheets {
		if err := b.sheet(i, s, sum); err != nil {
			return fmt.Errorf("write workbook, sheet %s: %w", s.name, err)
		}
	}
	if err := b.writeTo(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// book is a workbook being written, with its styles.
type book struct {
	*excelize.File
	styles map[look]int
}

// look is how a cell looks.
type look string

const (
	plain look = ""
	head  look = "head"
	title look = "title"
	bad   look = "bad"
	good  look = "good"
	open  look = "open"
	faint look = "faint"
)

// looks are the styles: two accents that differ in lightness too, and every
// state also has a sign in its text.
var looks = map[look]excelize.Style{
	plain: {Font: font("1C1B19", false, 11), Alignment: top},
	head:  {Font: font("FFFFFF", true, 11), Fill: fill("3A3732"), Alignment: top},
	title: {Font: font("1C1B19", true, 16), Alignment: top},
	bad:   {Font: font("8A2208", true, 11), Fill: fill("FBE3DB"), Alignment: top},
	good:  {Font: font("0F4A78", false, 11), Fill: fill("E2EEF7"), Alignment: top},
	open:  {Font: font("1C1B19", false, 11), Alignment: top},
	faint: {Font: font("6B675E", false, 11), Alignment: top},
}

var top = &excelize.Alignment{Vertical: "top", Horizontal: "left", WrapText: true}

func font(colour string, bold bool, size float64) *excelize.Font {
	return &excelize.Font{Family: "Calibri", Color: colour, Bold: bold, Size: size}
}

func fill(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}

// order lists the looks as the styles are numbered: no order of a map.
var order = []look{plain, head, title, bad, good, open, faint}

func newBook(sum *report.Summary) (*book, error) {
	b := &book{File: excelize.NewFile(), styles: map[look]int{}}
	for _, l := range order {
		style := looks[l]
		id, err := b.NewStyle(&style)
		if err != nil {
			return nil, err
		}
		b.styles[l] = id
	}
	at := date(sum.Doc)
	return b, b.SetDocProps(&excelize.DocProperties{Creator: "assay", LastModifiedBy: "assay", Created: at, Modified: at,
		Title: clean(sum.Name()), Subject: "what the evidence supports and refutes", Description: report.Disclaimer, Language: "en"})
}

func lookOf(s report.State) look {
	switch s {
	case report.Refuted:
		return bad
	case report.Supported:
		return good
	case report.NotApplicable:
		return faint
	}
	return open
}
