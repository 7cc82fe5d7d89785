package document

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/assay-project/assay"
)

const (
	ukLaw   = "Product Security and Telecommunications Infrastructure Act 2022, s. 9; SI 2023/1007, Schedule 4"
	ukRef   = "SI 2023/1007 Sch. 4 para 1"
	ukNorm  = "ETSI EN 303 645 V2.1.1 (2020-06)"
	v211    = "2.1.1"
	labelJP = "jp-jc-star"
	labelSG = "sg-cls"
)

// ukParagraph is a paragraph of Schedule 1 and what Schedule 2 deems enough for it.
type ukParagraph struct {
	number     string
	title      string
	prefix     string
	provisions []string // of V2.1.1, condition A of Schedule 2
	relevant   []string // those where relevant
	still      []string // clauses that apply beside the provisions (Sch. 2 para 3)
}

var ukParagraphs = []ukParagraph{
	{number: "1", title: "Passwords", prefix: "sch1-1", provisions: []string{"5.1-1"}, relevant: []string{"5.1-2"}},
	{number: "2", title: "Information on how to report security issues", prefix: "sch1-2", provisions: []string{"5.2-1"}},
	{number: "3", title: "Information on minimum security update periods", prefix: "sch1-3", provisions: []string{"5.3-13"}, still: []string{"sch1-3(3)", "sch1-3(5)", "sch1-3(6)"}},
}

// ukStatement is the statement of compliance of Schedule 4. Which of Schedules 1
// and 2 is relied on is found per paragraph: Schedule 1 where all of it was seen
// to hold, else the standard where its provisions passed, else a recognised label
// that is current, else Schedule 1 by the maker's word.
func ukStatement(d *draft) {
	d.forMarket("uk", ukLaw)
	p := d.in.Declaration.Product
	d.section(Section{Title: "Product", Ref: ukRef + "(1)(a)", Fields: d.identity(ukRef + "(1)(a)")})
	d.section(Section{Title: "Manufacturer", Ref: ukRef + "(1)(b)", Fields: d.people(ukRef+"(1)(b)", "authorised_representative")})
	d.section(Section{Title: "Who prepared this statement", Ref: ukRef + "(1)(c)",
		Text: []string{fmt.Sprintf("This statement of compliance is prepared by or on behalf of the manufacturer of the product, %s.", or(d.makerName(), "(not named)"))}})

	opinion := Section{Title: "Declaration of compliance", Ref: ukRef + "(1)(d)"}
	relied := false
	var ways []string
	for _, para := range ukParagraphs {
		table, way, norm := d.ukParagraph(para)
		opinion.Tables = append(opinion.Tables, table)
		ways = append(ways, way)
		relied = relied || norm
	}
	opinion.Text = append([]string{fmt.Sprintf("In the opinion of the manufacturer, it has complied with all applicable security requirements in Schedule 1, or with the deemed compliance conditions in Schedule 2, for %s (%s), as follows:", or(p.Name, "the product"), or(p.Model, "no type given"))}, ways...)
	d.section(opinion)
	if relied {
		d.section(Section{Title: "Standard relied on", Ref: ukRef + "(2)", Fields: []Field{{Key: "standard", Label: "Standard, version and date", Value: ukNorm, Ref: ukRef + "(2)", Required: true,
			Backing: Backing{Basis: assay.Declared, Source: "the condition of Schedule 2 named above"}}}})
	}
	if relied && (d.in.Declaration.Facts["has_companion_app"] || d.in.Declaration.Facts["has_associated_service"]) {
		d.note("Schedule 2 reads the provisions across to the software that Schedule 1 names, such as an app: what was judged here is the device. See that they hold there too.")
	}
	d.section(Section{Title: "Defined support period", Ref: ukRef + "(1)(e)", Text: []string{"The defined support period for the product, correct when the manufacturer first supplied it:"},
		Fields: []Field{d.period("Security updates", ukRef+"(1)(e)")}})
	d.signature(ukRef+"(1)(f)", ukRef+"(1)(f)", ukRef+"(1)(g)")
	d.keepFor(10, d.issued(), true, "ten years from issue, or as long as the product is supported where that is longer; manufacturer and importer each keep it", "SI 2023/1007 regs 8 and 9")
	d.note("The statement, or a copy, accompanies the product (Act ss. 9, 15, 22).")
	if p.Batch != "" && !strings.EqualFold(p.Batch, "all") {
		d.note("It covers the batches named and no others.")
	}
}

// ukParagraph is the table of one paragraph of Schedule 1, the way it is complied
// with in a sentence, and whether the standard is relied on.
func (d *draft) ukParagraph(p ukParagraph) (Table, string, bool) {
	clauses := d.clauses(p.prefix)
	how, way, claims, norm := d.ukWay(p, clauses)
	t := Table{Caption: "Schedule 1 paragraph " + p.number + ": " + p.title, Columns: requirementColumns}
	for _, c := range clauses {
		if norm && !p.stillApplies(c.ID) && c.Verdict == assay.Open {
			v, _ := d.provision(v211, p.provisions[0])
			c.Verdict, c.Basis, c.Because, c.Source = assay.Met, v.Basis, []string{ukNorm + " " + p.provisions[0]}, "SI 2023/1007 Sch. 2 para "+p.number
		}
		row := how
		if norm && p.stillApplies(c.ID) {
			row = "Schedule 1"
		}
		t.Rows = append(t.Rows, d.requirement(c, row, claims))
	}
	return t, fmt.Sprintf("Schedule 1 paragraph %s (%s): %s", p.number, lower(p.title), way), norm
}

func (p ukParagraph) stillApplies(id string) bool {
	for _, s := range p.still {
		if s == id {
			return true
		}
	}
	return false
}

func (d *draft) ukWay(p ukParagraph, clauses []assay.RegimeClause) (how, way, claims string, norm bool) {
	all := true
	for _, c := range clauses {
		all = all && (c.Verdict == assay.DoesNotApply || c.Verdict == assay.Met && c.Route == assay.RouteDirect)
	}
	if all && len(clauses) > 0 {
		return "Schedule 1", "the requirements of the paragraph itself.", "", false
	}
	if d.deemed(p) {
		return "Schedule 2 para " + p.number + ", " + strings.Join(p.provisions, ", "),
			"the deemed compliance condition of Schedule 2 paragraph " + p.number + ", " + ukNorm + " provision " + strings.Join(append(append([]string{}, p.provisions...), p.relevant...), " and where relevant ") + ".", "", true
	}
	for _, label := range d.in.Declaration.Labels {
		if name := ukLabel(label); name != "" && d.current(label) {
			return name, fmt.Sprintf("the deemed compliance condition of Schedule 2 paragraph %s, a current %s (number %s, valid to %s).", p.number, name, or(label.Number, "not given"), label.ValidTo), declaredAt("labels"), false
		}
	}
	if d.claimed(v211, p.provisions[0]) {
		claims = fmt.Sprintf("assay.yaml: ics %s claims %s", v211, p.provisions[0])
	}
	return "Schedule 1", "the requirements of the paragraph itself.", claims, false
}

// deemed says whether the provisions of condition A passed on more than a word.
func (d *draft) deemed(p ukParagraph) bool {
	for _, id := range p.provisions {
		if v, ok := d.provision(v211, id); !ok || v.Verdict != assay.Pass || v.Basis.Rank() <= assay.Declared.Rank() {
			return false
		}
	}
	for _, id := range p.relevant {
		v, ok := d.provision(v211, id)
		passed := v.Verdict == assay.Pass && v.Basis.Rank() > assay.Declared.Rank()
		if !ok || !passed && v.Verdict != assay.NotApplicable {
			return false
		}
	}
	return true
}

// starOne is level 1 of JC-STAR as it may be written. Higher ones have other
// criteria, which the Regulations do not name.
var starOne = regexp.MustCompile(`(?i)^(?:★?1|(?:star|level)[ -]?1|★)$`)

// ukLabel names a label that Schedule 2 recognises (SI 2025/1267, from 4 December 2025).
func ukLabel(l assay.HeldLabel) string {
	switch {
	case l.Regime == labelJP && starOne.MatchString(strings.TrimSpace(l.Level)):
		return "JC-STAR STAR-1 label"
	case l.Regime == labelSG:
		return "Singapore CLS label"
	}
	return ""
}

// current says whether a label counts on the day of issue. One that has expired,
// or says no end, is named.
func (d *draft) current(l assay.HeldLabel) bool {
	until, err := time.Parse(time.DateOnly, l.ValidTo)
	switch {
	case err != nil:
		d.note("The %s is not relied on: the declaration does not say until when it is valid.", ukLabel(l))
		return false
	case until.Before(d.issued()):
		d.note("The %s is not relied on: it expired on %s.", ukLabel(l), l.ValidTo)
		return false
	}
	return !d.issued().Before(time.Date(2025, 12, 4, 0, 0, 0, 0, time.UTC))
}
