package text

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/report/reporttest"
)

func render(t *testing.T, doc *assay.Document, o report.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, doc, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	run := "assay report .assay/runs/3f9c2a71"
	for _, c := range []struct {
		name string
		opts report.Options
	}{
		{"homecam.txt", report.Options{Rerun: run, Saved: ".assay/runs/3f9c2a71/report.html"}},
		{"homecam-colour.txt", report.Options{Colour: true}},
		{"homecam-only-refuted.txt", report.Options{Only: report.Refuted}},
		{"homecam-all-100.txt", report.Options{All: true, Width: 100}},
	} {
		t.Run(c.name, func(t *testing.T) {
			reporttest.Golden(t, c.name, []byte(render(t, reporttest.Sample(t), c.opts)))
		})
	}
}

func TestNoLineIsWider(t *testing.T) {
	doc := reporttest.Sample(t)
	for _, width := range []int{0, 1, 60, 72, 80, 97, 120, 300} {
		for _, all := range []bool{false, true} {
			want := max(min(width, 120), 60)
			if width == 0 {
				want = 80
			}
			out := render(t, doc, report.Options{Width: width, All: all, Colour: true, Rerun: "assay report .assay/runs/" + strings.Repeat("0123456789abcdef", 4)})
			for _, l := range strings.Split(out, "\n") {
				if got := visible(l); got > want {
					t.Errorf("width %d, all %v: %d columns: %q", width, all, got, l)
				}
			}
		}
	}
}

func TestHostileNamesSendNothing(t *testing.T) {
	doc := reporttest.Sample(t)
	evil := "\x1b[2J\x07\u202e\u200b\xff" + "\r\n"
	doc.Subject.Name, doc.Subject.Version = "a"+evil, evil
	doc.Observations[0].Summary = evil + "b"
	for i := range doc.Observations {
		doc.Observations[i].Where = append(doc.Observations[i].Where, assay.Where{Path: "/x" + evil})
	}
	doc.Next[0].Do, doc.Next[0].Effort = evil, evil
	doc.Limits[0].Where, doc.Contradictions[0].Declared = evil, evil
	doc.Regimes[0].Name, doc.Regimes[0].Kind, doc.Regimes[0].Clauses[0].ID = evil, evil, evil
	out := render(t, doc, report.Options{All: true, Rerun: "assay report x"})
	for _, bad := range []string{"\x1b", "\x07", "\u202e", "\u200b", "\xff\r", "\r"} {
		if strings.Contains(out, bad) {
			t.Errorf("the report holds %q", bad)
		}
	}
}

func TestNothingKnown(t *testing.T) {
	out := render(t, reporttest.Empty(), report.Options{})
	for _, want := range []string{"unnamed subject", "Nothing was judged.", report.Disclaimer} {
		if !strings.Contains(out, want) {
			t.Errorf("got %q, want it to say %q", out, want)
		}
	}
}

func TestFootersNameNoCommandUnlessKept(t *testing.T) {
	if out := render(t, reporttest.Sample(t), report.Options{}); strings.Contains(out, "assay report") {
		t.Errorf("a command is named although nothing was kept:\n%s", out)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteErrorIsReturned(t *testing.T) {
	if err := Write(broken{}, reporttest.Sample(t), report.Options{}); err == nil {
		t.Error("got no error from a writer that fails")
	}
}
