// Package tar unpacks tar archives: the old V7 form, POSIX ustar and pax, and
// GNU with long names. Sparse files are refused and listed. An archive that was
// cut short gives the entries before the cut.
//
// The layout is that of POSIX.1-2017, pax, "ustar Interchange Format".
package tar

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"

	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/unpack"
)

// Format is the tar archive.
var Format = &unpack.Format{
	Name:     "tar",
	Doc:      "tar archive: V7, ustar, pax and GNU; POSIX.1-2017, pax",
	Magics:   []unpack.Magic{{Offset: 257, Bytes: []byte("ustar")}},
	Identify: identify,
	Open:     open,
}

const block = 512

// identify walks the headers, each with its checksum, to the end of the archive.
func identify(data []byte) (unpack.Found, error) {
	at, entries := 0, 0
	for len(data)-at >= block {
		head := data[at : at+block]
		if zero(head) {
			break
		}
		size, ok := header(head)
		if !ok {
			break
		}
		entries++
		if next := int64(at) + block + (size+block-1)/block*block; next > int64(len(data)) {
			return unpack.Found{Size: int64(len(data)), Truncated: true, Proof: unpack.Plausible, Note: note(entries)}, nil
		} else {
			at = int(next)
		}
	}
	if entries == 0 {
		return unpack.Found{}, unpack.ErrNot
	}
	if rest := data[at:]; len(rest) > 0 && len(rest) < block && !zero(rest) {
		return unpack.Found{Size: int64(len(data)), Truncated: true, Proof: unpack.Plausible, Note: note(entries)}, nil
	}
	for len(data)-at >= block && zero(data[at:at+block]) {
		at += block
	}
	return unpack.Found{Size: int64(at), Proof: unpack.Checked, Note: note(entries)}, nil
}

func note(entries int) string { return strconv.Itoa(entries) + " headers" }

func zero(b []byte) bool { return len(bytes.Trim(b, "\x00")) == 0 }

// header checks the checksum of a header block and returns the size of what
// follows it.
func header(h []byte) (int64, bool) {
	want, ok := octal(h[148:156])
	if !ok {
		return 0, false
	}
	var sum int64
	for i, b := range h {
		if i >= 148 && i < 156 {
			b = ' '
		}
		sum += int64(b)
	}
	if sum != want {
		return 0, false
	}
	size, ok := octal(h[124:136])
	switch h[156] {
	case '1', '2', '3', '4', '5', '6': // links, devices, directories: no data
		size = 0
	}
	return size, ok
}

// octal reads a number field: octal digits, or base 256 as GNU writes large ones.
func octal(b []byte) (int64, bool) {
	if b[0]&0x80 != 0 {
		n := int64(b[0] & 0x3f)
		for _, c := range b[1:] {
			if n >= 1<<48 {
				return 0, false
			}
			n = n<<8 | int64(c)
		}
		return n, true
	}
	s := strings.Trim(string(b), " \x00")
	if s == "" {
		return 0, true
	}
	n, err := strconv.ParseInt(s, 8, 64)
	return n, err == nil && n >= 0
}

func open(job *unpack.Job, data []byte) (*unpack.Contents, error) {
	src := bytes.NewReader(data)
	r := tar.NewReader(src)
	b := unpack.NewBuilder(job)
	defer b.Finish()
	for {
		h, err := r.Next()
		switch {
		case err == io.EOF:
			return &unpack.Contents{Root: b.Root}, nil
		case errors.Is(err, tar.ErrInsecurePath): // refused by the builder with a reason
		case err != nil:
			return &unpack.Contents{Root: b.Root}, fmt.Errorf("tar, after %d bytes: %w", len(data)-src.Len(), err)
		}
		if err := put(b, h, data, len(data)-src.Len()); err != nil {
			return &unpack.Contents{Root: b.Root}, err
		}
	}
}

// put adds one entry; at is where its bytes start.
func put(b *unpack.Builder, h *tar.Header, data []byte, at int) error {
	n := &evidence.Node{Mode: h.FileInfo().Mode(), UID: h.Uid, GID: h.Gid, ModTime: h.ModTime}
	switch h.Typeflag {
	case tar.TypeLink:
		return b.Link(h.Name, h.Linkname)
	case tar.TypeGNUSparse:
		b.Refuse(h.Name, fmt.Errorf("%w: sparse file", unpack.ErrUnsupported))
		return nil
	case tar.TypeSymlink:
		n.Target = h.Linkname
	case tar.TypeChar, tar.TypeBlock:
		n.Major, n.Minor = uint32(h.Devmajor), uint32(h.Devminor)
	case tar.TypeDir, tar.TypeFifo:
	case tar.TypeReg, tar.TypeCont, '\x00':
		for key := range h.PAXRecords {
			if strings.HasPrefix(key, "GNU.sparse") {
				b.Refuse(h.Name, fmt.Errorf("%w: sparse file", unpack.ErrUnsupported))
				return nil
			}
		}
		if h.Size < 0 || h.Size > int64(len(data)-at) {
			b.Refuse(h.Name, unpack.ErrTruncated)
			return nil
		}
		n.Mode &^= fs.ModeType
		n.Size, n.Content = h.Size, evidence.Bytes(data[at:at+int(h.Size)])
	default: // global headers, volume labels
		return nil
	}
	return b.Put(h.Name, n)
}
