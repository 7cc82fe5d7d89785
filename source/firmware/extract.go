package firmware

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/evidence"
)

// Extracted says what Extract wrote.
type Extracted struct {
	Files, Dirs, Links int
	Bytes              int64
	Limits             []assay.Limit // what was not written as it is in the tree
}

// Extract writes a tree into a folder, which is made and must be empty if it
// exists. Every path is opened below that folder and no link is followed, so that
// nothing can be written outside of it. Modes are kept without set-uid, set-gid
// and sticky bits; owners are those of the caller; devices, pipes and sockets are
// not made. All of that is listed.
func Extract(ctx context.Context, t *evidence.Tree, dir string) (*Extracted, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("extract to %s: %w", dir, err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("extract to %s: %w", dir, err)
	}
	defer root.Close()
	if entries, err := fs.ReadDir(root.FS(), "."); err != nil || len(entries) > 0 {
		return nil, &Problem{Path: dir, Kind: NotEmpty, Says: "the folder to extract to is not empty", Hint: "pass a new folder", Err: err}
	}
	x := &extraction{ctx: ctx, root: root, tree: t, out: &Extracted{}, notes: make(map[string]*note)}
	if err := x.run(); err != nil {
		return x.out, fmt.Errorf("extract to %s: %w", dir, err)
	}
	return x.out, nil
}

// NotEmpty is the problem of a folder to extract to that has something in it.
const NotEmpty Kind = "not-empty"

type placed struct {
	path string // in the system's form
	node *evidence.Node
}

type extraction struct {
	ctx   context.Context
	root  *os.Root
	tree  *evidence.Tree
	out   *Extracted
	mu    sync.Mutex
	notes map[string]*note
	kinds []string
}

// note counts what was not written as it is, with the first example.
type note struct {
	count int
	first string
}

func (x *extraction) note(kind, path string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	n := x.notes[kind]
	if n == nil {
		n = &note{first: path}
		x.notes[kind] = n
		x.kinds = append(x.kinds, kind)
	}
	if n.count++; path < n.first {
		n.first = path
	}
}

// run makes folders, then files on all processors, then links, and sets the modes
// of folders last: one may forbid writing.
func (x *extraction) run() error {
	dirs, files, links := x.sort()
	for _, d := range dirs {
		if err := x.root.Mkdir(d.path, 0o700); err != nil {
			return err
		}
	}
	if err := x.files(files); err != nil {
		return err
	}
	for _, l := range links {
		if err := x.root.Symlink(l.node.Target, l.path); err != nil {
			x.note("links that the system refuses", l.path)
			continue
		}
		x.out.Links++
	}
	for i := len(dirs) - 1; i >= 0; i-- {
		if err := x.root.Chmod(dirs[i].path, dirs[i].node.Mode.Perm()|0o700); err != nil {
			return err
		}
	}
	x.out.Dirs = len(dirs)
	x.report()
	return nil
}

func (x *extraction) sort() (dirs, files, links []placed) {
	_ = x.tree.Walk(func(p string, n *evidence.Node) error {
		at := placed{filepath.FromSlash(p), n}
		if n.Mode&(fs.ModeSetuid|fs.ModeSetgid|fs.ModeSticky) != 0 {
			x.note("files with set-uid, set-gid or sticky bits, which were left out", p)
		}
		if n.UID != 0 || n.GID != 0 {
			x.note("files with an owner other than root, which was not set", p)
		}
		switch {
		case p == ".":
		case !filepath.IsLocal(at.path):
			x.note("names that mean something else on this system", p)
			if n.IsDir() {
				return fs.SkipDir
			}
		case n.IsDir():
			dirs = append(dirs, at)
		case n.IsRegular():
			files = append(files, at)
		case n.IsLink():
			links = append(links, at)
		default:
			x.note("devices, pipes and sockets, which were not made", p)
		}
		return nil
	})
	return dirs, files, links
}

func (x *extraction) files(files []placed) error {
	work := make(chan placed)
	var first error
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for f := range work {
				n, err := x.file(f)
				x.mu.Lock()
				x.out.Files++
				x.out.Bytes += n
				if err != nil && first == nil {
					first = err
				}
				x.mu.Unlock()
			}
		})
	}
	for _, f := range files {
		x.mu.Lock()
		stop := first != nil || x.ctx.Err() != nil
		x.mu.Unlock()
		if stop {
			break
		}
		work <- f
	}
	close(work)
	wg.Wait()
	return errors.Join(first, x.ctx.Err())
}

// file writes one file. What cannot be decoded is noted; what cannot be written
// is an error.
func (x *extraction) file(f placed) (int64, error) {
	w, err := x.root.OpenFile(f.path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, err
	}
	defer w.Close()
	n, err := x.copy(w, f)
	if err != nil {
		return n, err
	}
	if err := w.Chmod(f.node.Mode.Perm()); err != nil {
		return n, err
	}
	return n, w.Close()
}

func (x *extraction) copy(w io.Writer, f placed) (n int64, err error) {
	defer func() {
		if r := recover(); r != nil { // a decoder that stops costs this file only
			x.note("files that could not be read to their end", f.path)
			err = nil
		}
	}()
	if f.node.Size <= whole {
		data, readErr := f.node.Bytes(whole)
		if readErr != nil {
			x.note("files that could not be read to their end", f.path)
		}
		k, err := w.Write(data)
		return int64(k), err
	}
	r, err := f.node.Content.Open()
	if err != nil {
		x.note("files that could not be read to their end", f.path)
		return 0, nil
	}
	defer r.Close()
	src := &watched{r: r}
	n, err = io.Copy(w, io.LimitReader(src, f.node.Size))
	if err != nil && src.err != nil {
		x.note("files that could not be read to their end", f.path)
		err = nil
	}
	return n, err
}

// watched tells an error of reading from one of writing.
type watched struct {
	r   io.Reader
	err error
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if err != nil && err != io.EOF {
		w.err = err
	}
	return n, err
}

func (x *extraction) report() {
	for _, kind := range x.kinds {
		n := x.notes[kind]
		x.out.Limits = append(x.out.Limits, assay.Limit{What: fmt.Sprintf("%d %s", n.count, kind), Where: x.tree.Origin, Effect: "the first is " + filepath.ToSlash(n.first)})
	}
}

// List prints a tree, a line for each node: mode, owner, size or device, path and
// link target. Names are quoted where they hold anything but graphic characters.
func List(w io.Writer, t *evidence.Tree) error {
	return t.Walk(func(p string, n *evidence.Node) error {
		size := fmt.Sprint(n.Size)
		if n.Mode&fs.ModeDevice != 0 {
			size = fmt.Sprintf("%d,%d", n.Major, n.Minor)
		}
		target := ""
		if n.IsLink() {
			target = " -> " + plain(n.Target)
		}
		_, err := fmt.Fprintf(w, "%s %d/%d %10s %s%s\n", n.Mode, n.UID, n.GID, size, plain(p), target)
		return err
	})
}

// plain keeps control characters of a hostile name from the terminal.
func plain(s string) string {
	quoted := fmt.Sprintf("%q", s)
	if quoted[1:len(quoted)-1] == s {
		return s
	}
	return quoted
}
