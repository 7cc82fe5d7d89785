package site

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sort"
	"strings"
	"time"

	"github.com/assay-project/assay/internal/reach"
)

// Errors of a visit.
var (
	ErrRobots  = errors.New("robots.txt does not allow it")
	ErrRefused = reach.ErrRefused // an address outside the public Internet
)

// visitor is one visit under way.
type visitor struct {
	opts   Options
	door   *reach.Door
	way    http.RoundTripper
	robots map[string]*robotsOf // by scheme, host and port
	got    *gathered
	failed map[string]error
	halted map[string]string // hosts that asked to be left alone, and how
	sites  map[string]bool
	known  map[string]bool // addresses that are or were in the queue
	queue  []target
	steps  int
	spent  error // the budget is used up

	passed  int             // links that do not look relevant
	deeper  int             // relevant links beyond the depth
	abroad  int             // relevant links to other sites
	foreign map[string]bool // those sites
}

// target is an address that is going to be visited.
type target struct {
	url    string
	depth  int
	weight int // the smaller, the sooner
	asked  bool
}

// Visit visits addresses ("https://example.com/", or "example.com" for that) and
// what they lead to. It fails where none of the addresses gave an answer; what
// else was not read is in Limits. A visit that the context stops gives what it had
// until then, together with the error of the context. Errors wrap ErrRobots, ErrRefused or those of
// packages net and crypto/tls; Advice says what to try.
func Visit(ctx context.Context, urls []string, opts Options) (*Collected, error) {
	opts = opts.complete()
	v := &visitor{
		opts: opts, door: opts.Door, got: newGathered(), robots: make(map[string]*robotsOf), failed: make(map[string]error),
		halted: make(map[string]string), sites: make(map[string]bool), known: make(map[string]bool), foreign: make(map[string]bool),
	}
	v.got.most = bounds{pages: 4 * opts.Pages, page: opts.PageSize, total: opts.Size}
	var asked []string
	for _, text := range urls {
		address, err := Address(text)
		if err != nil {
			return nil, err
		}
		asked = append(asked, address)
	}
	if len(asked) == 0 {
		return nil, errors.New("no address to visit")
	}
	if v.door == nil {
		door, err := reach.Open(reach.Options{
			Policy: reach.Site, Loopback: opts.Loopback, Agent: reach.Agent(opts.Version), Interval: max(0, opts.Interval), Parallel: 1,
			Budget: reach.Budget{Requests: 8 * opts.Pages, Bytes: 4 * most.total, Time: opts.Time},
		})
		if err != nil {
			return nil, err
		}
		v.door = door
	}
	v.way = v.door.Transport(opts.tls)
	defer closeIdle(v.way)
	err := v.walk(ctx, asked)
	stopped := ctx.Err()
	if err != nil && (stopped == nil || len(v.got.answers) == 0) {
		return nil, err
	}
	if stopped != nil {
		v.spent = fmt.Errorf("the visit was stopped: %w", stopped)
	}
	v.account()
	c, err := finish(context.WithoutCancel(ctx), v.name(asked[0]), opts.Product, v.got)
	if err != nil {
		return nil, err
	}
	return c, stopped
}

func closeIdle(way http.RoundTripper) {
	if c, ok := way.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

// Address gives the normal form of an address as people write it.
func Address(text string) (string, error) {
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	return parseURL(text)
}

func (v *visitor) name(asked string) string {
	u, err := url.Parse(asked)
	if err != nil {
		return "site.warc"
	}
	return u.Hostname() + ".warc"
}

// walk visits the addresses that were asked for, then the rest of the queue, the
// nearest and most relevant first.
func (v *visitor) walk(ctx context.Context, asked []string) error {
	for _, a := range asked {
		v.sites[siteOf(hostOf(a))] = true
		v.push(target{url: a, asked: true})
	}
	for _, a := range asked {
		v.wellKnown(a)
	}
	fetched := 0
	for len(v.queue) > 0 && fetched < v.opts.Pages && v.spent == nil {
		if err := ctx.Err(); err != nil {
			return err
		}
		t := v.pop()
		if v.got.byURL[t.url] != nil && !t.asked {
			continue
		}
		end, n := v.chain(ctx, t)
		fetched += n
		if end != nil {
			v.look(t, end)
		}
	}
	for _, a := range asked {
		if v.got.byURL[a] != nil {
			return nil
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := v.failed[asked[0]]; err != nil {
		return err
	}
	return fmt.Errorf("%s: %w", asked[0], v.spent)
}

func (v *visitor) push(t target) {
	if !v.known[t.url] {
		v.known[t.url] = true
		v.queue = append(v.queue, t)
	}
}

func (v *visitor) pop() target {
	sort.SliceStable(v.queue, func(i, j int) bool {
		a, b := v.queue[i], v.queue[j]
		if a.depth != b.depth {
			return a.depth < b.depth
		}
		return a.weight < b.weight
	})
	t := v.queue[0]
	v.queue = v.queue[1:]
	return t
}

// wellKnown queues the places of security.txt on the host of an address (RFC 9116
// clause 3), over TLS where the address has no port of its own.
func (v *visitor) wellKnown(address string) {
	u, err := url.Parse(address)
	if err != nil {
		return
	}
	scheme := u.Scheme
	if u.Port() == "" {
		scheme = "https"
	}
	for _, p := range []string{"/.well-known/security.txt", "/security.txt"} {
		v.push(target{url: (&url.URL{Scheme: scheme, Host: u.Host, Path: p}).String()})
	}
}

// look takes in what an answer leads to.
func (v *visitor) look(t target, end *answer) {
	if t.asked {
		if host := hostOf(end.url); !v.sites[siteOf(host)] {
			v.sites[siteOf(host)] = true
		}
		v.wellKnown(end.url)
	}
	if end.isSecurityTxt() {
		for _, to := range end.references() {
			if n, err := normalURL(to); err == nil {
				v.push(target{url: n, depth: t.depth, weight: 1})
			}
		}
		return
	}
	if end.status != http.StatusOK {
		return
	}
	for _, l := range end.links(&v.got.limits) {
		n, err := normalURL(l.to)
		if err != nil || v.known[n] || v.got.byURL[n] != nil {
			continue
		}
		switch {
		case l.weight == 0:
			v.known[n] = true
			v.passed++
		case !v.sites[siteOf(l.to.Hostname())]:
			v.known[n] = true
			v.abroad++
			v.foreign[siteOf(l.to.Hostname())] = true
		case t.depth+1 > v.opts.Depth:
			v.deeper++
		default:
			v.push(target{url: n, depth: t.depth + 1, weight: l.weight})
		}
	}
}

// maxHops bounds the redirects that are followed from one address.
const maxHops = 8

// chain fetches an address and what it redirects to. It returns the last answer,
// nil where there is none, and how many requests were made.
func (v *visitor) chain(ctx context.Context, t target) (end *answer, requests int) {
	address := t.url
	passed := make(map[string]bool)
	for hop := 0; ; hop++ {
		a := v.got.byURL[address]
		if a == nil {
			var err error
			requests++
			if a, err = v.fetch(ctx, address); err != nil {
				v.fail(ctx, t.url, address, err)
				return nil, requests
			}
			v.got.add(a)
			if v.got.byURL[address] == nil {
				return nil, requests // left out, and said so
			}
		}
		if hop == 0 {
			a.asked = a.asked || t.asked
		}
		v.known[address] = true
		passed[address] = true
		next := a.location()
		switch {
		case next == "":
			return a, requests
		case passed[next]:
			v.got.limits.add("redirects in a circle: it probably wants a cookie first", t.url, notRead)
			return nil, requests
		case hop == maxHops:
			v.got.limits.add(fmt.Sprintf("more than %d redirects", maxHops), t.url, notRead)
			return nil, requests
		}
		address = next
	}
}

// fail notes why an address gave no answer.
func (v *visitor) fail(ctx context.Context, first, address string, err error) {
	if ctx.Err() != nil {
		v.got.limits.add("the visit was stopped", address, notRead)
		return
	}
	err = fmt.Errorf("%s: %w", address, err)
	v.failed[first] = err
	if errors.Is(err, reach.ErrBudget) {
		v.spent = err
	}
	what := strings.TrimPrefix(err.Error(), address+": ")
	if errors.Is(err, errKind) {
		return // counted
	}
	v.got.limits.add(what, address, notRead)
}

// account says what was left in the queue and which links were not followed.
func (v *visitor) account() {
	v.got.close()
	l := &v.got.limits
	for _, t := range v.queue {
		if v.got.byURL[t.url] == nil {
			l.add("not visited: "+v.why(), t.url, notRead)
		}
	}
	if v.deeper > 0 {
		l.add(plural(v.deeper, "link")+" more than "+plural(max(0, v.opts.Depth), "step")+" away", "", "what they lead to was not visited")
	}
	if v.abroad > 0 {
		names := make([]string, 0, len(v.foreign))
		for n := range v.foreign {
			names = append(names, n)
		}
		sort.Strings(names)
		if len(names) > 10 {
			names = append(names[:10], "…")
		}
		l.add(plural(v.abroad, "link")+" to other sites: "+strings.Join(names, ", "), "", "what they lead to was not visited; name it to visit it")
	}
	if v.passed > 0 {
		l.add(plural(v.passed, "link")+" whose words are not about security, updates, privacy or use", "", "what they lead to was not visited; name it to visit it")
	}
}

func (v *visitor) why() string {
	if v.spent != nil {
		return reason(v.spent)
	}
	return fmt.Sprintf("the visit ends after %d requests", v.opts.Pages)
}

func reason(err error) string {
	text := err.Error()
	if i := strings.Index(text, reach.ErrBudget.Error()); i >= 0 {
		return text[i:]
	}
	return text
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

func (v *visitor) step(s Step) {
	v.steps++
	s.Number = v.steps
	if v.opts.Progress != nil {
		v.opts.Progress(s)
	}
}

// now is the time that an answer is stamped with, in whole seconds.
func (v *visitor) now() time.Time { return v.opts.Now().UTC().Truncate(time.Second) }
