package attest

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// PayloadType is the media type of an in-toto statement in an envelope.
const PayloadType = "application/vnd.in-toto+json"

// maxSignatures bounds how often verifying is tried for one envelope.
const maxSignatures = 32

// Envelope is bytes with signatures over them and their type (DSSE v1.0).
type Envelope struct {
	Type       string // media type of the payload
	Payload    []byte
	Signatures []Signature
}

// Signature is one signature. KeyID is a hint of the signer and covered by
// nothing: it is never what a key is known by.
type Signature struct {
	KeyID string
	Bytes []byte
}

// pae is the pre-authentication encoding: what is signed, so that a payload of
// one type is never taken for one of another.
func pae(payloadType string, payload []byte) []byte {
	var b bytes.Buffer
	b.WriteString("DSSEv1 " + strconv.Itoa(len(payloadType)) + " " + payloadType + " " + strconv.Itoa(len(payload)) + " ")
	b.Write(payload)
	return b.Bytes()
}

// Sign puts a payload into an envelope signed with each key, in their order.
func Sign(payloadType string, payload []byte, keys ...*Key) (*Envelope, error) {
	if len(keys) == 0 {
		return nil, errors.New("sign: no key")
	}
	e := &Envelope{Type: payloadType, Payload: payload}
	for _, k := range keys {
		if err := e.Add(k); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// Add adds the signature of a key.
func (e *Envelope) Add(k *Key) error {
	message, hash := pae(e.Type, e.Payload), crypto.Hash(0)
	if k.public.Algorithm() == ECDSAP256 {
		sum := sha256.Sum256(message)
		message, hash = sum[:], crypto.SHA256
	}
	sig, err := k.signer.Sign(rand.Reader, message, hash)
	if err != nil {
		return fmt.Errorf("sign: %w", err)
	}
	e.Signatures = append(e.Signatures, Signature{KeyID: k.public.Fingerprint(), Bytes: sig})
	return nil
}

// SignedBy tells whether a signature of the envelope holds for a key. Hints are
// not asked: every signature is tried.
func (e *Envelope) SignedBy(p *PublicKey) bool {
	message := pae(e.Type, e.Payload)
	sum := sha256.Sum256(message)
	for _, s := range e.Signatures {
		switch key := p.key.(type) {
		case ed25519.PublicKey:
			if ed25519.Verify(key, message, s.Bytes) {
				return true
			}
		case *ecdsa.PublicKey:
			if ecdsa.VerifyASN1(key, sum[:], s.Bytes) {
				return true
			}
		}
	}
	return false
}

// Verify returns those of the keys for which a signature holds, in the order
// given. It returns ErrSignature, wrapped, where there is none.
func (e *Envelope) Verify(keys ...*PublicKey) ([]*PublicKey, error) {
	var signers []*PublicKey
	for _, k := range keys {
		if e.SignedBy(k) {
			signers = append(signers, k)
		}
	}
	if len(signers) == 0 {
		return nil, fmt.Errorf("%w: %d of them, tried with %d keys", ErrSignature, len(e.Signatures), len(keys))
	}
	return signers, nil
}

// envelopeForm is the envelope in JSON.
type envelopeForm struct {
	PayloadType string          `json:"payloadType"`
	Payload     string          `json:"payload"`
	Signatures  []signatureForm `json:"signatures"`
}

type signatureForm struct {
	KeyID string `json:"keyid,omitempty"`
	Sig   string `json:"sig"`
}

// Encode returns the envelope in JSON.
func (e *Envelope) Encode() ([]byte, error) {
	form := envelopeForm{PayloadType: e.Type, Payload: base64.StdEncoding.EncodeToString(e.Payload), Signatures: []signatureForm{}}
	for _, s := range e.Signatures {
		form.Signatures = append(form.Signatures, signatureForm{KeyID: s.KeyID, Sig: base64.StdEncoding.EncodeToString(s.Bytes)})
	}
	return encode(form)
}

// ParseEnvelope reads an envelope of at most [MaxEnvelope] bytes. Fields that
// DSSE does not name are refused; that signatures hold is not looked at.
func ParseEnvelope(data []byte) (*Envelope, error) {
	if len(data) > MaxEnvelope {
		return nil, fmt.Errorf("envelope: %w", ErrTooLarge)
	}
	var form envelopeForm
	if err := decode(data, &form); err != nil {
		return nil, fmt.Errorf("envelope: %w", err)
	}
	switch {
	case form.PayloadType == "":
		return nil, errors.New("envelope: no payload type")
	case len(form.Signatures) == 0:
		return nil, errors.New("envelope: no signatures")
	case len(form.Signatures) > maxSignatures:
		return nil, fmt.Errorf("envelope: %d signatures, at most %d are taken", len(form.Signatures), maxSignatures)
	}
	e := &Envelope{Type: form.PayloadType}
	var err error
	if e.Payload, err = unbase64(form.Payload); err != nil {
		return nil, fmt.Errorf("envelope: payload: %w", err)
	}
	for i, s := range form.Signatures {
		sig, err := unbase64(s.Sig)
		if err != nil {
			return nil, fmt.Errorf("envelope: signature %d: %w", i+1, err)
		}
		e.Signatures = append(e.Signatures, Signature{KeyID: s.KeyID, Bytes: sig})
	}
	return e, nil
}

// unbase64 takes both alphabets, as DSSE asks of a verifier.
func unbase64(text string) ([]byte, error) {
	data, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil {
		if other, urlErr := base64.URLEncoding.Strict().DecodeString(text); urlErr == nil {
			return other, nil
		}
		return nil, err
	}
	return data, nil
}

// decode reads one JSON value strictly: no field that is not known, nothing
// behind it.
func decode(data []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the JSON value")
	}
	return nil
}

// encode writes JSON that a person can read and diff.
func encode(value any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(value); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
