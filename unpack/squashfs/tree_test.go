package squashfs

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/unpack"
)

//go:generate sh testdata/make.sh

// wantFiles is the content of the files that testdata/make.sh packs.
func wantFiles() map[string]string {
	var numbers strings.Builder
	for i := range 3000 {
		fmt.Fprintln(&numbers, i+1)
	}
	noise, s := make([]byte, 5000), uint32(1)
	for i := range noise {
		s = (s*1103515245 + 12345) & 0x7fffffff
		noise[i] = byte(s >> 16)
	}
	files := map[string]string{
		"bin/numbers": numbers.String(), "bin/again": numbers.String(), "bin/oneblock": numbers.String()[:4096],
		"etc/passwd": "root:x:0:0:root:/root:/bin/sh\n", "etc/shadow": "secret\n", "etc/nothing": "",
		"etc/deep/er/hole": "start" + string(make([]byte, 20000)) + "end", "etc/deep/noise": string(noise),
	}
	for i := 100; i < 400; i++ {
		files[fmt.Sprintf("many/a-name-to-fill-the-listing-%d", i)] = fmt.Sprintf("file %d\n", i)
	}
	return files
}

// wantAttributes are those of every node, as describe writes them.
func wantAttributes() map[string]string {
	const dir, file = "drwxr-xr-x 0:0 \"\" 0,0", "-rw-r--r-- 0:0 \"\" 0,0"
	all := map[string]string{
		".": dir, "bin": dir, "etc": dir, "etc/deep": dir, "etc/deep/er": dir, "many": dir,
		"empty":    describe(fs.ModeDir|fs.ModeSticky|0o777, 0, 0, "", 0, 0),
		"console":  describe(fs.ModeDevice|fs.ModeCharDevice|0o600, 0, 5, "", 5, 1),
		"disk":     describe(fs.ModeDevice|0o660, 0, 6, "", 259, 300),
		"pipe":     describe(fs.ModeNamedPipe|0o640, 0, 0, "", 0, 0),
		"socket":   describe(fs.ModeSocket|0o755, 0, 0, "", 0, 0),
		"etc/link": describe(fs.ModeSymlink|0o777, 0, 0, "../bin/numbers", 0, 0),
	}
	for path := range wantFiles() {
		all[path] = file
	}
	all["bin/numbers"] = describe(fs.ModeSetuid|0o755, 0, 0, "", 0, 0)
	all["bin/again"] = all["bin/numbers"]
	all["etc/shadow"] = describe(0o600, 0, 0, "", 0, 0)
	return all
}

func wantSums() map[string]string {
	sums := make(map[string]string)
	for path, content := range wantFiles() {
		sum := sha256.Sum256([]byte(content))
		sums[path] = hex.EncodeToString(sum[:])
	}
	return sums
}

func testImages(t testing.TB) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob("testdata/*.bin")
	if err != nil || len(names) != 9 {
		t.Fatalf("got %d test images, want 9 (%v)", len(names), err)
	}
	images := make(map[string][]byte)
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		images[strings.TrimSuffix(filepath.Base(name), ".bin")] = data
	}
	return images
}

func TestImages(t *testing.T) {
	for name, data := range testImages(t) {
		t.Run(name, func(t *testing.T) {
			found, err := Format.Identify(append(bytes.Clone(data), "next partition"...))
			if err != nil || found.Size != int64(len(data)) || found.Proof != unpack.Closed || found.Truncated {
				t.Errorf("identified %+v, %v; want %d bytes", found, err, len(data))
			}
			tree := openTree(t, data)
			if diff := cmp.Diff(wantAttributes(), attributes(tree)); diff != "" {
				t.Errorf("attributes (-want +got):\n%s", diff)
			}
			for _, whole := range []bool{false, true} {
				if diff := cmp.Diff(wantSums(), digests(t, tree, whole)); diff != "" {
					t.Errorf("files, whole=%v (-want +got):\n%s", whole, diff)
				}
			}
			if got, want := tree.Lookup("etc/passwd").ModTime, time.Unix(1700000000, 0); !got.Equal(want) {
				t.Errorf("time: got %v, want %v", got, want)
			}
			if tree.Lookup("bin/numbers").Content != tree.Lookup("bin/again").Content {
				t.Error("hard links do not share their content")
			}
		})
	}
}

func TestExtentTakesZeroPaddingOnly(t *testing.T) {
	data := testImages(t)["xz"]
	padded := append(bytes.Clone(data), make([]byte, 3*padTo)...)
	if found, err := identify(padded); err != nil || found.Size != (int64(len(data))+padTo-1)&^(padTo-1) {
		t.Errorf("zeros behind: got %+v, %v", found, err)
	}
	erased := append(bytes.Clone(data), bytes.Repeat([]byte{0xff}, padTo)...)
	if found, err := identify(erased); err != nil || found.Size != int64(len(data)) {
		t.Errorf("erased flash behind: got %+v, %v", found, err)
	}
}

// TestDecodeUpTo reads the first bytes of a file of several blocks.
func TestDecodeUpTo(t *testing.T) {
	want := wantFiles()["bin/numbers"]
	n := openTree(t, testImages(t)["zstd"]).Lookup("bin/numbers")
	for _, max := range []int{0, 1, 4095, 4096, 4097, 12288, 13892, 13893, 20000} {
		got, err := n.Content.(evidence.Decoder).Decode(int64(max))
		if string(got) != want[:min(max, len(want))] {
			t.Errorf("max %d: got %d bytes", max, len(got))
		}
		if tooLarge := errors.Is(err, evidence.ErrTooLarge); tooLarge != (max < len(want)) || err != nil && !tooLarge {
			t.Errorf("max %d: got error %v", max, err)
		}
	}
}

func TestReadersSideBySide(t *testing.T) {
	tree := openTree(t, testImages(t)["xz"])
	want := wantFiles()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for path, content := range want {
				r, err := tree.Lookup(path).Content.Open()
				if err != nil {
					t.Error(err)
					return
				}
				got, err := io.ReadAll(struct{ io.Reader }{r})
				if err != nil || string(got) != content {
					t.Errorf("%s: %d bytes, %v", path, len(got), err)
				}
				r.Close()
			}
		})
	}
	wg.Wait()
}

// TestReaderClosedEarly wants its blocks given back and no read after that.
func TestReaderClosedEarly(t *testing.T) {
	r, err := openTree(t, testImages(t)["gzip"]).Lookup("bin/numbers").Content.Open()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Read(make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Read(make([]byte, 10)); err == nil {
		t.Error("read after Close: no error")
	}
}

// TestFragmentsAreDecodedOnce counts decodes of fragment blocks while 300 small files are read in order.
func TestFragmentsAreDecodedOnce(t *testing.T) {
	sb, err := parseSuperblock(testImages(t)["tails"])
	if err != nil {
		t.Fatal(err)
	}
	img, err := newImage(newJob(), sb, testImages(t)["tails"])
	if err != nil {
		t.Fatal(err)
	}
	root, err := img.tree()
	if err != nil {
		t.Fatal(err)
	}
	decode, count := img.decode, 0
	img.decode = func(dst, src []byte) ([]byte, error) { count++; return decode(dst, src) }
	for _, n := range root.Child("many").Children() {
		if _, err := n.Bytes(100); err != nil {
			t.Fatal(err)
		}
	}
	if len(img.frags) < 2 || count > len(img.frags) {
		t.Errorf("%d decodes for %d fragments", count, len(img.frags))
	}
}

func TestTruncatedImages(t *testing.T) {
	want := wantFiles()
	data := testImages(t)["gzip"]
	for n := 0; n < len(data); n += 499 {
		found, err := identify(data[:n])
		if n < superblockSize {
			if err == nil {
				t.Errorf("%d bytes: identified", n)
			}
			continue
		}
		if err != nil || !found.Truncated || found.Size != int64(n) {
			t.Errorf("%d bytes: %+v, %v", n, found, err)
		}
		job := newJob()
		contents, err := open(job, data[:n])
		if err != nil { // the metadata stand at the end of the image
			if !errors.Is(err, unpack.ErrTruncated) {
				t.Errorf("%d bytes: %v, want ErrTruncated", n, err)
			}
			continue
		}
		if len(job.Budget.Met()) == 0 {
			t.Errorf("%d bytes: opened without a limit", n)
		}
		tree := &evidence.Tree{Root: contents.Root}
		for _, file := range tree.Files() {
			if got, err := file.Bytes(1 << 20); err == nil && string(got) != want[file.Path()] {
				t.Errorf("%d bytes: %s differs without error", n, file.Path())
			}
		}
	}
}

// TestDamagedData changes a byte of the data blocks: the file says so, the others are read.
func TestDamagedData(t *testing.T) {
	data := bytes.Clone(testImages(t)["gzip"])
	n := openTree(t, data).Lookup("bin/numbers")
	at := n.Content.(*file).blocks[1].at
	data[at+100] ^= 0xff
	tree := openTree(t, data)
	got, err := tree.Lookup("bin/numbers").Bytes(1 << 20)
	if err == nil || len(got) < 4096 || string(got[:4096]) != wantFiles()["bin/numbers"][:4096] {
		t.Errorf("got %d bytes, %v; want the first block and an error", len(got), err)
	}
	if got, err := tree.Lookup("etc/passwd").Bytes(100); err != nil || string(got) != wantFiles()["etc/passwd"] {
		t.Errorf("the file beside it: %q, %v", got, err)
	}
}

// TestCompressorLies changes the identifier in the superblock, as some vendors' kernels do.
func TestCompressorLies(t *testing.T) {
	for _, name := range []string{"lzma", "xz", "zstd", "gzip"} {
		for claimed := byte(compGzip); claimed <= compZstd; claimed++ {
			data := bytes.Clone(testImages(t)[name])
			data[20] = claimed
			tree := openTree(t, data)
			if got, err := tree.Lookup("etc/passwd").Bytes(100); err != nil || string(got) != wantFiles()["etc/passwd"] {
				t.Errorf("%s said to be %s: %q, %v", name, compressorName(uint16(claimed)), got, err)
			}
		}
	}
	data := bytes.Clone(testImages(t)["xz"])
	data[20] = 9
	if _, err := open(newJob(), data); !errors.Is(err, unpack.ErrUnsupported) {
		t.Errorf("compressor 9: got %v, want ErrUnsupported", err)
	}
}
