package verdict

import (
	"fmt"
	"sort"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// entryOutcome is the result of a unit for one IXIT entry.
type entryOutcome struct {
	entry string // "" for the unit as a whole
	row   *row
	outcome
	// aside marks a result that is shown and does not count: a thing outside the
	// declared entries about which nothing speaks against the unit.
	aside bool
}

// unitOutcome is what a unit comes to, entry by entry and together.
type unitOutcome struct {
	unit    *standard.TestUnit
	entries []entryOutcome
	outcome
}

// unit judges a unit of V1.1.1, once.
func (j *judge) unit(u *standard.TestUnit) *unitOutcome {
	if done, ok := j.units[u.ID]; ok {
		return done
	}
	out := &unitOutcome{unit: u}
	j.units[u.ID] = out // stands for it meanwhile, should data ever reuse in a circle
	out.outcome = open(assay.NotAssessed)
	bearings := j.book.units[u.ID]
	switch {
	case u.SettledBy == standard.Step:
		out.entries = j.step(bearings)
		out.outcome = outcome{judgement: assay.NotApplicable}
		return out
	case u.SettledBy == standard.NothingUndeclared:
		out.entries = j.found(u, bearings)
	default:
		out.entries = j.entries(u, bearings)
	}
	out.outcome = j.quantify(u, out.entries)
	return out
}

// step shows what was observed while preparing; it never folds.
func (j *judge) step(bearings []bearing) []entryOutcome {
	var out []entryOutcome
	for _, entry := range entriesOf(bearings) {
		o := open(assay.Inconclusive)
		o.because, o.reason = idsOf(about(bearings, entry)), "a step of the test, without outcome of its own"
		out = append(out, entryOutcome{entry: entry, outcome: o, aside: true})
	}
	return out
}

// entries judges a unit for each declared row, then for each thing observed
// that no row declares, then for what was said of the whole.
func (j *judge) entries(u *standard.TestUnit, bearings []bearing) []entryOutcome {
	rows := j.rowsOf(u)
	general := about(bearings, "")
	var out []entryOutcome
	done := make(map[string]bool)
	for _, r := range rows {
		done[r.key] = true
		out = append(out, entryOutcome{entry: r.key, row: r, outcome: j.settleRow(u, r, about(bearings, r.key), general)})
	}
	for _, entry := range entriesOf(bearings) {
		if entry == "" || done[entry] {
			continue
		}
		own := about(bearings, entry)
		against := j.contradicts(u, own)
		if own[0].row != nil {
			j.differs(u, own[0].row, own)
		}
		out = append(out, entryOutcome{entry: entry, outcome: j.settleObserved(own), aside: !against && !anyRefutes(own) && !anyUnknown(own)})
	}
	if _, counts := against(general); len(rows) == 0 || counts {
		out = append(out, entryOutcome{outcome: j.settleWhole(u, general)})
	}
	return out
}

// rowsOf returns the declared rows a unit runs over: none for a unit judged as
// a whole.
func (j *judge) rowsOf(u *standard.TestUnit) []*row {
	if u.Quantifier == standard.AsAWhole {
		return nil
	}
	if u.Quantifier == standard.EveryComponentOneSuffices {
		return j.tables.of("7-UpdMech")
	}
	if table := j.tables.entryTable(tablesOf(u), whole); table != "" {
		return j.tables.of(table)
	}
	return nil
}

// settleRow judges a unit for one declared row. What refutes it counts even
// where the row's own words would leave it out.
func (j *judge) settleRow(u *standard.TestUnit, r *row, own, general []bearing) outcome {
	if o, ok := against(own, general...); ok {
		j.differs(u, r, own)
		return o
	}
	if leftOut(u, r) {
		return outcome{judgement: assay.NotApplicable, basis: assay.Declared, reason: "declared as something this unit does not ask about"}
	}
	if u.SettledBy == standard.Lookup {
		o := j.read(u, r)
		if good := append(supporting(own), supporting(general)...); len(good) > 0 && o.judgement != assay.Fail {
			return passBy(good)
		}
		return o
	}
	if u.SettledBy == standard.Reuse {
		return j.reuse(u, r, own, general)
	}
	return j.settle(u, r, own, general)
}

// settle judges what has to be seen, judged, or not contradicted.
func (j *judge) settle(u *standard.TestUnit, r *row, own, general []bearing) outcome {
	good := append(supporting(own), supporting(general)...)
	switch {
	case u.SettledBy == standard.NoIndication && len(good) > 0:
		return j.absence(r, good)
	case len(good) > 0:
		return passBy(good)
	}
	return j.waiting(u, r).informed(append(append([]bearing(nil), own...), general...))
}

// absence passes a row because nothing found contradicts it, if a recorded
// search reached what the row declares.
func (j *judge) absence(r *row, good []bearing) outcome {
	if o, ok := spoken(good); ok {
		return o
	}
	var searches []bearing
	for _, b := range good {
		if b.exercised() {
			searches = append(searches, b)
		}
	}
	if len(searches) == 0 {
		o := open(assay.Inconclusive, "a recorded search: nothing says what was looked through")
		o.because = idsOf(good)
		return o
	}
	clear := j.clear(searches)
	if len(clear) == 0 {
		return j.unread(searches)
	}
	o := passBy(clear)
	if r != nil && !wholly(clear) && !specific(clear, r) && !j.reached(r) {
		o = o.atMost(assay.Inconclusive, fmt.Sprintf("a search that reaches %s: bind it with observed", r.key))
	}
	return o
}

// unread is the state of a pass by absence while something that each of its
// searches goes through could not be read.
func (j *judge) unread(searches []bearing) outcome {
	o := passBy(searches)
	o.judgement = assay.Inconclusive
	for _, b := range searches {
		for _, l := range j.hidden(b.obs) {
			o.missing = append(o.missing, strings.TrimSpace(fmt.Sprintf("a look through what was not read: %s %s", l.What, l.Where)))
		}
	}
	o.missing = once(o.missing)
	return o
}

func specific(searches []bearing, r *row) bool {
	for _, b := range searches {
		if b.row == r {
			return true
		}
	}
	return false
}

// waiting is the state of a unit for which nothing was observed.
func (j *judge) waiting(u *standard.TestUnit, r *row) outcome {
	switch {
	case u.SettledBy == standard.Judgement && r != nil:
		return j.filledIn(u, r, "a person must judge: "+u.Tester)
	case u.SettledBy == standard.Judgement || u.SettledBy == standard.Lookup:
		return open(assay.NotAssessed, "a person must judge: "+u.Tester)
	}
	return open(assay.NotAssessed, "a test: "+u.Tester)
}

// settleObserved judges a unit for something observed that no row declares.
func (j *judge) settleObserved(own []bearing) outcome {
	if o, ok := against(own); ok {
		return o
	}
	o := open(assay.Inconclusive, "an IXIT entry that declares it")
	o.because = idsOf(own)
	return o
}

// settleWhole judges a unit that has no rows to run over: it is judged as a
// whole, or the declaration has none.
func (j *judge) settleWhole(u *standard.TestUnit, general []bearing) outcome {
	if o, ok := against(general); ok {
		j.differs(u, nil, general)
		return o
	}
	if !j.declared() {
		return j.undeclared(u, general)
	}
	if missing := j.emptyTables(u); len(missing) > 0 {
		return open(assay.NotAssessed, missing...).informed(general)
	}
	record := j.record(u)
	switch {
	case u.ID == reasonsOnRecord:
		return j.reasons()
	case u.Quantifier != standard.AsAWhole, record == nil && len(u.IXIT) > 0:
		return open(assay.NotAssessed, "the table has no entry: nothing to run over").informed(general)
	case u.SettledBy == standard.Lookup:
		o := j.read(u, record)
		if by, ok := spoken(supporting(general)); ok && o.judgement != assay.Fail {
			return by
		}
		return o
	case u.SettledBy == standard.Reuse:
		return j.reuse(u, record, nil, general)
	}
	if u.SettledBy == standard.NoIndication {
		if good := supporting(general); len(good) > 0 {
			return j.absence(nil, good)
		}
	}
	return j.settle(u, record, nil, general)
}

// undeclared is the state without a declaration: nothing passes, and what
// was observed is kept.
func (j *judge) undeclared(u *standard.TestUnit, general []bearing) outcome {
	o := open(assay.NotAssessed, "a declaration", j.waiting(u, nil).missing[0])
	return o.informed(general)
}

// informed moves not_assessed to inconclusive where somebody looked, and keeps
// what was seen beside what a person still has to judge.
func (o outcome) informed(by []bearing) outcome {
	if len(by) == 0 || o.judgement != assay.NotAssessed && o.judgement != assay.Inconclusive {
		return o
	}
	o.judgement, o.because = assay.Inconclusive, sorted(append(idsOf(by), o.because...))
	return o
}

// emptyTables names the tables a unit reads that the maker did not fill.
func (j *judge) emptyTables(u *standard.TestUnit) []string {
	var missing []string
	for _, ref := range u.IXIT {
		if !j.tables.isFilled(ref.Table, whole) {
			missing = append(missing, "IXIT "+j.tables.name(ref.Table, whole))
		}
	}
	return missing
}

// record is the row that a unit judged as a whole reads: the single record, or
// the first row of its table. It is nil for a unit that reads no table.
func (j *judge) record(u *standard.TestUnit) *row {
	for _, ref := range u.IXIT {
		if r := j.tables.single(ref.Table); r != nil {
			return r
		}
	}
	return nil
}

// against gives the outcome of bearings that speak against a unit or leave it
// open: a refutation beats everything, an unknown beats support but for one that
// answers it, from the list or beside it.
func against(list []bearing, beside ...bearing) (outcome, bool) {
	good := append(supporting(list), supporting(beside)...)
	var refuting, unknown []bearing
	for _, b := range list {
		switch {
		case b.refutes():
			refuting = append(refuting, b)
		case b.unknown() && !answered(b, good):
			unknown = append(unknown, b)
		}
	}
	if len(refuting) > 0 {
		return outcome{judgement: assay.Fail, basis: weakest(refuting), because: idsOf(refuting)}, true
	}
	if len(unknown) == 0 {
		return outcome{}, false
	}
	o := outcome{judgement: assay.Inconclusive, basis: weakest(unknown), because: idsOf(unknown)}
	for _, b := range unknown {
		o.missing = append(o.missing, b.obs.Summary)
	}
	o.missing = once(o.missing)
	return o, true
}

func answered(unknown bearing, good []bearing) bool {
	for _, b := range good {
		if b.settles(unknown) {
			return true
		}
	}
	return false
}

func supporting(list []bearing) []bearing {
	var out []bearing
	for _, b := range list {
		if b.supports() {
			out = append(out, b)
		}
	}
	return out
}

func anyRefutes(list []bearing) bool {
	for _, b := range list {
		if b.refutes() {
			return true
		}
	}
	return false
}

func anyUnknown(list []bearing) bool {
	for _, b := range list {
		if b.unknown() {
			return true
		}
	}
	return false
}

func about(list []bearing, entry string) []bearing {
	var out []bearing
	for _, b := range list {
		if b.entry == entry {
			out = append(out, b)
		}
	}
	return out
}

func entriesOf(list []bearing) []string {
	var out []string
	seen := make(map[string]bool)
	for _, b := range list {
		if !seen[b.entry] {
			seen[b.entry] = true
			out = append(out, b.entry)
		}
	}
	sort.Strings(out)
	return out
}

func idsOf(list []bearing) []string {
	ids := make([]string, 0, len(list))
	for _, b := range list {
		ids = append(ids, b.obs.ID)
	}
	return sorted(ids)
}

func weakest(list []bearing) assay.Basis {
	var out assay.Basis
	for _, b := range list {
		out = out.Weaker(b.obs.Basis)
	}
	return out
}
