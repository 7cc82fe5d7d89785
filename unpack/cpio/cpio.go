// Package cpio unpacks cpio archives in the forms that kernels and installers
// use: "new ASCII" with and without checksum (newc, crc), portable ASCII (odc)
// and the old binary form in both byte orders. Archives that follow one another,
// padded with zeros, as in an initramfs, are read as one.
//
// The layouts are those of cpio(5) and of Linux,
// Documentation/driver-api/early-userspace/buffer-format.rst.
package cpio

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strconv"
	"time"

	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/unpack"
)

// Format is the cpio archive.
var Format = &unpack.Format{
	Name: "cpio",
	Doc:  "cpio archive: newc, crc, odc and old binary; cpio(5)",
	Magics: []unpack.Magic{
		{Bytes: []byte("070701")}, {Bytes: []byte("070702")}, {Bytes: []byte("070707")},
		{Bytes: []byte{0xc7, 0x71}}, {Bytes: []byte{0x71, 0xc7}},
	},
	Identify: identify,
	Open:     open,
}

const (
	trailer = "TRAILER!!!"
	maxName = 4096
	// archives that follow each other are padded to at most this.
	maxPad = 4096
)

// entry is one header with what belongs to it.
type entry struct {
	ino          uint64 // with the device number in the high bits
	mode, nlink  uint32
	uid, gid     int
	mtime        int64
	major, minor uint32
	name         string
	data         []byte
	sum          uint32
	checked      bool
	next         int // offset of the entry behind it
}

// identify walks the entries to the last trailer.
func identify(data []byte) (unpack.Found, error) {
	entries, end, kind := 0, 0, ""
	truncated, closed := false, false
	for at := 0; at < len(data); {
		e, form, err := parse(data, at)
		if err != nil {
			truncated = entries > 0 && !closed
			break
		}
		entries, kind, closed = entries+1, form, false
		at, end = e.next, e.next
		if e.name == trailer {
			closed = true
			pad := at
			for pad < len(data) && data[pad] == 0 && pad-at < maxPad {
				pad++
			}
			end, at = min(at, len(data)), pad
		}
	}
	note := fmt.Sprintf("%s, %d headers", kind, entries)
	switch {
	case entries == 0, entries == 1 && !closed:
		return unpack.Found{}, unpack.ErrNot
	case !closed && (truncated || end >= len(data)):
		return unpack.Found{Size: int64(min(end, len(data))), Proof: unpack.Plausible, Truncated: true, Note: note}, nil
	}
	return unpack.Found{Size: int64(end), Proof: unpack.Closed, Note: note}, nil
}

func open(job *unpack.Job, data []byte) (*unpack.Contents, error) {
	b := unpack.NewBuilder(job)
	defer b.Finish()
	links := make(map[uint64]*link)
	for at := 0; at < len(data); {
		if data[at] == 0 {
			at++
			continue
		}
		e, _, err := parse(data, at)
		if err != nil {
			return &unpack.Contents{Root: b.Root}, fmt.Errorf("cpio, at byte %d: %w", at, err)
		}
		at = e.next
		if e.name == trailer {
			clear(links) // inode numbers start anew in the next archive
			continue
		}
		if err := put(b, e, links); err != nil {
			return &unpack.Contents{Root: b.Root}, err
		}
	}
	return &unpack.Contents{Root: b.Root}, nil
}

// link gathers the names of one inode. In newc only one of them, usually the
// last, carries the bytes.
type link struct {
	nodes []*evidence.Node
	data  []byte
}

func put(b *unpack.Builder, e *entry, links map[uint64]*link) error {
	n := &evidence.Node{Mode: unpack.UnixMode(e.mode), UID: e.uid, GID: e.gid, ModTime: time.Unix(e.mtime, 0).UTC()}
	switch {
	case n.IsLink():
		n.Target = string(e.data)
	case n.IsRegular():
		if e.checked && sum(e.data) != e.sum {
			b.Refuse(e.name, fmt.Errorf("its checksum does not agree"))
			return nil
		}
		n.Size, n.Content = int64(len(e.data)), evidence.Bytes(e.data)
		if e.nlink > 1 {
			l := links[e.ino]
			if l == nil {
				l = &link{}
				links[e.ino] = l
			}
			l.join(n, e.data)
		}
	default:
		n.Major, n.Minor = e.major, e.minor
	}
	return b.Put(e.name, n)
}

func (l *link) join(n *evidence.Node, data []byte) {
	l.nodes = append(l.nodes, n)
	if len(data) > 0 && len(l.data) == 0 {
		l.data = data
		for _, m := range l.nodes {
			m.Size, m.Content = int64(len(data)), evidence.Bytes(data)
		}
	} else if len(l.data) > 0 {
		n.Size, n.Content = int64(len(l.data)), evidence.Bytes(l.data)
	}
}

func sum(data []byte) uint32 {
	var s uint32
	for _, b := range data {
		s += uint32(b)
	}
	return s
}

// parse reads the entry at an offset and says which form it has.
func parse(data []byte, at int) (*entry, string, error) {
	head := data[at:]
	switch {
	case bytes.HasPrefix(head, []byte("070701")):
		e, err := newc(data, at, false)
		return e, "newc", err
	case bytes.HasPrefix(head, []byte("070702")):
		e, err := newc(data, at, true)
		return e, "crc", err
	case bytes.HasPrefix(head, []byte("070707")):
		e, err := odc(data, at)
		return e, "odc", err
	case len(head) > 1 && head[0] == 0xc7 && head[1] == 0x71:
		e, err := old(data, at, binary.LittleEndian)
		return e, "binary", err
	case len(head) > 1 && head[0] == 0x71 && head[1] == 0xc7:
		e, err := old(data, at, binary.BigEndian)
		return e, "binary big-endian", err
	}
	return nil, "", unpack.ErrNot
}

// newc: 13 fields of 8 hexadecimal digits; name and data padded to 4 bytes
// counted from the start of the archive.
func newc(data []byte, at int, checked bool) (*entry, error) {
	const size = 110
	if len(data)-at < size {
		return nil, unpack.ErrTruncated
	}
	var f [13]uint64
	for i := range f {
		v, ok := number(data[at+6+8*i:at+14+8*i], 16)
		if !ok {
			return nil, unpack.ErrNot
		}
		f[i] = v
	}
	e := &entry{
		ino: f[0] ^ f[7]<<48 ^ f[8]<<40, mode: uint32(f[1]), uid: int(f[2]), gid: int(f[3]), nlink: uint32(f[4]), mtime: int64(f[5]),
		major: uint32(f[9]), minor: uint32(f[10]), sum: uint32(f[12]), checked: checked,
	}
	return e.body(data, at+size, f[11], f[6], 4, at)
}

// odc: octal digits, no padding.
func odc(data []byte, at int) (*entry, error) {
	const size = 76
	if len(data)-at < size {
		return nil, unpack.ErrTruncated
	}
	widths := [10]int{6, 6, 6, 6, 6, 6, 6, 11, 6, 11}
	var f [10]uint64
	pos := at + 6
	for i, w := range widths {
		v, ok := number(data[pos:pos+w], 8)
		if !ok {
			return nil, unpack.ErrNot
		}
		f[i], pos = v, pos+w
	}
	e := &entry{
		ino: f[1] | f[0]<<32, mode: uint32(f[2]), uid: int(f[3]), gid: int(f[4]), nlink: uint32(f[5]),
		major: uint32(f[6] >> 8), minor: uint32(f[6] & 0xff), mtime: int64(f[7]),
	}
	return e.body(data, at+size, f[8], f[9], 1, at)
}

// old: 13 words of 16 bits, the long ones with the high half first; padded to 2.
func old(data []byte, at int, order binary.ByteOrder) (*entry, error) {
	const size = 26
	if len(data)-at < size {
		return nil, unpack.ErrTruncated
	}
	var f [13]uint64
	for i := range f {
		f[i] = uint64(order.Uint16(data[at+2*i:]))
	}
	e := &entry{
		ino: f[2] | f[1]<<32, mode: uint32(f[3]), uid: int(f[4]), gid: int(f[5]), nlink: uint32(f[6]),
		major: uint32(f[7] >> 8), minor: uint32(f[7] & 0xff), mtime: int64(f[8]<<16 | f[9]),
	}
	return e.body(data, at+size, f[10], f[11]<<16|f[12], 2, at)
}

// body reads name and data behind a header; align counts from origin.
func (e *entry) body(data []byte, pos int, name, size uint64, align, origin int) (*entry, error) {
	if name < 2 || name > maxName || e.mode&0o170000 == 0 && size > 0 {
		return nil, unpack.ErrNot
	}
	if uint64(len(data)-pos) < name || size > uint64(len(data)-pos)-name {
		return nil, unpack.ErrTruncated
	}
	raw := data[pos : pos+int(name)]
	if raw[name-1] != 0 || raw[0] == 0 || bytes.IndexByte(raw[:name-1], 0) >= 0 {
		return nil, unpack.ErrNot
	}
	e.name = string(raw[:name-1])
	if e.mode&0o170000 == 0 && e.name != trailer {
		return nil, unpack.ErrNot
	}
	start := roundUp(pos+int(name)-origin, align) + origin
	if uint64(max(0, len(data)-start)) < size {
		return nil, unpack.ErrTruncated
	}
	e.data = data[min(start, len(data)) : min(start, len(data))+int(size)]
	e.next = min(roundUp(start+int(size)-origin, align)+origin, len(data))
	return e, nil
}

func roundUp(n, to int) int { return (n + to - 1) / to * to }

func number(digits []byte, base int) (uint64, bool) {
	for _, d := range digits {
		if d == '-' || d == '+' || d == '_' {
			return 0, false
		}
	}
	v, err := strconv.ParseUint(string(digits), base, 64)
	return v, err == nil
}
