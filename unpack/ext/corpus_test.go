package ext

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/internal/corpus"
	"github.com/assay-project/assay/unpack"
)

// TestContainersOfTheCorpus holds every file, mode and link of the packed root
// file system against the archive it was made from. Owners are left out: mke2fs
// takes them from the folder it packs.
func TestContainersOfTheCorpus(t *testing.T) {
	dir := corpus.Containers(t)
	wantSums := sums(t, filepath.Join(dir, "TREE.sha256"))
	wantModes := archiveModes(t, corpus.Path(t, "firmware", "synthetic-mipsel-rootfs.tar.gz"))
	for _, name := range []string{"ext2.bin", "ext4.bin"} {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Skip(err)
			}
			found, err := Format.Identify(data)
			if err != nil || found.Size != int64(len(data)) {
				t.Fatalf("identify = %+v, %v; want %d bytes", found, err, len(data))
			}
			job := &unpack.Job{Context: context.Background(), Origin: name, Budget: unpack.NewBudget(unpack.Limits{})}
			contents, err := Format.Open(job, data)
			if err != nil || len(job.Budget.Met()) > 0 {
				t.Fatalf("open: %v, limits %v", err, job.Budget.Met())
			}
			gotSums, gotModes := treeSums(t, contents.Root)
			if diff := cmp.Diff(wantSums, gotSums); diff != "" {
				t.Errorf("files (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(wantModes, gotModes); diff != "" {
				t.Errorf("modes (-want +got):\n%s", diff)
			}
		})
	}
}

// treeSums returns the digest of every regular file and the mode and link target
// of every node but the root and lost+found.
func treeSums(t *testing.T, root *evidence.Node) (digests, modes map[string]string) {
	t.Helper()
	digests, modes = make(map[string]string), make(map[string]string)
	err := (&evidence.Tree{Root: root}).Walk(func(name string, n *evidence.Node) error {
		if name == "." || name == "lost+found" {
			return nil
		}
		modes[name] = fmt.Sprintf("%s %q", n.Mode, n.Target)
		if !n.IsRegular() {
			return nil
		}
		r, err := n.Content.Open()
		if err != nil {
			return err
		}
		defer r.Close()
		h := sha256.New()
		if size, err := io.Copy(h, r); err != nil || size != n.Size {
			return fmt.Errorf("%s: %d bytes of %d: %w", name, size, n.Size, err)
		}
		digests[name] = hex.EncodeToString(h.Sum(nil))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return digests, modes
}

func sums(t *testing.T, file string) map[string]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	want := make(map[string]string)
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		sum, name, _ := strings.Cut(lines.Text(), "  ./")
		want[name] = sum
	}
	return want
}

func archiveModes(t *testing.T, file string) map[string]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	want := make(map[string]string)
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return want
		}
		if err != nil {
			t.Fatal(err)
		}
		name := path.Clean(h.Name)
		if name == "." {
			continue
		}
		mode, target := h.FileInfo().Mode(), h.Linkname
		if h.Typeflag == tar.TypeSymlink {
			mode = mode&^fs.ModePerm | 0o777
		}
		if h.Typeflag == tar.TypeLink {
			target = ""
		}
		want[name] = fmt.Sprintf("%s %q", mode, target)
	}
}
