package site

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// ErrFormat is returned for what holds no saved pages.
var ErrFormat = errors.New("no saved pages: want a WARC file, a HAR file or a folder of pages")

// Open reads saved pages: a WARC file (.warc, .warc.gz), an HTTP archive (.har) or
// a folder. What a file is, its first bytes say and not its name. Of the options
// only Product counts. It returns ErrFormat, wrapped, for anything else.
func Open(ctx context.Context, path string, opts Options) (*Collected, error) {
	return OpenAll(ctx, []string{path}, opts)
}

// OpenAll reads saved pages out of several files and folders as one site.
func OpenAll(ctx context.Context, paths []string, opts Options) (*Collected, error) {
	g := newGathered()
	for _, p := range paths {
		if err := openOne(ctx, p, g); err != nil {
			return nil, fmt.Errorf("%s: %w", p, err)
		}
	}
	name := "pages"
	if len(paths) == 1 {
		abs, err := filepath.Abs(paths[0])
		if err != nil {
			return nil, err
		}
		name = filepath.Base(abs)
	}
	return opened(ctx, name, opts, g)
}

// OpenBytes reads what an earlier run kept, or the bytes of any file that Open reads.
func OpenBytes(ctx context.Context, name string, data []byte, opts Options) (*Collected, error) {
	g := newGathered()
	if err := readArchive(name, data, g); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return opened(ctx, name, opts, g)
}

func opened(ctx context.Context, name string, opts Options, g *gathered) (*Collected, error) {
	g.close()
	if len(g.answers) == 0 {
		return nil, fmt.Errorf("%s: %w%s", name, ErrFormat, g.firstLimit())
	}
	product := opts.Product
	if product == (Product{}) {
		product = g.product
	}
	return finish(ctx, name, product, g)
}

// firstLimit says why nothing could be read, where that is known.
func (g *gathered) firstLimit() string {
	if len(g.limits.list) == 0 {
		return ""
	}
	l := g.limits.list[0]
	return fmt.Sprintf(" (%s: %s)", l.Where, l.What)
}

func openOne(ctx context.Context, path string, g *gathered) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return readFolder(ctx, path, g)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%w, not a device or pipe", ErrFormat)
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, g.most.file+1))
	if err != nil {
		return err
	}
	if int64(len(data)) > g.most.file {
		return fmt.Errorf("more than %d MiB: split it", g.most.file>>20)
	}
	return readArchive(filepath.Base(path), data, g)
}

// readArchive tells the formats apart by their first bytes.
func readArchive(name string, data []byte, g *gathered) error {
	switch {
	case bytes.HasPrefix(data, []byte("WARC/")):
		return readWARC(bytes.NewReader(data), name, g)
	case bytes.HasPrefix(data, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(bytes.NewReader(data)) // one member for each record, read as one
		if err != nil {
			return err
		}
		defer z.Close()
		return readWARC(z, name, g)
	case bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), " \t\r\n"), []byte("{")):
		return readHAR(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), g)
	}
	return ErrFormat
}

// Saved tells whether a name looks like saved pages rather than like an address
// of the web.
func Saved(name string) bool {
	if strings.Contains(name, "://") {
		return false
	}
	_, err := os.Stat(name)
	return err == nil
}
