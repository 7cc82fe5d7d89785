package lzma

import (
	"os"
	"testing"

	"github.com/assay-project/assay/internal/corpus"
)

// TestKernelsOfTheCorpus decodes kernels that vendors packed: one with its size in the header, one that ends at its marker.
func TestKernelsOfTheCorpus(t *testing.T) {
	for _, c := range []struct {
		path   []string
		offset int // of the stream, behind the vendor's header
		size   int
		end    End
	}{
		{[]string{"firmware", "router-openwrt-wr703n", "openwrt-ar71xx-generic-tl-wr703n-v1-squashfs-factory.bin"}, 512, 2946676, End{Read: 970305, Clean: true}},
		{[]string{"firmware", "camera-dafang-5.5.1.177", "kernel.bin"}, 64, 5556676, End{Read: 1806182, Marker: true, Clean: true}},
	} {
		t.Run(c.path[1], func(t *testing.T) {
			data, err := os.ReadFile(corpus.Path(t, c.path...))
			if err != nil {
				t.Fatal(err)
			}
			out, end, err := DecodeAlone(nil, data[c.offset:], 64<<20)
			if err != nil || len(out) != c.size || end != c.end {
				t.Errorf("got %d bytes, %+v, %v; want %d, %+v", len(out), end, err, c.size, c.end)
			}
		})
	}
}
