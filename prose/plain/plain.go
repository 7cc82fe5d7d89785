// Package plain reads plain text into prose: paragraphs parted by empty lines,
// items of lists, headings as Markdown and typewriters mark them, and the
// addresses in the text as links.
package plain

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"regexp"
	"strings"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/transform"

	"github.com/assay-project/assay/prose"
)

// Limits bound what is read. A zero value means the default.
type Limits struct {
	Bytes  int // 4 MiB
	Blocks int // 20,000
}

// ErrBinary is returned for what is no text.
var ErrBinary = errors.New("the bytes are no text")

// Read reads a text. The character set is that of the Content-Type where given;
// else a byte order mark decides, else UTF-8 if the bytes are that, else
// Windows-1252, as browsers do.
func Read(data []byte, declared string, limits Limits) (*prose.Text, error) {
	if limits.Bytes <= 0 {
		limits.Bytes = 4 << 20
	}
	if limits.Blocks <= 0 {
		limits.Blocks = 20_000
	}
	t := &prose.Text{}
	if len(data) > limits.Bytes {
		t.Unread = append(t.Unread, fmt.Sprintf("only the first %d of %d bytes were read", limits.Bytes, len(data)))
		data = data[:limits.Bytes]
	}
	contentType := ""
	if declared != "" {
		contentType = mime.FormatMediaType("text/plain", map[string]string{"charset": declared})
	}
	encoding, _, _ := charset.DetermineEncoding(data, contentType)
	decoded, err := io.ReadAll(io.LimitReader(transform.NewReader(bytes.NewReader(data), encoding.NewDecoder()), int64(limits.Bytes)*4))
	if err != nil {
		return nil, fmt.Errorf("decode the text: %w", err)
	}
	if bytes.IndexByte(decoded, 0) >= 0 {
		return nil, ErrBinary
	}
	r := &reader{text: t, limit: limits.Blocks}
	for line := range strings.Lines(strings.ReplaceAll(strings.TrimPrefix(string(decoded), "\ufeff"), "\r\n", "\n")) {
		r.line++
		r.take(strings.TrimRight(line, "\r\n"))
	}
	r.flush()
	return t, nil
}

type reader struct {
	text  *prose.Text
	limit int
	line  int
	block prose.Block
}

var (
	itemMark = regexp.MustCompile(`^\s{0,12}(?:[-*•·+]|\(?[0-9a-z]{1,3}[.)])\s+\S`)
	atx      = regexp.MustCompile(`^(#{1,6})\s+(.*?)\s*#*$`)
	rule     = regexp.MustCompile(`^\s*(=+|-+|\*{3,}|_{3,}|~+)\s*$`)
	address  = regexp.MustCompile(`(?i)\b(?:https?://[^\s<>"]+|mailto:[^\s<>"]+|[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+)`)
)

func (r *reader) take(line string) {
	switch m := atx.FindStringSubmatch(line); {
	case strings.TrimSpace(line) == "":
		r.flush()
	case m != nil:
		r.flush()
		r.open(prose.Heading, m[2])
		r.block.Level = len(m[1])
		r.flush()
	case rule.MatchString(line):
		// a rule under a single line makes a heading of it
		if r.block.Text != "" && r.block.Line == r.line-1 && r.block.Kind == prose.Paragraph {
			r.block.Kind, r.block.Level = prose.Heading, 1
			if strings.Contains(line, "-") {
				r.block.Level = 2
			}
		}
		r.flush()
	case itemMark.MatchString(line):
		r.flush()
		_, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		r.open(prose.Item, rest)
	case r.block.Text == "":
		r.open(prose.Paragraph, line)
	case len(r.block.Text) < 1<<16:
		r.block.Text += " " + line
	default:
		r.flush()
		r.open(prose.Paragraph, line)
	}
}

func (r *reader) open(kind prose.Kind, text string) {
	r.block = prose.Block{Kind: kind, Text: text, Line: r.line}
}

func (r *reader) flush() {
	b := r.block
	r.block = prose.Block{}
	b.Text = prose.Fold(b.Text)
	if b.Text == "" {
		return
	}
	if len(r.text.Blocks) >= r.limit {
		if len(r.text.Unread) == 0 || !strings.HasPrefix(r.text.Unread[len(r.text.Unread)-1], "only the first") {
			r.text.Unread = append(r.text.Unread, fmt.Sprintf("only the first %d paragraphs were read", r.limit))
		}
		return
	}
	r.text.Blocks = append(r.text.Blocks, b)
	if b.Kind == prose.Heading && r.text.Title == "" {
		r.text.Title = b.Text
	}
	for _, found := range address.FindAllString(b.Text, 100) {
		found = strings.TrimRight(found, ".,;:!?)]}'\"")
		href := found
		if !strings.Contains(found, ":") {
			href = "mailto:" + found
		}
		r.text.Links = append(r.text.Links, prose.Link{Text: found, Href: href, Block: len(r.text.Blocks) - 1})
	}
}
