// Package regime reads verdicts on EN 303 645 through every other body of rules:
// laws, labels, standards, codes, guidance. It is a pure projection: data and
// verdicts in, standings out, no clock, no network, no disk. It promises that
//
//   - nothing is met or not met without a verdict, an observation, a label or a
//     product fact that says so;
//   - a pass crosses an edge only where the provision asks at least as much as the
//     clause, a fail only where it asks at most as much (relations of NIST IR 8477,
//     read from the clause to the provision), in the editions the edge names, and
//     only where no modelled product tells the two apart (data/refuted.json);
//   - a refutation beats whatever crosses or is recognised;
//   - what does not cross is open, and the remainder is named;
//   - every edge and rule carries source and confidence, and the weakest is shown.
//
// To add a regime, add one file to data/regimes; to take its requirements apart
// into testable rules, one to data/rules.
package regime

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"sync"

	"github.com/assay-project/assay/standard"
	"github.com/assay-project/assay/standard/strict"
)

//go:embed data
var data embed.FS

// Kind is the nature of a regime.
type Kind string

// Kinds, in the order regimes are listed.
const (
	Law       Kind = "law"
	Label     Kind = "label"
	Norm      Kind = "standard"
	Code      Kind = "code"
	Guidance  Kind = "guidance"
	Framework Kind = "framework"
)

var kinds = []Kind{Law, Label, Norm, Code, Guidance, Framework}

// A Regime is a body of rules other than EN 303 645 itself.
type Regime struct {
	ID                       string        `json:"id"`
	Name                     string        `json:"name"`
	Short                    string        `json:"short,omitempty"`
	Issuer                   string        `json:"issuer"`
	Jurisdiction             string        `json:"jurisdiction"`
	Kind                     Kind          `json:"kind"`
	Status                   string        `json:"status"`
	InForce                  *InForce      `json:"in_force,omitempty"`
	Scope                    *Scope        `json:"scope,omitempty"`
	Binds                    string        `json:"binds"`
	Tiers                    []string      `json:"tiers"`
	TierNote                 string        `json:"tier_note,omitempty"`
	Validity                 string        `json:"validity,omitempty"`
	Fees                     string        `json:"fees,omitempty"`
	Penalties                string        `json:"penalties,omitempty"`
	Exclusions               []string      `json:"exclusions,omitempty"`
	Categories               []string      `json:"categories,omitempty"`
	Note                     string        `json:"note,omitempty"`
	Documents                []string      `json:"documents"`
	DeclaredRequirementCount int           `json:"declared_requirement_count,omitempty"`
	Dates                    []Date        `json:"dates"`
	Source                   string        `json:"source"`
	Confidence               Confidence    `json:"confidence"`
	Requirements             []Requirement `json:"requirements"`
	Edges                    []Edge        `json:"edges"`
	Beyond                   []Beyond      `json:"beyond"`
	Recognitions             []Recognition `json:"recognitions"`
	// ClauseFold is set where the requirements are clauses of EN 303 645 itself:
	// they are folded from the provisions of this edition.
	ClauseFold standard.Edition `json:"clause_fold,omitempty"`

	rules *RuleFile
	own   []Requirement     // rules that belong to no requirement, each a clause
	plain map[string]string // plain spelling -> requirement id
}

// Title is the short name where there is one.
func (r *Regime) Title() string {
	if r.Short != "" {
		return r.Short
	}
	return r.Name
}

// InForce tells from when until when a regime binds. Days are the first or the
// last that count; a year or a month alone means its first day (from) or last (until).
type InForce struct {
	From      string `json:"from"`
	Until     string `json:"until,omitempty"`
	CountedBy string `json:"counted_by"` // what has to happen on such a day
	Note      string `json:"note,omitempty"`
}

// Scope tells which products a regime is about, as conditions over product facts.
type Scope struct {
	AppliesWhen string     `json:"applies_when"`
	NotWhen     string     `json:"not_when,omitempty"`
	Note        string     `json:"note"`
	Confidence  Confidence `json:"confidence"`
}

// A Date is something that happened or is planned; Text is the source's fuller word.
type Date struct {
	What string `json:"what"`
	Date string `json:"date"`
	Text string `json:"text,omitempty"`
}

// A Requirement is a clause of a regime.
type Requirement struct {
	ID          string     `json:"id"`
	Title       string     `json:"title"`
	Summary     string     `json:"summary"`
	Mandatory   bool       `json:"mandatory"`
	Level       string     `json:"level,omitempty"`        // of a label with levels
	Confidence  Confidence `json:"confidence,omitempty"`   // where it differs from the regime's
	AppliesFrom string     `json:"applies_from,omitempty"` // where it differs from the regime's
	AppliesWhen string     `json:"applies_when,omitempty"` // condition over product facts
	Alternative bool       `json:"alternative,omitempty"`  // one of several ways: never fails the regime
	FoldOf      []string   `json:"fold_of,omitempty"`      // stands and falls with these
}

// Relation is a set relation of NIST IR 8477, read from the requirement to the provision.
type Relation string

const (
	Equal          Relation = "equal"           // same content: pass and fail cross
	SubsetOf       Relation = "subset-of"       // requirement within provision: a pass crosses
	SupersetOf     Relation = "superset-of"     // requirement holds the provision: a fail crosses
	IntersectsWith Relation = "intersects-with" // nothing crosses
)

// PassCrosses and FailCrosses tell the directions of a relation.
func (r Relation) PassCrosses() bool { return r == Equal || r == SubsetOf }

// FailCrosses tells whether failing the provision fails the requirement.
func (r Relation) FailCrosses() bool { return r == Equal || r == SupersetOf }

// Confidence says how surely a row is known.
type Confidence string

// confidences, strongest first; of several rows the weakest is shown.
var confidences = []Confidence{"read", "published", "derived", "inferred", "recalled"}

func (c Confidence) rank() int {
	for i, k := range confidences {
		if k == c {
			return i
		}
	}
	return len(confidences)
}

func weaker(a, b Confidence) Confidence {
	if a == "" || b != "" && b.rank() > a.rank() {
		return b
	}
	return a
}

// An Edge relates a requirement to a provision, or (granularity clause) to a whole
// clause of EN 303 645, where it never carries a verdict.
type Edge struct {
	Requirement   string             `json:"requirement"`
	Provision     string             `json:"provision"`
	Edition       string             `json:"edition"`     // the source's edition: 2.1.1, 3.1.3 or any
	Granularity   string             `json:"granularity"` // provision | clause
	Relation      Relation           `json:"relation"`
	RelationBasis string             `json:"relation_basis"` // stated | assigned
	Source        string             `json:"source"`
	Confidence    Confidence         `json:"confidence"`
	Note          string             `json:"note,omitempty"`
	ProvisionV3   []string           `json:"provision_v3,omitempty"` // ids in V3.1.3
	Editions      []standard.Edition `json:"editions,omitempty"`     // editions whose verdicts cross
	PassWhen      string             `json:"pass_when,omitempty"`    // a pass crosses only where true; unknown is false
	Audit         *Audit             `json:"audit,omitempty"`

	refuted refuted
}

// Audit is the second look at an edge.
type Audit struct {
	Verdict string `json:"verdict"` // keep, change, demote, upgrade
	Why     string `json:"why"`
	Date    string `json:"date"`
}

// IDs returns the provisions the edge speaks of in edition e: its own id, or the
// ids it became. Several ids share the clause: each fails it, all pass it.
func (e *Edge) IDs(ed standard.Edition) []string {
	if p, ok := standard.EN303645().Provision(e.Provision); ok {
		if _, in := p.In(ed); in {
			return []string{p.ID}
		}
	}
	if ed == standard.V3_1_3 {
		return e.ProvisionV3
	}
	return nil
}

// Beyond names what of a requirement EN 303 645 does not speak of.
type Beyond struct {
	Requirement string `json:"requirement"`
	Note        string `json:"note"`
}

// A Recognition lets something else stand in for requirements of the regime.
type Recognition struct {
	Recognises     string     `json:"recognises"` // regime id
	By             string     `json:"by"`         // label: one held; verdict: that regime met
	Levels         []string   `json:"levels"`     // accepted levels of a label; any
	Gives          []string   `json:"gives"`      // requirement ids; none: eases, but meets nothing
	Level          string     `json:"level"`      // in the source's words
	Effect         string     `json:"effect"`
	Condition      string     `json:"condition"`
	Since          string     `json:"since"`
	Source         string     `json:"source"`
	Confidence     Confidence `json:"confidence"`
	ConfidenceNote string     `json:"confidence_note,omitempty"`
}

// Set is everything: all regimes, product facts and what the words mean.
type Set struct {
	Meta    Meta
	regimes []*Regime
	byID    map[string]*Regime
	facts   []Fact
	reach   map[string]Reach
	psti    *PSTI

	refutations []Refutation
}

// Meta tells what the words of the mapping mean.
type Meta struct {
	Title            string                `json:"title"`
	AsOf             string                `json:"as_of"`
	RelationMeaning  map[string]string     `json:"relation_meaning"`
	RelationBasis    map[string]string     `json:"relation_basis"`
	Confidence       map[string]string     `json:"confidence"`
	Granularity      map[string]string     `json:"granularity"`
	EditionNote      string                `json:"edition_note"`
	Counts           MetaCounts            `json:"counts"`
	EdgeKeys         map[string]string     `json:"edge_keys"`
	WithRules        string                `json:"with_rules"`
	Kinds            []Kind                `json:"kinds"`
	RegimeConfidence map[Confidence]string `json:"regime_confidence"`
	Rights           string                `json:"rights"`
	Regimes          int                   `json:"regimes"`
}

// MetaCounts is what the data says it holds; tests count again.
type MetaCounts struct {
	Edges        int                `json:"edges"`
	ByConfidence map[Confidence]int `json:"by_confidence"`
	Beyond       int                `json:"beyond_en303645"`
	Recognitions int                `json:"recognitions"`
	ByRelation   map[Relation]int   `json:"by_relation"`
}

type factFile struct {
	About string `json:"about"`
	Facts []Fact `json:"facts"`
}

func load() (*Set, error) {
	s := &Set{byID: map[string]*Regime{}, reach: map[string]Reach{}, psti: &PSTI{}}
	var facts factFile
	var answers reachFile
	if err := read("data/meta.json", &s.Meta); err != nil {
		return nil, err
	}
	if err := read("data/facts.json", &facts); err != nil {
		return nil, err
	}
	if err := read("data/answers.json", &answers); err != nil {
		return nil, err
	}
	for _, a := range answers.Answers {
		s.reach[a.Question] = a
	}
	if err := read("data/law/uk-psti.json", s.psti); err != nil {
		return nil, err
	}
	s.facts = facts.Facts
	if err := each("data/regimes", func(name string) error {
		r := &Regime{}
		if err := read(name, r); err != nil {
			return err
		}
		if r.ID+".json" != path.Base(name) || s.byID[r.ID] != nil {
			return fmt.Errorf("regime: %s holds regime %q", name, r.ID)
		}
		s.regimes, s.byID[r.ID] = append(s.regimes, r), r
		return r.spellings()
	}); err != nil {
		return nil, err
	}
	sort.SliceStable(s.regimes, func(i, j int) bool { return s.regimes[i].order() < s.regimes[j].order() })
	if err := s.loadRules(); err != nil {
		return nil, err
	}
	return s, s.loadRefuted()
}

// order sorts laws first, then labels and the rest, each by id.
func (r *Regime) order() string {
	for i, k := range kinds {
		if k == r.Kind {
			return fmt.Sprintf("%d %s", i, r.ID)
		}
	}
	return "9 " + r.ID
}

func read(name string, into any) error {
	b, err := data.ReadFile(name)
	if err != nil {
		return fmt.Errorf("regime: %w", err)
	}
	if err := strict.Decode(b, into); err != nil {
		return fmt.Errorf("regime: read %s: %w", name, err)
	}
	return nil
}

func each(dir string, do func(name string) error) error {
	files, err := fs.Glob(data, dir+"/*.json")
	if err != nil {
		return fmt.Errorf("regime: %w", err)
	}
	var errs []error
	for _, f := range files {
		errs = append(errs, do(f))
	}
	return errors.Join(errs...)
}

var loaded = sync.OnceValue(func() *Set {
	s, err := load()
	if err != nil {
		panic(err) // embedded data: cannot depend on any input, and a test loads it
	}
	return s
})

// All returns the shipped regimes with their facts. Decoded once, at first use.
func All() *Set { return loaded() }

// Regimes returns every regime: laws, labels, standards, codes, guidance,
// frameworks, each by id.
func (s *Set) Regimes() []*Regime { return s.regimes }

// Regime finds a regime by id.
func (s *Set) Regime(id string) (*Regime, bool) {
	r, ok := s.byID[id]
	return r, ok
}

// PSTI returns the UK PSTI law in detail.
func (s *Set) PSTI() *PSTI { return s.psti }

// Requirement finds a requirement, or a duty that stands in the rules alone, by id
// or plain spelling.
func (r *Regime) Requirement(id string) (*Requirement, bool) {
	if real, ok := r.plain[Plain(id)]; ok {
		id = real
	}
	for _, q := range r.clauses() {
		if q.ID == id || Plain(q.ID) == Plain(id) {
			return q, true
		}
	}
	return nil, false
}

// EdgesOf returns the edges of one requirement, in order.
func (r *Regime) EdgesOf(requirement string) []*Edge {
	var out []*Edge
	for i := range r.Edges {
		if r.Edges[i].Requirement == requirement {
			out = append(out, &r.Edges[i])
		}
	}
	return out
}
