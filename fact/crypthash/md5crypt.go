package crypthash

import (
	"crypto/md5"
)

// maxWord bounds a candidate: the buffers below are sized for it, and no
// default password is longer.
const maxWord = 64

// md5Order is how md5crypt writes its sixteen bytes, three at a time.
var md5Order = [5][3]byte{{0, 6, 12}, {1, 7, 13}, {2, 8, 14}, {3, 9, 15}, {4, 10, 5}}

// md5Digest reads the 22 characters back into the sixteen bytes.
func md5Digest(digest string) (sum [16]byte) {
	for i, at := range md5Order {
		n := decode64(digest[4*i : 4*i+4])
		sum[at[0]], sum[at[1]], sum[at[2]] = byte(n>>16), byte(n>>8), byte(n)
	}
	sum[11] = byte(decode64(digest[20:22]))
	return sum
}

// md5Matcher is Kamp's md5crypt (FreeBSD 2.0, crypt-md5.c); apr1 differs in its
// magic only. The thousand rounds have eight layouts of fixed length, so the
// messages are laid out once and each round copies sixteen bytes into the next.
func (h Hash) md5Matcher() func(string) bool {
	magic := "$1$"
	if h.Scheme == Apache {
		magic = "$apr1$"
	}
	want, salt := md5Digest(h.digest), h.Salt
	var buf [256]byte
	rounds := new(md5Rounds)
	return func(word string) bool {
		if len(word) > maxWord {
			return false
		}
		sum := md5.Sum(append(append(append(buf[:0], word...), salt...), word...))
		msg := append(append(append(buf[:0], word...), magic...), salt...)
		for left := len(word); left > 0; left -= 16 {
			msg = append(msg, sum[:min(16, left)]...)
		}
		for n := len(word); n > 0; n >>= 1 {
			c := byte(0)
			if n&1 == 0 {
				c = word[0]
			}
			msg = append(msg, c)
		}
		return rounds.run(md5.Sum(msg), word, salt) == want
	}
}

// md5Rounds holds the eight layouts of a round: each is a message with a place
// for the running sum.
type md5Rounds struct {
	message [8][256]byte
	size    [8]int
	place   [8]int
}

// layout lays out the message of rounds whose number is odd, not divisible by
// three, and not divisible by seven, as the three bits of kind say.
func (m *md5Rounds) layout(kind int, word, salt string) {
	odd, third, seventh := kind&1 != 0, kind&2 != 0, kind&4 != 0
	out := m.message[kind][:0]
	if odd {
		out = append(out, word...)
	} else {
		m.place[kind] = 0
		out = append(out, make([]byte, 16)...)
	}
	if third {
		out = append(out, salt...)
	}
	if seventh {
		out = append(out, word...)
	}
	if odd {
		m.place[kind] = len(out)
		out = append(out, make([]byte, 16)...)
	} else {
		out = append(out, word...)
	}
	m.size[kind] = len(out)
}

// kinds is the layout of each of the 42 rounds after which the pattern repeats.
var kinds = func() (k [42]uint8) {
	for i := range k {
		if i%2 != 0 {
			k[i] |= 1
		}
		if i%3 != 0 {
			k[i] |= 2
		}
		if i%7 != 0 {
			k[i] |= 4
		}
	}
	return k
}()

func (m *md5Rounds) run(sum [16]byte, word, salt string) [16]byte {
	for kind := range 8 {
		m.layout(kind, word, salt)
	}
	for i, at := 0, 0; i < 1000; i++ {
		kind := kinds[at]
		if at++; at == len(kinds) {
			at = 0
		}
		message := m.message[kind][:m.size[kind]]
		copy(message[m.place[kind]:], sum[:])
		sum = md5.Sum(message)
	}
	return sum
}
