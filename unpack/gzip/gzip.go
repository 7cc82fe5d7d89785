// Package gzip unpacks gzip streams (RFC 1952), several members in a row
// included. A stream in the middle of a flash image is believed only if its
// CRC-32 and length agree.
package gzip

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"

	"github.com/assay-project/assay/unpack"
)

// Format is the gzip stream.
var Format = &unpack.Format{
	Name:     "gzip",
	Doc:      "gzip stream, RFC 1952",
	Magics:   []unpack.Magic{{Bytes: []byte{0x1f, 0x8b, 8}}},
	Identify: identify,
	Open:     open,
	Stream:   true,
}

// header sizes of RFC 1952, clause 2.3.
const (
	minSize  = 18
	reserved = 0xe0
)

func identify(data []byte) (unpack.Found, error) {
	if len(data) < minSize || data[3]&reserved != 0 {
		return unpack.Found{}, unpack.ErrNot
	}
	if xfl := data[8]; xfl != 0 && xfl != 2 && xfl != 4 {
		return unpack.Found{}, unpack.ErrNot
	}
	if os := data[9]; os > 13 && os != 255 {
		return unpack.Found{}, unpack.ErrNot
	}
	return unpack.Found{Proof: unpack.Checked}, nil
}

func open(job *unpack.Job, data []byte) (*unpack.Contents, error) {
	src := bytes.NewReader(data)
	r, err := gzip.NewReader(src)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", unpack.ErrNot, err)
	}
	var out []byte
	read := 0
	for {
		r.Multistream(false)
		out, err = unpack.ReadStream(job, out, r, int64(len(data)))
		if err != nil {
			break
		}
		read = len(data) - src.Len()
		if err = r.Reset(src); err != nil { // end, or something else follows
			err = nil
			break
		}
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = fmt.Errorf("gzip: %w", unpack.ErrTruncated)
	}
	return unpack.Stream(job, out, int64(read), err)
}
