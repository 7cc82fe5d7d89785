package docx_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/assay-project/assay/document"
	"github.com/assay-project/assay/document/docx"
	"github.com/assay-project/assay/document/papertest"
)

var day = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

// parts unpacks a document and looks that every XML part is well-formed.
func parts(t *testing.T, p *document.Paper) map[string]string {
	t.Helper()
	var b, again bytes.Buffer
	if err := errors.Join(docx.Write(&b, p, day), docx.Write(&again, p, day)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Errorf("%s: written twice, the bytes differ", p.Kind)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		found[f.Name] = string(data)
		if strings.HasSuffix(f.Name, ".xml") || strings.HasSuffix(f.Name, ".rels") {
			wellFormed(t, p.Kind+" "+f.Name, data)
		}
	}
	return found
}

func wellFormed(t *testing.T, name string, data []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		_, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
}

func TestPapers(t *testing.T) {
	for _, p := range papertest.Papers(t) {
		found := parts(t, p)
		twin, _, err := document.Twin(p)
		if err != nil {
			t.Fatal(err)
		}
		if found[docx.TwinPart] != string(twin) {
			t.Errorf("%s: the twin inside differs", p.Kind)
		}
		for _, name := range []string{"[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/styles.xml"} {
			if found[name] == "" {
				t.Errorf("%s lacks part %s", p.Kind, name)
			}
		}
	}
}

func TestHostile(t *testing.T) {
	p := &document.Paper{Kind: "x", Title: "<w:p>&\x00\x07", Language: `en"/>`, Draft: true, Product: document.Product{Name: "\uffff]]>", Manufacturer: "\xff"},
		Sections: []document.Section{{Title: "\x1b", Tables: []document.Table{{Columns: []string{"a", "b"}, Rows: []document.Row{{Cells: nil}, {Cells: []string{"1", "2", "3"}}}}, {Rows: []document.Row{{}}}}}}}
	found := parts(t, p)
	if !strings.Contains(found["word/header1.xml"], document.DraftMark) {
		t.Error("a draft is not marked")
	}
}
