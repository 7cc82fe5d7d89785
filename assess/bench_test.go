package assess_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/assay-project/assay/assess"
	"github.com/assay-project/assay/internal/corpus"
)

// BenchmarkFirmware unpacks and judges a whole image: bytes per second are those
// of the image. bench/compare holds it against other tools.
func BenchmarkFirmware(b *testing.B) {
	b.Run("example", func(b *testing.B) { benchmark(b, "../examples/ip-camera/flash.bin") })
	b.Run("camera", func(b *testing.B) { benchmark(b, corpus.Path(b, "firmware", "camera-digoo-flash-8M.bin")) })
	b.Run("router", func(b *testing.B) { benchmark(b, corpus.Path(b, "firmware", "router-k2p-rootfs.tar.gz")) })
}

func benchmark(b *testing.B, path string) {
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(info.Size())
	b.ReportAllocs()
	for b.Loop() {
		result, err := assess.Image(context.Background(), path, assess.Options{At: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), Version: "bench", Command: "firmware"})
		if err != nil {
			b.Fatal(err)
		}
		result.Close()
	}
}
