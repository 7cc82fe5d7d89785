// Package crypthash recognises the password hashes that devices store and says
// whether one of a list of candidate passwords gives the hash. It guesses
// nothing by itself: the candidates, their order and their number come from the
// caller, so that the same list always gives the same answer.
//
// Every scheme is checked against vectors of crypt(3), openssl passwd and
// htpasswd. A scheme that is recognised but too dear to compute within
// [MaxMemory] or [MaxRounds] is matched by nothing and says so through
// [Hash.Cost].
package crypthash

import (
	"encoding/base64"
	"strconv"
	"strings"
)

// Scheme names how a password was stored.
type Scheme string

const (
	DES       Scheme = "descrypt"    // traditional crypt(3): 56 bits, 8 characters, 12-bit salt
	BSDi      Scheme = "bsdicrypt"   // "_": extended DES
	MD5       Scheme = "md5crypt"    // "$1$"
	Apache    Scheme = "apr1"        // "$apr1$", htpasswd's own md5crypt
	SHA256    Scheme = "sha256crypt" // "$5$"
	SHA512    Scheme = "sha512crypt" // "$6$"
	Bcrypt    Scheme = "bcrypt"      // "$2a$", "$2b$", "$2y$"
	Yescrypt  Scheme = "yescrypt"    // "$y$"
	NT        Scheme = "nt"          // "$3$$": MD4 of UTF-16
	SHA1      Scheme = "sha1"        // "{SHA}", unsalted
	Digest    Scheme = "digest"      // htdigest: MD5 of "user:realm:password"
	Base64    Scheme = "base64"      // encoded, not hashed
	Plain     Scheme = "plain"       // not even encoded
	Unhandled Scheme = "unrecognised"
)

// Limits on what one candidate may cost. A hash that asks for more is
// recognised and never computed.
const (
	MaxRounds = 5_000_000 // of sha256crypt and sha512crypt
	MaxMemory = 64 << 20  // bytes, of yescrypt
	maxBcrypt = 16        // cost, a power of two
	maxField  = 512       // bytes of a password field
)

// Hash is a stored password taken apart.
type Hash struct {
	Scheme Scheme
	Raw    string // as stored, without what locks it
	Salt   string
	Rounds int // 0 where the scheme has none; the exponent for bcrypt
	digest string
}

// Parse takes a password field apart. A field that is no known hash gives
// Scheme Unhandled; emptiness and locks ("!", "*") are the caller's to see.
func Parse(field string) Hash {
	h := Hash{Scheme: Unhandled, Raw: field}
	if len(field) > maxField {
		return h
	}
	switch {
	case strings.HasPrefix(field, "$1$"):
		return h.dollar(MD5, 3, 22)
	case strings.HasPrefix(field, "$apr1$"):
		return h.dollar(Apache, 6, 22)
	case strings.HasPrefix(field, "$5$"):
		return h.sha(SHA256, 43)
	case strings.HasPrefix(field, "$6$"):
		return h.sha(SHA512, 86)
	case strings.HasPrefix(field, "$2"):
		return h.bcrypt()
	case strings.HasPrefix(field, "$y$"):
		return h.yescrypt()
	case strings.HasPrefix(field, "$3$$") && len(field) == 36 && isHex(field[4:]):
		h.Scheme, h.digest = NT, strings.ToLower(field[4:])
	case strings.HasPrefix(field, "{SHA}"):
		if raw, err := base64.StdEncoding.DecodeString(field[5:]); err == nil && len(raw) == 20 {
			h.Scheme, h.digest = SHA1, string(raw)
		}
	case len(field) == 20 && field[0] == '_' && in64(field[1:]):
		h.Scheme, h.Salt, h.digest = BSDi, field[5:9], field[9:]
		h.Rounds = int(decode64(field[1:5]))
	case len(field) == 13 && in64(field):
		h.Scheme, h.Salt, h.digest = DES, field[:2], field[2:]
	}
	return h
}

// dollar reads "$id$salt$digest". The salt may be empty: some vendors' tools
// make "$1$$…". Only its first 8 characters count.
func (h Hash) dollar(s Scheme, prefix, digest int) Hash {
	salt, sum, ok := strings.Cut(h.Raw[prefix:], "$")
	if !ok || len(sum) != digest || !in64(sum) {
		return h
	}
	h.Scheme, h.Salt, h.digest = s, clip(salt, 8), sum
	return h
}

// sha reads "$5$[rounds=n$]salt$digest"; 5000 rounds are meant where none are
// named, and crypt(3) moves what is named into 1000 … 999999999.
func (h Hash) sha(s Scheme, digest int) Hash {
	rest, rounds := h.Raw[3:], 5000
	if after, ok := strings.CutPrefix(rest, "rounds="); ok {
		number, tail, found := strings.Cut(after, "$")
		n, err := strconv.ParseUint(number, 10, 32)
		if !found || err != nil {
			return h
		}
		rest, rounds = tail, int(min(max(n, 1000), 999_999_999))
	}
	salt, sum, ok := strings.Cut(rest, "$")
	if !ok || len(sum) != digest || !in64(sum) {
		return h
	}
	h.Scheme, h.Salt, h.Rounds, h.digest = s, clip(salt, 16), rounds, sum
	return h
}

func (h Hash) bcrypt() Hash {
	f := h.Raw
	if len(f) != 60 || !strings.ContainsRune("abxy", rune(f[2])) || f[3] != '$' || f[6] != '$' || !in64(f[7:]) {
		return h
	}
	cost, err := strconv.Atoi(f[4:6])
	if err != nil || cost < 4 || cost > 31 {
		return h
	}
	h.Scheme, h.Salt, h.Rounds, h.digest = Bcrypt, f[7:29], cost, f[29:]
	return h
}

func (h Hash) yescrypt() Hash {
	parts := strings.Split(h.Raw, "$")
	if len(parts) != 5 || len(parts[2]) < 3 || !in64(parts[2]) || len(parts[4]) != 43 || !in64(parts[4]) {
		return h
	}
	h.Scheme, h.Salt, h.digest = Yescrypt, parts[3], parts[4]
	return h
}

// HTPasswd takes the field of a web password file apart, where besides the
// hashes of crypt(3) also plain and encoded passwords are met.
func HTPasswd(field string) Hash {
	h := Parse(field)
	if h.Scheme != Unhandled || field == "" || len(field) > maxField || field[0] == '$' {
		return h
	}
	h.Scheme, h.digest = Plain, field
	if raw, err := base64.StdEncoding.DecodeString(field); err == nil && len(raw) >= 3 && printable(raw) {
		h.Scheme, h.digest = Base64, string(raw)
	}
	return h
}

// Revealed is the password itself where the scheme only writes it down.
func (h Hash) Revealed() (string, bool) {
	return h.digest, h.Scheme == Plain || h.Scheme == Base64
}

// Weak says in a few words why the scheme is no longer fit to keep a password,
// or "" where it is.
func (s Scheme) Weak() string {
	switch s {
	case DES:
		return "DES crypt cuts passwords to 8 characters and is searched through in hours"
	case BSDi:
		return "extended DES crypt rests on a 56-bit cipher"
	case MD5, Apache:
		return "a thousand rounds of MD5 are tried millions of times a second"
	case NT, SHA1, Digest:
		return "one unsalted fast hash is looked up in tables"
	case Base64, Plain:
		return "the password is written down, not hashed"
	}
	return ""
}

const alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// value64 gives the value of each character of the crypt(3) alphabet, 64 for others.
var value64 = func() (v [256]byte) {
	for i := range v {
		v[i] = 64
	}
	for i := range len(alphabet) {
		v[alphabet[i]] = byte(i)
	}
	return v
}()

func in64(s string) bool {
	for i := range len(s) {
		if value64[s[i]] == 64 {
			return false
		}
	}
	return true
}

// decode64 reads up to five characters, the lowest six bits first.
func decode64(s string) uint32 {
	var n uint32
	for i := range len(s) {
		n |= uint32(value64[s[i]]&63) << (6 * i)
	}
	return n
}

func isHex(s string) bool { return strings.Trim(s, "0123456789abcdefABCDEF") == "" }

func printable(b []byte) bool {
	for _, c := range b {
		if c < 0x20 || c > 0x7e {
			return false
		}
	}
	return true
}

func clip(s string, n int) string { return s[:min(n, len(s))] }

// WebDigest takes a line of an htdigest file apart: the MD5 of
// "user:realm:password" (RFC 7616).
func WebDigest(user, realm, sum string) (Hash, bool) {
	h := Hash{Scheme: Digest, Raw: sum, Salt: user + ":" + realm + ":", digest: strings.ToLower(sum)}
	return h, len(sum) == 32 && isHex(sum)
}
