package evidence

import (
	"container/list"
	"errors"
	"io"
	"sync"
)

// ErrTooLarge is returned with the first bytes of a file that is larger than
// the caller wanted to read.
var ErrTooLarge = errors.New("larger than the limit")

// Content is the bytes of a regular file. Open may be called many times and
// from several goroutines; each reader decodes anew.
type Content interface {
	Open() (io.ReadCloser, error)
}

// Decoder is a Content that can decode itself into one slice, which is faster
// than through a reader. Decode returns at most max bytes; a larger file gives
// its first max bytes and ErrTooLarge.
type Decoder interface {
	Content
	Decode(max int64) ([]byte, error)
}

// Bytes is content that is held in memory.
type Bytes []byte

// Open returns a reader of the bytes.
func (b Bytes) Open() (io.ReadCloser, error) {
	return io.NopCloser(&byteReader{b}), nil
}

// Decode returns the bytes themselves.
func (b Bytes) Decode(max int64) ([]byte, error) {
	if int64(len(b)) > max {
		return b[:max], ErrTooLarge
	}
	return b, nil
}

type byteReader struct{ rest []byte }

func (r *byteReader) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// ReadContent reads at most max bytes of a content.
func ReadContent(c Content, max int64) ([]byte, error) {
	if d, ok := c.(Decoder); ok {
		return d.Decode(max)
	}
	r, err := c.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, max+1))
	if err != nil {
		return data, err
	}
	if int64(len(data)) > max {
		return data[:max], ErrTooLarge
	}
	return data, nil
}

// Cache keeps the bytes of files that were decoded, newest first, up to a
// number of bytes. Many checks read the same files; decoding is the dear part.
// A nil Cache keeps nothing. It is safe for use from several goroutines.
type Cache struct {
	mu    sync.Mutex
	max   int64
	used  int64
	order *list.List
	held  map[*Node]*list.Element
}

type cached struct {
	node *Node
	data []byte
}

// NewCache returns a cache of at most max bytes.
func NewCache(max int64) *Cache {
	return &Cache{max: max, order: list.New(), held: make(map[*Node]*list.Element)}
}

func (c *Cache) read(n *Node, max int64) ([]byte, error) {
	if data, ok := c.get(n); ok {
		if int64(len(data)) > max {
			return data[:max], ErrTooLarge
		}
		return data, nil
	}
	data, err := ReadContent(n.Content, max)
	if err == nil {
		c.keep(n, data)
	}
	return data, err
}

func (c *Cache) get(n *Node) ([]byte, bool) {
	if c == nil {
		return nil, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.held[n]
	if !ok {
		return nil, false
	}
	c.order.MoveToFront(e)
	return e.Value.(*cached).data, true
}

func (c *Cache) keep(n *Node, data []byte) {
	if c == nil || int64(len(data)) > c.max/4 {
		return
	}
	if _, inMemory := n.Content.(Bytes); inMemory {
		return // held already
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.held[n]; ok {
		return
	}
	c.held[n] = c.order.PushFront(&cached{n, data})
	c.used += int64(len(data))
	for c.used > c.max {
		last := c.order.Back()
		old := last.Value.(*cached)
		c.order.Remove(last)
		delete(c.held, old.node)
		c.used -= int64(len(old.data))
	}
}
