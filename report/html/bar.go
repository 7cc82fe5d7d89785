package html

import (
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
)

// bar is a regime as one row of the small multiples. Parts are shares of 100.
// Not met is a tall block, met a lower one, open a line: they can be told apart
// in print without colour.
type bar struct {
	report.Regime
	Parts []part
	Rows  list[clause]
}

// clause is one of a regime with its rules cut to what fits.
type clause struct {
	assay.RegimeClause
	Rules list[rule]
}

// rule is one of a clause, with why it stands so and what is left in a line each.
type rule struct {
	assay.RegimeRule
	Because, Left string
}

func newClause(c assay.RegimeClause, most caps) clause {
	short := cut(c.Rules, most.rules)
	out := clause{RegimeClause: c, Rules: list[rule]{More: short.More}}
	for _, r := range short.Rows {
		out.Rules.Rows = append(out.Rules.Rows, rule{r, report.Because(r), report.Left(r)})
	}
	return out
}

type part struct {
	Kind                string
	X, Y, Width, Height float64
}

// heights of the parts, on a bar 12 high.
var heights = map[report.State]float64{report.Refuted: 12, report.Supported: 7, report.Open: 2, report.NotApplicable: 0.8}

func newBar(r report.Regime, c caps) bar {
	b := bar{Regime: r}
	short := cut(sortedClauses(r.Clauses), c.rows)
	b.Rows.More = short.More
	for _, x := range short.Rows {
		b.Rows.Rows = append(b.Rows.Rows, newClause(x, c))
	}
	total := r.Tally.Total()
	if r.Verdict == assay.DoesNotApply {
		b.Parts = []part{{Kind: kinds[report.NotApplicable], Y: 11.2, Width: 100, Height: 0.8}}
		return b
	}
	x := 0.0
	for _, s := range report.States() {
		n := r.Tally.Of(s)
		if n == 0 {
			continue
		}
		w := 100 * float64(n) / float64(total)
		b.Parts = append(b.Parts, part{kinds[s], round(x), 12 - heights[s], round(w), heights[s]})
		x += w
	}
	return b
}

// sortedClauses puts what is not met first, else keeps the order of the regime.
func sortedClauses(all []assay.RegimeClause) []assay.RegimeClause {
	out := make([]assay.RegimeClause, 0, len(all))
	for _, s := range report.States() {
		for _, c := range all {
			if report.StandingState(c.Verdict) == s {
				out = append(out, c)
			}
		}
	}
	return out
}

// mostBrief is how many characters of a regime's notes its bar carries; the whole
// stands with its clauses.
const mostBrief = 110

// Brief is what has to be known beside the bar.
func (b bar) Brief() string {
	text := strings.Join(b.Notes(), "; ")
	if report.Width(text) <= mostBrief {
		return text
	}
	return report.Shorten(b.Notes()[0], mostBrief)
}
