package cpio

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay/unpack/unpacktest"
)

// The archives were made with GNU cpio from one folder.
var forms = []string{"newc", "odc", "bin"}

func archive(t testing.TB, form string) []byte {
	t.Helper()
	f, err := os.Open("testdata/" + form + ".cpio.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

const want = `. drwxr-xr-x 0:0
bin drwxr-xr-x 0:0
bin/prog urwxr-xr-x 0:0 8893 bytes
bin/sh Lrwxrwxrwx 0:0 -> prog
dev drwxr-xr-x 0:0
dev/console Dcrw-r--r-- 0:0 5,1
etc drwxr-xr-x 0:0
etc/empty -rw------- 1000:100 ""
etc/passwd -rw-r--r-- 0:0 "root:x:0:0::/:/bin/sh\n"
etc/passwd- -rw-r--r-- 0:0 "root:x:0:0::/:/bin/sh\n"
`

func TestTree(t *testing.T) {
	for _, form := range forms {
		_, contents, limits := unpacktest.Open(t, Format, archive(t, form))
		if diff := cmp.Diff(want, unpacktest.Lines(t, contents.Root)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", form, diff)
		}
		if len(limits) > 0 {
			t.Errorf("%s: limits %q", form, limits)
		}
	}
}

// newcEntry is a newc entry, as mkinitramfs would write it.
func newcEntry(name, content string, mode, ino, links int) string {
	head := fmt.Sprintf("070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", ino, mode, 0, 0, links, 0, len(content), 0, 0, 0, 0, len(name)+1, 0)
	pad := func(s string) string { return s + strings.Repeat("\x00", -len(s)&3) }
	return pad(pad(head+name+"\x00") + content)
}

const file = 0o100644

func TestConcatenatedAndPadded(t *testing.T) {
	end := newcEntry(trailer, "", 0, 0, 1)
	data := newcEntry("one", "1", file, 5, 1) + end + strings.Repeat("\x00", 512) + newcEntry("two", "2", file, 5, 1) + end
	found, contents, _ := unpacktest.Open(t, Format, []byte(data+"something else"))
	if found.Size != int64(len(data)) {
		t.Errorf("size %d, want %d", found.Size, len(data))
	}
	if diff := cmp.Diff(". drwxr-xr-x 0:0\none -rw-r--r-- 0:0 \"1\"\ntwo -rw-r--r-- 0:0 \"2\"\n", unpacktest.Lines(t, contents.Root)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Names that leave the archive, and a file below a link.
func TestRefused(t *testing.T) {
	data := newcEntry("../up", "x", file, 1, 1) + newcEntry("link", "/etc", 0o120777, 2, 1) + newcEntry("link/passwd", "x", file, 3, 1) + newcEntry(trailer, "", 0, 0, 1)
	_, contents, limits := unpacktest.Open(t, Format, []byte(data))
	if diff := cmp.Diff(". drwxr-xr-x 0:0\nlink Lrwxrwxrwx 0:0 -> /etc\n", unpacktest.Lines(t, contents.Root)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(limits) != 1 || !strings.HasPrefix(limits[0], "2 entries refused") {
		t.Errorf("limits %q", limits)
	}
}

func TestTextIsNoArchive(t *testing.T) {
	for _, s := range []string{"070701 is the magic of newc", strings.Repeat("070701", 100), "\xc7\x71" + strings.Repeat("x", 100)} {
		if _, err := Format.Identify([]byte(s)); err == nil {
			t.Errorf("%q was taken for an archive", s[:20])
		}
	}
}

func TestHostile(t *testing.T) {
	for _, form := range forms {
		unpacktest.Hostile(t, Format, archive(t, form))
	}
}

func FuzzCPIO(f *testing.F) {
	unpacktest.Fuzz(f, Format, archive(f, "newc"), archive(f, "odc"), archive(f, "bin"))
}
