package evidence

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// A bundle is one zip file with run.json, document.json, perhaps signature.json,
// and every piece of evidence that the run names, as "evidence/<sha256 hex>". Entries stand in a
// fixed order with one time for all, so that the same run gives the same file.

// MaxBundle bounds the bytes of one piece of evidence in a bundle.
const MaxBundle = 2 << 30

// maxHead bounds run.json and document.json.
const maxHead = 96 << 20

// maxSignature bounds signature.json.
const maxSignature = 1 << 20

// maxPieces bounds the entries of a bundle.
const maxPieces = 10_000

// bundleTime is the time of every entry: the zip format knows no "none".
var bundleTime = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// ErrBundle is returned for a file that is not a bundle or has been damaged.
var ErrBundle = errors.New("not a whole bundle")

// WriteBundle writes a bundle of a run, its document and the evidence in a store.
func WriteBundle(w io.Writer, run *Run, document []byte, store *Store) error {
	return WriteSignedBundle(w, run, document, nil, store)
}

// WriteSignedBundle writes a bundle with a signature over the bytes of run.json,
// as [Run.Encode] gives them, and of the document. What form it has is for who
// signs and who verifies.
func WriteSignedBundle(w io.Writer, run *Run, document, signature []byte, store *Store) error {
	zw := zip.NewWriter(w)
	head, err := run.Encode()
	if err != nil {
		return err
	}
	entries := []struct {
		name string
		data []byte
	}{{"run.json", head}, {"document.json", document}}
	if len(signature) > 0 {
		entries = append(entries, struct {
			name string
			data []byte
		}{"signature.json", signature})
	}
	for _, e := range entries {
		if err := writeEntry(zw, e.name, bytes.NewReader(e.data)); err != nil {
			return err
		}
	}
	for _, id := range run.Pieces() {
		r, _, err := store.Open(id)
		if err != nil {
			return fmt.Errorf("bundle: %w", err)
		}
		err = writeEntry(zw, "evidence/"+strings.TrimPrefix(id, "sha256:"), r)
		r.Close()
		if err != nil {
			return err
		}
	}
	return zw.Close()
}

func writeEntry(zw *zip.Writer, name string, r io.Reader) error {
	entry, err := zw.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: bundleTime})
	if err != nil {
		return fmt.Errorf("bundle %s: %w", name, err)
	}
	if _, err := io.Copy(entry, r); err != nil {
		return fmt.Errorf("bundle %s: %w", name, err)
	}
	return nil
}

// Bundle is an open bundle.
type Bundle struct {
	Run       *Run
	RunBytes  []byte // of run.json, as they stand there
	Document  []byte
	Signature []byte // of signature.json; nil where nobody signed
	pieces    map[string]*zip.File
}

// ReadBundle reads the head of a bundle of size bytes. Evidence is read and
// verified when it is asked for. It returns ErrBundle, wrapped, for anything else.
func ReadBundle(r io.ReaderAt, size int64) (*Bundle, error) {
	zr, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrBundle, err)
	}
	if len(zr.File) > maxPieces {
		return nil, fmt.Errorf("%w: %d entries", ErrBundle, len(zr.File))
	}
	b, heads := &Bundle{pieces: make(map[string]*zip.File)}, make(map[string]bool)
	for _, f := range zr.File {
		if hex, ok := strings.CutPrefix(f.Name, "evidence/"); ok {
			if id := "sha256:" + hex; b.pieces[id] != nil || !ValidID(id) {
				return nil, fmt.Errorf("%w: %q does not belong there", ErrBundle, clip(f.Name))
			}
			b.pieces["sha256:"+hex] = f
			continue
		}
		if heads[f.Name] {
			return nil, fmt.Errorf("%w: %q stands twice", ErrBundle, clip(f.Name))
		}
		heads[f.Name] = true
		if err := b.readHead(f); err != nil {
			return nil, err
		}
	}
	if b.Run == nil || b.Document == nil {
		return nil, fmt.Errorf("%w: run.json or document.json is missing", ErrBundle)
	}
	if got := ID(b.Document); got != b.Run.Document {
		return nil, fmt.Errorf("%w: document.json: %w", ErrBundle, ErrDigest)
	}
	return b, nil
}

func (b *Bundle) readHead(f *zip.File) error {
	data, err := readEntry(f, maxHead)
	if err != nil {
		return fmt.Errorf("%w: %s: %v", ErrBundle, clip(f.Name), err)
	}
	switch f.Name {
	case "run.json":
		if b.Run, err = ParseRun(data); err != nil {
			return fmt.Errorf("%w: %w", ErrBundle, err)
		}
		b.RunBytes = data
	case "document.json":
		b.Document = data
	case "signature.json":
		if len(data) > maxSignature {
			return fmt.Errorf("%w: %s: %w", ErrBundle, f.Name, ErrTooLarge)
		}
		b.Signature = data
	default:
		return fmt.Errorf("%w: %q does not belong there", ErrBundle, clip(f.Name))
	}
	return nil
}

func readEntry(f *zip.File, max int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, max+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > max {
		return nil, ErrTooLarge
	}
	return data, nil
}

// Get returns the bytes of a piece of at most max bytes, verified against its id.
// It is decoded twice, so that nothing is held of a piece that is not what its
// name says or larger than it should be.
func (b *Bundle) Get(id string, max int64) ([]byte, error) {
	f, ok := b.pieces[id]
	if !ok {
		return nil, fmt.Errorf("%w: evidence %s is missing", ErrBundle, clip(id))
	}
	size, err := verifyEntry(f, id, min(max, MaxBundle))
	if err != nil {
		return nil, fmt.Errorf("%w: evidence %s: %w", ErrBundle, id, err)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%w: evidence %s: %v", ErrBundle, id, err)
	}
	defer r.Close()
	data := make([]byte, size)
	if _, err := io.ReadFull(r, data); err != nil {
		return nil, fmt.Errorf("%w: evidence %s: %v", ErrBundle, id, err)
	}
	return data, nil
}

// verifyEntry returns the size of an entry whose bytes have the digest.
func verifyEntry(f *zip.File, id string, max int64) (int64, error) {
	r, err := f.Open()
	if err != nil {
		return 0, err
	}
	defer r.Close()
	h := sha256.New()
	size, err := io.Copy(h, io.LimitReader(r, max+1))
	switch {
	case err != nil:
		return 0, err
	case size > max:
		return 0, ErrTooLarge
	case "sha256:"+hex.EncodeToString(h.Sum(nil)) != id:
		return 0, ErrDigest
	}
	return size, nil
}

// Copy writes a piece of at most max bytes, verified first: nothing is written of
// one that is not what its name says.
func (b *Bundle) Copy(w io.Writer, id string, max int64) error {
	f, ok := b.pieces[id]
	if !ok {
		return fmt.Errorf("%w: evidence %s is missing", ErrBundle, clip(id))
	}
	if _, err := verifyEntry(f, id, min(max, MaxBundle)); err != nil {
		return fmt.Errorf("%w: evidence %s: %w", ErrBundle, id, err)
	}
	r, err := f.Open()
	if err != nil {
		return fmt.Errorf("%w: evidence %s: %v", ErrBundle, id, err)
	}
	defer r.Close()
	if _, err := io.Copy(w, io.LimitReader(r, max)); err != nil {
		return fmt.Errorf("copy evidence %s: %w", id, err)
	}
	return nil
}

// Verify looks that every piece of evidence that the run names is there and is
// what its id says.
func (b *Bundle) Verify() error {
	for _, id := range b.Run.Pieces() {
		if err := b.Copy(io.Discard, id, MaxBundle); err != nil {
			return err
		}
	}
	return nil
}
