package pdf

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/internal/printed"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/report/reporttest"
)

func write(t testing.TB, doc *assay.Document, program string) ([]byte, string) {
	t.Helper()
	var b bytes.Buffer
	reason, err := WriteBy(context.Background(), &b, doc, report.Options{}, program)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), reason
}

// read gives the words of a PDF, by the tool of another maker.
func read(t testing.TB, data []byte) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext (poppler-utils) is not installed")
	}
	name := filepath.Join(t.TempDir(), "report.pdf")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-layout", name, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext: %v", err)
	}
	return string(out)
}

func TestPlain(t *testing.T) {
	doc := reporttest.Sample(t)
	data, reason := write(t, doc, None)
	again, _ := write(t, doc, None)
	if !bytes.Equal(data, again) {
		t.Error("the same document gives other bytes")
	}
	if reason == "" || !bytes.Contains(data, []byte("/Keywords (not tagged")) {
		t.Errorf("neither the reason %q nor the metadata says that it is not tagged", reason)
	}
	got := read(t, data)
	for _, want := range []string{"Larkspur HomeCam 2", "5.1-1", "Mend:", "What this does not show", "not tagged", "Every provision", "NOT MET"} {
		if !strings.Contains(got, want) {
			t.Errorf("the PDF does not say %q", want)
		}
	}
}

func TestPrinted(t *testing.T) {
	program := printed.Find()
	if program == "" {
		t.Skip("no Chromium")
	}
	data, reason := write(t, reporttest.Sample(t), program)
	if reason != "" {
		t.Skip("Chromium does not run here: " + reason)
	}
	for _, want := range []string{"/StructTreeRoot", "/Keywords (tagged)", "(D:20261124090000Z)"} {
		if !bytes.Contains(data, []byte(want)) {
			t.Errorf("the PDF lacks %s", want)
		}
	}
	got := read(t, data)
	for _, want := range []string{"Larkspur HomeCam 2", "5.1-1", "What this does not show"} {
		if !strings.Contains(got, want) {
			t.Errorf("the PDF does not say %q", want)
		}
	}
	if again, _ := write(t, reporttest.Sample(t), program); !bytes.Equal(data, again) {
		t.Error("the same document, printed by the same browser, gives other bytes")
	}
}

// TestBrokenBrowser: what cannot print is told, and a plain report comes.
func TestBrokenBrowser(t *testing.T) {
	data, reason := write(t, reporttest.Sample(t), "/nowhere/chromium")
	if !strings.Contains(reason, "could not print") || !bytes.Contains(data, []byte("/Keywords (not tagged")) {
		t.Errorf("reason %q", reason)
	}
}

func TestHostile(t *testing.T) {
	doc := reporttest.Sample(t)
	evil := "\x1b[2J\u202e日本 \xff (a) \\ " + strings.Repeat("W", 5000)
	doc.Subject.Name, doc.Observations[0].Summary, doc.Contradictions[0].Declared = evil, evil, evil
	doc.Limits = append(doc.Limits, assay.Limit{What: evil, Where: evil, Effect: strings.Repeat("word ", 4000)})
	data, _ := write(t, doc, None)
	if got := read(t, data); !strings.Contains(got, "[U+65E5][U+672C]") {
		t.Error("letters that the face lacks are lost without a trace")
	}
	write(t, reporttest.Empty(), None)
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteErrorIsReturned(t *testing.T) {
	if _, err := WriteBy(context.Background(), broken{}, reporttest.Empty(), report.Options{}, None); err == nil {
		t.Error("got no error from a writer that fails")
	}
}

func FuzzLetters(f *testing.F) {
	f.Add("plain")
	f.Add("✗ 日本 \x00\xff 𝄞")
	f.Fuzz(func(t *testing.T, s string) {
		has := known()
		for _, r := range letters(s) {
			if !has(r) {
				t.Errorf("%q keeps %U, which the face lacks", s, r)
			}
		}
	})
}

func BenchmarkPlain(b *testing.B) {
	doc := reporttest.Sample(b)
	for b.Loop() {
		write(b, doc, None)
	}
}
