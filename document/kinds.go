package document

import (
	"fmt"
	"strings"
	"time"

	"github.com/assay-project/assay"
)

// Input is what papers are made from.
type Input struct {
	Declaration  *assay.Declaration
	Assessment   *assay.Document // nil: nothing was looked at
	AssessmentID string          // id of its bytes
	At           time.Time       // the day the paper is made for
	Declared     bool            // let facts through that are only declared
	Draft        bool            // make a marked draft whatever is missing
	Edition      string          // of EN 303 645, for the forms; "" for the newest declared
	SafeHarbour  bool            // promise researchers not to pursue them
	Held         []Held          // files of the technical file
	Event        *Event          // what is known of a vulnerability or incident
}

// Held is a file that the maker keeps for the technical file. Item is the part
// of its name before the first dot, such as "risk-assessment".
type Held struct {
	Item, Name, Digest string
	Size               int64
}

// Kind is a kind of paper.
type Kind struct {
	Name  string
	Title string
	Law   string   // regime id, "" for what no single law asks
	Needs []string // in words, for a list
	// Report is set for drafts of reports on an event: they are made with open
	// fields, which are named.
	Report bool

	make func(*draft)
}

// Kinds are the kinds of paper that [Make] makes, in the order they are listed.
func Kinds() []Kind {
	return []Kind{
		{Name: "uk-psti", Title: "UK statement of compliance", Law: "uk-psti", make: ukStatement,
			Needs: []string{"identity and batch", "name and address of each manufacturer", "Schedule 1 or 2 per requirement", "defined support period", "signatory"}},
		{Name: "au-statement", Title: "Australian statement of compliance", Law: "au-smart-devices", make: auStatement,
			Needs: []string{"identity and batch", "name and address of manufacturer and representatives", "Schedule 1 of the Rules", "defined support period", "signatory"}},
		{Name: "eu-doc-red", Title: "EU declaration of conformity, Directive 2014/53/EU", Law: "eu-red-da", make: redDeclaration,
			Needs: []string{"identity and batch", "manufacturer and address", "Article 3.3(d), (e), (f)", "standards applied", "procedure", "signatory"}},
		{Name: "eu-doc-red-simplified", Title: "Simplified EU declaration of conformity, Directive 2014/53/EU", Law: "eu-red-da", make: redSimplified,
			Needs: []string{"manufacturer", "type", "address of the full text"}},
		{Name: "eu-doc-cra", Title: "EU declaration of conformity, Regulation (EU) 2024/2847", Law: "eu-cra", make: craDeclaration,
			Needs: []string{"identity and batch", "manufacturer and address", "Annex I", "standards applied", "procedure", "signatory"}},
		{Name: "eu-doc-cra-simplified", Title: "Simplified EU declaration of conformity, Regulation (EU) 2024/2847", Law: "eu-cra", make: craSimplified,
			Needs: []string{"manufacturer", "type", "address of the full text"}},
		{Name: "technical-file", Title: "Index of the technical file", make: technicalFile,
			Needs: []string{"identity", "files in technical-file/ beside assay.yaml, as far as held"}},
		{Name: "ics", Title: "Implementation conformance statement", make: icsForm,
			Needs: []string{"an answer to every provision of the edition"}},
		{Name: "ixit", Title: "Implementation extra information for testing", make: ixitForm,
			Needs: []string{"every table owed for what the ICS claims"}},
		{Name: "security-txt", Title: "security.txt", make: securityText,
			Needs: []string{"contact for reports", "address of the disclosure policy"}},
		{Name: "disclosure-policy", Title: "Vulnerability disclosure policy", make: disclosurePolicy,
			Needs: []string{"contact for reports", "time to acknowledgement", "time between updates"}},
		{Name: "support-page", Title: "Security support period", make: supportPage,
			Needs: []string{"model", "end of the defined support period"}},
		{Name: "cra-early-warning", Title: "Early warning within 24 hours", Law: "eu-cra", Report: true, make: report("early-warning"),
			Needs: []string{"--aware, the time of awareness"}},
		{Name: "cra-notification", Title: "Notification within 72 hours", Law: "eu-cra", Report: true, make: report("notification"),
			Needs: []string{"--aware, the time of awareness"}},
		{Name: "cra-final", Title: "Final report", Law: "eu-cra", Report: true, make: report("final"),
			Needs: []string{"--aware; for a vulnerability also when a measure was available"}},
	}
}

// KindOf finds a kind by name.
func KindOf(name string) (Kind, bool) {
	for _, k := range Kinds() {
		if k.Name == name {
			return k, true
		}
	}
	return Kind{}, false
}

// Make makes a paper. Where there are problems it returns them and no paper,
// unless a draft is asked for, which holds them. What is asked for as a draft is
// one, and marked so, also where nothing is open.
func Make(kind string, in Input) (*Paper, []Problem) {
	k, ok := KindOf(kind)
	if !ok {
		return nil, []Problem{{Reason: Wrong, Fact: "kind", What: fmt.Sprintf("there is no kind of paper %q", kind), Mend: "see assay document list"}}
	}
	if in.Declaration == nil {
		return nil, []Problem{{Reason: Missing, Fact: "declaration", What: "nothing is declared", Mend: "write assay.yaml"}}
	}
	d := newDraft(k, in)
	k.make(d)
	d.paper.Product = d.product()
	d.showAll()
	switch {
	case len(d.problems) == 0 && !in.Draft:
		return d.paper, nil
	case !in.Draft && !k.Report:
		return nil, d.problems
	}
	d.paper.Draft, d.paper.Open = true, d.problems
	if d.paper.Text != "" { // written as it stands: the mark is a comment of the file itself
		d.paper.Text = "# " + DraftMark + "\n" + d.paper.Text
	}
	return d.paper, d.problems
}

// draft is a paper in the making.
type draft struct {
	in       Input
	kind     Kind
	paper    *Paper
	problems []Problem
}

func newDraft(k Kind, in Input) *draft {
	p := &Paper{Schema: PaperSchema, Kind: k.Name, Title: k.Title, Language: "en", Made: in.At.UTC().Format(time.DateOnly)}
	if k.Report {
		p.Made = in.At.UTC().Format(time.RFC3339)
	}
	if a := in.Assessment; a != nil {
		p.Rests = &Rests{Tool: strings.TrimSpace(a.Tool.Name + " " + a.Tool.Version), Assessment: in.AssessmentID, At: a.At, Declaration: in.Declaration.Evidence}
	}
	return &draft{in: in, kind: k, paper: p}
}

func (d *draft) product() Product {
	p := d.in.Declaration.Product
	return Product{Name: p.Name, Manufacturer: d.makerName(), Model: p.Model, Batch: p.Batch, Firmware: p.Firmware}
}

func (d *draft) problem(p Problem) {
	for _, known := range d.problems {
		if known == p {
			return
		}
	}
	d.problems = append(d.problems, p)
}

func (d *draft) section(s Section) { d.paper.Sections = append(d.paper.Sections, s) }

func (d *draft) note(format string, args ...any) {
	d.paper.Notes = append(d.paper.Notes, fmt.Sprintf(format, args...))
}
