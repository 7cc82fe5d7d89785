// Package plan makes the test plan of a product: every test case of both
// editions of TS 103 701, how each of its units is settled, what a person needs
// for it and how long it takes, and what is done. And it says, after a change,
// which results still hold and what is left.
//
// It promises that every test case and every unit has a place, that what a
// machine settles is not counted as a person's time unless it left it open, and
// that the same input gives the same plan. Times are estimates of our own
// (data/needs.json), there to compare and to sum, not to be billed by.
package plan

import (
	"slices"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/record"
	"github.com/assay-project/assay/standard"
	"github.com/assay-project/assay/verdict"
)

// Schema names the shape of [Plan] in JSON.
const Schema = "assay.plan/v1"

// Place says how a unit is settled.
type Place string

const (
	Automatic Place = "automatic" // a check's answer can support it
	Declared  Place = "declared"  // read or judged by machine from the declaration
	Person    Place = "person"    // a person tests or judges
)

// State is how far a unit or case is.
type State string

const (
	Done       State = "done"           // pass or fail
	Open       State = "open"           // nothing settled it yet
	Stale      State = "stale"          // a person's result that no longer holds
	NotClaimed State = "not claimed"    // the maker answers No
	NotApplied State = "not applicable" // the maker answers N/A, or no entry is asked about
)

// Input is what a plan is made from. All but Editions and Checks may be empty.
type Input struct {
	Editions    []standard.Edition
	Checks      []*check.Check
	Reviewed    []string // units that are judged by machine on the declaration
	Declaration *assay.Declaration
	Document    *assay.Document // of the product as it is now
	Records     []record.Standing
}

// Plan is a test plan.
type Plan struct {
	Schema   string        `json:"schema"`
	Product  string        `json:"product,omitempty"`
	Run      bool          `json:"run"` // states come of an assessment
	Editions []EditionPlan `json:"editions"`
	// Minutes of a person for everything, and for what is open; what editions
	// share counts once.
	Minutes int `json:"minutes"`
	Left    int `json:"minutes_left"`
}

// EditionPlan is the plan of one edition of EN 303 645.
type EditionPlan struct {
	Edition string `json:"edition"`
	Method  string `json:"method"`
	Cases   []Case `json:"cases"`
	Totals  Totals `json:"totals"`
}

// Totals counts an edition's cases and units. A unit that stands in for several
// cases is counted once.
type Totals struct {
	Cases   int           `json:"cases"`
	Units   int           `json:"units"`
	Places  map[Place]int `json:"places"`
	States  map[State]int `json:"states"` // of cases
	Minutes int           `json:"minutes"`
	Left    int           `json:"minutes_left"`
}

// Case is a test case in the plan.
type Case struct {
	ID        string          `json:"id"`
	Provision string          `json:"provision"`
	Title     string          `json:"title"` // what the provision asks
	Level     standard.Level  `json:"level"`
	Type      string          `json:"type"` // conceptual, functional or both
	Focus     string          `json:"focus,omitempty"`
	Place     Place           `json:"place"` // of its unit that needs a person most
	Needs     *Needs          `json:"needs,omitempty"`
	Units     []Unit          `json:"units"` // none where the edition's are not known
	StandIn   bool            `json:"units_stand_in,omitempty"`
	Caution   string          `json:"caution,omitempty"`
	State     State           `json:"state"`
	Verdict   assay.Judgement `json:"verdict,omitempty"`
	Records   []string        `json:"records,omitempty"`
	Why       string          `json:"why,omitempty"` // of a state: the maker's reason, what changed
	Minutes   int             `json:"minutes"`       // of a person, making ready included
	Left      int             `json:"minutes_left"`
}

// Unit is a test unit in the plan.
type Unit struct {
	ID      string              `json:"id"`
	Type    standard.UnitType   `json:"type"`
	Place   Place               `json:"place"`
	Checks  []string            `json:"checks,omitempty"` // that bear on it
	Do      string              `json:"do"`
	Step    bool                `json:"step,omitempty"` // preparation, without a result of its own
	Reads   []standard.FieldRef `json:"reads,omitempty"`
	Over    standard.Quantifier `json:"over"`
	Entries []string            `json:"entries,omitempty"` // declared rows to run over
	State   State               `json:"state"`
	Verdict assay.Judgement     `json:"verdict,omitempty"`
	Records []string            `json:"records,omitempty"`
	Why     string              `json:"why,omitempty"`
	Minutes int                 `json:"minutes"` // of a person
	Left    int                 `json:"minutes_left"`
}

// Make makes the plan.
func Make(in Input) *Plan {
	p := &Plan{Schema: Schema, Run: in.Document != nil}
	if in.Declaration != nil {
		p.Product = in.Declaration.Product.Name
	}
	shared := newTally()
	for _, e := range in.Editions {
		m := newMaker(in, e)
		p.Editions = append(p.Editions, m.plan(shared))
	}
	p.Minutes, p.Left = shared.minutes, shared.left
	return p
}

// maker makes the plan of one edition.
type maker struct {
	Input
	std    *standard.Standard
	method *standard.Method
	of     standard.Edition
	bears  bearings
	units  map[string]assay.Judgement // unit results of the edition, the worst over its entries
	cases  map[string]assay.Judgement
}

func newMaker(in Input, e standard.Edition) *maker {
	std := standard.EN303645()
	m := &maker{Input: in, std: std, of: e, bears: bearingsOf(in.Checks), units: make(map[string]assay.Judgement), cases: make(map[string]assay.Judgement)}
	m.method, _ = std.Method(standard.MethodFor(e))
	if in.Document == nil {
		return m
	}
	for _, v := range in.Document.Verdicts {
		switch {
		case v.Edition != string(e):
		case v.Scope == assay.ScopeTestCase:
			m.cases[v.ID] = v.Verdict
		case v.Scope == assay.ScopeUnitResult:
			if old, ok := m.units[v.ID]; ok {
				m.units[v.ID] = verdict.Worse(old, v.Verdict)
			} else {
				m.units[v.ID] = v.Verdict
			}
		}
	}
	return m
}

func (m *maker) plan(shared *tally) EditionPlan {
	out := EditionPlan{Edition: string(m.of), Method: string(m.method.ID), Totals: Totals{Places: map[Place]int{}, States: map[State]int{}}}
	own := newTally()
	for _, c := range m.method.Cases() {
		one := m.testCase(c)
		out.Cases = append(out.Cases, one)
		out.Totals.States[one.State]++
		own.add(&out.Cases[len(out.Cases)-1], out.Totals.Places)
		shared.add(&out.Cases[len(out.Cases)-1], nil)
	}
	out.Totals.Cases, out.Totals.Units, out.Totals.Minutes, out.Totals.Left = len(out.Cases), own.units, own.minutes, own.left
	return out
}

func (m *maker) testCase(c *standard.TestCase) Case {
	p, _ := m.std.Provision(c.Provision)
	reading, _ := p.In(m.of)
	out := Case{ID: c.ID, Provision: p.ID, Title: reading.Summary, Level: reading.Level, Type: c.Type, Focus: c.Focus, Needs: needs().byCase[c.ID],
		Units: []Unit{}, Caution: c.Caution, Verdict: m.cases[c.ID], Place: Declared}
	for _, u := range verdict.UnitsOf(c) {
		unit := m.unit(u)
		out.StandIn = out.StandIn || c.Method != standard.TS103701V1
		out.Place = most(out.Place, unit.Place, len(out.Units) == 0)
		out.Units = append(out.Units, unit)
	}
	if len(out.Units) == 0 {
		out.Place = m.bears.place(c.Method, c.ID)
	}
	m.state(&out, c)
	m.time(&out, c)
	return out
}

// most returns the place that asks more of a person.
func most(a, b Place, first bool) Place {
	order := []Place{Declared, Automatic, Person}
	if first || slices.Index(order, b) > slices.Index(order, a) {
		return b
	}
	return a
}

// answer is the maker's answer to a provision.
func (m *maker) answer(provision string) assay.ICSAnswer {
	if m.Declaration == nil {
		return assay.ICSAnswer{}
	}
	return m.Declaration.ICS[string(m.of)].Provisions[provision]
}

// state says how far a case is: what the maker does not claim is not tested,
// unless something was found that refutes the answer.
func (m *maker) state(c *Case, of *standard.TestCase) {
	c.State = Open
	var stale []string
	c.Records, stale = m.records(func(r record.Standing) bool {
		return r.Edition == string(m.of) && (r.On == record.OnCase && r.ID == c.ID || r.On == record.OnProvision && r.ID == c.Provision)
	})
	answer := m.answer(c.Provision)
	switch {
	case answer.Support == "N" && c.Verdict != assay.Fail:
		c.State, c.Why = NotClaimed, answer.Detail
	case answer.Support == "N/A" && c.Verdict != assay.Fail:
		c.State, c.Why = NotApplied, answer.Detail
	case c.Verdict == assay.Pass || c.Verdict == assay.Fail:
		c.State = Done
	case len(stale) > 0:
		c.State, c.Why = Stale, strings.Join(stale, "; ")
	default:
		for _, u := range c.Units {
			if u.State == Stale {
				c.State, c.Why = Stale, u.Why
			}
		}
	}
	if c.State == NotClaimed || c.State == NotApplied {
		for i := range c.Units {
			c.Units[i].State, c.Units[i].Left = c.State, 0
		}
	}
}

// records names the records that match, and why none of them holds any more.
func (m *maker) records(match func(record.Standing) bool) (names, stale []string) {
	holds := false
	for _, r := range m.Records {
		if !match(r) || r.Replaced != "" {
			continue
		}
		names = append(names, r.Name)
		holds = holds || r.Holds()
		stale = append(stale, r.Stale...)
	}
	if holds {
		return names, nil
	}
	return names, stale
}

func (m *maker) unit(u *standard.TestUnit) Unit {
	out := Unit{
		ID: u.ID, Type: u.Type, Do: u.Tester, Step: u.SettledBy == standard.Step, Reads: u.IXIT, Over: u.Quantifier,
		Place: m.placeOf(u), Checks: m.bears.names(u), Entries: verdict.Entries(m.Declaration, m.of, u), Verdict: m.units[u.ID], State: Open,
	}
	var stale []string
	out.Records, stale = m.records(func(r record.Standing) bool { return r.On == record.OnUnit && r.ID == u.ID })
	switch {
	case out.Verdict == assay.Pass || out.Verdict == assay.Fail:
		out.State = Done
	case len(stale) > 0:
		out.State, out.Why = Stale, strings.Join(stale, "; ")
	case out.Verdict == assay.NotApplicable && !out.Step:
		out.State = NotApplied
	}
	// What a machine settles takes a person's time only where it was left open.
	if out.Place == Person || m.Document != nil && out.State != Done && out.State != NotApplied {
		out.Minutes = unitMinutes(u, len(out.Entries))
	}
	if out.State == Open || out.State == Stale {
		out.Left = out.Minutes
	}
	return out
}

// placeOf finds the place of a unit.
func (m *maker) placeOf(u *standard.TestUnit) Place {
	if place := m.bears.place(standard.TS103701V1, u.ID); place != Person {
		return place
	}
	if verdict.ReadByMachine(u.ID) || slices.Contains(m.Reviewed, u.ID) {
		return Declared
	}
	reused := m.std.Reused(u)
	if len(reused) == 0 {
		return Person
	}
	place := Declared
	for _, r := range reused {
		if r.SettledBy != standard.Step {
			place = most(place, m.placeOf(r), false)
		}
	}
	return place
}

// time sums what a person takes for a case: its units and making ready, where
// anything is to be done by hand.
func (m *maker) time(c *Case, of *standard.TestCase) {
	if len(c.Units) == 0 {
		if c.Place == Person || m.Document != nil && c.State == Open {
			c.Minutes = caseMinutes(of)
		}
		if c.State == Open || c.State == Stale {
			c.Left = c.Minutes
		}
	}
	steps := 0 // worth doing only for the units that follow
	for _, u := range c.Units {
		c.Minutes += u.Minutes
		c.Left += u.Left
		if u.Step {
			steps += u.Left
		}
	}
	if c.State == Done || c.Left == steps {
		c.Left = 0
	}
	if c.Needs != nil && c.Minutes > 0 {
		c.Minutes += c.Needs.Minutes
		if c.Left > 0 {
			c.Left += c.Needs.Minutes
		}
	}
	if c.State == NotClaimed || c.State == NotApplied {
		c.Minutes, c.Left = 0, 0
	}
}

// tally sums cases, and counts a unit once that stands in several of them.
type tally struct {
	seen                 map[string]bool
	units, minutes, left int
}

func newTally() *tally { return &tally{seen: make(map[string]bool)} }

func (t *tally) add(c *Case, places map[Place]int) {
	if len(c.Units) == 0 {
		t.minutes += c.Minutes
		t.left += c.Left
		if places != nil {
			places[c.Place]++
		}
		return
	}
	minutes, left := 0, 0
	for _, u := range c.Units {
		if places != nil && t.first("place", u.ID) {
			places[u.Place]++
			t.units++
		}
		if c.Minutes > 0 && u.Minutes > 0 && t.first("minutes", u.ID) {
			minutes += u.Minutes
		}
		if c.Left > 0 && u.Left > 0 && t.first("left", u.ID) {
			left += u.Left
		}
	}
	t.minutes += withNeeds(minutes, c.Needs)
	t.left += withNeeds(left, c.Needs)
}

// first tells whether an id comes for the first time in a sum.
func (t *tally) first(sum, id string) bool {
	if t.seen[sum+" "+id] {
		return false
	}
	t.seen[sum+" "+id] = true
	return true
}

// withNeeds adds the time to make ready, where there is anything to do.
func withNeeds(minutes int, n *Needs) int {
	if minutes > 0 && n != nil {
		return minutes + n.Minutes
	}
	return minutes
}
