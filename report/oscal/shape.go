package oscal

// The shapes below are those of OSCAL 1.2 in JSON
// (https://pages.nist.gov/OSCAL-Reference/models/v1.2.2/), as far as they are
// written here. Lists that may not be empty are left out when they are.

type metadata struct {
	Title        string  `json:"title"`
	LastModified string  `json:"last-modified"`
	Version      string  `json:"version"`
	OSCALVersion string  `json:"oscal-version"`
	Props        []prop  `json:"props,omitempty"`
	Roles        []role  `json:"roles,omitempty"`
	Parties      []party `json:"parties,omitempty"`
	Remarks      string  `json:"remarks,omitempty"`
}

type prop struct {
	Name  string `json:"name"`
	NS    string `json:"ns,omitempty"`
	Value string `json:"value"`
}

type role struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

type party struct {
	UUID    string `json:"uuid"`
	Type    string `json:"type"` // person, organization
	Name    string `json:"name,omitempty"`
	Props   []prop `json:"props,omitempty"`
	Remarks string `json:"remarks,omitempty"`
}

type backMatter struct {
	Resources []resource `json:"resources,omitempty"`
}

type resource struct {
	UUID        string   `json:"uuid"`
	Title       string   `json:"title,omitempty"`
	Description string   `json:"description,omitempty"`
	Props       []prop   `json:"props,omitempty"`
	Citation    *textual `json:"citation,omitempty"`
	Rlinks      []rlink  `json:"rlinks,omitempty"`
}

type textual struct {
	Text string `json:"text"`
}

type rlink struct {
	Href      string `json:"href"`
	MediaType string `json:"media-type,omitempty"`
	Hashes    []hash `json:"hashes,omitempty"`
}

type hash struct {
	Algorithm string `json:"algorithm"`
	Value     string `json:"value"`
}

// Catalog.

type catalog struct {
	UUID     string   `json:"uuid"`
	Metadata metadata `json:"metadata"`
	Groups   []group  `json:"groups,omitempty"`
}

type group struct {
	ID       string    `json:"id"`
	Title    string    `json:"title"`
	Controls []control `json:"controls,omitempty"`
}

type control struct {
	ID    string `json:"id"`
	Class string `json:"class,omitempty"`
	Title string `json:"title"`
	Props []prop `json:"props,omitempty"`
	Parts []part `json:"parts,omitempty"`
}

type part struct {
	ID    string `json:"id,omitempty"`
	Name  string `json:"name"`
	Props []prop `json:"props,omitempty"`
	Prose string `json:"prose,omitempty"`
	Parts []part `json:"parts,omitempty"`
}

// Component definition.

type componentDefinition struct {
	UUID       string             `json:"uuid"`
	Metadata   metadata           `json:"metadata"`
	Components []definedComponent `json:"components,omitempty"`
	BackMatter *backMatter        `json:"back-matter,omitempty"`
}

type definedComponent struct {
	UUID            string           `json:"uuid"`
	Type            string           `json:"type"`
	Title           string           `json:"title"`
	Description     string           `json:"description"`
	Props           []prop           `json:"props,omitempty"`
	Implementations []implementation `json:"control-implementations,omitempty"`
}

type implementation struct {
	UUID         string        `json:"uuid"`
	Source       string        `json:"source"`
	Description  string        `json:"description"`
	Props        []prop        `json:"props,omitempty"`
	Requirements []requirement `json:"implemented-requirements"`
}

type requirement struct {
	UUID        string `json:"uuid"`
	ControlID   string `json:"control-id"`
	Description string `json:"description"`
	Props       []prop `json:"props,omitempty"`
	Remarks     string `json:"remarks,omitempty"`
}

// Assessment results.

type assessmentResults struct {
	UUID       string      `json:"uuid"`
	Metadata   metadata    `json:"metadata"`
	ImportAP   importAP    `json:"import-ap"`
	Results    []result    `json:"results"`
	BackMatter *backMatter `json:"back-matter,omitempty"`
}

type importAP struct {
	Href    string `json:"href"`
	Remarks string `json:"remarks,omitempty"`
}

type result struct {
	UUID             string           `json:"uuid"`
	Title            string           `json:"title"`
	Description      string           `json:"description"`
	Start            string           `json:"start"`
	Props            []prop           `json:"props,omitempty"`
	LocalDefinitions localDefinitions `json:"local-definitions"`
	ReviewedControls reviewedControls `json:"reviewed-controls"`
	Attestations     []attestation    `json:"attestations,omitempty"`
	Observations     []observation    `json:"observations,omitempty"`
	Findings         []finding        `json:"findings,omitempty"`
	Remarks          string           `json:"remarks,omitempty"`
}

type localDefinitions struct {
	Components []systemComponent `json:"components,omitempty"`
}

type systemComponent struct {
	UUID        string      `json:"uuid"`
	Type        string      `json:"type"`
	Title       string      `json:"title"`
	Description string      `json:"description"`
	Props       []prop      `json:"props,omitempty"`
	Status      stateStatus `json:"status"`
}

type stateStatus struct {
	State string `json:"state"`
}

type reviewedControls struct {
	Selections []selection `json:"control-selections"`
}

type selection struct {
	Description string       `json:"description,omitempty"`
	IncludeAll  *struct{}    `json:"include-all,omitempty"`
	Include     []controlRef `json:"include-controls,omitempty"`
	Exclude     []controlRef `json:"exclude-controls,omitempty"`
}

type controlRef struct {
	ControlID string `json:"control-id"`
}

type attestation struct {
	ResponsibleParties []responsible `json:"responsible-parties,omitempty"`
	Parts              []part        `json:"parts"`
}

type responsible struct {
	RoleID     string   `json:"role-id"`
	PartyUUIDs []string `json:"party-uuids"`
}

type observation struct {
	UUID        string     `json:"uuid"`
	Title       string     `json:"title,omitempty"`
	Description string     `json:"description"`
	Props       []prop     `json:"props,omitempty"`
	Methods     []string   `json:"methods"`
	Types       []string   `json:"types,omitempty"`
	Origins     []origin   `json:"origins,omitempty"`
	Subjects    []subject  `json:"subjects,omitempty"`
	Relevant    []relevant `json:"relevant-evidence,omitempty"`
	Collected   string     `json:"collected"`
	Remarks     string     `json:"remarks,omitempty"`
}

type origin struct {
	Actors []actor `json:"actors"`
}

type actor struct {
	Type      string `json:"type"` // tool, party
	ActorUUID string `json:"actor-uuid"`
}

type subject struct {
	SubjectUUID string `json:"subject-uuid"`
	Type        string `json:"type"`
}

type relevant struct {
	Href        string `json:"href,omitempty"`
	Description string `json:"description"`
}

type finding struct {
	UUID        string    `json:"uuid"`
	Title       string    `json:"title"`
	Description string    `json:"description"`
	Props       []prop    `json:"props,omitempty"`
	Target      target    `json:"target"`
	Related     []related `json:"related-observations,omitempty"`
	Remarks     string    `json:"remarks,omitempty"`
}

type target struct {
	Type     string          `json:"type"`
	TargetID string          `json:"target-id"`
	Status   objectiveStatus `json:"status"`
}

type objectiveStatus struct {
	State   string `json:"state"`  // satisfied, not-satisfied
	Reason  string `json:"reason"` // pass, fail, other
	Remarks string `json:"remarks,omitempty"`
}

type related struct {
	ObservationUUID string `json:"observation-uuid"`
}

// Mapping collection.

type mappingCollection struct {
	UUID       string      `json:"uuid"`
	Metadata   metadata    `json:"metadata"`
	Provenance provenance  `json:"provenance"`
	Mappings   []mapping   `json:"mappings"`
	BackMatter *backMatter `json:"back-matter,omitempty"`
}

type provenance struct {
	Method      string `json:"method"`
	Rationale   string `json:"matching-rationale"`
	Status      string `json:"status"`
	Description string `json:"mapping-description"`
	Remarks     string `json:"remarks,omitempty"`
}

type mapping struct {
	UUID    string     `json:"uuid"`
	Source  mapped     `json:"source-resource"`
	Target  mapped     `json:"target-resource"`
	Maps    []mapEntry `json:"maps"`
	Remarks string     `json:"remarks,omitempty"`
}

type mapped struct {
	Type string `json:"type"`
	Href string `json:"href"`
}

type mapEntry struct {
	UUID         string      `json:"uuid"`
	Relationship string      `json:"relationship"`
	Sources      []mapItem   `json:"sources"`
	Targets      []mapItem   `json:"targets"`
	Qualifiers   []qualifier `json:"qualifiers,omitempty"`
	Confidence   *confidence `json:"confidence-score,omitempty"`
	Props        []prop      `json:"props,omitempty"`
	Remarks      string      `json:"remarks,omitempty"`
}

type mapItem struct {
	Type  string `json:"type"`
	IDRef string `json:"id-ref"`
}

type qualifier struct {
	Subject     string `json:"subject"`
	Predicate   string `json:"predicate"`
	Category    string `json:"category"`
	Description string `json:"description"`
}

type confidence struct {
	Category string `json:"category"`
}
