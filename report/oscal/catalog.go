package oscal

import (
	"io"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/standard"
)

// WriteCatalog writes the provisions of the headline edition as controls, in our
// own words: the standard's sentences belong to their publisher. Test cases are
// the assessment objectives.
func WriteCatalog(w io.Writer, doc *assay.Document, _ report.Options) error {
	f, err := newFile(doc)
	if err != nil {
		return err
	}
	// Nothing in it is of the assessment, so neither is its UUID: other files
	// name it by edition.
	var own string
	return write(w, "catalog", f.catalog(), &own)
}

func (f *file) catalog() *catalog {
	edition := editionOf(f.sum)
	std := standard.EN303645()
	out := &catalog{UUID: catalogOf(f.sum.Edition), Metadata: f.metadata("EN 303 645 V" + plain(f.sum.Edition) + ", provisions as controls, in our words")}
	out.Metadata.Version, out.Metadata.Props = plain(f.sum.Edition), nil
	if e, ok := std.Edition(edition); ok {
		out.Metadata.LastModified = dayOr(e.Date, out.Metadata.LastModified)
	}
	out.Metadata.Remarks = "The sentences are our own. The standard's text belongs to its publisher and is binding."
	for _, c := range std.Clauses() {
		g := group{ID: token("en303645-clause-", c.ID), Title: markup(c.ID+" "+c.Title, c.ID)}
		for _, p := range std.Provisions(edition) {
			if p.Clause == c.ID {
				g.Controls = append(g.Controls, provisionControl(p, edition))
			}
		}
		if len(g.Controls) > 0 {
			out.Groups = append(out.Groups, g)
		}
	}
	return out
}

func provisionControl(p *standard.Provision, edition standard.Edition) control {
	r, _ := p.In(edition)
	out := control{ID: Control(p.ID), Class: "provision", Title: "Provision " + p.ID,
		Props: append([]prop{{Name: "label", Value: p.ID}}, props("level", string(r.Level), "confidence", string(r.Confidence), "source", strings.Join(r.Source, ", "))...),
		Parts: []part{{ID: Control(p.ID) + "_smt", Name: "statement", Prose: markup(r.Summary, p.ID)}}}
	objective := part{ID: Objective(p.ID), Name: "assessment-objective", Prose: "The verdict on provision " + p.ID + ", folded from its test cases."}
	method := standard.MethodFor(edition)
	if m, ok := standard.EN303645().Method(method); ok {
		for _, c := range m.CasesOf(p.ID) {
			objective.Parts = append(objective.Parts, part{ID: token(Control(p.ID)+"_case-", c.ID), Name: "assessment-objective", Prose: "Test case " + c.ID + " of " + string(method) + ".",
				Props: props("type", c.Type, "ixit", strings.Join(c.IXIT, ", "))})
		}
	}
	out.Parts = append(out.Parts, objective)
	return out
}
