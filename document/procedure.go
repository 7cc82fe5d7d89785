package document

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/regime"
)

// redStandards are the standards of which each gives presumption of conformity
// with one point of Article 3(3) (Implementing Decision (EU) 2025/138).
var redStandards = map[string]string{"3.3(d)": "EN 18031-1", "3.3(e)": "EN 18031-2", "3.3(f)": "EN 18031-3"}

// isStandard says whether a name as declared is that of a standard, with or
// without spaces and an edition: "EN18031-1:2024" is EN 18031-1, EN 18031-10 is not.
func isStandard(declared, standard string) bool {
	bare := func(s string) string { return strings.ToUpper(strings.Join(strings.Fields(s), "")) }
	_, rest, found := strings.Cut(bare(declared), bare(standard))
	return found && (rest == "" || rest[0] < '0' || rest[0] > '9')
}

const inFull = "harmonised standards in full"

// applied says how far a standard was applied, as the declaration has it.
func (d *draft) applied(standard string) string {
	var full, part int
	for _, s := range d.in.Declaration.Conformity.Standards {
		if isStandard(s.Name, standard) {
			if s.InFull {
				full++
			} else {
				part++
			}
		}
	}
	switch {
	case full > 0 && part == 0:
		return inFull
	case full+part > 0:
		return "harmonised standards in part"
	}
	return "other solutions"
}

// alone says whether the procedure is internal control by the maker itself.
func alone(procedure string) bool {
	return strings.TrimPrefix(strings.Join(strings.Fields(strings.ToLower(procedure)), ""), "module") == "a"
}

// redAlone refuses internal control where a point of Article 3(3) that applies is
// not covered by its standard in full (Directive 2014/53/EU Article 17(3), (4)).
func (d *draft) redAlone(clauses []assay.RegimeClause) {
	if !alone(d.in.Declaration.Conformity.Procedure) {
		return
	}
	var open []string
	for _, c := range clauses {
		if standard := redStandards[c.ID]; c.Verdict != assay.DoesNotApply && d.applied(standard) != inFull {
			open = append(open, fmt.Sprintf("%s for Article %s", standard, c.ID))
		}
	}
	if len(open) > 0 {
		d.problem(Problem{Reason: Wrong, Fact: "conformity.procedure", What: "module A needs harmonised standards applied in full; the declaration does not say so of " + strings.Join(open, ", "),
			Mend: "name them with in_full: true, or take a procedure with a notified body", Where: declaredAt("conformity"), Clause: "Directive 2014/53/EU Article 17(3)-(4)"})
	}
}

// craAlone refuses internal control where the class of the product closes it, or
// is not declared (Regulation (EU) 2024/2847 Article 32).
func (d *draft) craAlone() {
	c := d.in.Declaration.Conformity
	rules, ok := regime.All().Rules("eu-cra")
	if !ok || !alone(c.Procedure) {
		return
	}
	// No standard is cited for this Regulation yet: EN 18031 in full opens nothing
	// here. A maker that knows of one declares the fact.
	known := regime.Known{"is_open_source": false, "harmonised_standards_applied_in_full": false}
	for fact, is := range d.in.Declaration.Facts {
		known[fact] = is
	}
	routes, missing := rules.RoutesFor(known)
	for _, r := range routes {
		for _, procedure := range r.AnyOf {
			if alone(procedure) {
				return
			}
		}
	}
	const ref = "Regulation (EU) 2024/2847 Article 32 and Annexes III, IV"
	if len(routes) == 0 && len(missing) > 0 {
		d.problem(Problem{Reason: Missing, Fact: "facts." + missing[0], What: "whether the product is important or critical is not declared, and module A is not open to all that are",
			Mend: "declare " + strings.Join(missing, ", ") + " as true or false (cameras, locks, routers, toys and baby monitors among others are class I)", Where: declaredAt("facts"), Clause: ref})
		return
	}
	why := ""
	for _, r := range routes {
		why = fmt.Sprintf(": %s asks for one of %s", r.Ref, strings.Join(r.AnyOf, "; "))
	}
	d.problem(Problem{Reason: Wrong, Fact: "conformity.procedure", What: "module A is not open to a product of this class" + why,
		Mend: "take one of those, or declare harmonised_standards_applied_in_full once one is cited for this Regulation", Where: declaredAt("conformity"), Clause: ref})
}
