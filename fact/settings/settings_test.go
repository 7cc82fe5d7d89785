package settings

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/assay-project/assay/check/checktest"
)

func TestParse(t *testing.T) {
	got := Parse([]byte("top = 1\n# no\n[ API ]\nAuth=none # open\nurl=\"http://a.example/x?b=c\"\n; no\nalone\n[broken\nq='x'\n"))
	want := []Setting{
		{"", "top", "1", 1},
		{"api", "auth", "none", 4},
		{"api", "url", "http://a.example/x?b=c", 5},
		{"api", "q", "x", 9},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Parse (want -, got +):\n%s", diff)
	}
	if got := len(Parse([]byte(strings.Repeat("a=b\n", maxSettings+9)))); got != maxSettings {
		t.Errorf("Parse of a long file gave %d settings, want %d", got, maxSettings)
	}
}

func TestOf(t *testing.T) {
	in := checktest.Input(t, txtar.Parse([]byte(`
-- etc/inittab --
::sysinit:/etc/rcS
-- etc/rcS --
#!/bin/sh
tubd -c /etc/tub.conf &
other --file=/etc/other.conf &
third /etc/binary /etc/none /etc/script &
-- etc/tub.conf --
[cloud]
url=https://a.example
-- etc/other.conf --
a=b
-- etc/binary.hex --
00 41 3d 42
-- etc/script --
#!/bin/sh
A=b
-- mode --
755 root etc/rcS
`)))
	found, err := Of(in)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range found.Files {
		got = append(got, f.Program.Name+" "+f.Path())
	}
	if diff := cmp.Diff([]string{"tubd /etc/tub.conf", "other /etc/other.conf"}, got); diff != "" {
		t.Errorf("files (want -, got +):\n%s", diff)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("[a]\nb=c\n"))
	f.Add([]byte("=\n[]\n[\n==\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		for _, s := range Parse(src) {
			if s.Line < 1 || len(s.Value) > len(src) {
				t.Errorf("setting %+v of %d bytes", s, len(src))
			}
		}
	})
}
