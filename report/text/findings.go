package text

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
)

const (
	mostFindings = 6
	mostReasons  = 3 // observations told per provision
	mostPlaces   = 3
	titleLines   = 2
	mostContra   = 4
)

func (p *page) headline() {
	doc, s := p.sum.Doc, p.sum
	parts := []string{s.Name()}
	if doc.Subject.Version != "" {
		parts = append(parts, "firmware "+report.Plain(doc.Subject.Version))
	}
	if doc.Coverage.Bytes > 0 {
		parts = append(parts, report.Bytes(doc.Coverage.Bytes), report.Percent(doc.Coverage.BytesIdentified, doc.Coverage.Bytes)+" identified")
	}
	p.wrapped("", "", strings.Join(parts, " · "), bold)
	p.counts()
	if d := doc.Declared; d == nil {
		p.line("%s", p.paint("No declaration was read: every provision is judged as unclaimed.", faint))
	} else if d.ICSValid != nil && !*d.ICSValid {
		p.wrapped("", "  ", report.Holding(d), none)
	}
	if s.Counts.Total() == 0 {
		p.line("Nothing was judged.")
	}
	p.trusted()
}

// trusted says whose word on independence the assessment takes.
func (p *page) trusted() {
	told := map[string]bool{}
	for _, who := range p.sum.Brief().People {
		if who.Trusted != "" && !told[who.Trusted] {
			told[who.Trusted] = true
			p.wrapped("", "  ", who.Trusted, faint)
		}
	}
}

// counts writes the line of numbers, bad news in colour.
func (p *page) counts() {
	c := p.sum.Counts
	refuted := fmt.Sprintf("%d refuted", c.Refuted)
	if c.Refuted > 0 {
		refuted += fmt.Sprintf(" (%d mandatory)", p.sum.Mandatory.Refuted)
	}
	text := fmt.Sprintf("EN 303 645 V%s: %s · %d supported · %d open · %d n/a", report.Plain(p.sum.Edition), refuted, c.Supported, c.Open, c.NotApplicable)
	for _, l := range report.Wrap(text, p.width) {
		p.line("%s", strings.Replace(l, refuted, p.paint(refuted, inkIf(c.Refuted > 0, redder)), 1))
	}
	if n := len(p.sum.Doc.Contradictions); n > 0 {
		p.wrapped(p.paint(report.Count(n, "contradiction"), redder)+" ", "  ", "between what was declared and what was observed", none)
	}
}

func inkIf(cond bool, c ink) ink {
	if cond {
		return c
	}
	return none
}

func (p *page) findings() {
	all := p.sum.Findings()
	if len(all) == 0 {
		return
	}
	p.line("")
	n := p.first(len(all), mostFindings)
	for _, f := range all[:n] {
		p.provision(f)
	}
	p.more(len(all)-n, "--only refuted")
}

// only lists the provisions in one state, all of them.
func (p *page) only() {
	list := p.sum.In(p.opts.Only)
	if p.opts.Only == report.Refuted {
		list = p.sum.Findings()
	}
	p.line("")
	if len(list) == 0 {
		p.line("No provision is %s.", string(p.opts.Only))
	}
	for _, f := range list {
		p.provision(f)
	}
	p.end()
}

// provision writes one verdict: what it asks, why it stands as it does, where,
// and how to mend it.
func (p *page) provision(f *report.Provision) {
	lead := fmt.Sprintf("%s %-7s ", f.State.Sign(), report.Plain(f.ID))
	lines := report.Wrap(report.Plain(f.Title), p.width-report.Width(lead)-14)
	if len(lines) > titleLines && !p.opts.All {
		lines = append(lines[:titleLines-1], lines[titleLines-1]+" …")
	}
	p.spread(p.paint(lead, inkOf(f.State))+p.paint(lines[0], bold), p.level(f))
	for _, l := range lines[1:] {
		p.line("%s%s", strings.Repeat(" ", report.Width(lead)), p.paint(l, bold))
	}
	p.reasons(f)
	if f.State != report.Refuted {
		p.open(f)
	}
}

func (p *page) level(f *report.Provision) string {
	if f.Mandatory() {
		return "mandatory"
	}
	return p.paint(report.Plain(f.Level), faint)
}

func (p *page) reasons(f *report.Provision) {
	told := f.Refuting
	if f.State != report.Refuted {
		told = f.Because
	}
	n := len(told)
	if !p.opts.All && n > mostReasons+1 {
		n = mostReasons
	}
	for i, o := range told[:n] {
		mend := o.Mend
		if i+1 < n && told[i+1].Mend == mend {
			mend = "" // said once, below the last that it mends
		}
		p.observation(f, o, mend)
	}
	if n < len(told) {
		p.line("    …  and %s", report.Count(len(told)-n, "more observation"))
	}
	for _, c := range f.Against() {
		p.against(c)
	}
	switch why := f.Why(); {
	case len(told) == 0 && len(why) == 0 && f.Reason != "":
		p.wrapped("    ", "    ", f.Reason, none)
	default:
		p.why(why)
	}
}

// why writes the reasons that the declaration itself gives, of which no
// observation tells.
func (p *page) why(reasons []string) {
	n := p.first(len(reasons), mostReasons)
	for _, r := range reasons[:n] {
		p.wrapped("    ", "      ", r, none)
	}
	if n < len(reasons) {
		p.line("    …  and %s", report.Count(len(reasons)-n, "more reason"))
	}
}

// against says what the maker declared, for below the observations.
func (p *page) against(c report.Against) {
	p.wrapped("    "+p.paint("contradiction: ", redder), "      ", "you declared "+c.Declared, none)
	n := p.first(len(c.Observed), mostReasons)
	for _, o := range c.Observed[:n] {
		p.wrapped("      observed: ", "        ", o, none)
	}
	if n < len(c.Observed) {
		p.line("      …  and %d more observed", len(c.Observed)-n)
	}
}

// observation writes one observation in full the first time, and by its summary
// where another provision told it before.
func (p *page) observation(f *report.Provision, o *assay.Observation, mend string) {
	if before := p.shown[o.ID]; before != "" && !p.opts.All {
		p.wrapped("    ", "    ", o.Summary+" (see "+before+")", none)
		return
	}
	p.shown[o.ID] = f.ID
	p.wrapped("    ", "    ", o.Summary, none)
	n := p.first(len(o.Where), mostPlaces)
	for _, w := range o.Where[:n] {
		p.line("      %s", p.paint(report.Abbreviate(report.Place(w), p.width-6), faint))
		if q := report.Quote(w); q != "" {
			p.wrapped("        ", "        ", q, faint)
		}
	}
	if o.Attested != nil {
		p.wrapped("      tested by ", "        ", report.Who(*o.Attested), faint)
	}
	if by := report.Trust(o); by != "" {
		p.wrapped("      ", "        ", by, faint)
	}
	if n < len(o.Where) {
		p.line("      %s", p.paint(fmt.Sprintf("…  and %d more places", len(o.Where)-n), faint))
	}
	if mend != "" && f.State == report.Refuted {
		p.wrapped("    "+p.paint("mend: ", blue), "          ", mend, none)
	}
}

// open says what would settle a provision.
func (p *page) open(f *report.Provision) {
	if f.State == report.Open && len(f.Missing) > 0 {
		p.wrapped("    missing: ", "      ", strings.Join(f.Missing, "; "), faint)
	}
}

// contradictions writes those that no refuted provision above has told.
func (p *page) contradictions() {
	told := map[string]bool{}
	all := p.sum.Findings()
	for _, f := range all[:p.first(len(all), mostFindings)] {
		for _, c := range f.Contradictions {
			told[c.Declared+"\x00"+c.Observed] = true
		}
	}
	var rest []assay.Contradiction
	for _, c := range p.sum.Doc.Contradictions {
		if !told[c.Declared+"\x00"+c.Observed] {
			rest = append(rest, c)
		}
	}
	if len(rest) == 0 {
		return
	}
	p.heading("Declared, but observed otherwise")
	n := p.first(len(rest), mostContra)
	for _, c := range rest[:n] {
		p.wrapped(p.paint("  ≠ ", red)+fmt.Sprintf("%-11s ", report.Plain(c.Unit)), strings.Repeat(" ", 16), c.Declared, none)
		p.wrapped(strings.Repeat(" ", 16), strings.Repeat(" ", 16), "observed: "+c.Observed, none)
	}
	p.more(len(rest)-n, "--all")
}
