package xlsx

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

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

func read(t testing.TB, data []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestWrite(t *testing.T) {
	doc := reporttest.Sample(t)
	f := read(t, write(t, doc))
	scope := map[assay.Scope]int{}
	for _, v := range doc.Verdicts {
		scope[v.Scope]++
	}
	for name, want := range map[string]int{"Provisions": len(report.Summarise(doc).Provisions), "Test cases": scope[assay.ScopeTestCase], "Units": scope[assay.ScopeUnitResult],
		"Observations": len(doc.Observations), "Contradictions": len(doc.Contradictions), "Components": len(doc.Components), "Limits": len(doc.Limits) + len(doc.Errors), "Next": len(doc.Next)} {
		rows, err := f.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(rows) - 1; got != want {
			t.Errorf("sheet %s has %d rows, want %d", name, got, want)
		}
		panes, err := f.GetPanes(name)
		if err != nil || !panes.Freeze {
			t.Errorf("the head of sheet %s is not frozen (%v)", name, err)
		}
		layout, err := f.GetPageLayout(name)
		if err != nil || layout.Orientation == nil || *layout.Orientation != "landscape" || layout.FitToWidth == nil || *layout.FitToWidth != 1 {
			t.Errorf("sheet %s is not set up for paper (%v)", name, err)
		}
	}
	if got := len(f.GetSheetList()); got != len(sheets) {
		t.Errorf("%d sheets, want %d", got, len(sheets))
	}
	filters := 0
	for _, p := range parts(t, write(t, doc)) {
		if strings.Contains(p.text, "<autoFilter ") {
			filters++
		}
	}
	if filters != len(sheets) {
		t.Errorf("%d sheets have filters, want %d", filters, len(sheets))
	}
	verdict, err := f.GetCellValue("Provisions", "D2")
	if err != nil || !strings.ContainsAny(verdict, "✗✓?–") {
		t.Errorf("the verdict %q has no sign", verdict)
	}
	if len(read(t, write(t, reporttest.Empty())).GetSheetList()) != len(sheets) {
		t.Error("a document about which nothing is known lacks sheets")
	}
}

// hostile are texts that spreadsheets run, follow or choke on.
var hostile = []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|'/c calc'!A1", "=HYPERLINK(\"http://x\")", "http://evil.example", "_x003D_1", "\x00\x01\x1b[2J", "\u202egnp.exe", "\xff\xfe",
	strings.Repeat("a", 40_000), strings.Repeat("𝄞", 20_000), "]]>", "<a/>", "&amp;", " lead", "2026-01-01", "1E5", "TRUE"}

func TestNothingRuns(t *testing.T) {
	for _, name := range hostile {
		doc := reporttest.Empty()
		doc.Subject.Name, doc.Subject.Model = name, name
		doc.Limits = []assay.Limit{{What: name, Where: name, Effect: name}}
		doc.Next = []assay.NextStep{{Do: name, Effort: name}}
		data := write(t, doc)
		f := read(t, data)
		for _, c := range []struct{ sheet, cell string }{{"Summary", "B2"}, {"Limits", "A2"}, {"Next", "B2"}} {
			if formula, err := f.GetCellFormula(c.sheet, c.cell); err != nil || formula != "" {
				t.Errorf("%.40q became formula %q (%v)", name, formula, err)
			}
			if link, target, _ := f.GetCellHyperLink(c.sheet, c.cell); link {
				t.Errorf("%.40q became a link to %q", name, target)
			}
			kind, err := f.GetCellType(c.sheet, c.cell)
			if err != nil || kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
				t.Errorf("%.40q became a cell of type %d (%v)", name, kind, err)
			}
		}
		if got, err := f.GetCellValue("Limits", "A2"); err != nil || got != clean(name) {
			t.Errorf("%.40q came back as %.40q, want %.40q (%v)", name, got, clean(name), err)
		}
		for _, p := range parts(t, data) {
			if strings.Contains(p.text, "<f>") || strings.Contains(p.text, "<f ") || strings.Contains(p.text, "TargetMode=\"External\"") {
				t.Errorf("part %s holds a formula or leads outside", p.name)
			}
		}
	}
}

type part struct{ name, text string }

func parts(t testing.TB, data []byte) []part {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out []part
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(in); err != nil {
			t.Fatal(err)
		}
		in.Close()
		out = append(out, part{f.Name, b.String()})
	}
	return out
}

// TestNoTimes: neither the archive nor its parts tell when they were made.
func TestNoTimes(t *testing.T) {
	data := write(t, reporttest.Sample(t))
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if f.ModifiedDate != 0 || f.ModifiedTime != 0 || len(f.Extra) != 0 {
			t.Errorf("part %s tells a time: %v", f.Name, f.Modified)
		}
	}
	if z.File[0].Name != "[Content_Types].xml" {
		t.Errorf("the first part is %s", z.File[0].Name)
	}
	if !bytes.Equal(data, write(t, reporttest.Sample(t))) {
		t.Error("the same document gives other bytes")
	}
}

func TestTooManyRows(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 20,001 rows")
	}
	doc := reporttest.Empty()
	doc.Limits = make([]assay.Limit, mostRows+1)
	f := read(t, write(t, doc))
	if got, _ := f.GetCellValue("Limits", "A20002"); !strings.HasPrefix(got, "1 more") {
		t.Errorf("the last row says %q", got)
	}
}

func FuzzClean(f *testing.F) {
	for _, h := range hostile {
		f.Add(h)
	}
	f.Fuzz(func(t *testing.T, s string) {
		doc := reporttest.Empty()
		doc.Limits = []assay.Limit{{What: s}}
		got, err := read(t, write(t, doc)).GetCellValue("Limits", "A2")
		if err != nil || got != clean(s) {
			t.Errorf("%q came back as %q, want %q (%v)", s, got, clean(s), err)
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	doc := reporttest.Sample(b)
	for b.Loop() {
		write(b, doc)
	}
}
