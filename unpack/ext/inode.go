package ext

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/assay-project/assay/unpack"
)

var errCorrupt = errors.New("corrupt ext structure")

// Flags of an inode.
const (
	flagEncrypted = 0x800
	flagExtents   = 0x80000
	flagInline    = 0x10000000
)

// volume is the bytes of a file system with its superblock.
type volume struct {
	super
	data []byte
}

// block returns a block, or what there is of it.
func (v *volume) block(n int64) ([]byte, error) {
	if n <= 0 || n >= v.blocks {
		return nil, fmt.Errorf("%w: block %d of %d", errCorrupt, n, v.blocks)
	}
	at := n * v.blockSize
	if at+v.blockSize > int64(len(v.data)) {
		return nil, fmt.Errorf("block %d: %w", n, unpack.ErrTruncated)
	}
	return v.data[at : at+v.blockSize], nil
}

// inode is an inode as it stands in its table.
type inode struct {
	mode     uint32
	uid, gid int
	size     int64
	mtime    int64
	flags    uint32
	blocks   uint32
	raw      []byte // all of it, with room for extended attributes
}

func (i *inode) is(flag uint32) bool { return i.flags&flag != 0 }

// area is the 60 bytes that hold block numbers, extents or short contents.
func (i *inode) area() []byte { return i.raw[40:100] }

// descriptor is where the descriptor of a block group lies: in a run behind the
// superblock, or, with meta block groups, each block of them in the first of the
// groups it describes, behind a copy of the superblock where there is one.
func (v *volume) descriptor(group int64) int64 {
	first := int64(superOffset) / v.blockSize // the block that holds the superblock
	each := v.blockSize / v.descriptorSize
	block, index := group/each, group%each
	if block < v.firstMeta {
		return (first+1+block)*v.blockSize + index*v.descriptorSize
	}
	home := block * each
	at := v.firstBlock + home*v.groupBlocks
	if home == 0 {
		at = first
	}
	if v.copied(home) {
		at++
	}
	return at*v.blockSize + index*v.descriptorSize
}

// Feature bits and fields that say which groups have a copy of the superblock.
const (
	compatSparse2 = 0x200
	roSparse      = 0x1
)

// copied reports whether a group starts with the superblock or a copy of it.
func (v *volume) copied(group int64) bool {
	switch {
	case group == 0:
		return true
	case v.compat&compatSparse2 != 0:
		return group == v.copies[0] || group == v.copies[1]
	case v.readOnly&roSparse == 0 || group == 1:
		return true
	}
	for _, base := range []int64{3, 5, 7} {
		n := base
		for n < group {
			n *= base
		}
		if n == group {
			return true
		}
	}
	return false
}

// inode reads an inode by its number, from 1.
func (v *volume) inode(ino uint32) (*inode, error) {
	if ino == 0 || int64(ino) > v.inodes {
		return nil, fmt.Errorf("%w: inode %d of %d", errCorrupt, ino, v.inodes)
	}
	group, index := int64(ino-1)/v.perGroup, int64(ino-1)%v.perGroup
	at := v.descriptor(group)
	if at+v.descriptorSize > int64(len(v.data)) {
		return nil, fmt.Errorf("group %d: %w", group, unpack.ErrTruncated)
	}
	le := binary.LittleEndian
	d := v.data[at : at+v.descriptorSize]
	table := int64(le.Uint32(d[8:]))
	if v.incompat&feat64Bit != 0 && v.descriptorSize >= 64 {
		table |= int64(le.Uint32(d[0x28:])) << 32
	}
	if table <= 0 || table >= v.blocks {
		return nil, fmt.Errorf("%w: inode table at block %d", errCorrupt, table)
	}
	at = table*v.blockSize + index*v.inodeSize
	if at+v.inodeSize > int64(len(v.data)) {
		return nil, fmt.Errorf("inode %d: %w", ino, unpack.ErrTruncated)
	}
	b := v.data[at : at+v.inodeSize]
	return &inode{
		mode: uint32(le.Uint16(b)), uid: int(le.Uint16(b[2:])) | int(le.Uint16(b[120:]))<<16, gid: int(le.Uint16(b[24:])) | int(le.Uint16(b[122:]))<<16,
		size: int64(le.Uint32(b[4:])) | int64(le.Uint32(b[108:])&0x7fffffff)<<32, mtime: int64(int32(le.Uint32(b[16:]))),
		flags: le.Uint32(b[32:]), blocks: le.Uint32(b[28:]), raw: b,
	}, nil
}

// inline returns the two places where short contents are kept: the block area,
// and the attribute "system.data" behind the inode.
func (v *volume) inline(i *inode) (head, tail []byte) {
	head = i.area()
	if len(i.raw) < 132 {
		return head, nil
	}
	le := binary.LittleEndian
	at := 128 + int(le.Uint16(i.raw[128:]))
	if at+4 > len(i.raw) || le.Uint32(i.raw[at:]) != 0xea020000 {
		return head, nil
	}
	entries := i.raw[at+4:]
	for e := entries; len(e) >= 16 && le.Uint32(e) != 0; {
		nameLen := int(e[0])
		if len(e) < 16+nameLen {
			break
		}
		offset, size := int(le.Uint16(e[2:])), int(le.Uint32(e[8:]))
		if e[1] == 7 && bytes.Equal(e[16:16+nameLen], []byte("data")) && le.Uint32(e[4:]) == 0 && offset+size <= len(entries) && size >= 0 {
			return head, entries[offset : offset+size]
		}
		e = e[min(len(e), (16+nameLen+3)&^3):]
	}
	return head, nil
}
