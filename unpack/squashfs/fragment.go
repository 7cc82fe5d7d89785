package squashfs

import (
	"fmt"
	"sync"
)

// cacheSize is how many bytes of decoded fragments an image keeps, one fragment at least for each that is read at a time.
const cacheSize = 16 << 20

// fragmentCache keeps the fragments used last. Whoever needs one that is being decoded waits for it.
type fragmentCache struct {
	mu    sync.Mutex
	held  map[uint32]*heldFragment
	clock int
}

type heldFragment struct {
	once sync.Once
	data []byte
	err  error
	used int // the cache's clock when it was last asked for
}

// tail copies the end of a file out of its fragment into the capacity of dst.
func (img *image) tail(dst []byte, index, at uint32, n int) ([]byte, error) {
	data, err := img.fragmentAt(index)
	if err != nil {
		return dst, fmt.Errorf("fragment %d: %w", index, err)
	}
	if int64(at)+int64(n) > int64(len(data)) {
		return dst, fmt.Errorf("fragment %d: %w: bytes %d to %d of %d", index, errBlock, at, int64(at)+int64(n), len(data))
	}
	return append(dst[:0], data[at:int(at)+n]...), nil
}

func (img *image) fragmentAt(index uint32) ([]byte, error) {
	if int64(index) >= int64(len(img.frags)) {
		return nil, fmt.Errorf("%w: the image has %d", errMeta, len(img.frags))
	}
	f := img.cache.get(index, int(max(4, cacheSize/img.blockSize)))
	f.once.Do(func() {
		row := img.frags[index]
		f.data, f.err = img.blockAt(make([]byte, 0, img.blockSize), int64(row.start), row.size)
	})
	return f.data, f.err
}

// get returns the entry of a fragment and drops the one unused for longest when there are more than max.
func (c *fragmentCache) get(index uint32, max int) *heldFragment {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.clock++
	if f, ok := c.held[index]; ok {
		f.used = c.clock
		return f
	}
	if c.held == nil {
		c.held = make(map[uint32]*heldFragment)
	}
	if len(c.held) >= max {
		oldest := index
		for i, f := range c.held {
			if o, ok := c.held[oldest]; !ok || f.used < o.used {
				oldest = i
			}
		}
		delete(c.held, oldest)
	}
	f := &heldFragment{used: c.clock}
	c.held[index] = f
	return f
}
