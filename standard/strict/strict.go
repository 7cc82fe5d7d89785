// Package strict decodes the JSON data that Assay ships. It promises that what a
// data file says is exactly what the program sees: an unknown field, a key given
// twice in one object, or anything after the document is an error that names
// where. encoding/json alone lets the last duplicate win in silence.
package strict

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// ErrDuplicateKey is wrapped by the error for a key that stands twice in one object.
var ErrDuplicateKey = errors.New("key given twice")

// maxDepth bounds the nesting that is followed; shipped data stays below ten.
const maxDepth = 64

// Decode reads one JSON document into v.
//
// The error wraps [ErrDuplicateKey], or what encoding/json says.
func Decode(data []byte, v any) error {
	if err := uniqueKeys(data); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("decode: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("decode: more text after the document at byte %d", d.InputOffset())
	}
	return nil
}

// uniqueKeys walks every object of the document and refuses a key seen before.
func uniqueKeys(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := walk(d, nil); err != nil {
		return fmt.Errorf("decode: %w", err)
	}
	return nil
}

func walk(d *json.Decoder, path []string) error {
	if len(path) > maxDepth {
		return fmt.Errorf("nested deeper than %d at byte %d", maxDepth, d.InputOffset())
	}
	t, err := d.Token()
	if err != nil {
		return err
	}
	switch t {
	case json.Delim('{'):
		return walkObject(d, path)
	case json.Delim('['):
		for n := 0; d.More(); n++ {
			if err := walk(d, append(path, fmt.Sprint(n))); err != nil {
				return err
			}
		}
		_, err = d.Token()
	}
	return err
}

func walkObject(d *json.Decoder, path []string) error {
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return err
		}
		key, _ := t.(string) // the decoder lets nothing but strings be keys
		here := append(path, key)
		if seen[key] {
			return fmt.Errorf("%s: %w", strings.Join(here, "."), ErrDuplicateKey)
		}
		seen[key] = true
		if err := walk(d, here); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}
