package unpack

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/assay-project/assay/evidence"
)

const (
	// maxPath bounds the path of an archive entry, the limit of Linux (PATH_MAX).
	maxPath = 4096
	// maxDeep bounds the folders in folders. Every path costs time in proportion,
	// and no device nests a tenth of it.
	maxDeep = 256
)

// Builder makes the tree of an archive whose entries carry whole paths. Entries
// that try to leave the tree, through "..", through a link or through a file that
// stands where a directory should, are refused and counted; the others still
// make a tree.
type Builder struct {
	Root *evidence.Node

	job     *Job
	refused int
	first   string // the first entry refused, with the reason
}

// NewBuilder returns a builder of an empty tree.
func NewBuilder(job *Job) *Builder {
	return &Builder{Root: evidence.Dir("", 0o755), job: job}
}

// Put adds an entry; the node's name is taken from the path, and directories
// above it that the archive did not list are made. A later entry replaces an
// earlier one, except that a directory keeps what is in it. The only error is
// ErrBudget, wrapped: then the archive is not to be read further.
func (b *Builder) Put(path string, n *evidence.Node) error {
	if err := b.job.Budget.File(); err != nil {
		return err
	}
	if err := b.job.Context.Err(); err != nil {
		return fmt.Errorf("%w: %w", ErrBudget, err)
	}
	parts, err := split(path)
	if err != nil {
		b.Refuse(path, err)
		return nil
	}
	if len(parts) == 0 { // the root itself
		if n.IsDir() {
			b.Root.Mode, b.Root.UID, b.Root.GID, b.Root.ModTime = n.Mode, n.UID, n.GID, n.ModTime
		}
		return nil
	}
	dir, err := b.parent(parts[:len(parts)-1])
	if err != nil {
		b.Refuse(path, err)
		return nil
	}
	n.Name = parts[len(parts)-1]
	if old := dir.Child(n.Name); old != nil && old.IsDir() && n.IsDir() {
		old.Mode, old.UID, old.GID, old.ModTime = n.Mode, n.UID, n.GID, n.ModTime
		return nil
	}
	if err := dir.Replace(n); err != nil {
		b.Refuse(path, err)
	}
	return nil
}

// Link adds a hard link: a second name of an entry that came before.
func (b *Builder) Link(path, target string) error {
	parts, err := split(target)
	at := b.Root
	for _, name := range parts {
		if at = at.Child(name); at == nil {
			break
		}
	}
	if err != nil || at == nil || at.IsDir() {
		b.Refuse(path, fmt.Errorf("hard link to %q, which is not in the archive", clip(target)))
		return nil
	}
	return b.Put(path, &evidence.Node{
		Mode: at.Mode, ModeUnknown: at.ModeUnknown, UID: at.UID, GID: at.GID, Major: at.Major, Minor: at.Minor,
		Target: at.Target, Size: at.Size, ModTime: at.ModTime, Content: at.Content,
	})
}

// Refuse counts an entry that was not taken, for Finish to report.
func (b *Builder) Refuse(path string, err error) {
	if b.refused++; b.refused == 1 {
		b.first = fmt.Sprintf("%q: %v", clip(path), err)
	}
}

// Finish reports the refused entries as a limit.
func (b *Builder) Finish() {
	switch {
	case b.refused == 1:
		b.job.Limit("1 entry refused: "+b.first, "it is missing from the tree")
	case b.refused > 1:
		b.job.Limit(fmt.Sprintf("%d entries refused, the first %s", b.refused, b.first), "they are missing from the tree")
	}
}

// parent walks to a directory and makes the missing ones. It never follows links.
func (b *Builder) parent(parts []string) (*evidence.Node, error) {
	at := b.Root
	for _, name := range parts {
		next := at.Child(name)
		if next == nil {
			if err := b.job.Budget.File(); err != nil {
				return nil, err
			}
			next = evidence.Dir(name, 0o755)
			if err := at.Add(next); err != nil {
				return nil, err
			}
		}
		if !next.IsDir() {
			return nil, fmt.Errorf("%q above it is no directory", clip(name))
		}
		at = next
	}
	return at, nil
}

// split cuts the path of an archive entry into names. An absolute path counts
// from the root of the tree, as every unpacking tool reads it.
func split(path string) ([]string, error) {
	if len(path) > maxPath {
		return nil, fmt.Errorf("path of %d bytes", len(path))
	}
	var parts []string
	for _, part := range strings.Split(path, "/") {
		switch part {
		case "", ".":
		case "..":
			return nil, fmt.Errorf("%w: path with \"..\"", evidence.ErrName)
		default:
			parts = append(parts, part)
		}
	}
	if len(parts) > maxDeep {
		return nil, fmt.Errorf("%d folders deep, more than %d", len(parts)-1, maxDeep)
	}
	return parts, nil
}

func clip(s string) string {
	if len(s) > 64 {
		return s[:64] + "…"
	}
	return s
}

// UnixMode turns the mode of stat(2) into the mode of io/fs. An unknown type
// gives fs.ModeIrregular.
func UnixMode(m uint32) fs.FileMode {
	mode := fs.FileMode(m & 0o777)
	for _, bit := range []struct {
		unix uint32
		mode fs.FileMode
	}{{0o4000, fs.ModeSetuid}, {0o2000, fs.ModeSetgid}, {0o1000, fs.ModeSticky}} {
		if m&bit.unix != 0 {
			mode |= bit.mode
		}
	}
	switch m & 0o170000 {
	case 0o100000:
	case 0o040000:
		mode |= fs.ModeDir
	case 0o120000:
		mode |= fs.ModeSymlink
	case 0o020000:
		mode |= fs.ModeDevice | fs.ModeCharDevice
	case 0o060000:
		mode |= fs.ModeDevice
	case 0o010000:
		mode |= fs.ModeNamedPipe
	case 0o140000:
		mode |= fs.ModeSocket
	default:
		mode |= fs.ModeIrregular
	}
	return mode
}
