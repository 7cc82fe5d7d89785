package record

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/attest"
	"github.com/assay-project/assay/evidence"
)

// TrustFolder holds the public keys whose holders are known, beside a declaration.
const TrustFolder = "trust"

// Trust is whose signatures count: keys whose holders somebody has made sure of.
// Who judges decides that; a bundle says whom its maker trusted.
type Trust struct {
	Keys []TrustedKey
}

// TrustedKey is a key with where it was read from.
type TrustedKey struct {
	Name  string
	Key   *attest.PublicKey
	Bytes []byte
}

// maxTrusted bounds the keys, and maxKeyFile the bytes of one.
const (
	maxTrusted = 200
	maxKeyFile = 64 << 10
)

// LoadTrust reads the keys of a folder with a declaration: DIR/trust/*.pub. A
// file that is no public key is an error: whom to trust is not guessed.
func LoadTrust(dir string) (Trust, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Trust{}, fmt.Errorf("read trusted keys: %w", err)
	}
	defer root.Close()
	entries, err := fs.ReadDir(root.FS(), TrustFolder)
	if errors.Is(err, fs.ErrNotExist) {
		return Trust{}, nil
	}
	if err != nil {
		return Trust{}, fmt.Errorf("read trusted keys: %w", err)
	}
	var t Trust
	for _, e := range entries {
		if path.Ext(e.Name()) != ".pub" {
			continue
		}
		name := path.Join(TrustFolder, e.Name())
		data, err := readRegular(root, name, maxKeyFile)
		if err != nil {
			return Trust{}, fmt.Errorf("read trusted key %s: %w", name, err)
		}
		if err := t.Add(name, data); err != nil {
			return Trust{}, err
		}
	}
	return t, nil
}

// TrustFromBundle reads the keys that a bundle says were trusted.
func TrustFromBundle(b *evidence.Bundle) (Trust, error) {
	var t Trust
	for _, input := range b.Run.Trust {
		data, err := b.Get(input.Evidence, maxKeyFile)
		if err != nil {
			return Trust{}, err
		}
		if err := t.Add(input.Name, data); err != nil {
			return Trust{}, err
		}
	}
	return t, nil
}

// Add adds a public key in PEM; one that is there already is left out.
func (t *Trust) Add(name string, text []byte) error {
	key, err := attest.ParsePublicKey(text)
	if err != nil {
		return fmt.Errorf("trusted key %s: %w", name, err)
	}
	if len(t.Keys) == maxTrusted {
		return fmt.Errorf("trusted key %s: more than %d", name, maxTrusted)
	}
	if t.known(key) == "" {
		t.Keys = append(t.Keys, TrustedKey{Name: name, Key: key, Bytes: text})
	}
	return nil
}

// known returns where a trusted key was read from, "" for any other.
func (t Trust) known(key *attest.PublicKey) string {
	for _, k := range t.Keys {
		if k.Key.Fingerprint() == key.Fingerprint() {
			return path.Join(TrustFolder, path.Base(k.Name))
		}
	}
	return ""
}

// Kept returns the keys, for a run to keep.
func (t Trust) Kept() []Kept {
	var out []Kept
	for _, k := range t.Keys {
		out = append(out, Kept{
			RunInput: evidence.RunInput{Name: path.Join(TrustFolder, path.Base(k.Name)), Kind: KindKey, Evidence: evidence.ID(k.Bytes), Size: int64(len(k.Bytes))},
			Open:     func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(k.Bytes)), nil },
		})
	}
	return out
}

// makers are the keys that sign for the maker in a set: such a key is the
// maker's, whatever another record says it is.
func (s *Set) makers(d *assay.Declaration) map[string]bool {
	keys := make(map[string]bool)
	for _, r := range s.Records {
		if r.Signer != nil && (interested(r.Role) || isMaker(r.Organisation, d)) {
			keys[r.Signer.Fingerprint()] = true
		}
	}
	return keys
}

// interested are roles that put the product on a market.
func interested(role string) bool {
	return role == "maker" || role == "own_brand" || role == "importer" || role == "distributor"
}

// verify holds the bytes of a reader against an evidence id.
func verify(r io.Reader, id string) error {
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		return err
	}
	if "sha256:"+hex.EncodeToString(h.Sum(nil)) != id {
		return evidence.ErrDigest
	}
	return nil
}
