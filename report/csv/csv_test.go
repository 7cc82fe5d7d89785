package csv

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/report/reporttest"
)

func write(t testing.TB, doc *assay.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, doc, report.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWrite(t *testing.T) {
	doc := reporttest.Sample(t)
	got := write(t, doc)
	reporttest.Golden(t, "homecam.csv", got)
	all, err := csv.NewReader(bytes.NewReader(got)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, r := range all[1:] {
		count[r[0]]++
	}
	clauses := 0
	for _, r := range doc.Regimes {
		clauses += len(r.Clauses)
	}
	for kind, want := range map[string]int{"verdict": len(doc.Verdicts), "regime": len(doc.Regimes), "clause": clauses, "observation": len(doc.Observations),
		"contradiction": len(doc.Contradictions), "component": len(doc.Components), "limit": len(doc.Limits), "next": len(doc.Next), "subject": 1} {
		if count[kind] != want {
			t.Errorf("%d rows of kind %s, want %d", count[kind], kind, want)
		}
	}
	if len(write(t, reporttest.Empty())) == 0 {
		t.Error("nothing was written of a document about which nothing is known")
	}
}

// TestNoFormula: no cell that a spreadsheet would run.
func TestNoFormula(t *testing.T) {
	for _, name := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "|cmd", "%0a=1", "=cmd|'/c calc'!A1"} {
		doc := reporttest.Empty()
		doc.Subject.Name = name
		all, err := csv.NewReader(bytes.NewReader(write(t, doc))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range all[1] {
			if c != "" && strings.ContainsRune("=+-@\t\r|%", rune(c[0])) {
				t.Errorf("%q became cell %q", name, c)
			}
		}
	}
}

func FuzzWrite(f *testing.F) {
	f.Add("=1", "a\"b", "x,y\r\nz")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		doc := reporttest.Empty()
		doc.Subject.Name, doc.Subject.Model = a, b
		doc.Limits = []assay.Limit{{What: c}}
		all, err := csv.NewReader(bytes.NewReader(write(t, doc))).ReadAll()
		if err != nil || len(all) != 3 {
			t.Fatalf("%d rows, %v", len(all), err)
		}
	})
}
