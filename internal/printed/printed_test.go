package printed

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var at = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

// small is a PDF as the writers here shape theirs.
const small = "%PDF-1.4\n1 0 obj\n<</Type /Catalog /Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type /Pages /Kids [] /Count 0>>\nendobj\n3 0 obj\n<</CreationDate (D:20200101000000+01'00')>>\nendobj\n" +
	"xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 4 /Root 1 0 R /Info 3 0 R>>\nstartxref\n170\n%%EOF\n"

func shaped(t testing.TB) []byte {
	t.Helper()
	data := []byte(small)
	at := bytes.Index(data, []byte("\nxref")) + 1
	return bytes.Replace(data, []byte("\n170\n"), []byte("\n"+itoa(at)+"\n"), 1)
}

func itoa(n int) string {
	var b []byte
	for ; n > 0; n /= 10 {
		b = append([]byte{byte('0' + n%10)}, b...)
	}
	return string(b)
}

func TestStamp(t *testing.T) {
	got, err := Stamp(shaped(t), Info{Title: "Häuschen", Producer: "assay", Keywords: "tagged", At: at}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"/Keywords (tagged)", "(D:20261124090000Z)", "(D:20261124090000+00'00')", "<FEFF0048"} {
		if !bytes.Contains(got, []byte(want)) {
			t.Errorf("the PDF lacks %s", want)
		}
	}
	if bytes.Contains(got, []byte("/EmbeddedFile")) {
		t.Error("a file is attached although none was given")
	}
	with, err := Stamp(shaped(t), Info{At: at}, &File{Name: "twin.json", What: "twin", Data: []byte("{}")})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(with, []byte("/EmbeddedFiles <</Names [(twin.json)")) {
		t.Error("the file is not listed")
	}
}

func TestStampRefuses(t *testing.T) {
	file := &File{Name: "x", What: "x"}
	for _, data := range []string{"", "startxref", "startxref 9999999", "startxref 0\n%%EOF", "xref\ntrailer<</Size 3 /Root 1 0 R>>\nstartxref\n0\n", "xref\ntrailer<</Size 99999999999999 /Root 1 0 R>>\nstartxref\n0\n",
		"xref\n1 0 obj\n<</Names 1>>endobj trailer<</Size 3 /Root 1 0 R>>\nstartxref\n0\n"} {
		if _, err := Stamp([]byte(data), Info{}, file); !errors.Is(err, ErrShape) {
			t.Errorf("Stamp of %q: %v, want ErrShape", data, err)
		}
	}
}

// TestPrograms: what does not run, writes nothing or writes no tags is told.
func TestPrograms(t *testing.T) {
	script := func(body string) string {
		name := filepath.Join(t.TempDir(), "browser")
		if err := os.WriteFile(name, []byte("#!/bin/sh\n"+body), 0o700); err != nil {
			t.Fatal(err)
		}
		return name
	}
	out := `for a; do case $a in --print-to-pdf=*) f=${a#*=};; esac; done; `
	for name, want := range map[string]string{"/nowhere/chromium": "no such file", script("echo bad >&2; exit 3"): "bad", script("exit 0"): "wrote nothing", script(out + `echo no > "$f"`): ErrNoTags.Error()} {
		if _, err := HTML(context.Background(), name, []byte("<p>x")); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
	got, err := HTML(context.Background(), script(out+`echo /StructTreeRoot > "$f"`), nil)
	if err != nil || string(got) != "/StructTreeRoot\n" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestRenumbered(t *testing.T) {
	a := renumbered([]byte("(node00000461) x (node00005044) (node00000461)"))
	b := renumbered([]byte("(node00000460) x (node00005043) (node00000460)"))
	if want := "(node00000001) x (node00000002) (node00000001)"; string(a) != want || string(b) != want {
		t.Errorf("got %s and %s, want %s", a, b, want)
	}
}

func FuzzStamp(f *testing.F) {
	f.Add(shaped(f))
	f.Add([]byte("xref\n1 0 obj\n<<>>endobj\ntrailer<</Size 3 /Root 1 0 R>>\nstartxref\n0\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		out, err := Stamp(data, Info{Title: "é", At: at}, &File{Name: "x", Data: []byte("{}")})
		if err == nil && len(out) < len(data) {
			t.Errorf("%d bytes became %d", len(data), len(out))
		}
	})
}
