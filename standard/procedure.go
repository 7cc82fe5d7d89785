package standard

// VerdictFold tells, in words, how the method folds verdicts.
type VerdictFold struct {
	OrderWorstFirst []string          `json:"order_worst_first"`
	TestCase        FoldRule          `json:"test_case"`
	TestGroup       FoldRule          `json:"test_group"`
	Overall         FoldRule          `json:"overall"`
	NotVerdicts     map[string]string `json:"not_verdicts"`
	Origin
}

// A FoldRule is what goes into a fold and what comes out.
type FoldRule struct {
	Inputs string `json:"inputs"`
	Result string `json:"result"`
	Empty  string `json:"empty,omitempty"`
}

// Procedure is who does what, in which phase, and how deep the method looks.
type Procedure struct {
	Edition   string   `json:"edition"`
	Roles     []Role   `json:"roles"`
	Phases    []Phase  `json:"phases"`
	DUTFields []string `json:"dut_identification_fields"`
	Box       string   `json:"box"`
	Depth     Depth    `json:"depth"`
	AnnexD    string   `json:"annex_d_status"`
	Origin
}

// A Role takes part in an assessment.
type Role struct {
	Role string   `json:"role"`
	Name string   `json:"name"`
	Who  string   `json:"who"`
	Does []string `json:"does"`
}

// A Phase is a step of an assessment.
type Phase struct {
	Phase int    `json:"phase"`
	By    string `json:"by"`
	Name  string `json:"name"`
	What  string `json:"what"`
}

// Depth bounds what the method tries: basic effort, nothing invasive.
type Depth struct {
	Level      string   `json:"level"`
	OutOfScope []string `json:"out_of_scope"`
	Attacker   Attacker `json:"attacker_d2"`
	User       User     `json:"user_d3"`
}

// Attacker is the attacker the method has in mind.
type Attacker struct {
	Motivation  string `json:"motivation"`
	ElapsedTime string `json:"elapsed_time"`
	Expertise   string `json:"expertise"`
	Knowledge   string `json:"knowledge"`
	Opportunity string `json:"opportunity"`
	Equipment   string `json:"equipment"`
}

// User is the user the method has in mind.
type User struct {
	Expertise []string `json:"expertise"`
	Knowledge string   `json:"knowledge"`
	Equipment string   `json:"equipment"`
}

// An IXITRule says how the tables are filled.
type IXITRule struct {
	Rule string `json:"rule"`
	Origin
}

// UnitVocabulary explains the words used on test units.
type UnitVocabulary struct {
	SettledBy          map[SettledBy]string `json:"settled_by"`
	DeclaredVsObserved string               `json:"declared_vs_observed"`
	Verb               string               `json:"verb"`
	Note               string               `json:"note"`
}

// An Inconsistency is a place where the method does not agree with itself.
type Inconsistency struct {
	Where string `json:"where"`
	What  string `json:"what"`
	Note  string `json:"note,omitempty"`
	Origin
}

// RequiredIXIT lists the tables owed for a provision claimed Yes.
type RequiredIXIT struct {
	Provision string     `json:"provision"`
	Tables    []FieldRef `json:"tables"`
}
