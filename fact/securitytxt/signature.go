package securitytxt

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/clearsign"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

// Signature says what is known of the signature of a file.
type Signature struct {
	State string // none, good, bad, no_key, broken
	Say   string // one sentence
	Key   string // fingerprint in hexadecimals of the key that it holds with
}

// maxKey is the largest key that is read. Keys with many signatures of others on
// them have some hundred kilobytes.
const maxKey = 1 << 20

// Verify checks the cleartext signature of a file with the keys at hand, given as
// armoured or binary OpenPGP keys, for a time. That a signature holds says that
// the holder of a key that the site itself offers wrote it, no more.
func Verify(data []byte, keys [][]byte, at time.Time) (found Signature) {
	// go-crypto 1.3.0 panics on a signed message without a line, and may do so
	// elsewhere: a hostile file or key must not end the run
	defer func() {
		if r := recover(); r != nil {
			found = Signature{State: "broken", Say: "its signature, or a key, cannot be read"}
		}
	}()
	if !bytes.Contains(data, []byte("-----BEGIN PGP SIGNED MESSAGE-----")) {
		return Signature{State: "none", Say: "it is not signed"}
	}
	if len(data) > maxBytes {
		return Signature{State: "broken", Say: "it is too long to be checked"}
	}
	block, _ := clearsign.Decode(data)
	if block == nil || block.ArmoredSignature == nil {
		return Signature{State: "broken", Say: "its signature cannot be read"}
	}
	ring := readKeys(keys)
	if len(ring) == 0 {
		return Signature{State: "no_key", Say: "it is signed; the key is not at hand"}
	}
	if at.IsZero() {
		return Signature{State: "no_key", Say: "it is signed; without a time to check it for, it was not checked"}
	}
	signer, err := block.VerifySignature(ring, &packet.Config{Time: func() time.Time { return at }})
	switch {
	case err == nil:
		return Signature{State: "good", Say: "its signature holds with a key that the site offers", Key: fmt.Sprintf("%x", signer.PrimaryKey.Fingerprint)}
	case strings.Contains(err.Error(), "unknown entity"):
		return Signature{State: "no_key", Say: "it is signed; the key is not among those at hand"}
	}
	return Signature{State: "bad", Say: fmt.Sprintf("its signature does not hold: %v", err)}
}

func readKeys(keys [][]byte) openpgp.EntityList {
	var ring openpgp.EntityList
	for _, k := range keys {
		if len(k) > maxKey || len(ring) > 50 {
			continue
		}
		read := openpgp.ReadKeyRing
		if bytes.Contains(k, []byte("-----BEGIN PGP PUBLIC KEY BLOCK-----")) {
			read = openpgp.ReadArmoredKeyRing
		}
		if list, err := read(bytes.NewReader(k)); err == nil {
			ring = append(ring, list...)
		}
	}
	return ring
}
