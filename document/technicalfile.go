package document

import (
	"fmt"
	"sort"
	"strings"

	"github.com/assay-project/assay"
)

// A filePart is a part of a technical file that Regulation (EU) 2024/2847 Annex
// VII (and Directive 2014/53/EU Annex V) lists. Item is how the maker names the
// file; made names what this program can give for it.
type filePart struct {
	ref, red, what, item string
	made                 func(*draft) (string, *Backing)
}

var fileParts = []filePart{
	{"VII(1)(a)", "V(a)", "Intended purpose and general description", "description", nil},
	{"VII(1)(b)", "V(a)", "Software versions that affect compliance", "software-versions", madeVersions},
	{"VII(1)(c)", "V(a)", "Photographs or drawings: outside, marking, inside", "photographs", nil},
	{"VII(1)(d)", "V(a)", "User information and instructions", "user-information", nil},
	{"VII(2)(a)", "V(b), (c)", "Design, development and system architecture", "architecture", nil},
	{"VII(2)(b)", "", "Software bill of materials", "sbom", madeComponents},
	{"VII(2)(b)", "", "Coordinated vulnerability disclosure policy", "disclosure-policy", madePolicy},
	{"VII(2)(b)", "", "Evidence of a contact address for reports", "contact-address", madeContact},
	{"VII(2)(b)", "", "Secure distribution of updates", "update-distribution", nil},
	{"VII(2)(c)", "", "Production, monitoring and their validation", "production", nil},
	{"VII(3)", "", "Cybersecurity risk assessment", "risk-assessment", nil},
	{"VII(4)", "", "What was considered for the support period", "support-period", nil},
	{"VII(5)", "V(d)", "Standards applied, or the solutions chosen", "standards", madeStandards},
	{"VII(6)", "V(g), (h)", "Reports of tests of product and vulnerability handling", "test-reports", madeAssessment},
	{"VII(7)", "V(e)", "Copy of the declaration of conformity", "declaration-of-conformity", nil},
	{"", "V(f)", "Certificate of a notified body, where one was involved", "certificate", nil},
}

// FileItems are the names that files of a technical file begin with.
func FileItems() []string {
	var items []string
	for _, p := range fileParts {
		items = append(items, p.item)
	}
	return items
}

// technicalFile is an index: what is held, by which digest, and what is not. It
// never refuses for what is not held; that is what it is for.
func technicalFile(d *draft) {
	d.paper.Law = craLaw + " Annex VII; " + redLaw + " Annex V"
	d.section(Section{Title: "Product", Fields: d.dut()})
	t := Table{Caption: "Contents", Columns: []string{"2024/2847", "2014/53/EU", "Document", "Held as", "SHA-256"}}
	missing := 0
	used := map[string]bool{}
	for _, p := range fileParts {
		rows := d.heldRows(p, used)
		if len(rows) == 0 {
			row := Row{Cells: []string{p.ref, p.red, p.what, "not held: technical-file/" + p.item + ".…", ""}, State: "not_held"}
			if p.made != nil {
				if words, backing := p.made(d); backing != nil {
					row.Cells[3], row.State, row.Backing = words, "held", backing
					row.Cells[4] = strings.TrimPrefix(strings.Join(backing.IDs, " "), "sha256:")
				}
			}
			rows = []Row{row}
		}
		if rows[0].State == "not_held" {
			missing++
		}
		t.Rows = append(t.Rows, rows...)
	}
	for _, h := range d.in.Held {
		if !used[h.Name] {
			t.Rows = append(t.Rows, Row{Cells: []string{"", "", "Other: " + h.Item, h.Name, strings.TrimPrefix(h.Digest, "sha256:")}, State: "held", Backing: heldBacking(h)})
		}
	}
	d.section(Section{Title: "Index", Tables: []Table{t},
		Text: []string{fmt.Sprintf("%d of %d parts are held; %d are not. A digest says which bytes were there, not that their content is enough.", len(fileParts)-missing, len(fileParts), missing)}})
	d.keepMarket(true, craLaw+" Article 13(13), "+redLaw+" Article 10(4)")
}

func (d *draft) heldRows(p filePart, used map[string]bool) []Row {
	var rows []Row
	for _, h := range d.in.Held {
		if h.Item == p.item {
			used[h.Name] = true
			rows = append(rows, Row{Cells: []string{p.ref, p.red, p.what, h.Name, strings.TrimPrefix(h.Digest, "sha256:")}, State: "held", Backing: heldBacking(h)})
		}
	}
	sort.SliceStable(rows, func(i, j int) bool { return rows[i].Cells[3] < rows[j].Cells[3] })
	return rows
}

func heldBacking(h Held) *Backing {
	return &Backing{Basis: assay.Observed, IDs: []string{h.Digest}, Source: fmt.Sprintf("%s, %d bytes", h.Name, h.Size)}
}

func madeVersions(d *draft) (string, *Backing) {
	p := d.in.Declaration.Product
	a := d.in.Assessment
	if p.Firmware == "" {
		return "", nil
	}
	b := &Backing{Basis: assay.Declared, Source: declaredAt("product.firmware")}
	if a != nil {
		b.IDs = a.Subject.Digests
	}
	return "in the declaration: firmware " + p.Firmware, b
}

func madeComponents(d *draft) (string, *Backing) {
	a := d.in.Assessment
	if a == nil || len(a.Components) == 0 {
		return "", nil
	}
	return fmt.Sprintf("made from the assessment (%d components found; not claimed complete): assay document sbom", len(a.Components)), &Backing{Basis: assay.Observed, IDs: ids(d.in.AssessmentID), Source: "components of the assessment"}
}

func madePolicy(d *draft) (string, *Backing) {
	c := d.in.Declaration.Disclosure
	if c.PolicyURL == "" {
		return "", nil
	}
	b := Backing{Basis: assay.Declared, Source: declaredAt("disclosure.policy")}
	if good, _ := d.observed("vdp.contact.published"); good != nil {
		b = Backing{Basis: good.Basis, Source: good.Summary}
	}
	return "published at " + c.PolicyURL, &b
}

// madeContact holds only what was seen: the law asks for evidence of the address.
func madeContact(d *draft) (string, *Backing) {
	good, _ := d.observed("vdp.contact.published")
	if good == nil {
		return "", nil
	}
	return "seen published: " + good.Summary, &Backing{Basis: good.Basis, Source: good.ID}
}

func madeStandards(d *draft) (string, *Backing) {
	var names []string
	for _, s := range d.in.Declaration.Conformity.Standards {
		names = append(names, strings.TrimSpace(s.Name+" "+s.Date))
	}
	if len(names) == 0 {
		return "", nil
	}
	return "in the declaration: " + strings.Join(names, ", "), &Backing{Basis: assay.Declared, Source: declaredAt("conformity.standards")}
}

func madeAssessment(d *draft) (string, *Backing) {
	if d.in.Assessment == nil {
		return "", nil
	}
	return "the assessment this rests on, by EN 303 645", &Backing{Basis: assay.Observed, IDs: ids(d.in.AssessmentID), Source: "assessment of " + d.in.Assessment.At}
}

func ids(id string) []string {
	if id == "" {
		return nil
	}
	return []string{id}
}
