package pdf

import (
	"math"
	"strings"
)

type pathStep struct {
	op   byte // m, l or r
	x, y float64
	w, h float64
}

// drawPath keeps level and upright lines, and the edges of boxes: tables are
// ruled with them.
func (p *painter) drawPath(k keyword, n []float64) {
	p.page.strokes++
	if len(p.path) > 2000 && k != "S" && k != "n" {
		p.path = p.path[:0]
	}
	switch k {
	case "m", "l":
		p.path = append(p.path, pathStep{op: k[0], x: n[0], y: n[1]})
	case "re":
		p.path = append(p.path, pathStep{op: 'r', x: n[0], y: n[1], w: n[2], h: n[3]})
	case "c":
		p.path = append(p.path, pathStep{op: 'm', x: n[4], y: n[5]})
	case "v", "y":
		p.path = append(p.path, pathStep{op: 'm', x: n[2], y: n[3]})
	case "n":
		p.path = p.path[:0]
	default: // it is painted
		p.keepRules(strings.HasPrefix(strings.ToLower(string(k)), "f"))
		p.path = p.path[:0]
	}
}

func (p *painter) keepRules(filled bool) {
	m := p.g.ctm.times(p.turn)
	for i, s := range p.path {
		if s.op == 'l' && i > 0 && p.path[i-1].op != 'r' {
			x0, y0 := m.apply(p.path[i-1].x, p.path[i-1].y)
			x1, y1 := m.apply(s.x, s.y)
			p.line(x0, y0, x1, y1)
		}
		if s.op != 'r' {
			continue
		}
		b := box{0, 0, s.w, s.h}.under(matrix{1, 0, 0, 1, s.x, s.y}.times(m))
		switch {
		case b.height() < 3:
			p.line(b.x0, (b.y0+b.y1)/2, b.x1, (b.y0+b.y1)/2)
		case b.width() < 3:
			p.line((b.x0+b.x1)/2, b.y0, (b.x0+b.x1)/2, b.y1)
		default:
			p.line(b.x0, b.y0, b.x1, b.y0)
			p.line(b.x0, b.y1, b.x1, b.y1)
			if !filled || b.width() > 20 {
				p.line(b.x0, b.y0, b.x0, b.y1)
				p.line(b.x1, b.y0, b.x1, b.y1)
			}
		}
	}
}

func (p *painter) line(x0, y0, x1, y1 float64) {
	if len(p.page.rules) >= maxRules {
		return
	}
	switch {
	case math.Abs(y1-y0) < 0.7 && math.Abs(x1-x0) > 8:
		p.page.rules = append(p.page.rules, rule{false, (y0 + y1) / 2, min(x0, x1), max(x0, x1)})
	case math.Abs(x1-x0) < 0.7 && math.Abs(y1-y0) > 6:
		p.page.rules = append(p.page.rules, rule{true, (x0 + x1) / 2, min(y0, y1), max(y0, y1)})
	}
}
