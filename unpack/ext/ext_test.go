package ext

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay/unpack/unpacktest"
)

// The images were made with mke2fs -d from one folder: ext2 with 1 KiB blocks,
// ext4 with inline data, ext4 with 64 bits and checksums.
var images = []string{"ext2", "ext4-inline", "ext4-64bit"}

func image(t testing.TB, name string) []byte {
	t.Helper()
	f, err := os.Open("testdata/" + name + ".img.gz")
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
lost+found drwx------ 0:0
`

func TestTree(t *testing.T) {
	for _, name := range images {
		data := image(t, name)
		found, contents, limits := unpacktest.Open(t, Format, append(data, "behind it"...))
		if found.Size != int64(len(data)) {
			t.Errorf("%s: size %d, want %d", name, found.Size, len(data))
		}
		if diff := cmp.Diff(want, unpacktest.Lines(t, contents.Root)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if len(limits) > 0 {
			t.Errorf("%s: limits %q", name, limits)
		}
	}
}

func TestCopyOfTheSuperblockIsNoFileSystem(t *testing.T) {
	data := image(t, "ext2")
	data[superOffset+90] = 1 // the group it stands in
	if _, err := Format.Identify(data); err == nil {
		t.Error("a superblock of group 1 was taken for a file system")
	}
}

func TestEncryptedIsListed(t *testing.T) {
	data := image(t, "ext2")
	at := bytes.Index(data, []byte("root:x:0:0"))
	if at < 0 {
		t.Fatal("no passwd in the image")
	}
	// Find the inode whose first block holds passwd, and set its flag.
	block := uint32(at / 1024)
	for i := 0; i+128 <= len(data); i += 128 {
		if data[i+40] == byte(block) && data[i+41] == byte(block>>8) && data[i+1]&0xf0 == 0x80 && data[i+4] == 22 {
			data[i+33] |= flagEncrypted >> 8
		}
	}
	_, contents, limits := unpacktest.Open(t, Format, data)
	if strings.Contains(unpacktest.Lines(t, contents.Root), "etc/passwd ") {
		t.Error("an encrypted file is in the tree as if it were read")
	}
	if len(limits) != 1 || !strings.Contains(limits[0], "encrypted") {
		t.Errorf("limits %q, want one that says encrypted", limits)
	}
}

func TestHostile(t *testing.T) {
	for _, name := range images[:2] {
		unpacktest.Hostile(t, Format, image(t, name))
	}
}

func FuzzExt(f *testing.F) {
	unpacktest.Fuzz(f, Format, image(f, "ext2"), image(f, "ext4-inline"))
}
