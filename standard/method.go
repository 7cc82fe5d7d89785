package standard

import "strings"

// UnitType is conceptual (the declared design is judged) or functional (the
// product is tried).
type UnitType string

const (
	Conceptual UnitType = "conceptual"
	Functional UnitType = "functional"
)

// SettledBy says what decides a test unit; see [Standard.UnitVocabulary].
type SettledBy string

const (
	Judgement         SettledBy = "judgement"          // expert judgement of the declared design
	Lookup            SettledBy = "lookup"             // plain reading of the declaration
	Positive          SettledBy = "positive"           // has to be seen to hold
	NoIndication      SettledBy = "no_indication"      // met when nothing found contradicts
	NothingUndeclared SettledBy = "nothing_undeclared" // met when nothing undeclared is found
	Step              SettledBy = "step"               // preparation, no outcome of its own
	Reuse             SettledBy = "reuse"              // units of another case, on a subset
)

// Quantifier says over what a test unit runs and how much of it must hold.
type Quantifier string

const (
	EveryEntry                Quantifier = "every entry"
	OneEntrySuffices          Quantifier = "one entry suffices"
	EveryComponentOneSuffices Quantifier = "every component, one mechanism suffices"
	EveryFunctionOneSuffices  Quantifier = "every function, one mechanism suffices"
	EverythingFound           Quantifier = "everything found"
	AsAWhole                  Quantifier = "as a whole"
)

// Usability says whether units of TS 103 701 V1.1.1 can stand in for a V2.1.1 case.
type Usability string

const (
	UsableLikely   Usability = "likely"
	UsableWithCare Usability = "with care"
	NotUsable      Usability = "no"
)

// A FieldRef points at fields of an IXIT table; Table is a key such as 1-AuthMech,
// as the method edition spells it.
type FieldRef struct {
	Table  string   `json:"table"`
	Fields []string `json:"fields"`
}

// A TestUnit is one thing a tester does. It has no verdict of its own in ETSI's
// method: it feeds the criteria of its case. Its id is case/letter.
type TestUnit struct {
	ID                 string      `json:"id"` // "5.1-1-2/a"
	Letter             string      `json:"letter"`
	Type               UnitType    `json:"type"`
	Verb               string      `json:"verb"`
	Purpose            string      `json:"purpose"`
	Tester             string      `json:"tester"` // what the tester does
	IXIT               []FieldRef  `json:"ixit"`
	Quantifier         Quantifier  `json:"quantifier"`
	SettledBy          SettledBy   `json:"settled_by"`
	DeclaredVsObserved bool        `json:"declared_vs_observed"`
	Applies            string      `json:"applies,omitempty"`       // case whose units are reused
	AppliesUnits       []string    `json:"applies_units,omitempty"` // letters; empty: all
	SettledByOfReused  []SettledBy `json:"settled_by_of_reused,omitempty"`
}

// CaseID is the id of the test case the unit belongs to.
func (u *TestUnit) CaseID() string {
	id, _, _ := strings.Cut(u.ID, "/")
	return id
}

// A TestCase is a case of one method edition. V1.1.1 cases have units and
// criteria; V2.1.1 cases are known second-hand: a focus, tables, and the V1.1.1
// cases nearest to them.
type TestCase struct {
	ID        string   `json:"id"`
	Provision string   `json:"provision"`
	TestGroup string   `json:"test_group"`
	Type      string   `json:"type"` // conceptual, functional or conceptual/functional
	IXIT      []string `json:"ixit"`

	// TS 103 701 V1.1.1 only.
	UnitLetters   []string            `json:"test_units,omitempty"`
	UnitTypes     map[string]UnitType `json:"unit_types,omitempty"`
	IXITFields    []string            `json:"ixit_fields,omitempty"`
	ReusesUnitsOf []string            `json:"reuses_units_of,omitempty"`
	PassCriterion string              `json:"pass_criterion,omitempty"`
	Fail          string              `json:"fail,omitempty"`
	Units         []TestUnit          `json:"units,omitempty"`

	// TS 103 701 V2.1.1 only.
	Relation   string    `json:"relation_to_v1_1_1,omitempty"`
	Focus      string    `json:"focus,omitempty"`
	ChangeKind string    `json:"provision_change_kind,omitempty"`
	Nearest    []string  `json:"nearest_v1_1_1,omitempty"`
	Usable     Usability `json:"v1_1_1_units_usable,omitempty"`
	Caution    string    `json:"caution,omitempty"`
	Origin

	Method MethodID `json:"-"`
}

// A CaseUnit is a test unit as it is used for a case: its own, or one of V1.1.1
// that stands in for an unseen one of V2.1.1.
type CaseUnit struct {
	*TestUnit
	StandsIn bool      // the unit is V1.1.1's
	Usable   Usability // for a unit that stands in: likely or with care
	Caution  string    // what changed between the editions
}

// A Method is an edition of TS 103 701.
type Method struct {
	ID              MethodID     `json:"id"`
	Version         string       `json:"version"`
	Date            *string      `json:"date"`
	Assesses        string       `json:"assesses"`
	StandardEdition Edition      `json:"standard_edition"`
	Counts          MethodCounts `json:"counts"`
	Note            string       `json:"note,omitempty"`
	UsableNote      string       `json:"usable_note,omitempty"`
	Origin

	cases []*TestCase
	byID  map[string]*TestCase
	units map[string]*TestUnit
}

// MethodCounts is what the source says the edition holds; tests count again.
type MethodCounts struct {
	TestGroups              int            `json:"test_groups"`
	TestCases               int            `json:"test_cases"`
	Conceptual              int            `json:"conceptual"`
	Functional              int            `json:"functional"`
	Both                    int            `json:"both"`
	TestUnits               int            `json:"test_units,omitempty"`
	UnitsFunctional         int            `json:"test_units_functional,omitempty"`
	UnitsConceptual         int            `json:"test_units_conceptual,omitempty"`
	UnitsDeclaredVsObserved int            `json:"units_declared_vs_observed,omitempty"`
	UnitsSettledBy          map[string]int `json:"units_settled_by,omitempty"`
}

// Cases returns the test cases in the order of the standard.
func (m *Method) Cases() []*TestCase { return m.cases }

// CasesOf returns the cases of one provision (its test group), in order.
func (m *Method) CasesOf(provision string) []*TestCase {
	var out []*TestCase
	for _, c := range m.cases {
		if c.Provision == provision {
			out = append(out, c)
		}
	}
	return out
}

// Units returns every test unit of the edition itself, in order: 226 of V1.1.1,
// none of V2.1.1.
func (m *Method) Units() []*TestUnit {
	var out []*TestUnit
	for _, c := range m.cases {
		for i := range c.Units {
			out = append(out, &c.Units[i])
		}
	}
	return out
}

// An IXITField is a column of an IXIT table. Fields seen in V2.1.1 only carry a
// name and nothing else that is known.
type IXITField struct {
	Name         string     `json:"name"`
	SeenIn       []string   `json:"seen_in"`
	Confidence   Confidence `json:"confidence"`
	Note         string     `json:"note"`
	Enter        string     `json:"enter,omitempty"`     // what to write, in our words
	Required     string     `json:"required,omitempty"`  // always | conditional
	Condition    string     `json:"condition,omitempty"` // when a conditional one is owed
	NeededFor    []string   `json:"needed_for_v1_1_1,omitempty"`
	Values       []string   `json:"values,omitempty"`
	ValuesClosed bool       `json:"values_closed,omitempty"` // only Values are allowed
}

// An IXITTable is a table of extra information the maker fills in.
type IXITTable struct {
	Key      string      `json:"key"` // as V2.1.1 spells it: 28-LogIntf
	Number   int         `json:"number"`
	IDV1     string      `json:"id_v1_1_1"` // "IXIT 28-ExtAPI"
	IDV2     string      `json:"id_v2_1_1"`
	Renamed  bool        `json:"renamed"`
	Title    string      `json:"title"`
	TitleV1  string      `json:"title_v1_1_1"`
	Lists    string      `json:"lists"`
	Layout   string      `json:"layout"` // one row per entry | single record
	Fields   []IXITField `json:"fields"`
	UsedByV1 []string    `json:"used_by_v1_1_1"` // case ids
	Origin
}

// KeyIn returns the table's key as a method edition spells it.
func (t *IXITTable) KeyIn(m MethodID) string {
	if m == TS103701V1 {
		return strings.TrimPrefix(t.IDV1, "IXIT ")
	}
	return t.Key
}

// Single tells whether the table is one record instead of a row per entry.
func (t *IXITTable) Single() bool { return t.Layout == "single record" }

// A VerdictRule is a rule of the method, in our words.
type VerdictRule struct {
	ID       string   `json:"id"`
	Scope    string   `json:"scope"`
	Rank     int      `json:"rank,omitempty"`
	Clause   *string  `json:"clause"`
	Rule     string   `json:"rule"`
	Editions []string `json:"editions"`
	Origin
}

// A ScopeNote says how far a test group goes.
type ScopeNote struct {
	TestGroup string   `json:"test_group"`
	Note      string   `json:"note"`
	Editions  []string `json:"editions"`
	Origin
}

// A Question is a neutral question that a check answers about one observed thing.
// Good is the good answer, "yes" or "no"; it is not the check's business.
type Question struct {
	Key     string   `json:"key"`
	Ask     string   `json:"ask"`
	Good    string   `json:"good"`
	AskedBy []string `json:"asked_by"` // regimes whose requirements it serves
	Origin
}
