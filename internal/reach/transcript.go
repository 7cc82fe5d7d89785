package reach

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// TranscriptSchema names the shape of a written transcript: one JSON object in
// each line, the first of which holds the schema, the others an [Entry] each.
const TranscriptSchema = "assay.transcript/v1"

// Limits of a transcript that is read.
const (
	maxLine    = 64 << 20
	maxEntries = 1 << 20
)

// Kind of an entry.
const (
	KindConnection = "connection" // bytes of a connection or datagrams, as dialled
	KindExchange   = "exchange"   // one HTTP request and its response, in HTTP/1.1 form
)

// Entry is one connection or one exchange.
type Entry struct {
	Kind   string    `json:"kind"`
	Verb   string    `json:"verb"`         // tcp, udp …; the method of an exchange
	Target string    `json:"target"`       // "host:port"; the URL of an exchange
	At     string    `json:"at,omitempty"` // the address that was reached, of a connection
	Began  time.Time `json:"began"`
	Error  string    `json:"error,omitempty"` // why nothing was reached: one of the words of [Part]
	Detail string    `json:"detail,omitempty"`
	Parts  []Part    `json:"parts,omitempty"`
}

// Part is a piece that was sent or received: one write, one read or one datagram.
// The parts of an exchange are the request, the response's head, and its body.
type Part struct {
	After time.Duration `json:"after"` // nanoseconds since Began
	Sent  bool          `json:"sent,omitempty"`
	Data  []byte        `json:"data,omitempty"`
	// Error is how a read ended: eof, timeout, reset, closed, refused,
	// unreachable, policy, budget, name or other.
	Error string `json:"error,omitempty"`
}

// Transcript is what was sent and received, in the order in which it was begun.
// The zero value is ready to record; it is safe for use from several goroutines.
type Transcript struct {
	mu      sync.Mutex
	entries []*Entry
}

// Entries returns a copy of the entries so far.
func (t *Transcript) Entries() []Entry {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := make([]Entry, 0, len(t.entries))
	for _, e := range t.entries {
		c := *e
		c.Parts = append([]Part(nil), e.Parts...)
		out = append(out, c)
	}
	return out
}

// recording is an entry that is being written. A nil recording takes down nothing.
type recording struct {
	of    *Transcript
	entry *Entry
}

func (t *Transcript) begin(kind, verb, target string) *recording {
	if t == nil {
		return nil
	}
	r := &recording{of: t, entry: &Entry{Kind: kind, Verb: verb, Target: target, Began: time.Now().UTC()}}
	t.mu.Lock()
	t.entries = append(t.entries, r.entry)
	t.mu.Unlock()
	return r
}

// change alters the entry under the lock of the transcript.
func (r *recording) change(f func(*Entry)) {
	if r == nil {
		return
	}
	r.of.mu.Lock()
	defer r.of.mu.Unlock()
	f(r.entry)
}

func (r *recording) fail(err error) {
	r.change(func(e *Entry) { e.Error, e.Detail = wordOf(err), err.Error() })
}

func (r *recording) connected(at string) { r.change(func(e *Entry) { e.At = at }) }

func (r *recording) part(sent bool, data []byte, redact func(bool, []byte) []byte) {
	if r == nil {
		return
	}
	data = bytes.Clone(data)
	if redact != nil {
		data = redact(sent, data)
	}
	r.change(func(e *Entry) {
		e.Parts = append(e.Parts, Part{After: time.Since(e.Began), Sent: sent, Data: data})
	})
}

func (r *recording) ended(err error) {
	r.change(func(e *Entry) {
		e.Parts = append(e.Parts, Part{After: time.Since(e.Began), Error: wordOf(err)})
	})
}

// words are the errors that a transcript tells apart, and what a replay returns
// for each.
var words = []struct {
	word string
	err  error
}{
	{"eof", io.EOF}, {"policy", ErrRefused}, {"authority", ErrNotAuthorised}, {"budget", ErrBudget},
	{"timeout", os.ErrDeadlineExceeded}, {"closed", net.ErrClosed}, {"refused", syscall.ECONNREFUSED},
	{"reset", syscall.ECONNRESET}, {"unreachable", syscall.EHOSTUNREACH}, {"unreachable", syscall.ENETUNREACH},
}

func wordOf(err error) string {
	for _, w := range words {
		if errors.Is(err, w.err) {
			return w.word
		}
	}
	var name *net.DNSError
	if errors.As(err, &name) {
		return "name"
	}
	var slow net.Error
	if errors.As(err, &slow) && slow.Timeout() {
		return "timeout"
	}
	return "other"
}

func errorOf(word, detail, target string) error {
	for _, w := range words {
		if w.word == word {
			return w.err
		}
	}
	if word == "name" {
		return &net.DNSError{Err: "no such host", Name: target, IsNotFound: true}
	}
	if detail == "" {
		detail = word
	}
	return errors.New(detail)
}

// WriteTo writes the transcript as lines of JSON.
func (t *Transcript) WriteTo(w io.Writer) (int64, error) {
	var total int64
	write := func(v any) error {
		line, err := json.Marshal(v)
		if err != nil {
			return err
		}
		n, err := w.Write(append(line, '\n'))
		total += int64(n)
		return err
	}
	if err := write(map[string]string{"schema": TranscriptSchema}); err != nil {
		return total, err
	}
	for _, e := range t.Entries() {
		if err := write(e); err != nil {
			return total, err
		}
	}
	return total, nil
}

// ReadTranscript reads what WriteTo wrote, strictly.
func ReadTranscript(r io.Reader) (*Transcript, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	t := &Transcript{}
	for n := 0; lines.Scan(); n++ {
		if n == 0 {
			var head struct{ Schema string }
			if err := strictly(lines.Bytes(), &head); err != nil || head.Schema != TranscriptSchema {
				return nil, fmt.Errorf("transcript: the first line does not say %q", TranscriptSchema)
			}
			continue
		}
		if n > maxEntries {
			return nil, fmt.Errorf("transcript: more than %d entries", maxEntries)
		}
		e := &Entry{}
		if err := strictly(lines.Bytes(), e); err != nil {
			return nil, fmt.Errorf("transcript: line %d: %w", n+1, err)
		}
		if e.Kind != KindConnection && e.Kind != KindExchange {
			return nil, fmt.Errorf("transcript: line %d: an entry of kind %q", n+1, e.Kind)
		}
		t.entries = append(t.entries, e)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("transcript: %w", err)
	}
	return t, nil
}

func strictly(data []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return err
	}
	if dec.More() {
		return errors.New("more than one value")
	}
	return nil
}
