package document

import (
	"fmt"
	"sort"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// edition is the edition of EN 303 645 that a form is for: the one asked for, or
// the newest that the declaration answers.
func (d *draft) edition() standard.Edition {
	if d.in.Edition != "" {
		return standard.Edition(strings.TrimPrefix(strings.ToUpper(d.in.Edition), "V"))
	}
	editions := standard.Editions()
	for i := len(editions) - 1; i >= 0; i-- {
		if _, ok := d.in.Declaration.ICS[string(editions[i])]; ok {
			return editions[i]
		}
	}
	return editions[len(editions)-1]
}

func (d *draft) head(e standard.Edition) {
	d.paper.Law = fmt.Sprintf("ETSI EN 303 645 V%s, by the pro forma of ETSI TS 103 701 V%s Annex A", e, strings.TrimPrefix(string(standard.MethodFor(e)), "ts103701/"))
	d.section(Section{Title: "Identification of the device under test", Ref: "TS 103 701 A.2", Fields: d.dut()})
	if d.paper.Rests != nil {
		d.paper.Rests.Edition = string(e)
	}
}

func (d *draft) dut() []Field {
	p := d.in.Declaration.Product
	const ref = "TS 103 701 A.2"
	fields := []Field{
		d.own("product.name", "Product", p.Name, ref, "the name on the box"),
		d.own("product.manufacturer", "Manufacturer", d.makerName(), ref, "who makes it"),
		d.own("product.model", "Type, batch or model", p.Model, ref, "the type designation as printed"),
		d.own("product.firmware", "Firmware in factory setting", p.Firmware, ref, "the firmware version"),
	}
	fields = append(fields, d.optional("product.hardware", "Hardware", p.Hardware, ref)...)
	if p.Constrained != nil {
		word := "no"
		if *p.Constrained {
			word = "yes"
		}
		fields = append(fields, d.optional("product.constrained", "Constrained device", word+": "+or(p.ConstrainedJustification, "no reason given"), ref)...)
	}
	return fields
}

// icsForm is the implementation conformance statement, provision by provision in
// the order of the standard, with what was observed and what contradicts beside.
func icsForm(d *draft) {
	e := d.edition()
	d.head(e)
	ics := d.declaredICS(e)
	d.conditions(e, ics)
	against := d.contradictions()
	method := standard.MethodFor(e)
	s := standard.EN303645()
	for _, clause := range s.Clauses() {
		t := Table{Columns: []string{"Provision", "What it asks", "Status", "Support", "Detail", "Observed"}}
		for _, p := range s.Provisions(e) {
			if p.Clause == clause.ID {
				t.Rows = append(t.Rows, d.icsRow(p, e, method, ics, against))
			}
		}
		if len(t.Rows) > 0 {
			tables := []Table{t}
			if c := contradicted(t, against); len(c.Rows) > 0 {
				tables = append(tables, c)
			}
			d.section(Section{Title: clause.ID + " " + clause.Title, Tables: tables})
		}
	}
	d.validity(e)
	d.note("What the provisions ask is said in our words; the standard's own text decides.")
}

// declaredICS is the ICS of an edition; that there is none is a problem.
func (d *draft) declaredICS(e standard.Edition) assay.ICS {
	ics := d.in.Declaration.ICS[string(e)]
	if ics.Provisions == nil {
		d.problem(Problem{Reason: Missing, Fact: "ics." + string(e), What: "no ICS for V" + string(e) + " is declared", Mend: "write an answer to each provision", Where: declaredAt("ics." + string(e))})
	}
	return ics
}

func (d *draft) icsRow(p *standard.Provision, e standard.Edition, method standard.MethodID, ics assay.ICS, against map[string][]assay.Contradiction) Row {
	reading, _ := p.In(e)
	status, _ := p.StatusBy(method)
	answer, given := ics.Provisions[p.ID]
	key := "ics." + string(e) + ".provisions." + p.ID
	row := Row{Cells: []string{p.ID, reading.Summary, status.Printed, answer.Support, answer.Detail, "not judged"}, State: "declared",
		Backing: &Backing{Basis: assay.Declared, Source: declaredAt(key)}}
	if !given || answer.Support == "" {
		if ics.Provisions != nil { // without any answer the ICS is missing as a whole, which is said once
			d.problem(Problem{Reason: Missing, Fact: key, What: "provision " + p.ID + " is not answered", Mend: "write Y, N or N/A", Where: declaredAt(key), Clause: p.ID})
		}
		row.Backing, row.State = nil, "open"
	}
	if given && answer.Support != "Y" && answer.Detail == "" {
		d.problem(Problem{Reason: Missing, Fact: key + ".detail", What: fmt.Sprintf("provision %s is answered %s without a reason", p.ID, answer.Support), Mend: "write {support: " + answer.Support + `, detail: "why"}`, Where: declaredAt(key), Clause: p.ID})
	}
	if v, ok := d.provision(string(e), p.ID); ok {
		row.Cells[5] = verdictWord(v.Verdict)
		row.Backing.add(v.Because)
	}
	if told := against[p.ID]; len(told) > 0 {
		row.State = "contradicted"
		row.Cells[5] += fmt.Sprintf("; contradicted %d ×", len(told))
	}
	return row
}

// contradicted is the table of what contradicts the answers of another table.
func contradicted(answers Table, against map[string][]assay.Contradiction) Table {
	t := Table{Caption: "Contradictions", Columns: []string{"Unit", "Declared", "Observed"}}
	for _, r := range answers.Rows {
		for _, c := range against[r.Cells[0]] {
			t.Rows = append(t.Rows, Row{Cells: []string{c.Unit, c.Declared, c.Observed}, State: "contradicted", Backing: &Backing{Basis: assay.Observed, IDs: c.Because}})
		}
	}
	return t
}

func (b *Backing) add(ids []string) {
	if b != nil {
		b.IDs = append(b.IDs, ids...)
	}
}

func verdictWord(j assay.Judgement) string {
	switch j {
	case assay.Pass:
		return "supported"
	case assay.Fail:
		return "refuted"
	case assay.NotApplicable:
		return "n/a"
	}
	return "open"
}

// contradictions lists what was observed against the declaration, by provision.
func (d *draft) contradictions() map[string][]assay.Contradiction {
	by := map[string][]assay.Contradiction{}
	if d.in.Assessment == nil {
		return by
	}
	for _, c := range d.in.Assessment.Contradictions {
		provision := provisionOf(c.Unit)
		by[provision] = append(by[provision], c)
	}
	return by
}

// provisionOf is the provision of a unit or case id: 5.6-1 for 5.6-1-2/b.
func provisionOf(unit string) string {
	unit, _, _ = strings.Cut(unit, "/")
	s := standard.EN303645()
	for unit != "" {
		if _, ok := s.Provision(unit); ok {
			return unit
		}
		cut := strings.LastIndexAny(unit, "-.")
		if cut < 0 {
			return ""
		}
		unit = unit[:cut]
	}
	return ""
}

// conditions are the numbered conditions and lettered features as answered.
func (d *draft) conditions(e standard.Edition, ics assay.ICS) {
	s := standard.EN303645()
	method := standard.MethodFor(e)
	var tables []Table
	if t := answered("Conditions", s.Conditions(method), ics.Conditions); len(t.Rows) > 0 {
		tables = append(tables, t)
	}
	if t := answered("Features", s.Features(method), ics.Features); len(t.Rows) > 0 {
		tables = append(tables, t)
	}
	d.section(Section{Title: "Conditions and features", Tables: tables})
}

func answered(caption string, asked []standard.Condition, given map[string]bool) Table {
	t := Table{Caption: caption, Columns: []string{"No.", "It holds where", "Answer"}}
	for _, c := range asked {
		row := Row{Cells: []string{c.ID, c.Text, "not answered"}, State: "open"}
		if yes, ok := given[c.ID]; ok {
			row.Cells[2] = map[bool]string{true: "yes", false: "no"}[yes]
			row.State, row.Backing = "declared", &Backing{Basis: assay.Declared, Source: declaredAt("ics")}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (d *draft) validity(e standard.Edition) {
	a := d.in.Assessment
	if a == nil || a.Declared == nil || a.Declared.Edition != string(e) || a.Declared.ICSValid == nil {
		return
	}
	s := Section{Title: "Validity of the ICS", Ref: "TS 103 701 clause 4", Text: []string{"By the rules that need no test, this ICS is valid."}}
	if !*a.Declared.ICSValid {
		reasons := append([]string(nil), a.Declared.Reasons...)
		sort.Strings(reasons)
		s.Text = append([]string{"By the rules that need no test, this ICS is not valid:"}, reasons...)
	}
	d.section(s)
}
