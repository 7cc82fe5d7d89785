// Package site reads the web pages and papers of a maker for the facts that are
// taken from them: what each says, sentence by sentence, in which language, and
// whether it is there to be read at all or stands behind a log-in.
//
// It promises that what was not read is listed, and that a page which could not
// be read is never taken for one that says nothing.
package site

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/prose"
	"github.com/assay-project/assay/prose/html"
	"github.com/assay-project/assay/prose/phrase"
	"github.com/assay-project/assay/prose/plain"
)

// Limits on what is read of all pages together.
const (
	maxPages     = 2000
	maxSentences = 8000    // of a page
	maxProse     = 1 << 20 // bytes of sentences of a page: a manual of some 300 pages
	maxAll       = 6 << 20 // of all pages
)

// Page is a page with what it says.
type Page struct {
	*evidence.Page
	Text      *prose.Text // empty, never nil
	Sentences []Sentence
	State     State
	Why       string // why State is not Read; "" for that
	Language  string // "en"; "" where it is not known
	Address   *url.URL
	links     []Link
	lines     []Line
}

// Sentence is a sentence with the words that patterns are compared with.
type Sentence struct {
	prose.Sentence
	Words *phrase.Words
}

// Link is a link with the address it leads to.
type Link struct {
	prose.Link
	To *url.URL // absolute, without fragment
}

// Site is all pages, in the order they were collected.
type Site struct {
	Pages []*Page
	byURL map[string]*Page
}

var fact = check.NewFact("site", compute)

// Of returns the pages of an input, read once.
func Of(in *check.Input) (*Site, error) { return fact.Of(in) }

func compute(in *check.Input) (*Site, error) {
	s := &Site{byURL: make(map[string]*Page)}
	left := maxAll
	for i, kept := range in.Pages {
		if i == maxPages || left <= 0 {
			in.Limit(fmt.Sprintf("%d more pages", len(in.Pages)-i), in.Name, "what they say is not known")
			break
		}
		p := read(kept)
		left -= p.size()
		s.Pages = append(s.Pages, p)
		for _, address := range []string{kept.URL, kept.Final} {
			if key := Key(address); key != "" && s.byURL[key] == nil {
				s.byURL[key] = p
			}
		}
		for _, said := range p.Text.Unread {
			in.Limit(said, where(kept), "what stands there is not known")
		}
		if p.State != Read && p.State != Partly && p.State != Missing {
			in.Limit("the page was not read: "+p.Why, where(kept), "what it says is not known")
		}
		if said := p.foreign(); said != "" {
			in.Limit(said, where(kept), "only what is in English is read for what it says")
		}
	}
	return s, nil
}

func where(p *evidence.Page) string {
	if p.Origin != "" {
		return p.Origin
	}
	return p.URL
}

// At returns the page kept for an address, or nil.
func (s *Site) At(address string) *Page { return s.byURL[Key(address)] }

// Key is an address as pages are found by it: scheme and fragment left out, host
// in small letters, no slash at the end. It is "" for what is no address of the web.
func Key(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	key := strings.TrimPrefix(strings.ToLower(u.Host), "www.") + strings.TrimSuffix(u.EscapedPath(), "/")
	if u.RawQuery != "" {
		key += "?" + u.RawQuery
	}
	return key
}

// PathOf is the path of an address, without its query.
func PathOf(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	i := strings.IndexByte(rest, '/')
	if i < 0 {
		return ""
	}
	path, _, _ := strings.Cut(rest[i:], "?")
	return path
}

// ErrFormat is returned for a page in a format that is not read.
var ErrFormat = errors.New("this format is not read")

func read(kept *evidence.Page) *Page {
	p := &Page{Page: kept, Text: &prose.Text{}}
	address := kept.Final
	if address == "" {
		address = kept.URL
	}
	if u, err := url.Parse(address); err == nil {
		p.Address = u
	} else {
		p.Address = &url.URL{}
	}
	text, err := parse(kept)
	switch {
	case err != nil:
		p.State, p.Why = Unreadable, err.Error()
	default:
		p.Text = text
	}
	all, more := p.Text.Sentences(maxSentences)
	size := 0
	for i, sentence := range all {
		if size += len(sentence.Text); size > maxProse {
			all, more = all[:i], true
			break
		}
		p.Sentences = append(p.Sentences, Sentence{sentence, phrase.Read(sentence.Text)})
	}
	if more {
		p.Text.Unread = append(p.Text.Unread, fmt.Sprintf("only the first %d sentences were read", len(all)))
	}
	p.lines = p.readLines()
	p.Language = language(p.Text, p.Sentences)
	p.resolve()
	if err == nil {
		p.State, p.Why = state(p)
	}
	return p
}

// parse reads a page by its media type, and by how it begins where that is not given.
func parse(kept *evidence.Page) (*prose.Text, error) {
	switch kind := kindOf(kept); kind {
	case "application/pdf":
		return readPDF(kept.Body)
	case "text/html", "application/xhtml+xml":
		return html.Read(kept.Body, kept.Charset, html.Limits{})
	case "text/plain", "text/markdown", "application/pgp-keys":
		return plain.Read(kept.Body, kept.Charset, plain.Limits{})
	default:
		return nil, fmt.Errorf("%s: %w", kind, ErrFormat)
	}
}

func kindOf(kept *evidence.Page) string {
	begins := bytes.TrimLeft(kept.Body[:min(len(kept.Body), 1024)], "\ufeff \t\r\n")
	switch {
	case bytes.HasPrefix(begins, []byte("%PDF-")):
		return "application/pdf"
	case kept.Type != "" && kept.Type != "application/octet-stream":
		return kept.Type
	case len(begins) > 0 && begins[0] == '<':
		return "text/html"
	case len(kept.Body) == 0 || !bytes.Contains(begins, []byte{0}):
		return "text/plain"
	}
	return "application/octet-stream"
}

func (p *Page) resolve() {
	base := p.Address
	for _, l := range p.Text.Links {
		to, err := base.Parse(l.Href)
		if err != nil {
			continue
		}
		p.links = append(p.links, Link{l, to})
	}
}

// Links returns the links of the page that lead somewhere.
func (p *Page) Links() []Link { return p.links }

// Block returns the block of a sentence.
func (p *Page) Block(s Sentence) *prose.Block { return &p.Text.Blocks[s.Block] }

// Shown tells whether a link stands in text that is shown, or in none.
func (p *Page) Shown(l Link) bool { return l.Block < 0 || !p.Text.Blocks[l.Block].Hidden }

// Full tells whether all of the page was read: only then does what is not found
// in it not stand there.
func (p *Page) Full() bool { return p.State == Read }

// URL is the address a reader sees the page at.
func (p *Page) URL() string {
	if p.Final != "" {
		return p.Final
	}
	return p.Page.URL
}

// Heading returns the main heading, else the title.
func (p *Page) Heading() string {
	for i := range p.Text.Blocks {
		if b := &p.Text.Blocks[i]; b.Kind == prose.Heading && b.Level == 1 && !b.Hidden {
			return b.Text
		}
	}
	return p.Text.Title
}

// maxQuote is the longest quotation in bytes.
const maxQuote = 400

// Quote points at a block and quotes words of it.
func (p *Page) Quote(block int, words string) assay.Where {
	w := p.Where()
	if block >= 0 && block < len(p.Text.Blocks) {
		w.Line = p.Text.Blocks[block].Line
		if n := p.Text.Blocks[block].Page; n > 0 {
			w.URL += fmt.Sprintf("#page=%d", n) // RFC 8118
		}
	}
	w.Quote = shorten(words)
	return w
}

func shorten(s string) string {
	if len(s) <= maxQuote {
		return s
	}
	cut := maxQuote
	for cut > 0 && s[cut]&0xc0 == 0x80 {
		cut--
	}
	return s[:cut] + "…"
}

// Where points at the page as a whole.
func (p *Page) Where() assay.Where {
	return assay.Where{Evidence: p.Digest, Path: p.Origin, URL: p.URL()}
}

// Exercised says which pages were looked through: how many, how many of them
// could be read, and the first addresses.
func (s *Site) Exercised() map[string]any {
	read, english := 0, 0
	var addresses []string
	for _, p := range s.Pages {
		if p.State != Read && p.State != Partly {
			continue
		}
		read++
		if p.English() {
			english++
		}
		if len(addresses) < 20 {
			addresses = append(addresses, p.URL())
		}
	}
	return map[string]any{"pages": len(s.Pages), "pages_read": read, "pages_english": english, "addresses": addresses}
}

// size is how many bytes of sentences a page has.
func (p *Page) size() int {
	n := 0
	for _, s := range p.Sentences {
		n += len(s.Text)
	}
	return n
}
