// Package xz reads the .xz container from memory to memory: streams, blocks, index and footer, the LZMA2, delta and BCJ
// filters, and every check it defines. Blocks are decoded in parallel where the index of a whole file says where they are.
//
// It promises that nothing unverified passes silently: header, index, footer and block checks are compared, and a check of a
// reserved kind is named in End. What was decoded before an error is returned with the error; the count of bytes read ends
// exactly at the last footer, so that a carver knows the extent of a stream inside a larger image.
//
// Format: "The .xz File Format", version 1.1.0 (public domain).
package xz

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
)

// Errors a caller may decide by. Those returned wrap them with the place.
var (
	ErrHeader      = errors.New("not an xz stream")
	ErrCorrupt     = errors.New("corrupt xz data")
	ErrTruncated   = errors.New("xz data end early")
	ErrTooLarge    = errors.New("xz output exceeds the limit")
	ErrUnsupported = errors.New("xz feature not supported")
)

// Magic opens every stream.
const Magic = "\xfd7zXZ\x00"

const (
	headerSize = 12
	footerSize = 12
)

// End tells how the input ended and what was verified.
type End struct {
	Read       int  // source bytes consumed: up to the last footer, without padding after it
	Streams    int  // streams decoded to their footer
	Blocks     int  // blocks decoded
	Check      byte // check kind of the last stream: 0 none, 1 CRC-32, 4 CRC-64, 10 SHA-256
	Unverified bool // a block carried a check of a reserved kind, or none
}

// Decode decodes the stream at the start of src, and those that follow it directly or after padding, and appends the output
// to dst, at most max bytes. Bytes after the last stream are left alone: see End.Read.
func Decode(dst, src []byte, max int) ([]byte, End, error) {
	var end End
	limit := len(dst) + min(max, math.MaxInt/2-len(dst))
	for {
		s, err := openStream(src[end.Read:])
		if err == nil {
			dst, err = s.decode(dst, limit)
		}
		end.Blocks += len(s.records)
		end.Check = s.check
		end.Unverified = end.Unverified || s.unverified
		if err != nil {
			at := end.Read + s.at
			end.Read = at
			return dst, end, fmt.Errorf("xz stream %d, byte %d: %w", end.Streams+1, at, err)
		}
		end.Read += s.at
		end.Streams++
		next, found := followingStream(src[end.Read:])
		if !found {
			return dst, end, nil
		}
		end.Read += next
	}
}

// followingStream looks for a further stream after zero padding in whole groups of four bytes.
func followingStream(src []byte) (int, bool) {
	at := 0
	for at+4 <= len(src) && binary.LittleEndian.Uint32(src[at:]) == 0 {
		at += 4
	}
	return at, bytes.HasPrefix(src[at:], []byte(Magic))
}

// record is what the index keeps of a block.
type record struct {
	unpadded int64 // header, data and check, without padding
	size     int64 // decoded
}

// padded is the room the block takes in the stream.
func (r record) padded() int64 { return (r.unpadded + 3) &^ 3 }

type stream struct {
	src        []byte // from the stream header on
	at         int
	flags      [2]byte
	check      byte
	unverified bool
	records    []record
}

func openStream(src []byte) (*stream, error) {
	s := &stream{src: src}
	if len(src) < headerSize {
		return s, fmt.Errorf("%w: %d bytes", ErrTruncated, len(src))
	}
	if string(src[:6]) != Magic {
		return s, fmt.Errorf("%w: magic % x", ErrHeader, src[:6])
	}
	if got, want := crc32.ChecksumIEEE(src[6:8]), binary.LittleEndian.Uint32(src[8:]); got != want {
		return s, fmt.Errorf("%w: header CRC-32 %08x, stated %08x", ErrHeader, got, want)
	}
	s.flags = [2]byte(src[6:8])
	if src[6] != 0 || src[7] > 15 {
		return s, fmt.Errorf("%w: stream flags %02x %02x", ErrUnsupported, src[6], src[7])
	}
	s.check = src[7]
	s.at = headerSize
	return s, nil
}

// decode reads blocks, index and footer. The quick way needs the whole file; any doubt there leads to the slow way, whose
// errors say what is wrong.
func (s *stream) decode(dst []byte, limit int) ([]byte, error) {
	records, end, planned := s.planned()
	if planned {
		dst = s.grow(dst, records, limit)
		if out, ok := s.decodeParallel(dst, records, end); ok {
			return out, nil
		}
	}
	for {
		if s.at >= len(s.src) {
			return dst, ErrTruncated
		}
		if s.src[s.at] == 0 {
			break
		}
		b, err := s.openBlock(s.at)
		if err != nil {
			return dst, err
		}
		before := len(dst)
		var n int
		dst, n, err = b.decode(dst, limit-before)
		if err != nil {
			return dst, fmt.Errorf("block %d: %w", len(s.records)+1, err)
		}
		s.unverified = s.unverified || b.unverified
		r := record{unpadded: int64(n), size: int64(len(dst) - before)}
		s.records = append(s.records, r)
		s.at += int(r.padded())
	}
	return dst, s.closeStream()
}

// closeStream compares index and footer with the blocks read.
func (s *stream) closeStream() error {
	records, n, err := readIndex(s.src[s.at:])
	if err != nil {
		return err
	}
	if len(records) != len(s.records) {
		return fmt.Errorf("%w: index lists %d blocks, %d found", ErrCorrupt, len(records), len(s.records))
	}
	for i, r := range records {
		if r != s.records[i] {
			return fmt.Errorf("%w: index gives block %d as %d bytes to %d, found %d to %d",
				ErrCorrupt, i+1, r.unpadded, r.size, s.records[i].unpadded, s.records[i].size)
		}
	}
	indexSize, err := readFooter(s.src[s.at+n:], s.flags)
	if err != nil {
		return err
	}
	if indexSize != int64(n) {
		return fmt.Errorf("%w: footer gives the index %d bytes, it has %d", ErrCorrupt, indexSize, n)
	}
	s.at += n + footerSize
	return nil
}
