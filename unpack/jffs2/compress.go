package jffs2

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/klauspost/compress/flate"

	"github.com/assay-project/assay/unpack"
	"github.com/assay-project/assay/unpack/lzma"
	"github.com/assay-project/assay/unpack/lzo"
)

// Compressions of a node. LZMA is OpenWrt's addition; the two of Rubin are not
// read, because nothing has written them since 2002.
const (
	comprNone  = 0
	comprZero  = 1
	comprRtime = 2
	comprCopy  = 4
	comprZlib  = 6
	comprLZO   = 7
	comprLZMA  = 8
)

func known(compression byte) bool {
	switch compression {
	case comprNone, comprZero, comprRtime, comprCopy, comprZlib, comprLZO, comprLZMA:
		return true
	}
	return false
}

var errChunk = errors.New("corrupt node data")

// decode fills out with what packed decodes to.
func decode(out, packed []byte, compression byte) error {
	var got []byte
	var err error
	switch compression {
	case comprNone, comprCopy:
		got = packed[:min(len(packed), len(out))]
		copy(out, got)
	case comprRtime:
		return rtime(out, packed)
	case comprZlib:
		return inflate(out, packed)
	case comprLZO:
		got, _, err = lzo.Decode(out[:0], packed, len(out))
	case comprLZMA:
		// OpenWrt's patch stores no properties: lc, lp and pb are 0.
		got, _, err = lzma.DecodeRaw(out[:0], packed, lzma.Props{}, int64(len(out)), len(out))
	default:
		return fmt.Errorf("compression %d: %w", compression, unpack.ErrUnsupported)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errChunk, err)
	}
	if len(got) != len(out) {
		return fmt.Errorf("%w: %d bytes instead of %d", errChunk, len(got), len(out))
	}
	if len(out) > 0 && &got[0] != &out[0] {
		copy(out, got)
	}
	return nil
}

var inflaters sync.Pool // of io.ReadCloser that are flate.Resetter

// inflate reads the deflate stream behind the two bytes of the zlib header; the
// node's own checksum stands in for zlib's.
func inflate(out, packed []byte) error {
	if len(packed) < 2 {
		return errChunk
	}
	src := bytes.NewReader(packed[2:])
	r, ok := inflaters.Get().(io.ReadCloser)
	if ok {
		if err := r.(flate.Resetter).Reset(src, nil); err != nil {
			return fmt.Errorf("%w: %w", errChunk, err)
		}
	} else {
		r = flate.NewReader(src)
	}
	defer inflaters.Put(r)
	if _, err := io.ReadFull(r, out); err != nil {
		return fmt.Errorf("%w: %w", errChunk, err)
	}
	return nil
}

// rtime is a byte-pair run coder: each literal is followed by how many bytes to
// copy from behind its own last occurrence. Linux, fs/jffs2/compr_rtime.c.
func rtime(out, packed []byte) error {
	var last [256]int
	at, pos := 0, 0
	for at < len(out) {
		if pos+2 > len(packed) {
			return errChunk
		}
		value, repeat := packed[pos], int(packed[pos+1])
		pos += 2
		out[at] = value
		at++
		from := last[value]
		last[value] = at
		if repeat > len(out)-at {
			return errChunk
		}
		for ; repeat > 0; repeat-- {
			out[at] = out[from]
			at, from = at+1, from+1
		}
	}
	return nil
}
