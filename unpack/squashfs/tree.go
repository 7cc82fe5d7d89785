package squashfs

import (
	"fmt"
	"path"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/unpack"
)

const (
	maxDepth   = 256 // directories inside directories
	maxRefused = 32  // refusals recorded one by one
)

// builder makes the tree. Refusals are recorded and the rest is read.
type builder struct {
	*image
	inodes  map[uint64]*inode // hard links share one
	opened  map[uint64]bool   // directories, each read once
	refused int
	xattrs  int
	cut     int   // files whose data lie outside the image
	full    error // the budget of files is spent, or the caller gave up
}

func (img *image) tree() (*evidence.Node, error) {
	b := &builder{image: img, inodes: make(map[uint64]*inode), opened: make(map[uint64]bool)}
	root, err := b.inode(img.root)
	if err != nil {
		return nil, fmt.Errorf("root directory: %w", err)
	}
	if !root.node.IsDir() {
		return nil, fmt.Errorf("root directory: %w: it is %s", errMeta, root.node.Mode)
	}
	top := root.node
	b.list(&top, root, img.superblock.root, "/", 0)
	if b.refused > maxRefused {
		img.job.Limit(fmt.Sprintf("%d more squashfs entries refused", b.refused-maxRefused), "they are missing from the tree")
	}
	if b.xattrs > 0 {
		img.job.Limit(fmt.Sprintf("extended attributes of %d squashfs inodes", b.xattrs), "file capabilities and labels are not known", assay.AreaModes)
	}
	if b.cut > 0 {
		img.job.Limit(fmt.Sprintf("data of %d squashfs files: %v", b.cut, unpack.ErrTruncated), "their content cannot be read to the end")
	}
	img.meta = nil // decoded metadata is not needed for the contents
	return &top, b.full
}

// inode reads an inode once.
func (b *builder) inode(ref uint64) (*inode, error) {
	if n, ok := b.inodes[ref]; ok {
		return n, nil
	}
	n, err := b.readInode(ref)
	if err != nil {
		return nil, err
	}
	if n.xattr {
		b.xattrs++
	}
	b.inodes[ref] = n
	return n, nil
}

func (b *builder) refuse(where string, err error) {
	if b.refused++; b.refused <= maxRefused {
		b.job.Limit(fmt.Sprintf("squashfs %s: %v", where, err), "missing from the tree")
	}
}

// list reads the listing of a directory into its node. Runs of entries share a header with the block of their inodes.
func (b *builder) list(dir *evidence.Node, n *inode, ref uint64, where string, depth int) {
	if b.opened[ref] {
		b.refuse(where, fmt.Errorf("%w: directory occurs twice", errMeta))
		return
	}
	b.opened[ref] = true
	if depth > maxDepth {
		b.refuse(where, fmt.Errorf("%w: more than %d directories deep", errMeta, maxDepth))
		return
	}
	if n.dirSize <= 3 { // the size counts "." and "..", which are not stored
		return
	}
	left := n.dirSize - 3
	c := b.cursorAt(n.dirBlock, n.dirAt)
	for left > 0 && b.full == nil {
		count, start := int64(c.u32())+1, uint64(c.u32())
		c.u32() // inode number the entries' numbers are relative to
		left -= 12
		if c.err == nil && count > 256 {
			c.err = fmt.Errorf("%w: run of %d entries", errMeta, count)
		}
		for range count {
			offset := c.u16()
			c.u32() // inode number, type
			name := string(c.bytes(int(c.u16()) + 1))
			left -= 8 + len(name)
			if c.err == nil && left < 0 {
				c.err = fmt.Errorf("%w: listing runs past its size", errMeta)
			}
			if c.err != nil {
				b.refuse(where, c.err)
				return
			}
			b.entry(dir, name, start<<16|uint64(offset), where, depth)
			if b.full != nil {
				return
			}
		}
	}
}

// entry adds one name of a directory.
func (b *builder) entry(dir *evidence.Node, name string, ref uint64, where string, depth int) {
	if b.full = b.job.Context.Err(); b.full != nil {
		return
	}
	if b.full = b.job.Budget.File(); b.full != nil {
		return
	}
	where = path.Join(where, fmt.Sprintf("%.64q", name))
	n, err := b.inode(ref)
	if err != nil {
		b.refuse(where, err)
		return
	}
	child := n.node
	child.Name = name
	if err := dir.Add(&child); err != nil {
		b.refuse(where, err)
		return
	}
	if child.IsDir() {
		b.list(&child, n, ref, where, depth+1)
	}
	if f, ok := child.Content.(*file); ok && !f.fits() {
		b.cut++
	}
}
