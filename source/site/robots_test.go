package site

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func redirect(to string) http.Handler { return http.RedirectHandler(to, http.StatusFound) }

func TestRobots(t *testing.T) {
	for _, c := range []struct {
		text, path string
		want       bool
	}{
		{"", "/", true},
		{"User-agent: *\nDisallow: /", "/x", false},
		{"User-agent: *\nDisallow: /", "/robots.txt", true},
		{"User-agent: *\nDisallow:", "/x", true},
		{"User-agent: other\nDisallow: /", "/x", true},
		{"User-agent: *\nDisallow: /\n\nUser-agent: Assay\nDisallow: /a", "/x", true},
		{"User-agent: assay/1.0\nDisallow: /a", "/a/b", false},
		{"User-agent: other\nUser-agent: assay\nDisallow: /a", "/a", false},
		{"User-agent: assay\nDisallow: /a\nUser-agent: other\nDisallow: /b", "/b", true},
		{"User-agent: assay\nDisallow: /a\nUser-agent: assay\nDisallow: /b", "/b", false},
		{"User-agent: assay\nSitemap: http://x/\nDisallow: /a # comment", "/a", false},
		{"User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", true},
		{"User-agent: *\nAllow: /a\nDisallow: /a", "/a", true},
		{"User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", false},
		{"User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?q", true},
		{"User-agent: *\nDisallow: /a*b*c", "/aXXbYYc/d", false},
		{"User-agent: *\nDisallow: /a*b*c", "/aXXcYYb", true},
		{"User-agent: *\nDisallow: /a%3cd", "/a%3Cd", false},
		{"User-agent: *\nDisallow: /%7Ejoe", "/~joe/", false},
		{"User-agent: *\nDisallow: /ü", "/%C3%BC", false},
		{"\ufeffUSER-AGENT : *\r\nDISALLOW : /a\r", "/a", false},
		{"Disallow: /", "/x", true},
		{"User-agent: *\nDisallow: /?q=", "/?q=1", false},
	} {
		if got := readRobots([]byte(c.text)).allows(c.path); got != c.want {
			t.Errorf("%q allows %s: %v, want %v", c.text, c.path, got, c.want)
		}
	}
	if d := readRobots([]byte("User-agent: *\nCrawl-delay: 2.5")).delay; d != 2500*time.Millisecond {
		t.Errorf("delay %s", d)
	}
	if d := readRobots([]byte("User-agent: *\nCrawl-delay: 1e9")).delay; d != maxDelay {
		t.Errorf("delay %s", d)
	}
}

func FuzzRobots(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /*a*b$\nAllow: /a\nCrawl-delay: 3", "/a/b")
	f.Fuzz(func(t *testing.T, text, path string) {
		r := readRobots([]byte(text))
		if strings.TrimSpace(text) == "" && !r.allows(path) {
			t.Errorf("nothing forbids %q", path)
		}
		r.allows(path)
		if r.delay < 0 || r.delay > maxDelay {
			t.Errorf("delay %s", r.delay)
		}
	})
}

func TestWeigh(t *testing.T) {
	for _, c := range []struct {
		text, path string
		want       int
	}{
		{"Report a vulnerability", "/x", 1}, {"", "/legal/security-policy", 1}, {"Support period", "/p", 1}, {"Download the manual", "/d", 2},
		{"Datenschutz", "/ds", 2}, {"Careers", "/jobs", 0}, {"Home securityx", "/", 0}, {"Sicherheitslücke melden", "/", 1},
	} {
		u, err := url.Parse("https://example.com" + c.path)
		if err != nil {
			t.Fatal(err)
		}
		if got := weigh(c.text, u); got != c.want {
			t.Errorf("%q %s: %d, want %d", c.text, c.path, got, c.want)
		}
	}
}

func TestSiteOf(t *testing.T) {
	for host, want := range map[string]string{"www.example.co.uk": "example.co.uk", "psirt.example.com.": "example.com", "127.0.0.1": "127.0.0.1", "co.uk": "co.uk", "localhost": "localhost", "me.github.io": "me.github.io"} {
		if got := siteOf(host); got != want {
			t.Errorf("%s: %s, want %s", host, got, want)
		}
	}
}
