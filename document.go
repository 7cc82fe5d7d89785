package assay

import "slices"

// Document is one assessment: what was looked at, what was observed, what
// follows, and what was not read. Every picture and line of every report comes
// from it. Slices are in a fixed order, so that the same input gives the same
// bytes.
type Document struct {
	Schema          string          `json:"schema"`
	Tool            Tool            `json:"tool"`
	At              string          `json:"at,omitempty"` // RFC 3339; the day the laws are read for
	Subject         Subject         `json:"subject"`
	Declared        *DeclaredNote   `json:"declaration,omitempty"`
	Evidence        []Evidence      `json:"evidence"`
	Observations    []Observation   `json:"observations"`
	Verdicts        []Verdict       `json:"verdicts"`
	Next            []NextStep      `json:"next"`
	Errors          []CheckError    `json:"errors"`
	Layout          []Region        `json:"layout"`
	Boot            Boot            `json:"boot"`
	Contradictions  []Contradiction `json:"contradictions"`
	Regimes         []RegimeVerdict `json:"regimes"`
	Components      []Component     `json:"components"`
	Vulnerabilities []Vulnerability `json:"vulnerabilities"`
	Secrets         []Secret        `json:"secrets"`
	Accounts        []Account       `json:"accounts"`
	Services        []Service       `json:"services"`
	Flows           []Flow          `json:"flows"`
	Shared          []Shared        `json:"shared,omitempty"`
	Coverage        Coverage        `json:"coverage"`
	Limits          []Limit         `json:"limits"`
}

// Tool says which program made the document.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Subject is the product under assessment. Digests are those of the inputs, as
// "sha256:<hex>".
type Subject struct {
	Name         string   `json:"name"`
	Manufacturer string   `json:"manufacturer,omitempty"`
	Model        string   `json:"model,omitempty"`
	Version      string   `json:"version,omitempty"`
	Digests      []string `json:"digests"`
}

// DeclaredNote records which declaration was read, so that a reader knows
// whether the ICS gate ran at all.
type DeclaredNote struct {
	Evidence string   `json:"evidence"`          // id of the declaration's bytes
	Path     string   `json:"path"`              // as given, without any folder above it
	Edition  string   `json:"edition,omitempty"` // of the ICS, "3.1.3"
	ICSValid *bool    `json:"ics_valid,omitempty"`
	Reasons  []string `json:"reasons,omitempty"` // why the ICS is not valid
	Markets  []string `json:"markets,omitempty"`
}

// Evidence is a piece of what was collected. ID is "sha256:<hex>" of its bytes.
type Evidence struct {
	ID        string          `json:"id"`
	Kind      string          `json:"kind"` // image, folder, declaration, file, page, site, record
	Size      int64           `json:"size"` // bytes
	Collected string          `json:"collected,omitempty"`
	Places    []EvidencePlace `json:"places"`
}

// EvidencePlace is one place where the bytes of a piece of evidence were found.
// Origin is a path chain such as "flash.bin!squashfs@0x240000!/etc/shadow".
type EvidencePlace struct {
	Origin      string `json:"origin"`
	DerivedFrom string `json:"derived_from,omitempty"` // id of the evidence it was unpacked from
	Step        string `json:"step,omitempty"`         // the unpacking step, such as "squashfs"
}

// Where points at the bytes an observation rests on.
type Where struct {
	Evidence string `json:"evidence,omitempty"` // id
	Path     string `json:"path,omitempty"`     // path chain
	Line     int    `json:"line,omitempty"`     // from 1
	Offset   *int64 `json:"offset,omitempty"`   // bytes from the start of the file or image
	Address  string `json:"address,omitempty"`
	Frame    int    `json:"frame,omitempty"`
	URL      string `json:"url,omitempty"`   // of a page; Path is then its place in what was kept
	Quote    string `json:"quote,omitempty"` // the words of the page that the answer rests on, as they stand there
}

// Observation is the answer of one check about one observed thing.
type Observation struct {
	ID             string         `json:"id"` // short digest of check, about and where
	Check          string         `json:"check"`
	Question       string         `json:"question"`
	Answer         Answer         `json:"answer"`
	About          string         `json:"about"` // fact key: "tcp/23", "root@/etc/shadow", a fingerprint
	Summary        string         `json:"summary"`
	Mend           string         `json:"mend,omitempty"`
	Basis          Basis          `json:"basis"`
	Where          []Where        `json:"where"`
	Data           map[string]any `json:"data,omitempty"`
	Exercised      map[string]any `json:"exercised,omitempty"` // what a search looked through; without it "no" supports nothing
	WithinBaseline bool           `json:"within_baseline"`
	Bears          []Bears        `json:"bears"`
	Attested       *Attested      `json:"attested,omitempty"` // set where a person tested or judged
}

// Attested says who stands behind an observation that a person made. Nothing in
// it is checked by the tool but the signature.
type Attested struct {
	By           string   `json:"by"`
	Role         string   `json:"role"` // maker, laboratory, importer …
	Organisation string   `json:"organisation,omitempty"`
	Date         string   `json:"date"` // 2006-01-02
	Procedure    string   `json:"procedure"`
	Files        []string `json:"files,omitempty"` // evidence ids
	Key          string   `json:"key,omitempty"`   // fingerprint of the key whose signature holds; "" where nobody signed
}

// Bears says what an observation does to one test unit of a method edition,
// for one IXIT entry.
type Bears struct {
	Method string `json:"method"` // "ts103701/1.1.1"
	Unit   string `json:"unit"`   // "5.1-1-2/a", or a case id where the edition has no units
	Entry  string `json:"entry,omitempty"`
	Effect Effect `json:"effect"`
}

// Verdict is a result at one scope.
type Verdict struct {
	Standard string    `json:"standard"` // "en303645"
	Edition  string    `json:"edition"`  // of EN 303 645
	Scope    Scope     `json:"scope"`
	ID       string    `json:"id"`
	Entry    string    `json:"entry,omitempty"`
	Level    string    `json:"level,omitempty"` // mandatory, recommended
	Title    string    `json:"title,omitempty"`
	Verdict  Judgement `json:"verdict"`
	Basis    Basis     `json:"basis,omitempty"`
	Because  []string  `json:"because"` // observation ids
	Missing  []string  `json:"missing"`
	Reason   string    `json:"reason,omitempty"`  // the maker's reason for N/A or No, or what stands in
	Claimed  string    `json:"claimed,omitempty"` // ICS support: Y, N, N/A
}

// NextStep is something that would settle what is open, cheapest first.
type NextStep struct {
	Do      string   `json:"do"`
	Effort  string   `json:"effort"` // "10 min", "2 days"
	Settles []string `json:"settles"`
}

// CheckError is a check that could not finish. It is reported, never dropped.
type CheckError struct {
	Check   string `json:"check"`
	Message string `json:"message"`
}

// Region is a stretch of an input image.
type Region struct {
	Evidence   string  `json:"evidence"`
	Offset     int64   `json:"offset"`
	Size       int64   `json:"size"`
	Format     string  `json:"format"`
	Identified bool    `json:"identified"`
	Entropy    float64 `json:"entropy"` // bits per byte, rounded to two places
	Note       string  `json:"note,omitempty"`
}

// Boot is the graph of what starts what.
type Boot struct {
	Nodes []BootNode `json:"nodes"`
	Edges []BootEdge `json:"edges"`
}

// BootNode is a script, a service or a table that the device acts on.
type BootNode struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Where *Where `json:"where,omitempty"`
}

// BootEdge says that one node starts another, and under which condition.
type BootEdge struct {
	From      string `json:"from"`
	To        string `json:"to"`
	Condition string `json:"condition,omitempty"`
}

// Contradiction is a difference between what was declared and what was observed.
type Contradiction struct {
	Declared string   `json:"declared"`
	Observed string   `json:"observed"`
	Unit     string   `json:"unit"`
	Because  []string `json:"because"`
}

// RegimeVerdict is where the subject stands with one other regime on a day.
type RegimeVerdict struct {
	Regime  string         `json:"regime"`
	Name    string         `json:"name,omitempty"`
	Kind    string         `json:"kind,omitempty"` // law, label, standard, code …
	AsOf    string         `json:"as_of"`
	Verdict Standing       `json:"verdict"`
	Reason  string         `json:"reason,omitempty"`
	From    string         `json:"from,omitempty"` // the first day it binds, where later than AsOf
	Clauses []RegimeClause `json:"clauses"`
}

// RegimeClause is one requirement of a regime. Remainder names what the route
// did not cover.
type RegimeClause struct {
	ID         string   `json:"id"`
	Title      string   `json:"title,omitempty"`
	Verdict    Standing `json:"verdict"`
	Because    []string `json:"because"` // provision or observation ids
	Route      Route    `json:"route,omitempty"`
	Remainder  string   `json:"remainder,omitempty"`
	Basis      Basis    `json:"basis,omitempty"`
	Confidence string   `json:"confidence,omitempty"`
	Source     string   `json:"source,omitempty"`
	From       string   `json:"from,omitempty"` // the first day it binds, where later than the day of judgement; the verdict is as if it did
	// Rules are the rules of the requirement that apply or may apply, where it is
	// taken apart; Penalties what follows from those that are not met.
	Rules     []RegimeRule `json:"rules,omitempty"`
	Penalties []string     `json:"penalties,omitempty"`
}

// RegimeRule is one testable sentence of a requirement and how it stands.
type RegimeRule struct {
	ID         string       `json:"id"`
	Verdict    Standing     `json:"verdict"`
	Why        string       `json:"why,omitempty"`
	Because    []string     `json:"because,omitempty"` // observation or provision ids, decisions
	Route      Route        `json:"route,omitempty"`
	Basis      Basis        `json:"basis,omitempty"`
	Confidence string       `json:"confidence,omitempty"` // of the rule's own wording, where anything rests on it
	Missing    []string     `json:"missing,omitempty"`    // product facts that are not stated
	Next       string       `json:"next,omitempty"`       // what would settle it, where the remainder of the clause does not say
	From       string       `json:"from,omitempty"`       // the first day it binds, where later and another than that of the clause
	Clock      *ReportClock `json:"clock,omitempty"`
}

// ReportClock is a reporting deadline: Due is an ISO 8601 duration after Starts.
type ReportClock struct {
	Starts string `json:"starts"`
	Due    string `json:"due"`
}

// Component is a piece of software found in the subject.
type Component struct {
	Name       string  `json:"name"`
	Version    string  `json:"version,omitempty"`
	PURL       string  `json:"purl,omitempty"`
	CPE        string  `json:"cpe,omitempty"`
	Confidence string  `json:"confidence"` // high, medium, low
	How        string  `json:"how,omitempty"`
	Where      []Where `json:"where"`
}

// Vulnerability is a published flaw matched to a component.
type Vulnerability struct {
	ID             string `json:"id"`
	Component      string `json:"component"`
	Status         string `json:"status"`
	Severity       string `json:"severity,omitempty"`
	KnownExploited bool   `json:"known_exploited"`
	MatchedBy      string `json:"matched_by"`
}

// Secret is a key, token or password found; never its value.
type Secret struct {
	Kind        string  `json:"kind"`
	Where       []Where `json:"where"`
	Fingerprint string  `json:"fingerprint"`
	Redacted    string  `json:"redacted"`
}

// Account is a log-in account found in the subject.
type Account struct {
	User   string  `json:"user"`
	Scheme string  `json:"scheme"`
	State  string  `json:"state"` // known_password, empty, locked, unknown
	Tried  int     `json:"tried"` // candidate passwords hashed
	UID    *int    `json:"uid,omitempty"`
	Where  []Where `json:"where"`
}

// Service is something that answers, or is started to answer.
type Service struct {
	Name      string   `json:"name"`
	Product   string   `json:"product,omitempty"`
	Address   string   `json:"address,omitempty"`
	Protocol  string   `json:"protocol,omitempty"` // tcp, udp
	Declared  *bool    `json:"declared,omitempty"`
	StartedBy []string `json:"started_by"`
	Condition string   `json:"condition,omitempty"`
	Auth      string   `json:"auth"` // none, password, key, certificate, unknown
	TLS       *TLS     `json:"tls,omitempty"`
	Told      []string `json:"told"`
	Where     []Where  `json:"where"`
}

// TLS is what a service offers or is configured to offer.
type TLS struct {
	Versions    []string       `json:"versions"`
	Weak        []string       `json:"weak"`
	Certificate map[string]any `json:"certificate,omitempty"`
}

// Flow is traffic between two parties.
type Flow struct {
	From       string `json:"from"`
	To         string `json:"to"`
	Name       string `json:"name,omitempty"`
	Protocol   string `json:"protocol"`
	TLS        string `json:"tls,omitempty"`
	Bytes      int64  `json:"bytes"`
	FirstFrame int    `json:"first_frame"`
	Declared   *bool  `json:"declared,omitempty"`
}

// Shared is something that several images given together have in common.
type Shared struct {
	Kind        string   `json:"kind"` // password_hash, private_key, file
	Fingerprint string   `json:"fingerprint"`
	About       string   `json:"about"`
	Subjects    []string `json:"subjects"` // digests of the images
	Places      []string `json:"places"`
}

// Coverage says how much of the subject was understood.
type Coverage struct {
	Bytes               int64 `json:"bytes"`
	BytesIdentified     int64 `json:"bytes_identified"`
	Files               int   `json:"files"`
	UnitsAssessed       int   `json:"units_assessed"`
	ComponentsMatchable int   `json:"components_matchable"`
}

// Limit is something that was not read, or not read to its end, and why.
type Limit struct {
	What   string `json:"what"`
	Where  string `json:"where"`
	Effect string `json:"effect"`
	// Hides names what a search could have missed because of it: areas, or
	// "nothing". Empty means that nobody knows, and so everything.
	Hides []string `json:"hides,omitempty"`
}

// Areas are what searches go through and limits hide. HidesNothing marks a limit
// that only shortens a list: what it leaves out was looked at.
const (
	AreaAccounts     = "accounts"     // accounts and their stored passwords
	AreaPasswords    = "passwords"    // candidates tried against stored passwords
	AreaStart        = "start"        // what the device starts: services, consoles
	AreaSecrets      = "secrets"      // keys, tokens and passwords in files
	AreaCertificates = "certificates" // certificates
	AreaEncryption   = "encryption"   // settings of encrypted services
	AreaPrograms     = "programs"     // executables and libraries
	AreaComponents   = "components"   // names and versions of software
	AreaModes        = "modes"        // owners, permissions and capabilities of files
	HidesNothing     = "nothing"
)

// Hidden joins what several limits hide. Its zero value joins none.
type Hidden struct {
	areas   []string
	unknown bool
}

// Add joins what one more limit hides; none means that nobody knows.
func (h *Hidden) Add(areas []string) {
	h.unknown = h.unknown || len(areas) == 0
	for _, a := range areas {
		if !slices.Contains(h.areas, a) {
			h.areas = append(h.areas, a)
		}
	}
	slices.Sort(h.areas)
}

// Areas is what they hide together, nil where one of them hides nobody knows what.
func (h *Hidden) Areas() []string {
	if h.unknown {
		return nil
	}
	return slices.Clone(h.areas)
}
