package report

import (
	"sort"

	"github.com/assay-project/assay"
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

// regimes orders laws first, then not met, open, met, n/a, then by how many
// clauses are not met or met; else as the document.
func regimes(all []assay.RegimeVerdict) []Regime {
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
	sort.SliceStable(out, func(i, j int) bool {
		a, b := out[i], out[j]
		if a.Law() != b.Law() {
			return a.Law()
		}
		if x, y := standingRank(a.Verdict), standingRank(b.Verdict); x != y {
			return x < y
		}
		if a.Tally.Refuted != b.Tally.Refuted {
			return a.Tally.Refuted > b.Tally.Refuted
		}
		return a.Tally.Supported > b.Tally.Supported
	})
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
