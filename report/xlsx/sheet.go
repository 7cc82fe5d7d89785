package xlsx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"sort"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
)

// A sheet is one kind of thing. Columns have widths in characters.
type sheet struct {
	name    string
	columns []column
	rows    func(*report.Summary) []row
}

type column struct {
	name  string
	width float64
}

// row is the cells of a row; a number stays a number, all else is text.
type row []cell

type cell struct {
	value any // string, int or int64
	look  look
}

func text(s string) cell { return cell{value: s} }
func number(n int) cell  { return cell{value: n} }
func words(all ...string) row {
	var r row
	for _, s := range all {
		r = append(r, text(s))
	}
	return r
}

// state is a cell with the sign, the word and the colour of a state.
func state(s report.State, word string) cell {
	return cell{value: s.Sign() + " " + word, look: lookOf(s)}
}

// sheet writes sheet number i, its head frozen and filtered.
func (b *book) sheet(i int, s sheet, sum *report.Summary) error {
	if i == 0 {
		if err := b.SetSheetName("Sheet1", s.name); err != nil {
			return err
		}
	} else if _, err := b.NewSheet(s.name); err != nil {
		return err
	}
	rows := s.rows(sum)
	if over := len(rows) - mostRows; over > 0 {
		rows = append(rows[:mostRows:mostRows], words(fmt.Sprintf("%d more, in the JSON document of this assessment", over)))
	}
	// What stands around the rows is set first: the writer takes it over.
	if err := b.page(s, len(rows)); err != nil {
		return err
	}
	out, err := b.NewStreamWriter(s.name)
	if err != nil {
		return err
	}
	var names row
	for n, c := range s.columns {
		if err := out.SetColWidth(n+1, n+1, c.width); err != nil {
			return err
		}
		names = append(names, cell{c.name, head})
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	for n, r := range append([]row{names}, rows...) {
		if err := out.SetRow(fmt.Sprintf("A%d", n+1), b.cells(r), excelize.RowOpts{Height: s.height(r)}); err != nil {
			return err
		}
	}
	return out.Flush()
}

// Heights of a line and of the highest row that the format takes, in points.
const lineHeight, mostHeight = 15, 409

// height is how high a row must be for its longest cell to be read.
func (s sheet) height(r row) float64 {
	lines := 1
	for i, c := range r {
		if text, ok := c.value.(string); ok && i < len(s.columns) {
			lines = max(lines, len(report.Wrap(report.Shorten(text, 4000), int(s.columns[i].width)-1)))
			if c.look == title {
				lines++
			}
		}
	}
	return min(float64(lines)*lineHeight, mostHeight)
}

// page sets filters, and paper: A4 across, one page wide, the head on each.
func (b *book) page(s sheet, rows int) error {
	last, err := excelize.CoordinatesToCellName(len(s.columns), max(rows, 1)+1)
	if err != nil {
		return err
	}
	if err := b.AutoFilter(s.name, "A1:"+last, nil); err != nil {
		return err
	}
	paper, landscape, one, none, yes := 9, "landscape", 1, 0, true
	if err := b.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &yes}); err != nil {
		return err
	}
	if err := b.SetPageLayout(s.name, &excelize.PageLayoutOptions{Size: &paper, Orientation: &landscape, FitToWidth: &one, FitToHeight: &none}); err != nil {
		return err
	}
	return b.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("'%s'!$1:$1", s.name), Scope: s.name})
}

// cells makes what the writer takes. A Go string becomes a cell of type string:
// the format keeps formulas in another place, so none can arise from a text.
func (b *book) cells(r row) []any {
	out := make([]any, len(r))
	for i, c := range r {
		v := c.value
		if s, ok := v.(string); ok {
			v = clean(s)
		}
		out[i] = excelize.Cell{StyleID: b.styles[c.look], Value: v}
	}
	return out
}

// clean makes text fit for a cell: signs that XML forbids or a reader cannot see
// are written out, and it is cut at the length a cell takes.
func clean(s string) string {
	s = report.Plain(s)
	if len(s) <= mostSigns || len(utf16.Encode([]rune(s))) <= mostSigns {
		return s
	}
	n := 0
	for i, r := range s {
		if n += utf16.RuneLen(r); n > mostSigns-1 {
			return s[:i] + "…"
		}
	}
	return s
}

// date is the day of a document as the properties of the file want it.
func date(doc *assay.Document) string {
	if t, err := time.Parse(time.RFC3339, doc.At); err == nil {
		return t.UTC().Format("2006-01-02T15:04:05Z")
	}
	return "1980-01-01T00:00:00Z" // the first that the ZIP format knows
}

// writeTo writes the file again with its parts in order of their names and
// without times, so that the same workbook is the same bytes.
func (b *book) writeTo(w io.Writer) error {
	buf, err := b.WriteToBuffer()
	if err != nil {
		return err
	}
	in, err := zip.NewReader(bytes.NewReader(buf.Bytes()), int64(buf.Len()))
	if err != nil {
		return err
	}
	parts := in.File
	sort.SliceStable(parts, func(i, j int) bool { return rank(parts[i].Name) < rank(parts[j].Name) })
	out := zip.NewWriter(w)
	for _, f := range parts {
		if err := copyPart(out, f); err != nil {
			return fmt.Errorf("part %s: %w", f.Name, err)
		}
	}
	return out.Close()
}

// rank puts the list of types first, where readers that guess look for it.
func rank(name string) string {
	if name == "[Content_Types].xml" {
		return ""
	}
	return name
}

func copyPart(out *zip.Writer, f *zip.File) error {
	part, err := out.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate})
	if err != nil {
		return err
	}
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	_, err = io.Copy(part, in)
	return err
}

// short cuts a list of words so that a cell stays readable.
func short(all []string, most int) string {
	text := strings.Join(all[:min(len(all), most)], "; ")
	if n := len(all) - most; n > 0 {
		text += fmt.Sprintf("; and %d more", n)
	}
	if !utf8.ValidString(text) {
		return report.Plain(text)
	}
	return text
}
