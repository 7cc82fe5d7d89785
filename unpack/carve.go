package unpack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sort"

	"github.com/assay-project/assay"
)

// Claim is a container that a format recognised in a run of bytes.
type Claim struct {
	Format *Format
	Offset int64
	Found  Found
	// stream is what opening gave, where that was needed to believe the claim: a
	// format whose end only decoding tells, a container cut short.
	stream *Contents
	err    error
	met    []assay.Limit // what that opening did not read
}

// End is the offset of the first byte behind the container.
func (c *Claim) End() int64 { return c.Offset + c.Found.Size }

// attempts bounds how many headers of one format may be refused in one run of
// bytes: a base and one more per so many bytes. Random bytes hold a two-byte
// magic once in 64 KiB; only a hostile image holds thousands that cost time.
const (
	attemptsBase = 1024
	attemptsPer  = 4 << 10
)

// carver finds containers in one run of bytes.
type carver struct {
	ctx     context.Context
	job     *Job
	formats []*Format
	data    []byte
	tries   map[*Format]int
	cut     map[*Format]int
	claims  []*Claim
}

// carve returns the containers in data, in the order of offset and without
// overlap. What starts at the first byte is tried with every format; further in
// only formats with a header that is proof enough are looked for.
func carve(job *Job, formats []*Format, data []byte) []*Claim {
	c := &carver{ctx: job.Context, job: job, formats: formats, data: data, tries: make(map[*Format]int), cut: make(map[*Format]int)}
	floor := int64(0)
	if first := c.start(); first != nil {
		c.take(first)
		floor = c.sure(first)
	}
	c.search(floor)
	sort.Slice(c.claims, func(i, j int) bool { return c.claims[i].Offset < c.claims[j].Offset })
	return c.claims
}

// search goes through the bytes behind floor, from one place where a container
// may start to the next.
func (c *carver) search(floor int64) {
	s := newSearch(c.formats, c.data)
	for i := max(1, floor); c.ctx.Err() == nil; i++ {
		var hits []hit
		if i, hits = s.next(i, max(1, floor)); hits == nil {
			return
		}
		for len(hits) > 0 {
			var claim *Claim
			claim, hits = c.nextOf(hits)
			if claim != nil && c.take(claim) {
				floor = max(floor, c.sure(claim))
				i = max(i, floor-1)
			}
		}
	}
}

// sure returns where to look on behind a claim: at its end when its header is
// proof, inside it otherwise, because something stronger may start there.
func (c *carver) sure(claim *Claim) int64 {
	if claim.Found.Truncated || claim.Found.Proof < Closed {
		return claim.Offset + 1
	}
	return claim.End()
}

// start tries every format at the first byte.
func (c *carver) start() *Claim {
	var candidates []*Format
	for _, f := range c.formats {
		if len(f.Magics) == 0 || f.Starts(c.data) { // formats with Align have no magic
			candidates = append(candidates, f)
		}
	}
	return c.best(candidates, 0)
}

// best returns the strongest claim of the candidates at one offset, or nil.
func (c *carver) best(candidates []*Format, at int64) *Claim {
	var best *Claim
	var streams []*Claim
	for _, f := range candidates {
		claim := c.identify(f, at)
		switch {
		case claim == nil:
		case claim.Found.Size == 0:
			streams = append(streams, claim)
		case f.WholeOnly && !padding(c.data[claim.End():]):
		case at > 0 && claim.Found.Truncated && !c.tree(claim):
		case best == nil || claim.Found.Proof > best.Found.Proof:
			best = claim
		}
	}
	for _, s := range streams {
		if best != nil && best.Found.Proof >= Closed {
			break
		}
		if c.decode(s) {
			return s
		}
		c.job.Budget.release(s.stream)
	}
	return best
}

func (c *carver) identify(f *Format, at int64) *Claim {
	if c.tries[f] > attemptsBase+len(c.data)/attemptsPer {
		return nil
	}
	found, err := safeIdentify(f, c.data[at:])
	if err != nil && f.Align > 0 {
		return nil
	}
	if err != nil || found.Size < 0 || found.Size > int64(len(c.data))-at {
		if c.tries[f]++; c.tries[f] > attemptsBase+len(c.data)/attemptsPer {
			c.job.Limit(fmt.Sprintf("more than %d false %s headers", c.tries[f]-1, f.Name), "later ones were not tried")
		}
		return nil
	}
	return &Claim{Format: f, Offset: at, Found: found}
}

// decode opens a stream to learn where it ends. In the middle of an image only
// a stream that decodes to its end without an error is believed; at the start of
// the bytes a damaged one is, when nothing else claims them.
func (c *carver) decode(claim *Claim) bool {
	claim.stream, claim.err = safeOpen(claim.Format, c.job.try(claim.Format.Name, claim.Offset, &claim.met), c.data[claim.Offset:])
	if claim.stream == nil {
		c.tries[claim.Format]++
		return false
	}
	claim.Found.Size = claim.stream.Size
	if claim.stream.Note != "" {
		claim.Found.Note = claim.stream.Note
	}
	rest := int64(len(c.data)) - claim.Offset
	if claim.err != nil {
		// Damaged, or too large. Believed as far as it went only where the input
		// starts with it and something came out.
		if claim.Offset != 0 || claim.Format.WholeOnly || !gave(claim.stream) && !errors.Is(claim.err, ErrBudget) {
			c.tries[claim.Format]++
			return false
		}
		claim.Found.Truncated, claim.Found.Size = true, rest
		return true
	}
	if claim.Found.Size <= 0 || claim.Found.Size > rest {
		return false
	}
	return !claim.Format.WholeOnly || padding(c.data[claim.End():])
}

// gave reports whether a stream decoded to anything.
func gave(c *Contents) bool {
	for _, p := range c.Parts {
		if len(p.Data) > 0 {
			return true
		}
	}
	return false
}

// maxCut is how many containers of one format that are cut short may turn out to
// be good for nothing before no more are opened.
const maxCut = 4

// tree opens a container in the middle of an image that is cut short, and
// reports whether it is to be believed: it has a tree, or says itself that its
// end is missing. Flash holds the remains of older contents, and a header alone
// must not claim all bytes behind it.
func (c *carver) tree(claim *Claim) bool {
	if claim.Format.Stream || c.cut[claim.Format] >= maxCut {
		return false
	}
	claim.stream, claim.err = safeOpen(claim.Format, c.job.try(claim.Format.Name, claim.Offset, &claim.met), c.data[claim.Offset:claim.End()])
	if claim.stream != nil && claim.stream.Root != nil || errors.Is(claim.err, ErrTruncated) {
		return true
	}
	c.job.Budget.release(claim.stream)
	c.cut[claim.Format]++
	return false
}

// nextOf tries the formats of the first start in hits and returns the others.
func (c *carver) nextOf(hits []hit) (*Claim, []hit) {
	start := hits[0].start
	var here []*Format
	var rest []hit
	for _, h := range hits {
		if h.start == start {
			here = append(here, h.format)
		} else {
			rest = append(rest, h)
		}
	}
	return c.best(here, start), rest
}

// take adds a claim and reports whether it stands. Of two that overlap the one
// with more proof stays; one that is cut short anyway gives up the bytes it only
// supposed to be its own.
func (c *carver) take(claim *Claim) bool {
	keep := make([]*Claim, 0, len(c.claims)+1)
	for _, other := range c.claims {
		switch {
		case other.End() <= claim.Offset || claim.End() <= other.Offset:
		case other.Found.Truncated && other.Offset < claim.Offset && claim.Found.Proof >= Closed && !claim.Found.Truncated:
			cut := *other
			cut.Found.Size = claim.Offset - other.Offset
			other = &cut
		case claim.Found.Proof > other.Found.Proof && !claim.Found.Truncated:
			continue
		default:
			return false
		}
		keep = append(keep, other)
	}
	c.claims = append(keep, claim)
	return true
}

// Starts reports whether one of the format's magics stands where it should in a
// container that starts at data[0].
func (f *Format) Starts(data []byte) bool {
	for _, m := range f.Magics {
		if len(data) >= m.Offset+len(m.Bytes) && bytes.Equal(data[m.Offset:m.Offset+len(m.Bytes)], m.Bytes) {
			return true
		}
	}
	return false
}

// safeIdentify and safeOpen keep a panic of one format from ending the run.
func safeIdentify(f *Format, data []byte) (found Found, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s: identify stopped: %v", f.Name, r)
		}
	}()
	return f.Identify(data)
}

func safeOpen(f *Format, job *Job, data []byte) (contents *Contents, err error) {
	defer func() {
		if r := recover(); r != nil {
			contents, err = nil, fmt.Errorf("%s: unpacking stopped: %v", f.Name, r)
		}
	}()
	return f.Open(job, data)
}
