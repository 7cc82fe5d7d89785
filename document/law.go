package document

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/regime"
)

// law is where the product stands with a law; nil where nothing was looked at.
func (d *draft) law(id string) *assay.RegimeVerdict {
	if d.in.Assessment == nil {
		return nil
	}
	for i := range d.in.Assessment.Regimes {
		if r := &d.in.Assessment.Regimes[i]; r.Regime == id {
			return r
		}
	}
	return nil
}

// forMarket sets the law of the paper and says where the product is not sold
// under it.
func (d *draft) forMarket(market, name string) {
	d.paper.Law = name
	sold := false
	for _, m := range d.in.Declaration.Markets {
		sold = sold || m == market
	}
	if !sold {
		d.problem(Problem{Reason: Scope, Fact: "markets", What: fmt.Sprintf("the product is not declared as sold in %q", market), Mend: "add " + market + " if it is", Where: declaredAt("markets")})
		return
	}
	if v := d.law(d.kind.Law); v != nil && v.Verdict == assay.DoesNotApply {
		d.problem(Problem{Reason: Scope, Fact: "facts", What: "the law does not bind this product: " + v.Reason, Mend: "correct the product facts if that is not so", Where: declaredAt("facts")})
	}
	d.refuted()
	if d.law(d.kind.Law) == nil {
		d.problem(Problem{Reason: Unbacked, Fact: "assessment", What: "the product was not judged by " + name, Mend: "make an assessment: assay check FOLDER"})
	}
}

// aboutPapers are the clauses that ask for the paper itself, or for keeping it:
// that it was not there is no reason not to make it.
var aboutPapers = map[string]bool{"uk-psti act-s9": true, "uk-psti reg-8": true, "au-smart-devices act-s16": true, "au-smart-devices rules-s10": true, "eu-cra art28": true, "eu-cra art31": true}

// refuted names every clause of the law that is refuted, also those that the paper
// has no row for: who declares to comply with a law declares them too.
func (d *draft) refuted() {
	v := d.law(d.kind.Law)
	if v == nil || v.Verdict == assay.DoesNotApply {
		return
	}
	found := false
	for _, c := range v.Clauses {
		if c.Verdict != assay.NotMet {
			continue
		}
		found = true
		r, _ := regime.All().Regime(v.Regime)
		for i := range r.Requirements {
			if q := &r.Requirements[i]; q.ID == c.ID && q.Mandatory && !aboutPapers[v.Regime+" "+c.ID] {
				c.Title = q.Title
				d.requirement(c, "", "")
			}
		}
	}
	if v.Verdict == assay.NotMet && !found {
		d.problem(Problem{Reason: Refuted, Fact: v.Regime, What: "the law is refuted: " + or(v.Reason, "see the assessment"), Mend: "mend the product, then judge it again"})
	}
}

// clauses gives the clauses of the paper's law whose ids begin with one of the
// prefixes, in the order of the law. What was not judged is open.
func (d *draft) clauses(prefixes ...string) []assay.RegimeClause {
	r, ok := regime.All().Regime(d.kind.Law)
	if !ok {
		return nil
	}
	judged := map[string]assay.RegimeClause{}
	if v := d.law(r.ID); v != nil {
		for _, c := range v.Clauses {
			judged[c.ID] = c
		}
	}
	var found []assay.RegimeClause
	for i := range r.Requirements {
		q := &r.Requirements[i]
		if !q.Mandatory || !begins(q.ID, prefixes) {
			continue
		}
		c, ok := judged[q.ID]
		if !ok {
			c = assay.RegimeClause{ID: q.ID, Verdict: assay.Open, Remainder: "not judged"}
		}
		c.Title = q.Title
		found = append(found, c)
	}
	return found
}

func begins(id string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(id, p) {
			return true
		}
	}
	return false
}

// requirement is a row about one clause. A clause that is refuted, or that
// nothing backs, is a problem. Claims says what the maker declares that bears on
// it, "" for nothing but the paper itself.
func (d *draft) requirement(c assay.RegimeClause, how, claims string) Row {
	id := d.kind.Law + " " + c.ID
	row := Row{Cells: []string{clauseLabel(c.ID), c.Title, how, ""}, State: string(c.Verdict)}
	switch {
	case c.Verdict == assay.NotMet:
		d.problem(Problem{Reason: Refuted, Fact: id, What: fmt.Sprintf("%s %s is refuted by %s", c.ID, lower(c.Title), or(strings.Join(c.Because, ", "), "what was observed")),
			Mend: "mend the product, then judge it again; assay explain " + d.kind.Law + " says what it asks", Clause: or(c.Source, c.ID)})
		row.Cells[3] = "refuted"
	case c.Verdict == assay.DoesNotApply:
		row.Cells[2], row.Cells[3] = "does not apply", "by the declared facts"
		row.Backing = &Backing{Basis: assay.Declared, IDs: []string{id}, Source: declaredAt("facts")}
	case c.Verdict == assay.Met && c.Basis.Rank() > assay.Declared.Rank():
		row.Backing = &Backing{Basis: c.Basis, IDs: append([]string{id}, c.Because...), Source: c.Source}
		row.Cells[3] = row.Backing.Mark()
	default:
		row.State = "declared"
		row.Backing = &Backing{Basis: assay.Declared, IDs: []string{id}, Source: or(claims, "this paper: nothing was seen for or against it")}
		row.Cells[3] = DeclaredMark
		if !d.in.Declared {
			d.problem(Problem{Reason: Unbacked, Fact: id, What: fmt.Sprintf("nothing shows that %s holds: %s", c.ID, lower(c.Title)),
				Mend: or(settle(c.Remainder), "show it") + ", or allow it with --declared", Clause: or(c.Source, c.ID)})
			row.State, row.Cells[3] = "open", "open"
			row.Backing = nil
		}
	}
	return row
}

// clauseLabel is a clause as a reader of the law looks for it: 1(2) for sch1-1(2),
// cl. 2 for cl2-unique, (2)(a) for I.I(2)(a).
func clauseLabel(id string) string {
	for _, prefix := range []string{"sch1-", "I.II", "I.I"} {
		if rest, ok := strings.CutPrefix(id, prefix); ok {
			return rest
		}
	}
	if rest, ok := strings.CutPrefix(id, "cl"); ok {
		number, _, _ := strings.Cut(rest, "-")
		return "cl. " + number
	}
	if rest, ok := strings.CutPrefix(id, "art"); ok {
		return "Art. " + rest
	}
	return id
}

// settle is what of a clause's remainder a maker can act on.
func settle(remainder string) string {
	first, _, _ := strings.Cut(remainder, ";")
	return strings.TrimSpace(first)
}

func or(text, otherwise string) string {
	if strings.TrimSpace(text) == "" {
		return otherwise
	}
	return text
}

var requirementColumns = []string{"Clause", "Requirement", "How it is met", "Known by"}

// claimed says whether the ICS of an edition claims a provision.
func (d *draft) claimed(edition, provision string) bool {
	return d.in.Declaration.ICS[edition].Provisions[provision].Support == "Y"
}

// provision is the verdict on a provision of an edition.
func (d *draft) provision(edition, id string) (assay.Verdict, bool) {
	if d.in.Assessment == nil {
		return assay.Verdict{}, false
	}
	for _, v := range d.in.Assessment.Verdicts {
		if v.Scope == assay.ScopeProvision && v.Edition == edition && v.ID == id {
			return v, true
		}
	}
	return assay.Verdict{}, false
}
