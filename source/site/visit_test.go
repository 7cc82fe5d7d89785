package site

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/internal/reach"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// world is a server on loopback that notes what it was asked.
type world struct {
	*httptest.Server
	mux   *http.ServeMux
	mu    sync.Mutex
	asked []string
	agent string
}

func newWorld(t *testing.T) *world {
	w := &world{mux: http.NewServeMux()}
	w.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		w.asked = append(w.asked, r.URL.RequestURI())
		w.agent = r.UserAgent()
		w.mu.Unlock()
		rw.Header()["Date"] = nil
		w.mux.ServeHTTP(rw, r)
	}))
	t.Cleanup(w.Close)
	return w
}

// page serves a text at one path, of the type that fits its ending.
func (w *world) page(path, body string) {
	w.mux.HandleFunc("GET "+path, func(rw http.ResponseWriter, r *http.Request) {
		kind := typeOf(strings.TrimSuffix(path, "{$}"))
		rw.Header().Set("Content-Type", kind+"; charset=utf-8")
		fmt.Fprint(rw, body)
	})
}

func (w *world) options() Options {
	return Options{Version: "test", Loopback: true, Interval: -1, Patience: 2 * time.Second, Now: func() time.Time { return noon }}
}

// told gives pages in short form, with the server's address left out.
func (w *world) told(pages []*evidence.Page) []string {
	var out []string
	for _, p := range pages {
		line := fmt.Sprintf("%d %s", p.Status, strings.TrimPrefix(p.URL, w.URL))
		if p.Final != p.URL {
			line += " -> " + strings.TrimPrefix(p.Final, w.URL)
		}
		if p.Asked {
			line += " asked"
		}
		out = append(out, line)
	}
	return out
}

func limits(c *Collected) string {
	var b strings.Builder
	for _, l := range c.Limits {
		fmt.Fprintf(&b, "%s: %s (%s)\n", l.Where, l.What, l.Effect)
	}
	return b.String()
}

func visit(t *testing.T, w *world, opts Options, paths ...string) *Collected {
	t.Helper()
	var urls []string
	for _, p := range paths {
		urls = append(urls, w.URL+p)
	}
	c, err := Visit(context.Background(), urls, opts)
	if err != nil {
		t.Fatal(err)
	}
	again, err := OpenBytes(context.Background(), c.Kept.Name, c.Kept.Data, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c, again); diff != "" {
		t.Errorf("what is kept reads differently (visited -, kept +):\n%s", diff)
	}
	return c
}

func TestVisit(t *testing.T) {
	w := newWorld(t)
	w.page("/robots.txt", "User-agent: *\nDisallow: /private\n")
	w.page("/{$}", `<a href="/security">Security</a> <a href="/shop">Shop</a> <a href="/private/security">Security, internal</a>
		<a href="statement.pdf">PSTI statement of compliance</a> <a href="https://elsewhere.example/privacy">Privacy</a>
		<a href="/logo.png">Security logo</a> <a href="/firmware.bin">Firmware</a>`)
	w.page("/security", `<base href="/security/"><a href="policy">Vulnerability disclosure</a>`)
	w.page("/security/policy", `<a href="/deep">Security of deep things</a>`)
	w.page("/shop", `buy`)
	w.page("/statement.pdf", "%PDF-1.7 …")
	w.page("/report", "write to us")
	w.mux.HandleFunc("GET /.well-known/security.txt", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "text/plain")
		fmt.Fprintf(rw, "Contact: mailto:psirt@larkspur.example\nPolicy: %s/report\nExpires: 2027-01-01T00:00:00Z\n", w.URL)
	})
	w.mux.HandleFunc("GET /security.txt", func(rw http.ResponseWriter, r *http.Request) {
		http.Redirect(rw, r, "/.well-known/security.txt", http.StatusFound)
	})
	c := visit(t, w, w.options(), "/")
	want := []string{"200 / asked", "200 /security.txt -> /.well-known/security.txt", "200 /report", "200 /security", "200 /statement.pdf", "200 /security/policy"}
	if diff := cmp.Diff(want, w.told(c.Pages)); diff != "" {
		t.Errorf("pages (want -, got +):\n%s", diff)
	}
	for _, said := range []string{"/private/security: " + w.URL + "/robots.txt: robots.txt does not allow it", "1 link to other sites: elsewhere.example", "1 link whose words", "1 link more than 2 steps away"} {
		if !strings.Contains(limits(c), said) {
			t.Errorf("limits do not say %q:\n%s", said, limits(c))
		}
	}
	for _, a := range w.asked {
		if strings.HasPrefix(a, "/private") || a == "/shop" || a == "/logo.png" {
			t.Errorf("%s was asked for", a)
		}
	}
	if w.agent != "assay/test (+https://github.com/assay-project/assay)" {
		t.Errorf("agent %q", w.agent)
	}
	if got := c.Pages[1].Via; !cmp.Equal(got, []string{w.URL + "/security.txt"}) {
		t.Errorf("via %q", got)
	}
	if again := visit(t, w, w.options(), "/"); !bytes.Equal(again.Kept.Data, c.Kept.Data) {
		t.Error("the same site twice is kept in different bytes")
	}
}

func TestMissingSecurityTxtIsEvidence(t *testing.T) {
	w := newWorld(t)
	w.page("/{$}", "hello")
	c := visit(t, w, w.options(), "/")
	want := []string{"200 / asked", "404 /.well-known/security.txt", "404 /security.txt"}
	if diff := cmp.Diff(want, w.told(c.Pages)); diff != "" {
		t.Errorf("pages (want -, got +):\n%s", diff)
	}
}

// TestHostileAnswers has a site do what sites should not.
func TestHostileAnswers(t *testing.T) {
	w := newWorld(t)
	w.page("/{$}", `<a href="endless">security</a><a href="bomb">security</a><a href="slow">security</a><a href="wall">security</a>
		<a href="inside">security</a><a href="short">security</a><a href="picture">security</a><a href="other">security</a><a href="nested">security</a>`)
	w.mux.HandleFunc("GET /endless", func(rw http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := rw.Write(make([]byte, 64<<10)); err != nil {
				return
			}
		}
	})
	bomb := zipped(strings.Repeat("a", 8<<20))
	w.mux.HandleFunc("GET /bomb", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Encoding", "gzip")
		rw.Header().Set("Content-Type", "text/html")
		fmt.Fprint(rw, bomb)
	})
	w.mux.HandleFunc("GET /nested", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Encoding", "gzip, gzip, gzip, gzip")
		rw.Header().Set("Content-Type", "text/html")
	})
	w.mux.HandleFunc("GET /slow", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "text/html")
		for range 100 {
			fmt.Fprint(rw, ".")
			rw.(http.Flusher).Flush()
			select {
			case <-time.After(50 * time.Millisecond):
			case <-r.Context().Done():
				return
			}
		}
	})
	w.mux.HandleFunc("GET /wall", func(rw http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("ok"); err != nil {
			http.SetCookie(rw, &http.Cookie{Name: "ok", Value: "secret"})
			http.Redirect(rw, r, "/wall", http.StatusFound)
		}
	})
	w.mux.HandleFunc("GET /inside", func(rw http.ResponseWriter, r *http.Request) {
		http.Redirect(rw, r, "http://192.168.1.1/admin", http.StatusFound)
	})
	w.mux.HandleFunc("GET /short", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "text/html")
		rw.Header().Set("Content-Length", "1000")
		fmt.Fprint(rw, "only this")
	})
	w.mux.HandleFunc("GET /picture", func(rw http.ResponseWriter, r *http.Request) { rw.Header().Set("Content-Type", "image/png") })
	w.mux.HandleFunc("GET /other", func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, "gopher://x/", http.StatusFound) })
	opts := w.options()
	opts.PageSize, opts.Patience = 1<<20, 500*time.Millisecond
	began := time.Now()
	c := visit(t, w, opts, "/")
	if spent := time.Since(began); spent > 10*time.Second {
		t.Errorf("took %s", spent)
	}
	want := []string{"200 / asked", "404 /.well-known/security.txt", "404 /security.txt", "302 /wall", "302 /inside", "302 /other"}
	if diff := cmp.Diff(want, w.told(c.Pages)); diff != "" {
		t.Errorf("pages (want -, got +):\n%s", diff)
	}
	for _, said := range []string{
		"/endless: more than 1 MiB", "/bomb: more than 1 MiB", "/nested: 4 content codings", "/slow: no whole answer within 500ms", "/wall: redirects in a circle", "/short: the answer was cut short",
		"http://192.168.1.1/admin: http://192.168.1.1/robots.txt: 192.168.1.1 is a private address, which the site policy does not reach", "1 answer of other kinds: image/png",
	} {
		said = strings.Replace(said, "http://192.168.1.1/robots.txt: ", "", 1)
		if !strings.Contains(limits(c), said) {
			t.Errorf("limits do not say %q:\n%s", said, limits(c))
		}
	}
	if bytes.Contains(c.Kept.Data, []byte("secret")) {
		t.Error("the value of a cookie is kept")
	}
}

func TestVisitFails(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	forbidden := newWorld(t)
	forbidden.page("/robots.txt", "User-agent: assay\nDisallow: /\n")
	broken := newWorld(t)
	broken.mux.HandleFunc("GET /robots.txt", func(rw http.ResponseWriter, r *http.Request) { rw.WriteHeader(503) })
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	defer secure.Close()
	for _, c := range []struct {
		url, advice string
		is          error
		loopback    bool
	}{
		{forbidden.URL, "asks programs to stay away", ErrRobots, true},
		{broken.URL, "asks programs to stay away", ErrRobots, true},
		{"http://" + closed.Addr().String(), "is this machine online", nil, true},
		{forbidden.URL, "only public addresses", ErrRefused, false},
		{"http://[::ffff:10.0.0.1]/", "only public addresses", ErrRefused, true},
		{"http://100.64.1.1/", "only public addresses", ErrRefused, true},
		{secure.URL, "not trusted", nil, true},
		{"ftp://example.com/", "", nil, true},
	} {
		opts := forbidden.options()
		opts.Loopback = c.loopback
		_, err := Visit(context.Background(), []string{c.url}, opts)
		if err == nil {
			t.Errorf("%s: no error", c.url)
			continue
		}
		if c.is != nil && !errors.Is(err, c.is) {
			t.Errorf("%s: %v, want %v", c.url, err, c.is)
		}
		if got := Advice(err); !strings.Contains(got, c.advice) {
			t.Errorf("%s: %v: advice %q, want %q", c.url, err, got, c.advice)
		}
	}
}

// rebinding is a name server that gives another address each time.
type rebinding struct {
	mu    sync.Mutex
	turns [][]netip.Addr
}

func (r *rebinding) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	turn := r.turns[0]
	if len(r.turns) > 1 {
		r.turns = r.turns[1:]
	}
	return turn, nil
}

// TestRebinding has a name point inside after its first answer.
func TestRebinding(t *testing.T) {
	w := newWorld(t)
	w.mux.HandleFunc("GET /", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Connection", "close")
		rw.Header().Set("Content-Type", "text/html")
	})
	loop := []netip.Addr{netip.MustParseAddr("127.0.0.1")}
	inside := []netip.Addr{netip.MustParseAddr("10.1.2.3")}
	door, err := reach.Open(reach.Options{Policy: reach.Site, Loopback: true, Resolver: &rebinding{turns: [][]netip.Addr{loop, loop, inside}}})
	if err != nil {
		t.Fatal(err)
	}
	opts := w.options()
	opts.Door = door
	_, port, err := net.SplitHostPort(w.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	c, err := Visit(context.Background(), []string{"http://larkspur.test:" + port + "/"}, opts)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Pages) != 1 || !strings.Contains(limits(c), "larkspur.test is at 10.1.2.3, a private address") {
		t.Errorf("%d pages, limits:\n%s", len(c.Pages), limits(c))
	}
}

// TestReplay visits once and then again from the transcript, the server gone.
func TestReplay(t *testing.T) {
	w := newWorld(t)
	w.page("/{$}", `<a href="/security">Security</a>`)
	w.page("/security", "report to us")
	record := &reach.Transcript{}
	opts := w.options()
	var err error
	if opts.Door, err = reach.Open(reach.Options{Policy: reach.Site, Loopback: true, Record: record}); err != nil {
		t.Fatal(err)
	}
	first := visit(t, w, opts, "/")
	w.Close()
	var text bytes.Buffer
	if _, err := record.WriteTo(&text); err != nil {
		t.Fatal(err)
	}
	transcript, err := reach.ReadTranscript(&text)
	if err != nil {
		t.Fatal(err)
	}
	if opts.Door, err = reach.Open(reach.Options{Policy: reach.Site, Replay: transcript}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, visit(t, w, opts, "/")); diff != "" {
		t.Errorf("replayed differently:\n%s", diff)
	}
}

func TestVisitStops(t *testing.T) {
	w := newWorld(t)
	w.mux.HandleFunc("GET /", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "text/html")
		for i := range 20 {
			fmt.Fprintf(rw, `<a href="%s/security%d">security</a>`, strings.TrimSuffix(r.URL.Path, "/"), i)
		}
	})
	opts := w.options()
	opts.Pages = 5
	c := visit(t, w, opts, "/")
	if len(c.Pages) != 5 || !strings.Contains(limits(c), "not visited: the visit ends after 5 requests") {
		t.Errorf("%d pages, limits:\n%s", len(c.Pages), limits(c))
	}
	opts = w.options()
	opts.Size = 2000
	if c := visit(t, w, opts, "/"); !strings.Contains(limits(c), "all pages together are more than") {
		t.Errorf("limits:\n%s", limits(c))
	}
	opts = w.options()
	opts.Interval, opts.Time = 100*time.Millisecond, 350*time.Millisecond
	if c := visit(t, w, opts, "/"); !strings.Contains(limits(c), "budget used up: 350ms") {
		t.Errorf("limits:\n%s", limits(c))
	}
	busy := newWorld(t)
	busy.page("/{$}", `<a href="/security">security</a>`)
	busy.mux.HandleFunc("GET /.well-known/security.txt", func(rw http.ResponseWriter, r *http.Request) { rw.WriteHeader(429) })
	if c := visit(t, busy, busy.options(), "/"); !strings.Contains(limits(c), "/security: the site answered 429") {
		t.Errorf("limits:\n%s", limits(c))
	}
}

// A visit that is stopped gives what it had, and says what it had not.
func TestInterrupted(t *testing.T) {
	w := newWorld(t)
	ctx, stop := context.WithCancel(context.Background())
	w.page("/{$}", `<a href="/security">security</a> <a href="/vulnerability">vulnerability</a>`)
	w.mux.HandleFunc("GET /security", func(rw http.ResponseWriter, r *http.Request) {
		stop()
		<-r.Context().Done()
	})
	c, err := Visit(ctx, []string{w.URL + "/"}, w.options())
	if !errors.Is(err, context.Canceled) || c == nil {
		t.Fatalf("%v, %v", c, err)
	}
	if said := limits(c); !strings.Contains(said, "/security: the visit was stopped") || !strings.Contains(said, "/vulnerability: not visited: the visit was stopped") {
		t.Errorf("limits:\n%s", said)
	}
	if again, err := OpenBytes(context.Background(), "site.warc", c.Kept.Data, Options{}); err != nil || len(again.Pages) != len(c.Pages) {
		t.Errorf("what was kept: %v", err)
	}
	if c, err := Visit(ctx, []string{w.URL + "/"}, w.options()); c != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("stopped before it began: %v, %v", c, err)
	}
}

// Other spellings of inner addresses lead nowhere, and nothing of them is asked.
func TestInnerAddresses(t *testing.T) {
	w := newWorld(t)
	for i, to := range []string{
		"http://10.0.0.1/", "http://[::ffff:10.0.0.1]/", "http://[64:ff9b::a00:1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:a00:1::]/",
		"http://[fe80::1%25eth0]/", "http://[fd00::1]/", "http://[::]/", "http://0.0.0.0/", "http://169.254.169.254/latest/", "http://user:word@192.168.0.1/", "http://example.com@172.16.0.1/",
	} {
		from := fmt.Sprintf("/inner%d", i)
		w.mux.HandleFunc("GET "+from, func(rw http.ResponseWriter, r *http.Request) { rw.Header().Set("Location", to); rw.WriteHeader(302) })
		opts := w.options()
		opts.Depth = -1
		c := visit(t, w, opts, from)
		if said := limits(c); !strings.Contains(said, "which the site policy does not reach") {
			t.Errorf("%s: limits:\n%s", to, said)
		}
		if kept := string(c.Kept.Data); strings.Contains(limits(c), "word") || strings.Contains(kept, "user:word") {
			t.Errorf("%s: the password is kept", to)
		}
	}
}
