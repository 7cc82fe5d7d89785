package securitytxt

import (
	"net/mail"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// tooFar is how far ahead RFC 9116 section 2.5.5 advises a file to expire at most.
const tooFar = 366 * 24 * time.Hour

// judge looks at the fields together (RFC 9116 section 2.5).
func (f *File) judge(at time.Time) {
	f.contacts()
	f.expires(at)
	f.addresses()
	f.languages()
	if f.Signed && len(f.Values("Canonical")) == 0 {
		f.advise(0, "no_canonical", "it is signed, and names no Canonical address: the signature can stand on any site")
	}
	if !f.Signed {
		f.advise(0, "not_signed", "it is not signed")
	}
	for _, field := range f.Fields {
		switch name := known[strings.ToLower(field.Name)]; {
		case strings.EqualFold(field.Name, "acknowledgements"), strings.EqualFold(field.Name, "acknowledgment"):
			f.advise(field.Line, "unknown_field", "%s is not the name of the field: it is Acknowledgments", field.Name)
		case name == "":
			f.advise(field.Line, "unknown_field", "%s is not a registered field; readers pass over it", short(field.Name))
		}
	}
	if csaf := f.Values("CSAF"); len(csaf) > 1 {
		f.advise(csaf[1].Line, "multiple_csaf_fields", "several CSAF fields stand there: one is enough for most readers")
	}
}

func (f *File) contacts() {
	all := f.Values("Contact")
	if len(all) == 0 {
		f.wrong(0, "no_contact", "there is no Contact")
	}
	for _, c := range all {
		scheme := f.address(c, "no_uri")
		switch scheme {
		case "mailto":
			to, _, _ := strings.Cut(c.Value[len("mailto:"):], "?")
			if _, err := mail.ParseAddress(to); err != nil {
				f.wrong(c.Line, "invalid_contact", "%q is no mail address", short(to))
			}
		case "tel":
			if !telephone.MatchString(c.Value) {
				f.wrong(c.Line, "invalid_contact", "%q is no telephone number", short(c.Value))
			}
		case "", "https", "http":
		default:
			f.advise(c.Line, "contact_scheme", "few can use a contact of the scheme %s", scheme)
		}
	}
}

// telephone is a global number of RFC 3966: with its country code.
var telephone = regexp.MustCompile(`^(?i:tel):\+[0-9().-]{3,20}(;.*)?$`)

// address judges the URI of a field and returns its scheme, "" where it has none.
func (f *File) address(field Field, code string) string {
	u, err := url.Parse(field.Value)
	if err != nil || u.Scheme == "" {
		hint := ""
		if strings.Contains(field.Value, "@") && !strings.ContainsAny(field.Value, " /") {
			hint = ": mailto: is missing"
		}
		f.wrong(field.Line, code, "%s is no URI%s: %q", field.Name, hint, short(field.Value))
		return ""
	}
	scheme := strings.ToLower(u.Scheme)
	switch {
	case scheme == "http":
		f.wrong(field.Line, "no_https", "%s is an address without https", field.Name)
	case scheme == "https" && u.Host == "":
		f.wrong(field.Line, code, "%s names no host: %q", field.Name, short(field.Value))
		return ""
	}
	return scheme
}

func (f *File) addresses() {
	for _, name := range []string{"Acknowledgments", "Canonical", "Encryption", "Hiring", "Policy", "CSAF"} {
		for _, field := range f.Values(name) {
			scheme := f.address(field, "no_uri")
			if name == "Encryption" && (scheme == "dns" || scheme == "openpgp4fpr") {
				continue
			}
			if scheme != "" && scheme != "https" && scheme != "http" {
				f.wrong(field.Line, "no_uri", "%s is no address of the web: %q", name, short(field.Value))
			}
			if name == "CSAF" && scheme == "https" && !strings.HasSuffix(strings.ToLower(field.Value), "provider-metadata.json") {
				f.wrong(field.Line, "no_csaf_file", "CSAF does not lead to a provider-metadata.json (CSAF 2.0 section 7.1.8)")
			}
			if name == "Encryption" && strings.Contains(field.Value, "BEGIN PGP") {
				f.wrong(field.Line, "no_uri", "Encryption holds a key; it must hold its address")
			}
		}
	}
}

func (f *File) expires(at time.Time) {
	all := f.Values("Expires")
	switch {
	case len(all) == 0:
		f.wrong(0, "no_expire", "there is no Expires")
		return
	case len(all) > 1:
		f.wrong(all[1].Line, "multi_expire", "Expires stands there %d times", len(all))
	}
	field := all[0]
	t, err := time.Parse(time.RFC3339, strings.ToUpper(field.Value))
	if err != nil {
		f.wrong(field.Line, "invalid_expiry", "Expires is no date of RFC 3339 such as 2027-12-31T18:37:07Z: %q", short(field.Value))
		return
	}
	f.Expires = t.UTC()
	switch {
	case at.IsZero():
	case !t.After(at):
		f.wrong(field.Line, "expired", "it expired on %s", f.Expires.Format(time.DateOnly))
	case t.Sub(at) > tooFar:
		f.advise(field.Line, "long_expiry", "it expires in more than a year, on %s", f.Expires.Format(time.DateOnly))
	}
}

// languageTag is a language tag of RFC 5646, roughly.
var languageTag = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`)

func (f *File) languages() {
	all := f.Values("Preferred-Languages")
	if len(all) > 1 {
		f.wrong(all[1].Line, "multi_lang", "Preferred-Languages stands there %d times", len(all))
	}
	for _, field := range all {
		for _, tag := range strings.Split(field.Value, ",") {
			if !languageTag.MatchString(strings.TrimSpace(tag)) {
				f.wrong(field.Line, "invalid_lang", "%q is no language tag", short(strings.TrimSpace(tag)))
			}
		}
	}
}

// Expired tells whether the file says that it is not to be used any more on a day.
func (f *File) Expired(at time.Time) bool {
	return !f.Expires.IsZero() && !at.IsZero() && !f.Expires.After(at)
}
