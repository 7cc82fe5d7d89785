package report

import "github.com/assay-project/assay"

// State is the word for a verdict in every report for people.
type State string

const (
	Refuted       State = "refuted"   // the evidence contradicts it
	Supported     State = "supported" // the evidence supports it
	Open          State = "open"      // not settled: inconclusive or not assessed
	NotApplicable State = "n/a"       // the maker says it does not apply, with a reason
)

// States lists every state in the order they are shown, bad news first.
func States() []State { return []State{Refuted, Supported, Open, NotApplicable} }

// StateOf is the word for a judgement. What is not known is open.
func StateOf(j assay.Judgement) State {
	switch j {
	case assay.Fail:
		return Refuted
	case assay.Pass:
		return Supported
	case assay.NotApplicable:
		return NotApplicable
	}
	return Open
}

// Sign is a mark that can be told from the others by its shape alone.
func (s State) Sign() string {
	switch s {
	case Refuted:
		return "✗"
	case Supported:
		return "✓"
	case NotApplicable:
		return "–"
	}
	return "?"
}

// StandingState is the state whose sign and colour a regime standing shares.
func StandingState(s assay.Standing) State {
	switch s {
	case assay.NotMet:
		return Refuted
	case assay.Met:
		return Supported
	case assay.DoesNotApply:
		return NotApplicable
	}
	return Open
}

// StandingWord is the word for a regime standing. A law that is not met is told
// in capitals: it decides whether the product may be sold.
func StandingWord(s assay.Standing, kind string) string {
	switch {
	case s == assay.NotMet && kind == "law":
		return "NOT MET"
	case s == assay.NotMet:
		return "not met"
	case s == assay.Met:
		return "met"
	case s == assay.DoesNotApply:
		return "n/a"
	}
	return "open"
}

// BasisWord says how a thing is known, for readers who do not know our words.
func BasisWord(b assay.Basis) string {
	if b == "" {
		return "–"
	}
	return string(b)
}

// shortTitles names the clauses in one or two words, for narrow tables.
var shortTitles = map[string]string{
	"4": "reporting", "5.0": "reporting", "5.1": "passwords", "5.2": "disclosure", "5.3": "updates", "5.4": "secrets",
	"5.5": "communication", "5.6": "attack surface", "5.7": "integrity", "5.8": "personal data", "5.9": "outages",
	"5.10": "telemetry", "5.11": "deletion", "5.12": "ease of use", "5.13": "input", "6": "data protection",
}
