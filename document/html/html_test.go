package html_test

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/assay-project/assay/document"
	"github.com/assay-project/assay/document/html"
	"github.com/assay-project/assay/document/papertest"
)

var twin = regexp.MustCompile(`(?s)<script type="application/json" id="assay-statement">(.*?)</script>`)

// TestTwin takes the twin out of every paper again and compares it.
func TestTwin(t *testing.T) {
	for _, p := range papertest.Papers(t) {
		page := render(t, p)
		m := twin.FindSubmatch(page)
		if m == nil {
			t.Fatalf("%s: no twin", p.Kind)
		}
		want, digest, err := document.Twin(p)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(m[1], want) {
			t.Errorf("%s: the twin inside differs", p.Kind)
		}
		shown := strings.ReplaceAll(string(page), "<wbr>", "")
		if !strings.Contains(shown, digest) {
			t.Errorf("%s does not show the digest of its twin", p.Kind)
		}
	}
}

// TestAlone looks that a page asks for nothing and runs nothing.
func TestAlone(t *testing.T) {
	for _, p := range papertest.Papers(t) {
		page := string(render(t, p))
		for _, banned := range []string{" src=", "@import", "url(", "<link", "<iframe", "<img", "onload="} {
			if strings.Contains(page, banned) {
				t.Errorf("%s holds %q", p.Kind, banned)
			}
		}
		if strings.Count(page, "<script") != 1 {
			t.Errorf("%s holds %d scripts, want the twin alone", p.Kind, strings.Count(page, "<script"))
		}
		for _, want := range []string{`<html lang="en">`, "<h1>", "<title>", "<main>"} {
			if !strings.Contains(page, want) {
				t.Errorf("%s lacks %s", p.Kind, want)
			}
		}
	}
}

func TestHostile(t *testing.T) {
	p := &document.Paper{Kind: "x", Title: "</title><script>alert(1)</script>", Language: "en", Product: document.Product{Name: "</script><script>alert(2)</script>"},
		Sections: []document.Section{{Title: "<img src=x>", Fields: []document.Field{{Label: "<b>", Value: "</script>\u2028]]>"}}}}}
	page := render(t, p)
	if n := bytes.Count(page, []byte("<script")); n != 1 {
		t.Errorf("%d script elements, want 1", n)
	}
	var back document.Paper
	if err := json.Unmarshal(twin.FindSubmatch(page)[1], &back); err != nil || back.Product != p.Product {
		t.Errorf("twin %+v, %v", back.Product, err)
	}
}

func TestDraftIsMarked(t *testing.T) {
	page := render(t, &document.Paper{Kind: "x", Title: "X", Language: "en", Draft: true})
	if !bytes.Contains(page, []byte(document.DraftMark)) {
		t.Error("a draft is not marked")
	}
}

// TestLooks writes the pages to the folder in PAPERS, for a person to look at.
func TestLooks(t *testing.T) {
	folder := os.Getenv("PAPERS")
	if folder == "" {
		t.Skip("PAPERS names no folder")
	}
	for _, p := range papertest.Papers(t) {
		if err := os.WriteFile(folder+"/"+p.Kind+".html", render(t, p), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func render(t *testing.T, p *document.Paper) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := html.Write(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
