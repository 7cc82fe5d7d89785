package document

import (
	"fmt"

	"github.com/assay-project/assay"
)

const (
	auLaw = "Cyber Security Act 2024 (Cth), s. 16; Cyber Security (Security Standards for Smart Devices) Rules 2025, s. 9"
	auRef = "Rules s. 9"
)

// auStatement is the Australian statement of compliance. It is for products made
// on or after 4 March 2026.
func auStatement(d *draft) {
	d.forMarket("au", auLaw)
	d.section(Section{Title: "Product", Ref: auRef, Fields: d.identity(auRef)})
	d.section(Section{Title: "Manufacturer and authorised representatives", Ref: auRef, Fields: d.people(auRef, "authorised_representative")})
	d.section(Section{Title: "Who prepared this statement", Ref: auRef,
		Text: []string{fmt.Sprintf("This statement of compliance is prepared by or for the manufacturer, %s.", or(d.makerName(), "(not named)"))}})
	t := Table{Caption: "Security standard of Schedule 1 of the Rules", Columns: requirementColumns}
	provisions := map[string]string{"cl2": "5.1-1", "cl3": "5.2-1", "cl4": "5.3-13"}
	for _, c := range d.clauses("cl2", "cl3", "cl4") {
		claims := ""
		for _, edition := range []string{"3.1.3", v211} {
			if p := provisions[c.ID[:3]]; claims == "" && d.claimed(edition, p) {
				claims = fmt.Sprintf("assay.yaml: ics %s claims %s", edition, p)
			}
		}
		t.Rows = append(t.Rows, d.requirement(c, "Schedule 1", claims))
	}
	d.section(Section{Title: "Declaration of compliance", Ref: auRef, Text: []string{
		"In the opinion of the manufacturer, the product was manufactured in compliance with the requirements of the security standard,",
		"and the manufacturer has complied with its other obligations under the standard.",
	}, Tables: []Table{t}})
	d.section(Section{Title: "Defined support period", Ref: auRef, Text: []string{"The defined support period for the product at the date of issue of this statement:"},
		Fields: []Field{d.period("Security updates", auRef)}})
	d.signature(auRef, auRef, auRef)
	d.keepFor(5, d.issued(), false, "five years; manufacturer and supplier each keep a copy", "Rules s. 10")
	if d.in.Assessment != nil && d.law(d.kind.Law) != nil && d.law(d.kind.Law).Verdict != assay.DoesNotApply {
		d.note("The Rules were read through guides that quote them; compare with the instrument (F2025L00276) before signing.")
	}
}
