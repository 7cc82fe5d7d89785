// Package lzo decodes LZO1X, the compression of JFFS2, UBIFS and squashfs images that had to start quickly on a small
// processor, and reads the container of lzop.
//
// Every variant of the encoder (LZO1X-1, -1(15), -999) writes the same stream. Decoding is from memory to memory and safe:
// no read or write outside the slices, no more output than asked for, and the exact count of bytes read. What was decoded
// before an error is returned with the error.
//
// Format: "LZO stream format as understood by Linux's LZO decompressor" (Documentation/staging/lzo.rst of the kernel).
package lzo

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// Errors a caller may decide by. Those returned wrap them with the place.
var (
	ErrHeader      = errors.New("not an lzop file")
	ErrCorrupt     = errors.New("corrupt LZO data")
	ErrTruncated   = errors.New("LZO data end early")
	ErrTooLarge    = errors.New("LZO output exceeds the limit")
	ErrUnsupported = errors.New("lzop feature not supported")
)

// slack is how far the copies may write past what they copy.
const slack = 16

// Decode decodes the LZO1X stream at the start of src up to its end marker and appends the output to dst, at most max bytes.
// It returns the output and the number of source bytes read. Callers who know the output's size save copies by giving dst
// that capacity.
func Decode(dst, src []byte, max int) ([]byte, int, error) {
	s := stream{src: src, buf: dst[:cap(dst)], base: len(dst), op: len(dst)}
	s.limit = len(dst) + min(max, math.MaxInt/2-len(dst))
	if len(s.buf) > s.limit {
		s.buf = s.buf[:s.limit]
	}
	err := s.run()
	if err != nil {
		err = fmt.Errorf("at input byte %d, output byte %d: %w", s.ip, s.op-s.base, err)
	}
	return s.buf[:s.op], min(s.ip, len(src)), err
}

type stream struct {
	src  []byte
	ip   int
	buf  []byte // output; its length is the room there is now
	base int
	op   int

	limit int
}

// reserve makes room for n more bytes of output; the room doubles, so hostile lengths cost only what they decode to.
func (s *stream) reserve(n int) error {
	if n <= len(s.buf)-s.op {
		return nil
	}
	if n > s.limit-s.op {
		return fmt.Errorf("%w of %d bytes", ErrTooLarge, s.limit-s.base)
	}
	size := max(s.op+n, min(s.limit, max(2*len(s.buf), s.op+4*len(s.src))))
	grown := make([]byte, size)
	copy(grown, s.buf[:s.op])
	s.buf = grown
	return nil
}

// literals copies n bytes from the input.
func (s *stream) literals(n int) error {
	if n > len(s.src)-s.ip {
		return ErrTruncated
	}
	if err := s.reserve(n); err != nil {
		return err
	}
	if n <= slack && s.op+slack <= len(s.buf) && s.ip+slack <= len(s.src) {
		copy(s.buf[s.op:s.op+slack], s.src[s.ip:s.ip+slack])
	} else {
		copy(s.buf[s.op:], s.src[s.ip:s.ip+n])
	}
	s.op += n
	s.ip += n
	return nil
}

// match copies n bytes from dist bytes back, which may overlap what it writes.
func (s *stream) match(dist, n int) error {
	if dist > s.op-s.base {
		return fmt.Errorf("%w: distance %d with %d bytes decoded", ErrCorrupt, dist, s.op-s.base)
	}
	if err := s.reserve(n); err != nil {
		return err
	}
	buf, op, end := s.buf, s.op, s.op+n
	from := op - dist
	s.op = end
	if dist >= 8 && end+8 <= len(buf) {
		for ; op < end; op, from = op+8, from+8 {
			binary.LittleEndian.PutUint64(buf[op:], binary.LittleEndian.Uint64(buf[from:]))
		}
		return nil
	}
	for ; op < end; op++ {
		buf[op] = buf[from]
		from++
	}
	return nil
}

// long reads the rest of a length whose bits in the instruction were zero: 255 for each zero byte, then the last byte.
func (s *stream) long(start int) (int, error) {
	from := s.ip
	for s.ip < len(s.src) && s.src[s.ip] == 0 {
		s.ip++
	}
	if s.ip >= len(s.src) {
		return 0, ErrTruncated
	}
	zeros := s.ip - from
	s.ip++
	return start + 255*zeros + int(s.src[s.ip-1]), nil
}

// run decodes instructions. state is the number of literals the last one brought along (0 to 3), or 4 after a literal run:
// it decides what an instruction below 16 means.
func (s *stream) run() error {
	if len(s.src) < 3 {
		return ErrTruncated
	}
	state := 0
	if first := int(s.src[0]); first > 17 {
		s.ip = 1
		if err := s.literals(first - 17); err != nil {
			return err
		}
		state = min(first-17, 4)
	}
	for {
		if s.ip >= len(s.src) {
			return ErrTruncated
		}
		t := int(s.src[s.ip])
		s.ip++
		if t < 16 && state == 0 {
			n := t + 3
			if t == 0 {
				var err error
				if n, err = s.long(18); err != nil {
					return err
				}
			}
			if err := s.literals(n); err != nil {
				return err
			}
			state = 4
			continue
		}
		dist, n, trail, err := s.instruction(t, state)
		if err != nil {
			return err
		}
		if dist == 0 {
			if n != 3 || trail != 0 {
				return fmt.Errorf("%w: end marker of length %d", ErrCorrupt, n)
			}
			return nil
		}
		if err := s.match(dist, n); err != nil {
			return err
		}
		if trail > 0 {
			if err := s.literals(trail); err != nil {
				return err
			}
		}
		state = trail
	}
}

// instruction decodes a match: distance (0 at the end marker), length, and how many literals follow.
func (s *stream) instruction(t, state int) (dist, n, trail int, err error) {
	if t < 16 || t >= 64 {
		if s.ip >= len(s.src) {
			return 0, 0, 0, ErrTruncated
		}
		next := int(s.src[s.ip])
		s.ip++
		switch {
		case t >= 64:
			return 1 + t>>2&7 + next<<3, t>>5 + 1, t & 3, nil
		case state == 4:
			return 0x801 + t>>2 + next<<2, 3, t & 3, nil
		}
		return 1 + t>>2 + next<<2, 2, t & 3, nil
	}
	mask := 31
	if t < 32 {
		mask = 7
	}
	n = t&mask + 2
	if n == 2 {
		if n, err = s.long(mask + 2); err != nil {
			return 0, 0, 0, err
		}
	}
	if s.ip+2 > len(s.src) {
		return 0, 0, 0, ErrTruncated
	}
	next := int(binary.LittleEndian.Uint16(s.src[s.ip:]))
	s.ip += 2
	if t >= 32 {
		return 1 + next>>2, n, next & 3, nil
	}
	if dist = t&8<<11 + next>>2; dist != 0 {
		dist += 0x4000
	}
	return dist, n, next & 3, nil
}
