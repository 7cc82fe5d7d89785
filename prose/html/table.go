package html

import (
	"strconv"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/assay-project/assay/prose"
)

// table is an open table, or a list of terms, which is read as a table of two
// columns whose second is named by the first.
type table struct {
	number, row, column int
	names               map[int]string // of columns
	heading             bool           // the cell being read heads its column
	spans               map[int]int    // column -> further rows that a cell above reaches into
	wide                int            // columns of the cell being read
	list                bool
	term                string
}

// maxSpan is how many rows or columns a cell may reach over; HTML allows 65534.
const maxSpan = 500

func (w *walker) openTable(t html.Token) {
	switch t.DataAtom {
	case atom.Table, atom.Dl:
		w.count++
		w.tables = append(w.tables, &table{number: w.count, names: make(map[int]string), spans: make(map[int]int), list: t.DataAtom == atom.Dl})
		return
	}
	if len(w.tables) == 0 {
		return
	}
	in := w.tables[len(w.tables)-1]
	switch t.DataAtom {
	case atom.Tr:
		in.nextRow()
	case atom.Dt:
		in.row, in.column, in.term = in.row+1, 1, ""
	case atom.Dd:
		in.column = 2
	case atom.Td, atom.Th:
		in.nextCell(span(attr(t, "colspan")), span(attr(t, "rowspan")))
		in.heading = t.DataAtom == atom.Th && attr(t, "scope") != "row" && (in.row == 1 || w.hasOpen(atom.Thead))
	}
}

func (in *table) nextRow() {
	in.row++
	in.column, in.wide = 0, 1
	for c, left := range in.spans {
		if left < 0 { // counted from the row below the cell on
			in.spans[c] = -left
			continue
		}
		if in.spans[c]--; in.spans[c] <= 0 {
			delete(in.spans, c)
		}
	}
}

func (in *table) nextCell(columns, rows int) {
	in.column += max(in.wide, 1)
	if in.row == 0 {
		in.row = 1
	}
	for in.spans[in.column] > 0 {
		in.column++
	}
	in.wide = columns
	for c := in.column; rows > 1 && c < in.column+columns && len(in.spans) < 2*maxSpan; c++ {
		in.spans[c] = -(rows - 1)
	}
}

func span(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return 1
	}
	return min(n, maxSpan)
}

func (w *walker) closeTable(e element) {
	if (e.name == atom.Table || e.name == atom.Dl) && len(w.tables) > 0 {
		w.tables = w.tables[:len(w.tables)-1]
	}
}

// place gives a cell its number and the heading of its column.
func (w *walker) place(b *prose.Block) {
	if b.Kind != prose.Cell || len(w.tables) == 0 {
		return
	}
	in := w.tables[len(w.tables)-1]
	b.Table, b.Row, b.Column = in.number, in.row, in.column
	switch {
	case in.list && in.column == 1:
		in.term = prose.Fold(in.term + " " + b.Text)
	case in.list:
		b.Name = in.term
	case in.heading:
		for c := in.column; c < in.column+in.wide; c++ {
			in.names[c] = prose.Fold(in.names[c] + " " + b.Text)
		}
	default:
		b.Name = in.names[in.column]
	}
}
