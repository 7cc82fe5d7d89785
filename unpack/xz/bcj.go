package xz

import "encoding/binary"

// The branch converters turn the absolute targets an encoder wrote into branch instructions back to relative ones. Each works
// on whole instructions of b, the first of which stands at address pos; a rest at the end is as it was.

// x86Rounds bounds the search for a target that the encoder could have written. Its two candidates alternate, so a stream
// made for it would keep a decoder searching for ever; a real one ends within three rounds.
const x86Rounds = 16

// x86 converts CALL (e8) and JMP (e9). A byte with that value within an operand must not be taken for an opcode: mask
// remembers which of the last bytes were, exactly as the encoder did.
func x86(b []byte, pos uint32) {
	sign := func(c byte) bool { return c == 0 || c == 0xff }
	shiftOf := [5]uint{0, 1, 2, 2, 3}
	mask, prev := uint32(0), -5
	for i := 0; i+5 <= len(b); {
		if b[i]&0xfe != 0xe8 {
			i++
			continue
		}
		if gap := i - prev; gap > 5 {
			mask = 0
		} else {
			for range gap {
				mask = mask & 0x77 << 1
			}
		}
		prev = i
		if before := mask >> 1; !sign(b[i+4]) || before > 4 || before == 3 {
			mask |= 1
			if sign(b[i+4]) {
				mask |= 0x10
			}
			i++
			continue
		}
		target := binary.LittleEndian.Uint32(b[i+1:])
		for range x86Rounds {
			target -= pos + uint32(i) + 5
			if mask == 0 {
				break
			}
			s := shiftOf[mask>>1] * 8
			if !sign(byte(target >> (24 - s))) {
				break
			}
			target ^= 1<<(32-s) - 1
		}
		binary.LittleEndian.PutUint32(b[i+1:], target&0x1ffffff|-(target>>24&1)<<24)
		i += 5
		mask = 0
	}
}

func powerPC(b []byte, pos uint32) {
	for i := 0; i+4 <= len(b); i += 4 {
		if v := binary.BigEndian.Uint32(b[i:]); v&0xfc000003 == 0x48000001 {
			binary.BigEndian.PutUint32(b[i:], 0x48000001|(v-pos-uint32(i))&0x3fffffc)
		}
	}
}

// ia64 looks at the slots of a 128-bit bundle that its template makes branches.
func ia64(b []byte, pos uint32) {
	slots := [32]byte{16: 4, 17: 4, 18: 6, 19: 6, 22: 7, 23: 7, 24: 4, 25: 4, 28: 4, 29: 4}
	for i := 0; i+16 <= len(b); i += 16 {
		mask := slots[b[i]&0x1f]
		for slot := range uint(3) {
			if mask>>slot&1 == 0 {
				continue
			}
			bit := 5 + 41*slot
			six := b[i+int(bit/8) : i+int(bit/8)+6]
			var word uint64
			for j, c := range six {
				word |= uint64(c) << (8 * j)
			}
			op := word >> (bit % 8)
			if op>>37&0xf != 5 || op>>9&7 != 0 {
				continue
			}
			target := uint32(op>>13&0xfffff) | uint32(op>>36&1)<<20
			target = (target<<4 - pos - uint32(i)) >> 4
			op = op&^(0x8fffff<<13) | uint64(target&0xfffff)<<13 | uint64(target&0x100000)<<16
			word = word&(1<<(bit%8)-1) | op<<(bit%8)
			for j := range six {
				six[j] = byte(word >> (8 * j))
			}
		}
	}
}

// arm converts BL with condition always.
func arm(b []byte, pos uint32) {
	for i := 0; i+4 <= len(b); i += 4 {
		if b[i+3] == 0xeb {
			v := binary.LittleEndian.Uint32(b[i:])
			v = (v<<2 - pos - uint32(i) - 8) >> 2
			binary.LittleEndian.PutUint32(b[i:], 0xeb000000|v&0xffffff)
		}
	}
}

// armThumb converts the pair of half-words that makes a BL.
func armThumb(b []byte, pos uint32) {
	for i := 0; i+4 <= len(b); i += 2 {
		if b[i+1]&0xf8 != 0xf0 || b[i+3]&0xf8 != 0xf8 {
			continue
		}
		high, low := uint32(binary.LittleEndian.Uint16(b[i:])), uint32(binary.LittleEndian.Uint16(b[i+2:]))
		v := (high&0x7ff<<11 | low&0x7ff) << 1
		v = (v - pos - uint32(i) - 4) >> 1
		binary.LittleEndian.PutUint16(b[i:], uint16(0xf000|v>>11&0x7ff))
		binary.LittleEndian.PutUint16(b[i+2:], uint16(0xf800|v&0x7ff))
		i += 2
	}
}

func sparc(b []byte, pos uint32) {
	for i := 0; i+4 <= len(b); i += 4 {
		v := binary.BigEndian.Uint32(b[i:])
		if top := v >> 22; top != 0x100 && top != 0x1ff {
			continue
		}
		v = (v<<2 - pos - uint32(i)) >> 2
		binary.BigEndian.PutUint32(b[i:], -(v>>22&1)<<22&0x3fffffff|v&0x3fffff|0x40000000)
	}
}

// arm64 converts BL, and ADRP within 512 MiB.
func arm64(b []byte, pos uint32) {
	for i := 0; i+4 <= len(b); i += 4 {
		pc := pos + uint32(i)
		v := binary.LittleEndian.Uint32(b[i:])
		switch {
		case v>>26 == 0x25:
			v = 0x94000000 | (v-pc>>2)&0x3ffffff
		case v&0x9f000000 == 0x90000000:
			page := v>>29&3 | v>>3&0x1ffffc
			if (page+0x20000)&0x1c0000 != 0 {
				continue
			}
			page -= pc >> 12
			v = v&0x9000001f | page&3<<29 | page&0x3fffc<<3 | -(page&0x20000)&0xe00000
		default:
			continue
		}
		binary.LittleEndian.PutUint32(b[i:], v)
	}
}
