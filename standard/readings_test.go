package standard

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Each unit but the steps feeds exactly one criterion of its case.
func TestCriteriaCoverUnits(t *testing.T) {
	s := EN303645()
	joined := 0
	for _, m := range s.Methods() {
		for _, c := range m.Cases() {
			fed := make(map[string]int)
			for _, k := range s.Criteria(c) {
				if len(k.Units) > 1 {
					joined++
					if k.Why == "" {
						t.Errorf("%s: criterion %v does not say why", c.ID, k.Units)
					}
				}
				for _, u := range k.Units {
					fed[u]++
				}
			}
			for _, u := range s.UnitsOf(c) {
				want := 1
				if u.SettledBy == Step {
					want = 0
				}
				if fed[u.ID] != want {
					t.Errorf("%s: unit %s feeds %d criteria, want %d", c.ID, u.ID, fed[u.ID], want)
				}
			}
		}
	}
	if joined != 2 { // 5.6-4-1, and 5.6-4A-1 for which its units stand in
		t.Errorf("%d criteria are fed by several units, want 2", joined)
	}
	c, _ := s.Case(TS103701V1, "5.6-4-1")
	want := []Criterion{{Units: []string{"5.6-4-1/a"}}, {Units: []string{"5.6-4-1/b", "5.6-4-1/c"}, Why: s.JoinedCriteria()[0].Why}}
	if diff := cmp.Diff(want, s.Criteria(c)); diff != "" {
		t.Errorf("5.6-4-1 (-want +got):\n%s", diff)
	}
}

// A half of a split case is settled by its own units alone.
func TestSplitCasesStandIns(t *testing.T) {
	s := EN303645()
	for _, n := range s.StandIns() {
		c, _ := s.Case(TS103701V2, n.Case)
		var got []string
		for _, u := range s.UnitsOf(c) {
			got = append(got, u.ID)
		}
		if diff := cmp.Diff(n.Units, got); diff != "" {
			t.Errorf("%s (-data +units):\n%s", n.Case, diff)
		}
		if len(n.Source) == 0 || n.Confidence == "" {
			t.Errorf("%s: no source or confidence", n.Case)
		}
	}
	if got := len(s.StandIns()); got != 12 {
		t.Errorf("%d halves, want 12", got)
	}
}

// Every conditional field says when it is owed, and no other does.
func TestOwed(t *testing.T) {
	s := EN303645()
	fields, conditional := 0, 0
	for _, table := range s.Tables() {
		for _, f := range table.Fields {
			if contains(f.SeenIn, "1.1.1") {
				fields++
			}
			when, ok := s.Owed(table.Key, f.Name)
			if ok != (f.Required == "conditional") {
				t.Errorf("%s %s: required %q, rule %v", table.Key, f.Name, f.Required, ok)
			}
			if !ok {
				continue
			}
			conditional++
			if when.Confidence == "" || len(when.Source) == 0 || !when.Never && when.WhenField == "" && len(when.Holds) != 2 || (when.WhenField == "") != (len(when.Has) == 0) {
				t.Errorf("%s %s: %+v", table.Key, f.Name, when)
			}
		}
	}
	if len(s.Tables()) != 29 || fields != 127 || conditional != 15 {
		t.Errorf("%d tables, %d fields of V1.1.1, %d conditional; want 29, 127, 15", len(s.Tables()), fields, conditional)
	}
	if _, ok := s.Owed("99-None", "x"); ok {
		t.Error("a table that there is not has a rule")
	}
}

func TestReferencesAndSeveral(t *testing.T) {
	s := EN303645()
	components, _ := s.Table("6-SoftComp")
	if to, ok := s.Reference(components, "Update Mechanism"); !ok || to.Key != "7-UpdMech" {
		t.Errorf("Update Mechanism refers to %v", to)
	}
	if _, ok := s.Reference(components, "Description"); ok {
		t.Error("Description refers to a table")
	}
	old, _ := s.Table("15-Intf")
	if !s.Several(old, "Type") || s.Several(old, "Status") || s.Several(components, "Type") {
		t.Error("only the Type of 15 names several values")
	}
}

// Entailments name facts, conditions and features that there are.
func TestEntailmentsResolve(t *testing.T) {
	s := EN303645()
	for _, e := range Editions() {
		rules := s.Entailments(e)
		if len(rules) < 30 {
			t.Errorf("V%s: %d entailments", e, len(rules))
		}
		for _, x := range rules {
			if x.Edition != e || x.Confidence == "" || len(x.Source) == 0 {
				t.Errorf("%+v", x)
			}
			for _, key := range []string{x.If, x.Then} {
				kind, id, _ := strings.Cut(key, " ")
				list := s.Conditions(MethodFor(e))
				if kind == "feature" {
					list = s.Features(MethodFor(e))
				}
				_, known := findCondition(list, id)
				if kind == "fact" {
					known = key == x.If && strings.ToLower(id) == id
				}
				if !known {
					t.Errorf("V%s: %s is nothing known", e, key)
				}
			}
		}
	}
	forward, backward := 0, 0
	for _, x := range s.Entailments(V3_1_3) {
		if x.If == "feature h" && x.Is && x.Then == "feature g" && x.Holds {
			forward++
		}
		if x.If == "feature g" && !x.Is && x.Then == "feature h" && !x.Holds {
			backward++
		}
	}
	if forward != 1 || backward != 1 {
		t.Errorf("automatic updates mean that updates are possible: %d forward, %d backward", forward, backward)
	}
}

// What is owed for a provision, by edition: known tables and fields of that edition.
func TestNeeds(t *testing.T) {
	s := EN303645()
	for _, e := range Editions() {
		for _, p := range s.Provisions(e) {
			seen := make(map[string]bool)
			for _, ref := range s.Needs(p, e) {
				table, ok := s.Table(ref.Table)
				if !ok || seen[ref.Table] {
					t.Errorf("V%s %s: table %s, known %v, twice %v", e, p.ID, ref.Table, ok, seen[ref.Table])
					continue
				}
				seen[ref.Table] = true
				for _, name := range ref.Fields {
					f, ok := table.FieldOf(name)
					if !ok || e == V3_1_3 && !contains(f.SeenIn, "2.1.1") {
						t.Errorf("V%s %s: %s has no field %s", e, p.ID, ref.Table, name)
					}
				}
			}
		}
	}
	five, _ := s.Provision("5.5-6")
	var fields []string
	for _, ref := range s.Needs(five, V3_1_3) {
		if ref.Table == "10-SecParam" {
			fields = ref.Fields
		}
	}
	if !contains(fields, "Secure Communication Mechanisms") || contains(fields, "Communication Mechanisms") {
		t.Errorf("5.5-6 by V3.1.3: %v", fields)
	}
	before := len(s.RequiredIXIT("5.3-4")[1].Fields)
	p, _ := s.Provision("5.3-4A")
	s.Needs(p, V3_1_3)
	if after := len(s.RequiredIXIT("5.3-4")[1].Fields); after != before {
		t.Error("asking changed the data")
	}
}

// Readings that name what there is not are an error.
func TestReadingsResolve(t *testing.T) {
	s := EN303645()
	for _, tt := range []struct {
		r    readingFile
		want string
	}{
		{readingFile{Criteria: []JoinedCriterion{{Case: "5.6-4-1", Units: []string{"z"}}}}, "no unit z"},
		{readingFile{StandingIn: []StandIn{{Case: "9.9-1"}}}, "no such case"},
		{readingFile{StandingIn: []StandIn{{Case: "5.3-4A-1", Units: []string{"9.9-1/a"}}}}, "no unit 9.9-1/a"},
		{readingFile{Owed: []OwedWhen{{Table: "99-X", Field: "Type"}}}, "table 99-X"},
		{readingFile{Owed: []OwedWhen{{Table: "10-SecParam", Field: "Tpye"}}}, "field Tpye"},
		{readingFile{Owed: []OwedWhen{{Table: "10-SecParam", Field: "Type", WhenField: "Tpye"}}}, "field Tpye"},
		{readingFile{References: []Reference{{Table: "10-SecParam", Field: "Type", To: "99-X"}}}, "refers to no table"},
		{readingFile{References: []Reference{{Table: "10-SecParam", Field: "Tpye", To: "1-AuthMech"}}}, "field Tpye"},
	} {
		if err := tt.r.resolve(s); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, want %q", err, tt.want)
		}
	}
}
