package squashfs

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"testing"
)

// entry is a node of an image that build writes. mksquashfs makes neither big-endian images nor broken ones.
type entry struct {
	name     string
	kind     uint16 // typeDir to typeSocket, plus extended
	mode     uint16
	content  string // of a file; the target of a link
	device   uint32
	children []*entry
	ref      uint64 // where its inode was written; set it before to point a name elsewhere
	size     uint64 // of the file, when it is not the length of content
	dirAt    uint16 // where its listing starts, of a directory
}

// byteOrder is what binary.LittleEndian and binary.BigEndian are.
type byteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// imageBuilder writes an image with stored metadata in one block per table and gzip data blocks.
type imageBuilder struct {
	order             byteOrder
	data, inodes, dir bytes.Buffer
	count             uint32
}

const testBlock = 4096

func build(order byteOrder, root *entry) []byte {
	b := &imageBuilder{order: order}
	b.data.Write(make([]byte, superblockSize))
	b.write(root)
	image := bytes.Clone(b.data.Bytes())
	image, inodeTable := b.table(image, b.inodes.Bytes())
	image, dirTable := b.table(image, b.dir.Bytes())
	ids := order.AppendUint32(order.AppendUint32(nil, 0), 1000)
	image, idBlock := b.table(image, ids)
	idTable := uint64(len(image))
	image = order.AppendUint64(image, idBlock)
	head := []byte(magicLittle)
	if order == byteOrder(binary.BigEndian) {
		head = []byte(magicBig)
	}
	for _, v := range []uint32{b.count, 1700000000, testBlock, 0} {
		head = order.AppendUint32(head, v)
	}
	for _, v := range []uint16{compGzip, 12, 0, 2, 4, 0} {
		head = order.AppendUint16(head, v)
	}
	for _, v := range []uint64{root.ref, uint64(len(image)), idTable, none, inodeTable, dirTable, none, none} {
		head = order.AppendUint64(head, v)
	}
	copy(image, head)
	return image
}

// table appends a stored metadata block and returns its place.
func (b *imageBuilder) table(image, content []byte) ([]byte, uint64) {
	if len(content) > metaSize {
		panic("test image too large for one metadata block")
	}
	at := uint64(len(image))
	image = b.order.AppendUint16(image, uint16(len(content))|0x8000)
	return append(image, content...), at
}

func (b *imageBuilder) put(w *bytes.Buffer, values ...any) {
	for _, v := range values {
		if err := binary.Write(w, b.order, v); err != nil {
			panic(err)
		}
	}
}

// write writes what is below the entry, then its listing, then its inode.
func (b *imageBuilder) write(e *entry) {
	for _, c := range e.children {
		if c.ref == 0 && c.kind != 0 {
			b.write(c)
		}
	}
	listing := b.listing(e)
	start, sizes := b.blocks(e)
	e.ref = uint64(b.inodes.Len())
	b.count++
	b.put(&b.inodes, e.kind, e.mode, uint16(0), uint16(1), uint32(1700000001), b.count)
	size := e.size
	if size == 0 {
		size = uint64(len(e.content))
	}
	switch e.kind {
	case typeDir:
		b.put(&b.inodes, uint32(0), uint32(2), uint16(listing+3), e.dirAt, uint32(1))
	case typeDir + extended:
		b.put(&b.inodes, uint32(2), uint32(listing+3), uint32(0), uint32(1), uint16(0), e.dirAt, uint32(7))
	case typeFile:
		b.put(&b.inodes, uint32(start), uint32(noFragment), uint32(0), uint32(size), sizes)
	case typeFile + extended:
		b.put(&b.inodes, uint64(start), size, uint64(0), uint32(1), uint32(noFragment), uint32(0), uint32(noXattr), sizes)
	case typeLink, typeLink + extended:
		b.put(&b.inodes, uint32(1), uint32(size), []byte(e.content))
	case typeBlock, typeChar, typeBlock + extended, typeChar + extended:
		b.put(&b.inodes, uint32(1), e.device)
	default:
		b.put(&b.inodes, uint32(1))
	}
	if e.kind > typeFile+extended {
		b.put(&b.inodes, uint32(noXattr))
	}
}

func (b *imageBuilder) listing(e *entry) int {
	if e.dirAt == 0 {
		e.dirAt = uint16(b.dir.Len())
	}
	start := b.dir.Len()
	for from := 0; from < len(e.children); from += 256 {
		run := e.children[from:min(len(e.children), from+256)]
		b.put(&b.dir, uint32(len(run)-1), uint32(0), uint32(1))
		for _, c := range run {
			b.put(&b.dir, uint16(c.ref), int16(0), c.kind, uint16(len(c.name)-1), []byte(c.name))
		}
	}
	return b.dir.Len() - start
}

// blocks writes the data of a file, whole blocks of zeros as holes.
func (b *imageBuilder) blocks(e *entry) (int, []uint32) {
	start := b.data.Len()
	var sizes []uint32
	if e.kind%extended != typeFile {
		return start, sizes
	}
	for rest := []byte(e.content); len(rest) > 0; rest = rest[min(len(rest), testBlock):] {
		block := rest[:min(len(rest), testBlock)]
		if len(bytes.Trim(block, "\x00")) == 0 {
			sizes = append(sizes, 0)
			continue
		}
		var packed bytes.Buffer
		z := zlib.NewWriter(&packed)
		z.Write(block)
		z.Close()
		if packed.Len() >= len(block) {
			b.data.Write(block)
			sizes = append(sizes, uint32(len(block))|stored)
			continue
		}
		b.data.Write(packed.Bytes())
		sizes = append(sizes, uint32(packed.Len()))
	}
	return start, sizes
}

func dir(name string, children ...*entry) *entry {
	return &entry{name: name, kind: typeDir, mode: 0o755, children: children}
}

func text(name, content string) *entry {
	return &entry{name: name, kind: typeFile, mode: 0o644, content: content}
}

// openHostile opens an image that must open, and returns its tree's attributes and the limits met.
func openHostile(t *testing.T, image []byte) (map[string]string, []string) {
	t.Helper()
	job := newJob()
	contents, err := open(job, image)
	if err != nil {
		t.Fatal(err)
	}
	var limits []string
	for _, l := range job.Budget.Met() {
		limits = append(limits, l.What)
	}
	return attributes(treeOf(contents)), limits
}
