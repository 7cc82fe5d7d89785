package evidence

import "time"

// Page is one answer of a web server as it was kept: a page, a text, a PDF. The
// body is what came over the wire, with transfer and content codings undone.
type Page struct {
	URL    string // as asked for
	Final  string // after redirects; the same as URL where there were none
	Via    []string
	Status int
	Type   string // media type in small letters without parameters: "text/html"
	// Charset is that of the Content-Type; "" where none was given.
	Charset string
	Header  map[string][]string // canonical names (RFC 9110 clause 5.1)
	Body    []byte
	Digest  string    // "sha256:<hex>" of Body
	Origin  string    // path chain: "site.warc!https://example.com/security"
	At      time.Time // when it was fetched or saved; zero where that is not known
	// Asked is set where a person named this address, and not where it was found
	// by following a link.
	Asked bool
}
