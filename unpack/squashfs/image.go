package squashfs

import (
	"errors"
	"fmt"
	"runtime"
	"sync"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/unpack"
)

var errMeta = errors.New("corrupt squashfs metadata")

// maxMeta bounds the decoded metadata of one image: room for half a million inodes, far above any firmware.
const maxMeta = 64 << 20

// image is an opened squashfs. After tree returns, everything but the fragment cache is read only.
type image struct {
	*superblock
	job     *unpack.Job
	data    []byte
	decode  decompressor
	meta    map[int64]metaBlock
	held    int // decoded metadata
	owners  []uint32
	frags   []fragment
	cache   fragmentCache
	gate    chan struct{} // bounds the blocks decoded at one time
	blocks  int64         // rows of block lists read
	buffers sync.Pool     // of *[]byte with room for a block
}

// fragment is a row of the fragment table.
type fragment struct {
	start uint64
	size  uint32 // as in a block list
}

func newImage(job *unpack.Job, sb *superblock, data []byte) (*image, error) {
	decode, err := newDecompressor(sb.compressor)
	if err != nil {
		return nil, err
	}
	img := &image{superblock: sb, job: job, data: data, decode: decode, meta: make(map[int64]metaBlock),
		gate: make(chan struct{}, runtime.GOMAXPROCS(0))}
	if err := img.readOwners(); err != nil {
		job.Limit(fmt.Sprintf("squashfs owners: %v", err), "owners of files are not known", assay.AreaModes)
	}
	if err := img.readFragments(); err != nil {
		job.Limit(fmt.Sprintf("squashfs fragment table: %v", err), "small files and ends of files cannot be read")
	}
	return img, nil
}

// metaBlock is a decoded metadata block and where the one after it starts.
type metaBlock struct {
	data []byte
	next int64
}

// metaBlockAt decodes the metadata block at an offset of the image, once.
func (img *image) metaBlockAt(at int64) (metaBlock, error) {
	if b, ok := img.meta[at]; ok {
		return b, nil
	}
	if at < superblockSize || at > int64(len(img.data))-2 {
		return metaBlock{}, fmt.Errorf("%w: block at %#x: %w", errMeta, at, unpack.ErrTruncated)
	}
	head := img.order.Uint16(img.data[at:])
	size := int64(head & 0x7fff)
	if head&0x7fff == 0 { // a size of 32 KiB wraps to zero, and nothing else does
		size = 0x8000
	}
	if size > int64(len(img.data))-at-2 {
		return metaBlock{}, fmt.Errorf("%w: block of %d bytes at %#x: %w", errMeta, size, at, unpack.ErrTruncated)
	}
	b := metaBlock{data: img.data[at+2 : at+2+size], next: at + 2 + size}
	if head&0x8000 == 0 {
		if img.held += metaSize; img.held > maxMeta {
			return metaBlock{}, fmt.Errorf("%w: more than %d MiB of it", errMeta, maxMeta>>20)
		}
		out, err := img.decode(make([]byte, 0, metaSize), b.data)
		if err != nil {
			return metaBlock{}, fmt.Errorf("%w: block at %#x: %w", errMeta, at, err)
		}
		b.data = out
	}
	if len(b.data) == 0 || len(b.data) > metaSize {
		return metaBlock{}, fmt.Errorf("%w: block of %d bytes at %#x", errMeta, len(b.data), at)
	}
	img.meta[at] = b
	return b, nil
}

// cursor reads fields across metadata blocks. It stops at the first error and keeps it.
type cursor struct {
	img  *image
	rest []byte
	next int64
	err  error
	buf  [64]byte
}

// cursorAt starts at an offset within the decoded metadata block at start.
func (img *image) cursorAt(start int64, offset int) *cursor {
	c := &cursor{img: img}
	b, err := img.metaBlockAt(start)
	if err == nil && offset > len(b.data) {
		err = fmt.Errorf("%w: offset %d in a block of %d bytes", errMeta, offset, len(b.data))
	}
	if err != nil {
		c.err = err
		return c
	}
	c.rest, c.next = b.data[offset:], b.next
	return c
}

// bytes returns the next n bytes, valid until the next call; after an error, zeros.
func (c *cursor) bytes(n int) []byte {
	if c.err == nil && n <= len(c.rest) {
		out := c.rest[:n]
		c.rest = c.rest[n:]
		return out
	}
	out := c.buf[:0]
	if n > len(c.buf) {
		out = make([]byte, 0, n) // callers bound n: names, link targets
	}
	for c.err == nil && len(out) < n {
		if len(c.rest) == 0 {
			b, err := c.img.metaBlockAt(c.next)
			if c.err = err; err != nil {
				break
			}
			c.rest, c.next = b.data, b.next
		}
		take := min(n-len(out), len(c.rest))
		out = append(out, c.rest[:take]...)
		c.rest = c.rest[take:]
	}
	if c.err != nil {
		return make([]byte, n)
	}
	return out
}

func (c *cursor) u16() uint16 { return c.img.order.Uint16(c.bytes(2)) }
func (c *cursor) u32() uint32 { return c.img.order.Uint32(c.bytes(4)) }
func (c *cursor) u64() uint64 { return c.img.order.Uint64(c.bytes(8)) }

// table calls row for each of count rows of a lookup table: a list of places of metadata blocks, which hold the rows.
func (img *image) table(at uint64, count, rowSize int, row func([]byte)) error {
	perBlock := metaSize / rowSize
	blocks := (count + perBlock - 1) / perBlock
	if at > uint64(len(img.data)) || uint64(blocks)*8 > uint64(len(img.data))-at {
		return fmt.Errorf("%w: table of %d rows at %#x: %w", errMeta, count, at, unpack.ErrTruncated)
	}
	for i := range blocks {
		start := img.order.Uint64(img.data[at+8*uint64(i):])
		if start >= at {
			return fmt.Errorf("%w: table block at %#x", errMeta, start)
		}
		c := img.cursorAt(int64(start), 0)
		for range min(perBlock, count-i*perBlock) {
			b := c.bytes(rowSize)
			if c.err != nil {
				return c.err
			}
			row(b)
		}
	}
	return nil
}

func (img *image) readOwners() error {
	return img.table(img.idTable, int(img.ids), 4, func(b []byte) {
		img.owners = append(img.owners, img.order.Uint32(b))
	})
}

func (img *image) readFragments() error {
	if img.fragments == 0 || img.fragTable == none {
		return nil
	}
	return img.table(img.fragTable, int(img.fragments), 16, func(b []byte) {
		img.frags = append(img.frags, fragment{start: img.order.Uint64(b), size: img.order.Uint32(b[8:])})
	})
}
