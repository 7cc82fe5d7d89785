package firmware

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/unpack"
)

// rootDepth is how far below the given folder an unpacked root is looked for.
const rootDepth = 3

// folder collects a folder: an unpacked root file system, a folder with one or
// several of them in it, or partition dumps side by side.
func (c *collection) folder(dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return statProblem(dir, err)
	}
	c.result.unmap = append(c.result.unmap, func() { root.Close() })
	d := &disk{c: c, root: root}
	top := evidence.Dir("", 0o755)
	if err := d.read(top, "."); err != nil {
		return err
	}
	if d.files == 0 && d.refused > 0 {
		return &Problem{Path: dir, Kind: Unreadable, Says: "nothing in it may be read", Hint: "change its permissions, or run as a user who may"}
	}
	if len(top.Children()) == 0 {
		return &Problem{Path: dir, Kind: Empty, Says: "the folder is empty", Hint: "pass a firmware image or the folder of an unpacked root file system"}
	}
	d.report()
	return c.folderTree(top)
}

// folderTree collects a folder that was read into a tree, from disk or from what
// an earlier run kept of it. What a folder is digested and kept as is its packed
// form: the same folder gives the same bytes.
func (c *collection) folderTree(top *evidence.Node) error {
	kept, unread := evidence.Copy(top), c.budget.Met()
	h := sha256.New()
	if err := evidence.Pack(h, kept); err != nil {
		return fmt.Errorf("read %s: %w", c.name, err)
	}
	id := sum(h)
	c.result.Kept = append(c.result.Kept, Kept{Name: c.name, Kind: "folder", ID: id, Unread: unread, Open: func() (io.ReadCloser, error) {
		r, w := io.Pipe()
		go func() { w.CloseWithError(evidence.Pack(w, kept)) }()
		return r, nil
	}})
	whole := &evidence.Tree{Root: top, Format: "folder", Origin: c.name}
	var trees []*evidence.Tree
	var dumps []assay.Evidence
	if rootScore(whole) == 0 {
		trees = detach(whole)
		var err error
		if dumps, err = c.dumps(whole); err != nil {
			return err
		}
	}
	if len(trees) == 0 && len(dumps) == 0 || len(whole.Files()) > 0 {
		trees = append(trees, whole)
	}
	for _, t := range trees {
		settleModes(t)
		c.found = append(c.found, &found{tree: t, offset: -1, file: path.Base(t.Origin)})
	}
	c.folderID = func() { c.settle(id, trees, dumps) }
	return c.trees()
}

// settle gives the trees the id of the folder and counts its bytes.
func (c *collection) settle(id string, trees []*evidence.Tree, dumps []assay.Evidence) {
	var total int64
	for _, e := range dumps {
		total += e.Size
	}
	for _, t := range trees {
		t.Evidence = id
		for _, n := range t.Files() {
			c.result.Coverage.Bytes += n.Size
			c.result.Coverage.BytesIdentified += n.Size
			total += n.Size
		}
	}
	c.result.Input.Evidence = id
	c.evidence(assay.Evidence{ID: id, Kind: "folder", Size: total, Places: []assay.EvidencePlace{{Origin: c.name}}})
	for _, e := range dumps {
		e.Places[0].DerivedFrom = id
		c.evidence(e)
	}
}

// dumps unpacks the files of a folder that is no root itself. Where at least one
// of them is a container, those that are neither containers nor text are taken
// for dumps too: a boot loader beside a root file system. What was taken is
// removed from the tree.
func (c *collection) dumps(whole *evidence.Tree) ([]assay.Evidence, error) {
	var taken, plain []*evidence.Node
	var all []assay.Evidence
	for _, n := range whole.Files() {
		r, err := n.Content.Open()
		if err != nil {
			continue // listed when it is digested
		}
		head := make([]byte, 64<<10)
		k, _ := io.ReadFull(r, head)
		r.Close()
		switch {
		case k == 0 || text(head[:k]):
		case c.mayContain(n, head[:k]):
			taken = append(taken, n)
		default:
			plain = append(plain, n)
		}
	}
	if len(taken) == 0 {
		return nil, nil
	}
	taken = append(taken, plain...)
	sort.Slice(taken, func(i, j int) bool { return taken[i].Path() < taken[j].Path() })
	for _, n := range taken {
		name := n.Path()
		data, id, err := c.loadNode(n)
		if err != nil {
			var p *Problem
			if errors.As(err, &p) {
				continue
			}
			return nil, err
		}
		origin := c.name + "/" + name
		all = append(all, assay.Evidence{ID: id, Kind: "image", Size: int64(len(data)), Places: []assay.EvidencePlace{{Origin: origin}}})
		c.unpack(origin, path.Base(name), id, data)
		n.Parent().Remove(n.Name)
	}
	return all, nil
}

// loadNode reads a dump: mapped where it is on disk, whole where it was kept.
func (c *collection) loadNode(n *evidence.Node) ([]byte, string, error) {
	if f, ok := n.Content.(diskFile); ok {
		return c.load(filepath.Join(f.root.Name(), f.name))
	}
	data, err := evidence.ReadContent(n.Content, maxInput)
	if err != nil {
		return nil, "", err
	}
	return data, digest(data), nil
}

// mayContain reports whether a file of a folder of dumps starts with a container.
func (c *collection) mayContain(n *evidence.Node, head []byte) bool {
	if int64(len(head)) == n.Size {
		return unpack.Sniff(c.opts.Formats, head)
	}
	return unpack.Starts(c.opts.Formats, head)
}

// detach takes the roots out of a folder that is not one, each as a tree of its own.
func detach(whole *evidence.Tree) []*evidence.Tree {
	var trees []*evidence.Tree
	_ = whole.Walk(func(p string, n *evidence.Node) error {
		if !n.IsDir() || n == whole.Root {
			return nil
		}
		if strings.Count(p, "/") >= rootDepth {
			return fs.SkipDir
		}
		t := &evidence.Tree{Root: n, Format: whole.Format, Origin: below(whole, p), Evidence: whole.Evidence, ReadOnly: whole.ReadOnly}
		if rootScore(t) == 0 {
			return nil
		}
		trees = append(trees, t)
		return fs.SkipDir
	})
	for _, t := range trees {
		name := t.Root.Name
		t.Root.Parent().Remove(name)
		fresh := evidence.Dir("", t.Root.Mode)
		fresh.UID, fresh.GID, fresh.ModTime = t.Root.UID, t.Root.GID, t.Root.ModTime
		for _, child := range t.Root.Children() {
			_ = fresh.Add(child)
		}
		t.Root = fresh
	}
	return trees
}

// below is the path chain of a folder in a tree.
func below(t *evidence.Tree, p string) string {
	if t.Format == "folder" {
		return t.Origin + "/" + p
	}
	return t.Origin + "!/" + p
}

// disk reads a folder into a tree.
type disk struct {
	c       *collection
	root    *os.Root
	files   int
	refused int
	first   string
}

func (d *disk) refuse(p, why string) {
	if d.refused++; d.refused == 1 {
		d.first = p + ": " + why
	}
}

func (d *disk) report() {
	if d.refused > 0 {
		d.c.budget.Limit(strconv.Itoa(d.refused)+" entries of the folder could not be read, the first "+d.first, d.c.name, "they are missing from the tree")
	}
}

func (d *disk) read(dir *evidence.Node, at string) error {
	f, err := d.root.Open(filepath.FromSlash(at))
	if err != nil {
		if at == "." {
			return statProblem(d.root.Name(), err)
		}
		d.refuse(at, "no permission or gone")
		return nil
	}
	entries, err := f.ReadDir(-1)
	f.Close()
	if err != nil {
		d.refuse(at, "cannot be listed to its end")
	}
	sort.Slice(entries, func(i, j int) bool { return entries[i].Name() < entries[j].Name() })
	for _, e := range entries {
		if err := d.c.ctx.Err(); err != nil {
			return err
		}
		if err := d.c.budget.File(); err != nil {
			d.refuse(path.Join(at, e.Name()), err.Error())
			return nil
		}
		if err := d.entry(dir, path.Join(at, e.Name()), e); err != nil {
			return err
		}
	}
	return nil
}

func (d *disk) entry(dir *evidence.Node, at string, e fs.DirEntry) error {
	info, err := e.Info()
	if err != nil {
		d.refuse(at, "cannot be looked at")
		return nil
	}
	if e.Name() == ".git" && info.IsDir() {
		d.refuse(at, "a repository's history, left out")
		return nil
	}
	n := &evidence.Node{Name: e.Name(), Mode: info.Mode(), ModTime: info.ModTime().UTC()}
	owner(n, info)
	if err := dir.Add(n); err != nil {
		d.refuse(at, err.Error())
		return nil
	}
	d.files++
	switch {
	case n.IsDir():
		return d.read(n, at)
	case n.IsRegular():
		file := diskFile{d.root, filepath.FromSlash(at)}
		r, err := file.Open()
		if err != nil {
			d.refuse(at, "no permission or gone")
			d.files--
			dir.Remove(n.Name)
			return nil
		}
		r.Close()
		n.Size, n.Content = info.Size(), file
	case n.IsLink():
		if n.Target, err = d.root.Readlink(filepath.FromSlash(at)); err != nil {
			d.refuse(at, "link cannot be read")
		}
	}
	return nil
}

// diskFile is a regular file of the folder, opened without leaving it.
type diskFile struct {
	root *os.Root
	name string
}

// Open opens the file.
func (f diskFile) Open() (io.ReadCloser, error) {
	file, err := f.root.Open(f.name)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		file.Close()
		return nil, fmt.Errorf("open %s: no longer a regular file", f.name)
	}
	return file, nil
}
