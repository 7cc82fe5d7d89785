// Package population tests mappings by execution. A modelled product is an
// assignment to neutral properties, finer than any one provision or rule; from it
// both the verdicts on EN 303 645 and the standing of a regime's rules follow. Over
// every such product a pass that crosses must not meet a rule that does not hold,
// and a fail that crosses must not fail one that does. A product that breaks this
// refutes the crossing.
//
// The package promises that every crossing with both ends modelled is tried on
// every product that matters to it, not on a sample, and that what is not modelled
// is counted. The models are our own reading: a refutation is a reason to look
// again at an edge, or at the model.
package population

import (
	_ "embed"
	"fmt"
	"sort"
	"strings"
	"sync"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/regime"
	"github.com/assay-project/assay/standard"
	"github.com/assay-project/assay/standard/strict"
)

//go:generate go test -count=1 -run "^Test(RefutedFile|MappingsPage)$" . -update

//go:embed population.json
var file []byte

// maxNames bounds the properties that one crossing may speak of, since all their
// assignments are tried; a test sees to it.
const maxNames = 18

// A Property is something that is true of a product or not.
type Property struct {
	Name    string `json:"name"`
	Meaning string `json:"meaning"`
}

// A ProvisionModel says for which products a provision, or a test case, applies
// and passes. V3.1.3 may read otherwise.
type ProvisionModel struct {
	ID       string `json:"id"`
	Applies  string `json:"applies,omitempty"`
	Passes   string `json:"passes"`
	PassesV3 string `json:"passes_3_1_3,omitempty"`
}

func (p *ProvisionModel) passes(ed standard.Edition) string {
	if ed == standard.V3_1_3 && p.PassesV3 != "" {
		return p.PassesV3
	}
	return p.Passes
}

// A DemandModel says for which products a rule or a requirement holds.
type DemandModel struct {
	Rule        string `json:"rule,omitempty"` // regime/rule
	Requirement string `json:"requirement,omitempty"`
	Holds       string `json:"holds"`
}

// Model is everything that is modelled.
type Model struct {
	About        string           `json:"about"`
	AsOf         string           `json:"as_of"`
	Source       string           `json:"source"`
	Confidence   string           `json:"confidence"`
	Properties   []Property       `json:"properties"`
	Laws         []string         `json:"laws"` // hold of every product
	Provisions   []ProvisionModel `json:"provisions"`
	Rules        []DemandModel    `json:"rules"`
	Requirements []DemandModel    `json:"requirements"`

	provisions map[string]*ProvisionModel
	rules      map[string]string
	demands    map[string]string
	meanings   map[string]string
}

var loaded = sync.OnceValue(func() *Model {
	m := &Model{}
	if err := strict.Decode(file, m); err != nil {
		panic(err) // embedded data: cannot depend on any input, and a test loads it
	}
	m.index()
	return m
})

// Load returns the shipped model.
func Load() *Model { return loaded() }

func (m *Model) index() {
	m.provisions, m.rules, m.demands, m.meanings = map[string]*ProvisionModel{}, map[string]string{}, map[string]string{}, map[string]string{}
	for i := range m.Provisions {
		m.provisions[m.Provisions[i].ID] = &m.Provisions[i]
	}
	for _, d := range m.Rules {
		m.rules[d.Rule] = d.Holds
	}
	for _, d := range m.Requirements {
		m.demands[d.Requirement] = d.Holds
	}
	for _, p := range m.Properties {
		m.meanings[p.Name] = p.Meaning
	}
}

// A Refutation is a product over which a verdict crosses that must not.
type Refutation struct {
	Demand   string // regime/rule or regime/requirement
	By       string // provisions or test case; several joined by " + "
	Edition  standard.Edition
	Verdict  string // the verdict that crosses: pass or fail
	Relation regime.Relation
	Product  []string // what is true of the product, of what matters here
	Edge     bool     // the demand is a requirement, and the crossing an edge
	Stated   bool     // the source itself states the relation: the verdict crosses all the same
}

// String says it in one line.
func (r Refutation) String() string {
	return fmt.Sprintf("%s: a %s of %s (V%s, %s) crosses; refuted by a product with %s", r.Demand, r.Verdict, r.By, r.Edition, r.Relation, orNothing(r.Product))
}

func orNothing(list []string) string {
	if len(list) == 0 {
		return "none of the properties"
	}
	return strings.Join(list, ", ")
}

// Counted is how far the models reach.
type Counted struct {
	Crossings int // rule or edge, edition and direction
	ByName    int // of these, the rule is the provision itself, as the source states: nothing to try
	Modelled  int // both ends modelled
	Alike     int // of these, no product tells the ends apart
	Refuted   int
	Products  int // tried, over all crossings
}

// Try runs every crossing with both ends modelled over every product that matters
// to it. The refutations are in the order of the regimes and their rules.
func (m *Model) Try(s *regime.Set) ([]Refutation, Counted) {
	t := &trial{m: m}
	t.all(s)
	t.count.Refuted = len(t.refuted)
	return t.refuted, t.count
}

// all tries the rules and the edges of every regime.
func (t *trial) all(s *regime.Set) {
	for _, r := range s.Regimes() {
		if f := r.Rules(); f != nil {
			for i := range f.Rules {
				t.rule(r, &f.Rules[i])
			}
		}
		for i := range r.Edges {
			t.edge(r, &r.Edges[i])
		}
	}
}

type trial struct {
	m       *Model
	refuted []Refutation
	count   Counted
	missed  func(crossing)                        // told of what is not modelled; may be nil
	seen    func(c crossing, names, products int) // told of what is tried; may be nil
	told    func(c crossing, carries bool)        // told of every crossing; may be nil
}

// A crossing is one direction of one relation in one edition.
type crossing struct {
	demand   string
	by       []string
	edition  standard.Edition
	relation regime.Relation
	pass     bool     // a pass crosses, else a fail
	when     []string // conditions under which it does
	without  bool     // provisions that do not apply drop out
	stated   bool
	edge     bool
	carries  bool // the judge lets the verdict cross
	holds    string
	modelled bool
}

func (t *trial) rule(r *regime.Regime, rule *regime.Rule) {
	holds, ok := t.m.rules[r.ID+"/"+rule.ID]
	for i := range rule.EvaluatedBy {
		e := &rule.EvaluatedBy[i]
		for _, ed := range e.Editions {
			c := crossing{demand: r.ID + "/" + rule.ID, by: e.IDs(), edition: ed, relation: e.Relation, without: e.WithoutNA, stated: e.Basis == "stated", holds: holds, modelled: ok}
			if e.PassCrosses() {
				c.pass, c.when, c.carries = true, []string{rule.AppliesWhen, e.PassWhen}, e.Carries(assay.Pass, ed)
				t.try(c)
			}
			if e.FailCrosses() {
				c.pass, c.when, c.carries = false, []string{rule.AppliesWhen, e.FailWhen}, e.Carries(assay.Fail, ed)
				t.try(c)
			}
		}
	}
}

func (t *trial) edge(r *regime.Regime, e *regime.Edge) {
	if e.Granularity != "provision" {
		return
	}
	holds, ok := t.m.requirement(r, e.Requirement)
	q, _ := r.Requirement(e.Requirement)
	for _, ed := range e.Editions {
		c := crossing{demand: r.ID + "/" + e.Requirement, by: e.IDs(ed), edition: ed, relation: e.Relation, stated: e.RelationBasis == "stated", edge: true, holds: holds, modelled: ok}
		if e.Relation.PassCrosses() {
			c.pass, c.when, c.carries = true, []string{q.AppliesWhen, e.PassWhen}, e.Carries(assay.Pass, ed)
			t.try(c)
		}
		if e.Relation.FailCrosses() {
			c.pass, c.when, c.carries = false, []string{q.AppliesWhen}, e.Carries(assay.Fail, ed)
			t.try(c)
		}
	}
}

// requirement models a requirement: as it stands in the data, else as all its rules
// together where each is modelled.
func (m *Model) requirement(r *regime.Regime, id string) (string, bool) {
	if holds, ok := m.demands[r.ID+"/"+id]; ok {
		return holds, true
	}
	f := r.Rules()
	if f == nil || len(f.Of(id)) == 0 {
		return "", false
	}
	var all []string
	for _, rule := range f.Of(id) {
		holds, ok := m.rules[r.ID+"/"+rule.ID]
		if !ok {
			return "", false
		}
		all = append(all, "(!("+rule.Applies()+") || ("+holds+"))")
	}
	return strings.Join(all, " && "), true
}

// sides writes both ends of a crossing as conditions: the verdict is reached, the
// demand holds. False where a provision is not modelled.
func (m *Model) sides(c crossing) (verdict string, ok bool) {
	var parts []string
	for _, id := range c.by {
		p, known := m.provisions[id]
		if !known {
			return "", false
		}
		applies := p.Applies
		if applies == "" {
			applies = "true"
		}
		switch passes := p.passes(c.edition); {
		case c.pass && c.without:
			parts = append(parts, fmt.Sprintf("(!(%s) || (%s))", applies, passes))
		case c.pass:
			parts = append(parts, fmt.Sprintf("((%s) && (%s))", applies, passes))
		default:
			parts = append(parts, fmt.Sprintf("((%s) && !(%s))", applies, passes))
		}
	}
	if c.pass {
		return strings.Join(parts, " && "), len(parts) > 0
	}
	return strings.Join(parts, " || "), len(parts) > 0
}

func (t *trial) try(c crossing) {
	t.count.Crossings++
	if t.told != nil {
		t.told(c, c.carries)
	}
	if c.stated && !c.edge {
		t.count.ByName++
		return
	}
	verdict, ok := t.m.sides(c)
	if !ok || !c.modelled {
		if t.missed != nil {
			t.missed(c)
		}
		return
	}
	t.count.Modelled++
	product, apart, n := t.m.search(verdict, c)
	t.count.Products += n
	if t.seen != nil {
		names, _ := t.m.matter(c.conditions(verdict))
		t.seen(c, len(names), n)
	}
	if !apart {
		t.count.Alike++
	}
	if product != nil {
		t.refuted = append(t.refuted, Refutation{Demand: c.demand, By: strings.Join(c.by, " + "), Edition: c.edition, Verdict: map[bool]string{true: "pass", false: "fail"}[c.pass], Relation: c.relation, Product: product, Edge: c.edge, Stated: c.stated})
	}
}

// conditions lists what decides a crossing.
func (c crossing) conditions(verdict string) []*regime.Condition {
	out := []*regime.Condition{parse(verdict), parse(c.holds)}
	for _, w := range c.when {
		out = append(out, parse(w))
	}
	return out
}

// search tries every product. It returns the refuting one of which the fewest
// things are true, whether any product tells the two ends apart, and how many were
// tried.
func (m *Model) search(verdict string, c crossing) (product []string, apart bool, tried int) {
	reached, holds := parse(verdict), parse(c.holds)
	var when []*regime.Condition
	for _, w := range c.when {
		when = append(when, parse(w))
	}
	names, laws := m.matter(c.conditions(verdict))
	at := map[string]int{}
	for i, n := range names {
		at[n] = i
	}
	fewest := len(names) + 1
	for bits := 0; bits < 1<<len(names); bits++ {
		of := func(name string) bool { return bits>>at[name]&1 == 1 }
		if !all(laws, of) || !all(when, of) {
			continue
		}
		tried++
		v, h := reached.Holds(of), holds.Holds(of)
		apart = apart || v != (h == c.pass)
		if !v || h == c.pass {
			continue
		}
		if found := trueOf(names, of); len(found) < fewest {
			fewest, product = len(found), found
		}
	}
	return product, apart, tried
}

func trueOf(names []string, of func(string) bool) []string {
	out := []string{}
	for _, n := range names {
		if of(n) {
			out = append(out, n)
		}
	}
	return out
}

func all(list []*regime.Condition, of func(string) bool) bool {
	for _, c := range list {
		if !c.Holds(of) {
			return false
		}
	}
	return true
}

// matter returns the names that conditions speak of, with those that laws tie to
// them, sorted, and these laws.
func (m *Model) matter(list []*regime.Condition) ([]string, []*regime.Condition) {
	names := map[string]bool{}
	for _, c := range list {
		for _, n := range c.Names() {
			names[n] = true
		}
	}
	var laws []*regime.Condition
	used := map[int]bool{}
	for grown := true; grown; {
		grown = false
		for i, text := range m.Laws {
			c := parse(text)
			if used[i] || !touches(c, names) {
				continue
			}
			used[i], grown = true, true
			laws = append(laws, c)
			for _, n := range c.Names() {
				names[n] = true
			}
		}
	}
	out := make([]string, 0, len(names))
	for n := range names {
		out = append(out, n)
	}
	sort.Strings(out)
	return out, laws
}

func touches(c *regime.Condition, names map[string]bool) bool {
	for _, n := range c.Names() {
		if names[n] {
			return true
		}
	}
	return false
}

// parse reads a condition of shipped data; a test parses every one.
func parse(text string) *regime.Condition {
	c, err := regime.ParseCondition(text)
	if err != nil {
		panic(err) // embedded data: cannot depend on any input, and a test parses it
	}
	return c
}

// Refutations tries the shipped model over the shipped regimes. Done once.
func Refutations() []Refutation { return tried().refuted }

// Coverage counts what [Refutations] tried.
func Coverage() Counted { return tried().count }

var tried = sync.OnceValue(func() struct {
	refuted []Refutation
	count   Counted
} {
	r, c := Load().Try(regime.All())
	return struct {
		refuted []Refutation
		count   Counted
	}{r, c}
})
