package site

import (
	"github.com/assay-project/assay/prose"
	"github.com/assay-project/assay/prose/phrase"
)

// What a page does not say it may still show: in a part that unfolds, at its
// side, in a picture, behind a link. Nothing is said to be missing from a page
// before it was looked for there.

// maxUnseen is how many sentences are read of what a page folds away.
const maxUnseen = 2000

// Unseen returns the sentences of what a page does not show at once: hidden
// blocks, which a touch may unfold, and what stands at its side.
func (p *Page) Unseen() []Line {
	var lines []Line
	for i := range p.Text.Blocks {
		b := &p.Text.Blocks[i]
		if !b.Hidden && !b.Aside || b.Kind == prose.Picture || b.Kind == prose.Field {
			continue
		}
		for _, s := range prose.Split(b.Text) {
			if len(lines) == maxUnseen {
				return lines
			}
			lines = append(lines, Line{Text: s, Words: phrase.Read(s), Block: i})
		}
	}
	return lines
}

// Near returns the first line, shown or not, in which a pattern of a section
// stands and is not denied.
func (p *Page) Near(set *phrase.Set, section string) (Line, bool) {
	for _, lines := range [][]Line{p.Lines(false), p.Unseen()} {
		for _, line := range lines {
			if m, ok := set.FindIn(section, line.Words); ok && m.Mood != phrase.Denied {
				return line, true
			}
		}
	}
	return Line{}, false
}

// Picture returns the block of a picture among the page's own matter, -1 where
// there is none.
func (p *Page) Picture() int {
	for i := range p.Text.Blocks {
		if b := &p.Text.Blocks[i]; b.Kind == prose.Picture && !b.Hidden && !b.Aside {
			return i
		}
	}
	return -1
}

// LinkedAs tells whether any page links to p with words in which a pattern of a
// section stands.
func (s *Site) LinkedAs(p *Page, set *phrase.Set, section string) bool {
	asked, final := Key(p.Page.URL), Key(p.URL())
	for _, from := range s.Pages {
		for _, l := range from.Links() {
			if key := Key(l.To.String()); key != "" && (key == asked || key == final) && set.Has(section, l.Text) {
				return true
			}
		}
	}
	return false
}

// LeadsOn returns a link in the page's own matter to a page that was not read.
func (s *Site) LeadsOn(p *Page) (Link, bool) {
	for _, l := range p.Links() {
		key := Key(l.To.String())
		if !p.Shown(l) || l.Block < 0 || p.Text.Blocks[l.Block].Aside || key == "" || key == Key(p.URL()) || key == Key(p.Page.URL) {
			continue
		}
		if to := s.At(l.To.String()); to == nil || !to.Full() {
			return l, true
		}
	}
	return Link{}, false
}
