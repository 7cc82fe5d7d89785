package crypthash

import (
	"strings"
	"sync"
)

// The DES of FIPS 46-3, as crypt(3) uses it: 25 encryptions of a zero block
// with the expansion's output swapped where the salt has a bit. One candidate
// costs 400 rounds of eight table look-ups; the key schedule is an OR of
// precomputed rows. Bit 1 of a table is the highest bit, as in the standard.

var initialPermutation = [64]byte{
	58, 50, 42, 34, 26, 18, 10, 2, 60, 52, 44, 36, 28, 20, 12, 4, 62, 54, 46, 38, 30, 22, 14, 6, 64, 56, 48, 40, 32, 24, 16, 8,
	57, 49, 41, 33, 25, 17, 9, 1, 59, 51, 43, 35, 27, 19, 11, 3, 61, 53, 45, 37, 29, 21, 13, 5, 63, 55, 47, 39, 31, 23, 15, 7,
}

var permutedChoice1 = [56]byte{
	57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36,
	63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
}

var permutedChoice2 = [48]byte{
	14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2,
	41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
}

var shifts = [16]int{1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1}

var roundPermutation = [32]byte{
	16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25,
}

var substitution = [8][64]byte{
	{14, 4, 13, 1, 2, 15, 11, 8, 3, 10, 6, 12, 5, 9, 0, 7, 0, 15, 7, 4, 14, 2, 13, 1, 10, 6, 12, 11, 9, 5, 3, 8,
		4, 1, 14, 8, 13, 6, 2, 11, 15, 12, 9, 7, 3, 10, 5, 0, 15, 12, 8, 2, 4, 9, 1, 7, 5, 11, 3, 14, 10, 0, 6, 13},
	{15, 1, 8, 14, 6, 11, 3, 4, 9, 7, 2, 13, 12, 0, 5, 10, 3, 13, 4, 7, 15, 2, 8, 14, 12, 0, 1, 10, 6, 9, 11, 5,
		0, 14, 7, 11, 10, 4, 13, 1, 5, 8, 12, 6, 9, 3, 2, 15, 13, 8, 10, 1, 3, 15, 4, 2, 11, 6, 7, 12, 0, 5, 14, 9},
	{10, 0, 9, 14, 6, 3, 15, 5, 1, 13, 12, 7, 11, 4, 2, 8, 13, 7, 0, 9, 3, 4, 6, 10, 2, 8, 5, 14, 12, 11, 15, 1,
		13, 6, 4, 9, 8, 15, 3, 0, 11, 1, 2, 12, 5, 10, 14, 7, 1, 10, 13, 0, 6, 9, 8, 7, 4, 15, 14, 3, 11, 5, 2, 12},
	{7, 13, 14, 3, 0, 6, 9, 10, 1, 2, 8, 5, 11, 12, 4, 15, 13, 8, 11, 5, 6, 15, 0, 3, 4, 7, 2, 12, 1, 10, 14, 9,
		10, 6, 9, 0, 12, 11, 7, 13, 15, 1, 3, 14, 5, 2, 8, 4, 3, 15, 0, 6, 10, 1, 13, 8, 9, 4, 5, 11, 12, 7, 2, 14},
	{2, 12, 4, 1, 7, 10, 11, 6, 8, 5, 3, 15, 13, 0, 14, 9, 14, 11, 2, 12, 4, 7, 13, 1, 5, 0, 15, 10, 3, 9, 8, 6,
		4, 2, 1, 11, 10, 13, 7, 8, 15, 9, 12, 5, 6, 3, 0, 14, 11, 8, 12, 7, 1, 14, 2, 13, 6, 15, 0, 9, 10, 4, 5, 3},
	{12, 1, 10, 15, 9, 2, 6, 8, 0, 13, 3, 4, 14, 7, 5, 11, 10, 15, 4, 2, 7, 12, 9, 5, 6, 1, 13, 14, 0, 11, 3, 8,
		9, 14, 15, 5, 2, 8, 12, 3, 7, 0, 4, 10, 1, 13, 11, 6, 4, 3, 2, 12, 9, 5, 15, 10, 11, 14, 1, 7, 6, 0, 8, 13},
	{4, 11, 2, 14, 15, 0, 8, 13, 3, 12, 9, 7, 5, 10, 6, 1, 13, 0, 11, 7, 4, 9, 1, 10, 14, 3, 5, 12, 2, 15, 8, 6,
		1, 4, 11, 13, 12, 3, 7, 14, 10, 15, 6, 8, 0, 5, 9, 2, 6, 11, 13, 8, 1, 4, 10, 7, 9, 5, 0, 15, 14, 2, 3, 12},
	{13, 2, 8, 4, 6, 15, 11, 1, 10, 9, 3, 14, 5, 0, 12, 7, 1, 15, 13, 8, 10, 3, 7, 4, 12, 5, 6, 11, 0, 14, 9, 2,
		7, 11, 4, 1, 9, 12, 14, 2, 0, 6, 10, 13, 15, 3, 5, 8, 2, 1, 14, 7, 4, 10, 8, 13, 15, 12, 9, 0, 3, 5, 6, 11},
}

// desTables are made once: 8 KiB of S-boxes with the permutation folded in, and
// 256 KiB of key schedule rows.
type desTables struct {
	box [8][64]uint32
	// key[round][i][c] is what key byte i with the 7-bit value c adds to the
	// round key, as two halves of 24 bits: high in 32 … 55, low in 0 … 23.
	key [16][8][128]uint64
}

var des = sync.OnceValue(func() *desTables {
	t := new(desTables)
	for box := range 8 {
		for in := range 64 {
			row, column := in>>4&2|in&1, in>>1&15
			out := uint32(substitution[box][row*16+column]) << (28 - 4*box)
			for i, from := range roundPermutation {
				t.box[box][in] |= out >> (32 - from) & 1 << (31 - i)
			}
		}
	}
	for i := range 8 {
		for bit := range 7 {
			t.addKeyBit(i, bit)
		}
	}
	return t
})

// addKeyBit runs the key schedule for the one key bit that stands for the given
// bit of character i; each table row is the OR of the rows of its bits.
func (t *desTables) addKeyBit(i, bit int) {
	var cd [56]byte
	for j, from := range permutedChoice1 {
		if int(from) == 8*i+7-bit { // bit 0 of the character is bit 7 of the key byte
			cd[j] = 1
		}
	}
	turned := 0
	for round, by := range shifts {
		turned += by
		var row uint64
		for j, from := range permutedChoice2 {
			k := int(from) - 1
			k = k/28*28 + (k%28+turned)%28
			if cd[k] == 1 {
				row |= 1 << (47 - j)
			}
		}
		row = row>>24<<32 | row&0xffffff
		for c := range 128 {
			if c>>bit&1 == 1 {
				t.key[round][i][c] |= row
			}
		}
	}
}

// schedule is the sixteen round keys of one key.
type schedule [16]uint64

func (t *desTables) schedule(key *[8]byte) (s schedule) {
	for round := range s {
		rows := &t.key[round]
		s[round] = rows[0][key[0]&127] | rows[1][key[1]&127] | rows[2][key[2]&127] | rows[3][key[3]&127] |
			rows[4][key[4]&127] | rows[5][key[5]&127] | rows[6][key[6]&127] | rows[7][key[7]&127]
	}
	return s
}

// encrypt runs count encryptions over a block whose halves are already through
// the initial permutation; what it returns has not been through the final one.
func (t *desTables) encrypt(s *schedule, salt uint32, count int, l, r uint32) (uint32, uint32) {
	box := &t.box
	for range count {
		for _, key := range s {
			high := r&1<<23 | r&0xf8000000>>9 | r&0x1f800000>>11 | r&0x01f80000>>13 | r&0x001f8000>>15
			low := r&0x0001f800<<7 | r&0x00001f80<<5 | r&0x000001f8<<3 | r&0x0000001f<<1 | r>>31
			swap := (high ^ low) & salt
			high ^= swap ^ uint32(key>>32)
			low ^= swap ^ uint32(key)
			l, r = r, l^(box[0][high>>18&63]|box[1][high>>12&63]|box[2][high>>6&63]|box[3][high&63]|
				box[4][low>>18&63]|box[5][low>>12&63]|box[6][low>>6&63]|box[7][low&63])
		}
		l, r = r, l
	}
	return l, r
}

// permute puts a block through the initial permutation, or undoes it.
func permute(block uint64, undo bool) (out uint64) {
	for i, from := range initialPermutation {
		a, b := 63-i, 64-int(from)
		if undo {
			a, b = b, a
		}
		out |= block >> b & 1 << a
	}
	return out
}

// saltMask turns a salt into the mask of swapped bits: salt bit 0 swaps the
// highest bits of the two halves.
func saltMask(salt uint32) (mask uint32) {
	for i := range 24 {
		mask |= salt >> i & 1 << (23 - i)
	}
	return mask
}

// target reads the eleven characters of a digest into the two halves that
// encrypt ends with. The last character holds four bits.
func target(digest string) (uint32, uint32) {
	var block uint64
	for i := range 10 {
		block = block<<6 | uint64(value64[digest[i]])
	}
	block = permute(block<<4|uint64(value64[digest[10]])>>2, false)
	return uint32(block >> 32), uint32(block)
}

func (h Hash) desMatcher() func(string) bool {
	t, mask := des(), saltMask(decode64(h.Salt))
	wantL, wantR := target(h.digest)
	count := 25
	if h.Scheme == BSDi {
		count = h.Rounds
	}
	return func(word string) bool {
		if strings.ContainsRune(word, 0) {
			return false
		}
		key := shifted(word, 0)
		if h.Scheme == BSDi {
			key = t.fold(word)
		}
		s := t.schedule(&key)
		l, r := t.encrypt(&s, mask, count, 0, 0)
		return l == wantL && r == wantR
	}
}

// shifted takes eight characters from a position; crypt(3) drops the eighth bit.
func shifted(word string, from int) (key [8]byte) {
	for i := range key {
		if from+i < len(word) {
			key[i] = word[from+i] & 127
		}
	}
	return key
}

// fold makes one key of a long password: encrypt the key with itself, then
// exclusive-or the next eight characters, until none are left. The encrypted
// block keeps the eighth bits that the key schedule drops.
func (t *desTables) fold(word string) [8]byte {
	key := shifted(word, 0)
	var block uint64
	for _, c := range key {
		block = block<<8 | uint64(c<<1)
	}
	for at := 8; at < len(word); at += 8 {
		s := t.schedule(&key)
		block = permute(block, false)
		l, r := t.encrypt(&s, 0, 1, uint32(block>>32), uint32(block))
		block = permute(uint64(l)<<32|uint64(r), true)
		for i, c := range shifted(word, at) {
			block ^= uint64(c<<1) << (56 - 8*i)
			key[i] = byte(block>>(56-8*i)) >> 1
		}
	}
	return key
}
