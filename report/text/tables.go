package text

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
)

const (
	mostRegimes = 8
	mostLimits  = 5
	mostNext    = 5
	mostShared  = 6
)

// baseline writes the thirteen clauses and data protection in two columns.
func (p *page) baseline() {
	if p.sum.Counts.Total() == 0 {
		return
	}
	p.line("")
	column := min((p.width-4)/2, 40)
	name := column - 16
	head := p.paint(pad("Clause", name), bold)
	for _, s := range report.States() {
		head += "   " + p.paint(s.Sign(), inkOf(s))
	}
	p.line("%s    %s", head, head)
	half := (len(p.sum.Clauses) + 1) / 2
	for i := range half {
		left := p.clause(p.sum.Clauses[i], name)
		right := ""
		if i+half < len(p.sum.Clauses) {
			right = p.clause(p.sum.Clauses[i+half], name)
		}
		p.line("%s    %s", left, right)
	}
	if r := p.sum.Reporting; r != nil {
		for _, f := range r.Provisions {
			p.line("%s", p.paint(fmt.Sprintf("and %s %s: %s", r.ID, r.Short, f.State), faint))
		}
	}
}

func (p *page) clause(c report.Clause, name int) string {
	row := pad(fmt.Sprintf("%-4s %s", c.ID, c.Short), name)
	for _, s := range report.States() {
		n := c.Of(s)
		paint := inkOf(s)
		if n == 0 {
			paint = faint
		}
		row += " " + p.paint(fmt.Sprintf("%3d", n), paint)
	}
	return row
}

// regimes writes where the subject stands: laws first.
func (p *page) regimes() {
	var all []report.Regime
	for _, r := range p.sum.Regimes {
		if p.opts.All || r.Verdict != assay.DoesNotApply {
			all = append(all, r)
		}
	}
	if len(p.sum.Regimes) == 0 {
		return
	}
	title := "Where you stand"
	if day := p.sum.Day(); day != "" {
		title += " on " + day
	}
	p.line("")
	name := min(34, p.width-46)
	p.line("%s", p.paint(pad(title, name+18), bold)+"  "+p.paint("✗", red)+"   "+p.paint("✓", blue)+"   ?")
	n := p.first(len(all), mostRegimes)
	for _, r := range all[:n] {
		p.regime(r, name)
	}
	p.more(len(all)-n, "--all")
	if away := len(p.sum.Regimes) - len(all); away > 0 {
		p.line("%s", p.paint(report.Count(away, "regime")+" out of scope", faint))
	}
}

func (p *page) regime(r report.Regime, name int) {
	row := pad(report.Plain(r.Name), name) + " " + pad(report.Plain(r.Kind), 8) + " " + p.paint(pad(r.Word, 7), inkOf(r.State))
	if r.Verdict == assay.DoesNotApply || r.Tally.Total() == r.Tally.NotApplicable {
		row += "  " + p.paint("–   –   –", faint)
	} else {
		row += fmt.Sprintf(" %2d %3d %3d", r.Tally.Refuted, r.Tally.Supported, r.Tally.Open)
	}
	row += "  " + p.paint(note(r, p.width-name-31), faint)
	p.line("%s", row)
}

// note names the clauses that are not met, as many as fit, or from when the
// regime binds, or what else is to be known of it where that fits whole.
func note(r report.Regime, width int) string {
	if r.From != "" {
		return report.Shorten("from "+report.Plain(r.From), width)
	}
	if len(r.NotMet) == 0 {
		for _, n := range r.Notes() {
			if report.Width(n) <= width {
				return report.Plain(n)
			}
		}
		return ""
	}
	text := report.Plain(r.NotMet[0])
	for i, id := range r.NotMet[1:] {
		rest := len(r.NotMet) - i - 1
		if report.Width(text)+report.Width(id)+5 > width {
			return report.Shorten(fmt.Sprintf("%s +%d", text, rest), width)
		}
		text += " " + report.Plain(id)
	}
	return report.Shorten(text, width)
}

// shared writes what several images given together have in common.
func (p *page) shared() {
	all := p.sum.Doc.Shared
	if len(all) == 0 {
		return
	}
	p.heading("In common with the other images")
	n := p.first(len(all), mostShared)
	for _, s := range all[:n] {
		p.wrapped("  "+p.paint("= ", red), "    ", sharedText(s), none)
		for _, place := range s.Places[:p.first(len(s.Places), mostPlaces)] {
			p.line("      %s", p.paint(report.Abbreviate(report.Plain(place), p.width-6), faint))
		}
	}
	p.more(len(all)-n, "--all")
}

func sharedText(s assay.Shared) string {
	return fmt.Sprintf("%s of %s, the same in %s (%s)", strings.ReplaceAll(s.Kind, "_", " "), s.About,
		report.Count(len(s.Subjects), "image"), report.ShortDigest(s.Fingerprint))
}

// rest lists the other provisions when all is asked for.
func (p *page) rest() {
	if !p.opts.All {
		return
	}
	for _, state := range []report.State{report.Open, report.Supported, report.NotApplicable} {
		list := p.sum.In(state)
		if len(list) == 0 {
			continue
		}
		p.heading(strings.ToUpper(string(state)[:1]) + string(state)[1:])
		for _, f := range list {
			p.provision(f)
		}
	}
}

// limits writes what was not read, and checks that could not finish.
func (p *page) limits() {
	groups, failed := p.sum.Limits(), p.sum.Doc.Errors
	total := len(groups) + len(failed)
	if total == 0 {
		return
	}
	p.heading("Not read, or not to its end")
	n := p.first(total, mostLimits)
	for i := range n {
		if i < len(failed) {
			p.wrapped("  ! ", "    ", failed[i].Message, none)
			continue
		}
		p.limit(groups[i-len(failed)])
	}
	p.more(total-n, "--all")
}

func (p *page) limit(g report.LimitGroup) {
	p.wrapped("  - ", "    ", g.Title()+": "+g.Effect, none)
	n := p.first(len(g.Where), mostPlaces)
	for _, where := range g.Where[:n] {
		p.line("      %s", p.paint(report.Abbreviate(report.Plain(where), p.width-6), faint))
	}
	if n < len(g.Where) {
		p.line("      %s", p.paint(fmt.Sprintf("…  and %d more places", len(g.Where)-n), faint))
	}
}

// next writes what would settle most for least, last of all lists.
func (p *page) next() {
	steps := p.sum.Doc.Next
	if len(steps) == 0 {
		return
	}
	p.heading("Next, cheapest first")
	n := p.first(len(steps), mostNext)
	for i, s := range steps[:n] {
		p.step(i+1, s)
	}
	p.more(len(steps)-n, "--all")
}

func (p *page) step(number int, s assay.NextStep) {
	const effort, settles = 8, 22
	room := p.width - 5 - effort - settles - 4
	do := report.Wrap(report.Plain(s.Do), room)
	unlock := "settles " + report.Plain(strings.Join(s.Settles, ", "))
	if len(s.Settles) == 0 {
		unlock = ""
	}
	right := report.Wrap(unlock, settles)
	for i := range max(len(do), len(right)) {
		lead, left, time, end := "     ", "", "", ""
		if i == 0 {
			lead, time = fmt.Sprintf("%3d. ", number), report.Plain(s.Effort)
		}
		if i < len(do) {
			left = do[i]
		}
		if i < len(right) {
			end = right[i]
		}
		if i == 2 && !p.opts.All && len(right) > 3 && len(do) <= 3 {
			p.line("%s%s  %s  %s", lead, pad(left, room), pad(time, effort), p.paint(report.Shorten(end, settles-2)+" …", faint))
			return
		}
		p.line("%s%s  %s  %s", lead, pad(left, room), pad(time, effort), p.paint(end, faint))
	}
}

func (p *page) end() {
	p.line("")
	for _, l := range report.Wrap(report.Disclaimer, p.width) {
		p.line("%s", l)
	}
	if p.opts.Saved != "" {
		p.wrapped("Full report: ", "  ", p.opts.Saved, none)
	}
}
