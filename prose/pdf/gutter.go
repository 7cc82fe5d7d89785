package pdf

// Columns set close together part their lines by little more than a wide space, so
// a gap alone does not tell. What tells is that many lines below each other have
// one at the same place, which justified text does not.
const (
	gutterLines = 6   // that agree on a gutter
	gutterGap   = 0.7 // of a letter's size, the least
)

// gutters returns upright rules for the narrow gutters between columns of text.
// The gaps of a line that are too narrow to part it are in line.gaps.
func gutters(ls []line) []rule {
	if len(ls) > maxLines {
		return nil
	}
	var out []rule
	for i := 0; i < len(ls); i++ {
		for _, g := range ls[i].gaps {
			if last, free := shared(ls, i, g); last > i {
				out = append(out, rule{upright: true, at: (free.from + free.to) / 2, from: ls[last].y - 1, to: ls[i].y + 1})
				i = last
				break
			}
		}
	}
	return out
}

// shared follows a gap of line i down the page, and returns the last of the lines
// that have it and what is free in all of them; i where they are too few.
func shared(ls []line, i int, g gap) (last int, free gap) {
	narrow, last := 0, i
	free = g
	for j := i; j < len(ls); j++ {
		l := ls[j]
		if j > i && ls[j-1].y-l.y > 3*l.size {
			break
		}
		next, tight, ok := l.gapAt(free)
		if !ok || next.to-next.from < gutterGap*l.size {
			break
		}
		free, last = next, j
		if tight {
			narrow++
		}
	}
	if narrow < gutterLines {
		return i, g
	}
	return last, free
}

// gapAt returns what a line leaves free of a stretch: in one of its narrow gaps,
// between its pieces, or beside them all.
func (l line) gapAt(g gap) (free gap, narrow, ok bool) {
	cut := func(a, b float64) (gap, bool) {
		c := gap{max(a, g.from), min(b, g.to)}
		return c, c.from < c.to
	}
	for _, n := range l.gaps {
		if c, ok := cut(n.from, n.to); ok {
			return c, true, true
		}
	}
	end := -farRight
	for _, s := range l.segs {
		if c, ok := cut(end, s.x0); ok {
			return c, false, true
		}
		end = s.x1
	}
	c, ok := cut(end, farRight)
	return c, false, ok
}
