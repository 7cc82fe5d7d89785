package squashfs

import (
	"fmt"
	"io/fs"
	"time"

	"github.com/assay-project/assay/evidence"
)

// Inode types; the extended ones are 7 higher.
const (
	typeDir = iota + 1
	typeFile
	typeLink
	typeBlock
	typeChar
	typeFIFO
	typeSocket
	extended = 7
)

// noFragment marks a file without a fragment, noXattr an inode without extended attributes.
const (
	noFragment = 1<<32 - 1
	noXattr    = 1<<32 - 1
)

const (
	maxLink   = 65536   // bytes of a link target, as in the kernel's check
	maxBlocks = 4 << 20 // rows of all block lists together: 512 GiB at 128 KiB
)

// inode is a decoded inode: the node it makes, and where its directory listing is.
type inode struct {
	node     evidence.Node
	xattr    bool
	dirBlock int64
	dirAt    int
	dirSize  int
}

// readInode decodes the inode that ref names: its metadata block relative to the table, and the offset there.
func (img *image) readInode(ref uint64) (*inode, error) {
	c := img.cursorAt(int64(img.inodeTable+ref>>16), int(ref&0xffff))
	kind, mode := c.u16(), c.u16()
	uid, gid := c.u16(), c.u16()
	mtime := c.u32()
	c.u32() // inode number
	n := &inode{}
	n.node = evidence.Node{Mode: permissions(mode), ModTime: time.Unix(int64(mtime), 0).UTC()}
	switch kind {
	case typeDir, typeDir + extended:
		img.readDirInode(c, n, kind > extended)
	case typeFile, typeFile + extended:
		img.readFile(c, n, kind > extended)
	case typeLink, typeLink + extended:
		img.readLink(c, n, kind > extended)
	case typeBlock, typeChar, typeBlock + extended, typeChar + extended:
		c.u32() // links
		device := c.u32()
		n.node.Major, n.node.Minor = device>>8&0xfff, device&0xff|device>>12&0xfff00
		n.node.Mode |= fs.ModeDevice
		if kind == typeChar || kind == typeChar+extended {
			n.node.Mode |= fs.ModeCharDevice
		}
		n.xattr = kind > extended && c.u32() != noXattr
	case typeFIFO, typeSocket, typeFIFO + extended, typeSocket + extended:
		c.u32()
		n.node.Mode |= fs.ModeNamedPipe
		if kind == typeSocket || kind == typeSocket+extended {
			n.node.Mode ^= fs.ModeNamedPipe | fs.ModeSocket
		}
		n.xattr = kind > extended && c.u32() != noXattr
	default:
		if c.err == nil {
			c.err = fmt.Errorf("%w: inode type %d", errMeta, kind)
		}
	}
	if c.err != nil {
		return nil, fmt.Errorf("inode %#x: %w", ref, c.err)
	}
	return n, img.setOwner(n, uid, gid)
}

// setOwner looks the owner up; where the table does not say, the node is kept and says so.
func (img *image) setOwner(n *inode, uid, gid uint16) error {
	if int(uid) >= len(img.owners) || int(gid) >= len(img.owners) {
		n.node.UID, n.node.GID, n.node.ModeUnknown = -1, -1, true
		return nil
	}
	n.node.UID, n.node.GID = int(img.owners[uid]), int(img.owners[gid])
	return nil
}

func permissions(mode uint16) fs.FileMode {
	m := fs.FileMode(mode & 0o777)
	for _, bit := range []struct {
		unix uint16
		mode fs.FileMode
	}{{0o4000, fs.ModeSetuid}, {0o2000, fs.ModeSetgid}, {0o1000, fs.ModeSticky}} {
		if mode&bit.unix != 0 {
			m |= bit.mode
		}
	}
	return m
}

func (img *image) readDirInode(c *cursor, n *inode, ext bool) {
	n.node.Mode |= fs.ModeDir
	var block uint32
	if ext {
		c.u32() // links
		n.dirSize = int(c.u32())
		block = c.u32()
		c.u32() // parent
		c.u16() // rows of the index, which only speeds up lookups
		n.dirAt = int(c.u16())
		n.xattr = c.u32() != noXattr
	} else {
		block = c.u32()
		c.u32() // links
		n.dirSize = int(c.u16())
		n.dirAt = int(c.u16())
		c.u32() // parent
	}
	n.dirBlock = int64(img.dirTable) + int64(block)
}

func (img *image) readLink(c *cursor, n *inode, ext bool) {
	n.node.Mode |= fs.ModeSymlink
	c.u32() // links
	size := c.u32()
	if size > maxLink {
		c.err = fmt.Errorf("%w: link target of %d bytes", errMeta, size)
		return
	}
	n.node.Target = string(c.bytes(int(size)))
	n.xattr = ext && c.u32() != noXattr
}

func (img *image) readFile(c *cursor, n *inode, ext bool) {
	f := &file{img: img, fragment: noFragment}
	if ext {
		f.start = int64(c.u64())
		f.size = int64(c.u64())
		c.u64() // bytes saved by holes
		c.u32() // links
		f.fragment, f.tailAt = c.u32(), c.u32()
		n.xattr = c.u32() != noXattr
	} else {
		f.start = int64(c.u32())
		f.fragment, f.tailAt = c.u32(), c.u32()
		f.size = int64(c.u32())
	}
	if c.err == nil && (f.size < 0 || f.start < 0 || f.start > img.used) {
		c.err = fmt.Errorf("%w: file of %d bytes at %#x", errMeta, f.size, f.start)
	}
	img.readBlocks(c, f)
	n.node.Size, n.node.Content = f.size, f
}

// readBlocks reads the list of block sizes. Its length follows from the size of the file; what the metadata cannot hold ends
// with an error before much was allocated.
func (img *image) readBlocks(c *cursor, f *file) {
	count := f.size / img.blockSize
	if f.fragment == noFragment && f.size%img.blockSize != 0 {
		count++
	}
	if c.err == nil && count > maxBlocks-img.blocks {
		c.err = fmt.Errorf("%w: more than %d blocks", errMeta, maxBlocks)
	}
	if c.err != nil {
		return
	}
	img.blocks += count
	at := f.start
	for range count {
		size := c.u32()
		if c.err != nil {
			return
		}
		f.blocks = append(f.blocks, block{at, size})
		at += int64(size & sizeMask)
	}
}
