package squashfs

import (
	"fmt"
	"io"
	"runtime"
	"sync"

	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/unpack"
)

// A size in a block list: 24 bits of bytes, one bit for "stored as it is"; zero is a hole.
const (
	sizeMask = 1<<24 - 1
	stored   = 1 << 24
)

type block struct {
	at   int64
	size uint32
}

// file is the content of a regular file. It implements evidence.Decoder. Its size is what the inode says, and holes may make
// it far larger than the image: whoever reads accounts for it.
type file struct {
	img      *image
	start    int64
	size     int64
	blocks   []block
	fragment uint32
	tailAt   uint32 // of the end of the file in its fragment
}

// fits reports whether all data of the file are inside the image.
func (f *file) fits() bool {
	for _, b := range f.blocks {
		if b.at+int64(b.size&sizeMask) > int64(len(f.img.data)) {
			return false
		}
	}
	return f.fragment == noFragment || int64(f.fragment) < int64(len(f.img.frags))
}

// parts is the number of pieces the file is decoded in: its blocks, and the tail in a fragment.
func (f *file) parts() int {
	if f.fragment != noFragment && f.size > int64(len(f.blocks))*f.img.blockSize {
		return len(f.blocks) + 1
	}
	return len(f.blocks)
}

// partSize is how much of the file part i holds.
func (f *file) partSize(i int) int {
	return int(min(f.img.blockSize, f.size-int64(i)*f.img.blockSize))
}

// part decodes part i into dst, which is empty and has at least the capacity of the part.
func (f *file) part(dst []byte, i int) (out []byte, err error) {
	defer func() {
		if r := recover(); r != nil { // parts are decoded on goroutines of their own
			out, err = nil, fmt.Errorf("block %d: decoding stopped: %v", i, r)
		}
	}()
	want := f.partSize(i)
	if i == len(f.blocks) {
		return f.img.tail(dst, f.fragment, f.tailAt, want)
	}
	b := f.blocks[i]
	if b.size&sizeMask == 0 {
		dst = dst[:want]
		clear(dst)
		return dst, nil
	}
	out, err = f.img.blockAt(dst[:0:want], b.at, b.size)
	if err == nil && len(out) != want {
		err = fmt.Errorf("%w: %d bytes instead of %d", errBlock, len(out), want)
	}
	if err != nil {
		return out, fmt.Errorf("block %d: %w", i, err)
	}
	return out, nil
}

// blockAt decodes the data block at an offset of the image into the capacity of dst.
func (img *image) blockAt(dst []byte, at int64, size uint32) ([]byte, error) {
	n := int64(size & sizeMask)
	if at < 0 || at > int64(len(img.data)) || n > int64(len(img.data))-at {
		return dst, fmt.Errorf("%d bytes at %#x: %w", n, at, unpack.ErrTruncated)
	}
	src := img.data[at : at+n]
	if size&stored == 0 {
		return img.decode(dst, src)
	}
	if len(src) > cap(dst) {
		return dst, fmt.Errorf("%w: %d bytes stored where %d fit", errBlock, len(src), cap(dst))
	}
	return append(dst, src...), nil
}

// Decode returns at most max bytes of the file, decoding its blocks in parallel into one slice.
func (f *file) Decode(max int64) ([]byte, error) {
	n := min(f.size, max)
	out := make([]byte, n)
	parts := int((n + f.img.blockSize - 1) / f.img.blockSize)
	parts = min(parts, f.parts())
	good, err := f.fill(out, parts)
	if err == nil && n < f.size {
		err = evidence.ErrTooLarge
	}
	return out[:good], err
}

// fill decodes the first parts into out and returns how many bytes at its start are right.
func (f *file) fill(out []byte, parts int) (int, error) {
	fails := make([]error, parts)
	good := make([]int, parts)
	one := func(i int) {
		at := int64(i) * f.img.blockSize
		to := min(at+f.img.blockSize, int64(len(out)))
		if whole := f.partSize(i); at+int64(whole) <= int64(len(out)) {
			var got []byte
			got, fails[i] = f.part(out[at:at:to], i)
			good[i] = len(got)
			return
		}
		got, err := f.part(make([]byte, 0, f.img.blockSize), i) // max ends within this block
		fails[i] = err
		good[i] = copy(out[at:to], got)
	}
	if parts == 1 {
		one(0)
	} else {
		var next sync.Mutex
		at := 0
		var wg sync.WaitGroup
		for range min(parts, runtime.GOMAXPROCS(0)) {
			wg.Go(func() {
				f.img.gate <- struct{}{}
				defer func() { <-f.img.gate }()
				for {
					next.Lock()
					i := at
					at++
					next.Unlock()
					if i >= parts {
						return
					}
					one(i)
				}
			})
		}
		wg.Wait()
	}
	for i, err := range fails {
		if err != nil {
			return int(int64(i)*f.img.blockSize) + good[i], err
		}
	}
	return len(out), nil
}

// Open returns a reader that decodes a few blocks ahead.
func (f *file) Open() (io.ReadCloser, error) {
	return &reader{f: f}, nil
}

type decoded struct {
	data []byte
	err  error
}

// reader decodes parts in order. Of a file with several, those ahead are decoded meanwhile by other goroutines.
type reader struct {
	f     *file
	rest  []byte
	buf   []byte // holds rest; given back when rest is read
	next  int    // part to start
	taken int    // part to deliver
	ahead []chan decoded
	err   error
}

// Read implements io.Reader.
func (r *reader) Read(p []byte) (int, error) {
	for len(r.rest) == 0 {
		if r.err != nil {
			return 0, r.err
		}
		r.advance()
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// WriteTo implements io.WriterTo: it writes whole blocks.
func (r *reader) WriteTo(w io.Writer) (int64, error) {
	var total int64
	for {
		if len(r.rest) > 0 {
			n, err := w.Write(r.rest)
			total += int64(n)
			r.rest = r.rest[n:]
			if err != nil {
				return total, err
			}
		}
		if r.err == io.EOF {
			return total, nil
		}
		if r.err != nil {
			return total, r.err
		}
		r.advance()
	}
}

// advance makes the next part the rest to read, or sets the error.
func (r *reader) advance() {
	r.giveBack()
	parts := r.f.parts()
	if r.taken >= parts {
		r.err = io.EOF
		return
	}
	var d decoded
	if parts == 1 {
		d.data, d.err = r.f.part(r.f.img.buffer(), 0)
	} else {
		for r.next < parts && len(r.ahead) <= runtime.GOMAXPROCS(0) {
			r.start(r.next)
			r.next++
		}
		d = <-r.ahead[0]
		r.ahead = r.ahead[1:]
	}
	r.taken++
	r.buf, r.rest, r.err = d.data, d.data, d.err
}

func (r *reader) start(i int) {
	out := make(chan decoded, 1)
	r.ahead = append(r.ahead, out)
	f := r.f
	go func() {
		f.img.gate <- struct{}{}
		defer func() { <-f.img.gate }()
		data, err := f.part(f.img.buffer(), i)
		out <- decoded{data, err}
	}()
}

// Close implements io.Closer. It waits for blocks being decoded.
func (r *reader) Close() error {
	r.giveBack()
	for _, c := range r.ahead {
		r.f.img.release((<-c).data)
	}
	r.ahead, r.rest = nil, nil
	if r.err == nil {
		r.err = io.ErrClosedPipe
	}
	return nil
}

func (r *reader) giveBack() {
	r.f.img.release(r.buf)
	r.buf = nil
}

// buffer returns an empty slice with room for a block; release takes it back.
func (img *image) buffer() []byte {
	if b, ok := img.buffers.Get().(*[]byte); ok {
		return (*b)[:0]
	}
	return make([]byte, 0, img.blockSize)
}

func (img *image) release(b []byte) {
	if int64(cap(b)) >= img.blockSize {
		img.buffers.Put(&b)
	}
}
