// Package html writes an assessment as one HTML file that needs nothing else:
// no network, no script, no fonts. The headline and one screen for a reader in a
// hurry come first, then evidence that unfolds, with pictures of the flash, of
// what starts what, and of where the subject stands.
//
// It promises that everything from the image is escaped and shown so that it
// cannot hide or reorder text, that signs differ in shape and not by colour
// alone, that the file prints on A4 with everything unfolded, and that it stays
// under [MaxSize]: lists that would not fit say how many more there are and where.
package html

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"
	"unicode"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
)

// MaxSize bounds the bytes of the file.
const MaxSize = 2 << 20

// Form is the report for people, as one file.
var Form = &report.Form{Name: "html", Doc: "one file for people: reads in a browser, prints on A4", Ext: ".html", Write: Write}

//go:embed style.css
var style string

//go:embed page.gohtml
var source string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"plain": report.Plain, "holding": report.Holding, "place": report.Place, "bytes": report.Bytes, "digest": report.ShortDigest,
	"hex":   func(n int64) string { return fmt.Sprintf("0x%x", n) },
	"state": report.StateOf, "standing": report.StandingState,
	"sign":  func(s report.State) string { return s.Sign() },
	"kind":  func(s report.State) string { return kinds[s] },
	"words": func(s string) string { return strings.ReplaceAll(s, "_", " ") },
	"count": report.Count, "slug": slug, "basis": report.BasisWord,
	"quote": report.Quote, "who": report.Who, "trust": report.Trust, "means": report.BasisMeaning, "fold": report.Fold, "standingWord": standingWord,
}).Parse(source))

// standingWord is the word for a standing; one that is none of ours is shown as it
// is, for a document from elsewhere.
func standingWord(s assay.Standing) string {
	switch s {
	case assay.NotMet, assay.Met, assay.Open, assay.DoesNotApply:
		return report.StandingWord(s, "")
	}
	return string(s)
}

// kinds names states for style sheets.
var kinds = map[report.State]string{
	report.Refuted: "bad", report.Supported: "good", report.Open: "open", report.NotApplicable: "na",
}

// Write writes the report of doc. The error is that of w, or says that even the
// shortest lists do not fit.
func Write(w io.Writer, doc *assay.Document, _ report.Options) error {
	for c := widest; ; c = c.halved() {
		var b bytes.Buffer
		if err := page.Execute(&b, newView(doc, c)); err != nil {
			return fmt.Errorf("write HTML report: %w", err)
		}
		if b.Len() <= MaxSize {
			_, err := w.Write(shown(b.Bytes()))
			return err
		}
		if c.atLeast() {
			return fmt.Errorf("write HTML report: %d bytes, more than %d with the shortest lists", b.Len(), MaxSize)
		}
	}
}

// shown writes out the signs that a reader cannot see and that may change how the
// rest is read: control characters and the bidirectional overrides. The page
// itself has none; a document from elsewhere may have them in any word.
func shown(page []byte) []byte {
	hidden := func(r rune) bool {
		return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) || r == '\u2028' || r == '\u2029'
	}
	if bytes.IndexFunc(page, hidden) < 0 {
		return page
	}
	var out bytes.Buffer
	for _, r := range string(page) {
		if hidden(r) {
			fmt.Fprintf(&out, "\\u%04x", r)
			continue
		}
		out.WriteRune(r)
	}
	return out.Bytes()
}

// policy lets the page use its own style sheet and nothing else.
func policy() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
}

// slug makes an id attribute of an id of the standard.
func slug(s string) string {
	out := []byte("p-")
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9', r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r == '-', r == '.':
			out = append(out, byte(r))
		default:
			out = fmt.Appendf(out, "_%x", r)
		}
	}
	return string(out)
}
