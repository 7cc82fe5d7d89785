package squashfs

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/internal/corpus"
	"github.com/assay-project/assay/unpack"
)

func newJob() *unpack.Job {
	return &unpack.Job{Context: context.Background(), Origin: "test.bin", Budget: unpack.NewBudget(unpack.Limits{})}
}

// openTree identifies and opens the image at the start of data and fails the test on any limit.
func openTree(t testing.TB, data []byte) *evidence.Tree {
	t.Helper()
	found, err := Format.Identify(data)
	if err != nil {
		t.Fatal(err)
	}
	job := newJob()
	contents, err := Format.Open(job, data[:found.Size])
	if err != nil {
		t.Fatal(err)
	}
	for _, limit := range job.Budget.Met() {
		t.Errorf("limit: %+v", limit)
	}
	return &evidence.Tree{Root: contents.Root, Format: "squashfs", Origin: job.Origin}
}

// digests reads every regular file, through Open or through Decode, and returns path to SHA-256.
func digests(t testing.TB, tree *evidence.Tree, whole bool) map[string]string {
	t.Helper()
	sums := make(map[string]string)
	err := tree.Walk(func(path string, n *evidence.Node) error {
		if !n.IsRegular() {
			return nil
		}
		h := sha256.New()
		if whole {
			data, err := n.Bytes(1 << 30)
			if err != nil {
				return err
			}
			h.Write(data)
		} else {
			r, err := n.Content.Open()
			if err != nil {
				return err
			}
			defer r.Close()
			size, err := io.Copy(h, r)
			if err != nil || size != n.Size {
				return fmt.Errorf("%s: read %d of %d bytes: %w", path, size, n.Size, err)
			}
		}
		sums[path] = hex.EncodeToString(h.Sum(nil))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return sums
}

// attributes describes every node but its content: mode, owner, link target or device.
func attributes(tree *evidence.Tree) map[string]string {
	all := make(map[string]string)
	_ = tree.Walk(func(path string, n *evidence.Node) error {
		all[path] = describe(n.Mode, n.UID, n.GID, n.Target, int64(n.Major), int64(n.Minor))
		return nil
	})
	return all
}

func describe(mode fs.FileMode, uid, gid int, target string, major, minor int64) string {
	return fmt.Sprintf("%s %d:%d %q %d,%d", mode, uid, gid, target, major, minor)
}

func TestContainersOfTheCorpus(t *testing.T) {
	dir := corpus.Containers(t)
	want := readSums(t, filepath.Join(dir, "TREE.sha256"))
	wantModes := readTar(t, corpus.Path(t, "firmware", "synthetic-mipsel-rootfs.tar.gz"))
	images, err := filepath.Glob(filepath.Join(dir, "squashfs4-*.bin"))
	if err != nil || len(images) == 0 {
		t.Skip("no squashfs containers")
	}
	for _, image := range images {
		t.Run(filepath.Base(image), func(t *testing.T) {
			data, err := os.ReadFile(image)
			if err != nil {
				t.Fatal(err)
			}
			tree := openTree(t, data)
			for _, whole := range []bool{false, true} {
				if diff := cmp.Diff(want, digests(t, tree, whole)); diff != "" {
					t.Errorf("files, whole=%v (-want +got):\n%s", whole, diff)
				}
			}
			got := attributes(tree)
			delete(got, ".")
			if diff := cmp.Diff(wantModes, got); diff != "" {
				t.Errorf("modes and links (-want +got):\n%s", diff)
			}
		})
	}
}

func readSums(t *testing.T, name string) map[string]string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sums := make(map[string]string)
	for lines := bufio.NewScanner(f); lines.Scan(); {
		sum, path, _ := strings.Cut(lines.Text(), "  ")
		sums[strings.TrimPrefix(path, "./")] = sum
	}
	return sums
}

// readTar returns the attributes of the tar's entries as mksquashfs -all-root stores them.
func readTar(t *testing.T, name string) map[string]string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]string)
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		path := strings.Trim(strings.TrimPrefix(h.Name, "./"), "/")
		if path == "" || path == "." {
			continue
		}
		target := h.Linkname
		if h.Typeflag == tar.TypeLink {
			target = ""
		}
		all[path] = describe(h.FileInfo().Mode(), 0, 0, target, h.Devmajor, h.Devminor)
	}
}

// corpusImages are images or dumps that hold one or more squashfs 4.0.
var corpusImages = [][]string{
	{"firmware", "camera-dafang-5.5.1.177", "rootfs.bin"},
	{"firmware", "camera-dafang-5.5.1.177", "driver.bin"},
	{"firmware", "camera-wyze-v2-4.9.1.60", "rootfs.bin"},
	{"firmware", "camera-wyze-v2-4.9.1.60", "driver.bin"},
	{"firmware", "camera-escam-g02", "rootfs.bin"},
	{"firmware", "camera-digoo-flash-8M.bin"},
	{"firmware", "router-tplink-mt7628", "rootfs.squashfs"},
	{"firmware", "router-openwrt-wr703n", "openwrt-ar71xx-generic-tl-wr703n-v1-squashfs-factory.bin"},
}

// TestAgainstUnsquashfs compares every squashfs of the corpus, found at any offset, with what unsquashfs makes of it.
func TestAgainstUnsquashfs(t *testing.T) {
	if _, err := exec.LookPath("unsquashfs"); err != nil {
		t.Skip("no unsquashfs")
	}
	for _, elem := range corpusImages {
		t.Run(strings.Join(elem[1:], "/"), func(t *testing.T) {
			data, err := os.ReadFile(corpus.Path(t, elem...))
			if err != nil {
				t.Fatal(err)
			}
			images := carve(data)
			if len(images) == 0 {
				t.Fatal("no squashfs found")
			}
			for _, image := range images {
				compare(t, image)
			}
		})
	}
}

// carve returns the squashfs images in data by magic and strict header.
func carve(data []byte) [][]byte {
	var images [][]byte
	for at := 0; at+4 <= len(data); at++ {
		if string(data[at:at+4]) != magicLittle && string(data[at:at+4]) != magicBig {
			continue
		}
		if found, err := identify(data[at:]); err == nil {
			images = append(images, data[at:at+int(found.Size)])
			at += int(found.Size) - 1
		}
	}
	return images
}

func compare(t *testing.T, image []byte) {
	t.Helper()
	found, err := identify(image)
	t.Logf("%d bytes: %+v %v", len(image), found, err)
	dir := t.TempDir()
	name := filepath.Join(dir, "image")
	if err := os.WriteFile(name, image, 0o600); err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(dir, "root")
	if out, err := exec.Command("unsquashfs", "-q", "-n", "-no-xattrs", "-ignore-errors", "-d", root, name).CombinedOutput(); err != nil {
		t.Logf("unsquashfs: %v: %s", err, out)
	}
	tree := openTree(t, image)
	want := make(map[string]string)
	names := []string{}
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		names = append(names, rel)
		if d.Type().IsRegular() {
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			sum := sha256.Sum256(data)
			want[rel] = hex.EncodeToString(sum[:])
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		compareNode(t, rel, tree.Lookup(rel), path, info)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, digests(t, tree, false)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	got := []string{}
	for path := range attributes(tree) {
		got = append(got, path)
	}
	sort.Strings(got)
	sort.Strings(names)
	if diff := cmp.Diff(names, got); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

// compareNode leaves out the modes of links, which Linux does not keep.
func compareNode(t *testing.T, rel string, n *evidence.Node, path string, info fs.FileInfo) {
	t.Helper()
	if n == nil {
		t.Errorf("%s: missing", rel)
		return
	}
	if n.IsLink() {
		if target, err := os.Readlink(path); err != nil || target != n.Target {
			t.Errorf("%s: got link to %q, want %q (%v)", rel, n.Target, target, err)
		}
		return
	}
	if n.Mode != info.Mode() {
		t.Errorf("%s: got mode %s, want %s", rel, n.Mode, info.Mode())
	}
	if n.IsRegular() && !n.ModTime.Equal(info.ModTime()) {
		t.Errorf("%s: got time %s, want %s", rel, n.ModTime, info.ModTime())
	}
}

func TestOldVersionsAreNamed(t *testing.T) {
	data, err := os.ReadFile(corpus.Path(t, "firmware", "formats", "squashfs_v2.bin"))
	if err != nil {
		t.Fatal(err)
	}
	found, err := identify(data)
	t.Logf("%+v %v (file %d bytes)", found, err, len(data))
	if err != nil {
		t.Fatal(err)
	}
	_, err = open(newJob(), data[:found.Size])
	if err == nil || !strings.Contains(err.Error(), "squashfs version 2") {
		t.Errorf("got %v, want an error that names version 2", err)
	}
}
