// Package redact shortens secrets for reports: enough to recognise one that is
// already known, never enough to use one that is not.
package redact

import (
	"crypto/sha256"
	"encoding/hex"
	"unicode/utf8"
)

// Text keeps the first and last two characters of a secret of eight or more,
// the first and last one of four or more, and nothing of a shorter one.
func Text(secret string) string {
	r := []rune(secret)
	switch {
	case !utf8.ValidString(secret) || len(r) < 4:
		return "…"
	case len(r) < 8:
		return string(r[:1]) + "…" + string(r[len(r)-1:])
	}
	return string(r[:2]) + "…" + string(r[len(r)-2:])
}

// Fingerprint is the first 16 hexadecimal digits of the SHA-256 of a secret, to
// tell whether two places hold the same one. A short password can be found from
// it by trying; so can it from the hash it was found through.
func Fingerprint(secret []byte) string {
	sum := sha256.Sum256(secret)
	return "sha256:" + hex.EncodeToString(sum[:8])
}
