// Package pdf writes an assessment as PDF for people. Where a Chromium is present
// the HTML report is printed by it, all unfolded, on A4, tagged for assistive
// technology. Otherwise a shorter one is drawn, and both its metadata and its
// last line say that it is not tagged.
//
// The browser is given one file and resolves no name. The drawn form is the same
// bytes for the same document; so is the printed one, as far as one version of
// the browser goes: its dates are replaced by that of the document.
package pdf

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/internal/printed"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/report/html"
)

// Form is the report for people, on paper.
var Form = &report.Form{Name: "pdf", Doc: "for people, on A4: the HTML report printed by Chromium, or a plain one without it", Ext: ".pdf", Write: Write}

// None, given as the program, draws the plain form even where a Chromium is.
const None = "none"

// Write writes the report of doc, printed where a Chromium is found.
func Write(w io.Writer, doc *assay.Document, o report.Options) error {
	_, err := WriteBy(context.Background(), w, doc, o, printed.Find())
	return err
}

// WriteBy writes the report of doc, printed by a program; "" and [None] stand for
// none. Where the program cannot print, the plain form is drawn and the reason
// returned. The error is that of w, or of drawing.
func WriteBy(ctx context.Context, w io.Writer, doc *assay.Document, o report.Options, program string) (reason string, err error) {
	sum := report.Summarise(doc)
	about := printed.Info{Title: sum.Name() + ": what the evidence says", Producer: "assay", Keywords: "tagged", At: day(doc)}
	data, reason, err := pages(ctx, sum, o, program)
	if err != nil {
		return reason, fmt.Errorf("write PDF report: %w", err)
	}
	if reason != "" {
		about.Keywords = "not tagged (" + reason + ")"
	}
	if data, err = printed.Stamp(data, about, nil); err != nil {
		return reason, fmt.Errorf("write PDF report: %w", err)
	}
	_, err = w.Write(data)
	return reason, err
}

func pages(ctx context.Context, sum *report.Summary, o report.Options, program string) (data []byte, reason string, err error) {
	if program == "" || program == None {
		data, err = plain(sum)
		return data, "made without Chromium", err
	}
	var page bytes.Buffer
	if err := html.Write(&page, sum.Doc, o); err != nil {
		return nil, "", err
	}
	if data, err = printed.HTML(ctx, program, page.Bytes()); err == nil {
		return data, "", nil
	}
	data, plainErr := plain(sum)
	return data, "Chromium could not print: " + report.Shorten(report.Plain(err.Error()), 160), plainErr
}

// day is the time that the document speaks of.
func day(doc *assay.Document) time.Time {
	t, err := time.Parse(time.RFC3339, doc.At)
	if err != nil {
		return time.Unix(0, 0).UTC()
	}
	return t.UTC()
}
