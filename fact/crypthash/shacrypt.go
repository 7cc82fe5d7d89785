package crypthash

import (
	"crypto/sha256"
	"crypto/sha512"
	"hash"
	"slices"
)

// The orders in which Drepper's SHA-crypt (2007, version 0.4) writes its bytes.
var (
	sha256Order = []byte{0, 10, 20, 21, 1, 11, 12, 22, 2, 3, 13, 23, 24, 4, 14, 15, 25, 5, 6, 16, 26, 27, 7, 17, 18, 28, 8, 9, 19, 29, 31, 30}
	sha512Order = []byte{
		0, 21, 42, 22, 43, 1, 44, 2, 23, 3, 24, 45, 25, 46, 4, 47, 5, 26, 6, 27, 48, 28, 49, 7, 50, 8, 29, 9, 30, 51, 31, 52, 10,
		53, 11, 32, 12, 33, 54, 34, 55, 13, 56, 14, 35, 15, 36, 57, 37, 58, 16, 59, 17, 38, 18, 39, 60, 40, 61, 19, 62, 20, 41, 63,
	}
)

// shaDigest reads the characters back into the bytes of the sum. The last group
// is short: two bytes of SHA-256, one of SHA-512.
func shaDigest(digest string, order []byte) []byte {
	sum := make([]byte, len(order))
	for at := 0; at < len(order); at += 3 {
		group := order[at:min(at+3, len(order))]
		n := decode64(digest[at/3*4 : min(at/3*4+4, len(digest))])
		for i, place := range group {
			sum[place] = byte(n >> (8 * (len(group) - 1 - i)))
		}
	}
	return sum
}

func (h Hash) shaMatcher() func(string) bool {
	order, fresh := sha256Order, sha256.New
	if h.Scheme == SHA512 {
		order, fresh = sha512Order, sha512.New
	}
	want, state := shaDigest(h.digest, order), fresh()
	return func(word string) bool {
		return len(word) <= maxWord && slices.Equal(shaCrypt(state, word, h.Salt, h.Rounds), want)
	}
}

func shaCrypt(state hash.Hash, word, salt string, rounds int) []byte {
	w, s, size := []byte(word), []byte(salt), state.Size()
	sum := func(parts ...[]byte) []byte {
		state.Reset()
		for _, p := range parts {
			state.Write(p)
		}
		return state.Sum(nil)
	}
	b := sum(w, s, w)
	parts := [][]byte{w, s}
	for left := len(w); left > 0; left -= size {
		parts = append(parts, b[:min(size, left)])
	}
	for n := len(w); n > 0; n >>= 1 {
		if n&1 != 0 {
			parts = append(parts, b)
		} else {
			parts = append(parts, w)
		}
	}
	a := sum(parts...)
	p := stretch(sum(slices.Repeat([][]byte{w}, len(w))...), len(w))
	q := stretch(sum(slices.Repeat([][]byte{s}, 16+int(a[0]))...), len(s))
	return shaRounds(state, a, p, q, rounds)
}

// stretch repeats a sum to n bytes.
func stretch(sum []byte, n int) []byte {
	out := make([]byte, 0, n+len(sum))
	for len(out) < n {
		out = append(out, sum...)
	}
	return out[:n]
}

func shaRounds(state hash.Hash, a, p, s []byte, rounds int) []byte {
	message := make([]byte, 0, 2*len(a)+2*len(p)+len(s))
	for i := range rounds {
		message = message[:0]
		if i&1 != 0 {
			message = append(message, p...)
		} else {
			message = append(message, a...)
		}
		if i%3 != 0 {
			message = append(message, s...)
		}
		if i%7 != 0 {
			message = append(message, p...)
		}
		if i&1 != 0 {
			message = append(message, a...)
		} else {
			message = append(message, p...)
		}
		state.Reset()
		state.Write(message)
		a = state.Sum(a[:0])
	}
	return a
}
