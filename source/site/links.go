package site

import (
	"net/url"
	"path"
	"regexp"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/assay-project/assay/prose/html"
)

// link is an address that a page leads to.
type link struct {
	to     *url.URL
	weight int
}

// links returns the links of an HTML page that lead to the web, in the order of
// the page.
func (a *answer) links(limits *limitList) []link {
	kind, charset := mediaType(a.header)
	if kind != "text/html" && kind != "application/xhtml+xml" {
		return nil
	}
	base, err := url.Parse(a.url)
	if err != nil {
		return nil
	}
	text, err := html.Read(a.body, charset, html.Limits{})
	if err != nil {
		limits.add("its links could not be read: "+err.Error(), a.url, "pages that only it leads to were not visited")
		return nil
	}
	base = baseOf(a.body, base)
	var out []link
	for _, l := range text.Links {
		to, err := base.Parse(strings.TrimSpace(l.Href))
		if err != nil || to.Scheme != "http" && to.Scheme != "https" || unread(to) {
			continue
		}
		out = append(out, link{to, weigh(l.Text, to)})
	}
	return out
}

var baseElement = regexp.MustCompile(`(?i)<base\s[^<>]*?href\s*=\s*["']?([^"'\s<>]+)`)

// baseOf is the address that links of a page are relative to.
func baseOf(body []byte, own *url.URL) *url.URL {
	found := baseElement.FindSubmatch(body[:min(len(body), 64<<10)])
	if found == nil {
		return own
	}
	if to, err := own.Parse(string(found[1])); err == nil && to.Host != "" {
		return to
	}
	return own
}

// unread tells by the ending that an address leads to what is not read anyway.
func unread(to *url.URL) bool {
	switch strings.ToLower(path.Ext(to.Path)) {
	case ".zip", ".bin", ".exe", ".dmg", ".msi", ".apk", ".img", ".tar", ".gz", ".rar", ".7z", ".iso", ".deb", ".rpm", ".mp3", ".mov", ".avi":
		return true
	}
	return !readable(typeOf(to.Path))
}

// fields of a security.txt whose addresses are fetched too (RFC 9116): what it
// refers to as policy, what it says it is, and the key that its signature needs.
// Signature was a field of the drafts.
var securityFields = map[string]bool{"policy": true, "canonical": true, "encryption": true, "signature": true}

// maxReferences bounds the addresses that are taken from one security.txt.
const maxReferences = 12

// isSecurityTxt tells whether an answer is a security.txt.
func (a *answer) isSecurityTxt() bool {
	kind, _ := mediaType(a.header)
	return a.status == 200 && path.Base(pathOf(a.url)) == "security.txt" && kind != "text/html"
}

func pathOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Path
}

// references returns the addresses that a security.txt refers to.
func (a *answer) references() []*url.URL {
	var out []*url.URL
	for _, line := range strings.Split(string(a.body[:min(len(a.body), 64<<10)]), "\n") {
		key, value, found := strings.Cut(line, ":")
		if !found || !securityFields[strings.ToLower(strings.TrimSpace(key))] {
			continue
		}
		to, err := url.Parse(strings.TrimSpace(value))
		if err == nil && (to.Scheme == "http" || to.Scheme == "https") && to.Host != "" && len(out) < maxReferences {
			out = append(out, to)
		}
	}
	return out
}

// siteOf is what two hosts of one site have in common: the domain that somebody
// registered (the Public Suffix List), else the host.
func siteOf(host string) string {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if domain, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil && strings.Trim(host, "0123456789.") != "" {
		return domain
	}
	return host
}
