package verdict

import (
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// tested is a person's result that bears on units, cases or provisions.
func tested(id string, answer assay.Answer, effect assay.Effect, basis assay.Basis, units ...string) assay.Observation {
	return with(saw(id, answer, "", effect, units...), func(o *assay.Observation) {
		o.Check, o.Basis = "record", basis
		o.Attested = &assay.Attested{By: "A. Tester", Role: "laboratory", Date: "2026-11-20", Procedure: "as the standard says"}
	})
}

const passwordRow = `
ixit:
  1-AuthMech:
    - {id: web, Description: web log-in, Authentication Factor: password}
`

func TestPersonsResults(t *testing.T) {
	unread := []assay.Limit{{What: "no firmware image was given"}}
	for _, tt := range []struct {
		name     string
		obs      []assay.Observation
		scope    assay.Scope
		id       string
		want     assay.Judgement
		declares bool
	}{
		{"a pass needs no search through the image", []assay.Observation{tested("r", assay.Yes, assay.Supports, assay.Tested, "5.1-1-2/a")}, assay.ScopeUnitResult, "5.1-1-2/a", assay.Pass, true},
		{"an automatic refutation outweighs it", []assay.Observation{
			tested("r", assay.Yes, assay.Supports, assay.Independent, "5.1-1-2/a"),
			saw("s", assay.Yes, "", assay.Refutes, "5.1-1-2/a")}, assay.ScopeUnitResult, "5.1-1-2/a", assay.Fail, true},
		{"a fail fails", []assay.Observation{tested("r", assay.No, assay.Refutes, assay.Tested, "5.1-1-2/a")}, assay.ScopeUnitResult, "5.1-1-2/a", assay.Fail, true},
		{"what a person could not settle stays open", []assay.Observation{tested("r", assay.Unknown, assay.Informs, assay.Tested, "5.1-1-2/a")}, assay.ScopeUnitResult, "5.1-1-2/a", assay.Inconclusive, true},
		{"the maker may judge the design", []assay.Observation{tested("r", assay.Yes, assay.Supports, assay.Declared, "5.9-2-1/b")}, assay.ScopeUnitResult, "5.9-2-1/b", assay.Pass, true},
		{"and not the product by saying so", []assay.Observation{tested("r", assay.Yes, assay.Supports, assay.Declared, "5.1-1-2/a")}, assay.ScopeUnitResult, "5.1-1-2/a", assay.Inconclusive, true},
		{"a case of V2.1.1 whose units are not known", []assay.Observation{tested("r", assay.Yes, assay.Supports, assay.Tested, "5.3-9-2@ts103701/2.1.1")}, assay.ScopeTestCase, "5.3-9-2", assay.Pass, true},
		{"a case whose units stand in", []assay.Observation{tested("r", assay.Yes, assay.Supports, assay.Tested, "5.1-1-2@ts103701/2.1.1")}, assay.ScopeTestCase, "5.1-1-2", assay.Pass, true},
		{"a case, and one of its units is refuted", []assay.Observation{
			tested("r", assay.Yes, assay.Supports, assay.Tested, "5.1-1-2@ts103701/2.1.1"),
			saw("s", assay.Yes, "", assay.Refutes, "5.1-1-2/a")}, assay.ScopeTestCase, "5.1-1-2", assay.Fail, true},
		{"a case of the other edition", []assay.Observation{tested("r", assay.Yes, assay.Supports, assay.Tested, "5.1-1-2")}, assay.ScopeTestCase, "5.1-1-2", assay.NotAssessed, true},
		{"external evidence for a group", []assay.Observation{tested("r", assay.Yes, assay.Supports, assay.Independent, "5.1-1@ts103701/2.1.1")}, assay.ScopeProvision, "5.1-1", assay.Pass, true},
		{"external evidence that only the maker vouches for", []assay.Observation{tested("r", assay.Yes, assay.Supports, assay.Declared, "5.1-1@ts103701/2.1.1")}, assay.ScopeProvision, "5.1-1", assay.Inconclusive, true},
		{"external evidence against what was seen", []assay.Observation{
			tested("r", assay.Yes, assay.Supports, assay.Independent, "5.1-1@ts103701/2.1.1"),
			saw("s", assay.Yes, "", assay.Refutes, "5.1-1-2/a")}, assay.ScopeProvision, "5.1-1", assay.Fail, true},
		{"no check passes a group", []assay.Observation{saw("s", assay.Yes, "", assay.Supports, "5.1-1@ts103701/2.1.1")}, assay.ScopeProvision, "5.1-1", assay.Inconclusive, true},
		{"without a declaration nothing passes", []assay.Observation{tested("r", assay.Yes, assay.Supports, assay.Independent, "5.1-1@ts103701/2.1.1")}, assay.ScopeProvision, "5.1-1", assay.NotAssessed, false},
	} {
		var d *assay.Declaration
		if tt.declares {
			d = claiming(t, standard.V3_1_3, passwordRow, nil)
			for _, table := range standard.EN303645().Tables() {
				if _, filled := d.IXIT[table.Key]; !filled {
					d.IXIT[table.Key] = []assay.IXITEntry{{Fields: map[string]string{}}}
				}
			}
		}
		r := Judge(Input{Edition: standard.V3_1_3, Declaration: d, Observations: tt.obs, Unread: unread})
		if got := verdictOf(r, tt.scope, tt.id, "*"); got.Verdict != tt.want {
			t.Errorf("%s: %s is %s, want %s (missing %q)", tt.name, tt.id, got.Verdict, tt.want, got.Missing)
		}
	}
}

func TestEntries(t *testing.T) {
	d := claiming(t, standard.V3_1_3, passwordRow, nil)
	for unit, want := range map[string]int{"5.1-1-1/a": 1, "5.1-1-2/a": 0, "5.9-2-1/b": 0, "5.5-1-1/a": 0} {
		u, ok := standard.EN303645().Unit(standard.TS103701V1, unit)
		if !ok {
			t.Fatal(unit)
		}
		if got := Entries(d, standard.V3_1_3, u); len(got) != want {
			t.Errorf("%s runs over %v, want %d rows", unit, got, want)
		}
	}
}
