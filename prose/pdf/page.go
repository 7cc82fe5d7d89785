package pdf

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/assay-project/assay/prose"
)

// page is a leaf of the page tree with what it inherits (ISO 32000-1 clause
// 7.7.3.4).
type page struct {
	id     ref // zero where it is no object of its own
	dict   dict
	res    dict
	box    box
	rotate int
}

// pages walks the page tree. A node met twice is a loop and is passed over.
func (p *Paper) pages() []page {
	w := &walk{p: p, seen: map[ref]bool{}}
	w.node(p.catalog["Pages"], page{box: box{0, 0, 595, 842}}, 0)
	if len(w.out) == 0 { // a broken tree: every page that the file holds
		for _, num := range sortedKeys(p.f.entries) {
			if d, is := p.f.object(num).(dict); is && d["Type"] == name("Page") {
				w.node(ref{num, 0}, page{box: box{0, 0, 595, 842}}, 0)
			}
		}
	}
	if w.more {
		p.note("stopped after %d pages", p.f.budget.limits.Pages)
	}
	return w.out
}

type walk struct {
	p    *Paper
	seen map[ref]bool
	out  []page
	more bool
}

func (w *walk) node(v any, above page, depth int) {
	f := w.p.f
	if r, is := v.(ref); is {
		if w.seen[r] {
			return
		}
		w.seen[r] = true
		above.id = r
	}
	d := f.dictOf(v)
	if d == nil || depth > maxNesting || f.budget.operate(1) != nil {
		return
	}
	if len(w.out) >= f.budget.limits.Pages {
		w.more = true
		return
	}
	if res := f.dictOf(d["Resources"]); res != nil {
		above.res = res
	}
	for _, k := range []name{"MediaBox", "CropBox"} {
		if b, ok := f.box(d[k]); ok && b.area() > 0 {
			above.box = b
		}
	}
	if n, ok := f.number(d["Rotate"]); ok {
		above.rotate = ((int(n)/90)%4 + 4) % 4
	}
	if kids, has := d["Kids"]; has && d["Type"] != name("Page") {
		for _, kid := range f.list(kids) {
			w.node(kid, above, depth+1)
		}
		return
	}
	above.dict = d
	w.out = append(w.out, above)
}

// upright is the matrix that turns a page as it is shown.
func (pg page) upright() matrix {
	b := pg.box
	switch pg.rotate {
	case 1:
		return matrix{0, -1, 1, 0, -b.y0, b.x1}
	case 2:
		return matrix{-1, 0, 0, -1, b.x1, b.y1}
	case 3:
		return matrix{0, 1, -1, 0, b.y1, -b.x0}
	}
	return identity
}

// paint runs the contents of a page and the appearances of its annotations.
func (p *Paper) paint(pg page, fonts map[any]*font) (*canvas, error) {
	turn := pg.upright()
	c := &canvas{bounds: pg.box.under(turn)}
	pt := &painter{f: p.f, page: c, fonts: fonts, turn: turn, bounds: c.bounds}
	pt.start()
	var data []byte
	for _, part := range p.f.list(pg.dict["Contents"]) {
		s, is := p.f.resolve(part).(*stream)
		if !is {
			continue
		}
		piece, err := p.f.decode(s)
		if err != nil {
			if errors.Is(err, ErrLimit) {
				return c, err
			}
			p.note("contents of a page: %v", err)
			continue
		}
		data = append(append(data, piece...), '\n')
	}
	if err := pt.run(data, pg.res); err != nil {
		return c, err
	}
	for _, a := range p.f.list(pg.dict["Annots"]) {
		if err := p.appearance(pt, p.f.dictOf(a), pg.res); err != nil {
			return c, err
		}
	}
	return c, nil
}

func (p *painter) start() {
	p.g = graphics{ctm: identity}
	p.g.text.scale = 1
	p.stack, p.marks, p.path = nil, nil, nil
}

// appearance draws what an annotation shows (clause 12.5.5). A field without an
// appearance shows what it holds.
func (p *Paper) appearance(pt *painter, a, res dict) error {
	f := p.f
	flags, _ := f.resolve(a["F"]).(int)
	kind := f.resolve(a["Subtype"])
	if a == nil || flags&(2|32) != 0 || kind == name("Popup") || kind == name("Link") { // hidden, no view
		return nil
	}
	rect, ok := f.box(a["Rect"])
	s := f.normalAppearance(a)
	switch {
	case !ok:
		return nil
	case s == nil:
		p.fill(pt, a, rect)
		return nil
	}
	bbox, ok := f.box(s.dict["BBox"])
	if !ok {
		bbox = box{0, 0, rect.width(), rect.height()}
	}
	m := f.matrix(s.dict["Matrix"])
	to := bbox.under(m)
	sx, sy := 1.0, 1.0
	if to.width() > 0 && to.height() > 0 {
		sx, sy = rect.width()/to.width(), rect.height()/to.height()
	}
	pt.start()
	pt.g.ctm = matrix{sx, 0, 0, sy, rect.x0 - to.x0*sx, rect.y0 - to.y0*sy}
	return pt.form(s, res)
}

// fill shows the value of a text field that has no appearance, as readers of PDF
// do: on one line in its box.
func (p *Paper) fill(pt *painter, a dict, rect box) {
	f := p.f
	value := f.text(f.inherited(a, "V"))
	if f.resolve(a["Subtype"]) != name("Widget") || f.inherited(a, "FT") != name("Tx") || value == "" || len(value) > 10_000 {
		return
	}
	size := min(max(rect.height()*0.7, 6), 11)
	x, y := pt.turn.apply(rect.x0+2, rect.y0+rect.height()*0.28)
	pt.page.glyphs = append(pt.page.glyphs, glyph{text: prose.Fold(value), x: x, y: y, w: min(rect.width()-4, size*0.5*float64(utf8.RuneCountInString(value))), size: size})
}

// inherited looks a key up in a field and those above it.
func (f *file) inherited(d dict, key name) any {
	for range maxNesting {
		if v := f.resolve(d[key]); v != nil || d == nil {
			return v
		}
		d = f.dictOf(d["Parent"])
	}
	return nil
}

// normalAppearance returns the stream of an annotation's normal appearance, in its
// present state where it has several.
func (f *file) normalAppearance(a dict) *stream {
	n := f.resolve(f.dictOf(a["AP"])["N"])
	if states, is := n.(dict); is {
		state, _ := f.resolve(a["AS"]).(name)
		n = f.resolve(states[state])
	}
	s, _ := n.(*stream)
	return s
}

// links returns where the links of a page lead.
func (p *Paper) links(pg page) []prose.Link {
	var out []prose.Link
	for _, v := range p.f.list(pg.dict["Annots"]) {
		a := p.f.dictOf(v)
		if p.f.resolve(a["Subtype"]) != name("Link") {
			continue
		}
		if uri := p.f.text(p.f.dictOf(a["A"])["URI"]); uri != "" && len(out) < 1000 {
			out = append(out, prose.Link{Text: p.f.text(a["Contents"]), Href: uri, Block: -1})
		}
	}
	return out
}

// pictures returns a block for each picture of a page that is large enough to be
// a signature or more, with its alternative text.
func pictures(c *canvas, n int) []placed {
	var out []placed
	for _, pic := range c.pictures {
		if pic.box.width() < 20 || pic.box.height() < 8 || len(out) >= 50 {
			continue
		}
		out = append(out, placed{Block: prose.Block{Kind: prose.Picture, Text: prose.Fold(pic.alt), Page: n}})
	}
	return out
}

var reDigits = regexp.MustCompile(`[0-9]+`)

// aside marks what repeats at the same height of several pages, but for its
// numbers: the head and foot of pages.
func aside(all []placed, pages int) []placed {
	if pages < 2 {
		return all
	}
	key := func(b placed) string {
		return reDigits.ReplaceAllString(b.Text, "#") + "@" + strconv.Itoa(int(b.y/8))
	}
	seen := map[string]map[int]bool{}
	for _, b := range all {
		if !b.edge || b.Hidden {
			continue
		}
		k := key(b)
		if seen[k] == nil {
			seen[k] = map[int]bool{}
		}
		seen[k][b.Page] = true
	}
	for i := range all {
		if all[i].edge && !all[i].Hidden && len(seen[key(all[i])]) > 1 {
			all[i].Aside = true
		}
	}
	return all
}

// acrossPages joins a paragraph that a page break divides.
func acrossPages(all []placed) []prose.Block {
	var out []prose.Block
	last := -1 // index of the last paragraph of the page before
	for i, b := range all {
		if last >= 0 && b.Kind == prose.Paragraph && !b.Aside && !b.Hidden {
			before := &out[last]
			if b.Page == before.Page+1 && divided(before.Text, b.Text) {
				before.Text = join(before.Text, b.Text)
				last = -1
				continue
			}
		}
		out = append(out, b.Block)
		if b.Aside || b.Hidden || b.Kind == prose.Field || b.Kind == prose.Picture {
			continue
		}
		last = -1
		if b.Kind == prose.Paragraph && i+1 < len(all) {
			last = len(out) - 1
		}
	}
	return slices.Clip(out)
}

func divided(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	next, _ := utf8.DecodeRuneInString(after)
	return unicode.IsLower(next) && !strings.ContainsRune(".!?:", last)
}
