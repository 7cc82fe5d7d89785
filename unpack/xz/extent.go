package xz

import "fmt"

// Extent walks the streams at the start of src without decoding: block headers, the chunk headers of LZMA2, index and
// footer. It returns where the last stream ends, without padding after it, and what all decode to as their indexes say.
// With an error it returns how far the headers made sense.
func Extent(src []byte) (packed int, size int64, err error) {
	for {
		s, err := openStream(src[packed:])
		if err == nil {
			err = s.walk()
		}
		if err != nil {
			return packed + s.at, size, fmt.Errorf("xz stream, byte %d: %w", packed+s.at, err)
		}
		packed += s.at
		for _, r := range s.records {
			size += r.size
		}
		next, found := followingStream(src[packed:])
		if !found {
			return packed, size, nil
		}
		packed += next
	}
}

// walk passes over the blocks and checks index and footer against them. What a block decodes to is the sum its chunks state.
func (s *stream) walk() error {
	for {
		if s.at >= len(s.src) {
			return ErrTruncated
		}
		if s.src[s.at] == 0 {
			return s.closeStream()
		}
		b, err := s.openBlock(s.at)
		if err != nil {
			return err
		}
		n, size, err := chunks(b.src[b.data:])
		if err != nil {
			s.at += min(b.data+n, len(b.src))
			return err
		}
		r := record{unpadded: int64(b.data + n + checkSize[b.check]), size: size}
		if r.padded() > int64(len(b.src)) {
			s.at = len(s.src)
			return ErrTruncated
		}
		s.records = append(s.records, r)
		s.at += int(r.padded())
	}
}

// Encoders fill chunks up to 64 KiB. An image of tiny ones would make every look at it slow.
const (
	maxSmall  = 1024
	meanChunk = 256
)

// chunks adds up the LZMA2 chunks at the start of src up to the end byte: their length, and the output they state.
func chunks(src []byte) (n int, size int64, err error) {
	for count := 0; ; count++ {
		if count > maxSmall+n/meanChunk {
			return n, size, fmt.Errorf("%w: %d LZMA2 chunks in %d bytes", ErrCorrupt, count, n)
		}
		if n >= len(src) {
			return len(src), size, ErrTruncated
		}
		control := src[n]
		if control == 0 {
			return n + 1, size, nil
		}
		if control > 2 && control < 0x80 {
			return n, size, fmt.Errorf("%w: LZMA2 control byte %#02x", ErrCorrupt, control)
		}
		if n+6 > len(src) {
			return len(src), size, ErrTruncated
		}
		low := int(src[n+1])<<8 + int(src[n+2]) + 1
		if control < 0x80 {
			n += 3 + low
			size += int64(low)
			continue
		}
		size += int64(control&0x1f)<<16 + int64(low)
		head := 5
		if control >= 0xc0 {
			head = 6
		}
		n += head + int(src[n+3])<<8 + int(src[n+4]) + 1
	}
}
