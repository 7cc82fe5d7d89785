// Package jffs2 unpacks JFFS2, the log-structured file system of raw NOR and NAND
// flash, in both byte orders, as it is found on a device that has been running:
// with erased and dirty blocks, obsolete nodes, deleted and overwritten files.
//
// A JFFS2 has no superblock. It is a log of nodes, each with checksums over its
// header, its fields and its data; nodes whose checksums do not agree are passed
// over and counted. The layout is that of Linux, include/uapi/linux/jffs2.h.
package jffs2

import (
	"encoding/binary"
	"fmt"

	"github.com/assay-project/assay/unpack"
)

// Format is the JFFS2 file system.
var Format = &unpack.Format{
	Name: "jffs2",
	Doc:  "JFFS2 in both byte orders with zlib, rtime, LZO and LZMA; Linux include/uapi/linux/jffs2.h",
	Magics: []unpack.Magic{
		{Bytes: []byte{0x85, 0x19, 0x01, 0xe0}}, {Bytes: []byte{0x19, 0x85, 0xe0, 0x01}}, // directory entry
		{Bytes: []byte{0x85, 0x19, 0x02, 0xe0}}, {Bytes: []byte{0x19, 0x85, 0xe0, 0x02}}, // inode
		{Bytes: []byte{0x85, 0x19, 0x03, 0x20}}, {Bytes: []byte{0x19, 0x85, 0x20, 0x03}}, // clean marker
		// The same marked obsolete, as some firmware builders write them.
		{Bytes: []byte{0x85, 0x19, 0x01, 0xc0}}, {Bytes: []byte{0x19, 0x85, 0xc0, 0x01}},
		{Bytes: []byte{0x85, 0x19, 0x02, 0xc0}}, {Bytes: []byte{0x19, 0x85, 0xc0, 0x02}},
		{Bytes: []byte{0x85, 0x19, 0x03, 0x00}}, {Bytes: []byte{0x19, 0x85, 0x00, 0x03}},
	},
	Identify: identify,
	Open:     open,
}

func order(data []byte) binary.ByteOrder {
	if data[0] == 0x85 {
		return binary.LittleEndian
	}
	return binary.BigEndian
}

func identify(data []byte) (unpack.Found, error) {
	if len(data) < headerSize {
		return unpack.Found{}, unpack.ErrNot
	}
	s := &scanner{data: data, order: order(data)}
	first, ok := s.node(0)
	if !ok || first.bad {
		return unpack.Found{}, unpack.ErrNot
	}
	e := s.extent()
	found := unpack.Found{Size: int64(e.end), Proof: unpack.Checked}
	found.Note = fmt.Sprintf("%s, %d nodes", s.orderName(), e.nodes)
	if e.nodes == e.markers {
		found.Note = s.orderName() + ", empty"
	}
	return found, nil
}

func open(job *unpack.Job, data []byte) (*unpack.Contents, error) {
	if len(data) < headerSize {
		return nil, unpack.ErrNot
	}
	s := &scanner{data: data, order: order(data)}
	v := newVolume(job, s)
	if err := v.read(); err != nil {
		return nil, err
	}
	root, err := v.tree()
	v.report()
	return &unpack.Contents{Root: root}, err
}
