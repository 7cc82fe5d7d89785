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
		if table := j.declaredElsewhere(u, own); table != "" {
			gap := open(assay.Inconclusive, "an entry for it in "+table+": another table declares it")
			gap.because = idsOf(own)
			out = append(out, entryOutcome{entry: entry, outcome: gap})
			continue
		}
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
		case own[0].row != nil && disabled(own[0].row) && len(sightings(own)) > 0:
			o = open(assay.Inconclusive, "a test: whether "+own[0].row.key+" stays off: "+own[0].obs.Summary)
			o.because, counts = idsOf(own), true
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
	if o, ok := spoken(good); ok {
		return o
	}
	o := j.absence(nil, good)
	for _, r := range j.tables.of(table) {
		if !disabled(r) && !wholly(good) && !j.reached(r) {
			o = o.atMost(assay.Inconclusive, fmt.Sprintf("a search that reaches %s: it was declared and not seen", r.key))
		}
	}
	return o
}

// declaredElsewhere names the table of communication that leaves out a service
// which the tables of services and interfaces declare as enabled. That is a gap
// between two lists of the maker, not something found and undeclared.
func (j *judge) declaredElsewhere(u *standard.TestUnit, own []bearing) string {
	obs := own[0].obs
	table := j.tables.entryTable(tablesOf(u), kindOf(obs.About))
	if own[0].row != nil || kindOf(obs.About) != service || j.tables.number(table) != communication || anyRefutes(own) || !j.tables.isFilled(table, service) {
		return ""
	}
	for _, key := range []string{"28-LogIntf", "15-Intf", "13-SoftServ"} {
		if r := j.tables.bind(key, obs); r != nil && !disabled(r) {
			return j.tables.name(table, service)
		}
	}
	return ""
}
