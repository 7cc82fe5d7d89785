package check

import (
	"fmt"
	"sync"
	"time"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/evidence"
)

// MaxRead is how many bytes of one file a check or fact reads unless it has a
// reason to read more. Firmware executables stay well under it.
const MaxRead = 32 << 20

// Input is what was kept of one product: the only thing that checks and facts read.
type Input struct {
	Name     string // as given, without any folder above it
	Evidence string // id of the image's bytes
	// Device is the stitched view: the root file system with the other
	// partitions where the device mounts them. Nil where no root was found.
	Device *evidence.Tree
	// Loose are the trees that are not part of Device: archives inside it,
	// second copies of the root, partitions whose mount point is not known.
	Loose []*evidence.Tree
	// Blobs are boot loaders, kernels and other bytes that are no file system.
	Blobs   []*evidence.Blob
	Regions []assay.Region
	// NoImage is set where nothing of the product itself was given.
	NoImage bool
	// Pages are web pages and papers of the maker, as they were kept, in the order
	// they were collected.
	Pages []*evidence.Page
	// Models are the names that the product is sold under, model number included,
	// where that is known: pages list many products. It says which product is
	// meant, and nothing of what is declared about it.
	Models []string
	// At is the time that certificates and support dates are read for. Checks
	// have no clock.
	At time.Time
	// Others are the images given together with this one, itself left out.
	Others []*Input

	mu   sync.Mutex
	memo map[any]*memo
	// limits that facts met; seen counts them by effect, unlisted those left out
	limits   []assay.Limit
	seen     map[string]int
	unlisted int
	hidden   assay.Hidden // by those left out
}

// How many limits are listed one by one: of one kind, which is to say with one
// effect, and in all. The others are counted. Only hostile images have as many.
const (
	maxAlike  = 500
	maxLimits = 5000
)

// gives tells whether there is anything of a source to look at.
func (in *Input) gives(s Source) bool {
	switch s {
	case Image:
		return !in.NoImage
	case Site:
		return len(in.Pages) > 0
	}
	return true
}

// Trees returns the device view, where there is one, and then the loose trees.
func (in *Input) Trees() []*evidence.Tree {
	if in.Device == nil {
		return in.Loose
	}
	return append([]*evidence.Tree{in.Device}, in.Loose...)
}

// Files returns the regular files of all trees, the device view first, each
// content once: a file whose digest came before is left out, because a backup
// partition would else double every finding. Use Trees to see every copy.
func (in *Input) Files() []*evidence.Node {
	files, _ := allFiles.Of(in)
	return files
}

var allFiles = NewFact("files", func(in *Input) ([]*evidence.Node, error) {
	seen := make(map[string]bool)
	var files []*evidence.Node
	for _, t := range in.Trees() {
		for _, n := range t.Files() {
			if n.Digest != "" && seen[n.Digest] && t != in.Device {
				continue
			}
			seen[n.Digest] = true
			files = append(files, n)
		}
	}
	return files, nil
})

// Limit records something a fact or check did not read, and the areas in which a
// search may have missed something because of it (see assay.AreaAccounts); none
// means everything. It ends up in the document's limits.
func (in *Input) Limit(what, where, effect string, hides ...string) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.seen[effect] >= maxAlike || len(in.limits) >= maxLimits {
		in.unlisted++
		in.hidden.Add(hides)
		return
	}
	if in.seen == nil {
		in.seen = make(map[string]int)
	}
	in.seen[effect]++
	in.limits = append(in.limits, assay.Limit{What: what, Where: where, Effect: effect, Hides: hides})
}

// Limits returns what facts and checks did not read, in the order it was met.
func (in *Input) Limits() []assay.Limit {
	in.mu.Lock()
	defer in.mu.Unlock()
	limits := append([]assay.Limit(nil), in.limits...)
	if in.unlisted > 0 {
		limits = append(limits, assay.Limit{What: fmt.Sprintf("%d more limits like those above", in.unlisted), Where: in.Name, Effect: "what they stand for was not read", Hides: in.hidden.Areas()})
	}
	return limits
}

// Fact is a parsed form that several checks read: accounts, the boot graph, ELF
// files. It is computed once for an input.
type Fact[T any] struct {
	Name    string
	compute func(*Input) (T, error)
}

// NewFact returns a fact. Compute must depend on nothing but the input.
func NewFact[T any](name string, compute func(*Input) (T, error)) *Fact[T] {
	return &Fact[T]{Name: name, compute: compute}
}

type memo struct {
	once  sync.Once
	value any
	err   error
}

// Of returns the fact for an input, computed at the first call. A panic in a
// parser becomes an error: a hostile file must not end the run.
func (f *Fact[T]) Of(in *Input) (T, error) {
	m := in.slot(f)
	m.once.Do(func() {
		defer func() {
			if r := recover(); r != nil {
				m.err = fmt.Errorf("fact %s stopped: %v", f.Name, r)
			}
		}()
		m.value, m.err = f.compute(in)
	})
	value, _ := m.value.(T)
	return value, m.err
}

func (in *Input) slot(key any) *memo {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.memo == nil {
		in.memo = make(map[any]*memo)
	}
	m, ok := in.memo[key]
	if !ok {
		m = &memo{}
		in.memo[key] = m
	}
	return m
}
