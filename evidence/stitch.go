package evidence

import (
	"path"
	"strings"
)

// Stitch joins trees into one view of the device by their mount points, the
// shortest first, so that a script on "/" that calls "/system/init.sh" can be
// followed into the partition mounted there. Trees without a mount point are
// left out. It returns nil when no tree is mounted at "/". The view shares the
// content of the trees; its nodes keep the origins of the trees they stand for.
func Stitch(trees []*Tree) *Tree {
	var root *Tree
	for _, t := range trees {
		if t.Mount == "/" && root == nil {
			root = t
		}
	}
	if root == nil {
		return nil
	}
	view := &Tree{Root: shadow(root.Root), Format: "device", Origin: root.Origin, Evidence: root.Evidence, Mount: "/", ReadOnly: root.ReadOnly}
	for depth := 1; depth < 16; depth++ {
		for _, t := range trees {
			if t != root && t.Mount != "/" && t.Mount != "" && strings.Count(path.Clean(t.Mount), "/") == depth {
				view.mount(path.Clean(t.Mount), t)
			}
		}
	}
	return view
}

// mount puts a tree at a path of the view. What the directory held before is
// hidden, as on the device. A path that is a link is followed, so that a
// partition mounted over "/etc/config" lands where the device would see it.
func (t *Tree) mount(at string, other *Tree) {
	if node, err := t.Resolve(at); err == nil && node.IsDir() && node.parent != nil {
		node.parent.put(named(shadow(other.Root), node.Name))
		return
	}
	dir := t.Root
	parts := strings.Split(strings.Trim(at, "/"), "/")
	for _, part := range parts[:len(parts)-1] {
		next := dir.Child(part)
		if next == nil || !next.IsDir() {
			next = Dir(part, 0o755)
			if dir.Replace(next) != nil {
				return
			}
		}
		dir = next
	}
	_ = dir.Replace(named(shadow(other.Root), parts[len(parts)-1]))
}

func named(n *Node, name string) *Node {
	n.Name = name
	return n
}

// Copy returns a copy of a node and all below it that shares their content and
// stands on its own: what is changed in the one is not changed in the other.
func Copy(n *Node) *Node {
	dup := *n
	dup.parent, dup.children, dup.order = nil, nil, nil
	for _, child := range n.Children() {
		dup.put(Copy(child))
	}
	return &dup
}

// shadow copies the structure of a tree; the copies point at what they stand for.
func shadow(n *Node) *Node {
	dup := *n
	dup.source, dup.parent, dup.children, dup.order = n, nil, nil, nil
	if n.source != nil {
		dup.source = n.source
	}
	for _, child := range n.Children() {
		dup.put(shadow(child))
	}
	return &dup
}
