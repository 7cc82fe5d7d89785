package attest

import (
	"bytes"
	"fmt"
	"io"

	"filippo.io/age"
	"filippo.io/age/armor"
)

// workFactor is the cost of a guess at a passphrase, as a power of two: about a
// second on a desk computer, and the most that is accepted on reading.
const workFactor = 18

// Protect returns the private key in PEM, encrypted with a passphrase as an
// armoured age file (https://age-encryption.org/v1). "age --decrypt" opens it.
func (k *Key) Protect(passphrase string) ([]byte, error) { return k.protect(passphrase, workFactor) }

func (k *Key) protect(passphrase string, cost int) ([]byte, error) {
	if passphrase == "" {
		return nil, fmt.Errorf("protect key: an empty passphrase")
	}
	text, err := k.Encode()
	if err != nil {
		return nil, err
	}
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, fmt.Errorf("protect key: %w", err)
	}
	recipient.SetWorkFactor(cost)
	var b bytes.Buffer
	shield := armor.NewWriter(&b)
	w, err := age.Encrypt(shield, recipient)
	if err != nil {
		return nil, fmt.Errorf("protect key: %w", err)
	}
	if _, err := w.Write(text); err != nil {
		return nil, fmt.Errorf("protect key: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("protect key: %w", err)
	}
	if err := shield.Close(); err != nil {
		return nil, fmt.Errorf("protect key: %w", err)
	}
	return b.Bytes(), nil
}

// Protected tells whether a private key needs a passphrase.
func Protected(text []byte) bool {
	return bytes.HasPrefix(bytes.TrimSpace(text), []byte(armor.Header))
}

// ParseKey reads a private key: PKCS #8 in PEM, or the same protected by a
// passphrase. It returns ErrPassphrase, wrapped, where the passphrase is missing
// or wrong, and ErrKey, wrapped, for anything else.
func ParseKey(text []byte, passphrase string) (*Key, error) {
	if len(text) > maxKey {
		return nil, fmt.Errorf("%w: %w", ErrKey, ErrTooLarge)
	}
	if !Protected(text) {
		return parsePKCS8(text)
	}
	if passphrase == "" {
		return nil, ErrPassphrase
	}
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrPassphrase, err)
	}
	identity.SetMaxWorkFactor(workFactor)
	r, err := age.Decrypt(armor.NewReader(bytes.NewReader(bytes.TrimSpace(text))), identity)
	if err != nil {
		return nil, fmt.Errorf("%w, and this one does not open it: %v", ErrPassphrase, err)
	}
	plain, err := io.ReadAll(io.LimitReader(r, maxKey))
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrKey, err)
	}
	return parsePKCS8(plain)
}
