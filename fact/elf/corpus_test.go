package elf

import (
	"context"
	"testing"

	"github.com/assay-project/assay/internal/corpus"
	"github.com/assay-project/assay/source/firmware"
)

// TestCountOfExecutables compares with the number in the corpus's truth.json.
func TestCountOfExecutables(t *testing.T) {
	c, err := firmware.Collect(context.Background(), corpus.Path(t, "firmware", "router-k2p-rootfs.tar.gz"), firmware.Options{})
	if err != nil {
		t.Fatal(err)
	}
	files, err := Of(c.Input)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 224 {
		t.Errorf("got %d ELF files, want 224", len(files))
	}
	for _, f := range files {
		if f.Machine != "MIPS" || f.Bits != 32 || f.BigEndian {
			t.Errorf("%s: got %s %d big endian %v, want 32-bit little-endian MIPS", f.Node.Path(), f.Machine, f.Bits, f.BigEndian)
		}
	}
}
