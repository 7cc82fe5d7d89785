package markdown

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
)

const (
	mostPlaces  = 3 // of one observation
	mostReasons = 6 // observations of one provision
)

func (p *page) headline() {
	s := p.sum
	p.line("## %s\n", p.say(s.Name()))
	meta := []string{}
	for _, m := range []struct{ label, value string }{{"", s.Doc.Subject.Manufacturer}, {"model ", s.Doc.Subject.Model}, {"firmware ", s.Doc.Subject.Version}, {"read for ", s.Day()}} {
		if m.value != "" {
			meta = append(meta, m.label+p.say(m.value))
		}
	}
	if c := s.Doc.Coverage; c.Bytes > 0 {
		meta = append(meta, report.Bytes(c.Bytes)+", "+report.Percent(c.BytesIdentified, c.Bytes)+" identified")
	}
	if len(meta) > 0 {
		p.line("%s\n", strings.Join(meta, " · "))
	}
	c := s.Counts
	switch {
	case c.Total() == 0:
		p.line("Nothing was judged.\n")
	default:
		p.line("**✗ %d refuted** (%d mandatory) · **✓ %d supported** · **? %d open** · – %d n/a, of %s of EN 303 645 V%s\n",
			c.Refuted, s.Mandatory.Refuted, c.Supported, c.Open, c.NotApplicable, report.Count(c.Total(), "provision"), p.say(s.Edition))
	}
	if n := len(s.Doc.Contradictions); n > 0 {
		p.line("**≠ %s** between what was declared and what was observed.\n", report.Count(n, "contradiction"))
	}
	if d := s.Doc.Declared; d == nil {
		p.line("No declaration was read: every provision is judged as unclaimed.\n")
	} else if text := report.Holding(d); text != "" {
		p.line("%s\n", p.say(text))
	}
}

// asked writes the three questions of the first page.
func (p *page) asked() {
	b := p.sum.Brief()
	if p.sum.Counts.Total() == 0 {
		return
	}
	p.line("| | Asked first | Why |\n| --- | --- | --- |")
	for _, a := range b.Answers {
		p.line("| %s %s | %s | %s |", a.State.Sign(), p.say(a.Word), a.Question, p.say(a.Why))
	}
	p.line("")
}

func (p *page) laws() {
	b := p.sum.Brief()
	if len(b.Laws) == 0 {
		return
	}
	p.line("| Law | Stands | Clauses | |\n| --- | --- | --- | --- |")
	for _, r := range b.Laws[:min(len(b.Laws), p.rows)] {
		p.line("| %s | %s %s | ✗ %d ✓ %d ? %d | %s |", p.say(r.Name), r.State.Sign(), r.Word, r.Tally.Refuted, r.Tally.Supported, r.Tally.Open, p.say(first(r.Notes())))
	}
	p.line("")
}

func first(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return all[0]
}

func (p *page) findings() {
	all := p.sum.Findings()
	told := map[string]string{}
	p.fold(fmt.Sprintf("✗ What the evidence refutes (%d)", len(all)), len(all), func() {
		for _, f := range all[:min(len(all), p.rows)] {
			level := p.say(f.Level)
			p.line("- **✗ %s** %s (%s, %s)", Code(report.Plain(f.ID)), p.say(f.Title), level, report.BasisWord(f.Basis))
			p.reasons(f, told)
		}
		p.more(len(all) - p.rows)
	})
}

func (p *page) reasons(f *report.Provision, told map[string]string) {
	n := min(len(f.Refuting), mostReasons, max(p.rows, 1))
	for i, o := range f.Refuting[:n] {
		if before := told[o.ID]; before != "" {
			p.line("  - %s (see %s)", p.say(o.Summary), Code(report.Plain(before)))
			continue
		}
		told[o.ID] = f.ID
		p.line("  - **%s**", p.say(o.Summary))
		p.places(o)
		if o.Mend != "" && (i+1 == n || f.Refuting[i+1].Mend != o.Mend) {
			p.line("    <br>mend: %s", p.say(o.Mend))
		}
	}
	if n < len(f.Refuting) {
		p.line("  - and %s", report.Count(len(f.Refuting)-n, "more observation"))
	}
	for _, c := range f.Against() {
		p.line("  - ≠ the maker declared %s", p.say(c.Declared))
	}
	why := f.Why()
	if len(f.Refuting) == 0 && len(why) == 0 && f.Reason != "" {
		why = []string{f.Reason}
	}
	for i, r := range why {
		if i == mostReasons && i+1 < len(why) {
			p.line("  - and %s", report.Count(len(why)-i, "more reason"))
			break
		}
		p.line("  - %s", p.say(r))
	}
}

func (p *page) places(o *assay.Observation) {
	for i, w := range o.Where {
		if i == mostPlaces {
			p.line("    <br>and %s", report.Count(len(o.Where)-i, "more place"))
			break
		}
		p.line("    <br>%s%s", p.place(w), p.quote(w))
	}
	if o.Attested != nil {
		p.line("    <br>tested by %s", p.say(report.Who(*o.Attested)))
	}
	if by := report.Trust(o); by != "" {
		p.line("    <br>%s", p.say(by))
	}
}

func (p *page) place(w assay.Where) string { return Code(report.Shorten(report.Place(w), p.words)) }

func (p *page) quote(w assay.Where) string {
	if q := report.Quote(w); q != "" {
		return " says " + p.say(q)
	}
	return ""
}

func (p *page) contradictions() {
	all := p.sum.Doc.Contradictions
	p.fold(fmt.Sprintf("≠ Declared, but observed otherwise (%d)", len(all)), len(all), func() {
		p.table([]string{"Declared", "Observed", "Concerns"}, len(all), func(i int) []string {
			return []string{p.say(all[i].Declared), "≠ " + p.say(all[i].Observed), Code(report.Plain(all[i].Unit))}
		})
	})
}

func (p *page) next() {
	all := p.sum.Doc.Next
	p.fold(fmt.Sprintf("Next, cheapest first (%d)", len(all)), len(all), func() {
		p.table([]string{"Do", "Effort", "Settles"}, len(all), func(i int) []string {
			return []string{p.say(all[i].Do), p.say(all[i].Effort), p.say(strings.Join(all[i].Settles, ", "))}
		})
	})
}

func (p *page) baseline() {
	rows := p.sum.Rows()
	p.fold("The baseline, clause by clause", p.sum.Counts.Total(), func() {
		p.table([]string{"Clause", "✗ refuted", "✓ supported", "? open", "– n/a"}, len(rows), func(i int) []string {
			c := rows[i]
			return []string{p.say(c.ID + " " + c.Short), fmt.Sprint(c.Refuted), fmt.Sprint(c.Supported), fmt.Sprint(c.Open), fmt.Sprint(c.NotApplicable)}
		})
	})
}
