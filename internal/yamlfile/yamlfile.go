// Package yamlfile reads small YAML files that people write into Go types. Keys
// that the type does not know are an error. It never panics, whatever the bytes:
// the parser below it does on some.
package yamlfile

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
)

// ErrTooLarge is returned for more bytes than the caller takes.
var ErrTooLarge = errors.New("larger than the limit")

// Read reads at most limit bytes into a value. Errors are one line.
func Read(data []byte, limit int, into any) (err error) {
	if len(data) > limit {
		return fmt.Errorf("%d bytes: %w of %d", len(data), ErrTooLarge, limit)
	}
	defer func() {
		if recover() != nil {
			err = errors.New("not readable as YAML")
		}
	}()
	if err := yaml.UnmarshalWithOptions(data, into, yaml.Strict()); err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return errors.New(first)
	}
	return nil
}
