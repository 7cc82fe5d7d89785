package unpack

import (
	"context"
	"fmt"
	"sync"

	"github.com/assay-project/assay"
)

// Limits bound one run over one input. The zero value of a field means the
// default.
type Limits struct {
	Depth   int   // containers inside containers
	Decoded int64 // bytes decoded in all, distinct from what is kept
	Held    int64 // decoded bytes held in memory at one time
	Stream  int64 // bytes that one compressed stream may decode to
	Ratio   int64 // decoded over compressed bytes of one stream, above RatioFloor
	Files   int   // nodes in all trees
	Opened  int   // files of trees that are unpacked as archives
}

// DefaultLimits are those of a run that names none.
var DefaultLimits = Limits{
	Depth: 16, Decoded: 4 << 30, Held: 384 << 20, Stream: 256 << 20, Ratio: 1000, Files: 500_000, Opened: 10_000,
}

// RatioFloor is how far a stream may always decode, whatever the ratio: small
// streams of zeros compress very well and do no harm.
const RatioFloor = 64 << 20

func (l Limits) withDefaults() Limits {
	d := DefaultLimits
	for _, f := range []struct{ have, or *int64 }{{&l.Decoded, &d.Decoded}, {&l.Held, &d.Held}, {&l.Stream, &d.Stream}, {&l.Ratio, &d.Ratio}} {
		if *f.have == 0 {
			*f.have = *f.or
		}
	}
	if l.Depth == 0 {
		l.Depth = d.Depth
	}
	if l.Files == 0 {
		l.Files = d.Files
	}
	if l.Opened == 0 {
		l.Opened = d.Opened
	}
	return l
}

// Budget is what is left of the limits of one run. It is safe for use from
// several goroutines.
type Budget struct {
	Limits Limits

	mu      sync.Mutex
	decoded int64
	held    int64
	files   int
	opened  int
	met     []assay.Limit
	more    int // limits met beyond maxMet
}

// maxMet is how many limits of one run are listed one by one; the others are
// counted. Only a hostile input has as many.
const maxMet = 2000

// NewBudget returns a full budget.
func NewBudget(l Limits) *Budget { return &Budget{Limits: l.withDefaults()} }

// Decode takes n decoded bytes from the budget. It returns ErrBudget, wrapped,
// when they are not there.
func (b *Budget) Decode(n int64) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.decoded+n > b.Limits.Decoded {
		return fmt.Errorf("%w: %d MiB decoded in all", ErrBudget, b.Limits.Decoded>>20)
	}
	b.decoded += n
	return nil
}

// Hold takes n bytes that stay in memory until the run ends.
func (b *Budget) Hold(n int64) error {
	if err := b.Decode(n); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.held+n > b.Limits.Held {
		return fmt.Errorf("%w: %d MiB of decoded streams held", ErrBudget, b.Limits.Held>>20)
	}
	b.held += n
	return nil
}

// release gives back bytes that were held and dropped again.
func (b *Budget) release(c *Contents) {
	if c == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range c.Parts {
		if p.Offset < 0 {
			b.held = max(0, b.held-int64(len(p.Data)))
		}
	}
}

// StreamMax is how many bytes a compressed stream of the given size may decode to.
func (b *Budget) StreamMax(compressed int64) int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	room := min(b.Limits.Stream, b.Limits.Held-b.held, b.Limits.Decoded-b.decoded)
	return max(0, min(room, max(RatioFloor, compressed*b.Limits.Ratio)))
}

// File takes one node from the budget.
func (b *Budget) File() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.files++; b.files > b.Limits.Files {
		return fmt.Errorf("%w: %d files", ErrBudget, b.Limits.Files)
	}
	return nil
}

// Open takes the unpacking of one file of a tree from the budget.
func (b *Budget) Open() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.opened++; b.opened > b.Limits.Opened {
		return fmt.Errorf("%w: %d archives in archives", ErrBudget, b.Limits.Opened)
	}
	return nil
}

// Limit records something that was not read, and the areas in which a search may
// have missed something because of it; none means everything.
func (b *Budget) Limit(what, where, effect string, hides ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.add(assay.Limit{What: what, Where: where, Effect: effect, Hides: hides})
}

func (b *Budget) add(l assay.Limit) {
	if len(b.met) >= maxMet {
		b.more++
		return
	}
	b.met = append(b.met, l)
}

// Met returns what was not read, in the order it was met.
func (b *Budget) Met() []assay.Limit {
	b.mu.Lock()
	defer b.mu.Unlock()
	met := append([]assay.Limit(nil), b.met...)
	if b.more > 0 {
		met = append(met, assay.Limit{What: fmt.Sprintf("%d more limits of unpacking", b.more), Effect: "what they stand for was not read"})
	}
	return met
}

// Job is one container being opened.
type Job struct {
	Context context.Context // ends when the caller gives up
	Origin  string          // path chain of the container
	Budget  *Budget
	base    int64 // offset of the bytes in the run that Origin names
	// met keeps the limits of a container that is opened before it is believed;
	// they count only when it is.
	met *[]assay.Limit
}

// Limit records something of this container that was not read.
func (j *Job) Limit(what, effect string, hides ...string) {
	if j.met == nil {
		j.Budget.Limit(what, j.Origin, effect, hides...)
		return
	}
	if len(*j.met) < maxMet {
		*j.met = append(*j.met, assay.Limit{What: what, Where: j.Origin, Effect: effect, Hides: hides})
	}
}

// try returns the job of a container that may start at an offset of this one's
// bytes. What it does not read is kept in met.
func (j *Job) try(format string, offset int64, met *[]assay.Limit) *Job {
	return &Job{Context: j.Context, Origin: Chain(j.Origin, format, j.base+offset), Budget: j.Budget, met: met}
}
