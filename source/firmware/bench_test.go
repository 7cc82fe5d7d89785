package firmware

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/assay-project/assay/internal/corpus"
)

// Collecting alone: read, unpack, digest, stitch.
func BenchmarkCollect(b *testing.B) {
	path := corpus.Path(b, "firmware", "camera-digoo-flash-8M.bin")
	for b.Loop() {
		c, err := Collect(context.Background(), path, Options{})
		if err != nil {
			b.Fatal(err)
		}
		c.Close()
	}
}

// Collecting and writing the tree, as unsquashfs does; set TMPDIR to a tmpfs.
func BenchmarkExtract(b *testing.B) {
	path := filepath.Join(corpus.Containers(b), "squashfs4-xz.bin")
	for b.Loop() {
		c, err := Collect(context.Background(), path, Options{})
		if err != nil {
			b.Fatal(err)
		}
		dir := filepath.Join(b.TempDir(), "out")
		if _, err := Extract(context.Background(), c.Input.Device, dir); err != nil {
			b.Fatal(err)
		}
		c.Close()
		os.RemoveAll(dir)
	}
}
