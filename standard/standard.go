package standard

import "strings"

// Standard is EN 303 645 in both editions with TS 103 701 in both.
type Standard struct {
	en   enFile
	ts   tsFile
	read readingFile

	provisions map[string]*Provision
	tables     map[string]*IXITTable
	questions  []*Question
	question   map[string]*Question
	sources    map[string]string
}

// All returns every provision of either edition, in order: 85.
func (s *Standard) All() []*Provision { return s.en.Provisions }

// Provisions returns the provisions of one edition, in order: 68 of V2.1.1, 78 of V3.1.3.
func (s *Standard) Provisions(e Edition) []*Provision {
	var out []*Provision
	for _, p := range s.en.Provisions {
		if _, ok := p.Readings[e]; ok {
			out = append(out, p)
		}
	}
	return out
}

// Provision finds a provision by id or alias (6.1 and 6-1 are one).
func (s *Standard) Provision(id string) (*Provision, bool) {
	p, ok := s.provisions[id]
	return p, ok
}

// Edition returns what is known of an edition as a whole.
func (s *Standard) Edition(e Edition) (EditionInfo, bool) {
	for _, x := range s.en.Editions {
		if x.Version == e {
			return x, true
		}
	}
	return EditionInfo{}, false
}

// Clauses returns the clauses of both editions, in order.
func (s *Standard) Clauses() []Clause { return s.en.Clauses }

// Clause finds a clause by id, such as 5.1 or 6.
func (s *Standard) Clause(id string) (Clause, bool) {
	for _, c := range s.en.Clauses {
		if c.ID == id {
			return c, true
		}
	}
	return Clause{}, false
}

// Condition returns the text of condition n as the status table of edition e has it.
func (s *Standard) Condition(e Edition, n string) (Condition, bool) {
	return findCondition(s.en.Conditions[e], n)
}

// Feature returns the text of feature letter f of edition e (V3.1.3 only has them).
func (s *Standard) Feature(e Edition, f string) (Condition, bool) {
	return findCondition(s.en.Features[e], f)
}

func findCondition(list []Condition, id string) (Condition, bool) {
	for _, c := range list {
		if c.ID == id {
			return c, true
		}
	}
	return Condition{}, false
}

// Conditions returns the numbered conditions of the table that decides by method m:
// 28 of Table A.1 for TS 103 701 V1.1.1, 5 of EN V3.1.3 for V2.1.1.
func (s *Standard) Conditions(m MethodID) []Condition {
	if m == TS103701V1 {
		return s.en.TableA1
	}
	return s.en.Conditions[V3_1_3]
}

// Features returns the lettered features of the table that decides by method m.
func (s *Standard) Features(m MethodID) []Condition {
	if m == TS103701V1 {
		return nil
	}
	return s.en.Features[V3_1_3]
}

// Renumbered returns the ids of V3.1.3 that a provision id of V2.1.1 lives on as:
// itself, or what the version map says; nil if it has no successor.
func (s *Standard) Renumbered(id string) []string {
	p, ok := s.provisions[id]
	if !ok {
		return nil
	}
	if _, ok := p.Readings[V3_1_3]; ok {
		return []string{p.ID}
	}
	return p.SupersededBy
}

// VersionMap returns the renumberings between V2.1.1 and V3.1.3, in order.
func (s *Standard) VersionMap() []Renumbering {
	var out []Renumbering
	for _, r := range s.en.VersionMap {
		from := ""
		if r.From != nil {
			from = *r.From
		}
		out = append(out, Renumbering{From: from, To: r.To})
	}
	return out
}

// Methods returns the editions of TS 103 701, oldest first.
func (s *Standard) Methods() []*Method { return s.ts.Editions }

// Method finds a method edition.
func (s *Standard) Method(id MethodID) (*Method, bool) {
	for _, m := range s.ts.Editions {
		if m.ID == id {
			return m, true
		}
	}
	return nil, false
}

// Case finds a test case of a method edition.
func (s *Standard) Case(m MethodID, id string) (*TestCase, bool) {
	if me, ok := s.Method(m); ok {
		c, ok := me.byID[id]
		return c, ok
	}
	return nil, false
}

// Unit finds a test unit of a method edition by its id, such as 5.1-1-2/a. Units of
// V2.1.1 were not seen: see [Standard.UnitsOf] for those that stand in.
func (s *Standard) Unit(m MethodID, id string) (*TestUnit, bool) {
	if me, ok := s.Method(m); ok {
		u, ok := me.units[id]
		return u, ok
	}
	return nil, false
}

// UnitsOf returns the units that settle a case, in order: its own for V1.1.1; for
// V2.1.1 those of the nearest V1.1.1 cases where our data says they may stand in
// (for the halves of a split case, those that concern it), else none.
func (s *Standard) UnitsOf(c *TestCase) []CaseUnit {
	var out []CaseUnit
	for i := range c.Units {
		out = append(out, CaseUnit{TestUnit: &c.Units[i]})
	}
	if c.Usable == "" || c.Usable == NotUsable {
		return out
	}
	for _, near := range c.Nearest {
		n, ok := s.Case(TS103701V1, near)
		if !ok {
			continue
		}
		for i := range n.Units {
			if s.standsInFor(c, n.Units[i].ID) {
				out = append(out, CaseUnit{TestUnit: &n.Units[i], StandsIn: true, Usable: c.Usable, Caution: c.Caution})
			}
		}
	}
	return out
}

// CasesUsing returns the V2.1.1 cases that a V1.1.1 case may stand in for, in order.
func (s *Standard) CasesUsing(caseID string) []*TestCase {
	m, ok := s.Method(TS103701V2)
	if !ok {
		return nil
	}
	var out []*TestCase
	for _, c := range m.cases {
		for _, near := range c.Nearest {
			if near == caseID && c.Usable != NotUsable {
				out = append(out, c)
			}
		}
	}
	return out
}

// Reused returns the units that a unit settled by reuse applies, in order.
func (s *Standard) Reused(u *TestUnit) []*TestUnit {
	c, ok := s.Case(TS103701V1, u.Applies)
	if !ok {
		return nil
	}
	var out []*TestUnit
	for i := range c.Units {
		if len(u.AppliesUnits) == 0 || contains(u.AppliesUnits, c.Units[i].Letter) {
			out = append(out, &c.Units[i])
		}
	}
	return out
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// Tables returns the 29 IXIT tables, in order.
func (s *Standard) Tables() []*IXITTable { return s.ts.Tables }

// Table finds an IXIT table by its key in either method edition: 28-LogIntf and
// 28-ExtAPI are one. The word IXIT before it is allowed.
func (s *Standard) Table(key string) (*IXITTable, bool) {
	t, ok := s.tables[strings.TrimPrefix(key, "IXIT ")]
	return t, ok
}

// Questions returns the neutral questions, sorted by key.
func (s *Standard) Questions() []*Question { return s.questions }

// Question finds a neutral question by key.
func (s *Standard) Question(key string) (*Question, bool) {
	q, ok := s.question[key]
	return q, ok
}

// Source spells a source key out; the key itself if it is unknown.
func (s *Standard) Source(key string) string {
	if v, ok := s.sources[key]; ok {
		return v
	}
	return key
}

// Terms returns the defined words of EN 303 645, then those of TS 103 701.
func (s *Standard) Terms() []Term { return append(append([]Term(nil), s.en.Terms...), s.ts.Terms...) }

// Subsets returns published selections of provisions.
func (s *Standard) Subsets() []Subset { return s.en.Subsets }

// VerdictRules returns the rules of the method, in order.
func (s *Standard) VerdictRules() []VerdictRule { return s.ts.VerdictRules }

// Scope returns the scope notes of a test group, in order.
func (s *Standard) Scope(group string) []ScopeNote {
	var out []ScopeNote
	for _, n := range s.ts.Scope {
		if n.TestGroup == group {
			out = append(out, n)
		}
	}
	return out
}

// RequiredIXIT returns the tables and fields owed for a provision claimed Yes by
// TS 103 701 V1.1.1 (its Table B.1), in order.
func (s *Standard) RequiredIXIT(provision string) []FieldRef {
	for _, r := range s.ts.RequiredIXIT {
		if r.Provision == provision {
			return r.Tables
		}
	}
	return nil
}

// ChangeKind spells out a change kind of a reading.
func (s *Standard) ChangeKind(k string) string { return s.en.ChangeKinds[k] }

// StatusNotation explains a part of a status: M, R, C (n), F (x).
func (s *Standard) StatusNotation(k string) string { return s.en.StatusNotation[k] }

// Notes are remarks on the status tables as a whole.
func (s *Standard) Notes() []string { return s.en.Notes }

// Procedure returns roles, phases and depth of the method.
func (s *Standard) Procedure() Procedure { return s.ts.Method }

// VerdictFold returns how verdicts fold by the method.
func (s *Standard) VerdictFold() VerdictFold { return s.ts.VerdictFold }

// UnitVocabulary explains what settles a unit.
func (s *Standard) UnitVocabulary() UnitVocabulary { return s.ts.UnitVocabulary }

// IXITRules returns the rules for filling IXIT tables.
func (s *Standard) IXITRules() []IXITRule { return s.ts.IXITRules }

// Inconsistencies returns places where TS 103 701 V1.1.1 does not agree with itself.
func (s *Standard) Inconsistencies() []Inconsistency { return s.ts.Inconsistencies }

// Unsourced names what of the standard was not seen.
func (s *Standard) Unsourced() []string { return s.ts.Unsourced }
