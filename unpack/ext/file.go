package ext

import (
	"bytes"
	"fmt"
	"io"

	"github.com/assay-project/assay/evidence"
)

// file is the content of a regular file.
type file struct {
	v *volume
	i *inode
}

// Open returns a reader that goes from run to run, with zeros in holes.
func (f *file) Open() (io.ReadCloser, error) {
	if f.i.is(flagInline) {
		data, err := f.short()
		return io.NopCloser(bytes.NewReader(data)), err
	}
	spans, err := f.v.spans(f.i)
	if err != nil {
		return nil, err
	}
	return io.NopCloser(&reader{v: f.v, spans: spans, size: f.i.size}), nil
}

// Decode returns at most max bytes of the file.
func (f *file) Decode(max int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	out := make([]byte, min(f.i.size, max))
	if n, err := io.ReadFull(r, out); err != nil {
		return out[:n], fmt.Errorf("ext, at byte %d: %w", n, err)
	}
	if f.i.size > max {
		return out, evidence.ErrTooLarge
	}
	return out, nil
}

// short returns contents that are kept in the inode.
func (f *file) short() ([]byte, error) {
	head, tail := f.v.inline(f.i)
	data := append(bytes.Clone(head), tail...)
	if int64(len(data)) < f.i.size {
		return nil, fmt.Errorf("%w: %d bytes kept in the inode, of %d", errCorrupt, len(data), f.i.size)
	}
	return data[:f.i.size], nil
}

type reader struct {
	v     *volume
	spans []span
	at    int64
	size  int64
}

// Read copies from one run, or zeros up to the next.
func (r *reader) Read(p []byte) (int, error) {
	if r.at >= r.size {
		return 0, io.EOF
	}
	p = p[:min(int64(len(p)), r.size-r.at)]
	for len(r.spans) > 0 && (r.spans[0].logical+r.spans[0].count)*r.v.blockSize <= r.at {
		r.spans = r.spans[1:]
	}
	n, err := r.fill(p)
	r.at += int64(n)
	return n, err
}

func (r *reader) fill(p []byte) (int, error) {
	if len(r.spans) == 0 {
		clear(p)
		return len(p), nil
	}
	s := r.spans[0]
	start, end := s.logical*r.v.blockSize, (s.logical+s.count)*r.v.blockSize
	if r.at < start {
		p = p[:min(int64(len(p)), start-r.at)]
		clear(p)
		return len(p), nil
	}
	p = p[:min(int64(len(p)), end-r.at)]
	if s.physical == 0 {
		clear(p)
		return len(p), nil
	}
	from := s.physical*r.v.blockSize + r.at - start
	if from < 0 || from+int64(len(p)) > int64(len(r.v.data)) {
		return 0, fmt.Errorf("%w: block %d lies outside", errCorrupt, s.physical)
	}
	return copy(p, r.v.data[from:]), nil
}
