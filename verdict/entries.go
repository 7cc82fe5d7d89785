package verdict

import (
	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// Entries returns the keys of the declared rows that a unit of TS 103 701 V1.1.1
// runs over, in the order of the declaration, "28-LogIntf/https". It is nil for a
// unit that is judged as a whole or over whatever is found, and where nothing is
// declared that the unit asks about.
func Entries(d *assay.Declaration, edition standard.Edition, u *standard.TestUnit) []string {
	if d == nil || u.SettledBy == standard.NothingUndeclared || u.SettledBy == standard.Step {
		return nil
	}
	j := &judge{std: standard.EN303645(), in: Input{Edition: edition, Declaration: d}, tables: newTables(standard.EN303645(), edition, d)}
	var keys []string
	for _, r := range j.rowsOf(u) {
		if !leftOut(u, r) {
			keys = append(keys, r.key)
		}
	}
	return keys
}

// ReadByMachine tells whether a unit is settled by reading a closed value of the
// declaration, without a person.
func ReadByMachine(unit string) bool {
	_, ok := readings[unit]
	return ok || unit == reasonsOnRecord
}

// UnitsOf returns the units that settle a case in a judgement: its own, or those
// of V1.1.1 that stand in, narrowed to what the case asks where it came of a split.
func UnitsOf(c *standard.TestCase) []*standard.TestUnit {
	j := &judge{std: standard.EN303645()}
	return j.unitsOf(c)
}
