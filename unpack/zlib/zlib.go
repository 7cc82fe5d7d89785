// Package zlib unpacks zlib streams (RFC 1950) that make up a whole file or
// part. The header is two bytes, so none is carved out of other bytes, and one is
// believed only when its Adler-32 agrees and nothing but padding follows.
package zlib

import (
	"bytes"
	"fmt"

	"github.com/klauspost/compress/zlib"

	"github.com/assay-project/assay/unpack"
)

// Format is the zlib stream.
var Format = &unpack.Format{
	Name:      "zlib",
	Doc:       "zlib stream, RFC 1950",
	Magics:    []unpack.Magic{{Bytes: []byte{0x78, 0x01}}, {Bytes: []byte{0x78, 0x5e}}, {Bytes: []byte{0x78, 0x9c}}, {Bytes: []byte{0x78, 0xda}}},
	Identify:  identify,
	Open:      open,
	Stream:    true,
	WholeOnly: true,
}

// minSize is header, one empty block and checksum.
const minSize = 8

func identify(data []byte) (unpack.Found, error) {
	if len(data) < minSize || data[2]&6 == 6 { // block type 3 does not exist
		return unpack.Found{}, unpack.ErrNot
	}
	return unpack.Found{Proof: unpack.Plausible}, nil
}

func open(job *unpack.Job, data []byte) (*unpack.Contents, error) {
	src := bytes.NewReader(data)
	r, err := zlib.NewReader(src)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", unpack.ErrNot, err)
	}
	out, err := unpack.ReadStream(job, nil, r, int64(len(data)))
	return unpack.Stream(job, out, int64(len(data)-src.Len()), err)
}
