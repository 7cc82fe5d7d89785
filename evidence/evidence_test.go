package evidence

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sample returns a small tree with a file, a link, a set-uid file and a device.
func sample(t testing.TB) *Tree {
	t.Helper()
	root := Dir("", 0o755)
	etc := Dir("etc", 0o755)
	add(t, root, etc)
	add(t, etc, &Node{Name: "passwd", Mode: 0o644, Size: 5, Content: Bytes("root:")})
	add(t, etc, &Node{Name: "alias", Mode: fs.ModeSymlink | 0o777, Target: "/etc/passwd"})
	add(t, etc, &Node{Name: "loop", Mode: fs.ModeSymlink | 0o777, Target: "loop"})
	add(t, root, &Node{Name: "su", Mode: fs.ModeSetuid | 0o755, Size: 2, Content: Bytes("su"), ModeUnknown: true})
	add(t, root, &Node{Name: "null", Mode: fs.ModeDevice | fs.ModeCharDevice | 0o666, Major: 1, Minor: 3})
	tree := &Tree{Root: root, Format: "folder", Origin: "sample", Mount: "/"}
	tree.Seal(nil)
	return tree
}

func add(t testing.TB, dir, child *Node) {
	t.Helper()
	if err := dir.Add(child); err != nil {
		t.Fatal(err)
	}
}

func lines(tree *Tree) []string {
	var all []string
	_ = tree.Walk(func(name string, n *Node) error {
		all = append(all, fmt.Sprintf("%s %v %d %s %d:%d %v", name, n.Mode, n.Size, n.Target, n.Major, n.Minor, n.ModeUnknown))
		return nil
	})
	return all
}

func TestAddRefusesNamesThatEscape(t *testing.T) {
	for _, name := range []string{"", ".", "..", "a/b", "/etc", "a\x00b", strings.Repeat("n", MaxName+1)} {
		if err := Dir("", 0).Add(&Node{Name: name}); !errors.Is(err, ErrName) {
			t.Errorf("Add(%q) = %v, want ErrName", name, err)
		}
	}
}

func TestResolve(t *testing.T) {
	tree := sample(t)
	for _, c := range []struct {
		path, want string
		err        error
	}{
		{"etc/passwd", "etc/passwd", nil},
		{"/etc/alias", "etc/passwd", nil},
		{"../../../etc/passwd", "etc/passwd", nil},
		{"etc/loop", "", ErrLoop},
		{"etc/none", "", fs.ErrNotExist},
		{strings.Repeat("a/", 3000), "", fs.ErrNotExist},
	} {
		n, err := tree.Resolve(c.path)
		if !errors.Is(err, c.err) {
			t.Errorf("Resolve(%.20q) error = %v, want %v", c.path, err, c.err)
			continue
		}
		if err == nil && n.Path() != c.want {
			t.Errorf("Resolve(%q) = %s, want %s", c.path, n.Path(), c.want)
		}
	}
}

func TestOriginNamesTheChain(t *testing.T) {
	n := sample(t).Lookup("etc/passwd")
	if got, want := n.Origin(), "sample!/etc/passwd"; got != want {
		t.Errorf("Origin = %q, want %q", got, want)
	}
}

func TestStitchMountsWhereTheDeviceDoes(t *testing.T) {
	root := sample(t)
	system := &Tree{Root: Dir("", 0o755), Format: "jffs2", Origin: "flash!jffs2@0x1000", Mount: "/system"}
	add(t, system.Root, &Node{Name: "init.sh", Mode: 0o755, Size: 3, Content: Bytes("run")})
	system.Seal(nil)
	loose := &Tree{Root: Dir("", 0o755), Origin: "other"}

	view := Stitch([]*Tree{loose, system, root})
	if view == nil {
		t.Fatal("Stitch = nil, want a view")
	}
	n, err := view.Resolve("/system/init.sh")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := n.Origin(), "flash!jffs2@0x1000!/init.sh"; got != want {
		t.Errorf("Origin in the view = %q, want that of the partition, %q", got, want)
	}
	if data, err := n.Bytes(10); err != nil || string(data) != "run" {
		t.Errorf("Bytes = %q, %v", data, err)
	}
	if root.Lookup("system") != nil {
		t.Error("stitching changed the tree it was made from")
	}
	if Stitch([]*Tree{loose, system}) != nil {
		t.Error("Stitch without a root gave a view")
	}
}

func TestPackRoundTrip(t *testing.T) {
	tree := sample(t)
	var first, second bytes.Buffer
	for _, w := range []*bytes.Buffer{&first, &second} {
		if err := Pack(w, tree.Root); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("the same tree packed twice gave different bytes")
	}
	root, err := Unpack(bytes.NewReader(first.Bytes()), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(lines(tree), lines(&Tree{Root: root})); diff != "" {
		t.Errorf("unpacked tree (want -, got +):\n%s", diff)
	}
	if _, err := Unpack(bytes.NewReader(first.Bytes()), 3); !errors.Is(err, ErrTooLarge) {
		t.Errorf("Unpack with room for 3 bytes = %v, want ErrTooLarge", err)
	}
}

func TestCacheKeepsWithinItsSize(t *testing.T) {
	root := Dir("", 0o755)
	for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
		add(t, root, &Node{Name: name, Mode: 0o644, Size: 100, Content: opener(strings.Repeat(name, 100))})
	}
	cache := NewCache(400)
	(&Tree{Root: root}).Seal(cache)
	for range 2 {
		for _, n := range root.Children() {
			data, err := n.Bytes(1000)
			if err != nil || string(data) != strings.Repeat(n.Name, 100) {
				t.Fatalf("Bytes(%s) = %.10q, %v", n.Name, data, err)
			}
			if short, err := n.Bytes(10); !errors.Is(err, ErrTooLarge) || len(short) != 10 {
				t.Fatalf("Bytes(%s, 10) = %d bytes, %v; want 10 and ErrTooLarge", n.Name, len(short), err)
			}
		}
		if cache.used > cache.max {
			t.Fatalf("cache holds %d bytes, more than %d", cache.used, cache.max)
		}
	}
}
