package verdict

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// contradictions gathers differences between declared and observed, each once,
// whichever units found it.
type contradictions struct {
	byKey map[string]*assay.Contradiction
	do    map[string]string // what would settle it
	order []string
}

func newContradictions() *contradictions {
	return &contradictions{byKey: make(map[string]*assay.Contradiction), do: make(map[string]string)}
}

// add enters a contradiction under a key, with what would settle it; a second
// one under the key adds reasons. Declared reads after "you declared".
func (c *contradictions) add(key, do string, x assay.Contradiction) {
	c.do[key] = do
	if old, ok := c.byKey[key]; ok {
		old.Because = sorted(append(old.Because, x.Because...))
		return
	}
	x.Because = sorted(x.Because)
	c.byKey[key], c.order = &x, append(c.order, key)
}

func (c *contradictions) list() []assay.Contradiction {
	out := make([]assay.Contradiction, 0, len(c.order))
	for _, key := range c.order {
		out = append(out, *c.byKey[key])
	}
	return out
}

// listsThings are conceptual units that ask whether all things of a kind are
// declared; the functional ones say so themselves (nothing_undeclared).
var listsThings = map[string]bool{"5.4-2-1/a": true, "5.4-3-1/a": true}

// contradicts holds what was seen of one entry against the declaration. A thing
// seen that no row of a filled table declares is a contradiction; so is one
// declared disabled. A table that was not filled says nothing.
func (j *judge) contradicts(u *standard.TestUnit, own []bearing) bool {
	if !j.declared() || u.SettledBy != standard.NothingUndeclared && !listsThings[u.ID] {
		return false
	}
	seen := sightings(own)
	if len(seen) == 0 {
		return false
	}
	obs := seen[0].obs
	if r := seen[0].row; r != nil {
		if !disabled(r) || !unconditional(seen) {
			return false
		}
		j.contradictions.add(r.key, fmt.Sprintf("declare %s enabled, with its purpose, or switch it off", r.key), assay.Contradiction{
			Declared: r.key + " as disabled", Observed: obs.Summary, Unit: statusUnit(j.tables.number(r.table), u), Because: idsOf(seen),
		})
		return true
	}
	table := j.tables.entryTable(tablesOf(u), kindOf(obs.About))
	if table == "" || !j.tables.isFilled(table, kindOf(obs.About)) {
		return false
	}
	do := fmt.Sprintf("declare %s in %s, or take it out", obs.About, j.tables.name(table, kindOf(obs.About)))
	j.contradictions.add(seen[0].entry, do, assay.Contradiction{
		Declared: j.tables.listing(table, kindOf(obs.About)), Observed: obs.Summary, Unit: u.ID, Because: idsOf(seen),
	})
	return true
}

// offends tells whether a contradiction is what a unit forbids: a functional
// unit that allows nothing undeclared fails by something undeclared, and the
// case that compares the declared status by what was declared disabled. For
// any other unit the declaration has to be put right before it can be judged.
func offends(u *standard.TestUnit, own []bearing) bool {
	if u.SettledBy != standard.NothingUndeclared || u.Type != standard.Functional {
		return false
	}
	return own[0].row == nil || u.CaseID() == "5.6-1-2"
}

// statusUnit is the unit that holds the declared status against the device.
func statusUnit(table int, u *standard.TestUnit) string {
	if table == allInterfaces || table == logicalInterfaces {
		return "5.6-1-2/a"
	}
	return u.ID
}

// sightings are the bearings whose observation saw the thing to be there, with
// a place to look it up or a record of the search. Reading the declaration sees
// nothing.
func sightings(list []bearing) []bearing {
	var out []bearing
	for _, b := range list {
		placed := len(b.obs.Where) > 0 || b.exercised()
		if b.obs.Answer == assay.Yes && b.obs.Basis != assay.Declared && b.effect != assay.Supports && placed {
			out = append(out, b)
		}
	}
	return out
}

// unconditional tells whether one of several sightings stands under no condition
// that only the running device settles. What starts until set-up has left a file
// does not deny that it is off afterwards.
func unconditional(seen []bearing) bool {
	return slices.ContainsFunc(seen, func(b bearing) bool { return !conditionOpen(b.obs) })
}

func conditionOpen(o *assay.Observation) bool {
	open, _ := o.Data["condition_open"].(bool)
	return open
}

// listing says what a table declares: "2 entries in 28-LogIntf: https, rtsp".
func (t *tables) listing(key string, k factKind) string {
	rows, name := t.of(key), t.name(key, k)
	if t.number(key) == allInterfaces && t.filled["15-Intf"] && t.filled["28-LogIntf"] {
		name = "15-Intf and 28-LogIntf" // they are read together
	}
	ids := make([]string, 0, len(rows))
	for _, r := range rows {
		ids = append(ids, r.entry.ID)
	}
	if len(ids) > 8 {
		ids = append(ids[:8], "…")
	}
	switch len(rows) {
	case 0:
		return "no entry in " + name
	case 1:
		return "1 entry in " + name + ": " + ids[0]
	}
	return fmt.Sprintf("%d entries in %s: %s", len(rows), name, strings.Join(ids, ", "))
}

// declaredNotObserved finds rows that say under which fact key they are seen,
// where a search that vouches for having found everything of their kind did
// not see them.
func (j *judge) declaredNotObserved() {
	if !j.declared() || len(j.in.Unread) > 0 {
		return
	}
	for _, id := range j.order {
		u := j.units[id].unit
		if u.SettledBy != standard.NothingUndeclared {
			continue
		}
		table := j.tables.entryTable(tablesOf(u), whole)
		for _, r := range j.tables.of(table) {
			j.missed(u, r, j.book.units[u.ID])
		}
	}
}

func (j *judge) missed(u *standard.TestUnit, r *row, bearings []bearing) {
	if len(r.entry.Observed) == 0 || disabled(r) || j.seen(r) {
		return
	}
	searches := j.searchesFor(r.entry.Observed, bearings)
	if len(searches) == 0 {
		return
	}
	j.contradictions.add(r.key, fmt.Sprintf("correct what %s is observed as, or remove the row", r.key), assay.Contradiction{
		Declared: fmt.Sprintf("%s, seen as %s", r.key, strings.Join(r.entry.Observed, ", ")),
		Observed: "not found by " + exercisedText(searches[0].obs), Unit: u.ID, Because: idsOf(searches),
	})
}

// searchesFor returns the bearings of searches through the whole that went to
// every place where the keys would be seen.
func (j *judge) searchesFor(keys []string, bearings []bearing) []bearing {
	var out []bearing
	for _, b := range about(bearings, "") {
		covers := b.exercised() && b.supports()
		for _, key := range keys {
			covers = covers && j.coversKey(b.obs.Exercised, key)
		}
		if covers {
			out = append(out, b)
		}
	}
	return out
}

// coversKey tells whether a search would have seen a fact key: a port only if
// it is listed as tried; a path, account or key if things of its kind were
// listed at all. A search for one thing lists no others.
func (j *judge) coversKey(exercised map[string]any, key string) bool {
	if !isPort(key) {
		return j.lists(kindOf(key))
	}
	switch ports := exercised["ports"].(type) {
	case []string:
		return slices.Contains(ports, key)
	case []any:
		return slices.Contains(ports, any(key))
	}
	return false
}

// lists tells whether collectors listed things of a kind by name; ports are
// another list than programs.
func (j *judge) lists(k factKind) bool {
	for key := range j.book.seen {
		if kindOf(key) == k && !isPort(key) {
			return true
		}
	}
	return false
}

func exercisedText(o *assay.Observation) string {
	keys := make([]string, 0, len(o.Exercised))
	for k := range o.Exercised {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	parts := make([]string, 0, len(keys))
	for _, k := range keys {
		switch v := o.Exercised[k].(type) {
		case []string:
			parts = append(parts, fmt.Sprintf("%s %d", k, len(v)))
		case []any:
			parts = append(parts, fmt.Sprintf("%s %d", k, len(v)))
		default:
			parts = append(parts, fmt.Sprintf("%s %v", k, v))
		}
	}
	return fmt.Sprintf("%s (%s)", o.Check, strings.Join(parts, ", "))
}
