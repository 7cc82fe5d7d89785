package attest

import (
	"errors"
	"fmt"

	"github.com/assay-project/assay/evidence"
)

// BundleSeal is the predicate of a signed bundle. Its statement has run.json and
// document.json as subjects; run.json names every piece of evidence by its digest,
// so that the signature covers them all.
type BundleSeal struct {
	Product string `json:"product"`
	Tool    string `json:"tool"`
	At      string `json:"at"`  // the day the document was made for, RFC 3339
	Key     []byte `json:"key"` // SubjectPublicKeyInfo of who signs
}

// ErrUnsigned is returned for a bundle without a signature.
var ErrUnsigned = errors.New("nobody signed the bundle")

// SealBundle returns the signature.json of a bundle.
func SealBundle(run *evidence.Run, document []byte, product string, key *Key) ([]byte, error) {
	head, err := run.Encode()
	if err != nil {
		return nil, err
	}
	seal := BundleSeal{Product: product, Tool: run.Tool, At: run.At, Key: key.Public().DER()}
	s, err := NewStatement(BundleType, seal, SubjectOf("run.json", evidence.ID(head)), SubjectOf("document.json", evidence.ID(document)))
	if err != nil {
		return nil, err
	}
	envelope, err := s.Sign(key)
	if err != nil {
		return nil, err
	}
	return envelope.Encode()
}

// SignerOfBundle returns the key that the seal of a bundle names, once its
// signature holds and is about this bundle. Whose key that is it does not tell.
// It returns ErrUnsigned or ErrSignature, wrapped.
func SignerOfBundle(b *evidence.Bundle) (*PublicKey, error) {
	return SignerOfSeal(b.Signature, b.RunBytes, b.Document)
}

// SignerOfSeal is [SignerOfBundle] for the bytes of signature.json, run.json and
// document.json.
func SignerOfSeal(signature, run, document []byte) (*PublicKey, error) {
	if len(signature) == 0 {
		return nil, ErrUnsigned
	}
	envelope, err := ParseEnvelope(signature)
	if err != nil {
		return nil, err
	}
	s, err := envelope.Statement()
	if err != nil {
		return nil, err
	}
	var seal BundleSeal
	if err := s.PredicateOf(BundleType, &seal); err != nil {
		return nil, err
	}
	key, err := PublicKeyOf(seal.Key)
	if err != nil {
		return nil, err
	}
	if !envelope.SignedBy(key) {
		return nil, fmt.Errorf("%w: it is not what the holder of %s signed", ErrSignature, key.Fingerprint())
	}
	switch {
	case !s.about("run.json", evidence.ID(run)):
		return nil, fmt.Errorf("%w for this bundle: it is about another run.json", ErrSignature)
	case !s.about("document.json", evidence.ID(document)):
		return nil, fmt.Errorf("%w for this bundle: it is about another document.json", ErrSignature)
	}
	return key, nil
}

// about tells whether a statement has a subject of that name and digest.
func (s *Statement) about(name, id string) bool {
	for _, subject := range s.Subject {
		if subject.Name == name && subject.ID() == id {
			return true
		}
	}
	return false
}
