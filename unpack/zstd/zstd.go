// Package zstd unpacks Zstandard frames (RFC 8878). Where a frame ends is read
// from its block headers, without decoding.
package zstd

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/klauspost/compress/zstd"

	"github.com/assay-project/assay/unpack"
)

// Format is the Zstandard frame, or several in a row.
var Format = &unpack.Format{
	Name:     "zstd",
	Doc:      "Zstandard frames, RFC 8878",
	Magics:   []unpack.Magic{{Bytes: []byte{0x28, 0xb5, 0x2f, 0xfd}}},
	Identify: identify,
	Open:     open,
	Stream:   true,
}

const (
	magic     = 0xfd2fb528
	skippable = 0x184d2a50 // to …5f
	maxBlock  = 128 << 10
)

func identify(data []byte) (unpack.Found, error) {
	at, frames := 0, 0
	for at < len(data) {
		n, err := frame(data[at:])
		if err != nil {
			if frames == 0 {
				return unpack.Found{}, err
			}
			break
		}
		at, frames = at+n, frames+1
	}
	if frames == 0 {
		return unpack.Found{}, unpack.ErrNot
	}
	return unpack.Found{Size: int64(at), Proof: unpack.Closed, Note: fmt.Sprintf("%d frames", frames)}, nil
}

// frame returns the size of the frame at the start of data; clause 3.1.
func frame(data []byte) (int, error) {
	if len(data) < 8 {
		return 0, unpack.ErrNot
	}
	m := binary.LittleEndian.Uint32(data)
	if m&^0xf == skippable {
		if size := int64(binary.LittleEndian.Uint32(data[4:])); size <= int64(len(data)-8) {
			return 8 + int(size), nil
		}
		return 0, unpack.ErrTruncated
	}
	descriptor := data[4]
	if m != magic || descriptor&0x18 != 0 { // reserved and unused bits
		return 0, unpack.ErrNot
	}
	at := 5 + [4]int{0, 1, 2, 4}[descriptor&3]
	single := descriptor&0x20 != 0
	if !single {
		at++ // window descriptor
	}
	switch size := descriptor >> 6; {
	case size > 0:
		at += 1 << size
	case single:
		at++
	}
	for {
		if len(data)-at < 3 {
			return 0, unpack.ErrTruncated
		}
		h := int(data[at]) | int(data[at+1])<<8 | int(data[at+2])<<16
		at += 3
		size := h >> 3
		switch kind := h >> 1 & 3; {
		case kind == 3, size > maxBlock:
			return 0, unpack.ErrNot
		case kind == 1:
			size = 1 // one byte, repeated
		}
		if size > len(data)-at {
			return 0, unpack.ErrTruncated
		}
		if at += size; h&1 != 0 {
			break
		}
	}
	if descriptor&4 != 0 {
		at += 4
	}
	if at > len(data) {
		return 0, unpack.ErrTruncated
	}
	return at, nil
}

// maxWindow bounds the memory of the decoder.
const maxWindow = 64 << 20

func open(job *unpack.Job, data []byte) (*unpack.Contents, error) {
	d, err := zstd.NewReader(bytes.NewReader(data), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderLowmem(true))
	if err != nil {
		return nil, fmt.Errorf("zstd: %w", err)
	}
	defer d.Close()
	out, err := unpack.ReadStream(job, nil, d, int64(len(data)))
	return unpack.Stream(job, out, 0, err)
}
