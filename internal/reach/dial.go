package reach

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sort"
	"strings"
	"sync"
	"syscall"
	"time"
)

// DialContext connects to "host:port" over tcp, tcp4, tcp6, udp, udp4 or udp6,
// paced, counted, recorded or replayed. The connection must be closed: it holds a
// place among those that may be open at one time. Errors wrap [ErrRefused],
// [ErrNotAuthorised], [ErrBudget], [ErrReplay], or are those of package net.
func (d *Door) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("dial %q: %w", address, err)
	}
	done, err := d.begin(ctx, host)
	if err != nil {
		return nil, fmt.Errorf("dial %s: %w", address, err)
	}
	if d.replay != nil {
		return d.replay.dial(network, address, d.opts.Redact)
	}
	entry := d.opts.Record.begin(KindConnection, network, address)
	conn, err := d.connect(ctx, network, address)
	if err != nil {
		entry.fail(err)
		done()
		return nil, fmt.Errorf("dial %s: %w", address, err)
	}
	entry.connected(conn.RemoteAddr().String())
	return &taped{Conn: conn, entry: entry, redact: d.opts.Redact, done: done}, nil
}

// connect dials the admitted addresses of a host one after the other. It neither
// paces nor records; bytes count against the budget.
func (d *Door) connect(ctx context.Context, network, address string) (net.Conn, error) {
	switch network {
	case "tcp", "tcp4", "tcp6", "udp", "udp4", "udp6":
	default:
		return nil, net.UnknownNetworkError(network)
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	ctx, cancel := d.within(ctx)
	defer cancel()
	addrs, err := d.resolve(ctx, network, host)
	if err != nil {
		return nil, err
	}
	var first error
	for _, a := range addrs {
		conn, err := d.dialer(host).DialContext(ctx, network, net.JoinHostPort(a.String(), port))
		if err == nil {
			return d.count(conn), nil
		}
		if first == nil {
			first = err
		}
		if ctx.Err() != nil {
			break
		}
	}
	if cause := context.Cause(ctx); cause != nil && errors.Is(cause, ErrBudget) {
		return nil, cause
	}
	return nil, first
}

// resolve returns the addresses of a host, IPv4 first, all of them admitted. A
// name that has one address where the policy does not go is refused whole: no
// honest site does that, and a lying one must not choose by luck.
func (d *Door) resolve(ctx context.Context, network, host string) ([]netip.Addr, error) {
	var addrs []netip.Addr
	if a, err := netip.ParseAddr(host); err == nil {
		addrs = []netip.Addr{a}
	} else if addrs, err = d.opts.Resolver.LookupNetIP(ctx, family(network), host); err != nil {
		return nil, err
	}
	if len(addrs) == 0 {
		return nil, &net.DNSError{Err: "no addresses", Name: host, IsNotFound: true}
	}
	addrs = append([]netip.Addr(nil), addrs...)
	for i := range addrs {
		addrs[i] = addrs[i].Unmap()
		if err := d.admit(host, addrs[i]); err != nil {
			return nil, err
		}
	}
	sort.SliceStable(addrs, func(i, j int) bool { return addrs[i].Is4() && !addrs[j].Is4() })
	return addrs, nil
}

func family(network string) string {
	switch {
	case strings.HasSuffix(network, "4"):
		return "ip4"
	case strings.HasSuffix(network, "6"):
		return "ip6"
	}
	return "ip"
}

// dialer checks the address of the socket itself, when it is about to connect.
func (d *Door) dialer(host string) *net.Dialer {
	return &net.Dialer{
		Timeout: d.opts.Connect,
		Control: func(_, address string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(address)
			if err != nil {
				return fmt.Errorf("%s: %w", address, ErrRefused)
			}
			return d.admit(host, at.Addr())
		},
	}
}

// count makes the bytes that a connection receives count, and ends it with the
// time of the budget.
func (d *Door) count(conn net.Conn) net.Conn {
	c := &counted{Conn: conn, door: d}
	if !d.deadline.IsZero() {
		c.timer = time.AfterFunc(time.Until(d.deadline), func() { conn.Close() })
	}
	return c
}

type counted struct {
	net.Conn
	door  *Door
	timer *time.Timer
}

func (c *counted) Read(p []byte) (int, error) {
	if err := c.door.spent(); err != nil {
		return 0, err
	}
	n, err := c.Conn.Read(p)
	c.door.received.Add(int64(n))
	if err != nil && errors.Is(err, net.ErrClosed) {
		if over := c.door.spent(); over != nil {
			err = over
		}
	}
	return n, err
}

func (c *counted) Close() error {
	if c.timer != nil {
		c.timer.Stop()
	}
	return c.Conn.Close()
}

// taped writes down what goes over a connection.
type taped struct {
	net.Conn
	entry  *recording
	redact func(bool, []byte) []byte
	done   func()
	once   sync.Once
}

func (t *taped) Read(p []byte) (int, error) {
	n, err := t.Conn.Read(p)
	if n > 0 {
		t.entry.part(false, p[:n], t.redact)
	}
	if err != nil {
		t.entry.ended(err)
	}
	return n, err
}

func (t *taped) Write(p []byte) (int, error) {
	n, err := t.Conn.Write(p)
	if n > 0 {
		t.entry.part(true, p[:n], t.redact)
	}
	return n, err
}

func (t *taped) Close() error {
	t.once.Do(t.done)
	return t.Conn.Close()
}
