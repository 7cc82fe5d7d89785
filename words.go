// Package assay holds the words of the project: what a subject, a piece of
// evidence, an observation and a verdict are, and the one JSON document that
// every report is made from. It does no input or output and imports nothing
// of the project, so that every other package can speak through it.
//
// Field names in JSON are an interface. They change only together with
// [Schema].
package assay

// Schema names the shape of [Document]. A reader that does not know the name
// must refuse the document rather than guess.
const Schema = "assay.assessment/v1"

// Answer is what a check says about one observed thing.
type Answer string

// Unknown means that the evidence does not say. It is never a soft "no".
const (
	Yes     Answer = "yes"
	No      Answer = "no"
	Unknown Answer = "unknown"
)

// Basis says how a thing is known, weakest first: declared, observed, tested,
// independent. The basis of a verdict is the weakest of what it rests on.
type Basis string

const (
	Declared    Basis = "declared"    // the maker says so
	Observed    Basis = "observed"    // read from the product or its image
	Tested      Basis = "tested"      // exercised on a running product
	Independent Basis = "independent" // tested by somebody who is not the maker
)

// bases lists every basis, weakest first.
var bases = []Basis{Declared, Observed, Tested, Independent}

// Rank orders bases: a higher rank is a stronger basis. An unknown basis has
// rank -1, below every known one.
func (b Basis) Rank() int {
	for i, known := range bases {
		if b == known {
			return i
		}
	}
	return -1
}

// Weaker returns the weaker of two bases. An empty basis is no basis and gives
// way to the other.
func (b Basis) Weaker(other Basis) Basis {
	switch {
	case b == "":
		return other
	case other == "":
		return b
	case other.Rank() < b.Rank():
		return other
	}
	return b
}

// Effect says what an answer does to a test unit.
type Effect string

const (
	Refutes  Effect = "refutes"  // the answer contradicts what the unit needs
	Supports Effect = "supports" // the answer is evidence for what the unit needs
	Informs  Effect = "informs"  // a person should know it; it settles nothing
)

// Judgement is the value of a verdict at any level. Pass, fail and
// inconclusive are the verdicts of TS 103 701 clause 4.6; not_assessed and
// not_applicable are our working values and never leave in a TS 103 701
// report under those names.
type Judgement string

const (
	Pass          Judgement = "pass"
	Fail          Judgement = "fail"
	Inconclusive  Judgement = "inconclusive"
	NotAssessed   Judgement = "not_assessed"
	NotApplicable Judgement = "not_applicable"
)

// Scope is the level a verdict is given at. A unit_result is not an ETSI
// verdict: it is the result of one test unit for one IXIT entry.
type Scope string

const (
	ScopeOverall    Scope = "overall"
	ScopeProvision  Scope = "provision"
	ScopeTestCase   Scope = "test_case"
	ScopeUnitResult Scope = "unit_result"
)

// Standing is the value of a regime or of one of its clauses.
type Standing string

const (
	Met          Standing = "met"
	NotMet       Standing = "not_met"
	Open         Standing = "open"
	DoesNotApply Standing = "not_applicable"
)

// Route says how a clause got its standing.
type Route string

const (
	RouteDirect     Route = "direct"     // judged by the regime's own rules
	RouteMapped     Route = "mapped"     // crossed over from EN 303 645 verdicts
	RouteRecognised Route = "recognised" // another label or regime stands in for it
)
