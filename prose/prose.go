// Package prose turns what people read (HTML pages, PDF papers, plain text) into
// blocks of text with their places, so that rules can find a sentence and quote
// it. It guesses nothing: what cannot be read, such as a scan, is said.
//
// Readers of formats are packages below it; each takes bytes and limits and
// returns a [Text]. They are for hostile input: no read is unbounded.
package prose

import "strings"

// Kind is what a block is on the page.
type Kind string

const (
	Heading   Kind = "heading"
	Paragraph Kind = "paragraph"
	Item      Kind = "item" // of a list
	Cell      Kind = "cell" // of a table
	Field     Kind = "field"
	Picture   Kind = "picture" // Text is its alternative text, where it has one
)

// Text is what a page or paper says.
type Text struct {
	Title  string
	Lang   string // as declared, BCP 47: "en-GB"; "" where nothing is declared
	Blocks []Block
	Links  []Link
	Pages  int // of a paper; 0 for what has none
	// Unread is what could not be read and why: "page 2: only an image".
	Unread []string
}

// Block is a stretch of text without a break in it. White space is folded to
// single spaces.
type Block struct {
	Kind  Kind
	Level int    // of a heading, 1 to 6
	Name  string // of a form field, or the column heading of a cell where it is known
	Text  string
	Page  int // from 1; 0 for what has no pages
	Line  int // from 1, of the source, where that means something
	// Row and Column number the cells of a table from 1; Table numbers the tables.
	Table, Row, Column int
	// Hidden is set where a browser would not show it (display: none, noscript).
	Hidden bool
	// Aside is set for what goes round the page's own matter: navigation, banners,
	// page headers and footers, cookie notices.
	Aside bool
}

// Link is a link with its text. Href is as written.
type Link struct {
	Text, Href, Rel string
	Block           int // index of the block it stands in; -1 for none
}

// Words returns all shown text, a line for each block.
func (t *Text) Words() string {
	var b strings.Builder
	for _, block := range t.Blocks {
		if !block.Hidden {
			b.WriteString(block.Text)
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// Fold folds white space to single spaces and cuts it from the ends.
func Fold(s string) string { return strings.Join(strings.Fields(s), " ") }
