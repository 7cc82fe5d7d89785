// Package site collects what a maker says in public: the pages, texts and papers
// of a web site. It visits them over the network, or reads pages that somebody
// saved: a WARC file (ISO 28500), an HTTP archive (HAR 1.2) or a folder of files.
// It judges nothing and knows no standard.
//
// A visit is a polite one: it obeys robots.txt (RFC 9309), waits between requests,
// follows only links of the same site that look relevant, keeps no cookie and stops
// after so many pages, bytes and minutes. It goes to public addresses only.
//
// A page is whole or it is not there: an answer that was cut short, that is too
// large or whose coding cannot be undone is named in Limits and left out, since a
// page with its end missing would read as one that does not say something.
//
// Whatever was put in, what is kept of it is one WARC 1.1 file in a form that is
// the same, byte for byte, for the same pages, and reading it gives the same pages.
package site

import (
	"context"
	"crypto/tls"
	"time"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/internal/reach"
)

// Options say how far a visit goes. Zero values are the defaults; a value above
// the most that is read again from what is kept is lowered to that.
type Options struct {
	Version string // of the tool, for the User-Agent
	// Product is what the pages are collected for. It is kept with them.
	Product  Product
	Pages    int           // addresses fetched; 60, at most 1000
	Depth    int           // links followed from an address that was asked for; 2; negative for none
	PageSize int64         // bytes of one page, decoded; 16 MiB, at most 32
	Size     int64         // bytes of all pages, decoded; 128 MiB, at most 256
	Time     time.Duration // of a whole visit; 10 minutes
	Interval time.Duration // between requests to one host; 1 s; negative for none
	Patience time.Duration // for one request with its answer; 30 s
	// Loopback lets a visit go to loopback addresses, for tests.
	Loopback bool
	// Progress is told of each answer and failure. Nil is allowed.
	Progress func(Step)
	// Door is the way to the network; nil opens one with the site policy. A door
	// that replays a transcript makes a visit without a network.
	Door *reach.Door
	// Now is the clock that pages are stamped with; nil is time.Now.
	Now func() time.Time

	tls *tls.Config // of tests
}

// Product names what pages are about.
type Product struct {
	Name  string `json:"name,omitempty"`
	Model string `json:"model,omitempty"`
}

// Step is one answer or failure of a visit.
type Step struct {
	Number int // from 1
	URL    string
	Status int // 0 where there was no answer
	Size   int
	Err    error
}

// Collected is what was collected of a site.
type Collected struct {
	Product  Product
	Pages    []*evidence.Page // in the order in which they were found
	Evidence []assay.Evidence // what is kept, and each page, by digest
	Limits   []assay.Limit    // what was not read
	Kept     Kept
}

// Kept is the normal form of what was put in, to be opened again by OpenBytes.
type Kept struct {
	Name string // of what was given, without any folder above it
	Kind string // "site"
	ID   string // evidence id of Data
	Data []byte // a WARC 1.1 file
}

// bounds are the most that is read of saved pages. A visit stays within them, so
// that what it keeps can be read again.
type bounds struct {
	pages   int   // answers
	page    int64 // bytes of one answer, decoded
	total   int64 // bytes of all answers, decoded
	archive int64 // bytes of an archive, decompressed
	file    int64 // bytes of an archive on disk
	records int   // of an archive, of all kinds
}

var most = bounds{pages: 2000, page: 32 << 20, total: 256 << 20, archive: 1 << 30, file: 1 << 30, records: 200_000}

func (o Options) complete() Options {
	bound := func(v *int64, normal, most int64) {
		if *v <= 0 {
			*v = normal
		}
		*v = min(*v, most)
	}
	pages := int64(o.Pages)
	bound(&pages, 60, 1000)
	o.Pages = int(pages)
	bound(&o.PageSize, 16<<20, most.page)
	bound(&o.Size, 128<<20, most.total)
	bound((*int64)(&o.Time), int64(10*time.Minute), int64(24*time.Hour))
	bound((*int64)(&o.Patience), int64(30*time.Second), int64(10*time.Minute))
	if o.Interval == 0 {
		o.Interval = time.Second
	}
	if o.Depth == 0 {
		o.Depth = 2
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// finish makes what is returned out of answers and limits, the same way for all
// that can be put in.
func finish(ctx context.Context, name string, product Product, got *gathered) (*Collected, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	answers := got.answers
	c := &Collected{Product: product, Limits: got.limits.all()}
	c.Kept = Kept{Name: name, Kind: "site", Data: writeWARC(answers, product, c.Limits)}
	c.Kept.ID = evidence.ID(c.Kept.Data)
	c.Pages = join(answers)
	c.Evidence = []assay.Evidence{{
		ID: c.Kept.ID, Kind: "site", Size: int64(len(c.Kept.Data)), Places: []assay.EvidencePlace{{Origin: name}},
	}}
	at := make(map[string]int)
	for _, p := range c.Pages {
		p.Origin = name + "!" + p.URL
		place := assay.EvidencePlace{Origin: p.Origin, DerivedFrom: c.Kept.ID, Step: "site"}
		if i, ok := at[p.Digest]; ok {
			c.Evidence[i].Places = append(c.Evidence[i].Places, place)
			continue
		}
		at[p.Digest] = len(c.Evidence)
		c.Evidence = append(c.Evidence, assay.Evidence{ID: p.Digest, Kind: "page", Size: int64(len(p.Body)), Places: []assay.EvidencePlace{place}})
	}
	return c, nil
}

// limitList gathers limits; those of a hostile archive are counted beyond so many.
type limitList struct {
	list     []assay.Limit
	unlisted int
}

const maxLimits = 500

// effect of nearly every limit here.
const notRead = "what it says was not read"

func (l *limitList) add(what, where, effect string) {
	if len(l.list) >= maxLimits {
		l.unlisted++
		return
	}
	l.list = append(l.list, assay.Limit{What: clip(what), Where: clip(where), Effect: effect})
}

func (l *limitList) all() []assay.Limit {
	if l.unlisted == 0 {
		return l.list
	}
	return append(l.list[:len(l.list):len(l.list)], assay.Limit{What: plural(l.unlisted, "more limit") + " like those above", Effect: notRead})
}
