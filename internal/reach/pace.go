package reach

import (
	"context"
	"sync"
	"time"
)

// pace spaces the requests to each host. Turns are given in the order in which
// they are asked for.
type pace struct {
	interval time.Duration

	mu   sync.Mutex
	next map[string]time.Time // the first moment at which a host may be asked again
	slow map[string]time.Duration
}

// wait returns when it is the caller's turn to ask a host.
func (p *pace) wait(ctx context.Context, host string) error {
	rest := p.reserve(host, time.Now())
	if rest <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(rest)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// reserve takes the next turn of a host and says how long it is off.
func (p *pace) reserve(host string, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	interval := max(p.interval, p.slow[host])
	if interval <= 0 {
		return 0
	}
	if p.next == nil {
		p.next = make(map[string]time.Time)
	}
	at := p.next[host]
	if at.Before(now) {
		at = now
	}
	p.next[host] = at.Add(interval)
	return at.Sub(now)
}

// Slow asks for more time between the requests to one host (its name without a
// port) than the interval of all: a site's own wish, a device that tires.
func (d *Door) Slow(host string, interval time.Duration) {
	d.pace.mu.Lock()
	defer d.pace.mu.Unlock()
	if d.pace.slow == nil {
		d.pace.slow = make(map[string]time.Duration)
	}
	d.pace.slow[host] = interval
}
