package verdict

import (
	"fmt"
	"slices"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// referring are the fields that name rows of another table, by the number of
// the table they stand in: how a unit that reuses another case finds its subset.
var referring = map[int]string{
	6: "Update Mechanism", 10: "Communication Mechanisms", 13: "Authentication Mechanism", 21: "Communication Mechanisms",
}

// reuse judges a unit that applies the units of another case to a subset of
// its entries, named by row r. The case keeps its own criteria: what the base
// case finds elsewhere does not carry over.
func (j *judge) reuse(u *standard.TestUnit, r *row, own, general []bearing) outcome {
	good := append(supporting(own), supporting(general)...)
	if len(good) > 0 {
		if slices.Contains(u.SettledByOfReused, standard.NoIndication) {
			return j.absence(r, good)
		}
		return passBy(good)
	}
	var outcomes []outcome
	for _, base := range j.std.Reused(u) {
		if base.SettledBy != standard.Step {
			outcomes = append(outcomes, j.onSubset(j.unit(base), r))
		}
	}
	o := told(outcomes)
	if o.judgement == assay.NotApplicable {
		o = open(assay.NotAssessed, "a person must judge: "+u.Tester)
	}
	return o.informed(append(append([]bearing(nil), own...), general...))
}

// onSubset takes from a judged unit what concerns row r: the row's own result,
// or those of the rows it names.
func (j *judge) onSubset(base *unitOutcome, r *row) outcome {
	if r == nil {
		return open(assay.NotAssessed)
	}
	names := r.refers(referring[j.tables.number(r.table)])
	var outcomes []outcome
	for _, e := range base.entries {
		whole := e.entry == "" && base.unit.Quantifier == standard.AsAWhole
		if whole || e.row == r || e.row != nil && e.row.table != r.table && slices.Contains(names, e.row.entry.ID) {
			outcomes = append(outcomes, e.outcome)
		}
	}
	if len(outcomes) > 0 {
		return told(outcomes)
	}
	field := referring[j.tables.number(r.table)]
	if none(r.field(field)) {
		return outcome{judgement: assay.NotApplicable, basis: assay.Declared, reason: "declared as none"}
	}
	return open(assay.Inconclusive, fmt.Sprintf("IXIT %s: %s by the ids of their rows", r.key, field))
}
