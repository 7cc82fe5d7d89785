package squashfs

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/unpack"
)

func treeOf(contents *unpack.Contents) *evidence.Tree { return &evidence.Tree{Root: contents.Root} }

// TestBothEndings writes the same tree little and big endian, with basic and extended inodes, and wants the same back.
func TestBothEndings(t *testing.T) {
	content := strings.Repeat("big and little\n", 700) + string(make([]byte, 3*testBlock)) + "end"
	tree := func() *entry {
		return dir("", &entry{name: "pipe", kind: typeFIFO, mode: 0o600}, dir("etc", text("passwd", content), &entry{name: "link", kind: typeLink, mode: 0o777, content: "passwd"}),
			&entry{name: "tty", kind: typeChar, mode: 0o4620, device: 5<<8 | 3},
			&entry{name: "more", kind: typeDir + extended, mode: 0o755, children: []*entry{
				{name: "file", kind: typeFile + extended, mode: 0o644, content: content[5:]},
				{name: "link", kind: typeLink + extended, mode: 0o777, content: "../etc"},
				{name: "disk", kind: typeBlock + extended, mode: 0o600, device: 31<<8 | 2},
				{name: "sock", kind: typeSocket + extended, mode: 0o600},
			}})
	}
	want := map[string]string{
		".":          describe(fs.ModeDir|0o755, 0, 1000, "", 0, 0),
		"pipe":       describe(fs.ModeNamedPipe|0o600, 0, 1000, "", 0, 0),
		"etc":        describe(fs.ModeDir|0o755, 0, 1000, "", 0, 0),
		"etc/passwd": describe(0o644, 0, 1000, "", 0, 0),
		"etc/link":   describe(fs.ModeSymlink|0o777, 0, 1000, "passwd", 0, 0),
		"tty":        describe(fs.ModeDevice|fs.ModeCharDevice|fs.ModeSetuid|0o620, 0, 1000, "", 5, 3),
		"more":       describe(fs.ModeDir|0o755, 0, 1000, "", 0, 0),
		"more/file":  describe(0o644, 0, 1000, "", 0, 0),
		"more/link":  describe(fs.ModeSymlink|0o777, 0, 1000, "../etc", 0, 0),
		"more/disk":  describe(fs.ModeDevice|0o600, 0, 1000, "", 31, 2),
		"more/sock":  describe(fs.ModeSocket|0o600, 0, 1000, "", 0, 0),
	}
	for _, order := range []byteOrder{binary.LittleEndian, binary.BigEndian} {
		image := build(order, tree())
		found, err := identify(image)
		if err != nil || found.Proof != unpack.Closed || found.Size != int64(len(image)) {
			t.Fatalf("%v: %+v, %v", order, found, err)
		}
		got, limits := openHostile(t, image)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v (-want +got):\n%s", order, diff)
		}
		if !slices.Equal(limits, []string{"extended attributes of 1 squashfs inodes"}) {
			t.Errorf("%v: limits %q", order, limits)
		}
		contents, _ := open(newJob(), image)
		for path, want := range map[string]string{"etc/passwd": content, "more/file": content[5:]} {
			if got, err := treeOf(contents).Lookup(path).Bytes(1 << 20); err != nil || string(got) != want {
				t.Errorf("%v: %s: %d bytes, want %d: %v", order, path, len(got), len(want), err)
			}
		}
	}
}

func TestLongListing(t *testing.T) {
	root := dir("")
	for i := range 300 { // a run of a listing has 256 entries at most
		root.children = append(root.children, &entry{name: fmt.Sprint(i), kind: typeFIFO})
	}
	got, limits := openHostile(t, build(binary.BigEndian, root))
	if len(got) != 301 || len(limits) != 0 {
		t.Errorf("got %d nodes, want 301; limits %q", len(got), limits)
	}
}

// TestHostileTrees wants each fault refused by name and everything else kept.
func TestHostileTrees(t *testing.T) {
	good := func() *entry { return text("good", "kept") }
	loop := dir("loop", good())
	again := dir("again")
	for name, c := range map[string]struct {
		root  *entry
		nodes []string
		limit string
	}{
		"dot dot":      {dir("", good(), text("..", "x")), []string{".", "good"}, "not a file name"},
		"slash":        {dir("", good(), text("../../etc/passwd", "x")), []string{".", "good"}, "not a file name"},
		"absolute":     {dir("", good(), text("/etc/passwd", "x")), []string{".", "good"}, "not a file name"},
		"nul":          {dir("", good(), text("a\x00b", "x")), []string{".", "good"}, "not a file name"},
		"twice":        {dir("", good(), text("good", "x")), []string{".", "good"}, "twice"},
		"long name":    {dir("", good(), text(strings.Repeat("n", 300), "x")), []string{".", "good"}, "not a file name"},
		"bad ref":      {dir("", good(), &entry{name: "far", kind: typeFile, ref: 8000}), []string{".", "good"}, "offset 8000"},
		"bad kind":     {dir("", good(), &entry{name: "odd", kind: 99}), []string{".", "good"}, "inode type 99"},
		"link target":  {dir("", good(), &entry{name: "link", kind: typeLink, content: "t", size: 1 << 31}), []string{".", "good"}, "link target of"},
		"huge file":    {dir("", good(), &entry{name: "huge", kind: typeFile + extended, content: "x", size: 1 << 60}), []string{".", "good"}, "blocks"},
		"lying size":   {dir("", good(), &entry{name: "big", kind: typeFile, content: "x", size: 1 << 31}), []string{".", "good"}, "corrupt"},
		"loop to self": {dir("", good(), loop, again), []string{".", "again", "good", "loop", "loop/good"}, "occurs twice"},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "loop to self" {
				// A first build tells where loop's inode lies; then it holds a name for itself.
				build(binary.LittleEndian, c.root)
				loop.children = append(loop.children, &entry{name: "inner", kind: typeDir, ref: loop.ref})
				c.nodes = []string{".", "again", "good", "loop", "loop/good", "loop/inner"}
				for _, e := range []*entry{c.root, c.root.children[0], loop, loop.children[0], again} {
					e.ref, e.dirAt = 0, 0
				}
			}
			got, limits := openHostile(t, build(binary.LittleEndian, c.root))
			nodes := make([]string, 0, len(got))
			for path := range got {
				nodes = append(nodes, path)
			}
			sort.Strings(nodes)
			if diff := cmp.Diff(c.nodes, nodes); diff != "" {
				t.Errorf("nodes (-want +got):\n%s", diff)
			}
			if len(limits) != 1 || !strings.Contains(limits[0], c.limit) {
				t.Errorf("limits: got %q, want one with %q", limits, c.limit)
			}
		})
	}
}

// TestManyRefusals wants them counted, not listed without end.
func TestManyRefusals(t *testing.T) {
	root := dir("")
	for range 100 {
		root.children = append(root.children, text("..", "x"))
	}
	_, limits := openHostile(t, build(binary.LittleEndian, root))
	if len(limits) != maxRefused+1 || limits[maxRefused] != "68 more squashfs entries refused" {
		t.Errorf("got %d limits, the last %q", len(limits), limits[len(limits)-1])
	}
}

func TestBudgetOfFiles(t *testing.T) {
	root := dir("")
	for i := range 50 {
		root.children = append(root.children, text(fmt.Sprint(i), strings.Repeat("x", 100)))
	}
	image := build(binary.LittleEndian, root)
	job := newJob()
	job.Budget = unpack.NewBudget(unpack.Limits{Files: 10})
	contents, err := open(job, image)
	if !errors.Is(err, unpack.ErrBudget) || contents == nil || len(contents.Root.Children()) != 10 {
		t.Fatalf("got %v, want ten files and ErrBudget", err)
	}
}

func TestSuperblockRefuses(t *testing.T) {
	image := build(binary.LittleEndian, dir("", text("a", "b")))
	for name, change := range map[string]func(b []byte){
		"magic":               func(b []byte) { b[0] = 'H' },
		"no inodes":           func(b []byte) { binary.LittleEndian.PutUint32(b[4:], 0) },
		"version 5":           func(b []byte) { b[28] = 5 },
		"block size":          func(b []byte) { b[12] = 1 },
		"block log":           func(b []byte) { b[22] = 40 },
		"no ids":              func(b []byte) { b[26] = 0 },
		"root far":            func(b []byte) { b[36] = 1 },
		"used too small":      func(b []byte) { binary.LittleEndian.PutUint64(b[40:], 50) },
		"used absurd":         func(b []byte) { binary.LittleEndian.PutUint64(b[40:], 1<<63) },
		"table in the header": func(b []byte) { binary.LittleEndian.PutUint64(b[64:], 8) },
		"table behind":        func(b []byte) { binary.LittleEndian.PutUint64(b[48:], 1<<20) },
		"tables crossed":      func(b []byte) { copy(b[72:80], b[64:72]); b[64]++ },
	} {
		bad := bytes.Clone(image)
		change(bad)
		if _, err := identify(bad); !errors.Is(err, unpack.ErrNot) {
			t.Errorf("%s: got %v, want ErrNot", name, err)
		}
	}
}

// FuzzOpen opens any bytes and reads every file.
func FuzzOpen(f *testing.F) {
	for _, order := range []byteOrder{binary.LittleEndian, binary.BigEndian} {
		f.Add(build(order, dir("", text("a", strings.Repeat("abc", 3000)), dir("d", &entry{name: "l", kind: typeLink, content: "a"}))))
	}
	images := testImages(f)
	f.Add(images["xz-arm"])
	f.Add(images["zstd"])
	f.Fuzz(func(t *testing.T, data []byte) {
		found, err := Format.Identify(data)
		if err != nil {
			return
		}
		if found.Size <= 0 || found.Size > int64(len(data)) {
			t.Fatalf("size %d of %d", found.Size, len(data))
		}
		job := newJob()
		job.Budget = unpack.NewBudget(unpack.Limits{Files: 100})
		contents, err := Format.Open(job, data[:found.Size])
		if err == nil && contents == nil {
			t.Fatal("neither contents nor an error")
		}
		if contents == nil {
			return
		}
		for _, n := range treeOf(contents).Files() {
			whole, err := n.Bytes(1 << 20)
			r, _ := n.Content.Open()
			streamed, err2 := io.ReadAll(io.LimitReader(r, 1<<20))
			r.Close()
			if err == nil && err2 == nil && !bytes.Equal(whole, streamed) {
				t.Fatalf("%s: reader and Decode differ", n.Path())
			}
		}
	})
}
