package crypthash

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Search returns the position of the first candidate that gives the hash, or -1
// with how many were tried. All that stand before the first match count as
// tried and none after it, whatever order they were computed in.
func Search(h Hash, words []string) (found, tried int) {
	if h.Cost() == 0 || len(words) == 0 {
		return -1, 0
	}
	var best atomic.Int64
	best.Store(int64(len(words)))
	workers := workersFor(h.Cost(), len(words))
	if workers == 1 {
		scan(h, words, 0, 1, &best)
	} else {
		var wg sync.WaitGroup
		for w := range workers {
			wg.Go(func() { scan(h, words, w, workers, &best) })
		}
		wg.Wait()
	}
	if at := int(best.Load()); at < len(words) {
		return at, at + 1
	}
	return -1, len(words)
}

// workersFor keeps cheap searches on one goroutine.
func workersFor(cost, words int) int {
	if cost*words < 2000 {
		return 1
	}
	return min(runtime.GOMAXPROCS(0), words)
}

// scan tries every step-th word and stops behind the best match so far, so that
// each word before the final match has been tried by somebody.
func scan(h Hash, words []string, from, step int, best *atomic.Int64) {
	match := h.Matcher()
	for i := from; i < len(words) && int64(i) < best.Load(); i += step {
		if !match(words[i]) {
			continue
		}
		for old := best.Load(); int64(i) < old && !best.CompareAndSwap(old, int64(i)); old = best.Load() {
		}
		return
	}
}
