package verdict

import (
	"fmt"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// found judges a unit that is met when nothing undeclared is found: one result
// for each thing that speaks against it, and one for the search as a whole.
func (j *judge) found(u *standard.TestUnit, bearings []bearing) []entryOutcome {
	var out []entryOutcome
	for _, entry := range entriesOf(bearings) {
		if entry == "" {
			continue
		}
		own := about(bearings, entry)
		contradicted := j.contradicts(u, own)
		o, counts := against(own)
		switch {
		case counts && (o.judgement == assay.Fail || !contradicted):
		case contradicted && offends(u, own):
			seen := sightings(own)
			o = outcome{judgement: assay.Fail, basis: weakest(seen), because: idsOf(seen)}
		case contradicted:
			o = open(assay.Inconclusive, "an IXIT entry that declares it, or the product without it")
			o.because, o.basis = idsOf(own), weakest(own)
		case own[0].row != nil:
			continue // seen and declared: as it should be
		default:
			o = j.settleObserved(own)
		}
		out = append(out, entryOutcome{entry: entry, row: own[0].row, outcome: o, aside: !counts && !contradicted})
	}
	return append(out, entryOutcome{outcome: j.search(u, bearings)})
}

// search judges whether the looking itself carries a pass: it was recorded, it
// went to its end, and it reached everything the maker declares. A search that
// misses what is there proves nothing about what is not.
func (j *judge) search(u *standard.TestUnit, bearings []bearing) outcome {
	general := about(bearings, "")
	if o, ok := against(general); ok {
		return o
	}
	table := j.tables.entryTable(tablesOf(u), whole)
	kind := whole
	if j.tables.number(table) == allInterfaces {
		kind = service
	}
	switch {
	case !j.declared():
		return j.undeclared(u, bearings)
	case table != "" && !j.tables.isFilled(table, kind):
		return open(assay.NotAssessed, "IXIT "+j.tables.name(table, kind), "a test: "+u.Tester).informed(bearings)
	}
	good := supporting(general)
	if len(good) == 0 {
		return j.waiting(u, nil).informed(bearings)
	}
	o := j.absence(nil, good)
	for _, r := range j.tables.of(table) {
		if !disabled(r) && !j.reached(r) {
			o = o.atMost(assay.Inconclusive, fmt.Sprintf("a search that reaches %s: it was declared and not seen", r.key))
		}
	}
	return o
}
