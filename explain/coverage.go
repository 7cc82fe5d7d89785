package explain

import (
	"fmt"
	"sort"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/standard"
)

// A Footing says what a test unit rests on.
type Footing string

// Footings, from the most that a machine does to the least.
const (
	Settles     Footing = "check"       // a check's answer can refute or support it
	Informs     Footing = "informs"     // a check's answer informs a person
	Reused      Footing = "reuse"       // it applies units of another case, and a check bears on those
	Declaration Footing = "declaration" // conceptual: the declared design is read or judged
	Person      Footing = "person"      // functional: somebody tries the product
	NoOutcome   Footing = "step"        // a step without an outcome of its own
)

var footings = []Footing{Settles, Informs, Reused, Declaration, Person, NoOutcome}

// Coverage says which test units of TS 103 701 the checks bear on, and what the
// rest rests on. It is computed from the bearings of the checks alone.
type Coverage struct {
	Checks     int              `json:"checks"`
	Units      Count            `json:"units"` // of TS 103 701 V1.1.1
	Cases      Count            `json:"cases"` // of TS 103 701 V2.1.1
	Clauses    []ClauseCoverage `json:"clauses"`
	Provisions []Reach          `json:"provisions"` // per edition: those that a check can refute
	List       []UnitCoverage   `json:"list"`
	CaseList   []UnitCoverage   `json:"case_list"`
	Unknown    []string         `json:"unknown"` // bearings on units that do not exist
}

// Count counts units or cases by footing.
type Count struct {
	Total int             `json:"total"`
	By    map[Footing]int `json:"by"`
}

func (c *Count) add(f Footing) {
	if c.By == nil {
		c.By = map[Footing]int{}
	}
	c.Total++
	c.By[f]++
}

// ClauseCoverage is the coverage of one clause of EN 303 645.
type ClauseCoverage struct {
	Clause string `json:"clause"`
	Title  string `json:"title"`
	Units  Count  `json:"units"`
	Cases  Count  `json:"cases"`
}

// Reach counts the provisions of an edition that a check can refute.
type Reach struct {
	Edition   standard.Edition `json:"edition"`
	Total     int              `json:"total"`
	Refutable int              `json:"refutable"`
}

// UnitCoverage is one unit, or one case of V2.1.1, with the checks that bear on it.
type UnitCoverage struct {
	ID      string   `json:"id"`
	Footing Footing  `json:"footing"`
	Checks  []string `json:"checks,omitempty"`
}

// bearing is what checks do to one unit.
type bearing struct {
	checks  map[string]bool
	settles bool // any of them refutes or supports
	refutes bool
}

// CoverageOf computes the coverage of a list of checks.
func CoverageOf(checks []*check.Check) *Coverage {
	s := standard.EN303645()
	out := &Coverage{Checks: len(checks), Unknown: []string{}}
	borne := out.collect(s, checks)
	clause := map[string]*ClauseCoverage{}
	for _, c := range s.Clauses() {
		out.Clauses = append(out.Clauses, ClauseCoverage{Clause: c.ID, Title: c.Title})
	}
	for i := range out.Clauses {
		clause[out.Clauses[i].Clause] = &out.Clauses[i]
	}
	for _, m := range s.Methods() {
		for _, c := range m.Cases() {
			p, _ := s.Provision(c.Provision)
			if m.ID == standard.TS103701V2 {
				f, by := borne.ofCase(s, c)
				out.CaseList = append(out.CaseList, UnitCoverage{ID: c.ID, Footing: f, Checks: by})
				out.Cases.add(f)
				clause[p.Clause].Cases.add(f)
			}
			for i := range c.Units {
				u := &c.Units[i]
				f := borne.ofUnit(s, u)
				out.List = append(out.List, UnitCoverage{ID: u.ID, Footing: f, Checks: borne.names(m.ID, u.ID)})
				out.Units.add(f)
				clause[p.Clause].Units.add(f)
			}
		}
	}
	out.Provisions = borne.reach(s)
	sort.Strings(out.Unknown)
	return out
}

type unitKey struct {
	method standard.MethodID
	id     string
}

// bearings is what checks do, by unit (or by case, where a bearing names one).
type bearings map[unitKey]*bearing

// collect gathers bearings; those on units that do not exist become Unknown.
func (out *Coverage) collect(s *standard.Standard, checks []*check.Check) bearings {
	all := bearings{}
	for _, c := range checks {
		for _, b := range c.Bears {
			k := unitKey{standard.MethodID(b.Method), b.Unit}
			if b.Method == "" {
				k.method = check.DefaultMethod
			}
			_, isUnit := s.Unit(k.method, k.id)
			if _, isCase := s.Case(k.method, k.id); !isUnit && !isCase {
				out.Unknown = append(out.Unknown, fmt.Sprintf("%s bears on %s of %s, which is not known", c.Name, k.id, k.method))
				continue
			}
			if all[k] == nil {
				all[k] = &bearing{checks: map[string]bool{}}
			}
			all[k].checks[c.Name] = true
			all[k].settles = all[k].settles || b.Effect != assay.Informs
			all[k].refutes = all[k].refutes || b.Effect == assay.Refutes
		}
	}
	return all
}

func (all bearings) names(m standard.MethodID, ids ...string) []string {
	seen := map[string]bool{}
	for _, id := range ids {
		if b := all[unitKey{m, id}]; b != nil {
			for name := range b.checks {
				seen[name] = true
			}
		}
	}
	out := make([]string, 0, len(seen))
	for name := range seen {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}

// ofUnit says what a unit of V1.1.1 rests on.
func (all bearings) ofUnit(s *standard.Standard, u *standard.TestUnit) Footing {
	switch b := all[unitKey{standard.TS103701V1, u.ID}]; {
	case b != nil && b.settles:
		return Settles
	case b != nil:
		return Informs
	}
	for _, r := range s.Reused(u) {
		if all[unitKey{standard.TS103701V1, r.ID}] != nil {
			return Reused
		}
	}
	switch {
	case u.SettledBy == standard.Step:
		return NoOutcome
	case u.Type == standard.Conceptual:
		return Declaration
	}
	return Person
}

// ofCase says what a case of V2.1.1 rests on: on bearings that name it, or on the
// best footing of the units that stand in for its own.
func (all bearings) ofCase(s *standard.Standard, c *standard.TestCase) (Footing, []string) {
	best := Person
	if c.Type == string(standard.Conceptual) {
		best = Declaration
	}
	ids := []string{}
	for _, u := range s.UnitsOf(c) {
		ids = append(ids, u.ID)
		if f := all.ofUnit(s, u.TestUnit); rank(f) < rank(best) && (f == Settles || f == Informs || f == Reused) {
			best = f
		}
	}
	if b := all[unitKey{standard.TS103701V2, c.ID}]; b != nil {
		if b.settles {
			best = Settles
		} else if rank(Informs) < rank(best) {
			best = Informs
		}
	}
	by := append(all.names(standard.TS103701V1, ids...), all.names(standard.TS103701V2, c.ID)...)
	sort.Strings(by)
	return best, compact(by)
}

func compact(sorted []string) []string {
	out := sorted[:0]
	for i, s := range sorted {
		if i == 0 || s != sorted[i-1] {
			out = append(out, s)
		}
	}
	return out
}

func rank(f Footing) int {
	for i, x := range footings {
		if x == f {
			return i
		}
	}
	return len(footings)
}

// reach counts the provisions that some check can refute.
func (all bearings) reach(s *standard.Standard) []Reach {
	var out []Reach
	for _, m := range s.Methods() {
		r := Reach{Edition: m.StandardEdition}
		for _, p := range s.Provisions(m.StandardEdition) {
			r.Total++
			for _, c := range m.CasesOf(p.ID) {
				if all.canRefute(s, c) {
					r.Refutable++
					break
				}
			}
		}
		out = append(out, r)
	}
	return out
}

func (all bearings) canRefute(s *standard.Standard, c *standard.TestCase) bool {
	if b := all[unitKey{c.Method, c.ID}]; b != nil && b.refutes {
		return true
	}
	for _, u := range s.UnitsOf(c) {
		if b := all[unitKey{standard.TS103701V1, u.ID}]; b != nil && b.refutes {
			return true
		}
	}
	return false
}

// Text renders the coverage at most [Width] columns wide: one row per clause.
func (c *Coverage) Text() string {
	var b strings.Builder
	wrap(&b, "", "", fmt.Sprintf("%d checks bear on %d of the %d test units of TS 103 701 V1.1.1 (%d can be refuted or supported, %d only informed, %d through units they reuse).",
		c.Checks, c.Units.machine(), c.Units.Total, c.Units.By[Settles], c.Units.By[Informs], c.Units.By[Reused]))
	for _, r := range c.Provisions {
		wrap(&b, "", "", fmt.Sprintf("EN 303 645 V%s: a check can refute %d of %d provisions.", r.Edition, r.Refutable, r.Total))
	}
	fmt.Fprintf(&b, "\n%-37s %5s %5s %6s %5s %6s %5s\n", "Clause", "units", "check", "inform", "decl.", "person", "step")
	for _, x := range c.Clauses {
		if x.Units.Total > 0 {
			coverageRow(&b, x.Clause+" "+x.Title, x.Units)
		}
	}
	coverageRow(&b, "all units of V1.1.1", c.Units)
	coverageRow(&b, "all cases of V2.1.1, by stand-ins", c.Cases)
	b.WriteString("\n")
	for _, line := range []string{
		"check: an answer can refute or support the unit (reuse included). inform: an answer tells a person something. decl.: conceptual, the declared design is read or judged. person: functional, somebody has to try the product. step: no outcome of its own.",
		"A check that bears on a unit does not always settle it: the evidence may not say.",
	} {
		wrap(&b, "", "", line)
	}
	for _, u := range c.Unknown {
		wrap(&b, "unknown: ", "  ", u)
	}
	return b.String()
}

func (c Count) machine() int { return c.By[Settles] + c.By[Informs] + c.By[Reused] }

func coverageRow(b *strings.Builder, label string, c Count) {
	const most = 37
	if r := []rune(label); len(r) > most {
		label = string(r[:most-1]) + "…"
	}
	fmt.Fprintf(b, "%-37s %5d %5d %6d %5d %6d %5d\n", label, c.Total, c.By[Settles]+c.By[Reused], c.By[Informs], c.By[Declaration], c.By[Person], c.By[NoOutcome])
}
