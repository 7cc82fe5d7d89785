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
		glyphs := level(seen, turn)
		ls := lines(glyphs, rules)
		if more := gutters(ls); len(more) > 0 {
			rules = slices.Concat(rules, more)
			ls = lines(glyphs, rules)
		}
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
