package plain

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func lines(t *testing.T, data string, charset string, limits Limits) []string {
	t.Helper()
	text, err := Read([]byte(data), charset, limits)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, b := range text.Blocks {
		out = append(out, fmt.Sprintf("%d %s %s", b.Line, b.Kind, b.Text))
	}
	for _, l := range text.Links {
		out = append(out, "link "+l.Href)
	}
	for _, u := range text.Unread {
		out = append(out, "unread "+u)
	}
	return out
}

func TestRead(t *testing.T) {
	got := lines(t, "Policy\r\n======\r\n\r\nWrite to security@larkspur.example,\r\nor see https://larkspur.example/x).\r\n\r\n# More\n- first\n  goes on\n- second\n1) third\n", "", Limits{})
	want := []string{"1 heading Policy", "4 paragraph Write to security@larkspur.example, or see https://larkspur.example/x).", "7 heading More", "8 item first goes on", "10 item second", "11 item third",
		"link mailto:security@larkspur.example", "link https://larkspur.example/x"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(want -, got +):\n%s", diff)
	}
}

func TestCharset(t *testing.T) {
	for name, c := range map[string]struct{ data, charset string }{"windows-1252": {"Gr\xfc\xdfe", ""}, "utf-8": {"Grüße", ""}, "utf-16": {"\xff\xfeG\x00r\x00\xfc\x00\xdf\x00e\x00", ""}, "named": {"Gr\xfc\xdfe", "iso-8859-1"}} {
		if got := lines(t, c.data, c.charset, Limits{}); len(got) != 1 || got[0] != "1 paragraph Grüße" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestLimits(t *testing.T) {
	if got := lines(t, "a\n\nb\n\nc\n\nd", "", Limits{Blocks: 2}); got[len(got)-1] != "unread only the first 2 paragraphs were read" {
		t.Errorf("%q", got)
	}
	if got := lines(t, "abcdef", "", Limits{Bytes: 3}); got[1] != "unread only the first 3 of 6 bytes were read" {
		t.Errorf("%q", got)
	}
	if _, err := Read([]byte("a\x00b"), "", Limits{}); !errors.Is(err, ErrBinary) {
		t.Errorf("got %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("a\n==\n- b\n\nc@d.e"), "utf-16")
	f.Add([]byte("\xff\xfe\x00"), "")
	f.Fuzz(func(t *testing.T, data []byte, charset string) {
		text, err := Read(data, charset, Limits{Bytes: 1000, Blocks: 20})
		if err == nil && len(text.Blocks) > 20 {
			t.Fatal("more blocks than allowed")
		}
	})
}
