package document_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"html"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay/document"
	"github.com/assay-project/assay/document/docx"
	paperhtml "github.com/assay-project/assay/document/html"
	"github.com/assay-project/assay/document/markdown"
	"github.com/assay-project/assay/document/papertest"
)

var (
	twinInHTML = regexp.MustCompile(`(?s)<script type="application/json" id="assay-statement">(.*?)</script>`)
	unshown    = regexp.MustCompile(`(?s)<style>.*?</style>|<script.*?</script>|<[^>]*>`)
	escapedMD  = regexp.MustCompile(`\\([\\*_|#\x60\[\]])`)
)

// seenIn is the text that a reader of a form sees, without spaces, and the twin inside.
func seenIn(t *testing.T, form string, p *document.Paper) (text, twin string) {
	t.Helper()
	var b bytes.Buffer
	var err error
	switch form {
	case "html":
		err = paperhtml.Write(&b, p)
		if found := twinInHTML.FindStringSubmatch(b.String()); found != nil {
			twin = found[1]
		}
		text = html.UnescapeString(unshown.ReplaceAllString(b.String(), " "))
	case "docx":
		err = docx.Write(&b, p, time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC))
		text, twin = partOf(t, b.Bytes(), "word/document.xml"), partOf(t, b.Bytes(), docx.TwinPart)
		text = html.UnescapeString(unshown.ReplaceAllString(text, " "))
	case "markdown":
		err = markdown.Write(&b, p)
		text = escapedMD.ReplaceAllString(html.UnescapeString(b.String()), "$1")
	}
	if err != nil {
		t.Fatal(err)
	}
	return bare(text), twin
}

func bare(s string) string { return strings.Join(strings.Fields(s), "") }

func partOf(t *testing.T, data []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	part, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(part)
}

// said lists what a paper says: every text that a reader is to see.
func said(p *document.Paper) []string {
	list := append([]string{p.Title, p.Text}, p.Lead...)
	for _, o := range p.Open {
		list = append(list, o.What, o.Mend)
	}
	for _, d := range p.Dates {
		list = append(list, d.What, d.At, d.Rule, d.Ref)
	}
	for _, s := range p.Sections {
		list = append(list, s.Title)
		list = append(list, s.Text...)
		for _, f := range s.Fields {
			list = append(list, f.Label, f.Value)
		}
		for _, t := range s.Tables {
			if len(t.Rows) > 0 {
				list = append(list, t.Caption)
				list = append(list, t.Columns...)
			}
			for _, r := range t.Rows {
				list = append(list, r.Cells...)
			}
		}
	}
	if g := p.Signature; g != nil {
		list = append(list, g.For, g.Name, g.Function, g.Place, document.LongDay(g.Date))
	}
	if r := p.Retention; r != nil {
		list = append(list, document.LongDay(r.Until), r.Rule)
	}
	if p.Draft {
		list = append(list, document.DraftMark)
	}
	return append(list, p.Notes...)
}

// TestTwinSaysTheSame: in every form a person reads what the twin inside holds, and
// the twin is the paper.
func TestTwinSaysTheSame(t *testing.T) {
	papers := papertest.Papers(t)
	hostile := *papers[0]
	hostile.Title, hostile.Kind = `</script><b> "a" & *b* _c_ [d](e) | f <!-- `, "hostile"
	hostile.Notes = append([]string{"</script>", "`x`", "# no heading"}, hostile.Notes...)
	draft := *papers[0]
	draft.Draft, draft.Kind, draft.Open = true, "draft", []document.Problem{{Reason: document.Missing, What: "what is open", Mend: "write it"}}
	for _, p := range append(papers, &hostile, &draft) {
		for _, form := range []string{"html", "docx", "markdown"} {
			text, twin := seenIn(t, form, p)
			if form == "docx" && p.Draft {
				text += bare(document.DraftMark) // in the header of each page, which another test reads
			}
			for _, s := range said(p) {
				if !strings.Contains(text, bare(s)) {
					t.Errorf("%s.%s does not show %q, which its twin says", p.Kind, form, s)
				}
			}
			if form == "markdown" {
				continue
			}
			var read document.Paper
			if err := json.Unmarshal([]byte(twin), &read); err != nil {
				t.Errorf("%s.%s: the twin cannot be read: %v", p.Kind, form, err)
			} else if diff := cmp.Diff(p, &read); diff != "" {
				t.Errorf("%s.%s: the twin differs from the paper:\n%s", p.Kind, form, diff)
			}
		}
	}
}
