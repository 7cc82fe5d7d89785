package sarif

// The parts of the SARIF 2.1.0 object model that are written, in the order they
// are written. Section numbers are those of the standard.

type log struct {
	Schema  string `json:"$schema"`
	Version string `json:"version"`
	Runs    []run  `json:"runs"`
}

// run is 3.14.
type run struct {
	Tool        tool           `json:"tool"`
	Invocations []invocation   `json:"invocations"`
	Artifacts   []artifact     `json:"artifacts"`
	Results     []result       `json:"results"`
	ColumnKind  string         `json:"columnKind"`
	Properties  map[string]any `json:"properties"`
}

type tool struct {
	Driver driver `json:"driver"`
}

// driver is 3.19.
type driver struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
	Rules   []rule `json:"rules"`
}

// rule is a reportingDescriptor, 3.49.
type rule struct {
	ID         string         `json:"id"`
	Short      *text          `json:"shortDescription,omitempty"`
	Help       *text          `json:"help,omitempty"`
	Default    *defaults      `json:"defaultConfiguration,omitempty"`
	Properties map[string]any `json:"properties,omitempty"`
}

type defaults struct {
	Level string `json:"level"`
}

type text struct {
	Text string `json:"text"`
}

// invocation is 3.20; notification is 3.58.
type invocation struct {
	Successful    bool           `json:"executionSuccessful"`
	Notifications []notification `json:"toolExecutionNotifications"`
}

type notification struct {
	Level   string `json:"level"`
	Message text   `json:"message"`
}

// artifact is 3.24.
type artifact struct {
	Location artifactLocation  `json:"location"`
	Length   int64             `json:"length"`
	Hashes   map[string]string `json:"hashes,omitempty"`
}

// result is 3.27.
type result struct {
	RuleID       string            `json:"ruleId"`
	RuleIndex    int               `json:"ruleIndex"`
	Level        string            `json:"level"`
	Message      text              `json:"message"`
	Locations    []location        `json:"locations"`
	Fingerprints map[string]string `json:"partialFingerprints"`
	Properties   map[string]any    `json:"properties,omitempty"`
}

// location is 3.28.
type location struct {
	Physical *physical `json:"physicalLocation,omitempty"`
	Logical  []logical `json:"logicalLocations,omitempty"`
}

type physical struct {
	Artifact artifactLocation `json:"artifactLocation"`
	Region   *region          `json:"region,omitempty"`
}

type artifactLocation struct {
	URI   string `json:"uri"`
	Index *int   `json:"index,omitempty"`
}

// region is 3.30: lines from 1, bytes from 0.
type region struct {
	StartLine  int    `json:"startLine,omitempty"`
	ByteOffset *int64 `json:"byteOffset,omitempty"`
	ByteLength *int64 `json:"byteLength,omitempty"`
}

type logical struct {
	Name string `json:"fullyQualifiedName"`
	Kind string `json:"kind,omitempty"`
}
