package pdf

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
)

const (
	mostRows   = 2000 // of a table
	mostPlaces = 4    // of an observation
	mostTold   = 12   // observations of a provision
)

// plain draws the report without Chromium.
func plain(sum *report.Summary) ([]byte, error) {
	s := newSheet(letters(sum.Name()) + ", " + letters(report.Disclaimer))
	s.headline(sum)
	s.first(sum)
	s.findings(sum)
	s.contradictions(sum)
	s.next(sum)
	s.regimes(sum)
	s.provisions(sum)
	s.limits(sum)
	s.heading("What this does not show")
	for _, g := range sum.NotShown() {
		s.para(g.About+". "+g.Text, "", 9.5, black, 0)
	}
	s.para("This PDF is not tagged for assistive technology; the HTML form of the report is accessible.", "", 8, soft, 0)
	return s.bytes()
}

func inkOf(st report.State) ink {
	switch st {
	case report.Refuted:
		return red
	case report.Supported:
		return blue
	case report.NotApplicable:
		return soft
	}
	return black
}

// told is a cell with the sign and the word of a state.
func told(st report.State, word string) cellText {
	return cellText{st.Sign() + " " + word, inkOf(st), st == report.Refuted}
}

func (s *sheet) headline(sum *report.Summary) {
	over := "Assessment against EN 303 645 V" + sum.Edition
	if sum.Day() != "" {
		over += ", " + sum.Day()
	}
	s.para(over, "", 9, soft, 0)
	s.para(sum.Name(), "B", 22, black, 0)
	var meta []string
	for _, m := range []string{sum.Doc.Subject.Manufacturer, sum.Doc.Subject.Model, sum.Doc.Subject.Version} {
		if m != "" {
			meta = append(meta, m)
		}
	}
	s.para(strings.Join(meta, " · "), "", 10, soft, 0)
	s.Ln(2)
	c := sum.Counts
	switch {
	case c.Total() == 0:
		s.para("Nothing was judged.", "B", 13, black, 0)
	case c.Refuted == 0:
		s.para(fmt.Sprintf("The evidence refutes none of %s; %d are open.", report.Count(c.Total(), "provision"), c.Open), "B", 13, black, 0)
	default:
		s.para(fmt.Sprintf("The evidence refutes %d of %s, %d of them mandatory.", c.Refuted, report.Count(c.Total(), "provision"), sum.Mandatory.Refuted), "B", 13, red, 0)
	}
	s.para(fmt.Sprintf("× %d refuted   √ %d supported   ? %d open   – %d n/a   ≠ %s", c.Refuted, c.Supported, c.Open, c.NotApplicable, report.Count(len(sum.Doc.Contradictions), "contradiction")), "", 10, black, 0)
	if d := sum.Doc.Declared; d == nil {
		s.para("No declaration was read: every provision is judged as unclaimed.", "", 9.5, soft, 0)
	} else if text := report.Holding(d); text != "" {
		s.para(text, "", 9.5, soft, 0)
	}
}

// first is the page for somebody who reads one.
func (s *sheet) first(sum *report.Summary) {
	b := sum.Brief()
	if len(b.From) > 0 {
		s.para("Looked at: "+report.Fold(b.From)+".", "", 9.5, soft, 0)
	}
	var rows [][]cellText
	for _, a := range b.Answers {
		rows = append(rows, []cellText{{a.Question, black, false}, told(a.State, a.Word), {a.Why, black, false}, {string(a.Basis), soft, false}})
	}
	s.heading("Asked first")
	s.table([]float64{0.34, 0.16, 0.38, 0.12}, []string{"Question", "Answer", "Why", "Basis"}, rows)
	if rows = nil; len(b.Laws) > 0 {
		s.heading("Which laws bind, and where they stand")
		for _, r := range b.Laws {
			rows = append(rows, []cellText{{r.Name, black, false}, told(r.State, r.Word), {tally(r.Tally), soft, false}, {strings.Join(r.Notes(), "; "), soft, false}})
		}
		s.table([]float64{0.34, 0.12, 0.2, 0.34}, []string{"Law", "Stands", "Clauses", ""}, rows)
	}
	if len(b.First) > 0 {
		s.heading("To do next")
		for i, n := range b.First {
			s.para(fmt.Sprintf("%d. %s (%s)", i+1, n.Do, n.Effort), "", 10, black, 0)
		}
	}
	if len(b.Bases)+len(b.People) > 0 {
		s.heading("Who says so")
	}
	for _, k := range b.Bases {
		s.para(fmt.Sprintf("%s: %s, %s.", report.Count(k.Count, "settled provision"), k.Basis, report.BasisMeaning(k.Basis)), "", 9.5, black, 0)
	}
	for _, p := range b.People {
		s.para(report.Who(p.Attested)+": "+report.Count(p.Count, "observation")+".", "", 9.5, black, 0)
		if p.Trusted != "" {
			s.para(p.Trusted, "", 9, soft, 4)
		}
	}
}

func tally(t report.Tally) string {
	return fmt.Sprintf("× %d  √ %d  ? %d", t.Refuted, t.Supported, t.Open)
}

func (s *sheet) findings(sum *report.Summary) {
	all := sum.Findings()
	if len(all) == 0 {
		return
	}
	s.heading("What the evidence refutes")
	seen := map[string]string{}
	for _, p := range all {
		if s.GetY() > bottom-24 {
			s.AddPage()
		}
		s.para(fmt.Sprintf("× %s   %s, %s", p.ID, p.Level, report.BasisWord(p.Basis)), "B", 10, red, 0)
		s.para(p.Title, "", 9.5, soft, 4)
		for _, o := range p.Refuting[:min(len(p.Refuting), mostTold)] {
			s.observation(o, p.ID, seen)
		}
		if n := len(p.Refuting) - mostTold; n > 0 {
			s.para("and "+report.Count(n, "more observation"), "", 9, soft, 4)
		}
		for _, c := range p.Against() {
			s.para("≠ the maker declared "+c.Declared, "", 9.5, black, 4)
		}
		why := p.Why()
		if len(p.Refuting) == 0 && len(why) == 0 && p.Reason != "" {
			why = []string{p.Reason}
		}
		for _, r := range why {
			s.para(r, "", 9.5, black, 4)
		}
	}
}

func (s *sheet) observation(o *assay.Observation, id string, seen map[string]string) {
	if before := seen[o.ID]; before != "" {
		s.para(o.Summary+" (see "+before+")", "B", 9.5, black, 4)
		return
	}
	seen[o.ID] = id
	s.para(o.Summary, "B", 9.5, black, 4)
	for i, w := range o.Where {
		if i == mostPlaces {
			s.place("and "+report.Count(len(o.Where)-i, "more place"), 4)
			break
		}
		s.place(strings.TrimSpace(report.Place(w)+" "+report.Quote(w)), 4)
	}
	if o.Attested != nil {
		s.para("tested by "+report.Who(*o.Attested), "", 9, soft, 4)
	}
	if by := report.Trust(o); by != "" {
		s.para(by, "", 9, soft, 4)
	}
	if o.Mend != "" {
		s.para("Mend: "+o.Mend, "", 9.5, blue, 4)
	}
}

func (s *sheet) contradictions(sum *report.Summary) {
	if len(sum.Doc.Contradictions) == 0 {
		return
	}
	s.heading("Declared, but observed otherwise")
	var rows [][]cellText
	for _, c := range sum.Doc.Contradictions {
		rows = append(rows, cells(c.Unit, c.Declared, "≠ "+c.Observed))
	}
	s.list([]float64{0.14, 0.38, 0.48}, []string{"Concerns", "Declared", "Observed"}, rows)
}

func (s *sheet) next(sum *report.Summary) {
	if len(sum.Doc.Next) == 0 {
		return
	}
	s.heading("Next, cheapest first")
	var rows [][]cellText
	for _, n := range sum.Doc.Next {
		rows = append(rows, cells(n.Do, n.Effort, strings.Join(n.Settles, ", ")))
	}
	s.list([]float64{0.56, 0.12, 0.32}, []string{"Do", "Effort", "Settles"}, rows)
}

func (s *sheet) regimes(sum *report.Summary) {
	var rows [][]cellText
	away := 0
	for _, r := range sum.Regimes {
		if r.Verdict == assay.DoesNotApply {
			away++
			continue
		}
		rows = append(rows, []cellText{{r.Name, black, false}, {r.Kind, soft, false}, told(r.State, r.Word), {tally(r.Tally), soft, false}, {strings.Join(r.NotMet, ", "), black, false}})
	}
	if len(rows) == 0 {
		return
	}
	s.heading("Where you stand")
	s.list([]float64{0.3, 0.12, 0.13, 0.17, 0.28}, []string{"Regime", "Kind", "Stands", "Clauses", "Not met"}, rows)
	if away > 0 {
		s.para(report.Count(away, "regime")+" out of scope.", "", 9, soft, 0)
	}
}

func (s *sheet) provisions(sum *report.Summary) {
	var rows [][]cellText
	for _, p := range sum.Provisions {
		rows = append(rows, []cellText{{p.ID, black, false}, {p.Title, black, false}, {p.Level, soft, false}, {report.BasisWord(p.Basis), soft, false}, told(p.State, string(p.State))})
	}
	if len(rows) == 0 {
		return
	}
	s.heading("Every provision")
	s.list([]float64{0.1, 0.5, 0.14, 0.12, 0.14}, []string{"Provision", "Asks", "Level", "Basis", "Verdict"}, rows)
}

func (s *sheet) limits(sum *report.Summary) {
	s.heading("Limits")
	var rows [][]cellText
	for _, e := range sum.Doc.Errors {
		rows = append(rows, cells("check "+e.Check+" could not finish", e.Message, ""))
	}
	for _, g := range sum.Limits() {
		where := strings.Join(g.Where[:min(len(g.Where), mostPlaces)], ", ")
		if n := len(g.Where) - mostPlaces; n > 0 {
			where += fmt.Sprintf(" and %d more", n)
		}
		rows = append(rows, cells(g.Title(), g.Effect, where))
	}
	if len(rows) == 0 {
		s.para("Everything that was given was read to its end.", "", 9.5, black, 0)
		return
	}
	s.list([]float64{0.3, 0.4, 0.3}, []string{"What was not read", "Effect", "Where"}, rows)
}

// list is a table that says how many rows it leaves out.
func (s *sheet) list(shares []float64, head []string, rows [][]cellText) {
	more := len(rows) - mostRows
	s.table(shares, head, rows[:min(len(rows), mostRows)])
	if more > 0 {
		s.para(fmt.Sprintf("%d more, in the JSON document of this assessment.", more), "", 9, soft, 0)
	}
}
