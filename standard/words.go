// Package standard holds what ETSI EN 303 645 and ETSI TS 103 701 ask, as data:
// provisions, their status per edition, test cases, test units, IXIT tables and
// the rules of the method.
//
// It promises that everything is in our own words (the standards' texts belong to
// their publisher), that each row says where it was read and how surely, that
// every id resolves (tests see to it), and that accessors return rows in the order
// of the standard, always the same. What is returned is shared: read it, do not
// change it.
package standard

// An Edition is an edition of EN 303 645, written as the data does.
type Edition string

// The editions known. UK law cites V2.1.1; V3.1.3 is current.
const (
	V2_1_1 Edition = "2.1.1"
	V3_1_3 Edition = "3.1.3"
)

// Editions returns the editions of EN 303 645, oldest first.
func Editions() []Edition { return []Edition{V2_1_1, V3_1_3} }

// A MethodID names an edition of the assessment method TS 103 701.
type MethodID string

// The method editions: the first judges EN V2.1.1, the second EN V3.1.3.
const (
	TS103701V1 MethodID = "ts103701/1.1.1"
	TS103701V2 MethodID = "ts103701/2.1.1"
)

// MethodFor returns the method edition that judges an edition of EN 303 645.
func MethodFor(e Edition) MethodID {
	if e == V2_1_1 {
		return TS103701V1
	}
	return TS103701V2
}

// Confidence says how surely a row is known.
type Confidence string

const (
	Read     Confidence = "read"     // taken from text that the source names
	Recalled Confidence = "recalled" // from memory, not checked
	Inferred Confidence = "inferred" // own reading or wording
)

// Level tells a duty from a recommendation.
type Level string

const (
	Mandatory   Level = "mandatory"
	Recommended Level = "recommended"
)

// Origin is carried by every row: where it was read and how surely.
// Source holds keys of [Standard.Source].
type Origin struct {
	Source         []string   `json:"source"`
	Confidence     Confidence `json:"confidence"`
	ConfidenceNote string     `json:"confidence_note,omitempty"`
}

// Status is the entry of a provision in a status table (Annex B of the EN, Table
// A.1 of TS 103 701 V1.1.1). Several conditions and features hold together.
type Status struct {
	Printed    string   `json:"printed"` // as the table prints it: "M C (11, 12)"
	Conditions []int    `json:"conditions"`
	Features   []string `json:"features"`
	Text       string   `json:"text,omitempty"` // what conditions and features say, in short
}

// Conditional tells whether N/A is open to the maker: some condition or feature
// decides whether the provision applies.
func (s Status) Conditional() bool { return len(s.Conditions)+len(s.Features) > 0 }

// A Reading is a provision as one edition has it.
type Reading struct {
	Level      Level  `json:"level"`
	Status     Status `json:"status"`
	Summary    string `json:"summary"`
	Change     string `json:"change,omitempty"`      // against the edition before
	ChangeKind string `json:"change_kind,omitempty"` // key of Standard.ChangeKinds
	Origin
}

// MethodStatus is the status a method edition's own table gives a provision.
type MethodStatus struct {
	Status     Status     `json:"status"`
	Differs    bool       `json:"differs"` // from the table of the EN edition it judges
	Source     []string   `json:"source"`
	Confidence Confidence `json:"confidence"`
}

// Automation says by which evidence a provision can be looked at by machine.
// Channels are a firmware, b live device, c traffic, d public pages, e people;
// a value is "decisive" or "indicator". Own classification.
type Automation struct {
	Primary  string            `json:"primary"`
	Channels map[string]string `json:"channels"`
	Check    string            `json:"check"`
}

// A Provision is one numbered demand of EN 303 645.
type Provision struct {
	ID           string              `json:"id"`
	Clause       string              `json:"clause"`
	Aliases      []string            `json:"aliases"`
	Versions     []Edition           `json:"versions"`
	Readings     map[Edition]Reading `json:"editions"`
	Replaces     []string            `json:"replaces,omitempty"`      // ids of V2.1.1
	SupersededBy []string            `json:"superseded_by,omitempty"` // ids of V3.1.3
	TableA1      *MethodStatus       `json:"ts103701_v1_1_1,omitempty"`
	Automation   Automation          `json:"automation"`
	Terms        []string            `json:"terms,omitempty"`
}

// In returns the provision as edition e has it; false if e does not contain it.
func (p *Provision) In(e Edition) (Reading, bool) {
	r, ok := p.Readings[e]
	return r, ok
}

// Newest returns the reading of the newest edition that has the provision.
func (p *Provision) Newest() (Edition, Reading) {
	e := p.Versions[len(p.Versions)-1]
	return e, p.Readings[e]
}

// StatusBy returns the status that decides in an assessment by method m: Table A.1
// of TS 103 701 V1.1.1 (which differs from EN V2.1.1 for 18 provisions), or Annex B
// of EN V3.1.3 for V2.1.1, which brings no table of its own that was seen.
func (p *Provision) StatusBy(m MethodID) (Status, bool) {
	if m == TS103701V1 {
		if p.TableA1 == nil {
			return Status{}, false
		}
		return p.TableA1.Status, true
	}
	r, ok := p.Readings[V3_1_3]
	return r.Status, ok
}

// Title is the summary of the newest reading: what the provision asks, in one sentence.
func (p *Provision) Title() string {
	_, r := p.Newest()
	return r.Summary
}

// A Clause groups provisions (5.1 to 5.13, 6, and 4 or 5.0 on reporting).
type Clause struct {
	ID       string    `json:"id"`
	Title    string    `json:"title"`
	Versions []Edition `json:"versions"`
}

// A Condition is a numbered condition or a lettered feature of a status table.
type Condition struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// A Term is a defined word of the standard, in our words.
type Term struct {
	Term     string    `json:"term"`
	Meaning  string    `json:"meaning"`
	Versions []Edition `json:"versions,omitempty"`
	Origin
}

// A Renumbering maps an id of V2.1.1 to ids of V3.1.3; From is empty for new ones.
type Renumbering struct {
	From string   `json:"from"`
	To   []string `json:"to"`
}

// A Subset is a published selection of provisions.
type Subset struct {
	Name       string   `json:"name"`
	Version    Edition  `json:"version"`
	Provisions []string `json:"provisions"`
	Note       string   `json:"note,omitempty"`
	Origin
}
