package markdown

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
)

func (p *page) regimes() {
	var all []report.Regime
	for _, r := range p.sum.Regimes {
		if r.Verdict != assay.DoesNotApply {
			all = append(all, r)
		}
	}
	away := len(p.sum.Regimes) - len(all)
	p.fold(fmt.Sprintf("Where you stand: %s", report.Count(len(all), "regime")), len(p.sum.Regimes), func() {
		p.table([]string{"Regime", "Kind", "Stands", "✗", "✓", "?", "Not met"}, len(all), func(i int) []string {
			r := all[i]
			return []string{p.say(r.Name), p.say(r.Kind), r.State.Sign() + " " + r.Word, fmt.Sprint(r.Tally.Refuted), fmt.Sprint(r.Tally.Supported), fmt.Sprint(r.Tally.Open), p.ids(r.NotMet)}
		})
		if away > 0 {
			p.line("\n%s out of scope.", report.Count(away, "regime"))
		}
	})
}

// ids writes identifiers as one span, a few of them.
func (p *page) ids(all []string) string {
	n := min(len(all), 8)
	text := strings.Join(all[:n], ", ")
	if n < len(all) {
		text += fmt.Sprintf(" +%d", len(all)-n)
	}
	return p.say(text)
}

func (p *page) provisions() {
	all := p.sum.Provisions
	p.fold(fmt.Sprintf("Every provision (%d)", len(all)), len(all), func() {
		p.table([]string{"Provision", "Asks", "Level", "Verdict", "Basis"}, len(all), func(i int) []string {
			v := all[i]
			return []string{Code(report.Plain(v.ID)), p.say(v.Title), p.say(v.Level), v.State.Sign() + " " + string(v.State), p.say(report.BasisWord(v.Basis))}
		})
	})
}

// found writes what was found in the product.
func (p *page) found() {
	doc := p.sum.Doc
	p.fold(fmt.Sprintf("What answers (%d)", len(doc.Services)), len(doc.Services), func() {
		p.table([]string{"Service", "Address", "Log-in", "Declared"}, len(doc.Services), func(i int) []string {
			s := doc.Services[i]
			return []string{p.say(s.Name), p.say(strings.TrimSpace(s.Address + " " + s.Protocol)), p.say(s.Auth), declared(s.Declared)}
		})
	})
	p.fold(fmt.Sprintf("Accounts (%d)", len(doc.Accounts)), len(doc.Accounts), func() {
		p.table([]string{"Account", "Kept as", "Password"}, len(doc.Accounts), func(i int) []string {
			a := doc.Accounts[i]
			return []string{p.say(a.User), p.say(a.Scheme), p.say(strings.ReplaceAll(a.State, "_", " "))}
		})
	})
	p.fold(fmt.Sprintf("Software found (%d)", len(doc.Components)), len(doc.Components), func() {
		p.table([]string{"Component", "Version", "Sure"}, len(doc.Components), func(i int) []string {
			c := doc.Components[i]
			return []string{p.say(c.Name), p.say(c.Version), p.say(c.Confidence)}
		})
	})
	p.fold(fmt.Sprintf("Published flaws matched (%d)", len(doc.Vulnerabilities)), len(doc.Vulnerabilities), func() {
		p.table([]string{"Flaw", "Component", "Status", "Severity"}, len(doc.Vulnerabilities), func(i int) []string {
			v := doc.Vulnerabilities[i]
			return []string{p.say(v.ID), p.say(v.Component), p.say(v.Status), p.say(v.Severity)}
		})
	})
}

func declared(d *bool) string {
	switch {
	case d == nil:
		return "not known"
	case *d:
		return "✓ yes"
	}
	return "✗ no"
}

func (p *page) people() {
	b := p.sum.Brief()
	p.fold("Who says so", len(b.Bases)+len(b.People), func() {
		for _, k := range b.Bases {
			p.line("- %s: %s, %s", report.Count(k.Count, "settled provision"), p.say(string(k.Basis)), report.BasisMeaning(k.Basis))
		}
		for _, who := range b.People[:min(len(b.People), p.rows)] {
			p.line("- %s: %s", p.say(report.Who(who.Attested)), report.Count(who.Count, "observation"))
			if who.Trusted != "" {
				p.line("  <br>%s", p.say(who.Trusted))
			}
		}
	})
}

func (p *page) limits() {
	groups, failed := p.sum.Limits(), p.sum.Doc.Errors
	n := len(groups) + len(failed)
	p.fold(fmt.Sprintf("Not read, or not to its end (%d)", len(p.sum.Doc.Limits)+len(failed)), n, func() {
		p.table([]string{"What", "Effect", "Where"}, n, func(i int) []string {
			if i < len(failed) {
				return []string{"check " + p.say(failed[i].Check), p.say(failed[i].Message), ""}
			}
			g := groups[i-len(failed)]
			return []string{p.say(g.Title()), p.say(g.Effect), p.limitPlaces(g.Where)}
		})
	})
}

// limitPlaces are the first places of a kind of limit, all where no list is cut.
func (p *page) limitPlaces(where []string) string {
	n := len(where)
	if n > mostPlaces+1 && !p.whole {
		n = mostPlaces
	}
	var out []string
	for _, w := range where[:n] {
		out = append(out, Code(report.Shorten(report.Plain(w), p.words)))
	}
	if n < len(where) {
		out = append(out, fmt.Sprintf("and %d more", len(where)-n))
	}
	return strings.Join(out, ", ")
}

func (p *page) notShown() {
	gaps := p.sum.NotShown()
	p.fold("What this does not show", len(gaps), func() {
		for _, g := range gaps {
			p.line("- **%s.** %s", g.About, p.say(g.Text))
		}
	})
}
