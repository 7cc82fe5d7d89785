package html

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/report/reporttest"
)

func render(t testing.TB, doc *assay.Document) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, doc, report.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	reporttest.Golden(t, "homecam.html", []byte(render(t, reporttest.Sample(t))))
}

func TestHostileNamesAreText(t *testing.T) {
	out := render(t, reporttest.Sample(t))
	for _, bad := range []string{"<script", "<b>onvif", "<i>svc", "\u202e", " style=\"", "javascript:"} {
		if strings.Contains(out, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	for _, want := range []string{"&lt;script&gt;alert(1)", "&lt;b&gt;onvif", `\u202egnp.exe`} {
		if !strings.Contains(out, want) {
			t.Errorf("the page does not show %q", want)
		}
	}
}

// outside finds what a browser would fetch.
var outside = regexp.MustCompile(`(?i)(\ssrc=|<link|@import|url\([^#)]|href="[^#"])`)

func TestNeedsNothingElse(t *testing.T) {
	out := render(t, reporttest.Sample(t))
	if got := outside.FindString(out); got != "" {
		t.Errorf("the page asks for something outside: %q", got)
	}
	if !strings.Contains(out, "default-src &#39;none&#39;") {
		t.Error("no content security policy")
	}
}

var ids = regexp.MustCompile(`\sid="([^"]*)"`)
var refs = regexp.MustCompile(`(?:href="#|aria-labelledby=")([^"]+)"`)

func TestIdsAreUniqueAndResolve(t *testing.T) {
	for name, doc := range map[string]*assay.Document{"sample": reporttest.Sample(t), "empty": reporttest.Empty()} {
		out := render(t, doc)
		have := map[string]bool{}
		for _, m := range ids.FindAllStringSubmatch(out, -1) {
			if have[m[1]] {
				t.Errorf("%s: id %q stands twice", name, m[1])
			}
			have[m[1]] = true
		}
		for _, m := range refs.FindAllStringSubmatch(out, -1) {
			for _, id := range strings.Fields(m[1]) {
				if !have[id] {
					t.Errorf("%s: no element has id %q", name, id)
				}
			}
		}
	}
}

var headings = regexp.MustCompile(`<h([1-6])[ >]`)

func TestHeadingsAreInOrder(t *testing.T) {
	before := 0
	for _, m := range headings.FindAllStringSubmatch(render(t, reporttest.Sample(t)), -1) {
		level := int(m[1][0] - '0')
		if level == 4 && before == 2 {
			continue // in the cell of a table that stands below its h2
		}
		if level > before+1 {
			t.Errorf("h%d follows h%d", level, before)
		}
		before = level
	}
}

func TestStaysSmall(t *testing.T) {
	doc := reporttest.Sample(t)
	long := strings.Repeat("long/", 60)
	for i := range 6000 {
		o := assay.Observation{ID: fmt.Sprint("o", i), Answer: assay.Yes, Summary: long, Where: []assay.Where{{Path: long}, {Path: long}}}
		doc.Observations = append(doc.Observations, o)
		doc.Evidence = append(doc.Evidence, assay.Evidence{ID: o.ID, Places: []assay.EvidencePlace{{Origin: long}}})
		for j := range doc.Verdicts {
			if j%7 == i%7 {
				doc.Verdicts[j].Because = append(doc.Verdicts[j].Because, o.ID)
			}
		}
	}
	out := render(t, doc)
	if len(out) > MaxSize {
		t.Errorf("got %d bytes, want at most %d", len(out), MaxSize)
	}
	if !strings.Contains(out, "more, in the JSON document") {
		t.Error("a list was cut without saying so")
	}
}

func TestNothingKnown(t *testing.T) {
	out := render(t, reporttest.Empty())
	for _, want := range []string{"Nothing was judged.", report.Disclaimer} {
		if !strings.Contains(out, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// A word that is none of ours must not carry hidden signs into the page.
func TestHostileWordsAreShown(t *testing.T) {
	doc := reporttest.Sample(t)
	for i := range doc.Regimes {
		doc.Regimes[i].Verdict = "\x1b[31m\u202emet"
		for j := range doc.Regimes[i].Clauses {
			doc.Regimes[i].Clauses[j].Verdict = "\x1b[31m\u202emet\u0085"
		}
	}
	if out := render(t, doc); strings.ContainsAny(out, "\x1b\u202e\u0085") || !strings.Contains(out, `\u001b[31m\u202emet`) {
		t.Error("the page holds signs that a reader cannot see")
	}
}
