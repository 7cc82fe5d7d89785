package pdf

import (
	"errors"
	"strings"

	"github.com/assay-project/assay/prose"
)

// field is a field of a form (ISO 32000-1 clause 12.7) and where it is seen.
type field struct {
	name, value string
	kind        name // Tx text, Btn button, Ch choice, Sig signature
	page        int
	shows       string // what its appearance shows
	drawn       bool
}

func (fl field) block() prose.Block {
	return prose.Block{Kind: prose.Field, Name: fl.name, Text: prose.Fold(fl.value), Page: fl.page}
}

const maxFields = 5000

type formWalk struct {
	p     *Paper
	pages map[ref]int // page of a widget
	seen  map[ref]bool
	out   []field
}

// fields reads the fields of a form, the empty ones too.
func (p *Paper) fields(pages []page) []field {
	form := p.f.dictOf(p.catalog["AcroForm"])
	if form == nil {
		return nil
	}
	w := &formWalk{p: p, pages: map[ref]int{}, seen: map[ref]bool{}}
	for i, pg := range pages {
		for _, a := range p.f.list(pg.dict["Annots"]) {
			if r, is := a.(ref); is {
				w.pages[r] = i + 1
			}
		}
	}
	for _, v := range p.f.list(form["Fields"]) {
		w.node(v, field{}, nil, 0)
	}
	return w.out
}

func (w *formWalk) node(v any, above field, value any, depth int) {
	f := w.p.f
	r, is := v.(ref)
	if is && w.seen[r] || depth > maxNesting || len(w.out) >= maxFields || f.budget.operate(1) != nil {
		return
	}
	w.seen[r] = is || w.seen[r]
	d := f.dictOf(v)
	if d == nil {
		return
	}
	if t := f.text(d["T"]); t != "" {
		if above.name != "" {
			t = above.name + "." + t
		}
		above.name = t
	}
	if k, is := f.resolve(d["FT"]).(name); is {
		above.kind = k
	}
	if held := f.resolve(d["V"]); held != nil {
		value = held
	}
	if above.page == 0 {
		above.page = w.pages[r]
	}
	kids := f.list(d["Kids"])
	for _, kid := range kids {
		if f.dictOf(kid)["T"] != nil {
			w.node(kid, above, value, depth+1)
		} else if k, is := kid.(ref); is && above.page == 0 { // a widget of this field
			above.page = w.pages[k]
		}
	}
	if len(kids) > 0 && f.dictOf(kids[0])["T"] != nil {
		return
	}
	above.value = w.value(above.kind, value)
	if alt := f.text(d["TU"]); alt != "" { // what is said to people
		above.name = alt
	}
	if s := f.normalAppearance(d); s != nil && above.kind == "Tx" {
		above.shows, above.drawn = w.p.shown(s)
	}
	w.out = append(w.out, above)
}

func (w *formWalk) value(kind name, v any) string {
	f := w.p.f
	switch kind {
	case "Sig":
		sig := f.dictOf(v)
		if sig == nil {
			return ""
		}
		return "digital signature " + strings.TrimSpace(f.text(sig["Name"])+" "+f.text(sig["M"]))
	case "Btn":
		if n, is := v.(name); !is || n == "Off" {
			return "not checked"
		}
		return "checked"
	}
	if list, is := v.([]any); is {
		var parts []string
		for _, p := range list {
			parts = append(parts, f.text(p))
		}
		return strings.Join(parts, ", ")
	}
	return f.text(v)
}

// shown reads the text that a stream draws.
func (p *Paper) shown(s *stream) (string, bool) {
	c := &canvas{}
	pt := &painter{f: p.f, page: c, fonts: map[any]*font{}, turn: identity, bounds: box{-1e6, -1e6, 1e6, 1e6}}
	pt.start()
	if err := pt.form(s, p.f.dictOf(p.f.dictOf(p.catalog["AcroForm"])["DR"])); err != nil {
		return "", false
	}
	var words []string
	for _, b := range c.read(1, p.f.budget.operate) {
		words = append(words, b.Text)
	}
	return prose.Fold(strings.Join(words, " ")), true
}

// compare says where a field holds other words than it shows.
func (p *Paper) compare(fields []field, n int, shown []placed) {
	for _, fl := range fields {
		if fl.page != n || !fl.drawn || fl.kind != "Tx" {
			continue
		}
		if squeeze(fl.shows) != squeeze(fl.value) {
			p.note("page %d: the field %.60q shows %.60q and holds %.60q", n, fl.name, fl.shows, prose.Fold(fl.value))
		}
	}
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// sayForms names what a form has that is not read.
func (p *Paper) sayForms() {
	form := p.f.dictOf(p.catalog["AcroForm"])
	if p.f.resolve(form["XFA"]) != nil {
		p.note("a form of the XFA kind, which is not read")
	}
}

var errNoFile = errors.New("the attachment holds no bytes")
