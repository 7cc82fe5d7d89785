package jffs2

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/unpack"
)

const (
	rootIno = 1
	// maxFile bounds a file: no JFFS2 partition is as large.
	maxFile = 128 << 20
	// maxChunk bounds what one node decodes to; Linux writes pages, mkfs.jffs2 up
	// to 64 KiB. Holes are not bounded by it.
	maxChunk = 1 << 20
	maxDepth = 1024
)

// inode is what the nodes of one inode say together.
type inode struct {
	version  uint32 // of the node that the fields below come from
	mode     uint32
	uid, gid int
	size     uint32
	mtime    uint32
	chunks   []chunk
}

// chunk is the data of one node.
type chunk struct {
	version      uint32
	offset, size uint32
	compression  byte
	packed       []byte
}

// dirent is the newest entry of a name in a directory.
type dirent struct {
	version uint32
	ino     uint32 // 0: deleted
	kind    byte
}

type entryKey struct {
	parent uint32
	name   string
}

// volume is a log being put together.
type volume struct {
	job     *unpack.Job
	scan    *scanner
	inodes  map[uint32]*inode
	entries map[entryKey]dirent
	under   map[uint32][]string // names of each directory, once each
	bad     int                 // nodes with a wrong checksum
	foreign map[byte]int        // chunks by compression that is not read
	refused int
	first   string
}

func newVolume(job *unpack.Job, s *scanner) *volume {
	return &volume{
		job: job, scan: s, inodes: make(map[uint32]*inode), entries: make(map[entryKey]dirent),
		under: make(map[uint32][]string), foreign: make(map[byte]int),
	}
}

// read takes in every node of the log.
func (v *volume) read() error {
	for at, count := 0, 0; ; count++ {
		n, ok := v.scan.next(at, len(v.scan.data))
		if !ok {
			return nil
		}
		if count%1024 == 0 {
			if err := v.job.Context.Err(); err != nil {
				return err
			}
		}
		at = n.at + n.size
		switch {
		case n.obsolete:
		case n.bad:
			v.bad++
			at = n.at + 4 // its length is not to be trusted either
		case n.kind == typeDirent:
			v.dirent(v.scan.data[n.at : n.at+n.size])
		case n.kind == typeInode:
			v.inode(v.scan.data[n.at : n.at+n.size])
		}
	}
}

func (v *volume) dirent(d []byte) {
	o := v.scan.order
	k := entryKey{o.Uint32(d[12:]), string(d[direntSize : direntSize+int(d[28])])}
	e := dirent{version: o.Uint32(d[16:]), ino: o.Uint32(d[20:]), kind: d[29]}
	old, ok := v.entries[k]
	if !ok {
		v.under[k.parent] = append(v.under[k.parent], k.name)
	}
	if !ok || e.version >= old.version {
		v.entries[k] = e
	}
}

func (v *volume) inode(d []byte) {
	o := v.scan.order
	ino := o.Uint32(d[12:])
	i := v.inodes[ino]
	if i == nil {
		i = &inode{}
		v.inodes[ino] = i
	}
	version := o.Uint32(d[16:])
	if i.mode == 0 || version >= i.version {
		i.version, i.mode = version, o.Uint32(d[20:])
		i.uid, i.gid = int(o.Uint16(d[24:])), int(o.Uint16(d[26:]))
		i.size, i.mtime = o.Uint32(d[28:]), o.Uint32(d[36:])
	}
	packed := o.Uint32(d[48:])
	c := chunk{version: version, offset: o.Uint32(d[44:]), size: o.Uint32(d[52:]), compression: d[56], packed: d[inodeSize : inodeSize+int(packed)]}
	if c.size == 0 {
		return
	}
	if !known(c.compression) || c.compression != comprZero && c.size > maxChunk {
		v.foreign[c.compression]++
	}
	i.chunks = append(i.chunks, c)
}

// tree puts the directories together from the root.
func (v *volume) tree() (*evidence.Node, error) {
	for _, i := range v.inodes {
		slices.SortStableFunc(i.chunks, func(a, b chunk) int { return cmp.Compare(a.version, b.version) })
	}
	root := evidence.Dir("", 0o755)
	if i := v.inodes[rootIno]; i != nil && i.mode&0o170000 == 0o040000 {
		v.fields(root, i)
	}
	placed := map[uint32]bool{rootIno: true}
	err := v.directory(root, rootIno, placed, 0)
	lost := 0
	for ino, i := range v.inodes {
		if !placed[ino] && i.mode&0o170000 == 0o100000 && len(i.chunks) > 0 {
			lost++
		}
	}
	if lost > 0 {
		v.job.Limit(fmt.Sprintf("%d JFFS2 inodes have data and no name", lost), "deleted files, or files whose directory entry is damaged, are not in the tree")
	}
	return root, err
}

func (v *volume) directory(dir *evidence.Node, ino uint32, placed map[uint32]bool, depth int) error {
	names := v.under[ino]
	slices.Sort(names)
	for _, name := range names {
		e := v.entries[entryKey{ino, name}]
		if e.ino == 0 {
			continue
		}
		if err := v.job.Budget.File(); err != nil {
			return err
		}
		i := v.inodes[e.ino]
		if i == nil {
			v.refuse(name, "no inode node is left")
			continue
		}
		n := v.make(name, i)
		if n.IsDir() && (placed[e.ino] || depth >= maxDepth) {
			v.refuse(name, "a directory inside itself, or too deep")
			continue
		}
		if err := dir.Add(n); err != nil {
			v.refuse(name, err.Error())
			continue
		}
		placed[e.ino] = true
		if n.IsDir() {
			if err := v.directory(n, e.ino, placed, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

func (v *volume) make(name string, i *inode) *evidence.Node {
	n := &evidence.Node{Name: name}
	v.fields(n, i)
	f := &file{chunks: i.chunks, size: i.size}
	switch {
	case n.IsRegular():
		n.Size, n.Content = int64(i.size), f
	case n.IsLink():
		target, err := f.Decode(4096)
		if err != nil {
			v.refuse(name, "link target: "+err.Error())
		}
		n.Target = string(target)
	case n.Mode&fs.ModeDevice != 0:
		f.size = 4
		if len(i.chunks) > 0 {
			f.size = min(4, i.chunks[len(i.chunks)-1].size)
		}
		n.Major, n.Minor = v.device(f)
	}
	return n
}

func (v *volume) fields(n *evidence.Node, i *inode) {
	n.Mode, n.UID, n.GID, n.ModTime = unpack.UnixMode(i.mode), i.uid, i.gid, time.Unix(int64(i.mtime), 0).UTC()
}

// device reads a device number in the old encoding of 16 bits or the new one of 32.
func (v *volume) device(f *file) (major, minor uint32) {
	d, _ := f.Decode(4)
	switch len(d) {
	case 2:
		dev := uint32(v.scan.order.Uint16(d))
		return dev >> 8, dev & 0xff
	case 4:
		dev := v.scan.order.Uint32(d)
		return dev >> 8 & 0xfff, dev&0xff | dev>>12&0xfff00
	}
	return 0, 0
}

func (v *volume) refuse(name, why string) {
	if v.refused++; v.refused == 1 {
		v.first = fmt.Sprintf("%q: %s", name, why)
	}
}

// report lists what was passed over.
func (v *volume) report() {
	if v.bad > 0 {
		v.job.Limit(fmt.Sprintf("%d JFFS2 nodes have a wrong checksum", v.bad), "their contents are left out, as the device would")
	}
	if v.refused > 0 {
		v.job.Limit(fmt.Sprintf("%d JFFS2 directory entries refused, the first %s", v.refused, v.first), "they are missing from the tree")
	}
	var kinds []int
	for c := range v.foreign {
		kinds = append(kinds, int(c))
	}
	slices.Sort(kinds)
	for _, c := range kinds {
		v.job.Limit(fmt.Sprintf("%d JFFS2 nodes with compression %d", v.foreign[byte(c)], c), "files with such nodes cannot be read")
	}
}
