package report

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/regime"
)

// Regime is where the subject stands with one regime, counted.
type Regime struct {
	*assay.RegimeVerdict
	State  State
	Word   string // NOT MET, not met, open, met, n/a
	Tally  Tally  // of its clauses: not met, met, open, n/a
	NotMet []string
}

// Law tells a law from a label, a standard or a code.
func (r Regime) Law() bool { return r.Kind == "law" }

// regimes orders laws before all else; then what is not met; then the markets
// that the maker declared; then the laws that bind most products; then open before
// met, by how many clauses are not met or met; else as the document.
func regimes(doc *assay.Document) []Regime {
	all := doc.Regimes
	out := make([]Regime, 0, len(all))
	for i := range all {
		v := &all[i]
		r := Regime{RegimeVerdict: v, State: StandingState(v.Verdict), Word: StandingWord(v.Verdict, v.Kind)}
		if r.Name == "" {
			r.RegimeVerdict = renamed(v)
		}
		for _, c := range v.Clauses {
			r.Tally.add(StandingState(c.Verdict))
			if c.Verdict == assay.NotMet {
				r.NotMet = append(r.NotMet, c.ID)
			}
		}
		out = append(out, r)
	}
	declared, place := declaredFacts(doc), map[string][]int{}
	for _, r := range out {
		place[r.Regime] = r.place(declared)
	}
	sort.SliceStable(out, func(i, j int) bool { return slices.Compare(place[out[i].Regime], place[out[j].Regime]) < 0 })
	return out
}

// place is where a regime stands in the list, by the first number that differs.
func (r Regime) place(declared []string) []int {
	elsewhere := 1
	if known, ok := regime.All().Regime(r.Regime); ok && known.Scope != nil {
		for _, fact := range declared {
			if strings.Contains(known.Scope.AppliesWhen, fact) {
				elsewhere = 0
			}
		}
	}
	known := slices.Index(bindMost, r.Regime)
	if known < 0 {
		known = len(bindMost)
	}
	rank := standingRank(r.Verdict)
	return []int{below(!r.Law()), below(rank > 0), below(rank > 2), elsewhere, known, rank, -r.Tally.Refuted, -r.Tally.Supported}
}

// bindMost are the laws that most makers of consumer products meet first.
var bindMost = []string{"uk-psti", "eu-red-da", "eu-cra"}

func below(is bool) int {
	if is {
		return 1
	}
	return 0
}

// declaredFacts names the product facts that the declared markets make true,
// "sold_in_uk" for uk.
func declaredFacts(doc *assay.Document) []string {
	if doc.Declared == nil {
		return nil
	}
	var out []string
	for _, f := range regime.All().Facts() {
		if f.Market != "" && slices.Contains(doc.Declared.Markets, f.Market) {
			out = append(out, f.Name)
		}
	}
	return out
}

// Notes says what a reader has to know beside the standing: from when it binds,
// what was assumed. The first is the most telling.
func (r Regime) Notes() []string {
	var out []string
	if r.From != "" && !strings.Contains(r.Reason, r.From) {
		out = append(out, "binds from "+r.From)
	}
	for _, part := range strings.Split(r.Reason, "; ") {
		if part != "" {
			out = append(out, part)
		}
	}
	return out
}

// renamed is the verdict under its id, for one that came without a name.
func renamed(v *assay.RegimeVerdict) *assay.RegimeVerdict {
	c := *v
	c.Name = v.Regime
	return &c
}

// standingRank orders standings as they are shown: what must be done first.
func standingRank(s assay.Standing) int {
	switch s {
	case assay.NotMet:
		return 0
	case assay.Met:
		return 2
	case assay.DoesNotApply:
		return 3
	}
	return 1
}

// Because says in one line why a rule stands as it does: the reason, and what it
// rests on.
func Because(r assay.RegimeRule) string {
	parts := slices.Clone(r.Because)
	if r.Why != "" {
		parts = append([]string{r.Why}, parts...)
	}
	return strings.Join(parts, "; ")
}

// Left says in one line what would settle a rule, and what is not stated of the
// product.
func Left(r assay.RegimeRule) string {
	var parts []string
	if r.Next != "" {
		parts = append(parts, r.Next)
	}
	if len(r.Missing) > 0 {
		parts = append(parts, "not stated: "+strings.Join(r.Missing, ", "))
	}
	if r.Clock != nil {
		parts = append(parts, "due "+Duration(r.Clock.Due)+" after "+strings.TrimSuffix(r.Clock.Starts, "."))
	}
	return strings.Join(parts, "; ")
}

// Duration writes an ISO 8601 duration of one unit in words: "72 hours" for
// "PT72H". What it cannot read it gives back.
func Duration(iso string) string {
	units := map[byte]string{'H': "hour", 'M': "minute", 'D': "day", 'W': "week", 'Y': "year"}
	body, clock := strings.CutPrefix(iso, "PT")
	if !clock {
		units['M'] = "month"
		body, clock = strings.CutPrefix(iso, "P")
	}
	if !clock || len(body) < 2 {
		return iso
	}
	n, err := strconv.Atoi(body[:len(body)-1])
	unit := units[body[len(body)-1]]
	if err != nil || unit == "" {
		return iso
	}
	return Count(n, unit)
}
