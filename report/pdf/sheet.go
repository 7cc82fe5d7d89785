package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"

	"github.com/assay-project/assay/report"
)

// Measures of an A4 page in millimetres.
const (
	marginX, marginY = 18, 16
	width            = 210 - 2*marginX
	bottom           = 297 - marginY
)

// Faces. The Go fonts know Latin, Greek and Cyrillic; a letter that they lack is
// written as its number, so that nothing is lost without a trace.
const (
	text = "go"
	mono = "gomono"
)

// An ink is a colour that keeps its difference on a grey printer.
type ink struct{ r, g, b int }

var (
	black = ink{28, 27, 25}
	soft  = ink{93, 90, 83}
	red   = ink{156, 39, 16}
	blue  = ink{19, 74, 115}
)

// sheet is a document in the making.
type sheet struct {
	*fpdf.Fpdf
}

func newSheet(footer string) *sheet {
	s := &sheet{fpdf.New("P", "mm", "A4", "")}
	s.SetCatalogSort(true)
	s.SetCreationDate(time.Unix(0, 0).UTC())
	s.SetModificationDate(time.Unix(0, 0).UTC())
	s.SetMargins(marginX, marginY, marginX)
	s.SetAutoPageBreak(true, marginY)
	s.SetLang("en")
	s.AddUTF8FontFromBytes(text, "", bytes.Clone(goregular.TTF)) // the writer changes what it is given
	s.AddUTF8FontFromBytes(text, "B", bytes.Clone(gobold.TTF))
	s.AddUTF8FontFromBytes(mono, "", bytes.Clone(gomono.TTF))
	s.SetFooterFunc(func() {
		s.SetY(-11)
		s.face(text, "", 7.5, soft)
		s.CellFormat(0, 4, fmt.Sprintf("%s   %d", footer, s.PageNo()), "", 0, "C", false, 0, "")
	})
	s.AddPage()
	return s
}

func (s *sheet) bytes() ([]byte, error) {
	var b bytes.Buffer
	if err := s.Output(&b); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func (s *sheet) face(family, style string, size float64, c ink) {
	s.SetFont(family, style, size)
	s.SetTextColor(c.r, c.g, c.b)
}

// para writes text over the whole width, indented by some millimetres.
func (s *sheet) para(words, style string, size float64, c ink, indent float64) {
	s.face(text, style, size, c)
	s.SetLeftMargin(marginX + indent)
	s.SetX(marginX + indent)
	s.MultiCell(width-indent, size*0.46, letters(words), "", "L", false)
	s.SetLeftMargin(marginX)
	s.Ln(0.8)
}

// place writes where something was seen.
func (s *sheet) place(words string, indent float64) {
	s.face(mono, "", 7.5, soft)
	for _, line := range s.broken(letters(words), width-indent) {
		s.SetX(marginX + indent)
		s.CellFormat(width-indent, 3.5, line, "", 1, "L", false, 0, "")
	}
}

func (s *sheet) heading(words string) {
	if s.GetY() > bottom-30 {
		s.AddPage()
	}
	s.Ln(4)
	s.Bookmark(words, 0, -1)
	s.face(text, "B", 13, black)
	s.MultiCell(0, 6.5, letters(words), "", "L", false)
	s.Ln(1)
}

// A cellText is the text of a cell with its colour.
type cellText struct {
	words string
	ink   ink
	bold  bool
}

func cells(all ...string) []cellText {
	out := make([]cellText, len(all))
	for i, w := range all {
		out[i] = cellText{words: w, ink: black}
	}
	return out
}

// table writes rows below a head that is repeated on each page. Shares are the
// widths of the columns as parts of the whole.
func (s *sheet) table(shares []float64, head []string, rows [][]cellText) {
	var names []cellText
	for _, h := range head {
		names = append(names, cellText{h, soft, false})
	}
	s.row(shares, names, nil)
	for _, r := range rows {
		s.row(shares, r, names)
	}
	s.Ln(2)
}

const rowSize, rowHeight = 8.5, 3.9

// row draws cells side by side. One that does not fit begins a new page below the
// head; one longer than a page goes on over it.
func (s *sheet) row(shares []float64, cells, head []cellText) {
	lines, most := make([][]string, len(cells)), 1
	for i, c := range cells {
		s.style(c)
		lines[i] = s.broken(letters(c.words), shares[i]*width-2)
		most = max(most, len(lines[i]))
	}
	for from := 0; from < most; {
		room := int((bottom - s.GetY() - 2) / rowHeight)
		if room < 1 || from == 0 && room < min(most, 20) {
			s.AddPage()
			if head != nil {
				s.row(shares, head, nil)
			}
			room = int((bottom - s.GetY() - 2) / rowHeight)
		}
		to := min(most, from+room)
		s.band(shares, cells, lines, from, to)
		from = to
	}
}

func (s *sheet) style(c cellText) {
	style := ""
	if c.bold {
		style = "B"
	}
	s.face(text, style, rowSize, c.ink)
}

func (s *sheet) band(shares []float64, cells []cellText, lines [][]string, from, to int) {
	top, x := s.GetY()+0.9, float64(marginX)
	for i, c := range cells {
		s.style(c)
		for n := from; n < to && n < len(lines[i]); n++ {
			s.SetXY(x, top+float64(n-from)*rowHeight)
			s.CellFormat(shares[i]*width-2, rowHeight, lines[i][n], "", 0, "L", false, 0, "")
		}
		x += shares[i] * width
	}
	end := top + float64(to-from)*rowHeight + 0.7
	s.SetDrawColor(208, 204, 194)
	s.SetLineWidth(0.15)
	s.Line(marginX, end, 210-marginX, end)
	s.SetXY(marginX, end)
}

// broken breaks text into lines of a width in the face that is set, long words
// anywhere.
func (s *sheet) broken(words string, room float64) []string {
	var lines []string
	line := ""
	room -= 2
	for _, word := range strings.Fields(words) {
		if next := strings.TrimPrefix(line+" "+word, " "); s.GetStringWidth(next) <= room {
			line = next
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		rest := []rune(word)
		for s.GetStringWidth(string(rest)) > room && len(rest) > 1 {
			n := s.fits(rest, room)
			lines, rest = append(lines, string(rest[:n])), rest[n:]
		}
		line = string(rest)
	}
	return append(lines, line)
}

// fits is how many letters fit, at least one.
func (s *sheet) fits(word []rune, room float64) int {
	low, high := 1, min(len(word), 400)
	for low < high {
		mid := (low + high + 1) / 2
		if s.GetStringWidth(string(word[:mid])) <= room {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return low
}

// known tells which letters both faces have.
var known = sync.OnceValue(func() func(rune) bool {
	var fonts []*sfnt.Font
	for _, data := range [][]byte{goregular.TTF, gobold.TTF, gomono.TTF} {
		f, err := sfnt.Parse(data)
		if err != nil {
			return func(r rune) bool { return r < 0x7f }
		}
		fonts = append(fonts, f)
	}
	var mu sync.Mutex
	seen := map[rune]bool{}
	return func(r rune) bool {
		mu.Lock()
		defer mu.Unlock()
		ok, before := seen[r]
		if before {
			return ok
		}
		ok = r <= 0xffff
		for _, f := range fonts {
			var b sfnt.Buffer
			g, err := f.GlyphIndex(&b, r)
			ok = ok && err == nil && g != 0
		}
		seen[r] = ok
		return ok
	}
})

// signs are those of ours that the faces lack, with what stands for them.
var signs = map[rune]string{'✗': "×", '✓': "√"}

// letters makes text fit for the faces: what they lack is written as [U+65E5].
func letters(words string) string {
	words = report.Plain(words)
	has := known()
	var b strings.Builder
	for _, r := range words {
		switch {
		case signs[r] != "":
			b.WriteString(signs[r])
		case has(r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "[U+%04X]", r)
		}
	}
	return b.String()
}
