package lzma

import "fmt"

// errPastEnd is a match longer than the output may become.
var errPastEnd = fmt.Errorf("%w: match runs past the end", ErrCorrupt)

// The range coder (rng, code, ip) travels through these functions by value: Go keeps arguments and results in registers,
// while fields behind a pointer would put a store and a load into the chain of every bit. Reading past the end of src
// yields zero bytes and is noticed once per symbol.

// run decodes symbols until op reaches end, the marker, or an error. With marker false an end marker is an error.
func (d *decoder) run(marker bool) error {
	var (
		src        = d.src
		ip         = d.ip
		rng, code  = d.rng, d.code
		buf        = d.buf
		op         = d.op
		base       = d.base
		state      = d.state
		rep0       = d.reps[0]
		lc, lpMask = d.lc & 15, d.lpMask
		pbMask     = d.pbMask
		err        error
	)
	for {
		if op >= len(buf) {
			if op >= d.end {
				break
			}
			d.op = op
			d.more()
			buf = d.buf
		}
		if ip > len(src) {
			err = ErrTruncated
			break
		}
		posState := uint32(op-base) & pbMask
		if rng < top {
			rng, code, ip = refill(rng, code, src, ip)
		}
		p := &d.isMatch[(state<<4|posState)&255]
		v := uint32(*p)
		bound := rng >> probBits * v
		if code < bound {
			rng = bound
			*p = uint16(v + (probOne-v)>>shift)
			var prev uint32
			if op > base {
				prev = uint32(buf[op-1])
			}
			context := (uint32(op-base)&lpMask)<<lc + prev>>(8-lc)
			table := &d.literal[context]
			var sym uint32
			if state < litStates {
				sym, ip, rng, code = plainLiteral(table, src, ip, rng, code)
			} else {
				at := op - int(rep0) - 1
				if at < base { // only at the start of a stream after a corrupt chunk
					err = fmt.Errorf("%w: literal after a match without dictionary", ErrCorrupt)
					break
				}
				sym, ip, rng, code = matchedLiteral(table, uint32(buf[at]), src, ip, rng, code)
			}
			buf[op] = byte(sym)
			op++
			state = uint32(afterLiteral[state&15])
			continue
		}
		rng -= bound
		code -= bound
		*p = uint16(v - v>>shift)

		if rng < top {
			rng, code, ip = refill(rng, code, src, ip)
		}
		var n uint32
		p = &d.isRep[state&15]
		v = uint32(*p)
		bound = rng >> probBits * v
		if code < bound {
			rng = bound
			*p = uint16(v + (probOne-v)>>shift)
			d.reps[3], d.reps[2], d.reps[1] = d.reps[2], d.reps[1], rep0
			n, ip, rng, code = length(&d.matchLen, posState, src, ip, rng, code)
			rep0, ip, rng, code = distance(&d.model, n, src, ip, rng, code)
			if state < litStates {
				state = 7
			} else {
				state = 10
			}
			if rep0 == 1<<32-1 {
				if rng < top {
					rng, code, ip = refill(rng, code, src, ip)
				}
				d.marker = true
				if !marker {
					err = fmt.Errorf("%w: end marker before the stated size", ErrCorrupt)
				}
				break
			}
		} else {
			rng -= bound
			code -= bound
			*p = uint16(v - v>>shift)
			var which uint32
			which, ip, rng, code = d.repeat(state, posState, src, ip, rng, code)
			switch which {
			case shortRep:
				n = 1
				if state < litStates {
					state = 9
				} else {
					state = 11
				}
			case 0:
			case 1:
				rep0, d.reps[1] = d.reps[1], rep0
			case 2:
				rep0, d.reps[1], d.reps[2] = d.reps[2], rep0, d.reps[1]
			default:
				rep0, d.reps[1], d.reps[2], d.reps[3] = d.reps[3], rep0, d.reps[1], d.reps[2]
			}
			if which != shortRep {
				n, ip, rng, code = length(&d.repLen, posState, src, ip, rng, code)
				if state < litStates {
					state = 8
				} else {
					state = 11
				}
			}
		}
		if int(rep0) >= op-base {
			err = fmt.Errorf("%w: distance %d with %d bytes decoded", ErrCorrupt, int64(rep0)+1, op-base)
			break
		}
		if op+int(n) > len(buf) {
			if op+int(n) > d.end {
				n = uint32(d.end - op)
				err = errPastEnd
			}
			d.op = op
			d.more()
			buf = d.buf
		}
		op = copyMatch(buf, op, int(rep0)+1, int(n))
		if err != nil {
			break
		}
	}
	if rng < top {
		rng, code, ip = refill(rng, code, src, ip)
	}
	if err == nil && ip > len(src) {
		err = ErrTruncated
	}
	d.ip, d.rng, d.code = ip, rng, code
	d.op, d.state, d.reps[0] = op, state, rep0
	return err
}

// refill shifts the next source byte in; past the end it counts on so that the caller sees the overrun.
func refill(rng, code uint32, src []byte, ip int) (uint32, uint32, int) {
	code <<= 8
	if ip < len(src) {
		code |= uint32(src[ip])
	}
	return rng << 8, code, ip + 1
}

const shortRep = 4

// repeat decodes which of the four last distances is used again, or shortRep for one byte at the last.
func (d *decoder) repeat(state, posState uint32, src []byte, ip int, rng, code uint32) (uint32, int, uint32, uint32) {
	var bit uint32
	state &= 15
	if bit, ip, rng, code = decodeBit(&d.isRepG0[state], src, ip, rng, code); bit == 0 {
		bit, ip, rng, code = decodeBit(&d.isRep0Long[(state<<4|posState)&255], src, ip, rng, code)
		return (1 - bit) * shortRep, ip, rng, code
	}
	if bit, ip, rng, code = decodeBit(&d.isRepG1[state], src, ip, rng, code); bit == 0 {
		return 1, ip, rng, code
	}
	bit, ip, rng, code = decodeBit(&d.isRepG2[state], src, ip, rng, code)
	return 2 + bit, ip, rng, code
}

func decodeBit(p *uint16, src []byte, ip int, rng, code uint32) (uint32, int, uint32, uint32) {
	if rng < top {
		rng, code, ip = refill(rng, code, src, ip)
	}
	v := uint32(*p)
	bound := rng >> probBits * v
	if code < bound {
		*p = uint16(v + (probOne-v)>>shift)
		return 0, ip, bound, code
	}
	*p = uint16(v - v>>shift)
	return 1, ip, rng - bound, code - bound
}

// plainLiteral decodes a byte after a literal. The bits are close to coin flips, so the branch of decodeBit would be
// mispredicted half of the time: less is all ones when the bit is 0, and selects.
func plainLiteral(t *[0x300]uint16, src []byte, ip int, rng, code uint32) (uint32, int, uint32, uint32) {
	sym := uint32(1)
	v := uint32(t[1])
	for {
		if rng < top {
			rng, code, ip = refill(rng, code, src, ip)
		}
		left, right := uint32(t[sym<<1&0x1fe]), uint32(t[sym<<1&0x1fe+1])
		at := &t[sym&0xff]
		bound := rng >> probBits * v
		less := uint32(int64(uint64(code)-uint64(bound)) >> 63)
		*at = uint16(v - uint32(int32(v+less&adapt)>>shift))
		sym = sym<<1 + 1 + less
		rng -= bound
		rng += (bound - rng) & less
		code -= bound &^ less
		v = right + (left-right)&less
		if sym >= 0x100 {
			return sym, ip, rng, code
		}
	}
}

// matchedLiteral decodes a byte after a match: the byte at the last distance is context while it agrees.
func matchedLiteral(t *[0x300]uint16, match uint32, src []byte, ip int, rng, code uint32) (uint32, int, uint32, uint32) {
	sym, offs := uint32(1), uint32(0x100)
	for sym < 0x100 {
		if rng < top {
			rng, code, ip = refill(rng, code, src, ip)
		}
		match <<= 1
		bit := match & offs
		p := &t[offs+bit+sym]
		v := uint32(*p)
		bound := rng >> probBits * v
		less := uint32(int64(uint64(code)-uint64(bound)) >> 63)
		rng -= bound
		rng += (bound - rng) & less
		code -= bound &^ less
		*p = uint16(v - uint32(int32(v+less&adapt)>>shift))
		sym = sym<<1 + 1 + less
		offs &= bit ^ less
	}
	return sym, ip, rng, code
}

// length decodes a match length, 2 to 273.
func length(l *lengths, posState uint32, src []byte, ip int, rng, code uint32) (uint32, int, uint32, uint32) {
	var bit, sym uint32
	posState &= 15
	if bit, ip, rng, code = decodeBit(&l.choice, src, ip, rng, code); bit == 0 {
		sym, ip, rng, code = tree8(&l.low[posState], src, ip, rng, code)
		return sym - 8 + matchLow, ip, rng, code
	}
	if bit, ip, rng, code = decodeBit(&l.choice2, src, ip, rng, code); bit == 0 {
		sym, ip, rng, code = tree8(&l.mid[posState], src, ip, rng, code)
		return sym + matchLow, ip, rng, code
	}
	sym, ip, rng, code = tree(l.high[:], src, ip, rng, code)
	return sym - 256 + 16 + matchLow, ip, rng, code
}

// tree decodes a bit tree whose size is that of its table, and returns the symbol with its leading one.
func tree(t []uint16, src []byte, ip int, rng, code uint32) (uint32, int, uint32, uint32) {
	sym := uint32(1)
	for int(sym) < len(t) {
		if rng < top {
			rng, code, ip = refill(rng, code, src, ip)
		}
		v := uint32(t[sym])
		bound := rng >> probBits * v
		less := uint32(int64(uint64(code)-uint64(bound)) >> 63)
		rng -= bound
		rng += (bound - rng) & less
		code -= bound &^ less
		t[sym] = uint16(v - uint32(int32(v+less&adapt)>>shift))
		sym = sym<<1 + 1 + less
	}
	return sym, ip, rng, code
}

func slotTree(t *[64]uint16, src []byte, ip int, rng, code uint32) (uint32, int, uint32, uint32) {
	sym := uint32(1)
	for sym < 64 {
		if rng < top {
			rng, code, ip = refill(rng, code, src, ip)
		}
		v := uint32(t[sym])
		bound := rng >> probBits * v
		less := uint32(int64(uint64(code)-uint64(bound)) >> 63)
		t[sym] = uint16(v - uint32(int32(v+less&adapt)>>shift))
		sym = sym<<1 + 1 + less
		rng -= bound
		rng += (bound - rng) & less
		code -= bound &^ less
	}
	return sym, ip, rng, code
}

func tree8(t *[8]uint16, src []byte, ip int, rng, code uint32) (uint32, int, uint32, uint32) {
	sym := uint32(1)
	for sym < 8 {
		if rng < top {
			rng, code, ip = refill(rng, code, src, ip)
		}
		v := uint32(t[sym])
		bound := rng >> probBits * v
		less := uint32(int64(uint64(code)-uint64(bound)) >> 63)
		t[sym] = uint16(v - uint32(int32(v+less&adapt)>>shift))
		sym = sym<<1 + 1 + less
		rng -= bound
		rng += (bound - rng) & less
		code -= bound &^ less
	}
	return sym, ip, rng, code
}

// distance decodes a match distance less one; all ones is the end marker.
func distance(m *model, n uint32, src []byte, ip int, rng, code uint32) (uint32, int, uint32, uint32) {
	var slot uint32
	slot, ip, rng, code = slotTree(&m.slot[min(n-matchLow, 3)], src, ip, rng, code)
	slot -= 64
	if slot < 4 {
		return slot, ip, rng, code
	}
	extra := slot>>1 - 1
	dist := (2 | slot&1) << extra
	if slot < 14 {
		var low uint32
		low, ip, rng, code = reverse(&m.special, dist-slot, extra, src, ip, rng, code)
		return dist + low, ip, rng, code
	}
	direct := uint32(0)
	for i := extra - 4; i > 0; i-- {
		if rng < top {
			rng, code, ip = refill(rng, code, src, ip)
		}
		rng >>= 1
		code -= rng
		borrow := uint32(int32(code) >> 31) // all ones when the bit is 0
		code += rng & borrow
		direct = direct<<1 + 1 + borrow
	}
	var low uint32
	low, ip, rng, code = reverse(&m.align, 0, 4, src, ip, rng, code)
	return dist + direct<<4 + low, ip, rng, code
}

// reverse decodes n bits, lowest first, with the tree t.
func reverse(t *[128]uint16, base, n uint32, src []byte, ip int, rng, code uint32) (uint32, int, uint32, uint32) {
	sym, dist := uint32(1), uint32(0)
	for i := uint32(0); i < n; i++ {
		if rng < top {
			rng, code, ip = refill(rng, code, src, ip)
		}
		p := &t[(base+sym)&127]
		v := uint32(*p)
		bound := rng >> probBits * v
		less := uint32(int64(uint64(code)-uint64(bound)) >> 63)
		*p = uint16(v - uint32(int32(v+less&adapt)>>shift))
		sym = sym<<1 + 1 + less
		dist |= (1 + less) << (i & 31)
		rng -= bound
		rng += (bound - rng) & less
		code -= bound &^ less
	}
	return dist, ip, rng, code
}

// copyMatch copies n bytes from dist bytes back, which may overlap what it writes, and returns the new end.
func copyMatch(buf []byte, op, dist, n int) int {
	end := op + n
	from := op - dist
	if dist >= 16 && end+16 <= len(buf) {
		for {
			copy(buf[op:op+16], buf[from:from+16])
			if op += 16; op >= end {
				return end
			}
			from += 16
		}
	}
	for ; op < end; op++ {
		buf[op] = buf[from]
		from++
	}
	return end
}
