package pdf

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/assay-project/assay/prose"
)

// placed is a block with the place of its first line, for finding what repeats
// at the head and foot of pages.
type placed struct {
	prose.Block
	y    float64
	edge bool // it stands at the head or foot of its page
}

// layout puts the lines of one page in the order they are read: columns one
// after the other, tables row by row, everything else from top to bottom.
type layout struct {
	page   int
	rules  []rule
	body   float64 // size of most letters
	right  float64 // right edge of the text
	tables int
	out    []placed
	hidden bool
	turn   int
	bounds box               // of the page
	spend  func(n int) error // of operations: looking for gutters takes some
}

// maxLines bounds the lines of a page that columns and tables are looked for in;
// looking is quadratic.
const maxLines = 2500

func (lay *layout) arrange(ls []line, depth int) {
	if len(ls) == 0 {
		return
	}
	if len(ls) > maxLines || depth > 4 {
		lay.paragraphs(ls)
		return
	}
	defer func(right float64) { lay.right = right }(lay.right)
	lay.right = typicalRight(ls)
	from := 0
	for i := 0; i < len(ls); {
		r, ok := lay.findRun(ls, i)
		if !ok {
			i++
			continue
		}
		lay.paragraphs(ls[from:r.from])
		if lay.isColumns(r) {
			for c := range len(r.gutters) + 1 {
				lay.arrange(r.region(c), depth+1)
			}
		} else {
			lay.table(r)
		}
		from, i = r.to, r.to
	}
	lay.paragraphs(ls[from:])
}

// run is a stretch of lines with one or more gutters that no line crosses.
type run struct {
	lines    []line
	from, to int
	gutters  []gap
}

type gap struct{ from, to float64 }

// region returns the lines between two gutters.
func (r *run) region(c int) []line {
	lo, hi := math.Inf(-1), math.Inf(1)
	if c > 0 {
		lo = r.gutters[c-1].from
	}
	if c < len(r.gutters) {
		hi = r.gutters[c].to
	}
	var out []line
	for _, l := range r.lines {
		var in []seg
		for _, s := range l.segs {
			if s.x0 >= lo && s.x1 <= hi {
				in = append(in, s)
			}
		}
		if len(in) > 0 {
			out = append(out, line{y: l.y, size: in[0].size, segs: in})
		}
	}
	return out
}

const farRight = 1e6

// findRun finds the longest run that starts at line i with text on both sides of
// a gutter, near its start.
func (lay *layout) findRun(ls []line, i int) (run, bool) {
	if len(ls[i].segs) < 2 && !beside(ls, i) {
		return run{}, false
	}
	free := []gap{{-farRight, farRight}}
	var best run
	found := false
	for j := i; j < len(ls) && j < i+400; j++ {
		if j > i && ls[j-1].y-ls[j].y > 4*max(ls[j].size, ls[j-1].size) {
			break
		}
		free = narrow(free, ls[j])
		if len(free) == 0 || lay.spend(len(free)*(j-i+1)) != nil {
			break
		}
		both := lay.twoSided(free, ls[i:j+1])
		if n := len(best.gutters); n > 1 && len(both)*2 <= n && ls[j-1].y-ls[j].y > 1.7*ls[j].size {
			break // another table, with other columns
		}
		if len(both) > 0 && (len(ls[j].segs) > 1 || j > i) {
			best, found = run{lines: ls[i : j+1], from: i, to: j + 1, gutters: both}, true
		} else if found {
			break
		}
	}
	if !found || best.to-best.from < 2 {
		return run{}, false
	}
	best = trim(best)
	best.gutters = lay.wide(best)
	return best, len(best.gutters) > 0
}

// wide drops gutters that are no wider than the gaps of badly justified text:
// the fewer lines agree on one, the wider it must be, unless a rule stands in it.
func (lay *layout) wide(r run) []gap {
	var out []gap
	for _, g := range r.gutters {
		need := 0.9
		switch n := len(r.lines); {
		case n < 3:
			need = 2.2
		case n < 5:
			need = 1.4
		}
		if g.to-g.from >= need*r.lines[0].size || lay.ruledAlong(r, g) {
			out = append(out, g)
		}
	}
	return out
}

func (lay *layout) ruledAlong(r run, g gap) bool {
	top, bottom := r.lines[0].y, r.lines[len(r.lines)-1].y
	for _, u := range lay.rules {
		if u.upright && u.at > g.from-1 && u.at < g.to+1 && u.from < top && u.to > bottom {
			return true
		}
	}
	return false
}

// beside says whether the next line stands beside this one rather than below it.
func beside(ls []line, i int) bool {
	if i+1 >= len(ls) {
		return false
	}
	a, b := ls[i], ls[i+1]
	return a.y-b.y < 0.95*min(a.size, b.size) && (a.x1() < b.x0() || b.x1() < a.x0())
}

// narrow takes from the free stretches what a line covers.
func narrow(free []gap, l line) []gap {
	var out []gap
	for _, f := range free {
		at := f.from
		for _, s := range l.segs {
			if s.x1 <= at || s.x0 >= f.to {
				continue
			}
			if s.x0-at >= 4 {
				out = append(out, gap{at, s.x0})
			}
			at = max(at, s.x1)
		}
		if f.to-at >= 4 {
			out = append(out, gap{at, f.to})
		}
	}
	if len(out) > 40 {
		return nil
	}
	return out
}

// twoSided keeps gutters that have two lines or more on either side, or one line
// with text on both, or a rule in them.
func (lay *layout) twoSided(free []gap, ls []line) []gap {
	var out []gap
	for _, f := range free {
		if f.from == -farRight || f.to == farRight {
			continue
		}
		left, right, both := 0, 0, 0
		for _, l := range ls {
			a, b := l.x0() < f.from+1, l.x1() > f.to-1
			if a {
				left++
			}
			if b {
				right++
			}
			if a && b {
				both++
			}
		}
		if left >= 2 && right >= 2 || both >= 2 || both >= 1 && (left >= 2 || right >= 2) ||
			left > 0 && right > 0 && len(ls) > 1 && lay.ruledAlong(run{lines: ls}, f) {
			out = append(out, f)
		}
	}
	return out
}

// trim cuts lines off the end that have text on one side only and stand apart.
func trim(r run) run {
	first := r.gutters[0]
	last := len(r.lines)
	for last > 2 {
		l, above := r.lines[last-1], r.lines[last-2]
		if l.x1() > first.to-1 || above.y-l.y < 1.5*l.size {
			break
		}
		last--
	}
	if last < 2 {
		last = len(r.lines)
	}
	r.to = r.from + last
	r.lines = r.lines[:last]
	return r
}

// isColumns tells columns of running text from a table: their lines are long and
// most reach the edge of the column.
func (lay *layout) isColumns(r run) bool {
	top, bottom := r.lines[0].y, r.lines[len(r.lines)-1].y
	ruled := 0
	for _, u := range lay.rules {
		if !u.upright && u.at < top && u.at > bottom && u.from < r.gutters[0].from && u.to > r.gutters[0].to {
			ruled++
		}
	}
	if ruled > 1 {
		return false
	}
	for c := range len(r.gutters) + 1 {
		part := r.region(c)
		if len(part) < 3 {
			return false
		}
		lo, hi, letters := math.Inf(1), 0.0, 0
		for _, l := range part {
			lo, hi = min(lo, l.x0()), max(hi, l.x1())
			letters += utf8.RuneCountInString(l.text())
		}
		full := 0
		for _, l := range part {
			if l.x1()-l.x0() > 0.72*(hi-lo) {
				full++
			}
		}
		if letters < 22*len(part) || full*2 < len(part) {
			return false
		}
	}
	return true
}

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

var reItem = regexp.MustCompile(`^(?:[•●▪■◦‣·–—*-]|\(?[0-9]{1,2}[.)]|\(?[a-z][.)]|\((?:i|ii|iii|iv|v|vi)\))\s`)

// paragraphs joins lines to paragraphs and emits them.
func (lay *layout) paragraphs(ls []line) {
	for i := 0; i < len(ls); {
		text := ls[i].text()
		j := i + 1
		for j < len(ls) && lay.continues(ls[j-1], ls[j], text) {
			text = join(text, ls[j].text())
			j++
		}
		b := prose.Block{Kind: prose.Paragraph, Text: text}
		switch {
		case reItem.MatchString(text):
			b.Kind = prose.Item
		case lay.isHeading(ls[i:j]):
			b.Kind, b.Level = prose.Heading, lay.headingLevel(ls[i].size)
		}
		lay.emit(b, ls[i].y)
		i = j
	}
}

func (lay *layout) continues(above, l line, text string) bool {
	apart := above.y - l.y
	if apart > 1.75*max(l.size, above.size) || math.Abs(above.size-l.size) > 0.12*max(l.size, above.size) {
		return false
	}
	if reItem.MatchString(l.text()) || above.bold() != l.bold() && !unicode.IsLower(firstRune(l.text())) {
		return false
	}
	if unicode.IsLower(firstRune(l.text())) {
		return true
	}
	// The line ended because the next word had no room in it.
	word, _, _ := strings.Cut(l.text(), " ")
	room := (l.x1() - l.x0()) * float64(utf8.RuneCountInString(word)+1) / float64(utf8.RuneCountInString(l.text()))
	return above.x1()+room > lay.right && !strings.HasSuffix(text, ":")
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func (lay *layout) isHeading(ls []line) bool {
	if len(ls) > 3 || ls[0].size > 1.16*lay.body {
		return len(ls) <= 3
	}
	text := ls[0].text()
	return len(ls) == 1 && ls[0].bold() && len(text) < 90 && !strings.HasSuffix(text, ".") && !strings.Contains(text, ": ")
}

func (lay *layout) headingLevel(size float64) int {
	switch {
	case size > 1.6*lay.body:
		return 1
	case size > 1.16*lay.body:
		return 2
	}
	return 3
}

func (lay *layout) emit(b prose.Block, y float64) {
	b.Page, b.Hidden = lay.page, lay.hidden
	if b.Text = prose.Fold(b.Text); b.Text != "" {
		lay.out = append(lay.out, placed{Block: b, y: y, edge: lay.turn == 0 && lay.atEdge(y)})
	}
}

func (lay *layout) atEdge(y float64) bool {
	part := 0.12 * lay.bounds.height()
	return y > lay.bounds.y1-part || y < lay.bounds.y0+part
}

// measure finds the size of most letters.
func (lay *layout) measure(ls []line) {
	letters := map[float64]int{}
	for _, l := range ls {
		letters[math.Round(l.size*2)/2] += len(l.text())
	}
	most := 0
	for _, size := range sortedKeys(letters) {
		if letters[size] > most {
			most, lay.body = letters[size], size
		}
	}
}

// read lays out what a canvas shows: level text first, then what is turned, then
// what nobody sees.
func (c *canvas) read(page int, spend func(int) error) []placed {
	var seen, unseen []glyph
	for _, g := range c.glyphs {
		if g.hidden {
			unseen = append(unseen, g)
		} else {
			seen = append(seen, g)
		}
	}
	lay := &layout{page: page, spend: spend, bounds: c.bounds}
	for turn := range 4 {
		rules := c.rules
		if turn != 0 {
			rules = nil
		}
		ls := lines(level(seen, turn), rules)
		lay.rules, lay.turn = rules, turn
		lay.measure(ls)
		lay.arrange(ls, 0)
	}
	lay.hidden = true
	for turn := range 4 {
		lay.paragraphs(lines(level(unseen, turn), nil))
	}
	return lay.out
}

// typicalRight is the right edge that the longest lines reach; a page number far
// out does not count.
func typicalRight(ls []line) float64 {
	var ends []float64
	for _, l := range ls {
		ends = append(ends, l.x1())
	}
	if len(ends) == 0 {
		return 0
	}
	slices.SortFunc(ends, func(a, b float64) int { return cmp.Compare(b, a) })
	return ends[min(len(ends)-1, len(ends)/20)]
}
