package report_test

import (
	"strings"
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
	"github.com/google/go-cmp/cmp"
)

func TestPlain(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"/etc/shadow", "/etc/shadow"},
		{"مستخدم 文件 é", "مستخدم 文件 é"},
		{"a\u202egnp.exe", `a\u202egnp.exe`},
		{"zero\u200bwidth", `zero\u200bwidth`},
		{"\x1b[31mred\x07", `\x1b[31mred\a`},
		{"bad\xffbyte", `bad\xffbyte`},
		{"two\nlines\tand\r", "two lines and "},
		{"", ""},
	} {
		if got := report.Plain(c.in); got != c.want {
			t.Errorf("Plain(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestPlace(t *testing.T) {
	at := int64(0x1a40)
	for _, c := range []struct {
		in   assay.Where
		want string
	}{
		{assay.Where{Path: "a!/b", Line: 3, Offset: &at}, "a!/b:3"},
		{assay.Where{Path: "a!/b", Offset: &at}, "a!/b at 0x1a40"},
		{assay.Where{Address: "10.0.0.2:23"}, "10.0.0.2:23"},
		{assay.Where{Path: "x.pcap", Frame: 7}, "x.pcap frame 7"},
		{assay.Where{Evidence: "sha256:0123456789abcdef"}, "sha256:0123456789ab…"},
		{assay.Where{}, ""},
	} {
		if got := report.Place(c.in); got != c.want {
			t.Errorf("Place(%+v) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestAbbreviate(t *testing.T) {
	long := "out/images/flash.bin!squashfs@0x240000!/" + strings.Repeat("folder/", 20) + "end.conf:3"
	for _, c := range []struct {
		in    string
		width int
		want  string
	}{
		{"flash.bin!/etc/shadow:1", 40, "flash.bin!/etc/shadow:1"},
		{"dir/flash.bin!uimage@0x50000!lzma!squashfs@0x240000!/etc/shadow:1", 40, "flash.bin!…!/etc/shadow:1"},
		{long, 50, "flash.bin!…!…older/folder/folder/folder/end.conf:3"},
		{"/just/a/very/long/path/without/an/image", 20, "…th/without/an/image"},
	} {
		got := report.Abbreviate(c.in, c.width)
		if got != c.want || report.Width(got) > c.width {
			t.Errorf("Abbreviate(%q, %d) = %q (%d columns), want %q", c.in, c.width, got, report.Width(got), c.want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		in    string
		width int
		want  []string
	}{
		{"", 10, []string{""}},
		{"one two three", 8, []string{"one two", "three"}},
		{"/usr/share/something/long", 12, []string{"/usr/share/", "something/", "long"}},
		{"文件文件文件", 8, []string{"文件文件", "文件"}},
		{"aaaaaaaaaaaaaaaaaaaa", 8, []string{"aaaaaaaa", "aaaaaaaa", "aaaa"}},
	} {
		if diff := cmp.Diff(c.want, report.Wrap(c.in, c.width)); diff != "" {
			t.Errorf("Wrap(%q, %d) (-want +got):\n%s", c.in, c.width, diff)
		}
	}
}

func TestFigures(t *testing.T) {
	for got, want := range map[string]string{
		report.Bytes(8 << 20): "8 MiB", report.Bytes(512): "512 bytes", report.Bytes(1536): "1.5 KiB",
		report.Percent(9999, 10000): "99.9 %", report.Percent(1, 0): "0 %", report.Percent(5, 5): "100 %",
		report.Count(1, "provision"): "1 provision", report.Count(2, "entry"): "2 entries",
		report.Fold([]string{"a", "b", "c"}): "a, b and c",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func FuzzPlain(f *testing.F) {
	f.Add("a\u202eb\xff\x1b[0m", 20)
	f.Add("a\u2c92\xb2\xb2\xb2\xb2\xb2\xc5\xdd\x05\x19\xf8]\xf0\xc4\x03v\x0f\x03\xd8\xc9%3@\x1db\xb7m\x9f~\x16\u05aeb\xff\x1b[0 ", 8)
	f.Fuzz(func(t *testing.T, s string, width int) {
		p := report.Plain(s)
		if strings.ContainsAny(p, "\x1b\n\r\x00\u202e\u2066") {
			t.Errorf("Plain(%q) = %q", s, p)
		}
		if width = max(8, min(width, 200)); len(p) < 1000 {
			for _, l := range report.Wrap(p, width) {
				if report.Width(l) > width {
					t.Errorf("Wrap(%q, %d) has a line of %d columns", p, width, report.Width(l))
				}
			}
			if a := report.Abbreviate(p, width); report.Width(a) > width {
				t.Errorf("Abbreviate(%q, %d) = %q", p, width, a)
			}
		}
	})
}

// A word of megabytes is broken in one go.
func TestWrapLong(t *testing.T) {
	if got := len(report.Wrap(strings.Repeat("n", 4<<20), 80)); got != 4<<20/80+1 {
		t.Errorf("%d lines", got)
	}
}
