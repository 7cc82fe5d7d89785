package markdown

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/report/reporttest"
)

func render(t testing.TB, doc *assay.Document, o report.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, doc, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	reporttest.Golden(t, "homecam.md", []byte(render(t, reporttest.Sample(t), report.Options{})))
}

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"plain words, no signs":      "plain words, no signs",
		"<script>alert(1)</script>":  "&lt;script&gt;alert(1)&lt;/script&gt;",
		"a|b":                        "a&#124;b",
		"*bold* _it_ ~no~":           `\*bold\* \_it\_ \~no\~`,
		"[text](javascript:alert)":   `\[text\](javascript:alert)`,
		"![x](y)":                    `\!\[x\](y)`,
		"# heading":                  `\# heading`,
		"- item":                     `\- item`,
		"1. item":                    `1\. item`,
		"see https://evil.example/x": "see `https://evil.example/x`",
		"ask @everyone":              "ask `@everyone`",
		"fixes #12":                  "fixes `#12`",
		"$x$":                        "`$x$`",
		"commit deadbeef1":           "commit `deadbeef1`",
		"a`b":                        "a\\`b",
		"&lt;":                       "&amp;lt;",
		"@a|`b":                      "``@a¦`b``",
	} {
		if got := Escape(in); got != want {
			t.Errorf("Escape(%q) = %q, want %q", in, got, want)
		}
	}
}

var rows = regexp.MustCompile(`(?m)^\|.*\|$`)

// TestTablesHold: every row of a table has as many cells as its head.
func TestTablesHold(t *testing.T) {
	doc := reporttest.Sample(t)
	doc.Subject.Name = "a|b"
	doc.Limits = append(doc.Limits, assay.Limit{What: "x|y`|`", Where: "a|b", Effect: "||"})
	head := 0
	for _, l := range strings.Split(render(t, doc, report.Options{All: true}), "\n") {
		if !rows.MatchString(l) {
			head = 0
			continue
		}
		n := strings.Count(l, "|")
		if head == 0 {
			head = n
		}
		if n != head {
			t.Errorf("a row of %d bars in a table of %d: %s", n, head, l)
		}
	}
}

func TestStaysAComment(t *testing.T) {
	doc := reporttest.Sample(t)
	long := strings.Repeat("long ", 400)
	for range 3000 {
		doc.Limits = append(doc.Limits, assay.Limit{What: long, Where: long, Effect: long})
		doc.Next = append(doc.Next, assay.NextStep{Do: long})
	}
	out := render(t, doc, report.Options{})
	if n := utf8.RuneCountInString(out); n > MaxSize {
		t.Errorf("%d characters, want at most %d", n, MaxSize)
	}
	if !strings.Contains(out, "more, in the JSON document") {
		t.Error("a list was cut without saying so")
	}
	if all := render(t, doc, report.Options{All: true}); strings.Contains(all, "more, in the JSON document") {
		t.Error("a list was cut although all was asked for")
	}
}

func TestNothingKnown(t *testing.T) {
	out := render(t, reporttest.Empty(), report.Options{})
	for _, want := range []string{"Nothing was judged.", report.Disclaimer} {
		if !strings.Contains(out, want) {
			t.Errorf("the report does not say %q", want)
		}
	}
}

// tags are the only elements that the report itself writes.
var tags = regexp.MustCompile(`</?(details|summary|b|br)>`)

func FuzzWrite(f *testing.F) {
	f.Add("<img src=x onerror=alert(1)>", "a|b\n\n# x", "`<b>`")
	f.Add("</details>", "@team #1 $x$ www.x.example", "[a]: http://x")
	f.Add("\\", "``", "\\|")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		doc := reporttest.Empty()
		doc.Subject.Name, doc.Subject.Model = a, b
		doc.Limits = []assay.Limit{{What: a, Where: b, Effect: c}}
		doc.Next = []assay.NextStep{{Do: c, Effort: a}}
		doc.Contradictions = []assay.Contradiction{{Declared: b, Observed: c, Unit: a}}
		out := render(t, doc, report.Options{})
		if rest := outsideCode(tags.ReplaceAllString(out, "")); strings.ContainsAny(rest, "<>") {
			t.Errorf("markup of the document stands in the report: %q", rest)
		}
		if !utf8.ValidString(out) {
			t.Error("the report is not UTF-8")
		}
	})
}

// outsideCode takes spans of code out, as CommonMark 6.1 reads them.
func outsideCode(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] == '\\' && i+1 < len(s) {
			b.WriteString(s[i : i+2])
			i += 2
			continue
		}
		if s[i] != '`' {
			b.WriteByte(s[i])
			i++
			continue
		}
		n := 0
		for i+n < len(s) && s[i+n] == '`' {
			n++
		}
		end := closing(s[i+n:], n)
		if end < 0 {
			b.WriteString(s[i : i+n])
			i += n
			continue
		}
		i += n + end + n
	}
	return b.String()
}

// closing finds the run of exactly n backticks.
func closing(s string, n int) int {
	for i := 0; i < len(s); {
		run := 0
		for i+run < len(s) && s[i+run] == '`' {
			run++
		}
		if run == n {
			return i
		}
		i += max(run, 1)
	}
	return -1
}

func BenchmarkWrite(b *testing.B) {
	doc := reporttest.Sample(b)
	for b.Loop() {
		render(b, doc, report.Options{})
	}
}
