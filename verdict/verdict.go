// Package verdict folds observations and a declaration into verdicts: test
// unit, test case, provision, overall, as TS 103 701 clause 4 folds them.
//
// It promises:
//
//   - it is pure: no disk, network or clock; the same input gives the same
//     output, in whatever order the observations come;
//   - nothing passes without evidence, nothing passes without a declaration,
//     and no declaration outweighs an observation that refutes it;
//   - adding evidence of failure never yields a pass;
//   - every result names the observations it rests on and what is missing.
//
// A test unit has no verdict in ETSI's method. We keep a result for each unit
// and IXIT entry and fold these by the unit's quantifier into the criteria of
// its case; they leave as unit_result and never as a verdict of the standard.
//
// This package alone binds what was observed to what was declared, and so it
// alone finds contradictions.
package verdict

import (
	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// Input is what is judged. Declaration may be nil.
type Input struct {
	Edition      standard.Edition // of EN 303 645
	Observations []assay.Observation
	Declaration  *assay.Declaration
	// Seen are fact keys that collectors saw, whether or not a check had
	// something to say about them: "tcp/80", "root@/etc/shadow". They show that
	// a search reached a declared entry.
	Seen []string
	// Unread is what could not be looked through. Nothing passes by the absence of
	// findings where one of these limits may have hidden them from the search.
	Unread []assay.Limit
}

// Result is what follows. Its slices are never nil and in a fixed order.
type Result struct {
	Verdicts       []assay.Verdict
	Observations   []assay.Observation // as given, each bearing bound to its entry
	Contradictions []assay.Contradiction
	Next           []assay.NextStep
	ICS            Validity
	IXIT           []Gap // what claimed provisions owe and the declaration does not fill
	UnitsAssessed  int   // test units that something was observed or read for
}

// Judge folds the input by the method that judges its edition: TS 103 701
// V1.1.1 for V2.1.1. For V3.1.3 it is V2.1.1, whose units are not known; those
// of V1.1.1 stand in where the data says they can, and the verdict says so.
func Judge(in Input) Result {
	j := newJudge(in)
	j.validate()
	groups := j.groups()
	j.owes(groups)
	overall := j.overall(groups)
	j.declaredNotObserved()
	res := Result{
		Verdicts:       j.verdicts(overall, groups),
		Observations:   j.book.observations,
		Contradictions: j.contradictions.list(),
		ICS:            j.ics.validity,
		IXIT:           append([]Gap{}, j.ixit...),
		UnitsAssessed:  j.unitsAssessed(),
	}
	res.Next = j.next(groups)
	return res
}

// judge is one judgement under way.
type judge struct {
	in             Input
	std            *standard.Standard
	v1             *standard.Method // the method whose units are known
	method         *standard.Method // the method of the edition judged
	tables         *tables
	book           *book
	ics            gate
	contradictions *contradictions
	units          map[string]*unitOutcome // by unit id
	order          []string                // unit ids, as first used
	ixit           []Gap
}

func newJudge(in Input) *judge {
	std := standard.EN303645()
	v1, _ := std.Method(standard.TS103701V1)
	method, _ := std.Method(standard.MethodFor(in.Edition))
	j := &judge{in: in, std: std, v1: v1, method: method, units: make(map[string]*unitOutcome), contradictions: newContradictions()}
	j.tables = newTables(std, in.Edition, in.Declaration)
	j.book = newBook(j, in.Observations)
	j.ics = newGate(in.Declaration, in.Edition)
	return j
}

func (j *judge) declared() bool { return j.in.Declaration != nil }
