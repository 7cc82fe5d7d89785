package record

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/evidence"
)

// Set is the records of a product, in the order of their file names.
type Set struct {
	Records []*Read
	// Problems are files that were not taken, and attached files that are not there.
	Problems []assay.Limit
	missing  map[string][]string // names of attached files, by the record's evidence id
	kept     []Kept
}

// Kept is something that has to go into a bundle, so that a stranger finds it.
type Kept struct {
	evidence.RunInput
	Open func() (io.ReadCloser, error)
}

// Kinds of what a run keeps of records.
const (
	KindRecord     = "record"
	KindAttachment = "attachment"
	KindKey        = "key"
)

// maxRecords bounds the records of a product.
const maxRecords = 5_000

// storeFolder is where a folder with a declaration keeps its evidence.
var storeFolder = filepath.Join(".assay", "evidence")

// Load reads the records of a folder with a declaration: DIR/records/*.json,
// with what they attach in DIR/.assay/evidence. A folder without records gives
// an empty set. What cannot be taken is a problem of the set; an error is only
// what kept the folder from being read.
func Load(dir string) (*Set, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("read records: %w", err)
	}
	defer root.Close()
	s := &Set{missing: make(map[string][]string)}
	entries, err := fs.ReadDir(root.FS(), Folder)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read records: %w", err)
	}
	store := evidence.OpenStore(filepath.Join(dir, storeFolder))
	for _, e := range entries {
		if path.Ext(e.Name()) != ".json" || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		name := path.Join(Folder, e.Name())
		if len(s.Records) == maxRecords {
			s.problem(name, fmt.Errorf("there are more than %d records", maxRecords))
			break
		}
		data, err := readRegular(root, name, MaxBytes)
		if err != nil {
			s.problem(name, err)
			continue
		}
		s.add(name, data, fromStore(store))
	}
	return s, nil
}

// readRegular reads a regular file of at most max bytes inside a root.
func readRegular(root *os.Root, name string, max int64) ([]byte, error) {
	name = filepath.FromSlash(name)
	info, err := root.Stat(name) // before it is opened: a pipe would wait for a writer
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("not a regular file")
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	switch info, err = f.Stat(); {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("not a regular file")
	case info.Size() > max:
		return nil, fmt.Errorf("%d bytes: %w", info.Size(), evidence.ErrTooLarge)
	}
	return io.ReadAll(io.LimitReader(f, max))
}

// opener finds an attached file by its id and gives a way to open it; an error
// where it is not there or is not what its id says.
type opener func(id string) (func() (io.ReadCloser, error), error)

func fromStore(store *evidence.Store) opener {
	return func(id string) (func() (io.ReadCloser, error), error) {
		open := func() (io.ReadCloser, error) {
			r, _, err := store.Open(id)
			return r, err
		}
		r, err := open()
		if err != nil {
			return nil, err
		}
		defer r.Close()
		return open, verify(r, id)
	}
}

// FromBundle reads the records that a bundle carries.
func FromBundle(b *evidence.Bundle) (*Set, error) {
	s := &Set{missing: make(map[string][]string)}
	for _, input := range b.Run.Records {
		if input.Kind != KindRecord {
			continue
		}
		if len(s.Records) == maxRecords || len(s.Problems) >= maxRecords {
			s.problem(input.Name, fmt.Errorf("there are more than %d records", maxRecords))
			break
		}
		data, err := b.Get(input.Evidence, MaxBytes)
		if err != nil {
			return nil, err
		}
		s.add(input.Name, data, fromBundle(b))
	}
	return s, nil
}

// fromBundle reads attached files when they are asked for: they are looked at,
// not held.
func fromBundle(b *evidence.Bundle) opener {
	return func(id string) (func() (io.ReadCloser, error), error) {
		open := func() (io.ReadCloser, error) {
			r, w := io.Pipe()
			go func() { w.CloseWithError(b.Copy(w, id, evidence.MaxBundle)) }()
			return r, nil
		}
		return open, b.Copy(io.Discard, id, evidence.MaxBundle)
	}
}

// add takes one record, or notes why not.
func (s *Set) add(name string, data []byte, open opener) {
	read, err := Parse(name, data)
	if err != nil {
		s.problem(name, err)
		return
	}
	for _, other := range s.Records {
		if other.Evidence == read.Evidence {
			s.problem(name, fmt.Errorf("it is %s a second time", other.Name))
			return
		}
	}
	s.Records = append(s.Records, read)
	s.keep(evidence.RunInput{Name: name, Kind: KindRecord, Evidence: read.Evidence, Size: int64(len(data))},
		func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil })
	for _, f := range read.Files {
		again, err := open(f.Evidence)
		if err != nil { // why is a matter of the place: a folder and a bundle say the same
			s.missing[read.Evidence] = append(s.missing[read.Evidence], f.Name)
			s.Problems = append(s.Problems, assay.Limit{What: fmt.Sprintf("attached file %q is not there as it was recorded", clip(f.Name)), Where: name,
				Effect: "the record carries no pass while its files cannot be looked at", Hides: hidesNothing()})
			continue
		}
		s.keep(evidence.RunInput{Name: f.Name, Kind: KindAttachment, Evidence: f.Evidence, Size: f.Size}, again)
	}
}

func (s *Set) keep(input evidence.RunInput, open func() (io.ReadCloser, error)) {
	s.kept = append(s.kept, Kept{RunInput: input, Open: open})
}

// Kept returns records and attached files, for a run to keep.
func (s *Set) Kept() []Kept { return s.kept }

func (s *Set) problem(name string, err error) {
	s.Problems = append(s.Problems, assay.Limit{What: reason(err), Where: name, Effect: "the record was not used", Hides: hidesNothing()})
}

// reason is an error in words without paths of this machine.
func reason(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return strings.ReplaceAll(err.Error(), "\n", "; ")
}

// Evidence lists records and the attached files that are there, for a document.
func (s *Set) Evidence() []assay.Evidence {
	var out []assay.Evidence
	seen := make(map[string]bool)
	for _, k := range s.kept {
		if seen[k.Evidence] {
			continue
		}
		seen[k.Evidence] = true
		kind := "file"
		if k.Kind == KindRecord {
			kind = "record"
		}
		out = append(out, assay.Evidence{ID: k.Evidence, Kind: kind, Size: k.Size, Places: []assay.EvidencePlace{{Origin: k.Name}}})
	}
	return out
}
