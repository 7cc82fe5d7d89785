package junit

import (
	"bytes"
	"encoding/xml"
	"strings"
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/report/reporttest"
)

func render(t *testing.T, doc *assay.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, doc, report.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGolden(t *testing.T) {
	reporttest.Golden(t, "homecam.xml", render(t, reporttest.Sample(t)))
}

func TestCountsAddUp(t *testing.T) {
	doc := reporttest.Sample(t)
	var got suites
	if err := xml.Unmarshal(render(t, doc), &got); err != nil {
		t.Fatal(err)
	}
	s := report.Summarise(doc)
	if got.Tests != s.Counts.Total()+len(doc.Errors) || got.Failures != s.Counts.Refuted || got.Skipped != s.Counts.Open+s.Counts.NotApplicable {
		t.Errorf("got %d tests, %d failures, %d skipped; want those of %+v and %d errors", got.Tests, got.Failures, got.Skipped, s.Counts, len(doc.Errors))
	}
	sum := 0
	for _, x := range got.Suites {
		sum += x.Tests
		if x.Tests != len(x.Cases) {
			t.Errorf("suite %s says %d tests and has %d", x.Name, x.Tests, len(x.Cases))
		}
	}
	if sum != got.Tests {
		t.Errorf("suites hold %d tests, want %d", sum, got.Tests)
	}
}

func TestHostileTextStaysWellFormed(t *testing.T) {
	doc := reporttest.Sample(t)
	evil := "]]>\x00\x1b\ufffe\xff</testsuites>"
	for i := range doc.Observations {
		doc.Observations[i].Summary, doc.Observations[i].Mend = evil, evil
	}
	doc.Errors = append(doc.Errors, assay.CheckError{Check: evil, Message: evil})
	out := render(t, doc)
	if err := xml.Unmarshal(out, &suites{}); err != nil {
		t.Error(err)
	}
	if bytes.Contains(out, []byte{0x1b}) || strings.Count(string(out), "</testsuites>") != 1 {
		t.Error("text from the image got out of its place")
	}
}

func TestNothingKnown(t *testing.T) {
	var got suites
	if err := xml.Unmarshal(render(t, reporttest.Empty()), &got); err != nil {
		t.Fatal(err)
	}
	if got.Tests != 0 {
		t.Errorf("got %d tests of nothing", got.Tests)
	}
}
