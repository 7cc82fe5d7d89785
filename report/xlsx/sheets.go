package xlsx

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
)

// mostListed bounds how many ids or places one cell lists.
const mostListed = 12

// sheets are the sheets in order.
var sheets = []sheet{
	{"Summary", []column{{"What", 34}, {"Value", 60}, {"Why", 70}, {"Basis", 14}}, summary},
	{"Provisions", []column{{"Provision", 11}, {"Asks", 60}, {"Level", 14}, {"Verdict", 13}, {"Basis", 12}, {"Claimed", 10}, {"Maker's reason, or what stands in", 40}, {"Rests on", 40}, {"Missing", 50}}, provisions},
	{"Test cases", []column{{"Edition", 9}, {"Test case", 14}, {"Verdict", 15}, {"Basis", 12}, {"Rests on", 40}, {"Missing", 60}}, judged(assay.ScopeTestCase)},
	{"Units", []column{{"Edition", 9}, {"Unit", 14}, {"IXIT entry", 22}, {"Verdict", 15}, {"Basis", 12}, {"Rests on", 40}, {"Missing", 60}}, judged(assay.ScopeUnitResult)},
	{"Observations", []column{{"Id", 24}, {"Question", 30}, {"Answer", 10}, {"About", 26}, {"Observed", 60}, {"Basis", 12}, {"Where", 50}, {"Quoted", 40}, {"Mend", 50}, {"Bears on", 40}, {"Tested by", 40}}, observations},
	{"Contradictions", []column{{"Unit", 14}, {"Declared", 50}, {"Observed", 60}, {"Rests on", 40}}, contradictions},
	{"Regimes", []column{{"Regime", 34}, {"Kind", 11}, {"Clause or rule", 22}, {"Asks", 50}, {"Stands", 13}, {"Route", 12}, {"Basis", 12}, {"Wording", 11}, {"Binds from", 12}, {"Rests on, or why", 40}, {"What is left", 50}, {"Source", 30}}, regimes},
	{"Components", []column{{"Component", 26}, {"Version", 16}, {"Sure", 10}, {"How", 40}, {"Package URL", 40}, {"CPE", 40}, {"Where", 60}}, components},
	{"Limits", []column{{"What was not read", 40}, {"Effect", 60}, {"Where", 60}, {"Hides", 24}}, limits},
	{"Next", []column{{"No", 6}, {"Do", 80}, {"Effort", 12}, {"Settles", 60}}, next},
}

func summary(s *report.Summary) []row {
	b, c := s.Brief(), s.Counts
	out := []row{
		{text("Product"), cell{s.Name(), title}},
		words("Manufacturer", s.Doc.Subject.Manufacturer),
		words("Model", s.Doc.Subject.Model),
		words("Firmware", s.Doc.Subject.Version),
		words("Digests of what was given", short(s.Doc.Subject.Digests, mostListed)),
		words("Looked at", strings.Join(b.From, "; ")),
		words("Read for the day", s.Day()),
		words("Standard", "EN 303 645 V"+s.Edition),
	}
	for _, st := range report.States() {
		why := ""
		if st == report.Refuted {
			why = fmt.Sprintf("%d mandatory", s.Mandatory.Refuted)
		}
		out = append(out, row{cell{st.Sign() + " provisions " + string(st), lookOf(st)}, number(c.Of(st)), text(why)})
	}
	out = append(out, row{text("Contradictions between declared and observed"), number(len(s.Doc.Contradictions))})
	for _, a := range b.Answers {
		out = append(out, row{text(a.Question), state(a.State, a.Word), text(a.Why), text(string(a.Basis))})
	}
	for _, r := range b.Laws {
		out = append(out, row{text("Law: " + r.Name), state(r.State, r.Word), text(strings.Join(r.Notes(), "; "))})
	}
	for _, k := range b.Bases {
		out = append(out, row{text("Settled provisions, " + string(k.Basis)), number(k.Count), text(report.BasisMeaning(k.Basis))})
	}
	for _, p := range b.People {
		out = append(out, words("Tested or judged by", report.Who(p.Attested), report.Count(p.Count, "observation")))
	}
	for _, g := range s.NotShown() {
		out = append(out, row{cell{"Not shown: " + g.About, faint}, text(""), text(g.Text)})
	}
	return append(out, words("Made by", s.Doc.Tool.Name+" "+s.Doc.Tool.Version, report.Disclaimer))
}

func provisions(s *report.Summary) []row {
	var out []row
	for _, p := range s.Provisions {
		out = append(out, row{text(p.ID), text(p.Title), text(p.Level), state(p.State, string(p.State)), text(string(p.Basis)), text(p.Claimed), text(p.Reason),
			text(short(p.Verdict.Because, mostListed)), text(short(p.Missing, mostListed))})
	}
	return out
}

// judged lists the verdicts at one scope, of every edition.
func judged(scope assay.Scope) func(*report.Summary) []row {
	return func(s *report.Summary) []row {
		var out []row
		for _, v := range s.Doc.Verdicts {
			if v.Scope != scope {
				continue
			}
			r := words(v.Edition, v.ID)
			if scope == assay.ScopeUnitResult {
				r = append(r, text(v.Entry))
			}
			out = append(out, append(r, state(report.StateOf(v.Verdict), strings.ReplaceAll(string(v.Verdict), "_", " ")), text(string(v.Basis)),
				text(short(v.Because, mostListed)), text(short(v.Missing, mostListed))))
		}
		return out
	}
}

func observations(s *report.Summary) []row {
	var out []row
	for _, o := range s.Doc.Observations {
		var where, quoted, bears []string
		for _, w := range o.Where {
			where = append(where, report.Place(w))
			if w.Quote != "" {
				quoted = append(quoted, report.Quote(w))
			}
		}
		for _, b := range o.Bears {
			bears = append(bears, strings.TrimSpace(string(b.Effect)+" "+b.Unit+" "+b.Entry))
		}
		by := ""
		if o.Attested != nil {
			by = report.Who(*o.Attested)
		}
		out = append(out, words(o.ID, o.Question, string(o.Answer), o.About, o.Summary, string(o.Basis), short(where, mostListed), short(quoted, mostListed), o.Mend, short(bears, mostListed), by))
	}
	return out
}

func contradictions(s *report.Summary) []row {
	var out []row
	for _, c := range s.Doc.Contradictions {
		out = append(out, row{text(c.Unit), text(c.Declared), cell{"≠ " + c.Observed, bad}, text(short(c.Because, mostListed))})
	}
	return out
}

// regimes lists regimes, their clauses and the rules of those, each in a row.
func regimes(s *report.Summary) []row {
	var out []row
	for _, r := range s.Regimes {
		out = append(out, row{{r.Name, plain}, text(r.Kind), text("(all)"), text(""), state(r.State, r.Word), text(""), text(""), text(""), text(r.From), text(r.Reason)})
		if r.Verdict == assay.DoesNotApply {
			continue
		}
		for _, c := range r.Clauses {
			st := report.StandingState(c.Verdict)
			out = append(out, row{text(r.Name), text(r.Kind), text(c.ID), text(c.Title), state(st, report.StandingWord(c.Verdict, "")), text(string(c.Route)), text(string(c.Basis)),
				text(c.Confidence), text(c.From), text(short(c.Because, mostListed)), text(c.Remainder), text(c.Source)})
			for _, u := range c.Rules {
				out = append(out, row{text(r.Name), text(r.Kind), text(c.ID + " · " + u.ID), text(""), state(report.StandingState(u.Verdict), report.StandingWord(u.Verdict, "")),
					text(string(u.Route)), text(string(u.Basis)), text(u.Confidence), text(u.From), text(report.Because(u)), text(report.Left(u))})
			}
		}
	}
	return out
}

func components(s *report.Summary) []row {
	var out []row
	for _, c := range s.Doc.Components {
		var where []string
		for _, w := range c.Where {
			where = append(where, report.Place(w))
		}
		out = append(out, words(c.Name, c.Version, c.Confidence, c.How, c.PURL, c.CPE, short(where, mostListed)))
	}
	return out
}

func limits(s *report.Summary) []row {
	var out []row
	for _, e := range s.Doc.Errors {
		out = append(out, words("check "+e.Check+" could not finish", e.Message))
	}
	for _, l := range s.Doc.Limits {
		out = append(out, words(l.What, l.Effect, l.Where, strings.Join(l.Hides, "; ")))
	}
	return out
}

func next(s *report.Summary) []row {
	var out []row
	for i, n := range s.Doc.Next {
		out = append(out, row{number(i + 1), text(n.Do), text(n.Effort), text(strings.Join(n.Settles, ", "))})
	}
	return out
}
