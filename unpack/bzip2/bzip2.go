// Package bzip2 unpacks bzip2 streams, several in a row included. Each block
// carries a CRC-32, which the decoder checks.
//
// The layout is that of "BZIP2: Format Specification" (J. Tsai, 2016).
package bzip2

import (
	"bytes"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"

	"github.com/assay-project/assay/unpack"
)

// Format is the bzip2 stream.
var Format = &unpack.Format{
	Name:     "bzip2",
	Doc:      "bzip2 stream; BZIP2 Format Specification",
	Magics:   []unpack.Magic{{Bytes: []byte("BZh")}},
	Identify: identify,
	Open:     open,
	Stream:   true,
}

var block = []byte{0x31, 0x41, 0x59, 0x26, 0x53, 0x59} // pi, at the start of a block

func identify(data []byte) (unpack.Found, error) {
	if len(data) < 14 || data[3] < '1' || data[3] > '9' || !bytes.Equal(data[4:10], block) {
		return unpack.Found{}, unpack.ErrNot
	}
	return unpack.Found{Proof: unpack.Checked}, nil
}

func open(job *unpack.Job, data []byte) (*unpack.Contents, error) {
	src := bytes.NewReader(data)
	out, err := unpack.ReadStream(job, nil, bzip2.NewReader(src), int64(len(data)))
	read := len(data) - src.Len()
	// The decoder looks for another stream behind the end, and has then read the
	// two bytes that should be "BZ".
	if e := bzip2.StructuralError(""); errors.As(err, &e) && e == "bad magic value in continuation file" {
		read, err = max(read-2, 0), nil
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = fmt.Errorf("bzip2: %w", unpack.ErrTruncated)
	}
	return unpack.Stream(job, out, int64(read), err)
}
