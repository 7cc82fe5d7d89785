package xz

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"hash/crc64"

	"github.com/assay-project/assay/unpack/lzma"
)

// Check kinds; the others are reserved.
const (
	CheckNone   = 0
	CheckCRC32  = 1
	CheckCRC64  = 4
	CheckSHA256 = 10
)

// checkSize is the length of the check of each kind, reserved ones included.
var checkSize = [16]int{0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64}

var crc64Table = crc64.MakeTable(crc64.ECMA)

type block struct {
	src          []byte // from the block header on
	data         int    // where the compressed data begin
	packed, size int64  // as stated in the header, or -1
	filters      []filter
	check        byte
	unverified   bool
}

// openBlock reads the block header at offset at of the stream.
func (s *stream) openBlock(at int) (*block, error) {
	src := s.src[at:]
	b := &block{src: src, packed: -1, size: -1, check: s.check}
	if len(src) < 8 {
		return nil, fmt.Errorf("block header: %w", ErrTruncated)
	}
	b.data = (int(src[0]) + 1) * 4
	if b.data < 8 {
		return nil, fmt.Errorf("%w: block header of %d bytes", ErrCorrupt, b.data)
	}
	if b.data > len(src) {
		return nil, fmt.Errorf("block header: %w", ErrTruncated)
	}
	head := src[:b.data-4]
	if got, want := crc32.ChecksumIEEE(head), binary.LittleEndian.Uint32(src[b.data-4:]); got != want {
		return nil, fmt.Errorf("%w: block header CRC-32 %08x, stated %08x", ErrCorrupt, got, want)
	}
	if err := b.readHeader(head[1], head[2:]); err != nil {
		return nil, fmt.Errorf("block header: %w", err)
	}
	return b, nil
}

func (b *block) readHeader(flags byte, src []byte) error {
	if flags&0x3c != 0 {
		return fmt.Errorf("%w: block flags %#02x", ErrUnsupported, flags)
	}
	for _, field := range []struct {
		present bool
		to      *int64
	}{{flags&0x40 != 0, &b.packed}, {flags&0x80 != 0, &b.size}} {
		if !field.present {
			continue
		}
		v, n, err := vli(src)
		if err != nil {
			return err
		}
		*field.to, src = v, src[n:]
	}
	var err error
	if b.filters, src, err = readFilters(src, int(flags&3)+1); err != nil {
		return err
	}
	for _, c := range src {
		if c != 0 {
			return fmt.Errorf("%w: header padding", ErrUnsupported)
		}
	}
	return nil
}

// decode appends the block's output to dst, at most max bytes, and returns the block's unpadded size.
func (b *block) decode(dst []byte, max int) ([]byte, int, error) {
	src := b.src[b.data:]
	if b.packed >= 0 && b.packed < int64(len(src)) {
		src = src[:b.packed]
	}
	before := len(dst)
	out, end, err := lzma.Decode2(dst, src, max)
	if err != nil {
		return out, 0, b.explain(err)
	}
	if b.packed >= 0 && b.packed != int64(end.Read) || b.size >= 0 && b.size != int64(len(out)-before) {
		return out, 0, fmt.Errorf("%w: header says %d bytes to %d, found %d to %d", ErrCorrupt, b.packed, b.size, end.Read, len(out)-before)
	}
	for i := len(b.filters) - 1; i >= 0; i-- {
		b.filters[i].undo(out[before:])
	}
	n := b.data + end.Read
	check := (n + 3) &^ 3
	unpadded := n + checkSize[b.check]
	if check+checkSize[b.check] > len(b.src) {
		return out, 0, fmt.Errorf("check: %w", ErrTruncated)
	}
	for _, c := range b.src[n:check] {
		if c != 0 {
			return out, 0, fmt.Errorf("%w: block padding", ErrCorrupt)
		}
	}
	return out, unpadded, b.verify(out[before:], b.src[check:])
}

// explain turns the inner decoder's limits into ours and keeps its words.
func (b *block) explain(err error) error {
	switch {
	case errors.Is(err, lzma.ErrTooLarge):
		return fmt.Errorf("%w: %w", ErrTooLarge, err)
	case errors.Is(err, lzma.ErrTruncated) && b.packed < 0:
		return fmt.Errorf("%w: %w", ErrTruncated, err)
	}
	return fmt.Errorf("%w: %w", ErrCorrupt, err)
}

func (b *block) verify(data, stated []byte) error {
	var bad bool
	switch b.check {
	case CheckCRC32:
		bad = crc32.ChecksumIEEE(data) != binary.LittleEndian.Uint32(stated)
	case CheckCRC64:
		bad = crc64.Checksum(data, crc64Table) != binary.LittleEndian.Uint64(stated)
	case CheckSHA256:
		bad = sha256.Sum256(data) != [32]byte(stated[:32])
	default:
		b.unverified = true
	}
	if bad {
		return fmt.Errorf("%w: check of kind %d differs over %d bytes", ErrCorrupt, b.check, len(data))
	}
	return nil
}
