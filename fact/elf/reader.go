package elf

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// Values of the System V ABI (gABI 4.1, chapters 4 and 5) and of its GNU and
// MIPS supplements.
const (
	etREL, etEXEC, etDYN, etCORE = 1, 2, 3, 4

	ptLoad, ptDynamic, ptInterp = 1, 2, 3
	ptGNUStack, ptGNURelro      = 0x6474e551, 0x6474e552
	pfX                         = 1

	shtSymtab, shtNoBits = 2, 8
)

type segment struct {
	kind, flags            uint32
	off, vaddr, size, msiz uint64
}

// reader walks the headers of one file.
type reader struct {
	data     []byte
	order    binary.ByteOrder
	bits     int
	fileType uint16
	machine  uint16
	flags    uint32 // e_flags
	phoff    uint64
	shoff    uint64
	phsize   uint16
	phnum    uint16
	shsize   uint16
	shnum    uint16
	shstrndx uint16

	segments   []segment
	flags1     uint64 // DT_FLAGS_1
	bindNow    bool
	hasDynamic bool
	hasSymbols bool
	hasDebug   bool
	isModule   bool
}

func newReader(data []byte) (*reader, error) {
	r := &reader{data: data, bits: 32, order: binary.LittleEndian}
	switch data[4] {
	case 1:
	case 2:
		r.bits = 64
	default:
		return nil, broken("class %d", data[4])
	}
	switch data[5] {
	case 1:
	case 2:
		r.order = binary.BigEndian
	default:
		return nil, broken("byte order %d", data[5])
	}
	if len(data) < r.pick(52, 64) {
		return nil, broken("header cut off at %d bytes", len(data))
	}
	r.fileType, r.machine = r.u16(16), r.u16(18)
	if r.fileType < etREL || r.fileType > etCORE {
		return nil, broken("type %d", r.fileType)
	}
	r.phoff, r.shoff = r.word(uint64(r.pick(28, 32))), r.word(uint64(r.pick(32, 40)))
	at := uint64(r.pick(36, 48))
	r.flags = r.u32(at)
	r.phsize, r.phnum, r.shsize, r.shnum, r.shstrndx = r.u16(at+6), r.u16(at+8), r.u16(at+10), r.u16(at+12), r.u16(at+14)
	return r, nil
}

func (r *reader) pick(in32, in64 int) int {
	if r.bits == 64 {
		return in64
	}
	return in32
}

// has says whether n bytes exist at off.
func (r *reader) has(off, n uint64) bool {
	return off <= uint64(len(r.data)) && n <= uint64(len(r.data))-off
}

// u16, u32, u64 and word read a number; what lies past the end reads as zero,
// so that callers check with has once for a whole record.
func (r *reader) u16(off uint64) uint16 {
	if !r.has(off, 2) {
		return 0
	}
	return r.order.Uint16(r.data[off:])
}

func (r *reader) u32(off uint64) uint32 {
	if !r.has(off, 4) {
		return 0
	}
	return r.order.Uint32(r.data[off:])
}

func (r *reader) u64(off uint64) uint64 {
	if !r.has(off, 8) {
		return 0
	}
	return r.order.Uint64(r.data[off:])
}

func (r *reader) word(off uint64) uint64 {
	if r.bits == 64 {
		return r.u64(off)
	}
	return uint64(r.u32(off))
}

// text returns the NUL-terminated string at off, cut at maxName.
func (r *reader) text(off uint64) string {
	if !r.has(off, 1) {
		return ""
	}
	rest := r.data[off:]
	if len(rest) > maxName {
		rest = rest[:maxName]
	}
	if end := bytes.IndexByte(rest, 0); end >= 0 {
		rest = rest[:end]
	}
	return string(rest)
}

// programHeaders reads the segments. Relocatable objects have none.
func (r *reader) programHeaders() error {
	if r.phnum == 0 {
		return nil
	}
	size := uint64(r.pick(32, 56))
	if uint64(r.phsize) < size || r.phnum > maxProgramHeaders {
		return broken("%d program headers of %d bytes", r.phnum, r.phsize)
	}
	for i := uint64(0); i < uint64(r.phnum); i++ {
		at := r.phoff + i*uint64(r.phsize)
		if at < r.phoff || !r.has(at, size) {
			return broken("program header %d lies past the end", i)
		}
		r.segments = append(r.segments, r.segment(at))
	}
	return nil
}

func (r *reader) segment(at uint64) segment {
	if r.bits == 64 {
		return segment{kind: r.u32(at), flags: r.u32(at + 4), off: r.u64(at + 8), vaddr: r.u64(at + 16), size: r.u64(at + 32), msiz: r.u64(at + 40)}
	}
	return segment{kind: r.u32(at), off: uint64(r.u32(at + 4)), vaddr: uint64(r.u32(at + 8)), size: uint64(r.u32(at + 16)), msiz: uint64(r.u32(at + 20)), flags: r.u32(at + 24)}
}

// find returns the first segment of a kind.
func (r *reader) find(kind uint32) (segment, bool) {
	for _, s := range r.segments {
		if s.kind == kind {
			return s, true
		}
	}
	return segment{}, false
}

// offset turns a virtual address into an offset in the file.
func (r *reader) offset(vaddr uint64) (uint64, bool) {
	for _, s := range r.segments {
		if s.kind == ptLoad && vaddr >= s.vaddr && vaddr-s.vaddr < s.size {
			off := s.off + (vaddr - s.vaddr)
			return off, off >= s.off && r.has(off, 1)
		}
	}
	return 0, false
}

func (r *reader) interpreter() string {
	s, ok := r.find(ptInterp)
	if !ok {
		return ""
	}
	return r.text(s.off)
}

// sections looks for symbols and debugging data. A table that is broken or cut
// off is not an error: the loader does not need it either.
func (r *reader) sections() {
	size := uint64(r.pick(40, 64))
	if r.shnum == 0 || r.shnum > maxSections || uint64(r.shsize) < size {
		return
	}
	names, ok := r.section(uint64(r.shstrndx))
	if !ok {
		return
	}
	for i := uint64(0); i < uint64(r.shnum); i++ {
		s, ok := r.section(i)
		if !ok {
			return
		}
		name := r.text(names.off + uint64(s.name))
		switch {
		case s.kind == shtSymtab && s.size > 0:
			r.hasSymbols = true
		case s.kind != shtNoBits && (strings.HasPrefix(name, ".debug_") || strings.HasPrefix(name, ".zdebug_")):
			r.hasDebug = true
		case name == ".modinfo":
			r.isModule = true
		}
	}
}

type sectionHeader struct {
	name, kind uint32
	off, size  uint64
}

func (r *reader) section(i uint64) (sectionHeader, bool) {
	at := r.shoff + i*uint64(r.shsize)
	if at < r.shoff || !r.has(at, uint64(r.pick(40, 64))) {
		return sectionHeader{}, false
	}
	s := sectionHeader{name: r.u32(at), kind: r.u32(at + 4)}
	s.off, s.size = r.word(at+uint64(r.pick(16, 24))), r.word(at+uint64(r.pick(20, 32)))
	return s, s.kind == shtNoBits || s.kind == 0 || r.has(s.off, s.size)
}
