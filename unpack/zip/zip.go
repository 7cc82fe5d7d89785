// Package zip unpacks zip archives whose directory closes with the files in
// front of it. Encrypted entries are refused and listed. Modes and owners are
// unknown unless the archive was made on a Unix system; owners always are.
//
// The layout is that of PKWARE, APPNOTE.TXT 6.3.
package zip

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/unpack"
)

// Format is the zip archive.
var Format = &unpack.Format{
	Name:     "zip",
	Doc:      "zip archive, stored and deflated; PKWARE APPNOTE.TXT",
	Magics:   []unpack.Magic{{Bytes: []byte("PK\x03\x04")}},
	Identify: identify,
	Open:     open,
}

const endSize = 22

// identify looks for the end record whose directory lies right in front of it
// and whose offsets count from the start of data.
func identify(data []byte) (unpack.Found, error) {
	if len(data) < 30+endSize || binary.LittleEndian.Uint16(data[4:])&0xff > 63 || binary.LittleEndian.Uint16(data[26:]) > 4096 {
		return unpack.Found{}, unpack.ErrNot
	}
	le := binary.LittleEndian
	for at := 30; ; at += 4 {
		i := bytes.Index(data[at:], []byte("PK\x05\x06"))
		if i < 0 || len(data)-at-i < endSize {
			return unpack.Found{}, unpack.ErrNot
		}
		at += i
		end := data[at:]
		size, offset, comment := int64(le.Uint32(end[12:])), int64(le.Uint32(end[16:])), int64(le.Uint16(end[20:]))
		if offset+size != int64(at) || !bytes.HasPrefix(data[offset:], []byte("PK\x01\x02")) || int64(at)+endSize+comment > int64(len(data)) {
			continue
		}
		return unpack.Found{Size: int64(at) + endSize + comment, Proof: unpack.Closed, Note: fmt.Sprintf("%d entries", le.Uint16(end[10:]))}, nil
	}
}

func open(job *unpack.Job, data []byte) (*unpack.Contents, error) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // refused by the builder with a reason
		return nil, fmt.Errorf("zip: %w", err)
	}
	b := unpack.NewBuilder(job)
	defer b.Finish()
	for _, f := range r.File {
		if err := put(b, f, int64(len(data))); err != nil {
			return &unpack.Contents{Root: b.Root}, err
		}
	}
	return &unpack.Contents{Root: b.Root}, nil
}

// maxRatio is what deflate can reach, about 1032 to 1, rounded up. A header that
// promises more is lying.
const maxRatio = 1100

func put(b *unpack.Builder, f *zip.File, whole int64) error {
	const encrypted, madeOnUnix, madeOnMac = 1, 3, 19
	system := f.CreatorVersion >> 8
	n := &evidence.Node{Mode: f.Mode(), ModTime: f.Modified.UTC(), ModeUnknown: system != madeOnUnix && system != madeOnMac}
	if n.ModeUnknown {
		n.Mode = n.Mode&fs.ModeType | 0o644
		if n.Mode.IsDir() {
			n.Mode |= 0o111
		}
	}
	switch {
	case strings.HasSuffix(f.Name, "/"):
		n.Mode |= fs.ModeDir
		return b.Put(f.Name, n)
	case f.Flags&encrypted != 0:
		b.Refuse(f.Name, fmt.Errorf("%w: encrypted", unpack.ErrUnsupported))
		return nil
	case f.Method != zip.Store && f.Method != zip.Deflate:
		b.Refuse(f.Name, fmt.Errorf("%w: compression method %d", unpack.ErrUnsupported, f.Method))
		return nil
	case f.CompressedSize64 > uint64(whole), f.UncompressedSize64 > f.CompressedSize64*maxRatio+1024:
		b.Refuse(f.Name, errors.New("sizes that cannot be"))
		return nil
	}
	content := &file{f}
	if n.IsLink() {
		target, err := content.Decode(4096)
		if err != nil {
			b.Refuse(f.Name, err)
			return nil
		}
		n.Target = string(target)
		return b.Put(f.Name, n)
	}
	n.Mode &^= fs.ModeType
	n.Size, n.Content = int64(f.UncompressedSize64), content
	return b.Put(f.Name, n)
}

// file is the content of an entry.
type file struct{ f *zip.File }

// Open returns a reader of the entry, which checks the CRC-32 at its end.
func (f *file) Open() (io.ReadCloser, error) { return f.f.Open() }

// Decode returns at most max bytes of the entry.
func (f *file) Decode(max int64) ([]byte, error) {
	r, err := f.f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	size := int64(f.f.UncompressedSize64)
	out := make([]byte, min(size, max))
	n, err := io.ReadFull(r, out)
	switch {
	case err != nil && (size > 0 || !errors.Is(err, io.EOF)):
		return out[:n], fmt.Errorf("zip entry: %w", err)
	case size > max:
		return out, evidence.ErrTooLarge
	}
	if _, err := r.Read(make([]byte, 1)); err != nil && !errors.Is(err, io.EOF) {
		return out, fmt.Errorf("zip entry: %w", err)
	}
	return out, nil
}
