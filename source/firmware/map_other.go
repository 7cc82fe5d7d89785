//go:build !unix

package firmware

import (
	"fmt"
	"io"
	"os"
)

// mapFile reads a file whole where it cannot be mapped.
func mapFile(f *os.File, size int64) ([]byte, func(), error) {
	data, err := io.ReadAll(io.LimitReader(f, size))
	if err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", f.Name(), err)
	}
	return data, nil, nil
}
