// Package attest says who stands behind a statement: it makes keys, writes
// in-toto statements about things with digests, and signs and verifies them in
// DSSE envelopes.
//
// It promises that nothing is taken from an envelope that no signature covers,
// that a key is known by the digest of its public half and by nothing an
// envelope says of itself, and that bytes of a stranger never make it allocate
// more than [MaxEnvelope]. A signature that holds shows that the holder of a key
// said something. It does not show that what was said is true, nor when it was
// said, nor whose key it is.
//
// Formats: in-toto Attestation Framework, Statement v1
// (https://in-toto.io/Statement/v1); DSSE v1.0
// (https://github.com/secure-systems-lab/dsse); keys as PKCS #8 (RFC 5958) and
// SubjectPublicKeyInfo (RFC 5280) in PEM (RFC 7468).
package attest

import "errors"

// MaxEnvelope bounds the bytes of an envelope or of a statement.
const MaxEnvelope = 4 << 20

var (
	// ErrSignature is returned when no signature of an envelope holds for a key.
	ErrSignature = errors.New("no signature holds")
	// ErrTooLarge is returned for more bytes than a form takes.
	ErrTooLarge = errors.New("larger than the limit")
	// ErrKey is returned for bytes that are no key of a kind used here.
	ErrKey = errors.New("not a key")
	// ErrPassphrase is returned for a protected key without its passphrase.
	ErrPassphrase = errors.New("the key is protected by a passphrase")
)
