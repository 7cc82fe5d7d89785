package attest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
)

// Algorithm is a kind of key.
type Algorithm string

const (
	Ed25519   Algorithm = "ed25519"    // RFC 8032
	ECDSAP256 Algorithm = "ecdsa-p256" // FIPS 186-5, with SHA-256, signatures in ASN.1
)

// Algorithms lists the kinds of keys, the usual one first.
func Algorithms() []Algorithm { return []Algorithm{Ed25519, ECDSAP256} }

// maxKey bounds a file with a key.
const maxKey = 64 << 10

// Key is a private key. Its secret leaves only through [Key.Encode].
type Key struct {
	signer crypto.Signer
	public *PublicKey
}

// PublicKey is what verifies what its private key signed.
type PublicKey struct {
	key  crypto.PublicKey // ed25519.PublicKey or *ecdsa.PublicKey on P-256
	spki []byte
}

// NewKey makes a key from the randomness of the system.
func NewKey(a Algorithm) (*Key, error) {
	switch a {
	case Ed25519:
		_, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return nil, fmt.Errorf("make key: %w", err)
		}
		return newKey(private)
	case ECDSAP256:
		private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return nil, fmt.Errorf("make key: %w", err)
		}
		return newKey(private)
	}
	return nil, fmt.Errorf("make key: algorithm %q: want %s or %s", clip(string(a)), Ed25519, ECDSAP256)
}

func newKey(signer crypto.Signer) (*Key, error) {
	public, err := newPublicKey(signer.Public())
	if err != nil {
		return nil, err
	}
	return &Key{signer: signer, public: public}, nil
}

// newPublicKey takes a key of the two kinds used here and no other.
func newPublicKey(key crypto.PublicKey) (*PublicKey, error) {
	switch k := key.(type) {
	case ed25519.PublicKey:
	case *ecdsa.PublicKey:
		if k.Curve != elliptic.P256() {
			return nil, fmt.Errorf("%w: curve %s, want P-256", ErrKey, k.Curve.Params().Name)
		}
	default:
		return nil, fmt.Errorf("%w: %T, want Ed25519 or ECDSA on P-256", ErrKey, key)
	}
	spki, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrKey, err)
	}
	return &PublicKey{key: key, spki: spki}, nil
}

// Public returns the public half.
func (k *Key) Public() *PublicKey { return k.public }

// Algorithm says what kind of key it is.
func (p *PublicKey) Algorithm() Algorithm {
	if _, ok := p.key.(ed25519.PublicKey); ok {
		return Ed25519
	}
	return ECDSAP256
}

// Fingerprint is "sha256:<hex>" of the SubjectPublicKeyInfo: what "openssl pkey
// -pubin -outform DER | sha256sum" gives.
func (p *PublicKey) Fingerprint() string {
	sum := sha256.Sum256(p.spki)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// DER returns the SubjectPublicKeyInfo.
func (p *PublicKey) DER() []byte { return append([]byte(nil), p.spki...) }

// Encode returns the public key in PEM.
func (p *PublicKey) Encode() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: p.spki})
}

// Encode returns the private key as PKCS #8 in PEM, without protection.
func (k *Key) Encode() ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(k.signer)
	if err != nil {
		return nil, fmt.Errorf("encode key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}

// ParsePublicKey reads a public key in PEM. It returns ErrKey, wrapped, for
// anything else, a private key among it: that one does not belong with those
// that are trusted.
func ParsePublicKey(text []byte) (*PublicKey, error) {
	block, err := onePEM(text, "PUBLIC KEY")
	if err != nil {
		return nil, err
	}
	return PublicKeyOf(block)
}

// PublicKeyOf reads a SubjectPublicKeyInfo.
func PublicKeyOf(spki []byte) (*PublicKey, error) {
	if len(spki) > maxKey {
		return nil, fmt.Errorf("%w: %w", ErrKey, ErrTooLarge)
	}
	key, err := x509.ParsePKIXPublicKey(spki)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrKey, err)
	}
	return newPublicKey(key)
}

// parsePKCS8 reads an unprotected private key in PEM.
func parsePKCS8(text []byte) (*Key, error) {
	block, err := onePEM(text, "PRIVATE KEY")
	if err != nil {
		return nil, err
	}
	key, err := x509.ParsePKCS8PrivateKey(block)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrKey, err)
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("%w: %T cannot sign", ErrKey, key)
	}
	return newKey(signer)
}

// onePEM returns the bytes of the first block, which must be of a type.
func onePEM(text []byte, want string) ([]byte, error) {
	if len(text) > maxKey {
		return nil, fmt.Errorf("%w: %w", ErrKey, ErrTooLarge)
	}
	block, _ := pem.Decode(text)
	switch {
	case block == nil:
		return nil, fmt.Errorf("%w: no PEM block", ErrKey)
	case block.Type != want:
		return nil, fmt.Errorf("%w: a PEM block %q, want %q", ErrKey, clip(block.Type), want)
	}
	return block.Bytes, nil
}

func clip(s string) string {
	if len(s) > 64 {
		return s[:64] + "…"
	}
	return s
}
