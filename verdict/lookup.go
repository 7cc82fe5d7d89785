package verdict

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// A reading settles a unit that the method settles by plain reading of the
// declaration (settled_by lookup). Where the pro forma closes the values, or
// the unit only asks whether something is named, the reading is ours; a free
// text is read by a person.
type reading struct {
	field string
	how   func(text string) outcome
}

var readings = map[string]reading{
	"5.2-2-1/b":  {"Confirmation of Vulnerability Actions", confirmed},
	"5.2-3-1/d":  {"Confirmation of Vulnerability Monitoring", confirmed},
	"5.3-8-1/b":  {"Confirmation of Update Procedures", confirmed},
	"5.5-8-1/b":  {"Confirmation of Secure Management", confirmed},
	"5.6-9-1/b":  {"Confirmation of Secure Development", confirmed},
	"5.5-2-1/a":  {"Review/Evaluation Method", named},
	"5.5-3-1/a":  {"Update Mechanism", named},
	"5.5-4-1/a":  {"Authentication Mechanism", named},
	"5.10-1-1/a": {"Security Examination", named},
	"5.6-4-1/b":  {"Status", switchedOff},
}

func confirmed(text string) outcome {
	if text == "Yes" {
		return pass(assay.Declared)
	}
	return outcome{judgement: assay.Fail, basis: assay.Declared, reason: "the maker answers No"}
}

func named(text string) outcome {
	if none(text) {
		return outcome{judgement: assay.Fail, basis: assay.Declared, reason: "the maker names none"}
	}
	return pass(assay.Declared)
}

func switchedOff(text string) outcome {
	if text == "disabled" {
		return pass(assay.Declared)
	}
	return open(assay.Inconclusive, "a person must read whether it is off for good or by default")
}

// read settles a lookup unit for one row of the table it reads.
func (j *judge) read(u *standard.TestUnit, r *row) outcome {
	how, ok := readings[u.ID]
	if !ok {
		return j.filledIn(u, r, "a person must read: "+u.Tester)
	}
	text := r.field(how.field)
	if text == "" {
		return open(assay.Inconclusive, missingField(r, how.field))
	}
	out := how.how(text)
	if out.judgement == assay.Fail {
		out.reason = fmt.Sprintf("%s in %s: %s", how.field, r.key, out.reason)
	}
	return out
}

// filledIn is the state of a unit that waits for a person: inconclusive, with
// the fields still empty named before the judgement that is due.
func (j *judge) filledIn(u *standard.TestUnit, r *row, due string) outcome {
	var missing []string
	for _, ref := range u.IXIT {
		at := r
		if j.tables.number(ref.Table) != j.tables.number(r.table) {
			if at = j.tables.single(ref.Table); at == nil {
				continue // reported where the table is looked for
			}
		}
		for _, f := range ref.Fields {
			if j.owedIn(ref.Table, f, at) {
				missing = append(missing, missingField(at, f))
			}
		}
	}
	return open(assay.Inconclusive, append(missing, due)...)
}

// owedIn tells whether a row leaves a field empty that it owes.
func (j *judge) owedIn(table, field string, r *row) bool {
	t, ok := j.std.Table(table)
	if !ok {
		return false
	}
	f, ok := t.FieldOf(field)
	return ok && !j.has(t, r, field) && j.owed(t, f, r)
}

func missingField(r *row, field string) string {
	return fmt.Sprintf("IXIT %s: %s", r.key, field)
}

// reasonsOnRecord is the one unit that reads the ICS itself (test group 4-1,
// 5.0-1 in V3.1.3): a reason beside each recommendation answered N or N/A.
const reasonsOnRecord = "4-1-1/a"

func (j *judge) reasons() outcome {
	if !j.ics.given {
		return open(assay.NotAssessed, fmt.Sprintf("an ICS for V%s", j.in.Edition))
	}
	var without, unanswered []string
	for _, p := range j.std.Provisions(j.in.Edition) {
		reading, _ := p.In(j.in.Edition)
		if reading.Level != standard.Recommended {
			continue
		}
		switch a, ok := j.ics.answers[p.ID]; {
		case !ok:
			unanswered = append(unanswered, p.ID)
		case a.Support != "Y" && strings.TrimSpace(a.Detail) == "":
			without = append(without, p.ID)
		}
	}
	switch {
	case len(without) > 0:
		return outcome{judgement: assay.Fail, basis: assay.Declared, reason: "no reason in the ICS for " + strings.Join(without, ", ")}
	case len(unanswered) > 0:
		return open(assay.Inconclusive, "an answer in the ICS to the recommendations "+strings.Join(unanswered, ", "))
	}
	return pass(assay.Declared)
}
