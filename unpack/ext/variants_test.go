package ext

import (
	"encoding/binary"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/unpack"
	"github.com/assay-project/assay/unpack/unpacktest"
)

// TestVariants packs one folder in every layout mke2fs knows: the trees must be
// the same. A sparse file reaches into doubly indirect blocks.
func TestVariants(t *testing.T) {
	tool, err := exec.LookPath("mke2fs")
	if err != nil {
		t.Skip("no mke2fs")
	}
	dir := filepath.Join(t.TempDir(), "root")
	if err := os.MkdirAll(filepath.Join(dir, "a", "b"), 0o755); err != nil {
		t.Fatal(err)
	}
	sparse := make([]byte, 700<<10)
	copy(sparse[len(sparse)-3:], "end")
	for name, data := range map[string][]byte{"sparse": sparse, "a/b/text": []byte("text\n"), "a/three": []byte(strings.Repeat("three", 1000))} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o640); err != nil {
			t.Fatal(err)
		}
	}
	var want string
	for _, options := range []string{
		"-t ext2 -b 1024", "-t ext2 -b 4096", "-t ext2 -r 0", "-t ext3 -b 1024", "-t ext4", "-t ext4 -O ^64bit,^metadata_csum",
		"-t ext4 -O inline_data -I 256", "-t ext4 -O meta_bg,^resize_inode -b 1024 -g 256", "-t ext4 -O meta_bg,sparse_super2,^resize_inode -b 1024 -g 256",
		"-t ext4 -O bigalloc", "-t ext4 -O large_dir,ea_inode,casefold,mmp",
	} {
		t.Run(options, func(t *testing.T) {
			image := filepath.Join(t.TempDir(), "image")
			args := append(strings.Fields(options), "-q", "-F", "-d", dir, image, "8M")
			if out, err := exec.Command(tool, args...).CombinedOutput(); err != nil {
				t.Skipf("this mke2fs cannot: %v: %s", err, out)
			}
			data, err := os.ReadFile(image)
			if err != nil {
				t.Fatal(err)
			}
			_, contents, limits := unpacktest.Open(t, Format, data)
			if len(limits) > 0 {
				t.Errorf("limits %q", limits)
			}
			end, err := evidence.ReadContent(contents.Root.Child("sparse").Content, 1<<20)
			if err != nil || string(end) != string(sparse) {
				t.Errorf("sparse file: %d bytes, %v", len(end), err)
			}
			got := unpacktest.Lines(t, contents.Root)
			if want == "" {
				want = got
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-first +this):\n%s", diff)
			}
		})
	}
}

// A block of numbers that all name one block, three levels deep, must not grow
// into a map larger than the file system.
func TestMapThatNamesOneBlockOverAndOver(t *testing.T) {
	v := &volume{super: super{blockSize: 1024, blocks: 4096}, data: make([]byte, 4096*1024)}
	for at := 7 * 1024; at < 8*1024; at += 4 {
		binary.LittleEndian.PutUint32(v.data[at:], 7)
	}
	raw := make([]byte, 128)
	binary.LittleEndian.PutUint32(raw[40+56:], 7)
	spans, err := v.spans(&inode{size: 1 << 40, raw: raw})
	if !errors.Is(err, errCorrupt) || int64(len(spans)) > v.blocks {
		t.Errorf("%d runs of a file system of %d blocks, error %v", len(spans), v.blocks, err)
	}
}

func TestUnknownFeatureIsNotRead(t *testing.T) {
	data := image(t, "ext2")
	data[superOffset+99] = 0x40
	if _, err := Format.Identify(data); err != nil {
		t.Fatal(err)
	}
	if _, err := Format.Open(unpacktest.Job(), data); !errors.Is(err, unpack.ErrUnsupported) {
		t.Errorf("open = %v, want ErrUnsupported", err)
	}
}
