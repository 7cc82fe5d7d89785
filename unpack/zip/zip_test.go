package zip

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay/unpack/unpacktest"
)

type entry struct {
	name, content string
	mode          fs.FileMode // 0: made on a system without
}

func archive(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		if e.mode != 0 {
			h.SetMode(e.mode)
		}
		f, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(e.name, "/") {
			if _, err := f.Write([]byte(e.content)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.SetComment("made for a test"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var sample = []entry{
	{"www/", "", fs.ModeDir | 0o755},
	{"www/index.html", strings.Repeat("<p>", 500), 0o644},
	{"www/key.pem", "key", 0o600},
	{"www/link", "index.html", fs.ModeSymlink | 0o777},
	{"plain.txt", "x", 0},
}

const want = `. drwxr-xr-x 0:0
plain.txt -rw-r--r-- 0:0 "x"
www drwxr-xr-x 0:0
www/index.html -rw-r--r-- 0:0 1500 bytes
www/key.pem -rw------- 0:0 "key"
www/link Lrwxrwxrwx 0:0 -> index.html
`

func TestTree(t *testing.T) {
	data := archive(t, sample...)
	found, contents, limits := unpacktest.Open(t, Format, append(data, 0xff, 0xff))
	if found.Size != int64(len(data)) {
		t.Errorf("size %d, want %d", found.Size, len(data))
	}
	if diff := cmp.Diff(want, unpacktest.Lines(t, contents.Root)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(limits) > 0 {
		t.Errorf("limits %q", limits)
	}
	if !contents.Root.Child("plain.txt").ModeUnknown || contents.Root.Child("www").Child("key.pem").ModeUnknown {
		t.Error("modes are unknown where the system that made the archive has none, and only there")
	}
}

func TestRefused(t *testing.T) {
	_, contents, limits := unpacktest.Open(t, Format, archive(t, entry{"../up", "x", 0o644}, entry{`..\up`, "x", 0o644}, entry{"ok", "x", 0o644}))
	if contents.Root.Child("ok") == nil || contents.Root.Child("..") != nil {
		t.Errorf("tree:\n%s", unpacktest.Lines(t, contents.Root))
	}
	if len(limits) != 1 || !strings.Contains(limits[0], "1 entry refused") {
		t.Errorf("limits %q", limits)
	}
}

// An entry whose header promises more than deflate can give is not believed.
func TestBomb(t *testing.T) {
	data := archive(t, entry{"bomb", strings.Repeat("\x00", 4096), 0o644})
	at := bytes.Index(data, []byte("PK\x01\x02"))
	copy(data[at+24:], []byte{0, 0, 0, 0x7f})
	_, contents, limits := unpacktest.Open(t, Format, data)
	if contents.Root.Child("bomb") != nil || len(limits) != 1 {
		t.Errorf("limits %q", limits)
	}
}

func TestHostile(t *testing.T) { unpacktest.Hostile(t, Format, archive(t, sample...)) }

func FuzzZip(f *testing.F) { unpacktest.Fuzz(f, Format, archive(f, sample...)) }
