package verdict

import (
	"sort"
	"strings"

	"github.com/assay-project/assay"
)

// outcome is a judgement with what it rests on and what it lacks.
type outcome struct {
	judgement assay.Judgement
	basis     assay.Basis
	because   []string // observation ids
	missing   []string // words
	reason    string
}

func pass(basis assay.Basis, because ...string) outcome {
	return outcome{judgement: assay.Pass, basis: basis, because: because}
}

func open(j assay.Judgement, missing ...string) outcome {
	return outcome{judgement: j, missing: missing}
}

// combine folds outcomes by a fold of judgements. Basis and because are of
// those outcomes that made the result what it is: the failing ones of a fail,
// all of a pass; the weakest basis counts. What is missing is of interest
// only while nothing is settled.
func combine(op func(a, b assay.Judgement) assay.Judgement, list []outcome) outcome {
	out := outcome{judgement: assay.NotApplicable}
	for _, o := range list {
		out.judgement = op(out.judgement, o.judgement)
	}
	for _, o := range list {
		if o.judgement != out.judgement {
			if out.judgement == assay.Inconclusive && o.judgement == assay.NotAssessed {
				out.missing = append(out.missing, o.missing...)
			}
			continue
		}
		out.basis = out.basis.Weaker(o.basis)
		out.because = append(out.because, o.because...)
		out.missing = append(out.missing, o.missing...)
	}
	out.because, out.missing = sorted(out.because), once(out.missing)
	return out
}

// every is combine for "each must hold"; what does not apply stays that way,
// so that the level above can leave it out.
func every(list []outcome) outcome { return combine(Worse, list) }

// told is every for results of which the one above is the only trace: why it
// failed is kept in words.
func told(list []outcome) outcome {
	out := every(list)
	if out.judgement != assay.Fail {
		return out
	}
	var why []string
	for _, o := range list {
		if o.judgement == assay.Fail {
			why = append(why, o.reason)
		}
	}
	out.reason = strings.Join(once(why), "; ")
	return out
}

func suffices(list []outcome) outcome { return combine(Better, list) }

// closed turns "nothing applied" into not_assessed, where the level above may
// not leave it out.
func (o outcome) closed(missing string) outcome {
	if o.judgement == assay.NotApplicable {
		return open(assay.NotAssessed, missing)
	}
	return o
}

// atMost lowers a pass: something that a pass needs is not there.
func (o outcome) atMost(j assay.Judgement, missing string) outcome {
	if o.judgement == assay.Pass && j != assay.Pass {
		o.judgement, o.missing = j, once(append(o.missing, missing))
	}
	return o
}

// sorted returns the distinct texts in order.
func sorted(list []string) []string {
	out := once(list)
	sort.Strings(out)
	return out
}

// once returns the distinct texts in the order they came, never nil.
func once(list []string) []string {
	out, seen := []string{}, make(map[string]bool, len(list))
	for _, s := range list {
		if s != "" && !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}
