// Package crosswalk reads one regime through another. EN 303 645 is the pivot:
// two requirements meet where both relate to the same provision. What crosses is
// composed from the two relations and never guessed: a pass crosses from A to B
// only if passing A passes the provision and passing the provision passes B; a
// fail, if failing A fails the provision and failing the provision fails B.
package crosswalk

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/regime"
	"github.com/assay-project/assay/standard"
)

// Pivot is the id under which EN 303 645 itself is a side of a map.
const Pivot = "en303645"

// Crossing says what a verdict on the one side means on the other.
type Crossing string

const (
	Same     Crossing = "equal"    // pass and fail cross
	Pass     Crossing = "pass"     // a pass crosses
	Fail     Crossing = "fail"     // a fail crosses
	Overlaps Crossing = "overlaps" // evidence for both, no verdict
)

// Link relates a requirement of the one regime to one of the other.
type Link struct {
	From       string            `json:"from"`
	To         string            `json:"to"`
	Crossing   Crossing          `json:"crossing"`
	Via        []string          `json:"via,omitempty"` // provisions; none where one side is EN 303 645
	Editions   []string          `json:"editions"`
	Confidence regime.Confidence `json:"confidence"` // the weaker of the two edges
	Why        []string          `json:"why,omitempty"`
}

// Map is how a regime reads through another.
type Map struct {
	From  Side   `json:"from"`
	To    Side   `json:"to"`
	Links []Link `json:"links"`
	// Alone are the requirements of To that nothing of From speaks to.
	Alone []string `json:"alone"`
	// Beyond is what of To EN 303 645 itself does not speak to, by requirement.
	Beyond map[string]string `json:"beyond"`
}

// Side is one side of a map.
type Side struct {
	ID           string            `json:"id"`
	Name         string            `json:"name"`
	Requirements map[string]string `json:"requirements"` // id to title
	Order        []string          `json:"-"`
}

// half is an edge between a requirement and a provision of one edition.
type half struct {
	requirement, provision string
	edition                standard.Edition
	passesTo, failsTo      bool // from the requirement to the provision
	passesOf, failsOf      bool // from the provision to the requirement
	confidence             regime.Confidence
	note                   string
}

// Between maps two regimes, by their ids; [Pivot] stands for EN 303 645. The
// error names what is not known.
func Between(from, to string) (*Map, error) {
	a, left, err := side(from)
	if err != nil {
		return nil, err
	}
	b, right, err := side(to)
	if err != nil {
		return nil, err
	}
	m := &Map{From: a, To: b, Links: join(left, right), Alone: []string{}, Beyond: map[string]string{}}
	reached := make(map[string]bool)
	for _, l := range m.Links {
		reached[l.To] = true
	}
	for _, id := range b.Order {
		if !reached[id] {
			m.Alone = append(m.Alone, id)
		}
	}
	if r, ok := regime.All().Regime(to); ok {
		for _, x := range r.Beyond {
			m.Beyond[x.Requirement] = x.Note
		}
	}
	rank := map[string]int{}
	for i, id := range b.Order {
		rank[id] = i
	}
	sort.SliceStable(m.Links, func(i, j int) bool { return rank[m.Links[i].To] < rank[m.Links[j].To] })
	return m, nil
}

func side(id string) (Side, []half, error) {
	if id == Pivot || id == "etsi-en-303-645" {
		return pivot()
	}
	r, ok := regime.All().Regime(id)
	if !ok {
		return Side{}, nil, &UnknownError{ID: id}
	}
	s := Side{ID: r.ID, Name: r.Title(), Requirements: map[string]string{}}
	for _, q := range r.Requirements {
		s.Requirements[q.ID] = q.Title
		s.Order = append(s.Order, q.ID)
	}
	var halves []half
	for i := range r.Edges {
		halves = append(halves, halvesOf(&r.Edges[i])...)
	}
	return s, halves, nil
}

func halvesOf(e *regime.Edge) []half {
	if e.Granularity != "provision" {
		return nil
	}
	var out []half
	for _, ed := range editions(e) {
		ids := e.IDs(ed)
		for _, p := range ids {
			h := half{requirement: e.Requirement, provision: p, edition: ed, confidence: e.Confidence, note: e.Note}
			// One of several successors of a provision: passing the requirement says
			// nothing of all of it, and passing this one alone passes nothing.
			whole := len(ids) == 1
			unconditional := e.PassWhen == ""
			fails, passes := crosses(e, assay.Fail, ed), crosses(e, assay.Pass, ed) && whole && unconditional
			h.passesTo, h.failsOf = fails, fails // the requirement holds the provision
			h.failsTo, h.passesOf = passes, passes
			out = append(out, h)
		}
	}
	return out
}

// crosses tells whether a verdict crosses in an edition. A product that has the
// requirement and not the provision refutes both that a fail of the provision
// crosses and that a pass of the requirement does.
func crosses(e *regime.Edge, verdict assay.Judgement, ed standard.Edition) bool {
	if _, no := e.Refuted(verdict, ed); no {
		return false
	}
	return verdict == assay.Pass && e.Relation.PassCrosses() || verdict == assay.Fail && e.Relation.FailCrosses()
}

// editions are those an edge's verdicts cross in; an edge that carries none
// still relates to the provision in the edition its source speaks of.
func editions(e *regime.Edge) []standard.Edition {
	if len(e.Editions) > 0 {
		return e.Editions
	}
	if e.Edition == string(standard.V2_1_1) || e.Edition == string(standard.V3_1_3) {
		return []standard.Edition{standard.Edition(e.Edition)}
	}
	return standard.Editions()
}

func pivot() (Side, []half, error) {
	s := Side{ID: Pivot, Name: "EN 303 645", Requirements: map[string]string{}}
	var halves []half
	for _, p := range standard.EN303645().All() {
		s.Requirements[p.ID] = p.Title()
		s.Order = append(s.Order, p.ID)
		for _, ed := range standard.Editions() {
			if _, in := p.In(ed); in {
				halves = append(halves, half{requirement: p.ID, provision: p.ID, edition: ed, passesTo: true, failsTo: true, passesOf: true, failsOf: true, confidence: "read"})
			}
		}
	}
	return s, halves, nil
}

type pair struct{ from, to string }

// join composes the halves of both sides over the provisions they share.
func join(left, right []half) []Link {
	byProvision := make(map[string][]half)
	for _, h := range right {
		key := string(h.edition) + " " + h.provision
		byProvision[key] = append(byProvision[key], h)
	}
	links := make(map[pair]*Link)
	var order []pair
	for _, l := range left {
		for _, r := range byProvision[string(l.edition)+" "+l.provision] {
			key := pair{l.requirement, r.requirement}
			link, ok := links[key]
			if !ok {
				link = &Link{From: key.from, To: key.to, Crossing: Overlaps}
				links[key] = link
				order = append(order, key)
			}
			link.add(l, r)
		}
	}
	out := make([]Link, 0, len(order))
	for _, key := range order {
		l := links[key]
		sort.Strings(l.Via)
		sort.Strings(l.Editions)
		out = append(out, *l)
	}
	return out
}

// add composes one path into a link: the best crossing of any path counts, since
// each path is sound by itself.
func (l *Link) add(from, to half) {
	pass, fail := from.passesTo && to.passesOf, from.failsTo && to.failsOf
	pass = pass || l.Crossing == Pass || l.Crossing == Same
	fail = fail || l.Crossing == Fail || l.Crossing == Same
	switch {
	case pass && fail:
		l.Crossing = Same
	case pass:
		l.Crossing = Pass
	case fail:
		l.Crossing = Fail
	}
	direct := from.requirement == from.provision || to.requirement == to.provision
	if !direct && !slices.Contains(l.Via, from.provision) {
		l.Via = append(l.Via, from.provision)
	}
	if !slices.Contains(l.Editions, string(from.edition)) {
		l.Editions = append(l.Editions, string(from.edition))
	}
	l.Confidence = regime.Weaker(l.Confidence, regime.Weaker(from.confidence, to.confidence))
	for _, note := range []string{from.note, to.note} {
		if note != "" && !slices.Contains(l.Why, note) {
			l.Why = append(l.Why, note)
		}
	}
}

// UnknownError is a regime that nobody knows.
type UnknownError struct{ ID string }

func (e *UnknownError) Error() string {
	return fmt.Sprintf("no regime %q: assay regimes lists them; %s stands for EN 303 645", e.ID, Pivot)
}

// Counts says how many links cross how.
func (m *Map) Counts() map[Crossing]int {
	out := map[Crossing]int{}
	for _, l := range m.Links {
		out[l.Crossing]++
	}
	return out
}

// Title is the title of a requirement of a side.
func (s Side) Title(id string) string { return strings.TrimSpace(s.Requirements[id]) }
