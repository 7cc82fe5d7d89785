package reach

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"sync"
	"time"
)

// player gives out the entries of a transcript in place of the network: of those
// with one kind, verb and target, each once, in the order of the transcript.
type player struct {
	mu    sync.Mutex
	queue map[string][]Entry
}

func newPlayer(t *Transcript) *player {
	p := &player{queue: make(map[string][]Entry)}
	for _, e := range t.Entries() {
		k := key(e.Kind, e.Verb, e.Target)
		p.queue[k] = append(p.queue[k], e)
	}
	return p
}

func key(kind, verb, target string) string { return kind + " " + verb + " " + target }

func (p *player) next(kind, verb, target string) (Entry, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	k := key(kind, verb, target)
	if len(p.queue[k]) == 0 {
		return Entry{}, fmt.Errorf("%s %s: %w", verb, target, ErrReplay)
	}
	e := p.queue[k][0]
	p.queue[k] = p.queue[k][1:]
	if e.Error != "" {
		return e, fmt.Errorf("%s %s: %w", verb, target, errorOf(e.Error, e.Detail, target))
	}
	return e, nil
}

func (p *player) dial(network, address string, redact func(bool, []byte) []byte) (net.Conn, error) {
	e, err := p.next(KindConnection, network, address)
	if err != nil {
		return nil, err
	}
	c := &played{entry: e, redact: redact}
	c.turn = sync.NewCond(&c.mu)
	return c, nil
}

// played is a connection out of a transcript. A read waits until the writes that
// came before it have been made; a write that differs from the recorded one
// fails, for the answers would be those to another question. Deadlines are not
// kept: a recorded time-out is returned where it was.
type played struct {
	entry  Entry
	redact func(bool, []byte) []byte

	mu     sync.Mutex
	turn   *sync.Cond
	at     int // the next part
	read   int // bytes of that part already read
	closed bool
}

func (c *played) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for !c.closed && c.at < len(c.entry.Parts) && c.entry.Parts[c.at].Sent {
		c.turn.Wait()
	}
	switch {
	case c.closed:
		return 0, net.ErrClosed
	case c.at >= len(c.entry.Parts):
		// The recording stopped listening here: it never learned what comes next.
		return 0, os.ErrDeadlineExceeded
	}
	part := c.entry.Parts[c.at]
	if part.Error != "" {
		c.at++
		return 0, errorOf(part.Error, "", c.entry.Target)
	}
	n := copy(p, part.Data[c.read:])
	c.read += n
	if c.read == len(part.Data) || c.datagram() {
		c.at, c.read = c.at+1, 0
	}
	return n, nil
}

func (c *played) datagram() bool { return len(c.entry.Verb) >= 3 && c.entry.Verb[:3] == "udp" }

func (c *played) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return 0, net.ErrClosed
	}
	// What was received before this write and never read is passed over: the
	// collector reads less than it did.
	for c.at < len(c.entry.Parts) && !c.entry.Parts[c.at].Sent {
		c.at, c.read = c.at+1, 0
	}
	if c.at == len(c.entry.Parts) {
		return 0, fmt.Errorf("a write after the last: %w", ErrReplay)
	}
	sent := p
	if c.redact != nil {
		sent = c.redact(true, bytes.Clone(p))
	}
	if !bytes.Equal(sent, c.entry.Parts[c.at].Data) {
		return 0, fmt.Errorf("a write differs from the recorded one: %w", ErrReplay)
	}
	c.at++
	c.turn.Broadcast()
	return len(p), nil
}

func (c *played) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	c.turn.Broadcast()
	return nil
}

// address is a recorded address of either end.
type address struct{ network, text string }

func (a address) Network() string { return a.network }
func (a address) String() string  { return a.text }

func (c *played) LocalAddr() net.Addr              { return address{c.entry.Verb, "replay"} }
func (c *played) RemoteAddr() net.Addr             { return address{c.entry.Verb, c.entry.At} }
func (c *played) SetDeadline(time.Time) error      { return nil }
func (c *played) SetReadDeadline(time.Time) error  { return nil }
func (c *played) SetWriteDeadline(time.Time) error { return nil }
