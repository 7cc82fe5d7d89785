package jffs2

import (
	"bytes"
	"fmt"
	"io"

	"github.com/assay-project/assay/evidence"
)

// file is the content of a regular file: the chunks of its inode in the order of
// their versions, later ones over earlier ones, zeros where there are none.
type file struct {
	chunks []chunk
	size   uint32
}

// Open decodes the file and returns a reader of it.
func (f *file) Open() (io.ReadCloser, error) {
	data, err := f.Decode(maxFile)
	if err != nil {
		return nil, err
	}
	return io.NopCloser(bytes.NewReader(data)), nil
}

// Decode returns at most max bytes of the file.
func (f *file) Decode(max int64) ([]byte, error) {
	size := min(int64(f.size), max, maxFile)
	// A size without data behind it is a hole; do not let it alone allocate much.
	out := make([]byte, size)
	for i := range f.chunks {
		c := &f.chunks[i]
		if int64(c.offset) >= size {
			continue
		}
		if err := f.chunk(out[c.offset:], c); err != nil {
			return out[:c.offset], fmt.Errorf("jffs2, at byte %d: %w", c.offset, err)
		}
	}
	if size < int64(f.size) {
		return out, evidence.ErrTooLarge
	}
	return out, nil
}

// chunk decodes one node over what earlier ones left. out may be shorter than
// the node where the file was cut later.
func (f *file) chunk(out []byte, c *chunk) error {
	n := min(int(c.size), len(out))
	if c.compression == comprZero {
		clear(out[:n])
		return nil
	}
	if c.size > maxChunk {
		return fmt.Errorf("node of %d bytes", c.size)
	}
	if n == int(c.size) {
		return decode(out[:n], c.packed, c.compression)
	}
	whole := make([]byte, c.size)
	if err := decode(whole, c.packed, c.compression); err != nil {
		return err
	}
	copy(out[:n], whole)
	return nil
}
