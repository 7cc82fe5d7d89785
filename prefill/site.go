package prefill

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/assay-project/assay/fact/securitytxt"
)

// securityTxt proposes what a security.txt (RFC 9116) of the maker states: whom
// to tell of flaws, and where the policy stands. One that is out of date or
// cannot be used states nothing.
func (g *gathering) securityTxt() error {
	found, err := securitytxt.Of(g.in)
	if err != nil || found == nil {
		return err
	}
	for _, f := range found.Files {
		if !f.Usable(g.in) {
			continue
		}
		for _, field := range f.Values("Contact") {
			contact := strings.TrimPrefix(clean(field.Value), "mailto:")
			if unescaped, err := url.PathUnescape(contact); err == nil && strings.Contains(contact, "@") {
				contact = clean(unescaped)
			}
			if contact != "" {
				g.value("disclosure", "", "contact", contact, "the first Contact of security.txt", High, f.Where(field))
			}
		}
		for _, field := range f.Values("Policy") {
			address, err := url.Parse(field.Value)
			if err != nil || address.Host == "" || address.Scheme != "https" && address.Scheme != "http" {
				continue
			}
			at := f.Where(field)
			g.value("disclosure", "", "policy", clean(field.Value), "the Policy of security.txt", High, at)
			r := g.add("2-UserInfo", "policy", nil)
			r.say("Publication of Vulnerability Disclosure Policy", fmt.Sprintf("%s, named in security.txt", field.Value), "the Policy of security.txt", High, at)
		}
	}
	return nil
}
