package regime

import (
	"slices"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// declaredPlace is the unit of TS 103 701 that asks whether a publication is where
// the maker says, by what of the declaration a rule speaks of.
var declaredPlace = map[string]string{
	"contact": "5.2-1-2/a", "acknowledgement": "5.2-1-2/a", "status_updates": "5.2-1-2/a", "support_period": "5.3-13-2/a",
}

// gone says that the page which the maker names as the place of a publication is not
// there. That refutes the provision, which asks for it where it was declared; a law
// that asks for publication at all stays open, for another page may hold it.
func (j *judgement) gone(what string) string {
	unit, ok := declaredPlace[what]
	if !ok {
		return ""
	}
	for _, o := range j.in.Observations {
		if o.Question == "docs.page.gone" && o.Answer == assay.Yes && slices.ContainsFunc(o.Bears, func(b assay.Bears) bool {
			return b.Method == string(standard.TS103701V1) && b.Unit == unit && b.Effect == assay.Refutes
		}) {
			return o.Summary + ", which is declared as the place: not published there; whether it is elsewhere has not been seen"
		}
	}
	return ""
}
