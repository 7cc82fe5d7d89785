package oscal

import (
	"fmt"
	"io"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/regime"
	"github.com/assay-project/assay/report"
)

// WriteMapping writes how the requirements of laws, labels and standards relate
// to the provisions of the headline edition: a mapping for each regime that has
// edges. It is the knowledge that regimes are judged by, and the same for every
// product judged by that edition.
func WriteMapping(w io.Writer, doc *assay.Document, _ report.Options) error {
	f, err := newFile(doc)
	if err != nil {
		return err
	}
	m := f.mappings()
	return write(w, "mapping-collection", m, &m.UUID)
}

// relationships are OSCAL's words for ours, both read from the requirement to
// the provision (NIST IR 8477).
var relationships = map[regime.Relation]string{
	regime.Equal: "equal-to", regime.SubsetOf: "subset-of", regime.SupersetOf: "superset-of", regime.IntersectsWith: "intersects-with",
}

func (f *file) mappings() *mappingCollection {
	out := &mappingCollection{Metadata: f.metadata("Laws, labels and standards, and the provisions of EN 303 645 V" + plain(f.sum.Edition)),
		Provenance: provenance{Method: "human", Rationale: "semantic", Status: "not-complete",
			Description: "Requirements were compared with provisions by what they ask. A relation reads from the requirement to the provision: subset-of means that the requirement asks no more than the provision.",
			Remarks:     "Each entry says where its relation comes from and how surely its wording is known: published, read, recalled or inferred. Nothing here is legal advice."},
		BackMatter: &backMatter{Resources: []resource{catalogResource(f.sum.Edition)}}}
	meta := regime.All().Meta
	out.Metadata.Version, out.Metadata.Props, out.Metadata.LastModified = plain(meta.AsOf), nil, dayOr(meta.AsOf, f.at)
	for _, r := range regime.All().Regimes() {
		m := f.mapping(r)
		if len(m.Maps) == 0 {
			continue
		}
		out.Mappings = append(out.Mappings, m)
		res := resource{UUID: id("regime", r.ID), Title: markup(r.Title(), r.ID), Description: markup(r.Name, r.ID), Props: props("id", r.ID, "kind", string(r.Kind), "jurisdiction", r.Jurisdiction, "issuer", r.Issuer),
			Citation: &textual{markup(r.Source, r.Name)}}
		out.BackMatter.Resources = append(out.BackMatter.Resources, res)
	}
	return out
}

func (f *file) mapping(r *regime.Regime) mapping {
	m := mapping{UUID: id("mapping", f.sum.Edition, r.ID), Source: mapped{"catalog", "#" + id("regime", r.ID)}, Target: mapped{"catalog", "#" + catalogOf(f.sum.Edition)}}
	wide := 0
	for i := range r.Edges {
		e := &r.Edges[i]
		relationship, ok := relationships[e.Relation]
		targets := e.IDs(editionOf(f.sum))
		switch {
		case e.Granularity != "provision":
			wide++
			continue
		case !ok || len(targets) == 0:
			continue
		}
		entry := mapEntry{UUID: id("map", f.sum.Edition, r.ID, fmt.Sprint(i)), Relationship: relationship, Sources: []mapItem{{"control", plain(e.Requirement)}},
			Confidence: &confidence{plain(string(e.Confidence))}, Remarks: markup(e.Note, ""),
			Props: props("relation-basis", e.RelationBasis, "source", e.Source, "source-edition", e.Edition)}
		if e.Confidence == "" {
			entry.Confidence = &confidence{plain(string(r.Confidence))}
		}
		if entry.Confidence.Category == "" {
			entry.Confidence = nil
		}
		for _, t := range targets {
			entry.Targets = append(entry.Targets, mapItem{"control", Control(t)})
		}
		if e.PassWhen != "" {
			entry.Qualifiers = []qualifier{{"target", "has-requirement", "addressable", "A pass crosses only where this holds of the product: " + markup(e.PassWhen, "")}}
		}
		if e.Audit != nil {
			entry.Props = append(entry.Props, props("audit", e.Audit.Verdict, "audit-date", e.Audit.Date)...)
		}
		m.Maps = append(m.Maps, entry)
	}
	if wide > 0 {
		m.Remarks = fmt.Sprintf("%s to a whole clause of EN 303 645 are left out: they carry no verdict.", report.Count(wide, "relation"))
	}
	return m
}
