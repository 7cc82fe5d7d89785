// Package keyfile finds private keys and certificates in bytes and takes them
// apart. Only what parses counts: a library that holds the words "BEGIN RSA
// PRIVATE KEY" holds no key. A key is known by the SHA-256 of its public half
// (SubjectPublicKeyInfo, RFC 5280), so that the same key is recognised in any
// format and beside the certificate it fits.
//
// Formats: PKCS#1 (RFC 8017), PKCS#8 (RFC 5958) plain and encrypted, SEC 1
// (RFC 5915), DSA, each as PEM or DER; OpenSSH (PROTOCOL.key); PuTTY .ppk 2
// and 3; dropbear's binary host keys; OpenPGP secret keys (RFC 9580); PKCS#12
// as a sealed box. Private values are never kept.
package keyfile

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
)

// Limits on what is taken for a key: none that people use comes near them.
const (
	maxBlock = 64 << 10 // bytes of one PEM block or key file
	maxFound = 4096     // certificates of one file
	maxKeys  = 64       // private keys of one file; checking one may cost milliseconds
	maxTried = 8192     // "BEGIN" lines of one file that are looked behind
	maxBits  = 16384    // of a modulus
)

// ErrKey is returned for what looks like a key and is none.
var ErrKey = errors.New("not a private key")

// Key is a private key that parsed.
type Key struct {
	Format    string // "PKCS#1", "PKCS#8", "SEC 1", "DSA", "OpenSSH", "PuTTY", "dropbear", "OpenPGP", "PKCS#12"
	Algorithm string // "RSA", "DSA", "EC", "Ed25519", "X25519"; "" where it is sealed
	Bits      int    // of the modulus or the curve; 0 where not known
	Curve     string // "P-256", …; the object identifier for others
	Encrypted bool   // under a passphrase
	Offset    int64  // of the key in the bytes
	Line      int    // from 1; 0 for a binary file
	spki      []byte
	sealed    []byte
}

// Fingerprint is "sha256:<hex>" of the public half; of the sealed bytes where
// the public half cannot be read.
func (k *Key) Fingerprint() string {
	if k.spki == nil {
		return digest(k.sealed)
	}
	return digest(k.spki)
}

// Public says whether the fingerprint is that of the public half.
func (k *Key) Public() bool { return k.spki != nil }

// Certificate is an X.509 certificate and where it stands.
type Certificate struct {
	*x509.Certificate
	Offset int64
	Line   int
}

// Fingerprint is "sha256:<hex>" of the whole certificate.
func (c *Certificate) Fingerprint() string { return digest(c.Raw) }

// KeyFingerprint is that of the private key that fits.
func (c *Certificate) KeyFingerprint() string { return digest(c.RawSubjectPublicKeyInfo) }

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// Found is what a file holds. More is set where there was too much to go on.
type Found struct {
	Keys         []*Key
	Certificates []*Certificate
	More         bool
}

// Find looks for keys and certificates: PEM blocks anywhere, the binary formats
// where they are the whole file.
func Find(data []byte) Found {
	var out Found
	findPEM(data, &out)
	if bytes.HasPrefix(data, []byte("PuTTY-User-Key-File-")) {
		if k, err := parsePuTTY(data); err == nil {
			k.Line = 1
			out.Keys = append(out.Keys, k)
		}
	}
	if len(out.Keys)+len(out.Certificates) == 0 && len(data) <= maxBlock {
		findBinary(data, &out)
	}
	return out
}

func findBinary(data []byte, out *Found) {
	if len(data) < 32 {
		return
	}
	if data[0] == 0 {
		if k, err := parseDropbear(data); err == nil {
			out.Keys = append(out.Keys, k)
		}
		return
	}
	if data[0] != 0x30 || !oneValue(data) {
		return
	}
	if cert, err := x509.ParseCertificate(bytes.TrimRight(data, "\r\n")); err == nil {
		out.Certificates = append(out.Certificates, &Certificate{Certificate: cert})
		return
	}
	for _, parse := range []func([]byte) (*Key, error){parsePKCS1, parseSEC1, parseDSA, parsePKCS8, parseSealed, parsePKCS12} {
		if k, err := parse(data); err == nil {
			k.Format += " DER"
			out.Keys = append(out.Keys, k)
			return
		}
	}
}

// oneValue says whether the outer DER length covers the file but for line ends.
func oneValue(data []byte) bool {
	size, head := 0, 2
	switch n := data[1]; {
	case n < 0x80:
		size = int(n)
	case n == 0x81:
		size, head = int(data[2]), 3
	case n == 0x82:
		size, head = int(data[2])<<8|int(data[3]), 4
	default:
		return false
	}
	rest := len(data) - size - head
	return rest >= 0 && rest <= 2 && len(bytes.Trim(data[len(data)-rest:], "\r\n\x00")) == 0
}
