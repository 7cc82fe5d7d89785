package firmware

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/internal/corpus"
)

// expected reads the synthetic root file system: a line for each file, link,
// directory and device. Squashed modes are what mkfs.jffs2 -q makes of them.
func expected(t *testing.T, squashed bool) []string {
	t.Helper()
	sums := make(map[string]string)
	list, err := os.Open(filepath.Join(corpus.Containers(t), "TREE.sha256"))
	if err != nil {
		t.Fatal(err)
	}
	defer list.Close()
	for s := bufio.NewScanner(list); s.Scan(); {
		sum, name, _ := strings.Cut(s.Text(), "  ")
		sums[path.Clean(name)] = "sha256:" + sum
	}
	f, err := os.Open(corpus.Path(t, "firmware", "synthetic-mipsel-rootfs.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		name := path.Clean(h.Name)
		n := &evidence.Node{Mode: h.FileInfo().Mode(), Target: h.Linkname, Digest: sums[name]}
		if squashed {
			n.Mode &^= 0o022 | fs.ModeSetuid | fs.ModeSetgid
		}
		lines = append(lines, line(name, n))
	}
	slices.Sort(lines)
	return lines
}

func line(name string, n *evidence.Node) string {
	mode := n.Mode
	if mode&fs.ModeSymlink != 0 { // Linux ignores the mode of a link
		mode = fs.ModeSymlink | 0o777
	}
	return fmt.Sprintf("%s %s %s %s", name, mode, n.Target, n.Digest)
}

func lines(tree *evidence.Tree) []string {
	var lines []string
	_ = tree.Walk(func(p string, n *evidence.Node) error {
		if p != "lost+found" {
			lines = append(lines, line(p, n))
		}
		return nil
	})
	slices.Sort(lines)
	return lines
}

// Every container of the synthetic root file system gives the same tree.
func TestContainersGiveTheTree(t *testing.T) {
	dir := corpus.Containers(t)
	whole, squashed := expected(t, false), expected(t, true)
	names := []string{"ext2", "ext4", "jffs2-le-zlib", "jffs2-be-lzo", "initramfs-gz", "initramfs-lzma", "initramfs-xz", "uInitrd",
		"squashfs4-gzip", "squashfs4-lz4", "squashfs4-lzma", "squashfs4-lzo", "squashfs4-xz", "squashfs4-zstd"}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(dir, name+".bin")
			if _, err := os.Stat(file); err != nil {
				t.Skipf("not built: %v", err)
			}
			c, err := Collect(context.Background(), file, Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if c.Input.Device == nil {
				t.Fatal("no root file system found")
			}
			want := whole
			if strings.HasPrefix(name, "jffs2") {
				want = squashed
			}
			if diff := cmp.Diff(want, lines(c.Input.Device)); diff != "" {
				t.Errorf("tree differs (-want +got):\n%s", diff)
			}
			if len(c.Limits) > 0 {
				t.Errorf("limits: %v", c.Limits)
			}
			if c.Coverage.Bytes != c.Coverage.BytesIdentified {
				t.Errorf("identified %d of %d bytes", c.Coverage.BytesIdentified, c.Coverage.Bytes)
			}
		})
	}
}

// An extracted tree, read again as a folder, is the tree without special bits.
func TestExtractThenCollect(t *testing.T) {
	file := corpus.Path(t, "firmware", "synthetic-mipsel-rootfs.tar.gz")
	c, err := Collect(context.Background(), file, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	dir := filepath.Join(t.TempDir(), "out")
	x, err := Extract(context.Background(), c.Input.Device, dir)
	if err != nil {
		t.Fatal(err)
	}
	if x.Files != 316 {
		t.Errorf("wrote %d files, want 316", x.Files)
	}
	again, err := Collect(context.Background(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if diff := cmp.Diff(files(c.Input.Device), files(again.Input.Device)); diff != "" {
		t.Errorf("tree differs (-image +folder):\n%s", diff)
	}
	if _, err := Extract(context.Background(), c.Input.Device, dir); err == nil {
		t.Error("extracted into a folder that was not empty")
	}
	var list bytes.Buffer
	if err := List(&list, c.Input.Device); err != nil || !strings.Contains(list.String(), "-rwxr-xr-x 0/0") {
		t.Errorf("listing: %v\n%.200s", err, list.String())
	}
}

func files(t *evidence.Tree) []string {
	var lines []string
	for _, n := range t.Files() {
		lines = append(lines, fmt.Sprintf("%s %s %s", n.Path(), n.Mode.Perm(), n.Digest))
	}
	return lines
}
