package population

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/assay-project/assay/regime"
	"github.com/assay-project/assay/standard"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the lists that tests compare with")

// TestModelResolves: every name, id and condition is known, and nothing stands twice.
func TestModelResolves(t *testing.T) {
	m := Load()
	known := map[string]bool{}
	for _, p := range m.Properties {
		if known[p.Name] || p.Meaning == "" {
			t.Errorf("property %s: twice, or without meaning", p.Name)
		}
		if _, fact := regime.All().Fact(p.Name); fact {
			t.Errorf("property %s is a product fact", p.Name)
		}
		known[p.Name] = true
	}
	used := map[string]bool{}
	check := func(at, text string) {
		c, err := regime.ParseCondition(text)
		if err != nil {
			t.Errorf("%s: %v", at, err)
			return
		}
		for _, n := range c.Names() {
			used[n] = true
			if _, fact := regime.All().Fact(n); !known[n] && !fact {
				t.Errorf("%s speaks of unknown %s", at, n)
			}
		}
	}
	for _, l := range m.Laws {
		check("law", l)
	}
	for _, p := range m.Provisions {
		_, provision := standard.EN303645().Provision(p.ID)
		_, testCase := standard.EN303645().Case(standard.TS103701V1, p.ID)
		if !provision && !testCase {
			t.Errorf("provision %s unknown", p.ID)
		}
		check(p.ID, p.Applies)
		check(p.ID, p.Passes)
		check(p.ID, p.PassesV3)
	}
	for _, d := range m.Rules {
		r, id, _ := strings.Cut(d.Rule, "/")
		if rule, ok := regime.All().Rule(r, id); !ok || rule.ID != id {
			t.Errorf("rule %s unknown", d.Rule)
		}
		check(d.Rule, d.Holds)
	}
	for _, d := range m.Requirements {
		r, id, _ := strings.Cut(d.Requirement, "/")
		reg, ok := regime.All().Regime(r)
		if !ok {
			t.Errorf("regime of %s unknown", d.Requirement)
		} else if _, ok := reg.Requirement(id); !ok {
			t.Errorf("requirement %s unknown", d.Requirement)
		}
		check(d.Requirement, d.Holds)
	}
	for n := range known {
		if !used[n] {
			t.Errorf("property %s is not used", n)
		}
	}
	if len(m.rules) != len(m.Rules) || len(m.provisions) != len(m.Provisions) || len(m.demands) != len(m.Requirements) {
		t.Error("a model stands twice")
	}
}

// TestSomeProductExists: the laws do not contradict each other, so that silence of
// the search means something.
func TestSomeProductExists(t *testing.T) {
	m := Load()
	for _, l := range m.Laws {
		names, laws := m.matter([]*regime.Condition{parse(l)})
		found := false
		for bits := 0; bits < 1<<len(names) && !found; bits++ {
			at := map[string]int{}
			for i, n := range names {
				at[n] = i
			}
			found = all(laws, func(n string) bool { return bits>>at[n]&1 == 1 })
		}
		if !found {
			t.Errorf("no product obeys %s", l)
		}
	}
}

// TestEveryCrossingIsTriable: the search stays within its bound, and each crossing
// that is modelled has products.
func TestEveryCrossingIsTriable(t *testing.T) {
	m := Load()
	tr := &trial{m: m}
	tr.seen = func(c crossing, names, products int) {
		if names > maxNames || products == 0 {
			t.Errorf("%s by %v: %d properties, %d products", c.demand, c.by, names, products)
		}
	}
	tr.all(regime.All())
}

// TestRefutedFile pins what is refuted, one by one, in the file that package regime
// reads, and sees that each line of it stops a crossing there.
func TestRefutedFile(t *testing.T) {
	got, err := File()
	if err != nil {
		t.Fatal(err)
	}
	compare(t, "../data/refuted.json", string(got))
	c := Coverage()
	if c.Modelled < 650 || c.Crossings != 938 || c.ByName != 174 || c.Refuted != len(Refutations()) || c.Products < c.Modelled {
		t.Errorf("%+v with %d refutations", c, len(Refutations()))
	}
	t.Logf("%+v", c)
}

// TestRefutedDoesNotCross: what is refuted carries no verdict, unless the source
// itself states the relation; all else carries what its relation says.
func TestRefutedDoesNotCross(t *testing.T) {
	refuted := map[string]bool{}
	for _, r := range Refutations() {
		refuted[fmt.Sprint(r.Demand, r.By, r.Edition, r.Verdict, r.Edge)] = !r.Stated
	}
	tr, tried := &trial{m: Load()}, 0
	tr.told = func(c crossing, carries bool) {
		tried++
		verdict := map[bool]string{true: "pass", false: "fail"}[c.pass]
		if no := refuted[fmt.Sprint(c.demand, strings.Join(c.by, " + "), c.edition, verdict, c.edge)]; carries == no {
			t.Errorf("%s: a %s of %v (V%s) crosses %t, refuted %t", c.demand, verdict, c.by, c.edition, carries, no)
		}
	}
	tr.all(regime.All())
	if tried != Coverage().Crossings {
		t.Errorf("%d crossings tried of %d", tried, Coverage().Crossings)
	}
}

// TestMappingsPage keeps doc/mappings.md in step.
func TestMappingsPage(t *testing.T) { compare(t, "../../doc/mappings.md", Page()) }

func compare(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s is out of step; run the test with -update and look at what changed:\n%s", name, d)
	}
}

// TestSearch tries the search itself on relations that are right and wrong.
func TestSearch(t *testing.T) {
	m := &Model{Laws: []string{"!b || a"}, Provisions: []ProvisionModel{
		{ID: "more", Passes: "a && c"}, {ID: "less", Passes: "a"}, {ID: "same", Applies: "d", Passes: "a && c"}, {ID: "later", Passes: "a", PassesV3: "a && c"},
	}}
	m.index()
	const holds = "a && c"
	for _, tt := range []struct {
		name string
		c    crossing
		want string // the product, or none
	}{
		{"a pass of the same", crossing{by: []string{"more"}, pass: true, holds: holds}, "none"},
		{"a fail of the same", crossing{by: []string{"more"}, holds: holds}, "none"},
		{"a pass of less", crossing{by: []string{"less"}, pass: true, holds: holds}, "a"},
		{"a fail of less", crossing{by: []string{"less"}, holds: holds}, "none"},
		{"a pass of more", crossing{by: []string{"more"}, pass: true, holds: "a"}, "none"},
		{"a fail of more", crossing{by: []string{"more"}, holds: "a"}, "a"},
		{"what does not apply is no pass", crossing{by: []string{"same"}, pass: true, holds: "a"}, "none"},
		{"nor a fail", crossing{by: []string{"same"}, holds: "a || !d"}, "a d"},
		{"several together", crossing{by: []string{"less", "more"}, pass: true, holds: holds}, "none"},
		{"one of several fails", crossing{by: []string{"less", "more"}, holds: "a"}, "a"},
		{"only where", crossing{by: []string{"less"}, pass: true, when: []string{"c"}, holds: holds}, "none"},
		{"a law rules it out", crossing{by: []string{"less"}, holds: "b"}, "none"},
		{"left out where it does not apply", crossing{by: []string{"same"}, pass: true, without: true, holds: "a"}, ""},
		{"an older edition", crossing{by: []string{"later"}, pass: true, edition: standard.V2_1_1, holds: holds}, "a"},
		{"the newer edition", crossing{by: []string{"later"}, pass: true, edition: standard.V3_1_3, holds: holds}, "none"},
	} {
		verdict, ok := m.sides(tt.c)
		if !ok {
			t.Errorf("%s: not modelled", tt.name)
			continue
		}
		product, apart, n := m.search(verdict, tt.c)
		got := "none"
		if product != nil {
			got = strings.Join(product, " ")
		}
		if got != tt.want || n == 0 || product != nil && !apart {
			t.Errorf("%s: refuted by %q of %d products, apart %t; want %q", tt.name, got, n, apart, tt.want)
		}
	}
	if _, ok := m.sides(crossing{by: []string{"more", "unknown"}}); ok {
		t.Error("an unknown provision is modelled")
	}
	if _, ok := m.sides(crossing{pass: true}); ok {
		t.Error("no provision at all is modelled")
	}
}
