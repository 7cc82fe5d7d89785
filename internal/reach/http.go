package reach

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"strings"
	"time"
)

// maxHead bounds the head of a response.
const maxHead = 256 << 10

// Transport returns an HTTP client's way through the door. It follows no
// redirect, keeps no cookie, undoes no content coding, uses no proxy and sends the
// door's User-Agent. Requests are paced, counted, recorded or replayed; the body
// of each response must be closed. Config is for TLS; nil is the default.
func (d *Door) Transport(config *tls.Config) http.RoundTripper {
	return &way{door: d, to: &http.Transport{
		Proxy:                  nil, // not that of the environment
		DialContext:            d.connect,
		TLSClientConfig:        config,
		TLSHandshakeTimeout:    d.opts.Connect,
		ResponseHeaderTimeout:  30 * time.Second,
		MaxResponseHeaderBytes: maxHead,
		DisableCompression:     true,
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    1,
		IdleConnTimeout:        10 * time.Second,
	}}
}

type way struct {
	door *Door
	to   *http.Transport
}

// CloseIdleConnections lets http.Client.CloseIdleConnections work.
func (w *way) CloseIdleConnections() { w.to.CloseIdleConnections() }

func (w *way) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Scheme != "http" && req.URL.Scheme != "https" {
		return nil, fmt.Errorf("%s: neither http nor https: %w", req.URL.Scheme, ErrRefused)
	}
	req = req.Clone(req.Context())
	if w.door.opts.Agent != "" {
		req.Header.Set("User-Agent", w.door.opts.Agent)
	}
	done, err := w.door.begin(req.Context(), req.URL.Hostname())
	if err != nil {
		return nil, err
	}
	if w.door.replay != nil {
		return w.replay(req)
	}
	entry := w.door.opts.Record.begin(KindExchange, req.Method, req.URL.String())
	if entry != nil {
		sent, err := httputil.DumpRequestOut(req, true)
		if err == nil {
			entry.part(true, sent, w.door.opts.Redact)
		}
	}
	resp, err := w.to.RoundTrip(req)
	if err != nil {
		entry.fail(err)
		done()
		if over := w.door.spent(); over != nil && !errors.Is(err, ErrBudget) {
			err = over
		}
		return nil, err
	}
	body := &tapedBody{from: resp.Body, entry: entry, redact: w.door.opts.Redact, done: done}
	if entry != nil {
		entry.part(false, head(resp), body.redact)
		body.taken = &bytes.Buffer{}
	}
	resp.Body = body
	return resp, nil
}

// head writes the head of a response as HTTP/1.1 says it, whatever the version it
// came in. The transfer coding is undone already.
func head(resp *http.Response) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %s\r\n", status(resp))
	_ = resp.Header.Write(&b) // to memory: cannot fail; sorted by name
	b.WriteString("\r\n")
	return b.Bytes()
}

func status(resp *http.Response) string {
	if strings.HasPrefix(resp.Status, fmt.Sprintf("%03d", resp.StatusCode)) {
		return resp.Status
	}
	return fmt.Sprintf("%03d %s", resp.StatusCode, http.StatusText(resp.StatusCode))
}

// tapedBody writes down as much of a body as was read.
type tapedBody struct {
	from   io.ReadCloser
	entry  *recording
	redact func(bool, []byte) []byte
	taken  *bytes.Buffer
	ended  error
	done   func()
}

func (b *tapedBody) Read(p []byte) (int, error) {
	n, err := b.from.Read(p)
	if b.taken != nil {
		b.taken.Write(p[:n])
	}
	if err != nil {
		b.ended = err
	}
	return n, err
}

func (b *tapedBody) Close() error {
	if b.taken != nil {
		b.entry.part(false, b.taken.Bytes(), b.redact)
		if b.ended != nil && !errors.Is(b.ended, io.EOF) {
			b.entry.ended(b.ended)
		}
		b.taken = nil
	}
	b.done()
	return b.from.Close()
}

// replay makes a response out of the transcript.
func (w *way) replay(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		req.Body.Close()
	}
	e, err := w.door.replay.next(KindExchange, req.Method, req.URL.String())
	if err != nil {
		return nil, err
	}
	var received [][]byte
	var ended error
	for _, p := range e.Parts {
		switch {
		case p.Error != "":
			ended = errorOf(p.Error, "", e.Target)
		case !p.Sent:
			received = append(received, p.Data)
		}
	}
	if len(received) == 0 {
		return nil, fmt.Errorf("%s %s: no response: %w", e.Verb, e.Target, ErrReplay)
	}
	resp, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(received[0])), req)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w: %w", e.Verb, e.Target, ErrReplay, err)
	}
	body := io.Reader(bytes.NewReader(bytes.Join(received[1:], nil)))
	if ended != nil {
		body = io.MultiReader(body, failing{ended})
	}
	resp.Body = io.NopCloser(body)
	return resp, nil
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
