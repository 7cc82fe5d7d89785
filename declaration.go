package assay

// Declaration is what a maker says of a product: who it is, where it is sold,
// the ICS (which provisions are claimed) and the IXIT (how they are met). It
// is the parsed form of assay.yaml; package source/declaration reads it.
// Terms are those of TS 103 701 clause 4.3 and Annex A.
type Declaration struct {
	Product    Product
	Roles      []string // maker, importer, own_brand, distributor, laboratory
	Markets    []string // regime markets: uk, eu, sg, jp, us …
	Support    SupportPeriod
	Disclosure Disclosure
	Facts      map[string]bool // product facts, such as has_companion_app
	Labels     []HeldLabel
	ICS        map[string]ICS         // by edition of EN 303 645: "2.1.1", "3.1.3"
	IXIT       map[string][]IXITEntry // by table key: "1-AuthMech"
	Decisions  []Decision
	Parties    []Party
	Signatory  Signatory
	Conformity Conformity
	Sources    []EvidenceSource
	Evidence   string // id of the declaration's own bytes
	Path       string // as given
}

// Product is the identity of the device under test (TS 103 701 A.2).
type Product struct {
	Name                     string
	Manufacturer             string
	Brand                    string
	Model                    string
	Batch                    string // batches or serial numbers that papers are about
	Kind                     string // camera, router, watch …
	Firmware                 string // version of the firmware in factory setting
	Hardware                 string
	GTIN                     []string
	Constrained              *bool // a constrained device (EN 303 645 clause 3.1)
	ConstrainedJustification string
}

// SupportPeriod is the defined support period and where it is published.
// Until is a date, 2006-01-02 or 2006-01.
type SupportPeriod struct {
	Until       string
	PublishedAt string // URL
}

// Disclosure is how security flaws can be reported.
type Disclosure struct {
	PolicyURL      string
	Contact        string
	AcknowledgedIn string // such as "5 days", as published
	UpdatesEvery   string
}

// HeldLabel is a label that another scheme gave the product.
type HeldLabel struct {
	Regime  string // id in the regime data, such as "sg-cls"
	Level   string
	Number  string
	ValidTo string // 2006-01-02
}

// ICS is an implementation conformance statement for one edition.
type ICS struct {
	Conditions map[string]bool // by number, "4": the condition is met
	Features   map[string]bool // by letter, "a": the feature exists (V3.1.3)
	Provisions map[string]ICSAnswer
}

// ICSAnswer is the support column and the detail column of one provision.
type ICSAnswer struct {
	Support string // Y, N, N/A
	Detail  string
	Line    int // in the declaration, from 1
}

// IXITEntry is one row of an IXIT table. Fields are keyed by the field names of
// the standard's pro forma. Observed binds the row to fact keys of what
// collectors see, such as "tcp/23" or "root@/etc/shadow".
type IXITEntry struct {
	ID       string
	Fields   map[string]string
	Observed []string
	Line     int
}

// Decision is one walk through the decision questions that a rule of another
// regime asks of an asset, mechanism or interface (EN 18031). An answer stands
// for each question in turn, as far as the walk went.
type Decision struct {
	Regime  string // "en-18031-1"
	Rule    string // "ACM-1"
	About   string // the asset, mechanism or interface
	Answers []bool
	Reason  string // needed where the outcome is pass or not applicable
	Line    int
}

// Party is somebody whom papers name: the maker, a representative, an importer.
type Party struct {
	Role    string // manufacturer, authorised_representative, importer, distributor, notified_body
	Name    string
	Address string // postal, one line
	Contact string // mail address, telephone or web page
	Number  string // of a notified body
}

// Signatory is who signs a paper for the maker, where and when.
type Signatory struct {
	Name     string
	Function string
	Place    string
	Date     string // 2006-01-02
}

// Conformity is what a declaration of conformity names beside the product.
type Conformity struct {
	Standards   []AppliedStandard
	Procedure   string // "module A", "module B+C", "module H"
	Certificate string // of a notified body
	FullTextAt  string // URL of the full declaration, for the simplified one
	PlacedOn    string // first day on the market, 2006-01-02
	Accessories []string
}

// AppliedStandard is a standard that the product was designed to.
type AppliedStandard struct {
	Name   string // "EN 18031-1"
	Date   string // edition or date: "2024", "V2.1.1 (2020-06)"
	InFull bool
}

// EvidenceSource says where to look: a firmware image or a folder of an unpacked
// file system; saved web pages (a WARC or HAR file, or a folder of pages). Path is
// relative to the declaration.
type EvidenceSource struct {
	Kind string // firmware, site
	Path string
	Line int
}
