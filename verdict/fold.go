package verdict

import "github.com/assay-project/assay"

// The two folds are joins of a total order with not_applicable at the bottom:
// commutative, associative and idempotent by construction, and a test tries
// every triple. What does not apply is the identity, so it is taken out by
// folding, not by a condition somebody could forget.

// severity orders judgements for "every": fail over inconclusive over
// not_assessed over pass (TS 103 701 clause 4.6, tables 1 to 3, with our
// working value between).
var severity = map[assay.Judgement]int{
	assay.NotApplicable: 0, assay.Pass: 1, assay.NotAssessed: 2, assay.Inconclusive: 3, assay.Fail: 4,
}

// merit orders judgements for "one suffices": one pass is enough, and all must
// have failed before the whole has.
var merit = map[assay.Judgement]int{
	assay.NotApplicable: 0, assay.Fail: 1, assay.NotAssessed: 2, assay.Inconclusive: 3, assay.Pass: 4,
}

// Worse returns the worse of two judgements. A word that is no judgement counts
// as not_assessed: it can never help to a pass.
func Worse(a, b assay.Judgement) assay.Judgement { return higher(severity, a, b) }

// Better returns the better of two judgements, for "one suffices".
func Better(a, b assay.Judgement) assay.Judgement { return higher(merit, a, b) }

func higher(order map[assay.Judgement]int, a, b assay.Judgement) assay.Judgement {
	a, b = known(a), known(b)
	if order[b] > order[a] {
		return b
	}
	return a
}

func known(j assay.Judgement) assay.Judgement {
	if _, ok := severity[j]; !ok {
		return assay.NotAssessed
	}
	return j
}

// Every folds judgements where each must hold. What does not apply is left
// out; nothing left folds to not_assessed.
func Every(list ...assay.Judgement) assay.Judgement { return settled(join(Worse, list)) }

// OneSuffices folds judgements where one must hold.
func OneSuffices(list ...assay.Judgement) assay.Judgement { return settled(join(Better, list)) }

func join(op func(a, b assay.Judgement) assay.Judgement, list []assay.Judgement) assay.Judgement {
	out := assay.NotApplicable
	for _, j := range list {
		out = op(out, j)
	}
	return out
}

func settled(j assay.Judgement) assay.Judgement {
	if j == assay.NotApplicable {
		return assay.NotAssessed
	}
	return j
}
