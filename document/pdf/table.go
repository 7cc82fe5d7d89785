package pdf

import (
	"strings"

	"github.com/assay-project/assay/document"
)

// shares are the widths of columns by their number.
var shares = map[int][]float64{
	1: {1}, 2: {0.34, 0.66}, 3: {0.15, 0.6, 0.25}, 4: {0.18, 0.38, 0.22, 0.22}, 5: {0.12, 0.11, 0.29, 0.26, 0.22}, 6: {0.1, 0.28, 0.1, 0.1, 0.21, 0.21},
}

func (s *sheet) table(t document.Table) {
	columns := shares[len(t.Columns)]
	if len(t.Rows) == 0 || columns == nil {
		return
	}
	if t.Caption != "" {
		s.Ln(1)
		s.para(t.Caption, "B", 9.5, 27)
	}
	s.row(columns, t.Columns, "B")
	for _, r := range t.Rows {
		s.row(columns, r.Cells, "")
	}
	s.Ln(2)
}

// row draws cells side by side, as high as the highest, on one page where they
// fit on one.
func (s *sheet) row(columns []float64, cells []string, style string) {
	const size, height = 8.8, 4.2
	const wholePage = 60 // lines
	s.face(style, size, 27)
	lines := make([][]string, len(columns))
	most := 1
	for i := range columns {
		if i < len(cells) {
			lines[i] = s.broken(cells[i], columns[i]*width-2)
		}
		most = max(most, len(lines[i]))
	}
	for from := 0; from < most; {
		room := int((297 - marginY - s.GetY() - 2) / height)
		if room < 1 || from == 0 && most > room && most < 40 {
			s.AddPage()
			s.face(style, size, 27)
			room = wholePage
		}
		to := min(most, from+room)
		s.band(columns, lines, from, to, height)
		from = to
	}
}

func (s *sheet) band(columns []float64, lines [][]string, from, to int, height float64) {
	top := s.GetY() + 1
	x := float64(marginX)
	for i, share := range columns {
		for n := from; n < to && n < len(lines[i]); n++ {
			s.SetXY(x, top+float64(n-from)*height)
			s.CellFormat(share*width-2, height, lines[i][n], "", 0, "L", false, 0, "")
		}
		x += share * width
	}
	bottom := top + float64(to-from)*height + 0.8
	s.Line(marginX, bottom, 210-marginX, bottom)
	s.SetXY(marginX, bottom)
}

// broken breaks text into lines of a width, long words by the letter.
func (s *sheet) broken(text string, width float64) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s.enc(text)) {
		next := strings.TrimPrefix(line+" "+word, " ")
		if s.GetStringWidth(next) <= width-2 {
			line = next
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for s.GetStringWidth(word) > width-2 && len(word) > 1 {
			cut := len(word) - 1
			for cut > 1 && s.GetStringWidth(word[:cut]) > width-2 {
				cut--
			}
			lines, word = append(lines, word[:cut]), word[cut:]
		}
		line = word
	}
	return append(lines, line)
}
