package policy

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/fact/site"
	"github.com/assay-project/assay/prose"
)

// Kinds of contact, as data of the answer: "contact_kind".
const (
	byMail  = "mail"
	byForm  = "form"
	byPhone = "phone"
)

var (
	address = regexp.MustCompile(`(?i)\b[a-z0-9][a-z0-9._%+-]*(?:@|\s?[\[({]\s?at\s?[\])}]\s?|\sAT\s)[a-z0-9-]+(?:(?:\.|\s?[\[({]\s?dot\s?[\])}]\s?|\sDOT\s)[a-z0-9-]+)+`)
	// forReports are mail boxes that take reports by their name.
	forReports = regexp.MustCompile(`(?i)^(?:.*[._-])?(?:security|psirt|csirt|cert|vuln\w*|disclosure|bug-?bounty|infosec|product-?security|prodsec|secure|cve|appsec)(?:[._-].*)?$`)
)

// platforms take reports for makers.
var platforms = []string{"hackerone.com", "bugcrowd.com", "intigriti.com", "yeswehack.com", "zerocopter.com", "vulnerability.report", "yogosha.com"}

// contact looks for a way to report: an address for it, a form, a link to one.
func (p *Policy) contact() site.Said {
	for _, by := range []func() site.Said{p.mail, p.form, p.linked, p.phone} {
		if s := by(); s.Answer == assay.Yes {
			return s
		}
	}
	for _, line := range append(append([]site.Line{}, p.lines...), p.Page.Unseen()...) {
		if found := address.FindString(line.Text); found != "" {
			return p.said(assay.Unknown, line, "An address stands there (%s); that it takes reports is not said", plainAddress(found))
		}
	}
	return p.lacking("contact", "how to report: no address, form or telephone number is named")
}

// mail finds an address whose name or whose sentence says that it takes reports.
func (p *Policy) mail() site.Said {
	for _, line := range p.lines {
		for _, found := range address.FindAllString(line.Text, 20) {
			if p.takesReports(line, found) {
				s := p.said(assay.Yes, line, "Published: a mail address for reports, %s", plainAddress(found))
				s.Data["contact"], s.Data["contact_kind"] = plainAddress(found), byMail
				return s
			}
		}
	}
	// an address may stand in a link alone: "write to our security team"
	for _, l := range p.Page.Links() {
		to, ok := strings.CutPrefix(strings.ToLower(l.Href), "mailto:")
		if !ok || !p.Page.Shown(l) || l.Block < 0 || p.Page.Text.Blocks[l.Block].Aside {
			continue
		}
		to, _, _ = strings.Cut(to, "?")
		if plain, err := url.PathUnescape(to); err == nil {
			to = plain
		}
		line := p.lineOf(l.Block)
		if address.MatchString(to) && p.takesReports(line, to) {
			s := p.said(assay.Yes, line, "Published: a mail address for reports, %s", to)
			s.Data["contact"], s.Data["contact_kind"] = to, byMail
			return s
		}
	}
	return site.Said{}
}

func (p *Policy) lineOf(block int) site.Line {
	for _, line := range p.lines {
		if line.Block == block {
			return line
		}
	}
	return site.Line{Text: p.Page.Text.Blocks[block].Text, Block: block}
}

func (p *Policy) takesReports(line site.Line, found string) bool {
	local, _, _ := strings.Cut(plainAddress(found), "@")
	about := line.Text
	if phrases.Has("contact.not", about) && !forReports.MatchString(local) || phrases.Has("contact.not", local) || denied(about) {
		return false
	}
	return forReports.MatchString(local) || phrases.Has("asks", about) || p.Sure && phrases.Has("asks", line.Context)
}

var doNot = regexp.MustCompile(`(?i)\b(?:do not|don't|never|please avoid|instead of)\b[^.]{0,60}$`)

// denied tells a sentence that says where not to write, the address last.
func denied(text string) bool {
	at := address.FindStringIndex(text)
	return at != nil && doNot.MatchString(text[:at[0]])
}

// plainAddress writes an address that was disguised as people write it.
func plainAddress(s string) string {
	s = strings.ToLower(s)
	for _, d := range [][2]string{{"at", "@"}, {"dot", "."}} {
		re := regexp.MustCompile(`\s?[\[({]\s?` + d[0] + `\s?[\])}]\s?|\s` + d[0] + `\s`)
		s = re.ReplaceAllString(s, d[1])
	}
	return strings.TrimPrefix(s, "mailto:")
}

// form finds a form on the page itself: a field for a longer text.
func (p *Policy) form() site.Said {
	if !p.Sure {
		return site.Said{}
	}
	for i := range p.Page.Text.Blocks {
		b := &p.Page.Text.Blocks[i]
		if b.Kind == prose.Field && b.Name == "textarea" && !b.Hidden && !b.Aside {
			s := p.said(assay.Yes, site.Line{Text: b.Text, Block: i}, "Published: a form for reports stands on the page")
			s.Data["contact"], s.Data["contact_kind"] = p.Page.URL(), byForm
			return s
		}
	}
	return site.Said{}
}

// linked finds a link whose words say that it leads to where reports are made.
func (p *Policy) linked() site.Said {
	for _, l := range p.Page.Links() {
		if !p.Page.Shown(l) || l.Block < 0 || p.Page.Text.Blocks[l.Block].Aside || site.Key(l.To.String()) == "" || site.Key(l.To.String()) == site.Key(p.Page.URL()) {
			continue
		}
		if isPlatform(l.To) || phrases.Has("contact.link", l.Text) && !phrases.Has("contact.not", l.Text) {
			s := p.said(assay.Yes, site.Line{Text: l.Text, Block: l.Block}, "Published: a page for reports, %s", l.To)
			s.Data["contact"], s.Data["contact_kind"] = l.To.String(), byForm
			return s
		}
	}
	return site.Said{}
}

var telephone = regexp.MustCompile(`(?:\+|\b00|\b0)[0-9][0-9 ()./-]{7,20}[0-9]`)

func (p *Policy) phone() site.Said {
	for _, line := range p.lines {
		if n := telephone.FindString(line.Text); n != "" && phrases.Has("asks", line.Text) && says(line.Text, "call", "phone", "telephone", "tel", "ring") {
			s := p.said(assay.Yes, line, "Published: a telephone number for reports, %s", n)
			s.Data["contact"], s.Data["contact_kind"] = n, byPhone
			return s
		}
	}
	return site.Said{}
}

func says(text string, words ...string) bool {
	for _, f := range strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return c < 'a' || c > 'z' }) {
		for _, w := range words {
			if f == w {
				return true
			}
		}
	}
	return false
}

func isPlatform(u *url.URL) bool {
	host := strings.ToLower(u.Hostname())
	for _, p := range platforms {
		if (host == p || strings.HasSuffix(host, "."+p)) && (strings.Trim(u.Path, "/") != "" || host != p) {
			return true
		}
	}
	return false
}

// platform finds a link to a platform for reports on any page, its footer included.
func platform(p *site.Page) *site.Said {
	for _, l := range p.Links() {
		if p.Shown(l) && isPlatform(l.To) {
			s := site.Said{Answer: assay.Yes, Say: "Published: reports are taken at " + l.To.String(), Where: []assay.Where{p.Quote(l.Block, l.Text)},
				Data: map[string]any{"contact": l.To.String(), "contact_kind": byForm}}
			return &s
		}
	}
	return nil
}
