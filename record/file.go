package record

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/assay-project/assay/attest"
	"github.com/assay-project/assay/evidence"
)

// Folder is where a product's records lie, beside its declaration.
const Folder = "records"

// Read is a record as it was read from its bytes.
type Read struct {
	*Record
	Name     string // of the file
	Evidence string // id of the bytes
	Bytes    []byte
	// Signer is the key that the record names and whose signature holds; nil
	// where nobody signed.
	Signer   *attest.PublicKey
	envelope *attest.Envelope
}

// errUnsigned is said of a record that names a key and carries no signature.
var errUnsigned = errors.New("it names the key of a signer and is not signed: the signature was taken off")

// Parse reads a record strictly. A record is taken without a signature if it
// names no key, and with the signature of the key it names; anything else is an
// error, attest.ErrSignature wrapped where the signature does not hold.
func Parse(name string, data []byte) (*Read, error) {
	read := &Read{Name: name, Evidence: evidence.ID(data), Bytes: data}
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("record: %w", attest.ErrTooLarge)
	}
	statement, err := read.statement(data)
	if err != nil {
		return nil, err
	}
	read.Record = &Record{}
	if err := statement.PredicateOf(attest.TestRecordType, read.Record); err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	if err := read.Validate(); err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	return read, read.verify()
}

// statement finds the statement: in an envelope, or as it is.
func (r *Read) statement(data []byte) (*attest.Statement, error) {
	if !bytes.Contains(data[:min(len(data), 4096)], []byte(`"payloadType"`)) {
		return attest.ParseStatement(data)
	}
	var err error
	if r.envelope, err = attest.ParseEnvelope(data); err != nil {
		return nil, err
	}
	return r.envelope.Statement()
}

// verify holds the signature against the key that the record itself names. That
// shows the record is whole, not who holds the key: see [Trust].
func (r *Read) verify() error {
	switch {
	case r.envelope == nil && len(r.Key) == 0:
		return nil
	case r.envelope == nil:
		return fmt.Errorf("record: %w", errUnsigned)
	case len(r.Key) == 0:
		return errors.New("record: it is signed and does not name the key")
	}
	key, err := attest.PublicKeyOf(r.Key)
	if err != nil {
		return fmt.Errorf("record: %w", err)
	}
	if !r.envelope.SignedBy(key) {
		return fmt.Errorf("record: %w: it is not what the holder of %s signed", attest.ErrSignature, key.Fingerprint())
	}
	r.Signer = key
	return nil
}

// Encode returns the bytes of a record, signed where a key is given. It checks
// the record first.
func (r *Record) Encode(key *attest.Key) ([]byte, error) {
	r.Key = nil
	if key != nil {
		r.Key = key.Public().DER()
	}
	if err := r.Validate(); err != nil {
		return nil, err
	}
	statement, err := attest.NewStatement(attest.TestRecordType, r, r.subjects()...)
	if err != nil {
		return nil, err
	}
	if key == nil {
		return statement.Encode()
	}
	envelope, err := statement.Sign(key)
	if err != nil {
		return nil, err
	}
	return envelope.Encode()
}

// subjects are what the statement is about: the images, else the declared rows.
func (r *Record) subjects() []attest.Subject {
	var out []attest.Subject
	for _, p := range r.Depends.Images {
		out = append(out, attest.SubjectOf(p.Name, p.Digest))
	}
	if len(out) == 0 {
		for _, row := range r.Depends.Rows {
			out = append(out, attest.SubjectOf("IXIT "+row.Key, row.Digest))
		}
	}
	if len(out) == 0 { // nothing is there but the product's name
		out = append(out, attest.SubjectOf(r.Product.Name, evidence.ID([]byte(r.Product.Name+"\n"+r.Product.Model))))
	}
	return out
}

// FileName names the file of a record: "5.1-1-2-a-3f9c2a71.json".
func FileName(r *Record, data []byte) string {
	safe := strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '-' {
			return c
		}
		return '-'
	}, r.ID)
	return safe + "-" + evidence.ID(data)[len("sha256:"):][:8] + ".json"
}
