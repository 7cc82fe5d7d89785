package pdf

import (
	"math"
	"unicode/utf8"
)

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
