package plan

import (
	"sort"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/standard"
)

// bearing is what checks do to one unit or case.
type bearing struct {
	checks   []string
	supports bool // a check of the product can
}

// bearings are what checks do, by method edition and id.
type bearings map[[2]string]*bearing

func bearingsOf(checks []*check.Check) bearings {
	all := make(bearings)
	for _, c := range checks {
		for _, b := range c.Bears {
			method := b.Method
			if method == "" {
				method = check.DefaultMethod
			}
			key := [2]string{method, b.Unit}
			if all[key] == nil {
				all[key] = &bearing{}
			}
			one := all[key]
			if i := sort.SearchStrings(one.checks, c.Name); i == len(one.checks) || one.checks[i] != c.Name {
				one.checks = append(one.checks, c.Name)
				sort.Strings(one.checks)
			}
			one.supports = one.supports || b.Effect == assay.Supports
		}
	}
	return all
}

// place is where checks alone put a unit or case: a check that can only refute
// leaves it to a person.
func (all bearings) place(method standard.MethodID, id string) Place {
	if b := all[[2]string{string(method), id}]; b != nil && b.supports {
		return Automatic
	}
	return Person
}

// names are the checks that bear on a unit, or on those it reuses.
func (all bearings) names(u *standard.TestUnit) []string {
	var names []string
	for _, one := range append([]*standard.TestUnit{u}, standard.EN303645().Reused(u)...) {
		if b := all[[2]string{check.DefaultMethod, one.ID}]; b != nil {
			for _, n := range b.checks {
				if i := sort.SearchStrings(names, n); i == len(names) || names[i] != n {
					names = append(names, n)
					sort.Strings(names)
				}
			}
		}
	}
	return names
}
