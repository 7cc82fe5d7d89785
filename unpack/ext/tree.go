package ext

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/unpack"
)

const (
	rootIno = 2
	// maxDir bounds a directory; a million entries of usual length.
	maxDir   = 64 << 20
	maxDepth = 1024
)

// walker builds the tree.
type walker struct {
	job     *unpack.Job
	vol     *volume
	placed  map[uint32]bool // directories seen
	refused int
	first   string
}

func (w *walker) refuse(name string, err error) {
	if w.refused++; w.refused == 1 {
		w.first = fmt.Sprintf("%q: %v", name, err)
	}
}

func (w *walker) report() {
	if w.refused > 0 {
		w.job.Limit(fmt.Sprintf("%d entries refused, the first %s", w.refused, w.first), "they are missing from the tree or empty")
	}
}

func (w *walker) root() (*evidence.Node, error) {
	i, err := w.vol.inode(rootIno)
	if err != nil {
		return nil, err
	}
	root := w.node("", i)
	if !root.IsDir() {
		return nil, fmt.Errorf("%w: the root is no directory", errCorrupt)
	}
	w.placed[rootIno] = true
	return root, w.directory(root, i, 0)
}

func (w *walker) node(name string, i *inode) *evidence.Node {
	return &evidence.Node{Name: name, Mode: unpack.UnixMode(i.mode), UID: i.uid, GID: i.gid, ModTime: time.Unix(i.mtime, 0).UTC()}
}

// directory adds what is in a directory. The only errors are those that end the
// run; a damaged directory is refused and the walk goes on.
func (w *walker) directory(dir *evidence.Node, i *inode, depth int) error {
	if i.is(flagEncrypted) {
		w.refuse(dir.Name, fmt.Errorf("encrypted: %w", unpack.ErrUnsupported))
		return nil
	}
	blocks, err := w.dirBlocks(i)
	if err != nil {
		w.refuse(dir.Name, err)
	}
	for _, block := range blocks {
		if err := w.entries(dir, block, depth); err != nil {
			return err
		}
	}
	return nil
}

// dirBlocks returns the runs of bytes that hold the entries of a directory.
func (w *walker) dirBlocks(i *inode) ([][]byte, error) {
	if i.is(flagInline) {
		head, tail := w.vol.inline(i)
		return [][]byte{head[4:], tail}, nil // the first four bytes are the parent's inode
	}
	if i.size > maxDir {
		return nil, fmt.Errorf("%w: directory of %d bytes", errCorrupt, i.size)
	}
	spans, err := w.vol.spans(i)
	var blocks [][]byte
	for _, s := range spans {
		for k := range s.count {
			if s.physical == 0 {
				break
			}
			block, missing := w.vol.block(s.physical + k)
			if missing != nil {
				return blocks, missing
			}
			blocks = append(blocks, block)
		}
	}
	return blocks, err
}

// entries reads directory entries in a line. Nodes of the hash index look like
// unused entries and are passed over.
func (w *walker) entries(dir *evidence.Node, block []byte, depth int) error {
	le := binary.LittleEndian
	for len(block) >= 8 {
		ino, size, nameLen := le.Uint32(block), int(le.Uint16(block[4:])), int(block[6])
		if size < 8 || size > len(block) || size%4 != 0 || 8+nameLen > size {
			if size != 0 || ino != 0 {
				w.refuse(dir.Name, fmt.Errorf("%w: directory entry", errCorrupt))
			}
			return nil
		}
		name := string(block[8 : 8+nameLen])
		block = block[size:]
		if ino == 0 || name == "." || name == ".." {
			continue
		}
		if err := w.entry(dir, name, ino, depth); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) entry(dir *evidence.Node, name string, ino uint32, depth int) error {
	if err := w.job.Budget.File(); err != nil {
		return err
	}
	if err := w.job.Context.Err(); err != nil {
		return err
	}
	i, err := w.vol.inode(ino)
	if err != nil {
		w.refuse(name, err)
		return nil
	}
	n := w.node(name, i)
	switch {
	case n.IsDir():
		if w.placed[ino] || depth >= maxDepth {
			w.refuse(name, fmt.Errorf("%w: a directory inside itself, or too deep", errCorrupt))
			return nil
		}
	case n.IsRegular():
		if i.is(flagEncrypted) {
			w.refuse(name, fmt.Errorf("encrypted: %w", unpack.ErrUnsupported))
			return nil
		}
		n.Size, n.Content = i.size, &file{w.vol, i}
	case n.IsLink() && i.is(flagEncrypted):
		w.refuse(name, fmt.Errorf("encrypted: %w", unpack.ErrUnsupported))
		return nil
	case n.IsLink():
		if n.Target, err = w.target(i); err != nil {
			w.refuse(name, err)
		}
	case n.Mode&fs.ModeDevice != 0:
		n.Major, n.Minor = device(i.area())
	}
	if err := dir.Add(n); err != nil {
		w.refuse(name, err)
		return nil
	}
	if n.IsDir() {
		w.placed[ino] = true
		return w.directory(n, i, depth+1)
	}
	return nil
}

// target reads a link: in the inode when it is short, in a block otherwise.
func (w *walker) target(i *inode) (string, error) {
	if i.size < 60 && !i.is(flagExtents) && !i.is(flagInline) {
		return string(i.area()[:i.size]), nil
	}
	if i.size > 4096 {
		return "", fmt.Errorf("%w: link target of %d bytes", errCorrupt, i.size)
	}
	data, err := (&file{w.vol, i}).Decode(4096)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = unpack.ErrTruncated
	}
	return string(data), err
}

// device reads a device number in the old encoding, or the new one beside it.
func device(area []byte) (major, minor uint32) {
	if old := binary.LittleEndian.Uint32(area); old != 0 {
		return old >> 8 & 0xff, old & 0xff
	}
	dev := binary.LittleEndian.Uint32(area[4:])
	return dev >> 8 & 0xfff, dev&0xff | dev>>12&0xfff00
}
