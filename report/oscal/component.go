package oscal

import (
	"io"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
)

// WriteComponent writes what the maker claims of the product, as a component
// definition. What was observed is in the assessment results.
func WriteComponent(w io.Writer, doc *assay.Document, _ report.Options) error {
	f, err := newFile(doc)
	if err != nil {
		return err
	}
	c := f.component()
	return write(w, "component-definition", c, &c.UUID)
}

// claims are the words for the support column of the ICS.
var claims = map[string]string{
	"Y":   "The maker claims that the product conforms.",
	"N":   "The maker says that the product does not conform.",
	"N/A": "The maker says that the provision does not apply.",
}

func (f *file) component() *componentDefinition {
	out := &componentDefinition{Metadata: f.metadata("What the maker claims of " + markup(f.sum.Name(), "a product"))}
	if name := plain(f.doc.Subject.Manufacturer); name != "" {
		out.Metadata.Parties = []party{{UUID: f.id("maker"), Type: "organization", Name: name}}
	}
	c := definedComponent{UUID: f.id("product"), Type: "hardware", Title: markup(f.sum.Name(), "product"), Description: "The product as its maker declares it.",
		Props: props("model", f.doc.Subject.Model, "version", f.doc.Subject.Version)}
	for _, d := range f.doc.Subject.Digests {
		c.Props = append(c.Props, props("digest", d)...)
	}
	set := implementation{UUID: f.id("claims"), Source: "#" + catalogOf(f.sum.Edition), Description: "The implementation conformance statement (ICS), provision by provision."}
	if d := f.doc.Declared; d != nil {
		set.Props = props("declaration", d.Evidence, "ics-edition", d.Edition)
		for _, r := range d.Reasons {
			set.Props = append(set.Props, props("ics-not-valid", r)...)
		}
	}
	for _, p := range f.sum.Provisions {
		if p.Claimed == "" {
			continue
		}
		words := claims[p.Claimed]
		if words == "" {
			words = "The maker answers " + markup(p.Claimed, "nothing") + "."
		}
		remarks := ""
		if p.Claimed != "Y" {
			remarks = markup(p.Reason, "")
		}
		set.Requirements = append(set.Requirements, requirement{UUID: f.id("claim", p.ID), ControlID: Control(p.ID), Description: words, Props: props("claimed", p.Claimed), Remarks: remarks})
	}
	if len(set.Requirements) > 0 {
		c.Implementations = []implementation{set}
		out.BackMatter = &backMatter{Resources: []resource{catalogResource(f.sum.Edition)}}
	}
	out.Components = []definedComponent{c}
	return out
}
