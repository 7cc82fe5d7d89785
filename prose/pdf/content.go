package pdf

import (
	"errors"
	"math"
)

// glyph is a piece of text shown at a place: one code, or several that the paper
// gives other words for (ActualText). Places are in points on the upright page.
type glyph struct {
	text   string
	x, y   float64 // start of the baseline
	w      float64 // along the baseline
	size   float64
	turn   int // of the baseline, in quarter turns from level
	bold   bool
	hidden bool
}

// rule is a drawn line or the edge of a box, level or upright.
type rule struct {
	upright  bool
	at       float64 // its y, or x where upright
	from, to float64
}

// picture is an image on the page.
type picture struct {
	box box
	alt string
}

// canvas collects what a page shows.
type canvas struct {
	glyphs   []glyph
	rules    []rule
	pictures []picture
	strokes  int // path operators: drawings, or letters drawn as shapes
	lost     int // letters that nothing in the file says the meaning of
	lostFont string
	tex      bool // letters of bitmap fonts, read by TeX's numbers
	bounds   box  // of the page
}

const (
	maxGlyphs = 200_000 // of one page
	maxRules  = 5_000
)

type textState struct {
	font             *font
	size             float64
	char, word       float64
	scale            float64 // horizontal, 1 is normal
	leading          float64
	rise             float64
	mode             int
	matrix, lineFrom matrix
}

type graphics struct {
	ctm  matrix
	text textState
}

// mark is an open marked-content sequence.
type mark struct {
	actual string // text that stands for what is shown within
	has    bool
	alt    string
	spent  bool // it was shown once
}

// painter runs content streams (ISO 32000-1 clauses 8 and 9) as far as they
// show text, pictures and rules.
type painter struct {
	f      *file
	page   *canvas
	g      graphics
	stack  []graphics
	marks  []mark
	fonts  map[any]*font
	depth  int
	path   []pathStep
	bounds box // of the page: what is outside is not shown
	turn   matrix
}

func (p *painter) run(data []byte, res dict) error {
	l := &lexer{data: data, spend: p.f.budget.value}
	var args []any
	for {
		v, err := l.next()
		if errors.Is(err, errEnd) {
			return nil
		}
		if errors.Is(err, errNesting) {
			return err
		}
		if err != nil {
			return err
		}
		k, is := v.(keyword)
		if !is {
			if len(args) < 512 {
				args = append(args, v)
			}
			continue
		}
		if err := p.f.budget.operate(1); err != nil {
			return err
		}
		if k == "BI" {
			p.inline(l)
		} else if err := p.operator(k, args, res); err != nil {
			return err
		}
		args = args[:0]
	}
}

// inline passes over an inline picture (clause 8.9.7): its end is EI between
// white space, with what looks like operators behind it.
func (p *painter) inline(l *lexer) {
	for {
		v, err := l.next()
		if err != nil {
			return
		}
		if v == keyword("ID") {
			break
		}
	}
	for i := l.pos + 1; i+1 < len(l.data); i++ {
		if l.data[i] != 'E' || l.data[i+1] != 'I' || !isSpace(l.data[i-1]) || i+2 < len(l.data) && !isSpace(l.data[i+2]) {
			continue
		}
		if printable(l.data[min(i+2, len(l.data)):min(i+12, len(l.data))]) {
			l.pos = i + 2
			p.picture("")
			return
		}
	}
	l.pos = len(l.data)
}

func printable(b []byte) bool {
	for _, c := range b {
		if c > 126 || c < 32 && !isSpace(c) {
			return false
		}
	}
	return true
}

func (p *painter) picture(alt string) {
	b := box{0, 0, 1, 1}.under(p.g.ctm.times(p.turn))
	if len(p.page.pictures) < 1000 {
		for i := len(p.marks) - 1; i >= 0 && alt == ""; i-- {
			alt = p.marks[i].alt
		}
		p.page.pictures = append(p.page.pictures, picture{b.meet(p.bounds), alt})
	}
}

func floats(args []any) []float64 {
	out := make([]float64, len(args))
	for i, a := range args {
		out[i], _ = number(a)
	}
	return out
}

func (p *painter) operator(k keyword, args []any, res dict) error {
	n := floats(args)
	for len(n) < 6 {
		n = append(n, 0)
	}
	switch k {
	case "q":
		if len(p.stack) < 512 {
			p.stack = append(p.stack, p.g)
		}
	case "Q":
		if last := len(p.stack) - 1; last >= 0 {
			p.g, p.stack = p.stack[last], p.stack[:last]
		}
	case "cm":
		p.g.ctm = matrix(n[:6]).times(p.g.ctm)
	case "Do":
		if len(args) > 0 {
			return p.draw(args[0], res)
		}
	case "gs":
		if len(args) > 0 {
			p.graphicsState(args[0], res)
		}
	case "BDC", "BMC":
		p.begin(args, res)
	case "EMC":
		p.end()
	case "m", "l", "re", "c", "v", "y", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n":
		p.drawPath(k, n)
	default:
		return p.textOperator(k, args, n, res)
	}
	return nil
}

func (p *painter) textOperator(k keyword, args []any, n []float64, res dict) error {
	t := &p.g.text
	switch k {
	case "BT":
		t.matrix, t.lineFrom = identity, identity
	case "Tf":
		if len(args) >= 2 {
			t.size = n[1]
			t.font = p.font(args[0], res)
		}
	case "Tc":
		t.char = n[0]
	case "Tw":
		t.word = n[0]
	case "Tz":
		t.scale = n[0] / 100
	case "TL":
		t.leading = n[0]
	case "Ts":
		t.rise = n[0]
	case "Tr":
		t.mode = int(n[0])
	case "Td":
		p.move(n[0], n[1])
	case "TD":
		t.leading = -n[1]
		p.move(n[0], n[1])
	case "Tm":
		t.matrix, t.lineFrom = matrix(n[:6]), matrix(n[:6])
	case "T*":
		p.move(0, -t.leading)
	case "Tj":
		return p.showAll(args)
	case "'":
		p.move(0, -t.leading)
		return p.showAll(args)
	case "\"":
		t.word, t.char = n[0], n[1]
		p.move(0, -t.leading)
		if len(args) > 2 {
			return p.showAll(args[2:])
		}
	case "TJ":
		if len(args) > 0 {
			list, _ := args[len(args)-1].([]any)
			return p.showAll(list)
		}
	}
	return nil
}

func (p *painter) move(x, y float64) {
	t := &p.g.text
	t.lineFrom = matrix{1, 0, 0, 1, x, y}.times(t.lineFrom)
	t.matrix = t.lineFrom
}

func (p *painter) font(v any, res dict) *font {
	n, _ := v.(name)
	entry := p.f.dictOf(res["Font"])[n]
	return p.fontOf(entry)
}

// fontOf reads a font once; those that are not objects of their own are kept by
// nothing that can be compared, and are read again.
func (p *painter) fontOf(entry any) *font {
	r, is := entry.(ref)
	if is {
		if ft := p.fonts[r]; ft != nil {
			return ft
		}
	}
	ft := p.f.font(entry)
	if is {
		p.fonts[r] = ft
	}
	return ft
}

func (p *painter) graphicsState(v any, res dict) {
	n, _ := v.(name)
	gs := p.f.dictOf(p.f.dictOf(res["ExtGState"])[n])
	if list := p.f.list(gs["Font"]); len(list) == 2 {
		p.g.text.font = p.fontOf(list[0])
		p.g.text.size, _ = p.f.number(list[1])
	}
}

func (p *painter) begin(args []any, res dict) {
	var m mark
	if len(args) > 1 {
		props := args[len(args)-1]
		if n, is := props.(name); is {
			props = p.f.dictOf(res["Properties"])[n]
		}
		d := p.f.dictOf(props)
		if v, has := d["ActualText"]; has {
			m.actual, m.has = p.f.text(v), true
		}
		m.alt = p.f.text(d["Alt"])
	}
	if len(p.marks) < 1000 {
		p.marks = append(p.marks, m)
	}
}

func (p *painter) end() {
	if len(p.marks) > 0 {
		p.marks = p.marks[:len(p.marks)-1]
	}
}

// replaced returns the innermost open mark that has words of its own.
func (p *painter) replaced() *mark {
	for i := len(p.marks) - 1; i >= 0; i-- {
		if p.marks[i].has {
			return &p.marks[i]
		}
	}
	return nil
}

func (p *painter) showAll(list []any) error {
	t := &p.g.text
	for _, v := range list {
		switch v := v.(type) {
		case str:
			if err := p.show(v); err != nil {
				return err
			}
		case int, float64:
			n, _ := number(v)
			shift := -n / 1000 * t.size * t.scale
			t.matrix = matrix{1, 0, 0, 1, shift, 0}.times(t.matrix)
		}
	}
	return nil
}

func (p *painter) show(s str) error {
	t := &p.g.text
	if t.font == nil {
		t.font = p.f.font(nil)
	}
	if err := p.f.budget.operate(len(s)); err != nil {
		return err
	}
	for _, sh := range t.font.decode(s) {
		w := sh.width*t.size + t.char
		if sh.space {
			w += t.word
		}
		w *= t.scale
		p.put(sh, w)
		dx, dy := w, 0.0
		if t.font.vertical {
			dx, dy = 0, -t.size
		}
		t.matrix = matrix{1, 0, 0, 1, dx, dy}.times(t.matrix)
	}
	return nil
}

// put keeps one glyph in the coordinates of the upright page.
func (p *painter) put(sh shown, w float64) {
	t := &p.g.text
	if len(p.page.glyphs) >= maxGlyphs {
		return
	}
	text := sh.text
	if m := p.replaced(); m != nil {
		text = ""
		if !m.spent {
			text, m.spent = m.actual, true
		}
	}
	p.page.tex = p.page.tex || t.font.tex
	if text == unreadable {
		p.page.lost++
		p.page.lostFont = t.font.name
	}
	all := matrix{1, 0, 0, 1, 0, t.rise}.times(t.matrix).times(p.g.ctm).times(p.turn)
	x, y := all.apply(0, 0)
	ex, ey := all.apply(w, 0)
	ux, uy := all.apply(0, t.size)
	g := glyph{text: text, x: x, y: y, bold: t.font.bold, hidden: t.mode == 3 || t.mode == 7}
	g.size = math.Hypot(ux-x, uy-y)
	g.w = math.Hypot(ex-x, ey-y)
	if w < 0 {
		g.w = 0
	}
	dx, dy := all[0], all[1] // direction of the baseline
	switch {
	case math.Abs(dy) <= math.Abs(dx)*0.2:
		g.turn = 0
		if dx < 0 {
			g.turn = 2
		}
	case dy > 0:
		g.turn = 1
	default:
		g.turn = 3
	}
	if math.IsNaN(x+y+g.w+g.size) || math.IsInf(x+y+g.w+g.size, 0) || g.size > 5000 || g.size < 0.5 {
		return
	}
	if x < p.bounds.x0-1 || x > p.bounds.x1+1 || y < p.bounds.y0-1 || y > p.bounds.y1+1 {
		g.hidden = true // off the page
	}
	p.page.glyphs = append(p.page.glyphs, g)
}

// draw draws a form or a picture (clauses 8.8 and 8.10).
func (p *painter) draw(v any, res dict) error {
	n, _ := v.(name)
	s, is := p.f.resolve(p.f.dictOf(res["XObject"])[n]).(*stream)
	if !is {
		return nil
	}
	switch p.f.resolve(s.dict["Subtype"]) {
	case name("Image"):
		p.picture(p.f.text(s.dict["Alt"]))
		return nil
	case name("Form"):
		return p.form(s, res)
	}
	return nil
}

func (p *painter) form(s *stream, outer dict) error {
	if p.depth >= maxNesting {
		return nil
	}
	data, err := p.f.decode(s)
	if err != nil {
		if !errors.Is(err, errImage) {
			p.f.note(err)
		}
		return nil
	}
	res := p.f.dictOf(s.dict["Resources"])
	if res == nil {
		res = outer
	}
	saved, stack, marks := p.g, p.stack, p.marks
	p.g.ctm = p.f.matrix(s.dict["Matrix"]).times(p.g.ctm)
	p.stack = nil
	p.depth++
	err = p.run(data, res)
	p.depth--
	p.g, p.stack, p.marks = saved, stack, marks[:min(len(marks), len(p.marks))]
	return err
}
