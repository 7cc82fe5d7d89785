package document

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/assay-project/assay"
)

const (
	redLaw = "Directive 2014/53/EU"
	craLaw = "Regulation (EU) 2024/2847"
)

// redDeclaration is the EU declaration of conformity of Directive 2014/53/EU,
// Annex VI, as far as Article 3(3)(d), (e) and (f) go.
func redDeclaration(d *draft) {
	d.forMarket("eu", redLaw+", Article 18 and Annex VI")
	const ref = "Directive 2014/53/EU Annex VI"
	d.opening(ref, "1. Radio equipment", "This declaration of conformity is issued under the sole responsibility of the manufacturer.")
	t := Table{Caption: "Article 3(3) with Delegated Regulation (EU) 2022/30", Columns: requirementColumns}
	clauses := d.clauses("3.3(")
	presumed := false
	for _, c := range clauses {
		how := d.applied(redStandards[c.ID])
		presumed = presumed || how == inFull && c.Verdict != assay.DoesNotApply
		t.Rows = append(t.Rows, d.requirement(c, how, ""))
	}
	d.redAlone(clauses)
	d.section(Section{Title: "5. Conformity", Ref: ref + " point 5", Text: []string{
		"The object of the declaration described above is in conformity with the relevant Union harmonisation legislation: Directive 2014/53/EU, with Commission Delegated Regulation (EU) 2022/30.",
	}, Tables: []Table{t, redOthers()}})
	d.standards("6. Standards applied", ref+" point 6", map[string]string{"EN 18031-1": "en-18031-1", "EN 18031-2": "en-18031-2", "EN 18031-3": "en-18031-3"})
	d.body("7. Notified body", ref+" point 7")
	d.accessories("8. Accessories, components and software", ref+" point 8")
	d.signature(ref+" point 9", ref+" point 9", ref+" point 9")
	d.keepMarket(false, redLaw+" Article 10(4)")
	d.note("Articles 3(1)(a), 3(1)(b) and 3(2) are not judged here: add the standards applied for them under conformity.standards. Where other Union acts ask for a declaration too, one declaration names them all (Article 18(3)).")
	if presumed {
		d.note("Harmonised standards give no presumption where Implementing Decision (EU) 2025/138 restricts it: users may go without a password; toys and childcare without control by parents; financial assets whose updates are secured in one way only. Then a notified body is needed.")
	}
	if d.in.At.Before(time.Date(2025, 8, 1, 0, 0, 0, 0, time.UTC)) {
		d.note("Delegated Regulation (EU) 2022/30 applies from 1 August 2025.")
	}
}

// opening is points 1 to 4, which both Annexes have; the sentence of responsibility
// names another word for the maker in each.
func (d *draft) opening(ref, product, responsibility string) {
	d.section(Section{Title: product, Ref: ref + " point 1", Fields: d.identity(ref + " point 1")})
	d.section(Section{Title: "2. Manufacturer", Ref: ref + " point 2", Fields: d.people(ref+" point 2", "authorised_representative")})
	d.section(Section{Title: "3. Responsibility", Ref: ref + " point 3", Text: []string{responsibility}})
	d.object("4. Object of the declaration", ref+" point 4")
}

// redOthers are the essential requirements of the Directive that this program
// does not judge. The declaration is about them too, so that it shows whose word
// they rest on.
func redOthers() Table {
	t := Table{Caption: "Article 3(1) and 3(2), not judged here", Columns: []string{"Clause", "Requirement", "Known by"}}
	for _, c := range [][2]string{{"3.1(a)", "Health and safety"}, {"3.1(b)", "Electromagnetic compatibility"}, {"3.2", "Use of radio spectrum"}} {
		t.Rows = append(t.Rows, Row{Cells: []string{c[0], c[1], DeclaredMark}, State: "declared", Backing: &Backing{Basis: assay.Declared, Source: "this paper: nothing was looked at"}})
	}
	return t
}

// craDeclaration is the EU declaration of conformity of Regulation (EU)
// 2024/2847, Annex V.
func craDeclaration(d *draft) {
	d.forMarket("eu", craLaw+", Article 28 and Annex V")
	const ref = "Regulation (EU) 2024/2847 Annex V"
	d.opening(ref, "1. Product with digital elements", "This EU declaration of conformity is issued under the sole responsibility of the provider.")
	one := Table{Caption: "Annex I Part I: the product", Columns: requirementColumns}
	for _, c := range d.clauses("I.I(") {
		one.Rows = append(one.Rows, d.requirement(c, "Annex I Part I", ""))
	}
	two := Table{Caption: "Annex I Part II: handling of vulnerabilities", Columns: requirementColumns}
	for _, c := range d.clauses("I.II(", "art13(8)") {
		two.Rows = append(two.Rows, d.requirement(c, "Annex I Part II", ""))
	}
	d.section(Section{Title: "5. Conformity", Ref: ref + " point 5; Article 28(1)", Text: []string{
		"The object of the declaration described above is in conformity with the relevant Union harmonisation legislation: Regulation (EU) 2024/2847.",
		"The fulfilment of the applicable essential cybersecurity requirements of its Annex I has been demonstrated.",
	}, Fields: []Field{d.period("Support period", "Annex II(7); Article 13(8)")}, Tables: []Table{one, two}})
	d.standards("6. Standards, common specifications or certification", ref+" point 6", nil)
	d.body("7. Notified body", ref+" point 7")
	d.craAlone()
	d.signature(ref+" point 8", ref+" point 8", ref+" point 8")
	d.keepMarket(true, craLaw+" Article 13(13)")
	d.fiveYears()
	if from := "2027-12-11"; d.paper.Made < from {
		d.note("Regulation (EU) 2024/2847 asks for this declaration from 11 December 2027; before that day it is voluntary.")
	}
	d.note("The declaration is translated into the languages that the Member States of sale require (Article 28(2)); where other Union acts ask for a declaration, one declaration names them all (Article 28(3)).")
}

// fiveYears names a support period under five years, which needs a reason.
func (d *draft) fiveYears() {
	last, ok := lastDay(d.in.Declaration.Support.Until)
	placed, _ := d.placedOn()
	if ok && last.Before(placed.AddDate(5, 0, 0)) {
		d.note("The support period ends less than five years after placing on the market; Article 13(8) allows that only where the product is expected to be in use for less. Keep the reasons in the technical file.")
	}
}

// object is point 4: what lets the object be traced.
func (d *draft) object(title, ref string) {
	p := d.in.Declaration.Product
	words := []string{p.Name, p.Model, p.Kind, p.Hardware}
	var said []string
	for _, w := range words {
		if w != "" {
			said = append(said, w)
		}
	}
	fields := []Field{d.own("product", "Object", strings.Join(said, ", "), ref, "name, model, kind and hardware")}
	if a := d.in.Assessment; a != nil && len(a.Subject.Digests) > 0 {
		fields = append(fields, Field{Key: "subject.digests", Label: "Firmware looked at", Value: strings.Join(a.Subject.Digests, ", "), Ref: ref,
			Backing: Backing{Basis: assay.Observed, IDs: a.Subject.Digests, Source: "digest of what was looked at"}})
	}
	d.section(Section{Title: title, Ref: ref, Fields: fields})
}

// standards lists what was applied. A clause of an applied standard that is
// refuted contradicts the declaration of it.
func (d *draft) standards(title, ref string, judged map[string]string) {
	t := Table{Columns: []string{"Standard", "Edition or date", "Applied", "Known by"}}
	for i, s := range d.in.Declaration.Conformity.Standards {
		key := fmt.Sprintf("conformity.standards[%d]", i)
		if s.Date == "" {
			d.missing(key+".date", "Edition or date of "+s.Name, ref, "the edition or date of the standard")
		}
		extent := "in part"
		if s.InFull {
			extent = "in full"
		}
		t.Rows = append(t.Rows, Row{Cells: []string{s.Name, s.Date, extent, DeclaredMark}, State: "declared", Backing: &Backing{Basis: assay.Declared, Source: declaredAt(key)}})
		for _, name := range sortedNames(judged) {
			if v := d.law(judged[name]); v != nil && isStandard(s.Name, name) {
				d.standardHolds(s, v, key, ref)
			}
		}
	}
	if len(t.Rows) == 0 {
		d.missing("conformity.standards", "Standards or specifications applied", ref, `each as {name: EN 18031-1, date: "2024", in_full: true}`)
	}
	d.section(Section{Title: title, Ref: ref, Tables: []Table{t}})
}

func (d *draft) standardHolds(s assay.AppliedStandard, v *assay.RegimeVerdict, key, ref string) {
	for _, c := range v.Clauses {
		if c.Verdict == assay.NotMet {
			d.problem(Problem{Reason: Refuted, Fact: v.Regime + " " + c.ID, What: fmt.Sprintf("%s is declared as applied, but its %s (%s) is refuted by %s", s.Name, c.ID, lower(c.Title), or(strings.Join(c.Because, ", "), "what was observed")),
				Mend: "mend the product, or leave the standard out", Where: declaredAt(key), Clause: ref})
		}
	}
}

// body is the procedure and the notified body. A procedure other than module A
// needs one.
func (d *draft) body(title, ref string) {
	c := d.in.Declaration.Conformity
	fields := []Field{d.own("conformity.procedure", "Conformity assessment procedure", c.Procedure, ref, "the procedure: module A, module B+C or module H")}
	var bodies []assay.Party
	for _, p := range d.in.Declaration.Parties {
		if p.Role == "notified_body" {
			bodies = append(bodies, p)
		}
	}
	for _, p := range bodies {
		fields = append(fields, d.own("parties.notified_body.name", "Notified body", p.Name, ref, "its name"),
			d.own("parties.notified_body.number", "Number", p.Number, ref, "its four-digit number"))
	}
	switch {
	case len(bodies) > 0 || c.Certificate != "":
		fields = append(fields, d.own("conformity.certificate", "Certificate", c.Certificate, ref, "the number and date of the certificate"))
	case c.Procedure != "" && !alone(c.Procedure):
		d.missing("parties", "The notified body", ref, "a party: {role: notified_body, name: …, number: …}")
	}
	text := []string(nil)
	if len(bodies) == 0 {
		text = []string{"No notified body was involved."}
	}
	d.section(Section{Title: title, Ref: ref, Text: text, Fields: fields})
}

func (d *draft) accessories(title, ref string) {
	words := d.in.Declaration.Conformity.Accessories
	s := Section{Title: title, Ref: ref}
	if len(words) == 0 {
		s.Text = []string{"None beside the firmware in factory setting."}
	}
	for _, w := range words {
		s.Fields = append(s.Fields, Field{Key: "conformity.accessories", Label: "Covered", Value: w, Ref: ref, Backing: Backing{Basis: assay.Declared, Source: declaredAt("conformity.accessories")}})
	}
	d.section(s)
}

func (d *draft) keepMarket(support bool, ref string) {
	placed, given := d.placedOn()
	rule := "ten years after placing on the market"
	if support {
		rule += ", or as long as the product is supported where that is longer"
	}
	if !given {
		rule += " (reckoned from the day of issue: conformity.placed_on is not given)"
	}
	d.keepFor(10, placed, support, rule+"; with the technical documentation", ref)
}

func redSimplified(d *draft) {
	d.simplified(redLaw, "radio equipment type", "Directive 2014/53/EU Annex VII")
}

func craSimplified(d *draft) {
	d.simplified(craLaw, "product with digital elements type", "Regulation (EU) 2024/2847 Annex VI")
}

// simplified is the declaration that comes with a product and points at the full
// one.
func (d *draft) simplified(law, object, ref string) {
	d.forMarket("eu", law)
	decl := d.in.Declaration
	maker := d.own("product.manufacturer", "Manufacturer", d.makerName(), ref, "the name as registered")
	model := d.own("product.model", "Type", decl.Product.Model, ref, "the type designation")
	name := d.own("product.name", "Product", decl.Product.Name, ref, "the name on the box")
	full := d.own("conformity.full_text_at", "Full text of the declaration", decl.Conformity.FullTextAt, ref, "the address of the full declaration: https://…")
	if u, err := url.Parse(full.Value); full.Value != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "") {
		d.problem(Problem{Reason: Wrong, Fact: full.Key, What: fmt.Sprintf("%q is no internet address", full.Value), Mend: "write the exact address of the full declaration: https://…", Where: declaredAt(full.Key), Clause: ref})
	}
	rests := d.restsOnFull(ref)
	d.section(Section{Title: "Simplified EU declaration of conformity", Ref: ref, Text: []string{
		fmt.Sprintf("Hereby, %s declares that the %s %s is in compliance with %s.", or(maker.Value, "(not named)"), object, or(model.Value, "(not named)"), law),
		"The full text of the EU declaration of conformity is available at the following internet address: " + or(full.Value, "(not given)"),
	}, Fields: []Field{maker, name, model, full, rests}})
	d.note("The full declaration must answer at that address; it rests on the same facts and is made by assay document %s.", d.fullKind())
}

func (d *draft) fullKind() string { return strings.TrimSuffix(d.kind.Name, "-simplified") }

// restsOnFull makes the full declaration: what refuses that refuses this too. The
// field says how many of its clauses were seen to hold and how many are the maker's
// word, since this paper shows none of them.
func (d *draft) restsOnFull(ref string) Field {
	in := d.in
	in.Draft = true
	full, problems := Make(d.fullKind(), in)
	for _, p := range problems {
		d.problem(p)
	}
	seen, declared := 0, 0
	for _, s := range full.Sections {
		for _, t := range s.Tables {
			for _, r := range t.Rows {
				switch {
				case !slices.Equal(t.Columns, requirementColumns):
				case r.State == string(assay.Met):
					seen++
				case r.State == "declared":
					declared++
				}
			}
		}
	}
	f := Field{Key: "conformity.clauses", Label: "Clauses of the full declaration", Value: fmt.Sprintf("%d seen to hold, %d declared by the maker", seen, declared), Ref: ref,
		Backing: Backing{Basis: assay.Observed, IDs: ids(d.in.AssessmentID), Source: "the full declaration"}}
	if declared > 0 || seen == 0 {
		f.Backing = Backing{Basis: assay.Declared, Source: "the full declaration"}
	}
	return f
}
