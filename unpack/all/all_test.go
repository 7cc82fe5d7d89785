package all

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/unpack"
)

func TestListIsOfTheFolders(t *testing.T) {
	folders, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	names := make(map[string]bool)
	for _, f := range Formats {
		names[f.Name] = true
		if f.Doc == "" || f.Identify == nil || f.Open == nil {
			t.Errorf("format %q is not whole", f.Name)
		}
	}
	if len(names) != len(Formats) {
		t.Error("two formats have one name")
	}
	have := 0
	for _, folder := range folders {
		files, _ := filepath.Glob(filepath.Join("..", folder.Name(), "*.go"))
		for _, file := range files {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if folder.IsDir() && folder.Name() != "all" && bytes.Contains(src, []byte("\nvar Format = ")) {
				have++
			}
		}
	}
	if have != len(Formats) {
		t.Errorf("%d folders have a format, the list has %d: run go generate at the root", have, len(Formats))
	}
}

func sample(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(name, ".gz") {
		z, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if data, err = io.ReadAll(z); err != nil {
			t.Fatal(err)
		}
	}
	return data
}

// flash is a made-up dump: code, a packed archive, two file systems, a device
// tree, at offsets that are multiples of 4 KiB.
func flash(t testing.TB) []byte {
	r := rand.New(rand.NewSource(3))
	code := make([]byte, 3000)
	r.Read(code)
	cpio, err := os.ReadFile("../cpio/testdata/newc.cpio.gz")
	if err != nil {
		t.Fatal(err)
	}
	var image []byte
	for _, part := range [][]byte{code, cpio, sample(t, "jffs2/testdata/little-zlib.bin"), sample(t, "ext/testdata/ext2.img.gz"), sample(t, "fdt/testdata/signed.itb")} {
		image = append(image, part...)
		image = append(image, bytes.Repeat([]byte{0xff}, -len(image)&4095+4096)...)
	}
	return image
}

var limits = unpack.Limits{Depth: 8, Decoded: 256 << 20, Held: 64 << 20, Stream: 16 << 20, Files: 20_000}

func run(t testing.TB, data []byte) *unpack.Output {
	t.Helper()
	b := unpack.NewBudget(limits)
	out := unpack.Unpack(context.Background(), Formats, b, unpack.Input{Origin: "flash.bin", Evidence: "id", Data: data})
	at := int64(0)
	for _, r := range out.Regions {
		if r.Offset != at || r.Size <= 0 {
			t.Fatalf("region %+v, want it at %#x", r, at)
		}
		at += r.Size
	}
	if at != int64(len(data)) {
		t.Fatalf("regions end at %#x of %#x", at, len(data))
	}
	for _, tr := range out.Trees {
		_ = tr.Walk(func(p string, n *evidence.Node) error {
			if n.Content != nil {
				_, _ = evidence.ReadContent(n.Content, 1<<20)
			}
			return nil
		})
	}
	for _, l := range b.Met() {
		if strings.Contains(l.What, "unpacking stopped") {
			t.Errorf("a format panicked: %s", l.What)
		}
	}
	return out
}

func TestFlash(t *testing.T) {
	out := run(t, flash(t))
	var got []string
	for _, tr := range out.Trees {
		got = append(got, tr.Format)
	}
	for _, b := range out.Blobs {
		got = append(got, b.Format)
	}
	if s := strings.Join(got, " "); s != "cpio jffs2 ext fit data" {
		t.Errorf("found %s", s)
	}
}

// Neither random bytes nor text nor programs hold containers.
func TestNothingInvented(t *testing.T) {
	random := make([]byte, 8<<20)
	rand.New(rand.NewSource(11)).Read(random)
	if out := run(t, random); out.Claims > 0 || len(out.Trees) > 0 {
		t.Errorf("%d containers in random bytes: %+v", out.Claims, out.Regions)
	}
	self, err := exec.LookPath(os.Args[0])
	if err != nil {
		t.Skip(err)
	}
	program, err := os.ReadFile(self)
	if err != nil {
		t.Skip(err)
	}
	for _, tr := range run(t, program).Trees {
		t.Errorf("a tree in this test's own program: %s", tr.Origin)
	}
}

// A damaged flash image never ends a run, and every byte of it is laid out.
func TestDamagedFlash(t *testing.T) {
	image := flash(t)
	r := rand.New(rand.NewSource(5))
	for n := 0; n < len(image); n += len(image) / 40 {
		run(t, image[:n])
	}
	for range 150 {
		data := bytes.Clone(image)
		for range 1 + r.Intn(20) {
			i := r.Intn(len(data))
			data[i] = byte(r.Intn(256))
		}
		run(t, data)
	}
}

// Thousands of headers that lead nowhere must not cost more than a little.
func TestManyFalseHeaders(t *testing.T) {
	for _, f := range Formats {
		for _, m := range f.Magics {
			unit := append(bytes.Repeat([]byte{0}, m.Offset%32), m.Bytes...)
			unit = append(unit, bytes.Repeat([]byte{1}, 13)...)
			run(t, bytes.Repeat(unit, (1<<20)/len(unit)))
		}
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add(flash(f))
	f.Add(sample(f, "cpio/testdata/newc.cpio.gz"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<20 {
			return
		}
		run(t, data)
	})
}
