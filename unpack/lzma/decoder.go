package lzma

import (
	"encoding/binary"
	"fmt"
	"sync"
)

const (
	top       = 1 << 24 // the range is refilled below this
	probBits  = 11
	probOne   = 1 << probBits
	probHalf  = probOne / 2
	shift     = 5 // adaptation rate
	matchLow  = 2 // shortest match
	litStates = 7 // states below this follow a literal

	// adapt turns the update for a 1 bit, v -= v>>shift, into that for a 0 bit, v += (probOne-v)>>shift.
	adapt = 1<<32 + 1<<shift - 1 - probOne
)

// lengths decodes match lengths: 8 low and 8 mid per position state, 256 high.
type lengths struct {
	choice, choice2 uint16
	low, mid        [16][8]uint16
	high            [256]uint16
}

// model holds every adaptive probability but the literals.
type model struct {
	isMatch          [256]uint16 // state<<4 | position state
	isRep0Long       [256]uint16
	isRep            [16]uint16
	isRepG0          [16]uint16
	isRepG1          [16]uint16
	isRepG2          [16]uint16
	slot             [4][64]uint16
	special          [128]uint16
	align            [128]uint16
	matchLen, repLen lengths
}

// decoder is one LZMA state; the range coder is copied to locals while it runs.
type decoder struct {
	model
	literal [][0x300]uint16 // 1 << (lc+lp) contexts
	lc      uint8
	lpMask  uint32
	pbMask  uint32

	state uint32
	reps  [4]uint32 // the last four distances, less one

	rng, code uint32
	src       []byte
	ip        int
	buf       []byte // output and dictionary; len is the room there is now
	op        int
	base      int // where the dictionary starts in buf
	end       int // where this run must stop
	limit     int // where the output must stop; buf grows up to it
	marker    bool
}

var pool = sync.Pool{New: func() any { return new(decoder) }}

func borrow() *decoder { return pool.Get().(*decoder) }

// giveBack drops the references to the caller's memory, and tables too large to be worth keeping.
func giveBack(d *decoder) {
	d.src, d.buf = nil, nil
	if cap(d.literal) > 1<<4 {
		d.literal = nil
	}
	pool.Put(d)
}

func (d *decoder) setProps(p Props) error {
	if p.LC > 8 || p.LP > 4 || p.PB > 4 {
		return fmt.Errorf("%w: lc %d, lp %d, pb %d", ErrHeader, p.LC, p.LP, p.PB)
	}
	d.lc, d.lpMask, d.pbMask = p.LC, 1<<p.LP-1, 1<<p.PB-1
	n := 1 << (p.LC + p.LP)
	if cap(d.literal) < n {
		d.literal = make([][0x300]uint16, n)
	}
	d.literal = d.literal[:n]
	return nil
}

var freshModel = func() (m model) {
	for _, t := range [][]uint16{m.isMatch[:], m.isRep0Long[:], m.isRep[:], m.isRepG0[:], m.isRepG1[:], m.isRepG2[:], m.special[:], m.align[:]} {
		fill(t)
	}
	for i := range m.slot {
		fill(m.slot[i][:])
	}
	for _, l := range []*lengths{&m.matchLen, &m.repLen} {
		l.choice, l.choice2 = probHalf, probHalf
		for i := range l.low {
			fill(l.low[i][:])
			fill(l.mid[i][:])
		}
		fill(l.high[:])
	}
	return m
}()

var freshLiteral = func() (t [0x300]uint16) { fill(t[:]); return t }()

func fill(t []uint16) {
	for i := range t {
		t[i] = probHalf
	}
}

// resetState forgets everything learned but not the dictionary.
func (d *decoder) resetState() {
	d.model = freshModel
	for i := range d.literal {
		d.literal[i] = freshLiteral
	}
	d.state, d.reps = 0, [4]uint32{}
}

// start sets the places of a new run of the range coder, whose first five bytes end at ip.
func (d *decoder) start(dst []byte, base, end int, src []byte, ip int) {
	d.buf, d.op, d.base, d.end, d.limit = dst, len(dst), base, end, end
	d.marker = false
	d.restart(src, ip)
}

func (d *decoder) restart(src []byte, ip int) {
	d.src, d.ip = src, ip
	d.rng, d.code = 1<<32-1, binary.BigEndian.Uint32(src[ip-4:])
}

// resize makes room for n bytes after op, within end.
func (d *decoder) resize(n int) {
	want := min(d.op+n, d.end)
	if want <= len(d.buf) {
		return
	}
	if cap(d.buf) >= want {
		d.buf = d.buf[:min(cap(d.buf), d.end)]
		return
	}
	grown := make([]byte, max(want, min(2*cap(d.buf), d.limit)))
	copy(grown, d.buf[:d.op])
	d.buf = grown[:want]
}

// more doubles the room; hostile sizes cost only what was really decoded.
func (d *decoder) more() { d.resize(max(d.op-d.base, 1<<16)) }

var afterLiteral = [16]uint8{0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 4, 5}
