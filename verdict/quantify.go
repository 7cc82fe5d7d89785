package verdict

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// quantify folds the results of a unit over its entries, as its quantifier
// says. Results that stand aside do not count, but somebody has looked.
func (j *judge) quantify(u *standard.TestUnit, entries []entryOutcome) outcome {
	var o outcome
	switch u.Quantifier {
	case standard.OneEntrySuffices:
		o = j.oneOf(entries)
	case standard.EveryComponentOneSuffices:
		o = j.perComponent(u, entries)
	default: // every entry, every function (the row names its mechanism), everything found, as a whole
		o = every(counting(entries))
	}
	if o.judgement == assay.NotAssessed {
		for _, e := range entries {
			if e.aside && len(e.because) > 0 {
				o.judgement = assay.Inconclusive
				o.because = sorted(append(o.because, e.because...))
				o.missing = once(append(o.missing, e.missing...))
			}
		}
	}
	return o
}

func counting(entries []entryOutcome) []outcome {
	var out []outcome
	for _, e := range entries {
		if !e.aside {
			out = append(out, e.outcome)
		}
	}
	return out
}

// oneOf folds entries of which one suffices. What speaks against all of them
// at once is no entry and fails the unit. Without a declaration nobody knows
// all entries, so that a bad one does not fail the unit yet.
func (j *judge) oneOf(entries []entryOutcome) outcome {
	var list, whole []outcome
	for _, e := range entries {
		switch {
		case e.entry == "" && e.judgement == assay.Fail:
			whole = append(whole, e.outcome)
		case !e.aside:
			list = append(list, e.outcome)
		}
	}
	o := suffices(list)
	if anyFails(list) && (!j.declared() || o.judgement == assay.NotAssessed) {
		doubt := open(assay.Inconclusive, "the declaration: one of several may suffice")
		doubt.because = failing(list)
		o = doubt
	}
	return every(append(whole, o))
}

func anyFails(list []outcome) bool {
	for _, o := range list {
		if o.judgement == assay.Fail {
			return true
		}
	}
	return false
}

func failing(list []outcome) []string {
	var ids []string
	for _, o := range list {
		if o.judgement == assay.Fail {
			ids = append(ids, o.because...)
		}
	}
	return sorted(ids)
}

// perComponent folds the results of update mechanisms: each software component
// needs one of those it names.
func (j *judge) perComponent(u *standard.TestUnit, entries []entryOutcome) outcome {
	components := j.tables.of("6-SoftComp")
	if len(components) == 0 {
		o := j.oneOf(entries)
		if j.declared() {
			o = o.atMost(assay.Inconclusive, "IXIT 6-SoftComp")
		}
		return o
	}
	var list []outcome
	for _, e := range entries {
		if e.entry == "" {
			list = append(list, e.outcome) // said of all mechanisms together
		}
	}
	for _, c := range components {
		list = append(list, mechanismsOf(c, entries))
	}
	return every(list)
}

// mechanismsOf gives a component the best result of the mechanisms it names.
func mechanismsOf(c *row, entries []entryOutcome) outcome {
	ids := c.refers("Update Mechanism")
	var list []outcome
	for _, e := range entries {
		if e.row != nil && slices.Contains(ids, e.row.entry.ID) {
			list = append(list, e.outcome)
		}
	}
	if len(list) > 0 {
		return suffices(list)
	}
	if text := strings.TrimSpace(c.field("Update Mechanism")); none(text) {
		return open(assay.Inconclusive, fmt.Sprintf("a person must judge: %s has no update mechanism", c.key))
	}
	return open(assay.Inconclusive, fmt.Sprintf("IXIT %s: Update Mechanism by the ids of rows of 7-UpdMech", c.key))
}
