package tar

import (
	"archive/tar"
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay/unpack/unpacktest"
)

var old = time.Unix(1_500_000_000, 0)

func archive(t testing.TB, format tar.Format, headers ...tar.Header) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range headers {
		h.Format, h.ModTime = format, old
		body := ""
		if h.Typeflag == tar.TypeReg {
			body, h.Linkname = h.Linkname, "" // the content, for short
			h.Size = int64(len(body))
		}
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var sample = []tar.Header{
	{Typeflag: tar.TypeDir, Name: "./etc/", Mode: 0o755},
	{Typeflag: tar.TypeReg, Name: "./etc/passwd", Mode: 0o644, Linkname: "root:x:0:0\n"},
	{Typeflag: tar.TypeReg, Name: "./etc/passwd", Mode: 0o600, Linkname: "later wins\n"},
	{Typeflag: tar.TypeLink, Name: "./etc/passwd-", Linkname: "./etc/passwd"},
	{Typeflag: tar.TypeSymlink, Name: "./bin/sh", Linkname: "busybox", Mode: 0o777},
	{Typeflag: tar.TypeReg, Name: "./bin/busybox", Mode: 0o4755, Uid: 1, Gid: 2, Linkname: "ELF"},
	{Typeflag: tar.TypeChar, Name: "./dev/console", Mode: 0o600, Devmajor: 5, Devminor: 1},
}

const want = `. drwxr-xr-x 0:0
bin drwxr-xr-x 0:0
bin/busybox urwxr-xr-x 1:2 "ELF"
bin/sh Lrwxrwxrwx 0:0 -> busybox
dev drwxr-xr-x 0:0
dev/console Dcrw------- 0:0 5,1
etc drwxr-xr-x 0:0
etc/passwd -rw------- 0:0 "later wins\n"
etc/passwd- -rw------- 0:0 "later wins\n"
`

func TestTree(t *testing.T) {
	for _, format := range []tar.Format{tar.FormatUSTAR, tar.FormatPAX, tar.FormatGNU} {
		data := archive(t, format, sample...)
		found, contents, limits := unpacktest.Open(t, Format, append(data, 1, 2, 3))
		if found.Size != int64(len(data)) {
			t.Errorf("%v: size %d, want %d", format, found.Size, len(data))
		}
		if diff := cmp.Diff(want, unpacktest.Lines(t, contents.Root)); diff != "" {
			t.Errorf("%v (-want +got):\n%s", format, diff)
		}
		if len(limits) > 0 {
			t.Errorf("%v: limits %q", format, limits)
		}
	}
}

func TestLongNames(t *testing.T) {
	name := strings.Repeat("long/", 60) + "file"
	for _, format := range []tar.Format{tar.FormatPAX, tar.FormatGNU} {
		_, contents, _ := unpacktest.Open(t, Format, archive(t, format, tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o644, Linkname: "x"}))
		if lines := unpacktest.Lines(t, contents.Root); !strings.Contains(lines, name+" -rw-r--r--") {
			t.Errorf("%v: no %s in\n%s", format, name, lines)
		}
	}
}

// Entries that leave the archive are refused and listed, the others are there.
func TestRefused(t *testing.T) {
	data := archive(t, tar.FormatPAX,
		tar.Header{Typeflag: tar.TypeReg, Name: "../../etc/passwd", Mode: 0o644, Linkname: "x"},
		tar.Header{Typeflag: tar.TypeReg, Name: "/etc/shadow", Mode: 0o644, Linkname: "from the root of the tree"},
		tar.Header{Typeflag: tar.TypeSymlink, Name: "out", Linkname: "/etc"},
		tar.Header{Typeflag: tar.TypeReg, Name: "out/passwd", Mode: 0o644, Linkname: "x"},
		tar.Header{Typeflag: tar.TypeLink, Name: "hard", Linkname: "../../etc/passwd"},
	)
	_, contents, limits := unpacktest.Open(t, Format, data)
	if diff := cmp.Diff(". drwxr-xr-x 0:0\netc drwxr-xr-x 0:0\netc/shadow -rw-r--r-- 0:0 \"from the root of the tree\"\nout L--------- 0:0 -> /etc\n", unpacktest.Lines(t, contents.Root)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(limits) != 1 || !strings.HasPrefix(limits[0], "3 entries refused") {
		t.Errorf("limits %q", limits)
	}
}

func TestCutShortKeepsWhatCameBefore(t *testing.T) {
	data := archive(t, tar.FormatUSTAR, sample...)
	found, err := Format.Identify(data[:1536+100])
	if err != nil || !found.Truncated {
		t.Fatalf("identify: %+v, %v", found, err)
	}
	contents, err := Format.Open(unpacktest.Job(), data[:1536+100])
	if err == nil || contents == nil || contents.Root.Child("etc") == nil {
		t.Errorf("open: %v, %v", contents, err)
	}
}

func TestHostile(t *testing.T) {
	for _, format := range []tar.Format{tar.FormatUSTAR, tar.FormatPAX, tar.FormatGNU} {
		unpacktest.Hostile(t, Format, archive(t, format, sample...))
	}
}

func FuzzTar(f *testing.F) {
	unpacktest.Fuzz(f, Format, archive(f, tar.FormatUSTAR, sample...), archive(f, tar.FormatPAX, sample...), archive(f, tar.FormatGNU, sample...))
}
