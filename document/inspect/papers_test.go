package inspect

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// day the papers are judged at.
var testDay = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// TestPapers judges the papers of testdata, made by LibreOffice, Chromium, groff
// and LaTeX from the sources beside them, and some typed as plain text, and compares every item judged. What
// was expected was written from the sources, by hand.
func TestPapers(t *testing.T) {
	pdfs, err := filepath.Glob("testdata/papers/*.pdf")
	if err != nil || len(pdfs) < 20 {
		t.Fatalf("%d papers, want at least 20 (%v)", len(pdfs), err)
	}
	typed, _ := filepath.Glob("testdata/papers/*.txt")
	files := append(pdfs, typed...)
	items, right, unclear := 0, 0, 0
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)), func(t *testing.T) {
			want, ask := expected(t, strings.TrimSuffix(file, filepath.Ext(file))+".expect")
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			r, err := Inspect(filepath.Base(file), data, ask)
			if err != nil {
				t.Fatal(err)
			}
			got := lines(r)
			for _, l := range got {
				items++
				if strings.Contains(l.full, " unclear ") {
					unclear++
				}
			}
			if len(got) != len(want) {
				t.Errorf("judged %d things, want %d", len(got), len(want))
			}
			for i := range min(len(got), len(want)) {
				if !matches(want[i], got[i]) {
					t.Errorf("got  %s\nwant %s", got[i].full, want[i])
				} else {
					right++
				}
			}
		})
	}
	t.Logf("%d of %d lines as expected, %d unclear", right, items, unclear)
}

type resultLine struct{ id, state, full string }

// lines writes a report as expectations are written: a line for the judgement,
// one for each item.
func lines(r *Report) []resultLine {
	var out []resultLine
	if len(r.Judgements) == 0 {
		out = append(out, resultLine{"unknown", "", "unknown " + strings.Join(r.Unread, "; ") + r.Next})
	}
	for _, j := range r.Judgements {
		out = append(out, resultLine{j.Kind, string(j.Overall), fmt.Sprintf("%s %s", j.Kind, j.Overall)})
		for _, i := range j.Items {
			out = append(out, resultLine{i.ID, string(i.State), fmt.Sprintf("%s %s %s / %s / %s", i.ID, i.State, i.Found, i.Why, i.Quote)})
		}
	}
	return out
}

// matches compares id and state, and wants the rest to stand in what was found, or
// in why it is not present.
func matches(want string, got resultLine) bool {
	parts := strings.SplitN(strings.TrimSpace(want), " ", 3)
	if parts[0] == "unknown" {
		return got.id == "unknown" && strings.Contains(got.full, strings.TrimPrefix(want, "unknown "))
	}
	if len(parts) < 2 || got.id != parts[0] || got.state != parts[1] {
		return false
	}
	found, _, _ := strings.Cut(got.full, " / ")
	if parts[1] != "present" {
		found = got.full
	}
	return len(parts) < 3 || strings.Contains(found, parts[2])
}

func expected(t *testing.T, file string) ([]string, Ask) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	ask := Ask{At: testDay}
	var out []string
	for _, l := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		if rest, is := strings.CutPrefix(l, "ask "); is {
			for _, kv := range strings.Split(rest, ";") {
				k, v, _ := strings.Cut(kv, "=")
				switch k {
				case "product":
					ask.Product = v
				case "model":
					ask.Model = v
				}
			}
			continue
		}
		out = append(out, l)
	}
	return out, ask
}
