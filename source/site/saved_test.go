package site

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay/evidence"
)

// rec writes a WARC 1.0 record as other programs do.
func rec(kind, uri, block string, fields ...string) string {
	head := fmt.Sprintf("WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: <%s>\r\nWARC-Date: 2026-11-22T12:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n", kind, uri)
	for _, f := range fields {
		head += f + "\r\n"
	}
	return fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s\r\n\r\n", head, len(block), block)
}

func zipped(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(text))
	z.Close()
	return b.String()
}

func short(c *Collected) []string {
	var out []string
	for _, p := range c.Pages {
		line := fmt.Sprintf("%d %s %q %s", p.Status, p.URL, p.Body, p.Type)
		if p.Final != p.URL {
			line += fmt.Sprintf(" %q -> %s", p.Via, p.Final)
		}
		out = append(out, line)
	}
	return out
}

// opened reads bytes and checks that what is kept of them reads the same.
func openedBytes(t *testing.T, name string, data []byte) *Collected {
	t.Helper()
	c, err := OpenBytes(context.Background(), name, data, Options{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, c)
	return c
}

func same(t *testing.T, c *Collected) {
	t.Helper()
	again, err := OpenBytes(context.Background(), c.Kept.Name, c.Kept.Data, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c, again); diff != "" {
		t.Errorf("what is kept reads differently (first -, kept +):\n%s", diff)
	}
}

func TestWARC(t *testing.T) {
	html := "HTTP/1.1 200 OK\r\nContent-Type: Text/HTML; charset=ISO-8859-1\r\n"
	for _, c := range []struct {
		name, warc string
		want       []string
		limit      string
	}{
		{"plain", rec("warcinfo", "", "x: y") + rec("request", "http://a.example/", "GET / HTTP/1.1\r\n\r\n") + rec("response", "http://a.example/", html+"\r\nhi"),
			[]string{`200 http://a.example/ "hi" text/html`}, ""},
		{"chunked and gzip", rec("response", "http://a.example/", html+"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"+chunks(zipped("hello"))),
			[]string{`200 http://a.example/ "hello" text/html`}, ""},
		{"decoded, header left as it was", rec("response", "http://a.example/", html+"Transfer-Encoding: chunked\r\nContent-Encoding: br\r\nContent-Length: 3\r\n\r\nhello there"),
			[]string{`200 http://a.example/ "hello there" text/html`}, ""},
		{"broken chunks", rec("response", "http://a.example/", html+"\r\nfine") + rec("response", "http://a.example/2", html+"Transfer-Encoding: chunked\r\n\r\nff\r\nhello"),
			[]string{`200 http://a.example/ "fine" text/html`}, "its chunks are broken"},
		{"redirects", rec("response", "http://a.example", "HTTP/1.1 301 Moved\r\nLocation: /b#top\r\n\r\n") + rec("response", "http://a.example/b", "HTTP/1.1 302 Found\r\nLocation: //c.example\r\n\r\n") +
			rec("response", "http://c.example/", html+"\r\nend") + rec("response", "http://d.example/", "HTTP/1.1 302 Found\r\nLocation: http://gone.example/\r\n\r\n"),
			[]string{`200 http://a.example/ "end" text/html ["http://a.example/" "http://a.example/b"] -> http://c.example/`, `302 http://d.example/ "" `}, ""},
		{"circle", rec("response", "http://a.example/1", "HTTP/1.1 302 F\r\nLocation: 2\r\n\r\n") + rec("response", "http://a.example/2", "HTTP/1.1 302 F\r\nLocation: 1\r\n\r\n"),
			[]string{`302 http://a.example/1 "" `, `302 http://a.example/2 "" `}, ""},
		{"resource", rec("resource", "https://a.example/p.pdf", "%PDF", "Content-Type: application/pdf"), []string{`200 https://a.example/p.pdf "%PDF" application/pdf`}, ""},
		{"revisit", rec("response", "http://a.example/", html+"\r\nhi") + rec("revisit", "http://a.example/2", ""), []string{`200 http://a.example/ "hi" text/html`}, "a revisit record"},
		{"truncated in the record", rec("response", "http://a.example/", html+"\r\nhi") + rec("response", "http://a.example/2", html+"\r\nh", "WARC-Truncated: length"),
			[]string{`200 http://a.example/ "hi" text/html`}, "cut short when it was saved (length)"},
		{"short body", rec("response", "http://a.example/", html+"\r\nhi") + rec("response", "http://a.example/2", html+"Content-Length: 10\r\n\r\nh"),
			[]string{`200 http://a.example/ "hi" text/html`}, "1 of 10 bytes"},
		{"cut file", rec("response", "http://a.example/", html+"\r\nhi") + rec("response", "http://a.example/2", html+"\r\nh")[:150],
			[]string{`200 http://a.example/ "hi" text/html`}, "record 2: the file is cut short"},
		{"wrong length", rec("response", "http://a.example/", html+"\r\nhi") + strings.Replace(rec("response", "http://a.example/2", html+"\r\nhi"), "Length: ", "Length: 1", 1) + strings.Repeat("x", 2000),
			[]string{`200 http://a.example/ "hi" text/html`}, "its Content-Length is wrong"},
		{"digest", rec("response", "http://a.example/", html+"\r\nhi") + rec("resource", "http://a.example/2", "hi", "WARC-Block-Digest: sha1:AAAA"),
			[]string{`200 http://a.example/ "hi" text/html`}, "its bytes are not those of its digest"},
		{"digest that holds", rec("resource", "http://a.example/2", "hi", "WARC-Block-Digest: sha1:YIVV7ELYGQTASQUNN5I3FRNPJQF542SC", "Content-Type: text/plain"),
			[]string{`200 http://a.example/2 "hi" text/plain`}, ""},
		{"twice", rec("response", "http://a.example/", html+"\r\nold") + rec("response", "http://a.example/", html+"\r\nnew"),
			[]string{`200 http://a.example/ "new" text/html`}, "saved more than once"},
		{"pictures", rec("response", "http://a.example/", html+"\r\nhi") + rec("response", "http://a.example/x", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nPNG"),
			[]string{`200 http://a.example/ "hi" text/html`}, "1 answer of other kinds: image/png"},
		{"no HTTP", rec("response", "http://a.example/", html+"\r\nhi") + rec("response", "http://a.example/2", "garbage"), []string{`200 http://a.example/ "hi" text/html`}, "no whole HTTP response"},
		{"gzip bomb", rec("response", "http://a.example/", html+"\r\nhi") + rec("response", "http://a.example/2", html+"Content-Encoding: gzip\r\n\r\n"+zipped(strings.Repeat("a", 40<<20))),
			[]string{`200 http://a.example/ "hi" text/html`}, "more than 32 MiB when its gzip coding is undone"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := OpenBytes(context.Background(), "x.warc", []byte(c.warc), Options{})
			if c.want == nil {
				t.Fatal("no expectation")
			}
			if err != nil {
				t.Fatal(err)
			}
			same(t, got)
			if diff := cmp.Diff(c.want, short(got)); diff != "" {
				t.Errorf("pages (want -, got +):\n%s", diff)
			}
			if !strings.Contains(limits(got), c.limit) || c.limit == "" && len(got.Limits) > 0 {
				t.Errorf("limits, want %q:\n%s", c.limit, limits(got))
			}
			packed := openedBytes(t, "x.warc", []byte(zipped(c.warc)))
			if diff := cmp.Diff(got, packed); diff != "" && c.name != "cut file" {
				t.Errorf("as .warc.gz:\n%s", diff)
			}
		})
	}
}

func chunks(body string) string {
	return fmt.Sprintf("%x\r\n%s\r\n%x;ext=1\r\n%s\r\n0\r\n\r\n", len(body[:3]), body[:3], len(body[3:]), body[3:])
}

func TestNotSavedPages(t *testing.T) {
	for _, c := range []struct{ data, want string }{
		{"", "no saved pages"}, {"MZ", "no saved pages"}, {"WARC/0.9\r\n\r\n", `starts with "WARC/0.9"`}, {"WARC/1.0\r\nWARC-Type: response\r\n\r\n", "Content-Length"},
		{"WARC/1.0\r\nContent-Length: 99999999999999\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\n\r\n", ""},
		{"{}", "no log"}, {`{"log":[]}`, "not a HAR file"}, {`{"log":{"version":"1.2","entries":[` + strings.Repeat("{},", 300_000) + `{}]}}`, "more than 200000 entries"},
		{`{"log":{"version":"1.2","entries":[{"response":{"headers":[` + strings.Repeat("{},", 100_000) + `{}]}}]}}`, "a header of more than 256 KiB"}, {`{"log":{"version":"9"}}`, "HAR version"}, {"{", "not a HAR file"}, {"\x1f\x8bxx", ""},
		{rec("warcinfo", "", "x"), "no saved pages"}, {strings.Repeat("a", 1<<20), "no saved pages"}, {"WARC/1.0\r\n" + strings.Repeat("A: b\r\n", 1<<17), "a header of more than"},
	} {
		_, err := OpenBytes(context.Background(), "x", []byte(c.data), Options{})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.20q: %v, want %q", c.data, err, c.want)
		}
	}
}

func TestHAR(t *testing.T) {
	c := openedBytes(t, "x.har", []byte(`{"log":{"version":"1.2","creator":{"name":"Browser","version":"1"},"entries":[
		{"startedDateTime":"2026-11-22T13:00:00.5+01:00","request":{"method":"GET","url":"https://a.example/#top","headers":[{"name":"Cookie","value":"session=secret"}]},
		 "response":{"status":200,"headers":[{"name":"content-type","value":"text/html; charset=iso-8859-1"},{"name":"set-cookie","value":"id=secret; Path=/\nz=secret"},{"name":"Content-Encoding","value":"br"}],
		 "content":{"size":3,"mimeType":"text/html","text":"hé"},"redirectURL":""}},
		{"startedDateTime":"2026-11-22T12:00:01Z","request":{"method":"GET","url":"https://a.example/p"},"response":{"status":301,"headers":[],"content":{"size":0,"mimeType":""},"redirectURL":"/p.pdf"}},
		{"startedDateTime":"2026-11-22T12:00:01Z","request":{"method":"GET","url":"https://a.example/p.pdf"},"response":{"status":200,"headers":[],"content":{"size":4,"mimeType":"application/pdf","text":"JVBERg==","encoding":"base64"}}},
		{"request":{"method":"POST","url":"https://a.example/api"},"response":{"status":200,"content":{}}},
		{"request":{"method":"GET","url":"https://a.example/blocked"},"response":{"status":0,"content":{}}},
		{"request":{"method":"GET","url":"https://a.example/bare"},"response":{"status":200,"content":{"size":9,"mimeType":"text/html"}}},
		{"request":{"method":"GET","url":"https://a.example/odd"},"response":{"status":200,"content":{"size":9,"mimeType":"text/html","encoding":"base64","text":"!"}}},
		{"request":{"method":"GET","url":"data:text/html,x"},"response":{"status":200,"content":{}}},
		{"request":{"method":"GET","url":"https://a.example/x.js"},"response":{"status":200,"content":{"mimeType":"text/javascript","text":"1"}}}]}}`))
	want := []string{`200 https://a.example/ "hé" text/html`, `200 https://a.example/p "%PDF" application/pdf ["https://a.example/p"] -> https://a.example/p.pdf`}
	if diff := cmp.Diff(want, short(c)); diff != "" {
		t.Errorf("pages (want -, got +):\n%s", diff)
	}
	first := c.Pages[0]
	if first.Charset != "utf-8" || !first.At.Equal(time.Date(2026, 11, 22, 12, 0, 0, 500e6, time.UTC)) {
		t.Errorf("charset %q at %s", first.Charset, first.At)
	}
	if diff := cmp.Diff([]string{"id=(left out); Path=/", "z=(left out)"}, first.Header["Set-Cookie"]); diff != "" {
		t.Error(diff)
	}
	for _, said := range []string{"/api: an answer to POST", "/blocked: there was no answer", "/bare: saved without its content", "/odd: its content is no base64", "text/javascript"} {
		if !strings.Contains(limits(c), said) {
			t.Errorf("limits do not say %q:\n%s", said, limits(c))
		}
	}
	if bytes.Contains(c.Kept.Data, []byte("secret")) {
		t.Error("the value of a cookie is kept")
	}
}

// lay writes files into a folder of their own.
func lay(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func open(t *testing.T, path string) *Collected {
	t.Helper()
	c, err := Open(context.Background(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, c)
	return c
}

func TestFolderByPath(t *testing.T) {
	outside := lay(t, map[string]string{"secret.txt": "secret"})
	dir := lay(t, map[string]string{
		"example.com/index.html": "home", "example.com/security/index.html": "report", "example.com/.well-known/security.txt": "Contact: x",
		"example.com+8443/a.pdf": "%PDF", "example.com/find?q=1": "found", "example.com/logo.png": "PNG", "notes.txt": "mine", "misc/x.html": "x",
	})
	for name, to := range map[string]string{"example.com/link.txt": filepath.Join(outside, "secret.txt"), "example.com/dir": outside} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Skip(err)
		}
	}
	c := open(t, dir)
	want := []string{
		`200 https://example.com/.well-known/security.txt "Contact: x" text/plain`, `200 https://example.com/find?q=1 "found" text/html`,
		`200 https://example.com/ "home" text/html`, `200 https://example.com/security/ "report" text/html`, `200 https://example.com:8443/a.pdf "%PDF" application/pdf`,
	}
	if diff := cmp.Diff(want, short(c)); diff != "" {
		t.Errorf("pages (want -, got +):\n%s", diff)
	}
	for _, said := range []string{"example.com/dir: a symbolic link", "example.com/link.txt: a symbolic link", "misc/x.html: no site.json says", "notes.txt: no site.json", "image/png"} {
		if !strings.Contains(limits(c), said) {
			t.Errorf("limits do not say %q:\n%s", said, limits(c))
		}
	}
	if !c.Pages[0].At.IsZero() || c.Pages[0].Origin != filepath.Base(dir)+"!https://example.com/.well-known/security.txt" {
		t.Errorf("at %s, origin %q", c.Pages[0].At, c.Pages[0].Origin)
	}
}

func TestFolderByIndex(t *testing.T) {
	dir := lay(t, map[string]string{"a.html": "a", "left.html": "x", "site.json": `{"pages":[
		{"file":"a.html","url":"https://example.com/a","fetched":"2026-11-22","asked":true,"type":"text/html; charset=windows-1252"},
		{"url":"https://example.com/.well-known/security.txt","status":404},
		{"url":"https://example.com/b","status":301,"location":"/a"},
		{"file":"gone.html","url":"https://example.com/gone"}]}`})
	c := open(t, dir)
	want := []string{
		`200 https://example.com/a "a" text/html`, `404 https://example.com/.well-known/security.txt "" `, `200 https://example.com/b "a" text/html ["https://example.com/b"] -> https://example.com/a`,
	}
	if diff := cmp.Diff(want, short(c)); diff != "" {
		t.Errorf("pages (want -, got +):\n%s", diff)
	}
	if p := c.Pages[0]; !p.Asked || p.Charset != "windows-1252" || !p.At.Equal(time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("page %+v", p)
	}
	if len(c.Evidence) != 3 || len(c.Evidence[1].Places) != 2 || c.Evidence[0].Kind != "site" {
		t.Errorf("evidence %+v", c.Evidence)
	}
	for _, said := range []string{"left.html: not listed in site.json", "https://example.com/gone: file gone.html: there is no such file"} {
		if !strings.Contains(limits(c), said) {
			t.Errorf("limits do not say %q:\n%s", said, limits(c))
		}
	}
	for _, bad := range []string{`{"pages":[{"file":"../x","url":"https://a.example/"}]}`, `{"pages":[{"url":"mailto:x"}]}`, `{"pages":[{"url":"https://a.example/","fetched":"now"}]}`, `{"more":1}`, `{"pages":[{"url":"https://a.example/","status":7}]}`} {
		if _, err := Open(context.Background(), lay(t, map[string]string{"site.json": bad}), Options{}); err == nil || !strings.Contains(err.Error(), "site.json") {
			t.Errorf("%s: %v", bad, err)
		}
	}
	if _, err := Open(context.Background(), t.TempDir(), Options{}); !errors.Is(err, ErrFormat) {
		t.Errorf("an empty folder: %v", err)
	}
}

func TestProductIsKept(t *testing.T) {
	dir := lay(t, map[string]string{"example.com/index.html": "home"})
	c, err := Open(context.Background(), dir, Options{Product: Product{Name: "HomeCam 2", Model: "HC-2"}})
	if err != nil {
		t.Fatal(err)
	}
	same(t, c)
	if c.Product.Model != "HC-2" {
		t.Errorf("product %+v", c.Product)
	}
}

// TestWget reads what wget saves of a site, and compares it with a visit.
func TestWget(t *testing.T) {
	wget, err := exec.LookPath("wget")
	if err != nil {
		t.Skip("wget is not installed")
	}
	w := newWorld(t)
	w.page("/{$}", `<a href="/security">Security</a><img src="/x.png">`)
	w.page("/security", strings.Repeat("report to us, ", 5000))
	w.page("/.well-known/security.txt", "Contact: mailto:x@larkspur.example\n")
	w.mux.Handle("GET /security.txt", redirect("/.well-known/security.txt"))
	file := filepath.Join(t.TempDir(), "site")
	cmd := exec.Command(wget, "-q", "-r", "-l1", "--compression=auto", "--warc-file="+file, "--no-proxy", "-P", t.TempDir(), w.URL+"/", w.URL+"/.well-known/security.txt", w.URL+"/security.txt")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Logf("wget: %v %s", err, out) // 8: some answers were errors
	}
	saved := open(t, file+".warc.gz")
	visited := visit(t, w, w.options(), "/")
	byURL := make(map[string]*evidence.Page)
	for _, p := range saved.Pages {
		byURL[p.URL] = p
	}
	for _, p := range visited.Pages {
		s := byURL[p.URL]
		if s == nil || s.Digest != p.Digest || s.Status != p.Status || s.Final != p.Final || s.Type != p.Type {
			t.Errorf("%s: visited %d %s, saved %+v", p.URL, p.Status, p.Digest, s)
		}
	}
}

func FuzzWARC(f *testing.F) {
	html := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
	f.Add([]byte(rec("response", "http://a.example/", html+"\r\nhi")))
	f.Add([]byte(rec("response", "http://a.example/", html+"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"+chunks(zipped("hello")))))
	f.Add([]byte(rec("resource", "http://a.example/", "hi", "Content-Type: text/plain") + rec("metadata", noteURI, `{"product":{},"limits":[{"what":"x","where":"","effect":""}]}`)))
	f.Add([]byte(zipped(rec("response", "http://a.example", "HTTP/1.1 301 Moved\r\nLocation: /b\r\n\r\n"))))
	f.Fuzz(fuzzOpen)
}

func FuzzHAR(f *testing.F) {
	f.Add([]byte(`{"log":{"version":"1.2","entries":[{"startedDateTime":"2026-11-22T12:00:00Z","request":{"method":"GET","url":"https://a.example/"},"response":{"status":200,"headers":[{"name":"Content-Type","value":"text/html"}],"content":{"size":1,"mimeType":"text/html","text":"YQ==","encoding":"base64"}}}]}}`))
	f.Fuzz(fuzzOpen)
}

// fuzzOpen opens bytes; what is kept of them must read the same.
func fuzzOpen(t *testing.T, data []byte) {
	c, err := OpenBytes(context.Background(), "fuzz", data, Options{})
	if err != nil {
		return
	}
	same(t, c)
}

// FuzzKept writes an answer as it is kept and reads it again.
func FuzzKept(f *testing.F) {
	f.Add(200, "Content-Type", "text/html; charset=utf-8", []byte("<p>"), "https://example.com/a?b#c")
	f.Add(301, "location", " /b\r\n x", []byte{}, "http://EXAMPLE.com:80")
	f.Fuzz(func(t *testing.T, status int, name, value string, body []byte, address string) {
		uri, err := parseURL(address)
		if err != nil || status < 100 || status > 999 {
			return
		}
		if again, err := parseURL(uri); err != nil || again != uri {
			t.Fatalf("%q in normal form is %q, then %q, %v", address, uri, again, err)
		}
		g := newGathered()
		g.add(&answer{url: uri, status: status, header: map[string][]string{name: {value, value}, "X": {value}}, body: body})
		if len(g.answers) == 0 {
			return
		}
		c, err := finish(context.Background(), "x", Product{Name: strings.ToValidUTF8(value, "")}, g)
		if err != nil {
			t.Fatal(err)
		}
		same(t, c)
	})
}

func FuzzIndex(f *testing.F) {
	f.Add([]byte(`{"pages":[{"file":"a.html","url":"https://example.com/a","status":200,"type":"text/html","fetched":"2026-11-22"}]}`), "example.com/security/index.html")
	f.Fuzz(func(t *testing.T, data []byte, name string) {
		if index, err := readIndex(data); err == nil {
			for _, e := range index.Pages {
				if strings.HasPrefix(e.File, "/") || strings.Contains("/"+e.File+"/", "/../") {
					t.Errorf("file %q", e.File)
				}
			}
		}
		if u, err := urlOf(name); err == nil {
			if again, err := parseURL(u); err != nil || again != u {
				t.Errorf("%q: %q is not in normal form: %q, %v", name, u, again, err)
			}
		}
	})
}

func BenchmarkWARC(b *testing.B) {
	var text strings.Builder
	for i := range 200 {
		text.WriteString(rec("response", fmt.Sprintf("http://a.example/%d", i), "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"+strings.Repeat("<p>report to us</p>\n", 2000)))
	}
	for name, data := range map[string][]byte{"plain": []byte(text.String()), "gzip": []byte(zipped(text.String()))} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(text.Len()))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := OpenBytes(context.Background(), "x.warc", data, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
