// Package html reads HTML pages into prose: headings, paragraphs, items of lists,
// cells of tables with their column headings, form fields, pictures and links.
//
// It keeps apart what a reader of the page meets as its matter, what goes round
// it (navigation, banners, footers) and what a browser does not show. It runs no
// script and applies no style sheet: a page that a script fills is said to be
// unread, and text that only a style sheet hides counts as shown.
package html

import (
	"bytes"
	"fmt"
	"io"
	"mime"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/transform"

	"github.com/assay-project/assay/prose"
)

// Limits bound what is read of a page. A zero value means the default.
type Limits struct {
	Bytes  int // of the page, before decoding: 4 MiB
	Blocks int // 20,000
	Links  int // 10,000
	Depth  int // of open elements: 500
}

func (l Limits) withDefaults() Limits {
	for _, d := range []struct {
		value   *int
		usually int
	}{{&l.Bytes, 4 << 20}, {&l.Blocks, 20_000}, {&l.Links, 10_000}, {&l.Depth, 500}} {
		if *d.value <= 0 {
			*d.value = d.usually
		}
	}
	return l
}

// fewWords is how many words a page with scripts must show to be taken for more
// than a shell that a script fills.
const fewWords = 25

// Read reads a page. The character set is that of the Content-Type where given
// ("utf-8"), else what the page says or its bytes look like, as browsers do. It
// fails for nothing but undecodable text: what was not read is in Unread.
func Read(data []byte, declared string, limits Limits) (*prose.Text, error) {
	limits = limits.withDefaults()
	w := &walker{limits: limits, text: &prose.Text{}, line: 1}
	if len(data) > limits.Bytes {
		w.unread("only the first %d of %d bytes were read", limits.Bytes, len(data))
		data = data[:limits.Bytes]
	}
	decoded, err := decode(data, declared, limits.Bytes)
	if err != nil {
		return nil, fmt.Errorf("decode the page: %w", err)
	}
	w.run(html.NewTokenizer(bytes.NewReader(decoded)))
	w.finish()
	return w.text, nil
}

// decode turns a page into UTF-8 of at most four times the limit: some
// character sets take four bytes where the page has one.
func decode(data []byte, declared string, limit int) ([]byte, error) {
	contentType := ""
	if declared != "" {
		contentType = mime.FormatMediaType("text/html", map[string]string{"charset": declared})
	}
	encoding, _, _ := charset.DetermineEncoding(data, contentType)
	reader := transform.NewReader(bytes.NewReader(data), encoding.NewDecoder())
	return io.ReadAll(io.LimitReader(reader, int64(limit)*4))
}

func (w *walker) unread(format string, args ...any) {
	said := fmt.Sprintf(format, args...)
	for _, old := range w.text.Unread {
		if old == said {
			return
		}
	}
	if len(w.text.Unread) < 100 {
		w.text.Unread = append(w.text.Unread, said)
	}
}
