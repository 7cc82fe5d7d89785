package evidence

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"
)

// modesUnknown is the PAX record that marks a node whose mode was lost before it
// was read.
const modesUnknown = "ASSAY.modes"

// Pack writes a tree as a tar in PAX form, each node in the order of its path,
// with mode, owner, device numbers, link target and content, and nothing else
// (no times, no names of users). The same tree gives the same bytes, so that
// their digest names a folder.
func Pack(w io.Writer, root *Node) error {
	tw := tar.NewWriter(w)
	tree := &Tree{Root: root}
	err := tree.Walk(func(name string, n *Node) error {
		if err := packNode(tw, name, n); err != nil {
			return fmt.Errorf("pack %s: %w", name, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return tw.Close()
}

func packNode(tw *tar.Writer, name string, n *Node) error {
	header := &tar.Header{
		Name: name, Mode: unixBits(n.Mode), Uid: max(n.UID, 0), Gid: max(n.GID, 0),
		Format: tar.FormatPAX, ModTime: time.Unix(0, 0), Linkname: n.Target,
		Devmajor: int64(n.Major), Devminor: int64(n.Minor),
	}
	if n.ModeUnknown {
		header.PAXRecords = map[string]string{modesUnknown: "unknown"}
	}
	switch typ := n.Mode & fs.ModeType; {
	case typ == 0:
		header.Typeflag, header.Size = tar.TypeReg, n.Size
	case typ == fs.ModeDir:
		header.Typeflag, header.Name = tar.TypeDir, name+"/"
	case typ == fs.ModeSymlink:
		header.Typeflag = tar.TypeSymlink
	case typ&fs.ModeCharDevice != 0:
		header.Typeflag = tar.TypeChar
	case typ&fs.ModeDevice != 0:
		header.Typeflag = tar.TypeBlock
	case typ&fs.ModeNamedPipe != 0:
		header.Typeflag = tar.TypeFifo
	default:
		return nil // a socket holds nothing and tar has no form for it
	}
	if err := tw.WriteHeader(header); err != nil {
		return err
	}
	if header.Typeflag != tar.TypeReg || n.Size == 0 {
		return nil
	}
	r, err := n.Content.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	_, err = io.CopyN(tw, r, n.Size)
	return err
}

// Unpack reads what Pack wrote, with the contents in memory, at most max bytes
// of them in all.
func Unpack(r io.Reader, max int64) (*Node, error) {
	root := Dir("", 0o755)
	tr := tar.NewReader(r)
	for {
		header, err := tr.Next()
		if errors.Is(err, io.EOF) {
			return root, nil
		}
		if err != nil {
			return nil, fmt.Errorf("unpack kept folder: %w", err)
		}
		if max -= header.Size; max < 0 {
			return nil, fmt.Errorf("unpack kept folder: %w", ErrTooLarge)
		}
		if err := unpackNode(root, header, tr); err != nil {
			return nil, fmt.Errorf("unpack %s: %w", clip(header.Name), err)
		}
	}
}

func unpackNode(root *Node, header *tar.Header, r io.Reader) error {
	name := strings.TrimSuffix(header.Name, "/")
	info := header.FileInfo()
	n := &Node{
		Name: path.Base(name), Mode: info.Mode(), UID: header.Uid, GID: header.Gid, Target: header.Linkname,
		Major: uint32(header.Devmajor), Minor: uint32(header.Devminor), ModeUnknown: header.PAXRecords[modesUnknown] != "",
	}
	if n.IsRegular() {
		data, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		n.Content, n.Size = Bytes(data), int64(len(data))
	}
	if name == "." {
		root.Mode, root.UID, root.GID, root.ModeUnknown = n.Mode, n.UID, n.GID, n.ModeUnknown
		return nil
	}
	dir := root
	if parent := path.Dir(name); parent != "." {
		if dir = (&Tree{Root: root}).Lookup(parent); dir == nil || !dir.IsDir() {
			return fs.ErrNotExist
		}
	}
	return dir.Add(n)
}

// unixBits returns permission bits as Unix numbers them: set-uid 04000,
// set-gid 02000, sticky 01000.
func unixBits(mode fs.FileMode) int64 {
	bits := int64(mode.Perm())
	for flag, bit := range map[fs.FileMode]int64{fs.ModeSetuid: 0o4000, fs.ModeSetgid: 0o2000, fs.ModeSticky: 0o1000} {
		if mode&flag != 0 {
			bits |= bit
		}
	}
	return bits
}
