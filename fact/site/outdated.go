package site

import "github.com/assay-project/assay/prose/phrase"

// old are sentences by which a page says that it is a copy of what was. That
// another version is old, or that this one takes the place of another, is not
// among them.
var old = phrase.Load(`
[old]
this (page|policy|notice|document|version|statement|article|programme|program) (is|was|has been) (now|hereby)? (no longer|not) (in force|valid|updated|maintained|current|applicable|any)
this (page|policy|notice|document|version|statement|article|programme|program) (is|was|has been) (now|hereby)? (archived|superseded|replaced|withdrawn|outdated|out of date|obsolete|retired|discontinued|closed)
this (page|policy|notice|document|programme|program) (has|was|is)? (been)? moved
(viewing|reading|looking at) (an|a|the) (old|older|archived|previous|outdated|superseded) (version|copy|page|edition)
this (is|page is) (an|a) (old|older|archived|previous|outdated|superseded) (version|copy|page|edition)
`)

// outdated returns the words by which a page says that it is an old version, ""
// where it does not.
func outdated(p *Page) string {
	for _, s := range p.Sentences {
		m, ok := old.FindIn("old", s.Words)
		if ok && m.Mood != phrase.Hedged {
			return shorten(s.Text)
		}
	}
	return ""
}
