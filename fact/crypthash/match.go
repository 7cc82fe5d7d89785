package crypthash

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"encoding/hex"
	"unicode/utf16"

	"github.com/go-crypt/x/yescrypt"
	"golang.org/x/crypto/bcrypt"
	"golang.org/x/crypto/md4" //lint:ignore SA1019 the NT hash is MD4
)

// Matcher returns a function that says whether a password gives the hash, or
// nil for a scheme that is not computed. The function keeps buffers: one
// goroutine each.
func (h Hash) Matcher() func(word string) bool {
	if h.Cost() == 0 {
		return nil
	}
	switch h.Scheme {
	case DES, BSDi:
		return h.desMatcher()
	case MD5, Apache:
		return h.md5Matcher()
	case SHA256, SHA512:
		return h.shaMatcher()
	case Bcrypt:
		return func(word string) bool { return bcrypt.CompareHashAndPassword([]byte(h.Raw), []byte(word)) == nil }
	case Yescrypt:
		return h.yescryptMatcher()
	case NT:
		return func(word string) bool { return ntHash(word) == h.digest }
	case SHA1:
		return func(word string) bool { sum := sha1.Sum([]byte(word)); return string(sum[:]) == h.digest }
	case Digest:
		return func(word string) bool {
			sum := md5.Sum([]byte(h.Salt + word))
			return hex.EncodeToString(sum[:]) == h.digest
		}
	case Base64, Plain:
		return func(word string) bool { return word == h.digest }
	}
	return nil
}

func (h Hash) yescryptMatcher() func(string) bool {
	setting := []byte(h.Raw)
	return func(word string) bool {
		got, err := yescrypt.Hash([]byte(word), setting)
		return err == nil && bytes.Equal(got, setting)
	}
}

func ntHash(word string) string {
	sum := md4.New()
	for _, unit := range utf16.Encode([]rune(word)) {
		sum.Write([]byte{byte(unit), byte(unit >> 8)})
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Cost says what one candidate costs, in nominal microseconds of one core: a
// fixed figure per scheme and its parameters, so that a cap made from it is the
// same on every machine. It is 0 for what is not computed.
func (h Hash) Cost() int {
	switch h.Scheme {
	case DES:
		return 5
	case BSDi:
		return 1 + h.Rounds/5
	case MD5, Apache:
		return 130
	case SHA256, SHA512:
		if h.Rounds > MaxRounds {
			return 0
		}
		return 1 + h.Rounds*3/10
	case Bcrypt:
		if h.Rounds > maxBcrypt || h.Raw[2] == 'x' { // $2x$ marks a hash of a broken old implementation
			return 0
		}
		return 60 << h.Rounds
	case Yescrypt:
		return h.yescryptCost()
	case NT, SHA1, Digest, Base64, Plain:
		return 1
	}
	return 0
}

// yescryptCost reads the parameters "jNr": the flags that crypt(3) uses, the
// logarithm of N and r, each as one character. Others are not computed.
func (h Hash) yescryptCost() int {
	p := h.Raw[3:]
	if len(p) < 4 || p[0] != 'j' || p[3] != '$' {
		return 0
	}
	logN, r := int(value64[p[1]])+1, int(value64[p[2]])+1
	if logN < 10 || logN > 18 || r > 32 || 128*r<<logN > MaxMemory {
		return 0
	}
	return 128 * r << logN / 400
}
