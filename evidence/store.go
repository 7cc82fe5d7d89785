package evidence

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
)

// ErrDigest is returned when kept bytes are not those that their name promises.
var ErrDigest = errors.New("bytes differ from their digest")

// digestForm is an evidence id: the algorithm and the digest in lower case.
var digestForm = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)

// ID returns the evidence id of bytes, "sha256:<hex>".
func ID(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// ValidID says whether a string has the form of an evidence id. Ids become file
// names, so nothing else may.
func ValidID(id string) bool { return digestForm.MatchString(id) }

// Store keeps pieces of evidence in a folder under the digest of their bytes:
// DIR/sha256/ab/cdef…. The same bytes are kept once; what is there is never
// changed. It is safe for several processes: a piece appears whole or not at all.
type Store struct{ dir string }

// OpenStore returns the store in a folder, which is made with the first Put.
func OpenStore(dir string) *Store { return &Store{dir: dir} }

func (s *Store) path(id string) (string, error) {
	if !ValidID(id) {
		return "", fmt.Errorf("evidence id %q: want sha256:<64 hex digits>", clip(id))
	}
	hex := id[len("sha256:"):]
	return filepath.Join(s.dir, "sha256", hex[:2], hex[2:]), nil
}

// Put keeps bytes and returns their id.
func (s *Store) Put(data []byte) (string, error) {
	id := ID(data)
	return id, s.PutReader(id, bytes.NewReader(data))
}

// PutReader keeps what a reader gives under an id known before. It returns
// ErrDigest, wrapped, and keeps nothing when the bytes are others.
func (s *Store) PutReader(id string, r io.Reader) error {
	name, err := s.path(id)
	if err != nil {
		return err
	}
	if _, err := os.Stat(name); err == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return fmt.Errorf("keep evidence: %w", err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return fmt.Errorf("keep evidence: %w", err)
	}
	defer os.Remove(tmp.Name())
	if err := copyHashed(tmp, r, id); err != nil {
		tmp.Close()
		return fmt.Errorf("keep evidence: %w", err)
	}
	if err := tmp.Close(); err != nil {
		return fmt.Errorf("keep evidence: %w", err)
	}
	return os.Rename(tmp.Name(), name)
}

func copyHashed(w io.Writer, r io.Reader, id string) error {
	h := sha256.New()
	if _, err := io.Copy(io.MultiWriter(w, h), r); err != nil {
		return err
	}
	if got := "sha256:" + hex.EncodeToString(h.Sum(nil)); got != id {
		return fmt.Errorf("%w: want %s, got %s", ErrDigest, id, got)
	}
	return nil
}

// Open returns a reader of a piece and its size in bytes. It returns
// fs.ErrNotExist, wrapped, for a piece that is not kept.
func (s *Store) Open(id string) (io.ReadCloser, int64, error) {
	name, err := s.path(id)
	if err != nil {
		return nil, 0, err
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, 0, fmt.Errorf("evidence %s: %w", id, err)
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, 0, fmt.Errorf("evidence %s: %w", id, err)
	}
	return f, info.Size(), nil
}

// Get returns the bytes of a piece of at most max bytes, verified.
func (s *Store) Get(id string, max int64) ([]byte, error) {
	r, size, err := s.Open(id)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if size > max {
		return nil, fmt.Errorf("evidence %s: %d bytes: %w", id, size, ErrTooLarge)
	}
	data, err := io.ReadAll(io.LimitReader(r, max))
	if err != nil {
		return nil, fmt.Errorf("evidence %s: %w", id, err)
	}
	if ID(data) != id {
		return nil, fmt.Errorf("evidence %s: %w", id, ErrDigest)
	}
	return data, nil
}
