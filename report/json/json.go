// Package json writes and reads the assessment document itself: the contract
// that every other form is made from.
//
// The writer is canonical: the same document gives the same bytes, with two
// spaces of indentation, fields in the order of the type, keys of free maps
// sorted, no escaping for HTML, lists never null, one newline at the end. The
// reader is strict: another schema, an unknown field, a key given twice, or more
// than [MaxSize] bytes is an error, never a guess.
package json

import (
	"bytes"
	stdjson "encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/standard/strict"
)

// MaxSize bounds the bytes of a document that Read takes.
const MaxSize = 96 << 20

// Errors that Read wraps.
var (
	ErrSchema   = errors.New("not a document of schema " + assay.Schema)
	ErrTooLarge = errors.New("document is larger than 256 MiB")
)

// Form is the document itself.
var Form = &report.Form{
	Name: "json", Doc: "the assessment document, for machines and for assay report", Ext: ".json",
	Write: func(w io.Writer, doc *assay.Document, _ report.Options) error { return Write(w, doc) },
}

// Write writes doc canonically. The document is not changed.
func Write(w io.Writer, doc *assay.Document) error {
	b, err := Encode(doc)
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

// Encode returns the canonical bytes of doc.
func Encode(doc *assay.Document) ([]byte, error) {
	var b bytes.Buffer
	e := stdjson.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(filled(doc)); err != nil {
		return nil, fmt.Errorf("write document: %w", err)
	}
	return b.Bytes(), nil
}

// Read reads one document. Numbers in free maps stay as they were written, so
// that what is read and written again has the same bytes.
func Read(r io.Reader) (*assay.Document, error) {
	b, err := readAll(r)
	if err != nil {
		return nil, err
	}
	return decode(b)
}

func readAll(r io.Reader) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("read document: %w", err)
	}
	if len(b) > MaxSize {
		return nil, fmt.Errorf("read document: %w", ErrTooLarge)
	}
	return b, nil
}

func decode(b []byte) (*assay.Document, error) {
	var head struct {
		Schema string `json:"schema"`
	}
	if err := stdjson.Unmarshal(b, &head); err != nil {
		return nil, fmt.Errorf("read document: %w", err)
	}
	if head.Schema != assay.Schema {
		return nil, fmt.Errorf("read document: schema %q: %w", head.Schema, ErrSchema)
	}
	var doc assay.Document
	if err := strict.Decode(b, &doc); err != nil {
		return nil, fmt.Errorf("read document: %w", err)
	}
	return keepNumbers(b, &doc)
}

// keepNumbers decodes again with numbers as text: strict.Decode checks the
// shape, but turns a number in a free map into a float64, which loses digits.
func keepNumbers(b []byte, doc *assay.Document) (*assay.Document, error) {
	*doc = assay.Document{}
	d := stdjson.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(doc); err != nil {
		return nil, fmt.Errorf("read document: %w", err)
	}
	return filled(doc), nil
}
