package html

import (
	"html/template"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
)

// caps says how long lists may get before they are cut with a sentence.
type caps struct{ observations, places, rows, edges, rules int }

var widest = caps{observations: 12, places: 6, rows: 400, edges: 400, rules: 100}

func (c caps) halved() caps {
	return caps{max(c.observations/2, 1), max(c.places/2, 1), max(c.rows/2, 4), max(c.edges/2, 4), max(c.rules/4, 1)}
}

func (c caps) atLeast() bool { return c == c.halved() }

// mostFirst is how many next steps stand unfolded.
const mostFirst = 12

// view is what the template shows.
type view struct {
	*report.Summary
	Policy, Disclaimer string
	Style              template.CSS
	Title              string
	Meta               []string
	States             []report.State
	Findings           []*finding
	Groups             []group
	Strips             []strip
	Boot               *picture
	Laws, Rest         []bar
	Away               []report.Regime // those that do not apply
	Bare               []report.Regime // those without clauses
	Others             list[assay.Observation]
	Edges              list[assay.BootEdge]
	Components         list[assay.Component]
	Vulnerabilities    list[assay.Vulnerability]
	Accounts           list[assay.Account]
	Secrets            list[assay.Secret]
	Services           list[service]
	Flows              list[assay.Flow]
	Shared             list[assay.Shared]
	Limits             list[limit]
	Errors             list[assay.CheckError]
	Evidence           list[assay.Evidence]
	Contradictions     list[assay.Contradiction]
	NotShown           []report.Gap
	Page               report.Brief     // the first page
	First, Later       []assay.NextStep // those that fit a screen, and the others
}

// list is a list that may be cut short.
type list[T any] struct {
	Rows []T
	More int
}

func cut[T any](all []T, most int) list[T] {
	if len(all) <= most {
		return list[T]{Rows: all}
	}
	return list[T]{Rows: all[:most], More: len(all) - most}
}

// finding is a provision with its observations cut to what fits.
type finding struct {
	*report.Provision
	Refutes, Rests list[seen]
	CaseRows       []caseRow
}

// seen is an observation with its places cut to what fits.
type seen struct {
	*assay.Observation
	Places list[assay.Where]
	See    string // provision that shows it in full, "" here
	Mend   string // said once, below the last that it mends
}

type caseRow struct {
	assay.Verdict
	State report.State
	Units list[assay.Verdict]
}

// group is a clause with its provisions.
type group struct {
	report.Clause
	Provisions []*finding
}

// limit is a kind of limit with its places cut to what fits.
type limit struct {
	report.LimitGroup
	Places list[string]
}

func limits(s *report.Summary, c caps) []limit {
	var out []limit
	for _, g := range s.Limits() {
		out = append(out, limit{g, cut(g.Where, c.places)})
	}
	return out
}

// service is one that answers, with what starts it as one line.
type service struct {
	assay.Service
	Undeclared bool
	Chain      string
	Weak       string
}

func newView(doc *assay.Document, c caps) *view {
	s := report.Summarise(doc)
	v := &view{
		Summary: s, Policy: policy(), Disclaimer: report.Disclaimer, Style: template.CSS(style), // our own file
		Title: s.Name(), Meta: meta(doc), States: report.States(),
		Strips: strips(doc, c.rows), Boot: bootPicture(doc),
		Edges: cut(doc.Boot.Edges, c.edges), Components: cut(doc.Components, c.rows), Vulnerabilities: cut(doc.Vulnerabilities, c.rows),
		Accounts: cut(doc.Accounts, c.rows), Secrets: cut(doc.Secrets, c.rows), Services: cut(services(doc), c.rows),
		Flows: cut(doc.Flows, c.rows), Shared: cut(doc.Shared, c.rows), Limits: cut(limits(s, c), c.rows), Errors: cut(doc.Errors, c.rows),
		Evidence: cut(doc.Evidence, c.rows), Contradictions: cut(doc.Contradictions, c.rows), NotShown: s.NotShown(), Page: s.Brief(),
	}
	shown := map[string]string{}
	for _, p := range s.Findings() {
		v.Findings = append(v.Findings, newFinding(p, c, shown))
	}
	for _, row := range s.Rows() {
		g := group{Clause: row}
		for _, p := range row.Provisions {
			g.Provisions = append(g.Provisions, newFinding(p, c, map[string]string{}))
		}
		v.Groups = append(v.Groups, g)
	}
	v.Others = cut(uncited(s), c.rows)
	n := min(len(doc.Next), mostFirst)
	v.First, v.Later = doc.Next[:n], doc.Next[n:]
	for _, r := range s.Regimes {
		switch {
		case r.Verdict == assay.DoesNotApply:
			v.Away = append(v.Away, r)
		case len(r.Clauses) == 0 && r.Verdict == assay.Open:
			v.Bare = append(v.Bare, r)
		case r.Law():
			v.Laws = append(v.Laws, newBar(r, c))
		default:
			v.Rest = append(v.Rest, newBar(r, c))
		}
	}
	return v
}

func meta(doc *assay.Document) []string {
	var out []string
	add := func(label, s string) {
		if s != "" {
			out = append(out, label+report.Plain(s))
		}
	}
	add("", doc.Subject.Manufacturer)
	add("model ", doc.Subject.Model)
	add("firmware ", doc.Subject.Version)
	if c := doc.Coverage; c.Bytes > 0 {
		add("", report.Bytes(c.Bytes)+", "+report.Percent(c.BytesIdentified, c.Bytes)+" identified")
	}
	if n := doc.Coverage.Files; n > 0 {
		add("", report.Count(n, "file")+" read")
	}
	return out
}

func newFinding(p *report.Provision, c caps, shown map[string]string) *finding {
	f := &finding{Provision: p}
	f.Refutes = cutSeen(p.Refuting, c, shown, p.ID)
	f.Rests = cutSeen(p.Because, c, shown, p.ID)
	for _, k := range p.Cases {
		f.CaseRows = append(f.CaseRows, caseRow{k.Verdict, report.StateOf(k.Verdict.Verdict), cut(k.Units, c.observations)})
	}
	return f
}

func cutSeen(all []*assay.Observation, c caps, shown map[string]string, id string) list[seen] {
	short := cut(all, c.observations)
	out := list[seen]{More: short.More}
	for i, o := range short.Rows {
		s := seen{Observation: o, Places: cut(o.Where, c.places), See: shown[o.ID], Mend: o.Mend}
		if i+1 < len(short.Rows) && short.Rows[i+1].Mend == o.Mend {
			s.Mend = ""
		}
		if s.See == "" {
			shown[o.ID] = id
		}
		out.Rows = append(out.Rows, s)
	}
	return out
}

// uncited are the observations that no provision of the headline rests on. They
// are kept in sight: a check found them worth telling.
func uncited(s *report.Summary) []assay.Observation {
	cited := map[string]bool{}
	for _, p := range s.Provisions {
		for _, id := range p.Verdict.Because {
			cited[id] = true
		}
	}
	var out []assay.Observation
	for _, answer := range []assay.Answer{assay.Yes, assay.No, assay.Unknown} {
		for _, o := range s.Doc.Observations {
			if !cited[o.ID] && o.Answer == answer {
				out = append(out, o)
			}
		}
	}
	return out
}

func services(doc *assay.Document) []service {
	var out []service
	for _, s := range doc.Services {
		row := service{Service: s, Undeclared: s.Declared != nil && !*s.Declared}
		var chain []string
		for _, by := range s.StartedBy {
			chain = append(chain, report.Plain(report.Inside(by)))
		}
		row.Chain = strings.Join(chain, " → ")
		if s.TLS != nil && len(s.TLS.Weak) > 0 {
			row.Weak = report.Plain(strings.Join(s.TLS.Weak, ", "))
		}
		out = append(out, row)
	}
	return out
}
