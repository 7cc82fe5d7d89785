package site

import (
	"fmt"
	"mime"
	"net/http"
	"net/textproto"
	"net/url"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/assay-project/assay/evidence"
)

// answer is what a server said to one request, codings undone.
type answer struct {
	url    string // in normal form
	asked  bool
	status int
	header map[string][]string // in normal form
	body   []byte
	at     time.Time
}

// gathered is what is read of one or several inputs, answers in order.
type gathered struct {
	answers []*answer
	limits  limitList
	product Product // as an earlier run kept it
	byURL   map[string]*answer
	total   int64
	other   map[string]int // answers left out, by media type
	most    bounds
}

func newGathered() *gathered {
	return &gathered{byURL: make(map[string]*answer), other: make(map[string]int), most: most}
}

// add takes an answer in. A later answer of the same address takes the place of
// the earlier.
func (g *gathered) add(a *answer) {
	a.header = normalHeader(a.header)
	if a.body == nil {
		a.body = []byte{}
	}
	kind, _ := mediaType(a.header)
	old := g.byURL[a.url]
	room := g.most.total - g.total
	if old != nil {
		room += int64(len(old.body))
	}
	switch {
	case !readable(kind):
		g.other[kind]++
	case int64(len(a.body)) > g.most.page:
		g.limits.add(fmt.Sprintf("more than %d MiB", g.most.page>>20), a.url, notRead)
	case int64(len(a.body)) > room:
		g.limits.add(fmt.Sprintf("all pages together are more than %d MiB", g.most.total>>20), a.url, notRead)
	case old == nil && len(g.answers) >= g.most.pages:
		g.limits.add(fmt.Sprintf("more than %d pages", g.most.pages), a.url, notRead)
	case old != nil:
		g.replace(old, a)
	default:
		g.byURL[a.url] = a
		g.answers = append(g.answers, a)
		g.total += int64(len(a.body))
	}
}

func (g *gathered) replace(old, a *answer) {
	if old.status != a.status || string(old.body) != string(a.body) {
		g.limits.add("saved more than once: the last one was read", a.url, "what the earlier ones say was not read")
	}
	g.total += int64(len(a.body)) - int64(len(old.body))
	a.asked = a.asked || old.asked
	*old = *a
}

// close says what was left out because it is no text.
func (g *gathered) close() {
	var kinds []string
	n := 0
	for kind, count := range g.other {
		kinds = append(kinds, kind)
		n += count
	}
	if n == 0 {
		return
	}
	sort.Strings(kinds)
	if len(kinds) > 8 {
		kinds = append(kinds[:8], "…")
	}
	g.limits.add(plural(n, "answer")+" of other kinds: "+strings.Join(kinds, ", "), "", "pictures, scripts and the like are not read")
	g.other = make(map[string]int)
}

// readable tells whether answers of a media type are kept: what people read, and
// what machines publish about security.
func readable(kind string) bool {
	switch kind {
	case "text/css", "text/javascript", "text/ecmascript", "text/vtt":
		return false
	case "", "application/pdf", "application/xhtml+xml", "application/xml", "application/json", "application/octet-stream",
		"application/pgp-signature", "application/pgp-keys", "application/csaf+json", "application/x-pdf",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.oasis.opendocument.text":
		return true
	}
	return strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "+json")
}

// maxFields bounds the bytes of a header that are kept: far above what servers
// send, and below what is read of a header.
const maxFields = 64 << 10

// normalHeader gives canonical names, in the form in which a header is written
// and read again, without what only spoke about the transfer. The values of
// cookies are those of one visitor and are left out; their names stay. So are
// users and passwords in addresses.
func normalHeader(h map[string][]string) map[string][]string {
	out := make(map[string][]string)
	size := 0
	for _, name := range sorted(h) {
		canonical := textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name))
		switch canonical {
		case "Content-Encoding", "Transfer-Encoding", "Content-Length", "Connection", "Keep-Alive", "Trailer", "Upgrade",
			"Proxy-Authenticate", "Proxy-Connection":
			continue
		}
		if !token(canonical) {
			continue
		}
		for _, v := range h[name] {
			v = fieldValue(v)
			switch canonical {
			case "Set-Cookie":
				v = withoutValue(v)
			case "Location", "Content-Location", "Refresh":
				v = userinfo.ReplaceAllString(v, "//")
			}
			if size += len(canonical) + len(v); size > maxFields {
				return out
			}
			out[canonical] = append(out[canonical], v)
		}
	}
	return out
}

// userinfo is a user, with or without a password, in an address.
var userinfo = regexp.MustCompile(`//[^/?#@\s]*@`)

func sorted(h map[string][]string) []string {
	names := make([]string, 0, len(h))
	for n := range h {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// fieldValue is a value without line breaks and other control characters.
func fieldValue(v string) string {
	v = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(v, "\uFFFD"))
	return strings.TrimSpace(v)
}

// token tells whether a text is a field name (RFC 9110 clause 5.6.2).
func token(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c <= ' ' || c >= 0x7f || strings.IndexByte(`"(),/:;<=>?@[\]{}`, c) >= 0 {
			return false
		}
	}
	return s != ""
}

func withoutValue(cookie string) string {
	pair, rest, more := strings.Cut(cookie, ";")
	name, value, ok := strings.Cut(pair, "=")
	if ok && value != "" {
		pair = name + "=(left out)"
	}
	if more {
		return pair + ";" + rest
	}
	return pair
}

// mediaType returns type and charset of a header, both in small letters.
func mediaType(h map[string][]string) (kind, charset string) {
	values := h["Content-Type"]
	if len(values) == 0 {
		return "", ""
	}
	kind, params, err := mime.ParseMediaType(values[0])
	if err != nil {
		kind, _, _ = strings.Cut(values[0], ";")
		return strings.ToLower(strings.TrimSpace(kind)), ""
	}
	return kind, strings.ToLower(params["charset"])
}

// page makes a page of an answer that was reached from an address.
func page(url string, asked bool, via []string, a *answer) *evidence.Page {
	p := &evidence.Page{
		URL: url, Final: a.url, Via: via, Status: a.status, Header: a.header, Body: a.body, Digest: evidence.ID(a.body), At: a.at, Asked: asked,
	}
	p.Type, p.Charset = mediaType(a.header)
	return p
}

// join makes pages of answers. Redirects are followed to their end among the
// answers; what one led to is no page of its own, unless somebody asked for it.
// Via holds the addresses that redirected, in order, the first of which was
// asked for. A redirect whose end is not there is a page with its status.
func join(answers []*answer) []*evidence.Page {
	index := make(map[string]*answer, len(answers))
	for _, a := range answers {
		index[a.url] = a
	}
	led := make(map[*answer]bool) // to by a redirect
	for _, a := range answers {
		if next := index[a.location()]; next != nil && next != a {
			led[next] = true
		}
	}
	pages := make(map[*answer]*evidence.Page)
	covered := make(map[*answer]bool)
	for _, a := range answers {
		if led[a] && !a.asked {
			continue
		}
		end, via := follow(a, index)
		pages[a] = page(a.url, a.asked, via, end)
		for _, v := range via {
			covered[index[v]] = true
		}
		covered[end] = true
	}
	var out []*evidence.Page
	for _, a := range answers {
		p := pages[a]
		if p == nil && !covered[a] { // one of a circle
			p = page(a.url, a.asked, nil, a)
		}
		if p != nil {
			out = append(out, p)
		}
	}
	return out
}

// follow returns the answer that redirects end with; the answer itself where they
// go in a circle.
func follow(a *answer, index map[string]*answer) (*answer, []string) {
	var via []string
	seen := map[*answer]bool{a: true}
	for end := a; ; {
		next := index[end.location()]
		if next == nil || next == end {
			return end, via
		}
		if seen[next] {
			return a, nil
		}
		seen[next] = true
		via = append(via, end.url)
		end = next
	}
}

// location is where an answer redirects to, "" where it does not.
func (a *answer) location() string {
	switch a.status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return ""
	}
	values := a.header["Location"]
	if len(values) == 0 {
		return ""
	}
	base, err := url.Parse(a.url)
	if err != nil {
		return ""
	}
	to, err := base.Parse(values[0])
	if err != nil {
		return ""
	}
	n, err := normalURL(to)
	if err != nil {
		return ""
	}
	return n
}

const maxURL = 8 << 10

// parseURL returns the normal form of an address of a web page.
func parseURL(text string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil {
		return "", fmt.Errorf("%q is no web address", clip(text))
	}
	return normalURL(u)
}

// normalURL gives scheme and host in small letters, no default port, no fragment,
// no user and password, and a path.
func normalURL(u *url.URL) (string, error) {
	n := *u
	n.Scheme, n.Host = strings.ToLower(n.Scheme), strings.ToLower(n.Host)
	if n.Scheme != "http" && n.Scheme != "https" || n.Hostname() == "" || n.Opaque != "" {
		return "", fmt.Errorf("%q is no http or https address", clip(u.String()))
	}
	if port := n.Port(); port == "80" && n.Scheme == "http" || port == "443" && n.Scheme == "https" || port == "" && strings.HasSuffix(n.Host, ":") {
		n.Host = strings.TrimSuffix(n.Host, ":"+port)
	}
	n.User, n.Fragment, n.RawFragment, n.ForceQuery = nil, "", "", false
	if n.Path == "" {
		n.Path = "/"
	}
	text := n.String()
	if len(text) > maxURL || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return "", fmt.Errorf("%q is no web address", clip(text))
	}
	return text, nil
}

// longest is how many bytes of foreign text stand in a message.
const longest = 300

func clip(s string) string {
	if len(s) <= longest {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	cut := longest
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return strings.ToValidUTF8(s[:cut], "\uFFFD") + "…"
}

func plural(n int, word string) string {
	if n != 1 {
		word += "s"
	}
	return strconv.Itoa(n) + " " + word
}
