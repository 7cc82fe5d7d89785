package document

import (
	"fmt"
	"strings"
)

// Reason says why a paper cannot be made.
type Reason string

// Reasons. Refused papers may be drafted whatever the reason.
const (
	Missing  Reason = "missing"  // a fact has no value
	Unbacked Reason = "unbacked" // a fact is declared and nothing shows it, or nobody says it
	Wrong    Reason = "wrong"    // a value contradicts another or has no sense
	Expired  Reason = "expired"  // a date has passed
	Refuted  Reason = "refuted"  // a clause of the law itself does not hold
	Scope    Reason = "scope"    // the law does not ask for the paper
)

// Problem is one reason why a paper cannot be made, or of a draft what is open.
type Problem struct {
	Reason Reason `json:"reason"`
	Fact   string `json:"fact"`             // key of the fact, or id of the clause
	What   string `json:"what"`             // in a sentence
	Mend   string `json:"mend,omitempty"`   // what to do or to write
	Where  string `json:"where,omitempty"`  // "assay.yaml: support.until"
	Clause string `json:"clause,omitempty"` // place in the law that asks
}

// String is the problem in one line.
func (p Problem) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", p.Reason, p.What)
	if p.Clause != "" {
		fmt.Fprintf(&b, " (%s)", p.Clause)
	}
	if p.Mend != "" {
		b.WriteString("; " + p.Mend)
	}
	if p.Where != "" && !strings.Contains(p.Mend, p.Where) {
		b.WriteString(" in " + p.Where)
	}
	return b.String()
}

// Has says whether one of the problems has a reason.
func Has(problems []Problem, r Reason) bool {
	for _, p := range problems {
		if p.Reason == r {
			return true
		}
	}
	return false
}
