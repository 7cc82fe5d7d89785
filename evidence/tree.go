// Package evidence holds what was collected: the virtual trees that images
// unpack into, where each byte came from, and the content-addressed store that
// a verdict can be repeated from later. It judges nothing and knows no standard.
package evidence

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
	"time"

	"github.com/assay-project/assay"
)

// MaxName is the longest file name in bytes that a tree takes, the limit of
// Linux (NAME_MAX) and of every format read here.
const MaxName = 255

// maxLinks is how many symbolic links Resolve follows, as Linux does.
const maxLinks = 40

var (
	// ErrName is returned for a name that cannot be one: empty, ".", "..", or
	// with a slash or a NUL in it. Such names are how archives escape their folder.
	ErrName = errors.New("not a file name")
	// ErrDuplicate is returned when a directory has an entry of that name already.
	ErrDuplicate = errors.New("name occurs twice in one directory")
	// ErrLoop is returned when symbolic links lead in a circle.
	ErrLoop = errors.New("too many symbolic links")
)

// Node is one file, directory, link or device of a virtual tree. Nothing of it
// is on disk.
type Node struct {
	Name string
	// Mode holds type and permission bits, set-uid, set-gid and sticky included.
	Mode fs.FileMode
	// ModeUnknown is set where the copy lost modes and owners (a folder copied
	// through git, a zip made on Windows): then "no set-uid file" cannot be said.
	ModeUnknown  bool
	UID, GID     int
	Major, Minor uint32 // of a device node
	Target       string // of a symbolic link, as stored
	Size         int64  // bytes of a regular file
	ModTime      time.Time
	Content      Content // of a regular file; nil otherwise
	// Digest is "sha256:<hex>" of a regular file's bytes once the tree was
	// sealed; empty where the bytes could not be read.
	Digest string

	tree     *Tree
	parent   *Node
	source   *Node // the node this one was stitched from
	children map[string]*Node
	order    []*Node // children by name; built on demand
}

// Dir returns a new directory node, for the root of a tree or to be added.
func Dir(name string, mode fs.FileMode) *Node {
	return &Node{Name: name, Mode: fs.ModeDir | mode&^fs.ModeType}
}

// Add puts a child into a directory. It returns ErrName or ErrDuplicate,
// wrapped, and then leaves the directory as it was.
func (n *Node) Add(child *Node) error {
	if err := checkName(child.Name); err != nil {
		return err
	}
	if _, ok := n.children[child.Name]; ok {
		return fmt.Errorf("add %q: %w", child.Name, ErrDuplicate)
	}
	n.put(child)
	return nil
}

// Replace puts a child into a directory in place of one with that name, as a
// later entry of a tar or a newer JFFS2 node does. It returns ErrName.
func (n *Node) Replace(child *Node) error {
	if err := checkName(child.Name); err != nil {
		return err
	}
	n.put(child)
	return nil
}

// Remove takes a child out of a directory, if it is there.
func (n *Node) Remove(name string) {
	delete(n.children, name)
	n.order = nil
}

func (n *Node) put(child *Node) {
	if n.children == nil {
		n.children = make(map[string]*Node)
	}
	child.parent = n
	n.children[child.Name] = child
	n.order = nil
}

func checkName(name string) error {
	if name == "" || name == "." || name == ".." || len(name) > MaxName || strings.ContainsAny(name, "/\x00") {
		return fmt.Errorf("%q: %w", clip(name), ErrName)
	}
	return nil
}

func clip(s string) string {
	if len(s) > 64 {
		return s[:64] + "…"
	}
	return s
}

// Child returns the entry of that name, or nil.
func (n *Node) Child(name string) *Node { return n.children[name] }

// Parent returns the directory the node stands in, or nil at the root.
func (n *Node) Parent() *Node { return n.parent }

// Children returns the entries of a directory in the order of their names. The
// slice is shared: callers must not change it.
func (n *Node) Children() []*Node {
	if n.order == nil && len(n.children) > 0 {
		order := make([]*Node, 0, len(n.children))
		for _, c := range n.children {
			order = append(order, c)
		}
		sort.Slice(order, func(i, j int) bool { return order[i].Name < order[j].Name })
		n.order = order
	}
	return n.order
}

// IsDir, IsRegular and IsLink say what kind of node it is.
func (n *Node) IsDir() bool     { return n.Mode.IsDir() }
func (n *Node) IsRegular() bool { return n.Mode.IsRegular() }
func (n *Node) IsLink() bool    { return n.Mode&fs.ModeSymlink != 0 }

// Path is the slash path inside the node's tree without a leading slash; "."
// for the root.
func (n *Node) Path() string {
	var parts []string
	for at := n; at.parent != nil; at = at.parent {
		parts = append(parts, at.Name)
	}
	if len(parts) == 0 {
		return "."
	}
	for i, j := 0, len(parts)-1; i < j; i, j = i+1, j-1 {
		parts[i], parts[j] = parts[j], parts[i]
	}
	return strings.Join(parts, "/")
}

// Tree returns the tree the node belongs to, nil before the tree was sealed.
func (n *Node) Tree() *Tree {
	if n.source != nil {
		return n.source.Tree()
	}
	return n.tree
}

// Origin is the path chain from the input to the node, such as
// "flash.bin!squashfs@0x240000!/etc/shadow". A node of a stitched view has the
// origin of the node it stands for.
func (n *Node) Origin() string {
	if n.source != nil {
		return n.source.Origin()
	}
	prefix := ""
	if n.tree != nil {
		prefix = n.tree.Origin
	}
	if n.parent == nil {
		return prefix + "!/"
	}
	return prefix + "!/" + n.Path()
}

// Bytes returns the content of a regular file of at most max bytes. A larger
// file gives its first max bytes and ErrTooLarge. The slice is shared: callers
// must not change it.
func (n *Node) Bytes(max int64) ([]byte, error) {
	if n.source != nil {
		return n.source.Bytes(max)
	}
	if n.Content == nil {
		return nil, fmt.Errorf("read %s: %w", n.Origin(), fs.ErrInvalid)
	}
	var cache *Cache
	if n.tree != nil {
		cache = n.tree.cache
	}
	data, err := cache.read(n, max)
	if err != nil && !errors.Is(err, ErrTooLarge) {
		return data, fmt.Errorf("read %s: %w", n.Origin(), err)
	}
	return data, err
}

// At returns the place of the node for an observation; line counts from 1 and
// is left out when 0.
func (n *Node) At(line int) assay.Where {
	where := assay.Where{Path: n.Origin(), Line: line, Evidence: n.Digest}
	return where
}

// AtOffset returns the place of a byte of the node for an observation.
func (n *Node) AtOffset(offset int64) assay.Where {
	where := n.At(0)
	where.Offset = &offset
	return where
}

// Tree is a file system or archive as it was unpacked, or several of them
// stitched into one view.
type Tree struct {
	Root   *Node
	Format string // "squashfs", "jffs2", "folder", "device" for the stitched view
	Origin string // path chain of the container, "flash.bin!squashfs@0x240000"
	// Evidence is the id of the input image the tree was unpacked from.
	Evidence string
	Mount    string // where the device mounts it, "/" or "/system"; empty when not known
	ReadOnly bool   // the format cannot be written in place, as squashfs

	cache *Cache
}

// Seal binds every node to the tree and to a cache that keeps what was decoded.
// Cache may be nil.
func (t *Tree) Seal(cache *Cache) {
	t.cache = cache
	_ = t.Walk(func(_ string, n *Node) error {
		if n.source == nil {
			n.tree = t
		}
		return nil
	})
}

// Lookup returns the node at a slash path without following links, or nil.
func (t *Tree) Lookup(name string) *Node {
	at := t.Root
	for _, part := range strings.Split(path.Clean("/"+name), "/") {
		if part == "" {
			continue
		}
		if at = at.Child(part); at == nil {
			return nil
		}
	}
	return at
}

// Resolve returns the node at a slash path, following symbolic links inside the
// tree as the device would: absolute targets start at the root of the tree and
// ".." never leaves it. It returns fs.ErrNotExist or ErrLoop, wrapped.
func (t *Tree) Resolve(name string) (*Node, error) {
	links := 0
	node, err := t.resolve(t.Root, name, &links)
	if err != nil {
		return nil, fmt.Errorf("resolve %s: %w", clip(name), err)
	}
	return node, nil
}

// maxTarget bounds a link target, the limit of Linux (PATH_MAX).
const maxTarget = 4096

func (t *Tree) resolve(at *Node, name string, links *int) (*Node, error) {
	if len(name) > maxTarget {
		return nil, fs.ErrNotExist
	}
	if strings.HasPrefix(name, "/") {
		at = t.Root
	}
	for _, part := range strings.Split(name, "/") {
		switch part {
		case "", ".":
			continue
		case "..":
			if at.parent != nil {
				at = at.parent
			}
			continue
		}
		next := at.Child(part)
		if next == nil {
			return nil, fs.ErrNotExist
		}
		if next.IsLink() {
			if *links++; *links > maxLinks {
				return nil, ErrLoop
			}
			target, err := t.resolve(at, next.Target, links)
			if err != nil {
				return nil, err
			}
			next = target
		}
		at = next
	}
	return at, nil
}

// Walk calls fn for every node in the order of path, directories before what is
// in them. fs.SkipDir from fn on a directory leaves out what is in it; any other
// error ends the walk and is returned.
func (t *Tree) Walk(fn func(path string, n *Node) error) error {
	err := walk(".", t.Root, fn)
	if errors.Is(err, fs.SkipDir) {
		return nil
	}
	return err
}

func walk(at string, n *Node, fn func(string, *Node) error) error {
	if err := fn(at, n); err != nil {
		if errors.Is(err, fs.SkipDir) && n.IsDir() {
			return nil
		}
		return err
	}
	for _, child := range n.Children() {
		name := child.Name
		if at != "." {
			name = at + "/" + child.Name
		}
		if err := walk(name, child, fn); err != nil {
			return err
		}
	}
	return nil
}

// Files returns the regular files of the tree in the order of path.
func (t *Tree) Files() []*Node {
	var files []*Node
	_ = t.Walk(func(_ string, n *Node) error {
		if n.IsRegular() {
			files = append(files, n)
		}
		return nil
	})
	return files
}
