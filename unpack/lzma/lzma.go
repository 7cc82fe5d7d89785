// Package lzma decodes LZMA1 and LZMA2 from memory to memory: raw streams with properties kept elsewhere, the 13-byte
// "LZMA alone" header of kernels and camera images, and the chunked LZMA2 that .xz blocks hold.
//
// Firmware spends most of its unpacking time here, so the decoder keeps the range coder in registers, uses the output itself
// as dictionary, and takes no io.Reader. It promises: never more output than asked for, no allocation that hostile lengths
// alone can drive, the data decoded before an error is returned with the error, and an exact count of the bytes read, which
// a carver needs to know where a stream ends.
//
// Format: the public-domain "LZMA specification" (7-Zip 9.22 draft) and the .xz format description 1.1.0, clause 5.3.1.
package lzma

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// Errors a caller may decide by. Those returned wrap them with the place.
var (
	ErrHeader    = errors.New("not an LZMA header")
	ErrCorrupt   = errors.New("corrupt LZMA data")
	ErrTruncated = errors.New("LZMA data ends early")
	ErrTooLarge  = errors.New("LZMA output exceeds the limit")
)

// UnknownSize says that the stream ends at its end marker.
const UnknownSize = -1

// HeaderSize is the length of the LZMA-alone header: properties, dictionary size, output size.
const HeaderSize = 13

// Props are the three model parameters: literal context bits, literal position bits, position bits.
type Props struct{ LC, LP, PB uint8 }

// ParseProps splits the properties byte (pb*5+lp)*9+lc.
func ParseProps(b byte) (Props, error) {
	if b >= 9*5*5 {
		return Props{}, fmt.Errorf("%w: properties byte %#02x", ErrHeader, b)
	}
	return Props{LC: b % 9, LP: b / 9 % 5, PB: b / 45}, nil
}

// End tells how a stream ended.
type End struct {
	Read   int  // source bytes consumed
	Marker bool // an end marker closed the stream
	Clean  bool // the range coder ended in its final state, as every complete stream does
}

// Header is a parsed LZMA-alone header.
type Header struct {
	Props Props
	Dict  uint32
	Size  int64 // UnknownSize when the field is all ones
}

// ParseHeader reads the 13-byte header. It refuses what no encoder writes (properties out of range, a first coded byte
// that is not zero, sizes over 256 GiB), so that it can serve to identify streams; an arbitrary text seldom passes.
func ParseHeader(src []byte) (Header, error) {
	if len(src) < HeaderSize+5 {
		return Header{}, fmt.Errorf("%w: %d bytes", ErrTruncated, len(src))
	}
	props, err := ParseProps(src[0])
	if err != nil {
		return Header{}, err
	}
	h := Header{Props: props, Dict: binary.LittleEndian.Uint32(src[1:]), Size: UnknownSize}
	if size := binary.LittleEndian.Uint64(src[5:]); size != 1<<64-1 {
		if size >= 1<<38 {
			return Header{}, fmt.Errorf("%w: stated size %d", ErrHeader, size)
		}
		h.Size = int64(size)
	}
	if src[HeaderSize] != 0 {
		return Header{}, fmt.Errorf("%w: first coded byte %#02x", ErrHeader, src[HeaderSize])
	}
	return h, nil
}

// DecodeAlone decodes an LZMA-alone stream at the start of src and appends the output to dst, at most max bytes.
func DecodeAlone(dst, src []byte, max int) ([]byte, End, error) {
	h, err := ParseHeader(src)
	if err != nil {
		return dst, End{}, err
	}
	out, end, err := DecodeRaw(dst, src[HeaderSize:], h.Props, h.Size, max)
	end.Read += HeaderSize
	return out, end, err
}

// DecodeRaw decodes a headerless LZMA1 stream at the start of src and appends the output to dst, at most max bytes.
// With a known size the stream may still carry an end marker; with UnknownSize it must. A stream that goes on past a known
// size is returned without error but with End.Clean false.
func DecodeRaw(dst, src []byte, props Props, size int64, max int) ([]byte, End, error) {
	if size > int64(max) {
		size = UnknownSize // decode up to max, then say so
	}
	d := borrow()
	defer giveBack(d)
	if err := d.setProps(props); err != nil {
		return dst, End{}, err
	}
	d.resetState()
	return d.decodeStream(dst, src, size, max)
}

func (d *decoder) decodeStream(dst, src []byte, size int64, max int) ([]byte, End, error) {
	if len(src) < 5 {
		return dst, End{Read: len(src)}, fmt.Errorf("%w: %d bytes of range coder start", ErrTruncated, len(src))
	}
	if src[0] != 0 {
		return dst, End{}, fmt.Errorf("%w: first coded byte %#02x", ErrCorrupt, src[0])
	}
	base, limit, guess := len(dst), min(max, math.MaxInt/2-len(dst)), 4*len(src)
	if size >= 0 {
		limit, guess = int(size), 16*len(src) // a stated size is believed up to this ratio
	}
	d.start(dst, base, base+limit, src, 5)
	d.resize(min(limit, guess))
	err := d.run(size < 0)
	end := End{Read: min(d.ip, len(src)), Marker: d.marker, Clean: d.code == 0}
	if err == nil && !d.marker && d.code != 0 {
		d.trailingMarker(&end)
	}
	if size < 0 && (err == nil && !end.Marker || errors.Is(err, errPastEnd)) {
		err = fmt.Errorf("%w of %d bytes", ErrTooLarge, max)
	}
	if err != nil {
		err = fmt.Errorf("at output byte %d: %w", d.op-base, err)
	}
	return d.buf[:d.op], end, err
}

// trailingMarker reads the end marker some encoders write although the size is known.
func (d *decoder) trailingMarker(end *End) {
	ip, rng, code := d.ip, d.rng, d.code
	posState := uint32(d.op-d.base) & d.pbMask
	var match, rep, n, dist uint32
	match, ip, rng, code = decodeBit(&d.isMatch[(d.state<<4|posState)&255], d.src, ip, rng, code)
	rep, ip, rng, code = decodeBit(&d.isRep[d.state&15], d.src, ip, rng, code)
	if match == 0 || rep == 1 {
		return
	}
	n, ip, rng, code = length(&d.matchLen, posState, d.src, ip, rng, code)
	dist, ip, rng, code = distance(&d.model, n, d.src, ip, rng, code)
	if rng < top {
		_, code, ip = refill(rng, code, d.src, ip)
	}
	if dist == 1<<32-1 && ip <= len(d.src) {
		*end = End{Read: ip, Marker: true, Clean: code == 0}
	}
}
