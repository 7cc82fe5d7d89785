package evidence

import "github.com/assay-project/assay"

// Blob is a run of bytes that is no file system: a boot loader, a decompressed
// kernel, a part nobody could identify.
type Blob struct {
	Origin   string // path chain, "flash.bin!uimage@0x40000!kernel"
	Evidence string // id of the input image
	Format   string // "kernel", "data", the format it came out of
	// Offset is where the blob starts in the input image; -1 when it was
	// decoded and has no place of its own there.
	Offset int64
	Data   []byte // shared: callers must not change it
}

// At returns the place of a byte of the blob for an observation.
func (b *Blob) At(offset int64) assay.Where {
	return assay.Where{Evidence: b.Evidence, Path: b.Origin, Offset: &offset}
}
