package population

import (
	"testing"
	"time"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/regime"
	"github.com/assay-project/assay/standard"
	"pgregory.net/rapid"
)

// drawProduct assigns every property and fact, and mends what a law forbids.
func drawProduct(t *rapid.T, m *Model) map[string]bool {
	product := map[string]bool{}
	for _, p := range m.Properties {
		product[p.Name] = rapid.IntRange(0, 3).Draw(t, p.Name) > 0
	}
	for _, f := range regime.All().Facts() {
		product[f.Name] = rapid.Bool().Draw(t, f.Name)
	}
	of := func(n string) bool { return product[n] }
	for tries := 0; tries < 200; tries++ {
		broken := ""
		for _, l := range m.Laws {
			if !parse(l).Holds(of) {
				broken = l
				break
			}
		}
		if broken == "" {
			return product
		}
		n := rapid.SampledFrom(parse(broken).Names()).Draw(t, "mended")
		product[n] = !product[n]
	}
	t.Skip("no product")
	return nil
}

// verdictsOf is what an assessment of the product says.
func verdictsOf(m *Model, product map[string]bool) []assay.Verdict {
	of := func(n string) bool { return product[n] }
	var out []assay.Verdict
	for _, ed := range standard.Editions() {
		for i := range m.Provisions {
			p := &m.Provisions[i]
			v := assay.Verdict{Edition: string(ed), Scope: assay.ScopeProvision, ID: p.ID, Verdict: assay.Fail, Basis: assay.Tested}
			if known, ok := standard.EN303645().Provision(p.ID); !ok {
				v.Scope = assay.ScopeTestCase
			} else if _, in := known.In(ed); !in {
				continue
			}
			switch {
			case !parse(p.Applies).Holds(of):
				v.Verdict = assay.NotApplicable
			case parse(p.passes(ed)).Holds(of):
				v.Verdict = assay.Pass
			}
			out = append(out, v)
		}
	}
	return out
}

// stated tells whether a source states how a requirement relates to EN 303 645.
func stated(r *regime.Regime, requirement string) bool {
	for _, e := range r.EdgesOf(requirement) {
		if e.RelationBasis == "stated" {
			return true
		}
	}
	return false
}

// TestJudgeAgreesWithModels judges whole products: no rule is met or not met by what
// crosses, although the product says otherwise. Nor is a requirement without rules,
// unless its source itself states the relation.
func TestJudgeAgreesWithModels(t *testing.T) {
	m := Load()
	rapid.Check(t, func(t *rapid.T) {
		product := drawProduct(t, m)
		of := func(n string) bool { return product[n] }
		facts := map[string]bool{}
		for _, f := range regime.All().Facts() {
			facts[f.Name] = product[f.Name]
		}
		in := regime.Input{At: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC), Declaration: &assay.Declaration{Facts: facts}, Verdicts: verdictsOf(m, product)}
		for _, v := range regime.Judge(in) {
			for _, c := range v.Clauses {
				for _, row := range c.Rules {
					holds, ok := m.rules[v.Regime+"/"+row.ID]
					if !ok || row.Route != assay.RouteMapped {
						continue
					}
					id, does := v.Regime+"/"+row.ID, parse(holds).Holds(of)
					if row.Verdict == assay.Met && !does || row.Verdict == assay.NotMet && does {
						t.Fatalf("%s is %s because of %v; the product says holds %t", id, row.Verdict, row.Because, does)
					}
				}
				r, _ := regime.All().Regime(v.Regime)
				holds, ok := m.requirement(r, c.ID)
				if !ok || c.Route != assay.RouteMapped || len(c.Rules) > 0 || stated(r, c.ID) {
					continue
				}
				if does := parse(holds).Holds(of); c.Verdict == assay.Met && !does || c.Verdict == assay.NotMet && does {
					t.Fatalf("%s/%s is %s because of %v; the product says holds %t", v.Regime, c.ID, c.Verdict, c.Because, does)
				}
			}
		}
	})
}
