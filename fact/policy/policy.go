// Package policy finds a maker's policy on vulnerability disclosure among its
// pages and reads from it what laws ask for: a contact, when a report is
// acknowledged, when status updates come.
//
// It reads English. A page is taken for such a policy only by its title, its main
// heading, its address or because security.txt names it; and a policy lacks
// something only if all of it was read and it leads to no further page that was
// not.
package policy

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/securitytxt"
	"github.com/assay-project/assay/fact/site"
	"github.com/assay-project/assay/prose"
	"github.com/assay-project/assay/prose/phrase"
)

//go:embed phrases.txt
var phraseText string

var phrases = phrase.Load(phraseText)

// Policy is a page that is one.
type Policy struct {
	Page *site.Page
	// Sure is set where title, main heading, address or security.txt say so. Else
	// a section of the page is about it: what is missing there may stand elsewhere.
	Sure bool
	How  string // by what it was known: "its title: …"
	// What it says. Answer No is given only for what all of it was read for.
	Contact, Acknowledgement, Status, Harbour, Scope, Anonymous, Hurdle site.Said

	lines []site.Line
	more  []string // addresses it leads on to that were not read
}

// Found is what the pages show.
type Found struct {
	Site     *site.Site
	Security *securitytxt.Found
	Policies []*Policy
	// Walled are pages that are such a policy by their address or by what links to
	// them say, and that are not open to anyone.
	Walled []*site.Page
	// Foreign are such policies in other languages.
	Foreign []*site.Page
	// Unread are such pages that could not be read for another reason.
	Unread []*site.Page
	// Platform is a link to a platform that takes reports for makers.
	Platform *site.Said
}

var fact = check.NewFact("policy", compute)

// Of returns the policies among the pages.
func Of(in *check.Input) (*Found, error) { return fact.Of(in) }

func compute(in *check.Input) (*Found, error) {
	security, err := securitytxt.Of(in)
	if err != nil {
		return nil, err
	}
	found := &Found{Site: security.Site, Security: security}
	named := namedPolicies(found)
	for _, p := range found.Site.Pages {
		found.sort(p, named[site.Key(p.Page.URL)] || named[site.Key(p.URL())])
	}
	return found, nil
}

// namedPolicies are addresses that a security.txt, or a link whose text is the
// title of a policy, leads to.
func namedPolicies(found *Found) map[string]bool {
	named := make(map[string]bool)
	for _, f := range found.Security.Files {
		for _, field := range f.Values("Policy") {
			named[site.Key(field.Value)] = true
		}
	}
	delete(named, "")
	return named
}

// sort puts a page where it belongs.
func (found *Found) sort(p *site.Page, named bool) {
	how, sure := identify(p)
	if named {
		how, sure = "security.txt names it", true
	}
	switch p.State {
	case site.Wall:
		if sure || how != "" || found.linkedAsPolicy(p) {
			found.Walled = append(found.Walled, p)
		}
		return
	case site.Missing:
		return
	case site.Shell, site.Challenge, site.Failing, site.Unreadable, site.Outdated:
		if sure || how != "" || found.linkedAsPolicy(p) {
			found.Unread = append(found.Unread, p)
		}
		return
	}
	if isSecurityTxt(p) {
		return
	}
	if link := platform(p); link != nil && found.Platform == nil {
		found.Platform = link
	}
	switch foreign := phrases.Has("title.foreign", titleOf(p)); {
	case p.Language != "" && !p.English() && (foreign || sure):
		found.Foreign = append(found.Foreign, p)
	case !p.English(), how == "":
	default:
		if policy := readPolicy(found, p, how, sure); named || !policy.others() {
			found.Policies = append(found.Policies, policy)
		}
	}
}

// others tells a policy for what is found in products of others: it speaks of
// their makers twice or more, and takes no reports itself.
func (p *Policy) others() bool {
	n := 0
	for _, line := range p.lines {
		if _, ok := phrases.FindIn("others", line.Words); ok && !line.Headed {
			n++
		}
	}
	return n > 1 && p.Contact.Answer != assay.Yes
}

func isSecurityTxt(p *site.Page) bool { return strings.HasSuffix(p.Address.Path, "/security.txt") }

// titleOf is what a page calls itself, its address included.
func titleOf(p *site.Page) string {
	return p.Text.Title + " · " + p.Heading() + " · " + pathWords(p.Address.Path)
}

func pathWords(path string) string {
	for _, ending := range []string{".html", ".htm", ".php", ".aspx", ".pdf", ".txt"} {
		path = strings.TrimSuffix(path, ending)
	}
	return strings.ReplaceAll(strings.ReplaceAll(strings.ToLower(path), "_", "-"), "/", " ")
}

// identify says by what a page is known as a policy, "" where it is not, and
// whether it is so as a whole.
func identify(p *site.Page) (string, bool) {
	if phrases.Has("title.not", titleOf(p)) {
		return "", false
	}
	asks := false
	for _, line := range p.Lines(false) {
		if _, ok := phrases.FindIn("asks", line.Words); ok {
			asks = true
			break
		}
	}
	for _, by := range []struct{ what, text string }{{"its main heading", p.Heading()}, {"its title", p.Text.Title}, {"its address", pathWords(p.Address.Path)}} {
		if phrases.Has("title", by.text) {
			return fmt.Sprintf("%s: %s", by.what, strings.TrimSpace(by.text)), asks
		}
	}
	for i := range p.Text.Blocks {
		b := &p.Text.Blocks[i]
		if asks && b.Kind == prose.Heading && !b.Hidden && !b.Aside && phrases.Has("title", b.Text) {
			return "a section of it: " + b.Text, false
		}
	}
	return "", false
}

// linkedAsPolicy tells whether the address of p, or a link to it, has words that
// are the title of a policy.
func (found *Found) linkedAsPolicy(p *site.Page) bool {
	return phrases.Has("title", pathWords(site.PathOf(p.Page.URL))) || found.Site.LinkedAs(p, phrases, "title")
}

// Best returns the best that any policy says, by what get takes from it. Where
// none was found, it says what is known instead.
func (found *Found) Best(what string, get func(*Policy) site.Said) site.Said {
	var best site.Said
	for _, p := range found.Policies {
		if s := get(p); s.Better(best) {
			best = s
		}
	}
	if best.Answer != "" {
		return best
	}
	return site.Said{Answer: assay.Unknown, Say: found.nothing() + "; " + what + " is not known", Where: found.whereNothing()}
}

// nothing says why there is no policy to read.
func (found *Found) nothing() string {
	switch {
	case len(found.Walled) > 0:
		return "The disclosure policy is not open to anyone: " + found.Walled[0].Why
	case len(found.Unread) > 0:
		return "The disclosure policy could not be read: " + found.Unread[0].Why
	case len(found.Foreign) > 0:
		return "The disclosure policy was found in another language than English (" + found.Foreign[0].Language + ")"
	}
	return "No disclosure policy was recognised among the pages"
}

func (found *Found) whereNothing() []assay.Where {
	for _, list := range [][]*site.Page{found.Walled, found.Unread, found.Foreign} {
		if len(list) > 0 {
			return []assay.Where{list[0].Where()}
		}
	}
	return nil
}
