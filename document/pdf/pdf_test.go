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
	"time"

	"github.com/assay-project/assay/document"
	"github.com/assay-project/assay/document/papertest"
	"github.com/assay-project/assay/internal/printed"
)

var day = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

func write(t *testing.T, p *document.Paper, o Options) ([]byte, Made) {
	t.Helper()
	var b bytes.Buffer
	made, err := Write(context.Background(), &b, p, o)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), made
}

func TestPlain(t *testing.T) {
	for _, p := range papertest.Papers(t) {
		got, made := write(t, p, Options{Chromium: "none", At: day})
		if made.Tagged {
			t.Errorf("%s: a plain PDF is said to be tagged", p.Kind)
		}
		if !bytes.Contains(got, []byte("/Keywords (not tagged")) {
			t.Errorf("%s does not say in its metadata that it is not tagged", p.Kind)
		}
		again, _ := write(t, p, Options{Chromium: "none", At: day})
		if !bytes.Equal(got, again) {
			t.Errorf("%s: written twice, the bytes differ", p.Kind)
		}
	}
}

// TestAttached takes the twin out of a PDF with the tool of another maker.
func TestAttached(t *testing.T) {
	tool, err := exec.LookPath("pdfdetach")
	if err != nil {
		t.Skip("pdfdetach (poppler-utils) is not installed")
	}
	for _, program := range []string{"none", printed.Find()} {
		if program == "" {
			continue
		}
		p := papertest.Papers(t)[0]
		data, _ := write(t, p, Options{Chromium: program, At: day})
		name := filepath.Join(t.TempDir(), "paper.pdf")
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		out := name + ".json"
		if told, err := exec.Command(tool, "-savefile", document.TwinName, "-o", out, name).CombinedOutput(); err != nil {
			t.Fatalf("pdfdetach: %v: %s", err, told)
		}
		got, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		want, _, _ := document.Twin(p)
		if !bytes.Equal(got, want) {
			t.Errorf("%s: the attached twin differs", program)
		}
	}
}

func TestTagged(t *testing.T) {
	if printed.Find() == "" {
		t.Skip("no Chromium")
	}
	p := papertest.Papers(t)[0]
	got, made := write(t, p, Options{At: day})
	if !made.Tagged {
		t.Skip("Chromium does not run here: " + made.Note)
	}
	for _, want := range []string{"/StructTreeRoot", "/Lang (en)", "/Keywords (tagged", "(D:20261124000000Z)"} {
		if !bytes.Contains(got, []byte(want)) {
			t.Errorf("the PDF lacks %s", want)
		}
	}
}

func TestNoChromium(t *testing.T) {
	p := papertest.Papers(t)[0]
	if _, err := Write(context.Background(), &bytes.Buffer{}, p, Options{Chromium: "none", Tagged: true}); !errors.Is(err, ErrNoChromium) {
		t.Errorf("error %v, want ErrNoChromium", err)
	}
	_, made := write(t, p, Options{Chromium: "/nowhere/chromium", At: day})
	if made.Tagged || !strings.Contains(made.Note, "could not print") {
		t.Errorf("made %+v, want a plain PDF with the reason", made)
	}
}

func TestLettersItLacks(t *testing.T) {
	p := &document.Paper{Kind: "x", Title: "ラークスパー", Language: "ja"}
	if _, err := Write(context.Background(), &bytes.Buffer{}, p, Options{Chromium: "none", At: day}); err == nil || !strings.Contains(err.Error(), "install Chromium") {
		t.Errorf("error %v, want one that says what to do", err)
	}
	p.Title = "Häuschen – “façade”"
	if _, err := Write(context.Background(), &bytes.Buffer{}, p, Options{Chromium: "none", At: day}); err != nil {
		t.Error(err)
	}
}
