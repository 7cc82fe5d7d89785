package standard

import (
	"fmt"
	"slices"
	"strings"
)

// Criteria, stand-ins, owed fields and entailments are readings of the method:
// its text supports them, and code must not hold them. They are data/readings.json.

// A Criterion is one thing that a case asks; all criteria of a case must hold.
// Several units may feed one, and then one of them is enough for each entry.
type Criterion struct {
	Units []string // unit ids
	Why   string   // why several units feed one criterion
}

// A JoinedCriterion is a criterion of a case that several units feed.
type JoinedCriterion struct {
	Case     string   `json:"case"`
	Units    []string `json:"units"`    // letters
	Suffices string   `json:"suffices"` // "one": one of the units is enough for each entry
	Why      string   `json:"why"`
	Origin
}

// A StandIn narrows the units of V1.1.1 that stand in for a case of V2.1.1 which
// came of splitting one: those that concern its half.
type StandIn struct {
	Case  string   `json:"case"`
	Units []string `json:"units"`
	Origin
}

// OwedWhen says when a conditional field of an IXIT table must be filled: where
// another field of the row has one of some words and none of others, where a
// condition or feature holds, or both. Never marks a condition that only the maker
// knows.
type OwedWhen struct {
	Table     string             `json:"table"`
	Field     string             `json:"field"`
	WhenField string             `json:"when_field,omitempty"`
	Has       []string           `json:"has,omitempty"`
	Without   []string           `json:"without,omitempty"`
	Holds     map[Edition]string `json:"holds,omitempty"` // "condition 16", "feature e"
	Never     bool               `json:"never,omitempty"`
	Origin
}

// A FieldNote points at one field of a table.
type FieldNote struct {
	Table string `json:"table"`
	Field string `json:"field"`
	Origin
}

// A Reference is a field that names rows of another table.
type Reference struct {
	Table string `json:"table"`
	Field string `json:"field"`
	To    string `json:"to"`
	Origin
}

// An Entailment is what one thing said of a product says of a condition or
// feature. If and Then are "fact has_passwords", "condition 12", "feature a".
type Entailment struct {
	Edition Edition `json:"edition"`
	If      string  `json:"if"`
	Is      bool    `json:"is"`
	Then    string  `json:"then"`
	Holds   bool    `json:"holds"`
	Origin
}

// besides are tables that units of a provision use and Table B.1 does not list.
type besides struct {
	Provision string     `json:"provision"`
	Tables    []FieldRef `json:"tables"`
	Origin
}

// readingFile is data/readings.json.
type readingFile struct {
	About       string            `json:"about"`
	Criteria    []JoinedCriterion `json:"criteria"`
	StandingIn  []StandIn         `json:"standing_in"`
	Owed        []OwedWhen        `json:"owed"`
	Several     []FieldNote       `json:"several"`
	Besides     []besides         `json:"required_besides"`
	References  []Reference       `json:"references"`
	Entailments []Entailment      `json:"entailments"`
}

// Criteria returns the criteria of a case in the order of its units: each unit its
// own, but for those that feed one together. Steps feed none.
func (s *Standard) Criteria(c *TestCase) []Criterion {
	var out []Criterion
	at := make(map[string]int) // index of a joined criterion by its first unit
	for _, u := range s.UnitsOf(c) {
		if u.SettledBy == Step {
			continue
		}
		joined, ok := s.joined(u.TestUnit)
		if !ok {
			out = append(out, Criterion{Units: []string{u.ID}})
			continue
		}
		key := joined.Case + strings.Join(joined.Units, "")
		if i, seen := at[key]; seen {
			out[i].Units = append(out[i].Units, u.ID)
			continue
		}
		at[key] = len(out)
		out = append(out, Criterion{Units: []string{u.ID}, Why: joined.Why})
	}
	return out
}

// JoinedCriteria returns the criteria that several units feed.
func (s *Standard) JoinedCriteria() []JoinedCriterion { return s.read.Criteria }

// StandIns returns which units stand in for the halves of split cases.
func (s *Standard) StandIns() []StandIn { return s.read.StandingIn }

func (s *Standard) joined(u *TestUnit) (JoinedCriterion, bool) {
	for _, c := range s.read.Criteria {
		if c.Case == u.CaseID() && contains(c.Units, u.Letter) {
			return c, true
		}
	}
	return JoinedCriterion{}, false
}

// standsInFor tells whether a unit of V1.1.1 concerns a case of V2.1.1 that it is
// near to: all do, but for cases that came of splitting one.
func (s *Standard) standsInFor(c *TestCase, unit string) bool {
	for _, n := range s.read.StandingIn {
		if n.Case == c.ID {
			return contains(n.Units, unit)
		}
	}
	return true
}

// Owed returns when a conditional field is owed; false where it is owed always or
// never.
func (s *Standard) Owed(table, field string) (OwedWhen, bool) {
	t, ok := s.Table(table)
	if !ok {
		return OwedWhen{}, false
	}
	for _, o := range s.read.Owed {
		if o.Table == t.Key && o.Field == field {
			return o, true
		}
	}
	return OwedWhen{}, false
}

// Several tells whether a field with closed values may name more than one.
func (s *Standard) Several(t *IXITTable, field string) bool {
	return slices.ContainsFunc(s.read.Several, func(n FieldNote) bool { return n.Table == t.Key && n.Field == field })
}

// Reference returns the table whose rows a field names.
func (s *Standard) Reference(t *IXITTable, field string) (*IXITTable, bool) {
	for _, r := range s.read.References {
		if r.Table == t.Key && r.Field == field {
			return s.Table(r.To)
		}
	}
	return nil, false
}

// Entailments returns what facts, conditions and features say of conditions and
// features in an edition. Between conditions and features each is read backwards
// too: where b follows from a, no b means no a.
func (s *Standard) Entailments(e Edition) []Entailment {
	var out []Entailment
	for _, x := range s.read.Entailments {
		if x.Edition != e {
			continue
		}
		out = append(out, x)
		if !strings.HasPrefix(x.If, "fact ") {
			back := x
			back.If, back.Is, back.Then, back.Holds = x.Then, !x.Holds, x.If, !x.Is
			out = append(out, back)
		}
	}
	return out
}

// Needs returns the tables and fields owed for a provision of an edition claimed
// Yes. For V2.1.1 that is Table B.1 of TS 103 701 V1.1.1 with what its own units use
// beside it. For V3.1.3 the pro forma was not seen: it is the same for the provision
// or those it replaces, as far as the fields live on, with the tables its cases name.
func (s *Standard) Needs(p *Provision, e Edition) []FieldRef {
	if e == V2_1_1 {
		return s.needsV1(p.ID)
	}
	var out []FieldRef
	for _, id := range append([]string{p.ID}, p.Replaces...) {
		for _, ref := range s.needsV1(id) {
			out = mergeRef(out, s.renamed(ref))
		}
	}
	m, _ := s.Method(MethodFor(e))
	for _, c := range m.CasesOf(p.ID) {
		for _, key := range c.IXIT {
			out = mergeRef(out, FieldRef{Table: key})
		}
	}
	return out
}

func (s *Standard) needsV1(id string) []FieldRef {
	var out []FieldRef
	for _, ref := range s.RequiredIXIT(id) {
		out = mergeRef(out, ref)
	}
	for _, b := range s.read.Besides {
		if b.Provision == id {
			for _, ref := range b.Tables {
				out = mergeRef(out, ref)
			}
		}
	}
	return out
}

// renamed gives a reference the names of V2.1.1 and leaves out fields not seen there.
func (s *Standard) renamed(ref FieldRef) FieldRef {
	t, ok := s.Table(ref.Table)
	if !ok {
		return ref
	}
	out := FieldRef{Table: t.Key}
	for _, f := range t.Fields {
		was := strings.TrimPrefix(f.Name, "Secure ") // Secure Communication Mechanisms
		if (contains(ref.Fields, f.Name) || contains(ref.Fields, was)) && contains(f.SeenIn, "2.1.1") {
			out.Fields = append(out.Fields, f.Name)
		}
	}
	return out
}

// mergeRef adds a reference to a list that names each table once. It never writes
// into the fields it is given: they are the standard's.
func mergeRef(list []FieldRef, ref FieldRef) []FieldRef {
	for i, have := range list {
		if have.Table != ref.Table {
			continue
		}
		fields := slices.Clone(have.Fields)
		for _, f := range ref.Fields {
			if !contains(fields, f) {
				fields = append(fields, f)
			}
		}
		list[i].Fields = fields
		return list
	}
	return append(list, ref)
}

// FieldOf finds a field of a table by its name in the pro forma.
func (t *IXITTable) FieldOf(name string) (IXITField, bool) {
	for _, f := range t.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return IXITField{}, false
}

// resolve looks that every id of the readings is one.
func (r *readingFile) resolve(s *Standard) error {
	for _, c := range r.Criteria {
		for _, letter := range c.Units {
			if _, ok := s.Unit(TS103701V1, c.Case+"/"+letter); !ok {
				return fmt.Errorf("standard: criterion of %s: no unit %s", c.Case, letter)
			}
		}
	}
	for _, n := range r.StandingIn {
		if _, ok := s.Case(TS103701V2, n.Case); !ok {
			return fmt.Errorf("standard: stand-ins for %s: no such case", n.Case)
		}
		for _, u := range n.Units {
			if _, ok := s.Unit(TS103701V1, u); !ok {
				return fmt.Errorf("standard: stand-ins for %s: no unit %s", n.Case, u)
			}
		}
	}
	for _, o := range r.Owed {
		if err := s.resolveField(o.Table, o.Field, o.WhenField); err != nil {
			return err
		}
	}
	for _, x := range r.References {
		if err := s.resolveField(x.Table, x.Field); err != nil {
			return err
		}
		if _, ok := s.Table(x.To); !ok {
			return fmt.Errorf("standard: %s %s refers to no table", x.Table, x.Field)
		}
	}
	return nil
}

func (s *Standard) resolveField(table string, fields ...string) error {
	t, ok := s.Table(table)
	if !ok {
		return fmt.Errorf("standard: readings name table %s, which there is not", table)
	}
	for _, f := range fields {
		if _, ok := t.FieldOf(f); !ok && f != "" {
			return fmt.Errorf("standard: readings name field %s of %s, which there is not", f, table)
		}
	}
	return nil
}
