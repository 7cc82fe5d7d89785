package securitytxt

import (
	"bytes"
	"sort"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/site"
)

// Served is a file as a server gave it.
type Served struct {
	*File
	Page      *site.Page
	Signature Signature
}

// Found is what the pages show about security.txt.
type Found struct {
	Site  *site.Site
	Files []*Served
	// Absent are pages at its places that are not there, in their order.
	Absent []*site.Page
	// Unread are pages at its places that could not be read.
	Unread []*site.Page
}

var fact = check.NewFact("securitytxt", compute)

// Of returns the security.txt files among the pages.
func Of(in *check.Input) (*Found, error) { return fact.Of(in) }

// The places of RFC 9116 section 3: the second only for sites that have it from
// before, and it gives way to the first.
const (
	wellKnown = "/.well-known/security.txt"
	legacy    = "/security.txt"
)

func compute(in *check.Input) (*Found, error) {
	pages, err := site.Of(in)
	if err != nil {
		return nil, err
	}
	found := &Found{Site: pages}
	keys := keysAmong(pages)
	for _, p := range pages.Pages {
		asked := site.PathOf(p.Page.URL)
		if asked != wellKnown && asked != legacy && p.Address.Path != wellKnown && p.Address.Path != legacy {
			continue
		}
		switch {
		case p.State == site.Missing:
			found.Absent = append(found.Absent, p)
		case p.State == site.Failing || p.State == site.Wall || p.State == site.Challenge:
			found.Unread = append(found.Unread, p)
		case isPage(p):
			// a site that answers every address with its main page has none
			found.Absent = append(found.Absent, p)
		default:
			s := &Served{File: Parse(p.Body, in.At), Page: p, Signature: Verify(p.Body, keys, in.At)}
			s.served()
			found.Files = append(found.Files, s)
		}
	}
	found.places()
	return found, nil
}

// places puts files of the first place before those of the second, and says what
// is wrong with a second where there is no first: its place is the first (RFC 9116
// section 3).
func (found *Found) places() {
	sort.SliceStable(found.Files, func(i, j int) bool { return !found.Files[i].legacy() && found.Files[j].legacy() })
	first := make(map[string]bool)
	for _, f := range found.Files {
		host := hostOf(f.Page.Page.URL)
		switch {
		case !f.legacy():
			first[host] = true
		case first[host]:
			f.advise(0, "legacy_path", "it stands at /security.txt as well; the one at /.well-known/security.txt counts")
		default:
			f.wrong(0, "location", "it stands at /security.txt; its place is /.well-known/security.txt")
		}
	}
}

func (s *Served) legacy() bool {
	return site.PathOf(s.Page.Page.URL) == legacy && site.PathOf(s.Page.URL()) != wellKnown
}

// isPage tells an HTML page that stands where the file should.
func isPage(p *site.Page) bool {
	start := bytes.ToLower(bytes.TrimLeft(p.Body[:min(len(p.Body), 512)], "\ufeff \t\r\n"))
	for _, mark := range []string{"<!doctype", "<!--", "<?xml", "<html", "<head", "<body", "<meta", "<title", "<script", "<div", "<h1", "<p>"} {
		if bytes.HasPrefix(start, []byte(mark)) {
			return true
		}
	}
	return false
}

// served judges how the file was given out: place, media type, transport,
// redirects and its own Canonical (RFC 9116 sections 3 and 2.5.2).
func (s *Served) served() {
	asked, p := s.Page.Page.URL, s.Page
	if !strings.HasPrefix(p.URL(), "https://") {
		s.wrong(0, "invalid_uri_scheme", "it is served without https")
	}
	if p.Type != "text/plain" {
		s.wrong(0, "invalid_media", "its media type is %q instead of text/plain", p.Type)
	} else if p.Charset != "" && !strings.EqualFold(p.Charset, "utf-8") {
		s.wrong(0, "invalid_charset", "its character set is given as %s instead of utf-8", p.Charset)
	}
	if site.Key(asked) != site.Key(p.URL()) && hostOf(asked) != hostOf(p.URL()) {
		s.advise(0, "redirect", "%s redirects to another host: %s", asked, p.URL())
	}
	if !s.canonical(asked) {
		s.advise(0, "no_canonical_match", "none of its Canonical addresses is the one it was fetched from")
	}
	if s.Signature.State == "bad" || s.Signature.State == "broken" {
		s.wrong(0, "pgp_error", "%s", s.Signature.Say)
	}
}

func hostOf(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	return strings.TrimPrefix(strings.ToLower(host), "www.")
}

func (s *Served) canonical(asked string) bool {
	all := s.Values("Canonical")
	for _, c := range all {
		if c.Value == asked || c.Value == s.Page.URL() {
			return true
		}
	}
	return len(all) == 0
}

// Usable tells whether a reader may act on the file: it has a contact, and is not
// out of date. RFC 9116 says not to use one that has expired.
func (s *Served) Usable(in *check.Input) bool {
	return len(s.Values("Contact")) > 0 && !s.Expired(in.At)
}

// Where quotes a field.
func (s *Served) Where(f Field) assay.Where {
	w := s.Page.Where()
	w.Line, w.Quote = f.Line, f.Name+": "+f.Value
	return w
}

// keysAmong returns what looks like an OpenPGP public key among the pages.
func keysAmong(pages *site.Site) [][]byte {
	var keys [][]byte
	for _, p := range pages.Pages {
		if bytes.Contains(p.Body, []byte("-----BEGIN PGP PUBLIC KEY BLOCK-----")) || p.Type == "application/pgp-keys" || strings.Contains(p.Address.Path, "/.well-known/openpgpkey/") {
			keys = append(keys, p.Body)
		}
	}
	return keys
}
