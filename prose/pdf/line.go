package pdf

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/assay-project/assay/prose"
)

// seg is a stretch of a line without a wide gap in it.
type seg struct {
	x0, x1, y, size float64
	text            string
	bold            bool
}

// line is what stands on one baseline, from left to right.
type line struct {
	y, size float64
	segs    []seg
	gaps    []gap // within segs, wide for a space; see gutters
}

func (l *line) x0() float64 { return l.segs[0].x0 }
func (l *line) x1() float64 { return l.segs[len(l.segs)-1].x1 }

func (l *line) text() string {
	parts := make([]string, len(l.segs))
	for i, s := range l.segs {
		parts[i] = s.text
	}
	return strings.Join(parts, " ")
}

func (l *line) bold() bool {
	for _, s := range l.segs {
		if !s.bold {
			return false
		}
	}
	return true
}

// level turns glyphs whose baseline runs up, down or upside down, so that all
// lines are level. Places keep their order, not their values.
func level(glyphs []glyph, turn int) []glyph {
	var out []glyph
	for _, g := range glyphs {
		if g.turn != turn {
			continue
		}
		switch turn {
		case 1:
			g.x, g.y = g.y, -g.x
		case 2:
			g.x, g.y = -g.x, -g.y
		case 3:
			g.x, g.y = -g.y, g.x
		}
		out = append(out, g)
	}
	return out
}

// lines gathers glyphs by baseline. What is raised or lowered by less than half
// a letter, a note's number or an ordinal's ending, stays on its line.
func lines(glyphs []glyph, rules []rule) []line {
	slices.SortStableFunc(glyphs, func(a, b glyph) int { return cmp.Compare(b.y, a.y) })
	var out []line
	for i := 0; i < len(glyphs); {
		first := glyphs[i]
		j, size := i+1, first.size
		for j < len(glyphs) && first.y-glyphs[j].y < 0.42*max(size, glyphs[j].size) {
			size = max(size, glyphs[j].size)
			j++
		}
		if l, ok := makeLine(glyphs[i:j], rules); ok {
			out = append(out, l)
		}
		i = j
	}
	return out
}

func makeLine(glyphs []glyph, rules []rule) (line, bool) {
	slices.SortStableFunc(glyphs, func(a, b glyph) int { return cmp.Compare(a.x, b.x) })
	var l line
	l.y, l.size = baseline(glyphs)
	var b strings.Builder
	var s seg
	letters, bold := 0, 0
	space := false
	end := 0.0
	flush := func() {
		if text := prose.Fold(b.String()); text != "" {
			s.text, s.bold, s.x1 = text, bold*2 > letters, end
			l.segs = append(l.segs, s)
		}
		b.Reset()
		letters, bold, space = 0, 0, false
	}
	var prev *glyph
	for i := range glyphs {
		g := &glyphs[i]
		if strings.TrimSpace(g.text) == "" {
			if g.text == "" && b.Len() > 0 { // stands under other words
				end = max(end, g.x+g.w)
			}
			space = space || g.text != ""
			continue
		}
		if prev != nil && prev.text == g.text && math.Abs(prev.x-g.x) < 0.12*g.size && utf8.RuneCountInString(g.text) == 1 {
			continue // printed twice, to make it bold
		}
		wide := g.x - end
		if b.Len() > 0 && (wide > 1.2*g.size || wide > 0.5 && ruledBetween(rules, end, g.x, l.y)) {
			flush()
		}
		if b.Len() > 0 && wide > gutterGap*g.size && len(l.gaps) < 8 {
			l.gaps = append(l.gaps, gap{end, g.x})
		}
		if b.Len() == 0 {
			s = seg{x0: g.x, y: l.y, size: l.size}
		} else if space || wide > 0.17*g.size {
			b.WriteByte(' ')
		}
		b.WriteString(g.text)
		letters++
		if g.bold {
			bold++
		}
		end, space, prev = g.x+g.w, false, g
	}
	flush()
	return l, len(l.segs) > 0
}

// baseline returns where most letters stand, and their size.
func baseline(glyphs []glyph) (y, size float64) {
	best := -1.0
	for i := 0; i < len(glyphs); i++ {
		if g := glyphs[i]; strings.TrimSpace(g.text) != "" && g.size > best {
			best, y = g.size, g.y
		}
	}
	return y, max(best, 1)
}

func ruledBetween(rules []rule, x0, x1, y float64) bool {
	for _, r := range rules {
		if r.upright && r.at > x0-1 && r.at < x1+1 && r.from < y+3 && r.to > y {
			return true
		}
	}
	return false
}

// join puts lines of a paragraph together and mends words that were divided.
func join(a, b string) string {
	if a == "" {
		return b
	}
	last, size := utf8.DecodeLastRuneInString(a)
	next, _ := utf8.DecodeRuneInString(b)
	before, _ := utf8.DecodeLastRuneInString(a[:len(a)-size])
	word := a[strings.LastIndexByte(a, ' ')+1:]
	switch {
	case (last == '-' || last == '/' || last == '.') && (strings.Contains(word, "://") || strings.HasPrefix(word, "www.")) && (unicode.IsLower(next) || unicode.IsDigit(next)):
		return a + b // an address is divided where it has a mark, and keeps it
	case last == '\u00ad':
		return a[:len(a)-size] + b
	case (last == '-' || last == '\u2010') && unicode.IsLetter(before) && unicode.IsLower(next):
		return a[:len(a)-size] + b
	case (last == '-' || last == '\u2010' || last == '/') && unicode.IsLetter(next):
		return a + b
	case (last == '-' || last == '\u2010') && unicode.IsUpper(before) && unicode.IsDigit(next):
		return a + b // a type: SG-868
	}
	return a + " " + b
}
