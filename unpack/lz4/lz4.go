// Package lz4 unpacks LZ4 frames and the legacy frames that Linux kernels are
// packed with. Where a frame ends is read from its block headers, without
// decoding.
//
// The layouts are those of "LZ4 Frame Format Description" 1.6.4.
package lz4

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/pierrec/lz4/v4"

	"github.com/assay-project/assay/unpack"
)

// Format is the LZ4 frame, modern or legacy.
var Format = &unpack.Format{
	Name:     "lz4",
	Doc:      "LZ4 frame and legacy frame; LZ4 Frame Format Description",
	Magics:   []unpack.Magic{{Bytes: []byte{0x04, 0x22, 0x4d, 0x18}}, {Bytes: []byte{0x02, 0x21, 0x4c, 0x18}}},
	Identify: identify,
	Open:     open,
	Stream:   true,
}

const (
	magicFrame  = 0x184d2204
	magicLegacy = 0x184c2102
	legacyBlock = 8 << 20 // what each legacy block but the last decodes to
)

func identify(data []byte) (unpack.Found, error) {
	if len(data) < 11 {
		return unpack.Found{}, unpack.ErrNot
	}
	switch binary.LittleEndian.Uint32(data) {
	case magicFrame:
		size, err := frame(data)
		return unpack.Found{Size: int64(size), Proof: unpack.Closed, Note: "frame"}, err
	case magicLegacy:
		size, err := legacy(data)
		return unpack.Found{Size: int64(size), Proof: unpack.Plausible, Note: "legacy frame"}, err
	}
	return unpack.Found{}, unpack.ErrNot
}

// frame walks the blocks of a modern frame.
func frame(data []byte) (int, error) {
	flags, block := data[4], data[5]
	if flags>>6 != 1 || flags&2 != 0 || block&0x8f != 0 || block>>4 < 4 {
		return 0, unpack.ErrNot
	}
	at := 7
	if flags&8 != 0 {
		at += 8 // content size
	}
	if flags&1 != 0 {
		at += 4 // dictionary id
	}
	largest := 1 << (8 + 2*int(block>>4))
	for {
		if len(data)-at < 4 {
			return 0, unpack.ErrTruncated
		}
		size := int(binary.LittleEndian.Uint32(data[at:]) &^ (1 << 31))
		at += 4
		if size == 0 {
			break
		}
		if size > largest {
			return 0, unpack.ErrNot
		}
		if flags&0x10 != 0 {
			size += 4 // checksum of the block
		}
		if size > len(data)-at {
			return 0, unpack.ErrTruncated
		}
		at += size
	}
	if flags&4 != 0 {
		at += 4
	}
	if at > len(data) {
		return 0, unpack.ErrTruncated
	}
	return at, nil
}

// legacy walks the blocks of a legacy frame: it ends with the bytes there are, or
// where a block size makes no sense. Linux puts the decoded size, four bytes,
// behind the last block; it is too small or too large for a block that fits.
func legacy(data []byte) (int, error) {
	at, blocks := 4, 0
	for len(data)-at >= 4 {
		size := int64(binary.LittleEndian.Uint32(data[at:]))
		if size == 0 || size > int64(lz4.CompressBlockBound(legacyBlock)) || size > int64(len(data)-at-4) {
			break
		}
		at, blocks = at+4+int(size), blocks+1
	}
	if blocks == 0 {
		return 0, unpack.ErrNot
	}
	return at, nil
}

func open(job *unpack.Job, data []byte) (*unpack.Contents, error) {
	var out []byte
	var err error
	if binary.LittleEndian.Uint32(data) == magicLegacy {
		out, err = openLegacy(job, data)
	} else {
		out, err = unpack.ReadStream(job, nil, lz4.NewReader(bytes.NewReader(data)), int64(len(data)))
	}
	return unpack.Stream(job, out, 0, err)
}

func openLegacy(job *unpack.Job, data []byte) ([]byte, error) {
	var out []byte
	limit := job.Budget.StreamMax(int64(len(data)))
	scratch := make([]byte, legacyBlock)
	for at := 4; len(data)-at >= 4; {
		size := int(binary.LittleEndian.Uint32(data[at:]))
		at += 4
		if size > len(data)-at {
			return out, unpack.ErrTruncated
		}
		n, err := lz4.UncompressBlock(data[at:at+size], scratch)
		if err != nil {
			return out, fmt.Errorf("lz4 block at byte %d: %w", at, err)
		}
		if int64(len(out)+n) > limit {
			return out, fmt.Errorf("%w: the LZ4 frame decodes to more than %d bytes", unpack.ErrBudget, limit)
		}
		out, at = append(out, scratch[:n]...), at+size
	}
	return out, nil
}
