package inspect

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/assay-project/assay/prose"
)

// maxOfficeXML bounds the text part of a DOCX or ODT file, unpacked.
const maxOfficeXML = 32 << 20

// readOffice reads the paragraphs and tables of DOCX (ECMA-376 part 1, clause 17)
// and ODT (OASIS OpenDocument 1.3 part 3) files. Pages are made when they are
// shown, so there are none.
func readOffice(data []byte) (*document, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("read zip: %w", err)
	}
	for _, f := range z.File {
		w := &officeText{text: &prose.Text{}}
		format := ""
		switch f.Name {
		case "word/document.xml":
			format, w.paragraph, w.row, w.cell = "docx", "p", "tr", "tc"
		case "content.xml":
			format, w.paragraph, w.row, w.cell = "odt", "p", "table-row", "table-cell"
		default:
			continue
		}
		r, err := f.Open()
		if err != nil {
			return nil, fmt.Errorf("open %s: %w", f.Name, err)
		}
		err = w.read(io.LimitReader(r, maxOfficeXML))
		r.Close()
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", f.Name, err)
		}
		return &document{format: format, text: w.text}, nil
	}
	return nil, errors.New("it is a zip archive, and neither DOCX nor ODT")
}

// officeText gathers blocks from the elements of a document.
type officeText struct {
	text                 *prose.Text
	paragraph, row, cell string
	b, held              strings.Builder // of a paragraph; of the cell it stands in
	inText               int
	table, rowN, col     int
	inCell, depth        int
	heading, deleted     int
}

const maxOfficeDepth = 200

func (w *officeText) read(r io.Reader) error {
	d := xml.NewDecoder(r)
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if w.depth++; w.depth > maxOfficeDepth {
				return fmt.Errorf("elements nested deeper than %d", maxOfficeDepth)
			}
			w.start(t)
		case xml.EndElement:
			w.depth--
			w.end(t.Name.Local)
		case xml.CharData:
			if w.inText > 0 && w.deleted == 0 {
				w.b.Write(t)
			}
		}
	}
}

func (w *officeText) start(t xml.StartElement) {
	switch t.Name.Local {
	case "table", "tbl":
		w.table++
		w.rowN = 0
	case w.row:
		w.rowN++
		w.col = 0
	case w.cell:
		w.col++
		w.inCell++
	case "del", "tracked-changes", "annotation":
		w.deleted++
	case "pStyle", "outlineLvl":
		for _, a := range t.Attr {
			if a.Name.Local == "val" && strings.HasPrefix(strings.ToLower(a.Value), "heading") {
				w.heading = 1
			}
		}
	case "t", w.paragraph, "h":
		if t.Name.Local == "t" || t.Name.Space != "http://schemas.openxmlformats.org/wordprocessingml/2006/main" {
			w.inText++
		}
		if t.Name.Local == "h" {
			w.heading = 1
		}
	case "tab", "br", "line-break", "s", "cr":
		w.b.WriteByte(' ')
	}
}

func (w *officeText) end(local string) {
	switch local {
	case "t":
		w.inText = max(w.inText-1, 0)
	case w.paragraph, "h":
		w.inText = 0
		w.flush()
	case w.cell:
		w.inCell = max(w.inCell-1, 0)
		w.add(prose.Block{Kind: prose.Cell, Text: w.held.String(), Table: w.table, Row: w.rowN, Column: w.col})
		w.held.Reset()
	case "del", "tracked-changes", "annotation":
		w.deleted = max(w.deleted-1, 0)
	}
}

func (w *officeText) flush() {
	text := w.b.String()
	w.b.Reset()
	if w.inCell > 0 {
		w.held.WriteString(text + " ")
		return
	}
	b := prose.Block{Kind: prose.Paragraph, Text: text}
	if w.heading > 0 {
		b.Kind, b.Level = prose.Heading, 1
	}
	w.heading = 0
	w.add(b)
}

func (w *officeText) add(b prose.Block) {
	if b.Text = prose.Fold(b.Text); b.Text != "" && len(w.text.Blocks) < 20_000 {
		w.text.Blocks = append(w.text.Blocks, b)
	}
}
