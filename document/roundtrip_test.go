package document_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/assay-project/assay/document"
	"github.com/assay-project/assay/document/docx"
	"github.com/assay-project/assay/document/html"
	"github.com/assay-project/assay/document/inspect"
	"github.com/assay-project/assay/document/papertest"
	"github.com/assay-project/assay/document/pdf"
)

var checked = map[string]string{"uk-psti": "uk-psti", "au-statement": "au-statement", "eu-doc-red": "eu-doc", "eu-doc-cra": "eu-doc",
	"eu-doc-red-simplified": "eu-doc-simplified", "eu-doc-cra-simplified": "eu-doc-simplified"}

// TestRoundTrip gives every paper that suppliers hand over, in every form, to the
// checker of suppliers' papers. Only what needs an eye, such as ink, may stay unclear.
func TestRoundTrip(t *testing.T) {
	day := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	plain := func(w *bytes.Buffer, p *document.Paper) error {
		_, err := pdf.Write(context.Background(), w, p, pdf.Options{Chromium: "none", At: day})
		return err
	}
	tagged := func(w *bytes.Buffer, p *document.Paper) error {
		_, err := pdf.Write(context.Background(), w, p, pdf.Options{At: day, Tagged: true})
		return err
	}
	forms := []struct {
		name  string
		write func(*bytes.Buffer, *document.Paper) error
	}{
		{"html", func(w *bytes.Buffer, p *document.Paper) error { return html.Write(w, p) }},
		{"docx", func(w *bytes.Buffer, p *document.Paper) error { return docx.Write(w, p, day) }},
		{"plain.pdf", plain}, {"tagged.pdf", tagged},
	}
	for _, p := range papertest.Papers(t) {
		kind, ok := checked[p.Kind]
		if !ok {
			continue
		}
		for _, form := range forms {
			t.Run(p.Kind+"."+form.name, func(t *testing.T) {
				var b bytes.Buffer
				if err := form.write(&b, p); errors.Is(err, pdf.ErrNoChromium) {
					t.Skip(err)
				} else if err != nil {
					t.Fatal(err)
				}
				r, err := inspect.Inspect(p.Kind, b.Bytes(), inspect.Ask{Product: p.Product.Name, Model: p.Product.Model, At: day})
				if err != nil {
					t.Fatal(err)
				}
				if len(r.Judgements) != 1 || r.Judgements[0].Kind != kind {
					t.Fatalf("read as %+v, want %s", r.Judgements, kind)
				}
				for _, item := range r.Judgements[0].Items {
					if item.State == inspect.Missing || item.State == inspect.Wrong {
						t.Errorf("%s %s: %s (found %q)", item.ID, item.State, item.Why, item.Found)
					}
				}
			})
		}
	}
}
