// Package unpack turns a firmware image into trees of files. It says what a
// container format is, finds formats in a run of bytes by reading their headers
// strictly (a magic number alone is never enough), and follows what is inside,
// within limits of size, ratio, depth, count and time. One folder below it per
// format.
//
// Nothing is written to disk, and nothing is left out in silence: bytes that no
// format claims are regions of the layout, and whatever was not read is a limit.
package unpack

import (
	"errors"

	"github.com/assay-project/assay/evidence"
)

var (
	// ErrNot is returned by Identify when the bytes are not of the format.
	ErrNot = errors.New("not this format")
	// ErrTruncated is wrapped when a container says it is larger than the bytes there are.
	ErrTruncated = errors.New("ends before its header says")
	// ErrUnsupported is wrapped for a variant that is recognised and not read.
	ErrUnsupported = errors.New("recognised, but this variant is not read")
	// ErrBudget is wrapped when a limit of the run is reached.
	ErrBudget = errors.New("limit of the run reached")
)

// Format is a container format.
type Format struct {
	Name string // short and lower case, as it stands in path chains: "squashfs"
	Doc  string // one sentence, with the specification it was read from
	// Magics are where to look. A format without any is asked at the start of
	// whole inputs only (tar without magic, lzma-alone).
	Magics []Magic
	// Align is for a format without a magic that stands at round offsets: it is
	// asked at every multiple. Identify must then refuse nearly everything at once.
	Align int64
	// Identify reads the header of a container that starts at data[0]; data may
	// go on behind it. It returns ErrNot, wrapped or bare, where the bytes are not
	// of the format, and otherwise how many bytes it takes. It must check
	// everything that is cheap to check and allocate next to nothing.
	Identify func(data []byte) (Found, error)
	// Open unpacks a container that Identify found; data is exactly Found.Size
	// bytes, or what follows the start where Found.Size is 0. An error with a Contents that is not nil means: this much was read.
	Open func(job *Job, data []byte) (*Contents, error)
	// WholeOnly keeps the format from being carved out of the middle of a flash
	// image: its header is too weak a sign (zlib, lzma-alone). It is then asked at
	// the start only, and must leave nothing but padding behind it.
	WholeOnly bool
	// Stream is set for a compressed stream. One in the middle of an image that
	// is cut short is not believed: compressed file systems are full of them.
	Stream bool
}

// Magic is a byte string at a fixed offset from the start of a container.
type Magic struct {
	Offset int
	Bytes  []byte
}

// Found is what the header of a container says.
type Found struct {
	// Size is how many bytes the container takes from its start. It is 0 for a
	// compressed stream whose end is known only after decoding; Contents.Size
	// then says it, and the claim stands only if Open returns no error.
	Size int64
	// Truncated is set where the header asks for more bytes than there are; Size
	// is then what there is.
	Truncated bool
	// Proof ranks the evidence; between overlapping claims the higher one wins.
	Proof Proof
	Note  string // for the layout: "4.0 little-endian, xz, 128 KiB blocks, 361 inodes"
}

// Proof ranks how sure an identification is.
type Proof int

const (
	Plausible Proof = iota + 1 // magic and sane fields
	Closed                     // the sizes close: tables end where the header says
	Checked                    // a checksum over header or content agrees
)

// Contents is what a container holds: a tree, or parts to look into, or both.
type Contents struct {
	Root     *evidence.Node // nil for a format without files
	Parts    []Part
	Size     int64  // bytes of a stream whose Found.Size was 0
	Note     string // for the layout, where only opening could tell
	ReadOnly bool   // the device cannot write it in place, as squashfs
	Mount    string // where the container itself says it belongs; usually empty
}

// Part is a run of bytes inside a container.
type Part struct {
	Name string // as the container calls it, "kernel"; empty where there is one part only
	Data []byte
	// Offset is where Data starts in the container, or -1 when it was decoded.
	Offset int64
	Format string // when the container says what it is and nothing else claims it: "kernel"
	// Leaf keeps the part from being looked into: it is kept as a blob of its Format.
	Leaf bool
}
