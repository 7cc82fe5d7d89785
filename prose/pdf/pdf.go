// Package pdf reads the text of PDF papers (ISO 32000) with the page each piece
// stands on, for rules that look for a sentence and quote it.
//
// Papers come from suppliers, whoever those are, so the reader is for hostile
// input: every size, count, depth and amount of work is bounded by [Limits], and a
// broken cross-reference table is mended by searching the file. Text is put in
// the order it is read (columns, tables row by row), divided words are joined,
// what forms hold is read as people see it and as software does, and where the two
// differ that is said.
//
// It guesses no letters. A page that is only a picture, a font that does not say
// what its letters are, text that nobody sees, a form of the XFA kind: each is
// named in the text's Unread.
package pdf

import (
	"errors"
	"fmt"
	"slices"

	"github.com/assay-project/assay/prose"
)

// Paper is an opened PDF.
type Paper struct {
	f       *file
	catalog dict
	unread  []string
}

// Info is what a paper says of itself. Strings are as written, "" where it says
// nothing.
type Info struct {
	Title, Author, Subject string
	Producer, Creator      string
	Created, Modified      string // as written: D:20260114093000Z
	Lang                   string
	Tagged                 bool
	Encrypted              bool // against changes only: it opens without a password
	Mended                 bool // its table of objects was broken and was made anew by searching
}

// Open reads where the objects of a paper are. The error is ErrEncrypted where a
// password is needed, ErrLimit where a limit was met, else it says what is broken.
func Open(data []byte, limits Limits) (*Paper, error) {
	f, err := openFile(data, newBudget(limits.filled()))
	if err != nil {
		return nil, fmt.Errorf("open PDF: %w", err)
	}
	return &Paper{f: f, catalog: f.dictOf(f.trailer["Root"])}, nil
}

// Read reads the text of a paper. A paper that needs a password is a text without
// blocks that says so in Unread, and so is one that meets a limit before its
// first page; the error is for what is no readable PDF.
func Read(data []byte, limits Limits) (*prose.Text, error) {
	p, err := Open(data, limits)
	if errors.Is(err, ErrEncrypted) || errors.Is(err, ErrLimit) {
		return &prose.Text{Unread: []string{err.Error()}}, nil
	}
	if err != nil {
		return nil, err
	}
	return p.Text(), nil
}

// Info returns what the paper says of itself.
func (p *Paper) Info() Info {
	f := p.f
	d := f.dictOf(f.trailer["Info"])
	tagged, _ := f.resolve(f.dictOf(p.catalog["MarkInfo"])["Marked"]).(bool)
	info := Info{
		Title: prose.Fold(f.text(d["Title"])), Author: f.text(d["Author"]), Subject: f.text(d["Subject"]),
		Producer: f.text(d["Producer"]), Creator: f.text(d["Creator"]),
		Created: f.text(d["CreationDate"]), Modified: f.text(d["ModDate"]),
		Lang: f.text(p.catalog["Lang"]), Tagged: tagged, Encrypted: f.crypt != nil, Mended: f.rebuilt,
	}
	if info.Title == "" {
		info.Title = p.metadataTitle()
	}
	return info
}

// Text reads the text of all pages.
func (p *Paper) Text() *prose.Text {
	p.unread = nil
	info := p.Info()
	t := &prose.Text{Title: info.Title, Lang: info.Lang}
	pages := p.pages()
	t.Pages = len(pages)
	fields := p.fields(pages)
	fonts := map[any]*font{}
	var all []placed
	for i, page := range pages {
		c, err := p.paint(page, fonts)
		shown := c.read(i+1, p.f.budget.operate)
		p.say(i+1, c, shown, err)
		shown = append(shown, pictures(c, i+1)...)
		p.compare(fields, i+1, shown)
		all = append(all, shown...)
		for _, fl := range fields {
			if fl.page == i+1 {
				all = append(all, placed{Block: fl.block()})
			}
		}
		t.Links = append(t.Links, p.links(page)...)
		if err != nil && errors.Is(err, ErrLimit) {
			p.note("%v; what was read until page %d follows", err, i+1)
			break
		}
	}
	for _, fl := range fields {
		if fl.page == 0 {
			all = append(all, placed{Block: fl.block()})
		}
	}
	t.Blocks = acrossPages(aside(all, len(pages)))
	p.sayForms()
	if p.f.limit != nil {
		p.note("%v", p.f.limit)
	}
	if info.Mended {
		p.note("the table of objects is broken; pages were found by searching the file")
	}
	t.Unread = p.unread
	return t
}

func (p *Paper) note(format string, args ...any) {
	if s := fmt.Sprintf(format, args...); len(p.unread) < 200 && !slices.Contains(p.unread, s) {
		p.unread = append(p.unread, s)
	}
}

// say names what of a page could not be read.
func (p *Paper) say(n int, c *canvas, shown []placed, err error) {
	letters, unseen := 0, 0
	for _, b := range shown {
		if b.Hidden {
			unseen += len(b.Text)
		} else {
			letters += len(b.Text)
		}
	}
	switch {
	case letters == 0 && len(c.pictures) > 0:
		p.note("page %d: only an image", n)
	case letters == 0 && c.strokes > 200:
		p.note("page %d: only drawings; text drawn as shapes is not read", n)
	case covered(c) > 0.5:
		p.note("page %d: an image covers %.0f %% of it; what it shows was not read", n, 100*covered(c))
	}
	if unseen > 0 {
		p.note("page %d: text of %d letters that is not shown (text recognition of a scan, or hidden)", n, unseen)
	}
	switch {
	case c.lost > 0 && c.lost*50 < letters:
		p.note("page %d: %d of %d letters have no meaning that the file tells", n, c.lost, letters)
	case c.lost > 0:
		p.note("page %d: %d letters in the font %.60q, which does not say what they are", n, c.lost, c.lostFont)
	}
	if c.tex {
		p.note("page %d: letters of bitmap fonts, taken by the numbers that TeX gives them", n)
	}
	if len(c.glyphs) >= maxGlyphs {
		p.note("page %d: more than %d letters; the rest of the page was not read", n, maxGlyphs)
	}
	if err != nil && !errors.Is(err, ErrLimit) {
		p.note("page %d: %v", n, err)
	}
}

// covered is the part of the page that its largest picture covers.
func covered(c *canvas) float64 {
	most := 0.0
	for _, pic := range c.pictures {
		most = max(most, pic.box.area())
	}
	return most / max(c.bounds.area(), 1)
}
