package lzo

import (
	"encoding/binary"
	"fmt"
	"hash/adler32"
	"hash/crc32"
	"slices"
)

// Magic opens every lzop member.
const Magic = "\x89LZO\x00\r\n\x1a\n"

// Flags of the lzop header that change what is read.
const (
	flagAdlerOut = 1 << 0 // checksums of the decoded data
	flagCRCOut   = 1 << 8
	flagAdlerIn  = 1 << 1 // checksums of the compressed data
	flagCRCIn    = 1 << 9
	flagExtra    = 1 << 6
	flagFilter   = 1 << 11
	flagCRCHead  = 1 << 12
)

// maxBlock is lzop's own bound of a block.
const maxBlock = 64 << 20

// Header is the header of an lzop member.
type Header struct {
	Name    string // as stored; may hold anything
	Version uint16
	Method  byte // 1 to 3, all LZO1X
	Mode    uint32
	Time    int64 // seconds since 1970
	Size    int   // bytes of the header itself
	flags   uint32
}

// reader takes big-endian fields from the front of src and remembers that it ran out.
type reader struct {
	src   []byte
	at    int
	short bool
}

func (r *reader) take(n int) []byte {
	if n > len(r.src)-r.at {
		r.short = true
		return make([]byte, min(n, 255))
	}
	r.at += n
	return r.src[r.at-n : r.at]
}

func (r *reader) u8() byte    { return r.take(1)[0] }
func (r *reader) u16() uint16 { return binary.BigEndian.Uint16(r.take(2)) }
func (r *reader) u32() uint32 { return binary.BigEndian.Uint32(r.take(4)) }

// ParseHeader reads the header of the lzop member at the start of src and compares its checksum.
func ParseHeader(src []byte) (Header, error) {
	if len(src) < len(Magic) || string(src[:len(Magic)]) != Magic {
		return Header{}, fmt.Errorf("%w: magic % x", ErrHeader, src[:min(len(Magic), len(src))])
	}
	r := &reader{src: src, at: len(Magic)}
	h := Header{Version: r.u16()}
	r.u16() // version of the library
	newer := h.Version >= 0x0940
	needed := h.Version
	if newer {
		needed = r.u16()
	}
	h.Method = r.u8()
	if newer {
		r.u8() // level
	}
	h.flags = r.u32()
	if h.flags&flagFilter != 0 {
		r.u32()
	}
	h.Mode = r.u32()
	h.Time = int64(r.u32())
	if newer {
		h.Time |= int64(r.u32()) << 32
	}
	h.Name = string(r.take(int(r.u8())))
	sum := checksum(h.flags&flagCRCHead != 0, src[len(Magic):r.at])
	stated := r.u32()
	if r.short {
		return h, fmt.Errorf("header: %w", ErrTruncated)
	}
	if sum != stated {
		return h, fmt.Errorf("%w: header checksum %08x, stated %08x", ErrCorrupt, sum, stated)
	}
	if needed > 0x1040 || h.Method < 1 || h.Method > 3 || h.flags&flagFilter != 0 {
		return h, fmt.Errorf("%w: needs version %#x, method %d, flags %#x", ErrUnsupported, needed, h.Method, h.flags)
	}
	if h.flags&flagExtra != 0 {
		from := r.at
		n := int64(r.u32())
		if n > int64(len(src)-r.at) {
			return h, fmt.Errorf("extra field of %d bytes: %w", n, ErrTruncated)
		}
		r.take(int(n))
		sum := checksum(h.flags&flagCRCHead != 0, src[from:r.at])
		if stated := r.u32(); r.short || sum != stated {
			return h, fmt.Errorf("%w: checksum of the extra field", ErrCorrupt)
		}
	}
	h.Size = r.at
	return h, nil
}

func checksum(crc bool, data []byte) uint32 {
	if crc {
		return crc32.ChecksumIEEE(data)
	}
	return adler32.Checksum(data)
}

// chunk is one block of a member: its header's fields and where its data lie.
type chunk struct {
	size        int // decoded
	data        []byte
	outA, outC  uint32 // Adler-32 and CRC-32 of the decoded data
	inA, inC    uint32 // of the compressed data
	haveIn, end bool
	next        int // offset of the next block
}

// readChunk reads the block header at offset at. A truncated block comes with the data there are and ErrTruncated.
func (h Header) readChunk(src []byte, at int) (chunk, error) {
	r := &reader{src: src, at: at}
	size := r.u32()
	if r.short {
		return chunk{}, fmt.Errorf("block header: %w", ErrTruncated)
	}
	if size == 0 {
		return chunk{end: true, next: r.at}, nil
	}
	packed := r.u32()
	c := chunk{size: int(size), haveIn: packed < size}
	for _, f := range []struct {
		flag uint32
		to   *uint32
		read bool
	}{{flagAdlerOut, &c.outA, true}, {flagCRCOut, &c.outC, true}, {flagAdlerIn, &c.inA, c.haveIn}, {flagCRCIn, &c.inC, c.haveIn}} {
		if h.flags&f.flag != 0 && f.read {
			*f.to = r.u32()
		}
	}
	if r.short {
		return chunk{}, fmt.Errorf("block header: %w", ErrTruncated)
	}
	if size > maxBlock || packed > size || packed == 0 {
		return chunk{}, fmt.Errorf("%w: block of %d bytes to %d", ErrCorrupt, packed, size)
	}
	c.data = src[r.at:min(r.at+int(packed), len(src))]
	c.next = r.at + int(packed)
	if len(c.data) < int(packed) {
		return c, fmt.Errorf("block of %d bytes: %w", packed, ErrTruncated)
	}
	return c, nil
}

// Extent walks the block headers of the member at the start of src without decoding. It returns where the member ends and
// what it decodes to; with an error, how far the headers made sense.
func Extent(src []byte) (packed int, size int64, err error) {
	h, err := ParseHeader(src)
	if err != nil {
		return 0, 0, err
	}
	for at := h.Size; ; {
		c, err := h.readChunk(src, at)
		if err != nil {
			return min(max(at, c.next), len(src)), size, fmt.Errorf("byte %d: %w", at, err)
		}
		if at = c.next; c.end {
			return at, size, nil
		}
		size += int64(c.size)
	}
}

// DecodeMember decodes the lzop member at the start of src and appends its output to dst, at most max bytes. It verifies
// every checksum the member carries and returns the number of source bytes read.
func DecodeMember(dst, src []byte, max int) ([]byte, int, error) {
	h, err := ParseHeader(src)
	if err != nil {
		return dst, 0, err
	}
	base := len(dst)
	for at := h.Size; ; {
		c, err := h.readChunk(src, at)
		if err == nil && c.end {
			return dst, c.next, nil
		}
		if err == nil && c.size > max-(len(dst)-base) {
			err = fmt.Errorf("%w of %d bytes", ErrTooLarge, max)
		}
		if err == nil {
			dst, err = h.decodeChunk(dst, c)
		}
		if err != nil {
			return dst, at, fmt.Errorf("lzop block at byte %d: %w", at, err)
		}
		at = c.next
	}
}

func (h Header) decodeChunk(dst []byte, c chunk) ([]byte, error) {
	if c.haveIn && (h.flags&flagAdlerIn != 0 && adler32.Checksum(c.data) != c.inA || h.flags&flagCRCIn != 0 && crc32.ChecksumIEEE(c.data) != c.inC) {
		return dst, fmt.Errorf("%w: checksum of the compressed data", ErrCorrupt)
	}
	before := len(dst)
	if !c.haveIn {
		dst = append(dst, c.data...)
	} else {
		var n int
		var err error
		dst = slices.Grow(dst, min(c.size, 256*len(c.data))) // LZO1X gains at most a factor of 255
		if dst, n, err = Decode(dst, c.data, c.size); err != nil {
			return dst, err
		}
		if n != len(c.data) || len(dst)-before != c.size {
			return dst, fmt.Errorf("%w: %d of %d bytes gave %d of %d", ErrCorrupt, n, len(c.data), len(dst)-before, c.size)
		}
	}
	out := dst[before:]
	if h.flags&flagAdlerOut != 0 && adler32.Checksum(out) != c.outA || h.flags&flagCRCOut != 0 && crc32.ChecksumIEEE(out) != c.outC {
		return dst, fmt.Errorf("%w: checksum of the decoded data", ErrCorrupt)
	}
	return dst, nil
}
