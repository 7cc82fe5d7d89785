package policy

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/fact/site"
	"github.com/assay-project/assay/prose"
	"github.com/assay-project/assay/prose/phrase"
	"github.com/assay-project/assay/prose/when"
)

func readPolicy(found *Found, page *site.Page, how string, sure bool) *Policy {
	p := &Policy{Page: page, How: how, Sure: sure, lines: page.Lines(false)}
	p.more = leadsOn(found.Site, page)
	p.Contact = p.contact()
	p.Acknowledgement = p.acknowledgement()
	p.Status = p.status()
	p.Harbour = p.told("harbour", "It promises not to act against who reports in good faith", "a safe harbour")
	p.Scope = p.told("scope", "It says what it is for", "its scope")
	p.Anonymous = p.told("anonymous", "It says that who reports need not give a name", "reports without a name")
	p.Hurdle = p.hurdle()
	return p
}

// leadsOn returns the addresses of further parts of the policy that were not read.
func leadsOn(pages *site.Site, page *site.Page) []string {
	var more []string
	for _, l := range page.Links() {
		if !page.Shown(l) || l.Block >= 0 && page.Text.Blocks[l.Block].Aside {
			continue
		}
		key := site.Key(l.To.String())
		if key == "" || key == site.Key(page.URL()) {
			continue
		}
		about := phrases.Has("title", l.Text) || phrases.Has("more", l.Text) && !strings.Contains(strings.ToLower(l.Text), "privacy") || l.Rel == "frame"
		if to := pages.At(l.To.String()); about && (to == nil || !to.Full()) {
			more = append(more, l.To.String())
		}
	}
	return more
}

// lacking is the answer for what was not found: no, where all of a page that is
// the policy was read, it shows no picture, and nothing near the matter stands in
// it, in what unfolds and at its side included.
func (p *Policy) lacking(section, what string) site.Said {
	s := site.Said{Answer: assay.Unknown, Where: []assay.Where{p.Page.Where()}}
	near, found := p.Page.Near(phrases, section+".near")
	picture := p.Page.Picture()
	switch {
	case !p.Sure:
		s.Say = fmt.Sprintf("%s was not found; only a section of the page is about reports", site.Upper(what))
	case !p.Page.Full():
		s.Say = fmt.Sprintf("%s was not found in what could be read: %s", site.Upper(what), p.Page.Why)
	case len(p.more) > 0:
		s.Say = fmt.Sprintf("%s was not found; the page leads on to %s, which was not read", site.Upper(what), p.more[0])
	case found:
		s.Say = fmt.Sprintf("%s was not found; whether this sentence says it, a person judges", site.Upper(what))
		s.Where = []assay.Where{p.Page.Quote(near.Block, near.Text)}
	case picture >= 0:
		s.Say = fmt.Sprintf("%s was not found; a picture on the page was not read", site.Upper(what))
		s.Where = []assay.Where{p.Page.Quote(picture, p.Page.Text.Blocks[picture].Text)}
	default:
		s.Answer, s.Say = assay.No, fmt.Sprintf("The disclosure policy does not say %s (known by %s)", what, p.How)
	}
	return s
}

func (p *Policy) said(answer assay.Answer, line site.Line, format string, args ...any) site.Said {
	return site.Said{Answer: answer, Say: fmt.Sprintf(format, args...), Where: []assay.Where{p.Page.Quote(line.Block, line.Text)}, Data: map[string]any{}}
}

// timed looks for a sentence that gives a time. What is hedged or denied is shown
// and decides nothing.
func (p *Policy) timed(section, what, vague string) site.Said {
	var best site.Said
	for _, line := range p.lines {
		m, ok := phrases.FindIn(section, line.Words)
		if !ok || phrases.Has(section+".not", m.Around) || strings.HasSuffix(line.Text, "?") {
			continue
		}
		s := p.time(line, m, what)
		if _, unsure := phrases.FindIn(section+".unsure", line.Words); s.Answer == assay.Yes && (unsure || quotes(line.Text) || strings.Contains(line.Text, "%")) {
			s = p.said(assay.Unknown, line, "What is said on %s (%s) may be for some only, conditional or the words of others", what, m.Time)
		}
		if s.Better(best) {
			best = s
		}
	}
	if best.Answer == assay.Yes {
		if line, ok := p.Page.Near(phrases, "takeback"); ok {
			return p.said(assay.Unknown, line, "What is said on %s is taken back elsewhere on the page", what)
		}
	}
	if best.Answer != "" {
		return best
	}
	for _, line := range p.lines {
		if _, ok := phrases.FindIn(vague, line.Words); ok && p.Page.Text.Blocks[line.Block].Kind != prose.Heading {
			return p.said(assay.Unknown, line, "The policy speaks of %s without saying plainly when", what)
		}
	}
	return site.Said{}
}

// quoted is a run of at least five words in quotation marks: those of others.
var quoted = regexp.MustCompile(`["“„«](?:[^\s"”“»]+\s+){4,}[^"”»]*["”“»]`)

func quotes(text string) bool { return quoted.MatchString(text) }

func (p *Policy) time(line site.Line, m phrase.Match, what string) site.Said {
	span, read := when.ReadSpan(strings.TrimPrefix(m.Time, "every "))
	switch {
	case m.Mood == phrase.Denied:
		return p.said(assay.Unknown, line, "A sentence on %s is a denial, or reads like one", what)
	case m.Mood == phrase.Hedged:
		return p.said(assay.Unknown, line, "What is said on %s (%s) is an aim, not a promise", what, m.Time)
	case m.Time != "" && !read && strings.Contains(m.Time, "("):
		return p.said(assay.Unknown, line, "What is said on %s contradicts itself: %s", what, m.Time)
	}
	s := p.said(assay.Yes, line, "Published: %s, %s", what, orElse(m.Time, "at once"))
	s.Data["time"] = orElse(m.Time, "at once")
	if read {
		s.Data["number"], s.Data["unit"] = span.Max, span.Unit
		if span.Working {
			s.Data["working"] = true
		}
	}
	return s
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func (p *Policy) acknowledgement() site.Said {
	if s := p.timed("ack", "acknowledgement", "ack.vague"); s.Answer != "" {
		return s
	}
	return p.lacking("ack", "when a report is acknowledged")
}

func (p *Policy) status() site.Said {
	if s := p.timed("status", "status updates", "status.vague"); s.Answer != "" {
		return s
	}
	return p.lacking("status", "when status updates come")
}

// told is yes for a plain sentence, else unknown: what a policy need not say is
// not missing from it.
func (p *Policy) told(section, yes, what string) site.Said {
	for _, line := range p.lines {
		if _, ok := phrases.FindIn(section, line.Words); ok && p.Page.Text.Blocks[line.Block].Kind != prose.Heading {
			return p.said(assay.Yes, line, "%s", yes)
		}
	}
	return site.Said{Answer: assay.Unknown, Say: "Nothing was found on " + what, Where: []assay.Where{p.Page.Where()}}
}

// hurdle is unknown with a quotation where the page speaks of an account or a
// payment, no where it does not.
func (p *Policy) hurdle() site.Said {
	for _, line := range p.lines {
		if m, ok := phrases.FindIn("hurdle", line.Words); ok && m.Mood != phrase.Denied {
			return p.said(assay.Unknown, line, "The page speaks of an account, a payment or a condition")
		}
	}
	return site.Said{Answer: assay.No, Say: "No hurdle is spoken of", Where: []assay.Where{p.Page.Where()}}
}
