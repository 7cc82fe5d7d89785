package standard

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMethodCounts(t *testing.T) {
	s := EN303645()
	for _, tt := range []struct {
		id                        MethodID
		cases, groups, units      int
		conceptual, functional    int
		declaredVsObserved, steps int
	}{
		{TS103701V1, 109, 68, 226, 124, 102, 73, 13},
		{TS103701V2, 132, 78, 0, 0, 0, 0, 0},
	} {
		m, ok := s.Method(tt.id)
		if !ok {
			t.Fatalf("no method %s", tt.id)
		}
		checkOrigin(t, string(tt.id), m.Origin)
		groups, n := map[string]bool{}, map[string]int{}
		for _, c := range m.Cases() {
			groups[c.TestGroup] = true
		}
		for _, u := range m.Units() {
			n[string(u.Type)]++
			n[string(u.SettledBy)]++
			if u.DeclaredVsObserved {
				n["declared"]++
			}
		}
		got := fmt.Sprint(len(m.Cases()), len(groups), len(m.Units()), n["conceptual"], n["functional"], n["declared"], n["step"])
		want := fmt.Sprint(tt.cases, tt.groups, tt.units, tt.conceptual, tt.functional, tt.declaredVsObserved, tt.steps)
		if got != want {
			t.Errorf("%s: cases, groups, units, conceptual, functional, declared, steps = %s, want %s", tt.id, got, want)
		}
		if m.Counts.TestCases != tt.cases || m.Counts.TestGroups != tt.groups || m.Counts.TestUnits != tt.units {
			t.Errorf("%s says of itself %+v", tt.id, m.Counts)
		}
		for by, want := range m.Counts.UnitsSettledBy {
			if n[by] != want {
				t.Errorf("%s: %d units settled by %s, want %d", tt.id, n[by], by, want)
			}
		}
	}
}

func TestEveryProvisionHasItsTestGroup(t *testing.T) {
	s := EN303645()
	for _, m := range s.Methods() {
		for _, p := range s.Provisions(m.StandardEdition) {
			if len(m.CasesOf(p.ID)) == 0 {
				t.Errorf("%s: no case for %s", m.ID, p.ID)
			}
		}
		for _, c := range m.Cases() {
			at := string(m.ID) + " " + c.ID
			p, ok := s.Provision(c.Provision)
			if !ok {
				t.Errorf("%s: provision %s unknown", at, c.Provision)
				continue
			}
			if _, in := p.In(m.StandardEdition); !in {
				t.Errorf("%s: %s is not in V%s", at, c.Provision, m.StandardEdition)
			}
			if q, ok := s.Provision(c.TestGroup); !ok || q != p {
				t.Errorf("%s: test group %s is not provision %s", at, c.TestGroup, c.Provision)
			}
			if c.Type != "conceptual" && c.Type != "functional" && c.Type != "conceptual/functional" {
				t.Errorf("%s: type %q", at, c.Type)
			}
			checkOrigin(t, at, c.Origin)
			checkTables(t, s, at, m.ID, c.IXIT)
		}
	}
}

// checkTables wants every table key spelt as the method edition spells it.
func checkTables(t *testing.T, s *Standard, at string, m MethodID, keys []string) {
	t.Helper()
	for _, k := range keys {
		if table, ok := s.Table(k); !ok || table.KeyIn(m) != k {
			t.Errorf("%s: no IXIT table %q in %s", at, k, m)
		}
	}
}

var letters = regexp.MustCompile(`^[a-z]$`)

func TestUnits(t *testing.T) {
	s := EN303645()
	m, _ := s.Method(TS103701V1)
	for _, c := range m.Cases() {
		var have []string
		reused := map[string]bool{}
		for i := range c.Units {
			u := &c.Units[i]
			have = append(have, u.Letter)
			if u.ID != c.ID+"/"+u.Letter || !letters.MatchString(u.Letter) || u.CaseID() != c.ID {
				t.Errorf("%s: unit %q with letter %q", c.ID, u.ID, u.Letter)
			}
			checkUnit(t, s, u)
			if u.Applies != "" {
				reused[u.Applies] = true
			}
		}
		if !cmp.Equal(have, c.UnitLetters) {
			t.Errorf("%s: units %v, said %v", c.ID, have, c.UnitLetters)
		}
		for _, id := range c.ReusesUnitsOf {
			if !reused[id] {
				t.Errorf("%s: says it reuses %s, no unit does", c.ID, id)
			}
		}
		if c.PassCriterion == "" || c.Fail == "" {
			t.Errorf("%s: no criterion", c.ID)
		}
	}
}

func checkUnit(t *testing.T, s *Standard, u *TestUnit) {
	t.Helper()
	switch u.Quantifier {
	case EveryEntry, OneEntrySuffices, EveryComponentOneSuffices, EveryFunctionOneSuffices, EverythingFound, AsAWhole:
	default:
		t.Errorf("%s: quantifier %q", u.ID, u.Quantifier)
	}
	switch u.Type {
	case Conceptual, Functional:
	default:
		t.Errorf("%s: type %q", u.ID, u.Type)
	}
	if s.UnitVocabulary().SettledBy[u.SettledBy] == "" {
		t.Errorf("%s: settled by %q", u.ID, u.SettledBy)
	}
	if u.Purpose == "" || u.Tester == "" {
		t.Errorf("%s: purpose %q, tester %q", u.ID, u.Purpose, u.Tester)
	}
	if (u.SettledBy == Reuse) != (u.Applies != "") || u.SettledBy == Reuse && len(s.Reused(u)) == 0 {
		t.Errorf("%s: settled by %s, applies %q", u.ID, u.SettledBy, u.Applies)
	}
	for _, ref := range u.IXIT {
		checkTables(t, s, u.ID, TS103701V1, []string{ref.Table})
		table, _ := s.Table(ref.Table)
		for _, f := range ref.Fields {
			if !hasField(table, f, "1.1.1") {
				t.Errorf("%s: table %s has no field %q in V1.1.1", u.ID, ref.Table, f)
			}
		}
	}
}

func hasField(table *IXITTable, name, version string) bool {
	for _, f := range table.Fields {
		if f.Name == name && contains(f.SeenIn, version) {
			return true
		}
	}
	return false
}

func TestStandIns(t *testing.T) {
	s := EN303645()
	m, _ := s.Method(TS103701V2)
	usable := map[Usability]int{}
	for _, c := range m.Cases() {
		usable[c.Usable]++
		units := s.UnitsOf(c)
		if (c.Usable == NotUsable) != (len(units) == 0) {
			t.Errorf("%s: usable %q, %d units stand in", c.ID, c.Usable, len(units))
		}
		if c.Usable == UsableWithCare && c.Caution == "" {
			t.Errorf("%s: to be used with care, but no caution says why", c.ID)
		}
		for _, u := range units {
			if !u.StandsIn || u.Usable != c.Usable || !contains(c.Nearest, u.CaseID()) {
				t.Errorf("%s: unit %s stands in %t, usable %q", c.ID, u.ID, u.StandsIn, u.Usable)
			}
		}
		for _, id := range c.Nearest {
			if _, ok := s.Case(TS103701V1, id); !ok {
				t.Errorf("%s: nearest case %s unknown", c.ID, id)
			}
		}
	}
	want := map[Usability]int{UsableLikely: 59, UsableWithCare: 57, NotUsable: 16}
	if d := cmp.Diff(want, usable); d != "" {
		t.Errorf("usability (-want +got):\n%s", d)
	}
	c, _ := s.Case(TS103701V1, "5.1-1-2")
	if got := s.UnitsOf(c); len(got) != 3 || got[0].StandsIn {
		t.Errorf("UnitsOf(5.1-1-2) = %v, want its own three", got)
	}
}

func TestIXITTables(t *testing.T) {
	s := EN303645()
	if got := len(s.Tables()); got != 29 {
		t.Errorf("%d tables, want 29", got)
	}
	fields := 0
	for i, table := range s.Tables() {
		if table.Number != i+1 || !strings.HasPrefix(table.Key, fmt.Sprint(table.Number, "-")) || table.Renamed != (table.KeyIn(TS103701V1) != table.Key) {
			t.Errorf("table %d: number %d, key %s, renamed %t", i+1, table.Number, table.Key, table.Renamed)
		}
		checkOrigin(t, table.Key, table.Origin)
		if table.Layout != "one row per entry" && table.Layout != "single record" {
			t.Errorf("%s: layout %q", table.Key, table.Layout)
		}
		for _, id := range table.UsedByV1 {
			if _, ok := s.Case(TS103701V1, id); !ok {
				t.Errorf("%s: used by unknown case %s", table.Key, id)
			}
		}
		for _, f := range table.Fields {
			if contains(f.SeenIn, "1.1.1") {
				fields++
			}
			checkField(t, s, table, f)
		}
	}
	if fields != 127 {
		t.Errorf("%d fields of V1.1.1, want 127", fields)
	}
	for _, key := range []string{"28-ExtAPI", "28-LogIntf", "IXIT 28-LogIntf"} {
		if table, ok := s.Table(key); !ok || table.Number != 28 {
			t.Errorf("Table(%q) = %v, %t, want number 28", key, table, ok)
		}
	}
}

func checkField(t *testing.T, s *Standard, table *IXITTable, f IXITField) {
	t.Helper()
	at := table.Key + " " + f.Name
	if f.ValuesClosed && len(f.Values) == 0 || (f.Required == "conditional") != (f.Condition != "" && f.Required != "always") {
		t.Errorf("%s: values %v closed %t, required %q condition %q", at, f.Values, f.ValuesClosed, f.Required, f.Condition)
	}
	if contains(f.SeenIn, "1.1.1") && (f.Enter == "" || f.Required == "") {
		t.Errorf("%s: nothing said on what to enter", at)
	}
	for _, id := range f.NeededFor {
		if _, ok := s.Provision(id); !ok {
			t.Errorf("%s: needed for unknown provision %s", at, id)
		}
	}
}

func TestRequiredIXIT(t *testing.T) {
	s := EN303645()
	for _, r := range s.ts.RequiredIXIT {
		if _, ok := s.Provision(r.Provision); !ok {
			t.Errorf("required IXIT: provision %s unknown", r.Provision)
		}
		for _, ref := range r.Tables {
			checkTables(t, s, "required for "+r.Provision, TS103701V1, []string{ref.Table})
			table, ok := s.Table(ref.Table)
			for _, f := range ref.Fields {
				if ok && !hasField(table, f, "1.1.1") {
					t.Errorf("required for %s: table %s has no field %q", r.Provision, ref.Table, f)
				}
			}
		}
	}
	for _, n := range s.ts.Scope {
		if _, ok := s.Provision(n.TestGroup); !ok {
			t.Errorf("scope note: test group %s unknown", n.TestGroup)
		}
		checkOrigin(t, "scope of "+n.TestGroup, n.Origin)
	}
}

// TestFold wants the method's own fold in the words the rest of Assay relies on.
func TestFold(t *testing.T) {
	f := EN303645().VerdictFold()
	if want := []string{"FAIL", "INCONCLUSIVE", "PASS"}; !cmp.Equal(f.OrderWorstFirst, want) {
		t.Errorf("worst first %v, want %v", f.OrderWorstFirst, want)
	}
}
