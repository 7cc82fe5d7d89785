package reach

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestPolicies(t *testing.T) {
	for _, c := range []struct {
		addr         string
		site, device bool
	}{
		{"93.184.215.14", true, false}, {"2606:2800:21f:cb07:6820:80da:af6b:8b2c", true, false},
		{"10.0.0.1", false, true}, {"172.16.0.1", false, true}, {"172.32.0.1", true, false}, {"192.168.1.1", false, true},
		{"127.0.0.1", false, true}, {"::1", false, true}, {"169.254.169.254", false, true}, {"fe80::1", false, true}, {"fd00::1", false, true},
		{"0.0.0.0", false, false}, {"::", false, false}, {"100.64.0.1", false, false}, {"224.0.0.1", false, false}, {"255.255.255.255", false, false},
		{"ff02::1", false, false}, {"240.0.0.1", false, false}, {"192.0.2.1", false, false}, {"198.18.0.1", false, false}, {"2001:db8::1", false, false},
		{"2001::1", false, false}, {"2002:a00:1::", false, false}, {"fec0::1", false, false}, {"::ffff:10.0.0.1", false, true}, {"::ffff:8.8.8.8", true, false},
		{"::10.0.0.1", false, false}, {"64:ff9b::a00:1", false, false}, {"64:ff9b::808:808", true, false}, {"64:ff9b:1::808:808", false, false},
		{"fe80::1%eth0", false, true},
	} {
		a := netip.MustParseAddr(c.addr)
		if got := Site.allows(a, false) == ""; got != c.site {
			t.Errorf("site reaches %s: %v, want %v (%s)", c.addr, got, c.site, Site.allows(a, false))
		}
		if got := Device.allows(a, false) == ""; got != c.device {
			t.Errorf("device reaches %s: %v, want %v (%s)", c.addr, got, c.device, Device.allows(a, false))
		}
	}
	if Site.allows(netip.MustParseAddr("127.0.0.1"), true) != "" || Site.allows(netip.MustParseAddr("10.0.0.1"), true) == "" {
		t.Error("the loopback option allows loopback and nothing else")
	}
}

func TestScope(t *testing.T) {
	s, err := ParseScope("192.168.1.0/24", "Camera.local", "10.0.0.7")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		host, addr string
		want       bool
	}{{"x", "192.168.1.9", true}, {"x", "192.168.2.9", false}, {"camera.LOCAL", "172.16.0.1", true}, {"x", "10.0.0.7", true}, {"x", "::ffff:10.0.0.7", true}, {"x", "10.0.0.8", false}} {
		if got := s.Holds(c.host, netip.MustParseAddr(c.addr)); got != c.want {
			t.Errorf("%s %s: %v", c.host, c.addr, got)
		}
	}
	for _, bad := range []string{"", "a b", "host:80", "http://x/"} {
		if _, err := ParseScope(bad); err == nil {
			t.Errorf("%q is a scope", bad)
		}
	}
}

// echo answers each line of TCP with "you said …", and then closes at "bye".
func echo(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				fmt.Fprint(c, "login: ")
				buf := make([]byte, 100)
				for {
					n, err := c.Read(buf)
					if err != nil || strings.HasPrefix(string(buf[:n]), "bye") {
						return
					}
					fmt.Fprintf(c, "you said %s", buf[:n])
				}
			}()
		}
	}()
	return l.Addr().String()
}

func mustOpen(t *testing.T, o Options) *Door {
	t.Helper()
	d, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// talk is a small collector.
func talk(d *Door, address string) ([]string, error) {
	c, err := d.DialContext(context.Background(), "tcp", address)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	var heard []string
	buf := make([]byte, 100)
	for _, say := range []string{"", "root", "secret", "bye"} {
		if say != "" {
			if _, err := c.Write([]byte(say)); err != nil {
				return heard, err
			}
		}
		if err := c.SetReadDeadline(time.Now().Add(time.Second)); err != nil {
			return heard, err
		}
		n, err := c.Read(buf)
		heard = append(heard, string(buf[:n]))
		if err != nil {
			return append(heard, wordOf(err)), nil
		}
	}
	return heard, nil
}

func TestAuthorisation(t *testing.T) {
	address := echo(t)
	if _, err := talk(mustOpen(t, Options{Policy: Device}), address); !errors.Is(err, ErrNotAuthorised) {
		t.Errorf("without a scope: %v", err)
	}
	if _, err := talk(mustOpen(t, Options{Policy: Device, Authorised: true}), address); err != nil {
		t.Errorf("authorised: %v", err)
	}
	scope, err := ParseScope("127.0.0.0/8")
	if err != nil {
		t.Fatal(err)
	}
	d := mustOpen(t, Options{Policy: Device, Scope: scope})
	if _, err := talk(d, address); err != nil {
		t.Errorf("in scope: %v", err)
	}
	if _, err := talk(d, "192.168.254.254:1"); !errors.Is(err, ErrNotAuthorised) {
		t.Errorf("outside the scope: %v", err)
	}
	if _, err := talk(mustOpen(t, Options{Policy: Device, Authorised: true}), "93.184.215.14:80"); !errors.Is(err, ErrRefused) {
		t.Errorf("a stranger's address, authorised: %v", err)
	}
	if _, err := Open(Options{}); err == nil {
		t.Error("a door without a policy")
	}
}

// TestControl has the resolver's answer pass and the socket's address not: the
// second check must hold by itself.
func TestControl(t *testing.T) {
	d := mustOpen(t, Options{Policy: Site})
	_, err := d.dialer("x.test").DialContext(context.Background(), "tcp", "127.0.0.1:1")
	var refused *Refused
	if !errors.As(err, &refused) || refused.Host != "x.test" || refused.Addr.String() != "127.0.0.1" {
		t.Errorf("%v", err)
	}
}

type names map[string][]netip.Addr

func (n names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	if a := n[host]; a != nil {
		return a, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

func TestNamesArePartlyInside(t *testing.T) {
	d := mustOpen(t, Options{Policy: Site, Resolver: names{"x.test": {netip.MustParseAddr("93.184.215.14"), netip.MustParseAddr("10.0.0.1")}}})
	if _, err := d.DialContext(context.Background(), "tcp", "x.test:80"); !errors.Is(err, ErrRefused) {
		t.Errorf("%v", err)
	}
}

func TestRecordAndReplay(t *testing.T) {
	address := echo(t)
	hide := func(sent bool, data []byte) []byte {
		return bytes.ReplaceAll(data, []byte("secret"), []byte("[hidden]"))
	}
	tape := &Transcript{}
	heard, err := talk(mustOpen(t, Options{Policy: Device, Authorised: true, Record: tape, Redact: hide}), address)
	if err != nil {
		t.Fatal(err)
	}
	var closed net.Listener
	if closed, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	closed.Close()
	_, refused := talk(mustOpen(t, Options{Policy: Device, Authorised: true, Record: tape}), closed.Addr().String())
	if !errors.Is(refused, syscall.ECONNREFUSED) {
		t.Fatalf("%v", refused)
	}
	var text bytes.Buffer
	if _, err := tape.WriteTo(&text); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(text.String(), "c2VjcmV0") || strings.Contains(text.String(), "secret") {
		t.Errorf("the secret is in the transcript:\n%s", text.String())
	}
	read, err := ReadTranscript(bytes.NewReader(text.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(tape.Entries(), read.Entries()); diff != "" {
		t.Errorf("written and read:\n%s", diff)
	}
	d := mustOpen(t, Options{Policy: Device, Replay: read, Redact: hide})
	again, err := talk(d, address)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{heard[0], heard[1], "you said [hidden]", heard[3], heard[4]}
	if diff := cmp.Diff(want, again); diff != "" {
		t.Errorf("replayed (want -, got +):\n%s", diff)
	}
	if _, err := talk(d, closed.Addr().String()); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("replayed: %v", err)
	}
	if _, err := talk(d, address); !errors.Is(err, ErrReplay) {
		t.Errorf("a connection that was not recorded: %v", err)
	}
}

func TestReplayRefusesOtherQuestions(t *testing.T) {
	tape := &Transcript{entries: []*Entry{{Kind: KindConnection, Verb: "tcp", Target: "a:1", Parts: []Part{{Sent: true, Data: []byte("x")}, {Data: []byte("y")}}}}}
	c, err := mustOpen(t, Options{Policy: Device, Replay: tape}).DialContext(context.Background(), "tcp", "a:1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Write([]byte("z")); !errors.Is(err, ErrReplay) {
		t.Errorf("%v", err)
	}
	if _, err := c.Write([]byte("x")); err != nil {
		t.Error(err)
	}
	if got, err := io.ReadAll(c); string(got) != "y" || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("%q, %v", got, err)
	}
	c.Close()
	if _, err := c.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
		t.Errorf("%v", err)
	}
}

func TestUDP(t *testing.T) {
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	go func() {
		buf := make([]byte, 100)
		for {
			n, from, err := server.ReadFrom(buf)
			if err != nil {
				return
			}
			_, _ = server.WriteTo(append([]byte("re: "), buf[:n]...), from)
		}
	}()
	tape := &Transcript{}
	ask := func(d *Door) string {
		c, err := d.DialContext(context.Background(), "udp", server.LocalAddr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, err := c.Write([]byte("ping")); err != nil {
			t.Fatal(err)
		}
		buf := make([]byte, 100)
		n, err := c.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		return string(buf[:n])
	}
	if got := ask(mustOpen(t, Options{Policy: Device, Authorised: true, Record: tape})); got != "re: ping" {
		t.Errorf("%q", got)
	}
	if got := ask(mustOpen(t, Options{Policy: Device, Replay: tape})); got != "re: ping" {
		t.Errorf("replayed %q", got)
	}
}

func TestPaceAndBudget(t *testing.T) {
	address := echo(t)
	d := mustOpen(t, Options{Policy: Device, Authorised: true, Interval: 50 * time.Millisecond, Budget: Budget{Requests: 4}})
	began := time.Now()
	for range 4 {
		c, err := d.DialContext(context.Background(), "tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		c.Close()
	}
	if spent := time.Since(began); spent < 150*time.Millisecond {
		t.Errorf("four connections in %s", spent)
	}
	if _, err := d.DialContext(context.Background(), "tcp", address); !errors.Is(err, ErrBudget) {
		t.Errorf("a fifth: %v", err)
	}
	d = mustOpen(t, Options{Policy: Device, Authorised: true})
	d.Slow("127.0.0.1", 80*time.Millisecond)
	began = time.Now()
	for range 2 {
		c, err := d.DialContext(context.Background(), "tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		c.Close()
	}
	if spent := time.Since(began); spent < 80*time.Millisecond {
		t.Errorf("slowed, two connections in %s", spent)
	}
	d = mustOpen(t, Options{Policy: Device, Authorised: true, Budget: Budget{Time: 100 * time.Millisecond}})
	c, err := d.DialContext(context.Background(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(c); !errors.Is(err, ErrBudget) {
		t.Errorf("reading past the time: %v", err)
	}
	d = mustOpen(t, Options{Policy: Device, Authorised: true, Budget: Budget{Bytes: 3}})
	if c, err = d.DialContext(context.Background(), "tcp", address); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 3)
	if _, err := c.Read(buf); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Read(buf); !errors.Is(err, ErrBudget) {
		t.Errorf("reading past the bytes: %v", err)
	}
}

func TestParallel(t *testing.T) {
	address := echo(t)
	d := mustOpen(t, Options{Policy: Device, Authorised: true, Parallel: 1})
	first, err := d.DialContext(context.Background(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if _, err := d.DialContext(ctx, "tcp", address); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a second at one time: %v", err)
	}
	first.Close()
	first.Close() // gives back one place, not two
	if _, err := d.DialContext(context.Background(), "tcp", address); err != nil {
		t.Error(err)
	}
	if n := len(d.slots); n != 1 {
		t.Errorf("%d places taken", n)
	}
}

func TestHTTP(t *testing.T) {
	var proxied atomic.Int32
	proxy := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { proxied.Add(1) }))
	defer proxy.Close()
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("ALL_PROXY", proxy.URL)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Date"] = nil
		w.Header().Set("X-Agent", r.UserAgent())
		if r.URL.Path == "/away" {
			http.Redirect(w, r, "http://10.0.0.1/", http.StatusFound)
			return
		}
		fmt.Fprint(w, "hello")
	}))
	defer server.Close()
	tape := &Transcript{}
	get := func(d *Door, path string) (string, error) {
		client := &http.Client{Transport: d.Transport(nil)}
		defer client.CloseIdleConnections()
		resp, err := client.Get(server.URL + path)
		if err != nil {
			return "", err
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		return fmt.Sprint(resp.StatusCode, " ", resp.Header.Get("X-Agent"), " ", string(body)), err
	}
	d := mustOpen(t, Options{Policy: Site, Loopback: true, Agent: Agent("1.2"), Record: tape})
	want := "200 assay/1.2 (+https://github.com/assay-project/assay) hello"
	if got, err := get(d, "/"); got != want || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := get(d, "/away"); !errors.Is(err, ErrRefused) {
		t.Errorf("redirected inside: %v", err)
	}
	if _, err := get(mustOpen(t, Options{Policy: Site}), "/"); !errors.Is(err, ErrRefused) {
		t.Errorf("loopback: %v", err)
	}
	if n := proxied.Load(); n > 0 {
		t.Errorf("%d requests went to the proxy of the environment", n)
	}
	replay := mustOpen(t, Options{Policy: Site, Replay: tape})
	if got, err := get(replay, "/"); got != want || err != nil {
		t.Errorf("replayed %q, %v", got, err)
	}
	if _, err := get(replay, "/away"); !errors.Is(err, ErrRefused) {
		t.Errorf("replayed: %v", err)
	}
}

func FuzzTranscript(f *testing.F) {
	f.Add([]byte(`{"schema":"assay.transcript/v1"}` + "\n" + `{"kind":"connection","verb":"tcp","target":"a:1","began":"2026-11-22T12:00:00Z","parts":[{"after":1,"sent":true,"data":"eA=="},{"after":2,"error":"eof"}]}` + "\n"))
	f.Add([]byte(`{"schema":"assay.transcript/v1"}` + "\n" + `{"kind":"exchange","verb":"GET","target":"http://a/","began":"2026-11-22T12:00:00Z","parts":[{"after":2,"data":"SFRUUC8xLjEgMjAwIE9LDQoNCg=="}]}` + "\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		tape, err := ReadTranscript(bytes.NewReader(data))
		if err != nil {
			return
		}
		d, err := Open(Options{Policy: Device, Replay: tape})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range tape.Entries() {
			if e.Kind == KindExchange {
				req, err := http.NewRequest(http.MethodGet, e.Target, nil)
				if err != nil {
					continue
				}
				if resp, err := d.Transport(nil).RoundTrip(req); err == nil {
					_, _ = io.ReadAll(resp.Body)
				}
				continue
			}
			c, err := d.DialContext(context.Background(), e.Verb, e.Target)
			if err != nil {
				continue
			}
			_, _ = c.Write([]byte("x"))
			c.Close()
			_, _ = c.Read(make([]byte, 10))
		}
	})
}
