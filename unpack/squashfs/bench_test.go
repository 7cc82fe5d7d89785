package squashfs

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/internal/corpus"
)

// BenchmarkContainers opens each squashfs of the corpus's containers and reads all its files, with as many goroutines as the
// benchmark is given processors (-cpu 1,2).
func BenchmarkContainers(b *testing.B) {
	images, err := filepath.Glob(filepath.Join(corpus.Containers(b), "squashfs4-*.bin"))
	if err != nil || len(images) == 0 {
		b.Skip("no squashfs containers")
	}
	for _, name := range images {
		b.Run(strings.TrimSuffix(strings.TrimPrefix(filepath.Base(name), "squashfs4-"), ".bin"), func(b *testing.B) {
			data, err := os.ReadFile(name)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				b.SetBytes(readAll(b, data))
			}
		})
	}
}

func readAll(b *testing.B, data []byte) int64 {
	contents, err := open(newJob(), data)
	if err != nil {
		b.Fatal(err)
	}
	var total int64
	tree := &evidence.Tree{Root: contents.Root}
	for _, n := range tree.Files() {
		r, err := n.Content.Open()
		if err != nil {
			b.Fatal(err)
		}
		size, err := io.Copy(io.Discard, r)
		if err != nil {
			b.Fatal(err)
		}
		r.Close()
		total += size
	}
	return total
}
