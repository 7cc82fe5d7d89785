package xz

import (
	"encoding/binary"
	"fmt"
)

// Filter identifiers of clause 5.3 of the format.
const (
	idDelta = 3
	idX86   = 4
	idARM64 = 10
	idLZMA2 = 0x21
)

// filter is one step between LZMA2 and the data. undo works in place on the whole block.
type filter struct {
	kind     int64
	distance int    // delta: bytes between a byte and the one it was subtracted from
	start    uint32 // BCJ: the address of the first byte
}

// readFilters reads the chain of count filters, whose last is LZMA2, and returns those before it.
func readFilters(src []byte, count int) ([]filter, []byte, error) {
	var chain []filter
	for i := range count {
		kind, n, err := vli(src)
		if err != nil {
			return nil, nil, err
		}
		src = src[n:]
		size, n, err := vli(src)
		if err != nil {
			return nil, nil, err
		}
		if size > int64(len(src)-n) {
			return nil, nil, ErrTruncated
		}
		props := src[n : n+int(size)]
		src = src[n+int(size):]
		if last := i == count-1; last || kind == idLZMA2 {
			if !last || kind != idLZMA2 {
				return nil, nil, fmt.Errorf("%w: filter %#x at place %d of %d", ErrUnsupported, kind, i+1, count)
			}
			if len(props) != 1 || props[0] > 40 {
				return nil, nil, fmt.Errorf("%w: LZMA2 properties % x", ErrUnsupported, props)
			}
			return chain, src, nil
		}
		f, err := newFilter(kind, props)
		if err != nil {
			return nil, nil, err
		}
		chain = append(chain, f)
	}
	return chain, src, nil
}

func newFilter(kind int64, props []byte) (filter, error) {
	switch {
	case kind == idDelta && len(props) == 1:
		return filter{kind: kind, distance: int(props[0]) + 1}, nil
	case kind >= idX86 && kind <= idARM64 && len(props) == 0:
		return filter{kind: kind}, nil
	case kind >= idX86 && kind <= idARM64 && len(props) == 4:
		start := binary.LittleEndian.Uint32(props)
		if align := alignment[kind-idX86]; start%align != 0 {
			return filter{}, fmt.Errorf("%w: filter %#x starts at %#x, not aligned to %d", ErrUnsupported, kind, start, align)
		}
		return filter{kind: kind, start: start}, nil
	}
	return filter{}, fmt.Errorf("%w: filter %#x with properties % x", ErrUnsupported, kind, props)
}

// alignment of instructions, by kind from x86 on.
var alignment = [...]uint32{1, 4, 16, 4, 2, 4, 4}

// bcj are the branch converters, by kind from x86 on.
var bcj = [...]func(b []byte, pos uint32){x86, powerPC, ia64, arm, armThumb, sparc, arm64}

func (f filter) undo(b []byte) {
	if f.kind == idDelta {
		for i := f.distance; i < len(b); i++ {
			b[i] += b[i-f.distance]
		}
		return
	}
	bcj[f.kind-idX86](b, f.start)
}
