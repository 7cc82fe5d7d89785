package regime

import (
	"encoding/json"
	"fmt"

	"github.com/assay-project/assay/standard/strict"
)

// PSTI is what the UK law says beside its security requirements: whom it binds,
// what counts as compliance, what is excepted, duties, records, enforcement.
type PSTI struct {
	Regime      string          `json:"regime"`
	Title       string          `json:"title"`
	AsOf        string          `json:"as_of"`
	Legislation []PSTIAct       `json:"legislation"`
	InForce     string          `json:"in_force"`
	Extent      string          `json:"extent"`
	EnforcedBy  string          `json:"enforced_by"`
	Rights      string          `json:"rights"`
	Review      string          `json:"review"`
	Scope       PSTIScope       `json:"scope"`
	Deemed      PSTIDeemed      `json:"deemed_compliance"`
	Statement   PSTIStatement   `json:"statement_of_compliance"`
	Excepted    PSTIExcepted    `json:"excepted_products"`
	Duties      PSTIDuties      `json:"duties"`
	Retention   []PSTIKeep      `json:"retention"`
	Enforcement PSTIForce       `json:"enforcement"`
	Traps       []string        `json:"traps"`
	Paragraphs  []PSTIParagraph `json:"paragraphs"`
}

// PSTIAct is a piece of legislation.
type PSTIAct struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Made       string `json:"made,omitempty"`
	InForce    string `json:"in_force,omitempty"`
	Confidence string `json:"confidence"`
}

// PSTIRef is a place in the law and what it says, in our words.
type PSTIRef struct {
	Ref   string `json:"ref"`
	Role  string `json:"role,omitempty"`
	Rule  string `json:"rule,omitempty"`
	Duty  string `json:"duty,omitempty"`
	Item  string `json:"item,omitempty"`
	Name  string `json:"name,omitempty"`
	Power string `json:"power,omitempty"`
	// Offence is what is punished.
	Offence string `json:"offence,omitempty"`
}

// PSTIScope says which products and persons the law is about.
type PSTIScope struct {
	Product               []PSTIRef `json:"product"`
	Consumer              []PSTIRef `json:"consumer"`
	Persons               []PSTIRef `json:"persons"`
	MultipleManufacturers PSTIRef   `json:"multiple_manufacturers"`
}

// PSTIParagraph is a paragraph of Schedule 1: where it applies and what its words mean.
type PSTIParagraph struct {
	ID           string            `json:"id"`
	Ref          string            `json:"ref"`
	Title        string            `json:"title"`
	AppliesTo    []string          `json:"applies_to"`
	NotPasswords []PSTIRef         `json:"not_passwords,omitempty"`
	Definitions  map[string]string `json:"definitions,omitempty"`
	Note         string            `json:"note,omitempty"`
}

// PSTIDeemed is Schedule 2: what is treated as compliance.
type PSTIDeemed struct {
	Ref        string            `json:"ref"`
	Standards  map[string]string `json:"standards"`
	Conditions []PSTICondition   `json:"conditions"`
	Labels     PSTILabels        `json:"labels"`
	Statement  PSTIRoute         `json:"statement_route"`
	Letters    string            `json:"condition_letters_note"`
}

// PSTICondition gives the three ways to be treated as meeting a paragraph.
type PSTICondition struct {
	Requirement string     `json:"requirement"`
	Ref         string     `json:"ref"`
	A           PSTIByNorm `json:"A"`
	B           string     `json:"B"`
	C           string     `json:"C"`
}

// PSTIByNorm is compliance by provisions of a standard.
type PSTIByNorm struct {
	AllOf         []string       `json:"all_of,omitempty"`
	AnyOf         []PSTIStandard `json:"any_of,omitempty"`
	WhereRelevant []string       `json:"where_relevant,omitempty"`
	StillApply    []string       `json:"still_apply,omitempty"`
	Plus          string         `json:"plus,omitempty"`
	ReadAcross    string         `json:"read_across"`
}

// PSTIStandard is one alternative: a provision, or several clauses together.
type PSTIStandard struct {
	One   string   `json:"-"`
	AllOf []string `json:"all_of,omitempty"`
	Plus  string   `json:"plus,omitempty"`
}

// UnmarshalJSON takes a plain string or an object.
func (p *PSTIStandard) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &p.One)
	}
	type plain PSTIStandard
	if err := strict.Decode(b, (*plain)(p)); err != nil {
		return fmt.Errorf("alternative of deemed compliance: %w", err)
	}
	return nil
}

// PSTILabels says which labels are recognised.
type PSTILabels struct {
	JCStar     string `json:"JC_STAR"`
	CLS        string `json:"CLS"`
	Must       string `json:"must"`
	Since      string `json:"since"`
	Confidence string `json:"confidence"`
}

// PSTIRoute is what a recognised label does for the statement of compliance.
type PSTIRoute struct {
	Ref         string `json:"ref"`
	Effect      string `json:"effect"`
	Consequence string `json:"consequence_for_chain"`
	Confidence  string `json:"confidence"`
}

// PSTIStatement is Schedule 4: what the statement of compliance holds.
type PSTIStatement struct {
	Ref              string      `json:"ref"`
	RequiredBy       []string    `json:"required_by"`
	Fields           []PSTIField `json:"fields"`
	IfStandardRelied PSTIContent `json:"if_standard_relied_on"`
	Form             string      `json:"form"`
}

// PSTIField is a field of the statement.
type PSTIField struct {
	ID      string `json:"id"`
	Field   string `json:"field"`
	Content string `json:"content"`
}

// PSTIContent is further content of the statement.
type PSTIContent struct {
	Ref     string `json:"ref"`
	Content string `json:"content"`
}

// PSTIExcepted is Schedule 3: products the law leaves out.
type PSTIExcepted struct {
	Ref   string `json:"ref"`
	Items []struct {
		Para int    `json:"para"`
		Item string `json:"item"`
	} `json:"items"`
}

// PSTIDuties are the duties of each role.
type PSTIDuties struct {
	Manufacturer []PSTIRef `json:"manufacturer"`
	Authorised   []PSTIRef `json:"authorised_representative"`
	Importer     []PSTIRef `json:"importer"`
	Distributor  []PSTIRef `json:"distributor"`
}

// PSTIKeep says what is kept for how long.
type PSTIKeep struct {
	Who    string  `json:"who"`
	What   string  `json:"what"`
	Period *string `json:"period"`
	Ref    *string `json:"ref"`
}

// PSTIForce is how the law is enforced.
type PSTIForce struct {
	Notices  []PSTIRef   `json:"notices"`
	Offences []PSTIRef   `json:"offences"`
	Penalty  PSTIPenalty `json:"monetary_penalty"`
	Other    []PSTIRef   `json:"other"`
}

// PSTIPenalty is the monetary penalty.
type PSTIPenalty struct {
	Ref             string `json:"ref"`
	StandardOfProof string `json:"standard_of_proof"`
	MaxFixed        string `json:"max_fixed"`
	MaxDaily        string `json:"max_daily"`
	MinPaymentDays  int    `json:"min_payment_period_days"`
	OncePerBreach   bool   `json:"once_per_breach"`
}
