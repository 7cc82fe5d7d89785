package firmware

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"runtime"
	"slices"
	"sync"

	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/unpack"
)

const (
	// whole is the size up to which a file is read in one piece and kept in the
	// cache; larger ones go through a reader where the format has one.
	whole = 24 << 20
	// minArchive is the size below which no file is looked into for a container.
	minArchive = 32
)

// archive is a file of a tree that is a container itself.
type archive struct{ node *evidence.Node }

// digest fills in the digest of every regular file of the trees, and returns the
// files that start like a container, in the order of trees and paths.
func (c *collection) digest(batch []*found) ([]archive, error) {
	var files []*evidence.Node
	var total int64
	for _, f := range batch {
		f.tree.Seal(c.cache)
		for _, n := range f.tree.Files() {
			files = append(files, n)
			total += n.Size
		}
	}
	work := make(chan int)
	opens := make([]bool, len(files))
	failed := make([]error, len(files))
	for i, n := range files { // in order, so that the same files are left out every time
		if failed[i] = c.budget.Decode(n.Size); failed[i] != nil {
			n.Content = unreadable{failed[i]} // no check may decode what the run may not
		}
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	var done int64
	// More workers than processors: neighbours share compressed blocks, and the
	// worker that waits for one must not keep a processor from the next.
	for range 4 * runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range work {
				if failed[i] == nil {
					opens[i], failed[i] = c.file(files[i])
				}
				mu.Lock()
				done += files[i].Size
				c.opts.Progress(StageDigest, done, total)
				mu.Unlock()
			}
		})
	}
	for _, i := range largestFirst(files) {
		if c.ctx.Err() != nil {
			break
		}
		work <- i
	}
	close(work)
	wg.Wait()
	if err := c.ctx.Err(); err != nil {
		return nil, err
	}
	var archives []archive
	var broken unread
	for i, n := range files {
		if failed[i] != nil {
			broken.add(n, failed[i])
		}
		if opens[i] {
			archives = append(archives, archive{node: n})
		}
	}
	broken.report(c.budget)
	return archives, nil
}

// unreadable is the content of a file that a limit kept from being read.
type unreadable struct{ err error }

// Open returns the limit.
func (u unreadable) Open() (io.ReadCloser, error) { return nil, u.err }

// largestFirst is the order to work in: a large file that comes last would keep
// one processor busy and the others waiting. Small files stay in their order,
// because formats keep neighbours in one compressed block.
func largestFirst(files []*evidence.Node) []int {
	const large = 1 << 20
	order := make([]int, len(files))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := files[a].Size, files[b].Size
		if x < large && y < large {
			return 0
		}
		return cmp.Compare(y, x)
	})
	return order
}

// file digests one file and says whether it starts like a container. A panic of
// a decoder costs this file only.
func (c *collection) file(n *evidence.Node) (opens bool, err error) {
	defer func() {
		if r := recover(); r != nil {
			n.Digest, opens, err = "", false, fmt.Errorf("decoding stopped: %v", r)
		}
	}()
	if n.Size <= whole {
		data, err := n.Bytes(whole)
		if err != nil {
			return false, err
		}
		n.Digest = digest(data)
		return len(data) >= minArchive && unpack.Sniff(c.opts.Formats, data), nil
	}
	if data, ok := n.Content.(evidence.Bytes); ok {
		n.Digest = digest(data)
		return unpack.Sniff(c.opts.Formats, data), nil
	}
	return c.stream(n)
}

// stream digests a large file through a reader.
func (c *collection) stream(n *evidence.Node) (bool, error) {
	r, err := n.Content.Open()
	if err != nil {
		return false, err
	}
	defer r.Close()
	h := sha256.New()
	head := make([]byte, 64<<10)
	k, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && err != io.EOF {
		return false, err
	}
	h.Write(head[:k])
	if _, err := io.Copy(h, io.LimitReader(r, n.Size+1)); err != nil {
		return false, err
	}
	n.Digest = sum(h)
	return unpack.Starts(c.opts.Formats, head[:k]), nil
}

func sum(h hash.Hash) string { return "sha256:" + hex.EncodeToString(h.Sum(nil)) }

// nested unpacks a file of a tree that is a container.
func (c *collection) nested(a archive) {
	n := a.node
	if err := c.budget.Open(); err != nil {
		c.budget.Limit(err.Error(), n.Origin(), "what is in this archive was not unpacked")
		return
	}
	data, err := n.Bytes(c.budget.Limits.Stream)
	if err != nil {
		c.budget.Limit("the archive could not be read whole: "+err.Error(), n.Origin(), "what is in it was not unpacked")
		return
	}
	if _, held := n.Content.(evidence.Bytes); !held {
		if err := c.budget.Hold(int64(len(data))); err != nil {
			c.budget.Limit(err.Error(), n.Origin(), "what is in this archive was not unpacked")
			return
		}
	}
	out := unpack.Unpack(c.ctx, c.opts.Formats, c.budget, unpack.Input{
		Origin: n.Origin(), Evidence: n.Tree().Evidence, Data: data, Depth: depth(n.Origin()), Decoded: true,
	})
	for _, t := range out.Trees {
		c.add(&found{tree: t.Tree, offset: -1, nested: true})
	}
	if out.Claims > 0 {
		c.blobs = append(c.blobs, out.Blobs...)
	}
}

// depth counts the containers of a path chain.
func depth(origin string) int {
	n := 0
	for i := range len(origin) {
		if origin[i] == '!' {
			n++
		}
	}
	return n / 2
}

// unread gathers files that could not be read, for one limit each tree.
type unread struct {
	trees []*evidence.Tree
	count map[*evidence.Tree]int
	first map[*evidence.Tree]string
}

func (u *unread) add(n *evidence.Node, err error) {
	t := n.Tree()
	if u.count == nil {
		u.count, u.first = make(map[*evidence.Tree]int), make(map[*evidence.Tree]string)
	}
	if u.count[t]++; u.count[t] == 1 {
		u.trees = append(u.trees, t)
		u.first[t] = n.Path() + ": " + err.Error()
	}
}

func (u *unread) report(b *unpack.Budget) {
	for _, t := range u.trees {
		b.Limit(fmt.Sprintf("%d files could not be read, the first %s", u.count[t], u.first[t]), t.Origin, "nothing is known of what is in them")
	}
}
