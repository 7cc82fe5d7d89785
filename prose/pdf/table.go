package pdf

import (
	"math"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/assay-project/assay/prose"
)

// table emits the cells of a run, row by row. A cell whose lines end before they
// are full, as in an address, is several blocks in the same row and column.
func (lay *layout) table(r run) {
	lay.tables++
	table := lay.tables
	rights := make([]float64, len(r.gutters)+1)
	for c := range rights {
		rights[c] = typicalRight(r.region(c))
	}
	defer func(right float64) { lay.right = right }(lay.right)
	for n, row := range lay.rows(r) {
		part := run{lines: row, gutters: r.gutters}
		for c := range len(r.gutters) + 1 {
			ls := part.region(c)
			if len(ls) == 0 {
				continue
			}
			lay.right = rights[c]
			for i := 0; i < len(ls); {
				text, j := ls[i].text(), i+1
				for j < len(ls) && lay.continues(ls[j-1], ls[j], text) {
					text = join(text, ls[j].text())
					j++
				}
				lay.emit(prose.Block{Kind: prose.Cell, Text: text, Table: table, Row: n + 1, Column: c + 1}, ls[i].y)
				i = j
			}
		}
	}
}

// rows cuts a table's lines into rows. Where rules part most of what looks like
// rows they decide; else a gap wider than between the lines of a cell does, or the
// first column starting anew.
func (lay *layout) rows(r run) [][]line {
	pitch := r.pitch()
	rules, starts := make([]bool, len(r.lines)), make([]bool, len(r.lines))
	ruled, started, start := 0, 0, 0
	for i := 1; i < len(r.lines); i++ {
		if rules[i] = lay.ruledAcross(r, i); rules[i] {
			ruled++
		}
		if starts[i] = r.startsRow(i, start, pitch); starts[i] {
			started, start = started+1, i
		}
	}
	decided := ruled > 0 && ruled*2 >= started || ruled > 1 && lay.ruledAround(r)
	var out [][]line
	start = 0
	for i := 1; i < len(r.lines); i++ {
		if rules[i] || starts[i] && !decided {
			out = append(out, r.lines[start:i])
			start = i
		}
	}
	return append(out, r.lines[start:])
}

// ruledAround says whether a rule closes the run above and another below.
func (lay *layout) ruledAround(r run) bool {
	top, bottom := r.lines[0], r.lines[len(r.lines)-1]
	above, below := false, false
	for _, u := range lay.rules {
		if u.upright || u.from > r.gutters[0].from || u.to < top.x0() {
			continue
		}
		above = above || u.at > top.y && u.at < top.y+4*top.size
		below = below || u.at < bottom.y && u.at > bottom.y-3*bottom.size
	}
	return above && below
}

// pitch is the usual distance between lines that both start in the first column.
func (r *run) pitch() float64 {
	var all []float64
	for i := 1; i < len(r.lines); i++ {
		if r.inFirst(i-1) && r.inFirst(i) {
			all = append(all, r.lines[i-1].y-r.lines[i].y)
		}
	}
	if len(all) == 0 {
		return math.Inf(1)
	}
	slices.Sort(all)
	return all[len(all)/2]
}

func (r *run) inFirst(i int) bool { return r.lines[i].x0() < r.gutters[0].from+1 }

func (lay *layout) ruledAcross(r run, i int) bool {
	above, below := r.lines[i-1], r.lines[i]
	g := r.gutters[0]
	for _, u := range lay.rules {
		if !u.upright && u.at < above.y+0.3*above.size && u.at > below.y+0.3*below.size &&
			(u.from < g.from+2 && u.to > g.to-2) {
			return true
		}
	}
	// Borders drawn cell by cell meet at the gutter: the first column's will do.
	lo, hi := g.from, math.Inf(1)
	for _, l := range r.lines {
		hi = min(hi, l.x0())
	}
	for _, u := range lay.rules {
		if !u.upright && u.at < above.y+0.3*above.size && u.at > below.y+0.3*below.size && u.from < hi+4 && u.to > (hi+lo)/2 {
			return true
		}
	}
	return false
}

func (r *run) startsRow(i, start int, pitch float64) bool {
	above, l := r.lines[i-1], r.lines[i]
	apart := above.y - l.y
	size := max(l.size, above.size)
	first := r.inFirst(i)
	switch {
	case apart < 0.9*size: // half a line: it stands beside what is above
		return false
	case apart > 1.7*size:
		return true
	case !first:
		// A label in the middle of its value's height: the value starts the row.
		if i+1 < len(r.lines) && r.lines[i+1].x0() < r.gutters[0].from+1 {
			under := l.y - r.lines[i+1].y
			return apart > 1.2*under
		}
		// As far apart as rows are, and further than lines: a row of its own.
		return apart > 1.3*size && apart > 0.95*pitch
	}
	had := false
	for _, p := range r.lines[start:i] {
		had = had || p.x0() < r.gutters[0].from+1
	}
	if !had { // the row has no label yet
		return false
	}
	head, _ := utf8.DecodeRuneInString(l.segs[0].text)
	return !unicode.IsLower(head) && head != '(' && head != '/'
}
