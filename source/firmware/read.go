package firmware

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode/utf8"

	"github.com/assay-project/assay/unpack"
)

const (
	// Files up to this size are read; larger ones are mapped, so that the system
	// may drop pages again.
	readSize = 64 << 20
	// maxInput is the largest file taken.
	maxInput = 1 << 30
)

// readFile returns the bytes of a file and, where they are mapped, how to let
// them go.
func readFile(path string) ([]byte, func(), error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, statProblem(path, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, fmt.Errorf("look at %s: %w", path, err)
	}
	if info.Size() > maxInput {
		return nil, nil, &Problem{Path: path, Kind: TooLarge, Says: fmt.Sprintf("it is larger than %d GiB", maxInput>>30), Hint: "pass the partitions one by one"}
	}
	if info.Size() > readSize {
		return mapFile(f, info.Size())
	}
	data := make([]byte, info.Size())
	n, err := io.ReadFull(f, data)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) { // it may have shrunk
		return nil, nil, fmt.Errorf("read %s: %w", path, err)
	}
	return data[:n], nil, nil
}

// nothing says why bytes in which no container was found are of no use.
func nothing(path string, data []byte) error {
	if text(data) {
		return &Problem{Path: path, Kind: Text, Says: "it is a text file, not a firmware image", Hint: "pass a flash image, an update file, or the folder of an unpacked root file system"}
	}
	entropy := unpack.Entropy(data)
	means := "no known format"
	if entropy > 7.9 {
		means = "probably encrypted"
	}
	return &Problem{
		Path: path, Kind: NoFileSystem, Says: fmt.Sprintf("no file system found in %s (entropy %.2f: %s)", size(int64(len(data))), entropy, means),
		Hint: "if you have the unpacked root file system, pass its folder",
	}
}

func text(data []byte) bool {
	head := data[:min(len(data), 64<<10)]
	if bytes.IndexByte(head, 0) >= 0 {
		return false
	}
	for i := 0; i < utf8.UTFMax && len(head) > 0 && !utf8.Valid(head); i++ {
		head = head[:len(head)-1] // a rune cut at the end of the sample
	}
	return utf8.Valid(head)
}

func size(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.3g MiB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.3g KiB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d bytes", n)
}
