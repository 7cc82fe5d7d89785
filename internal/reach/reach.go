// Package reach is the project's only door to the network. Whoever wants to talk
// to a web site or to a device opens a [Door] with a policy and dials through it;
// nothing else in the project dials.
//
// A door promises five things:
//
//   - Policy. [Site] reaches public addresses only, so that a page cannot send a
//     visitor into the network it runs in; [Device] reaches private, link-local and
//     loopback addresses only, so that a slip of the keyboard cannot probe a
//     stranger. Both are checked on every resolved address and again on the
//     address of the socket itself, which a changed DNS answer cannot get around.
//   - Authorisation. Devices are dialled inside a scope that somebody gave, or not
//     at all.
//   - Pace and budget. Requests to one host are spaced, those in flight are
//     counted, and a whole run ends after so many requests, bytes and minutes.
//   - Record. What was sent and received is written down with its time, redacted
//     where the caller asks for it.
//   - Replay. A recorded transcript can stand in for the network, so that a
//     collector runs again with nothing plugged in.
//
// Proxies named in the environment are not used: through one, the address that is
// checked would not be the address that is reached.
package reach

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync/atomic"
	"time"
)

// Sentinels by which a caller decides.
var (
	ErrRefused       = errors.New("refused by policy")
	ErrNotAuthorised = errors.New("not authorised")
	ErrBudget        = errors.New("budget used up")
	ErrReplay        = errors.New("not in the transcript")
)

// Refused says which address was not dialled and why. It wraps [ErrRefused].
type Refused struct {
	Host   string // as asked for
	Addr   netip.Addr
	Policy Policy
	Reason string // "a private address"
}

func (r *Refused) Error() string {
	if r.Host == r.Addr.String() {
		return fmt.Sprintf("%s is %s, which the %s policy does not reach", r.Host, r.Reason, r.Policy)
	}
	return fmt.Sprintf("%s is at %s, %s, which the %s policy does not reach", r.Host, r.Addr, r.Reason, r.Policy)
}

func (r *Refused) Unwrap() error { return ErrRefused }

// Resolver finds the addresses of a name; *net.Resolver is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Budget bounds a whole run. Zero values are not bounded.
type Budget struct {
	Requests int           // connections dialled and HTTP requests made
	Bytes    int64         // received, as they come over the wire
	Time     time.Duration // from Open
}

// Options say how a door behaves. Policy has no default.
type Options struct {
	Policy Policy
	// Loopback lets the site policy reach loopback addresses, for tests.
	Loopback bool
	// Scope is where the run may go. The device policy goes nowhere else; the site
	// policy goes everywhere public where it is empty.
	Scope Scope
	// Authorised lifts the scope of the device policy: a person said that they may
	// examine what they named.
	Authorised bool
	Agent      string        // User-Agent of HTTP requests; see [Agent]
	Interval   time.Duration // at least this between the starts of two requests to one host
	Parallel   int           // requests or connections open at one time in all; 0 is 8
	Connect    time.Duration // for connecting to one address; 0 is 10 s
	Budget     Budget
	Resolver   Resolver // nil is the system's
	// Record takes down what happens; nil takes down nothing.
	Record *Transcript
	// Replay stands in for the network: nothing is dialled.
	Replay *Transcript
	// Redact returns the bytes to record in place of those sent or received. It is
	// called for each piece; bytes must not be changed in place. Nil keeps all.
	Redact func(sent bool, data []byte) []byte
}

const (
	defaultParallel = 8
	defaultConnect  = 10 * time.Second
)

// Agent is the User-Agent of a version of the tool.
func Agent(version string) string {
	return "assay/" + version + " (+https://github.com/assay-project/assay)"
}

// Door dials by one policy and counts against one budget. It is safe for use
// from several goroutines.
type Door struct {
	opts     Options
	deadline time.Time // zero for none
	pace     pace
	slots    chan struct{}
	requests atomic.Int64
	received atomic.Int64
	replay   *player
}

// Open returns a door. The time of its budget starts now.
func Open(opts Options) (*Door, error) {
	switch opts.Policy {
	case Site, Device:
	default:
		return nil, fmt.Errorf("reach: policy %q: want %s or %s", opts.Policy, Site, Device)
	}
	if opts.Parallel <= 0 {
		opts.Parallel = defaultParallel
	}
	if opts.Connect <= 0 {
		opts.Connect = defaultConnect
	}
	if opts.Resolver == nil {
		opts.Resolver = net.DefaultResolver
	}
	d := &Door{opts: opts, slots: make(chan struct{}, opts.Parallel), pace: pace{interval: opts.Interval}}
	if opts.Budget.Time > 0 {
		d.deadline = time.Now().Add(opts.Budget.Time)
	}
	if opts.Replay != nil {
		d.replay = newPlayer(opts.Replay)
	}
	return d, nil
}

// Received is how many bytes came over the wire so far.
func (d *Door) Received() int64 { return d.received.Load() }

// begin waits for the turn of a request to a host and counts it. The function it
// returns gives the slot back.
func (d *Door) begin(ctx context.Context, host string) (func(), error) {
	if err := d.spent(); err != nil {
		return nil, err
	}
	if n := d.requests.Add(1); d.opts.Budget.Requests > 0 && n > int64(d.opts.Budget.Requests) {
		return nil, fmt.Errorf("%w: %d requests", ErrBudget, d.opts.Budget.Requests)
	}
	if d.replay != nil {
		return func() {}, nil
	}
	ctx, cancel := d.within(ctx)
	defer cancel()
	select {
	case d.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	if err := d.pace.wait(ctx, host); err != nil {
		<-d.slots
		return nil, err
	}
	var done atomic.Bool
	return func() {
		if done.CompareAndSwap(false, true) {
			<-d.slots
		}
	}, nil
}

// spent tells whether bytes or time of the budget are used up.
func (d *Door) spent() error {
	switch b := d.opts.Budget; {
	case b.Bytes > 0 && d.received.Load() >= b.Bytes:
		return fmt.Errorf("%w: %d bytes received", ErrBudget, b.Bytes)
	case !d.deadline.IsZero() && !time.Now().Before(d.deadline):
		return fmt.Errorf("%w: %s", ErrBudget, b.Time)
	}
	return nil
}

// within bounds a context by the time of the budget.
func (d *Door) within(ctx context.Context) (context.Context, context.CancelFunc) {
	if d.deadline.IsZero() {
		return context.WithCancel(ctx)
	}
	return context.WithDeadlineCause(ctx, d.deadline, fmt.Errorf("%w: %s", ErrBudget, d.opts.Budget.Time))
}
