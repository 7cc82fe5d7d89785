package unpack

import (
	"errors"
	"fmt"
	"io"
)

const (
	// firstRead is the buffer a stream starts with. Most of what looks like a
	// stream in the middle of an image is none, and fails within it: thousands of
	// such attempts must not clear megabytes each.
	firstRead = 64 << 10
	// smallStream is the output up to which a stream's buffer grows step by step.
	smallStream = 32 << 20
)

// ReadStream appends what r decodes to out, within the limits for one stream of
// the given compressed size. What was decoded before an error is returned with
// it; ErrBudget is wrapped when a limit cut it short.
func ReadStream(job *Job, out []byte, r io.Reader, compressed int64) ([]byte, error) {
	limit := job.Budget.StreamMax(compressed)
	if out == nil {
		out = make([]byte, 0, min(max(compressed*3, 4<<10), limit, firstRead)+1)
	}
	for {
		if len(out) == cap(out) {
			out = grow(out, compressed, limit)
		}
		n, err := r.Read(out[len(out):cap(out)])
		out = out[:len(out)+n]
		switch {
		case int64(len(out)) > limit:
			return out[:limit], fmt.Errorf("%w: a stream of %d bytes decodes to more than %d", ErrBudget, compressed, limit)
		case err == io.EOF:
			return out, nil
		case err != nil:
			return out, err
		}
		if err := job.Context.Err(); err != nil {
			return out, err
		}
	}
}

// grow makes room: first what a stream of that size usually needs, then twice as
// much each time. A large stream gets all the room it may take at once: memory
// that is not written to costs nothing, and copies of old buffers do.
func grow(out []byte, compressed, limit int64) []byte {
	size := max(2*int64(cap(out)), 4<<10, min(compressed*3, limit, smallStream)+1)
	if size > smallStream {
		size = max(limit, int64(len(out))) + 1
	}
	larger := make([]byte, len(out), size)
	copy(larger, out)
	return larger
}

// Stream returns what a stream of size bytes decoded to as the contents of its
// container, and takes it from the budget. Of a stream that was cut short by a
// limit only the beginning is kept, so that one bomb does not use up the room of
// what follows it; where the budget has no room at all the output is dropped.
func Stream(job *Job, out []byte, size int64, err error) (*Contents, error) {
	if errors.Is(err, ErrBudget) && len(out) > smallStream {
		out = append(make([]byte, 0, smallStream), out[:smallStream]...)
	}
	if held := job.Budget.Hold(int64(len(out))); held != nil {
		if err == nil {
			err = held
		}
		return &Contents{Size: size}, err
	}
	if cap(out) > smallStream && len(out) < cap(out)/2 {
		out = append(make([]byte, 0, len(out)), out...)
	}
	return &Contents{Size: size, Parts: []Part{{Data: out, Offset: -1}}}, err
}
