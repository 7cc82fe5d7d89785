// Package cyclonedx writes the components of an assessment as a CycloneDX 1.6
// bill of materials in JSON, with evidence: where each component was seen, how
// it was identified and how surely. Serial number and time come from the
// document alone, so that the same document gives the same bytes.
//
// It lists what was found. It never says that the list is complete: the
// composition is marked incomplete.
package cyclonedx

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
)

// Form is the bill of materials.
var Form = &report.Form{
	Name: "cyclonedx", Doc: "bill of materials, CycloneDX 1.6, with where each component was seen", Ext: ".cdx.json",
	Write: func(w io.Writer, doc *assay.Document, _ report.Options) error { return Write(w, doc) },
}

// Write writes the bill of materials of one assessment.
func Write(w io.Writer, doc *assay.Document) error {
	enc := cdx.NewBOMEncoder(w, cdx.BOMFileFormatJSON).SetPretty(true).SetEscapeHTML(false)
	if err := enc.EncodeVersion(bom(doc), cdx.SpecVersion1_6); err != nil {
		return fmt.Errorf("write CycloneDX 1.6: %w", err)
	}
	return nil
}

func bom(doc *assay.Document) *cdx.BOM {
	b := cdx.NewBOM()
	b.SerialNumber = serial(doc)
	b.Metadata = &cdx.Metadata{
		Timestamp: doc.At,
		Tools:     &cdx.ToolsChoice{Components: &[]cdx.Component{{Type: cdx.ComponentTypeApplication, Name: doc.Tool.Name, Version: doc.Tool.Version}}},
		Component: subject(doc),
	}
	components := make([]cdx.Component, 0, len(doc.Components))
	refs := make([]cdx.BOMReference, 0, len(doc.Components))
	used := make(map[string]int)
	for _, c := range doc.Components {
		out := component(c)
		out.BOMRef = reference(c, used)
		components = append(components, out)
		refs = append(refs, cdx.BOMReference(out.BOMRef))
	}
	b.Components = &components
	composition := cdx.Composition{Aggregate: cdx.CompositionAggregateIncomplete}
	if len(refs) > 0 {
		composition.Assemblies = &refs
	}
	b.Compositions = &[]cdx.Composition{composition}
	return b
}

func subject(doc *assay.Document) *cdx.Component {
	s := doc.Subject
	name := s.Name
	if name == "" {
		name = "firmware"
	}
	c := &cdx.Component{BOMRef: "subject", Type: cdx.ComponentTypeFirmware, Name: name, Version: s.Version}
	if s.Manufacturer != "" {
		c.Manufacturer = &cdx.OrganizationalEntity{Name: s.Manufacturer}
	}
	var hashes []cdx.Hash
	for _, d := range s.Digests {
		if value, ok := strings.CutPrefix(d, "sha256:"); ok && len(value) == 64 {
			hashes = append(hashes, cdx.Hash{Algorithm: cdx.HashAlgoSHA256, Value: value})
		}
	}
	if len(hashes) > 0 {
		c.Hashes = &hashes
	}
	return c
}

// confidences are our three words as the numbers that CycloneDX wants.
var confidences = map[string]float32{"high": 0.9, "medium": 0.6, "low": 0.3}

func component(c assay.Component) cdx.Component {
	out := cdx.Component{Type: kind(c), Name: c.Name, Version: c.Version, PackageURL: c.PURL, CPE: c.CPE}
	confidence := confidences[c.Confidence]
	identity := cdx.EvidenceIdentity{Field: cdx.EvidenceIdentityFieldTypeName, Confidence: &confidence, ConcludedValue: c.Name}
	if c.PURL != "" {
		identity.Field, identity.ConcludedValue = cdx.EvidenceIdentityFieldTypePURL, c.PURL
	}
	var methods []cdx.EvidenceIdentityMethod
	for _, how := range strings.Split(c.How, ", ") {
		if how != "" {
			methods = append(methods, cdx.EvidenceIdentityMethod{Technique: technique(how), Confidence: &confidence, Value: how})
		}
	}
	if len(methods) > 0 {
		identity.Methods = &methods
	}
	out.Evidence = &cdx.Evidence{Identity: &cdx.EvidenceIdentityChoice{Identities: &[]cdx.EvidenceIdentity{identity}}}
	if places := occurrences(c.Where); len(places) > 0 {
		out.Evidence.Occurrences = &places
	}
	if p := packages(c.PURL); len(p) > 0 {
		out.Properties = &p
	}
	return out
}

func kind(c assay.Component) cdx.ComponentType {
	switch {
	case c.Name == "linux":
		return cdx.ComponentTypeOS
	case c.Name == "u-boot":
		return cdx.ComponentTypeFirmware
	case strings.HasPrefix(c.Name, "lib") || strings.Contains(c.Name, "libc"):
		return cdx.ComponentTypeLibrary
	}
	return cdx.ComponentTypeApplication
}

// technique names how a component was found in CycloneDX's words.
func technique(how string) cdx.EvidenceIdentityTechnique {
	switch {
	case strings.Contains(how, "database"):
		return cdx.EvidenceIdentityTechniqueManifestAnalysis
	case strings.Contains(how, "file name"):
		return cdx.EvidenceIdentityTechniqueFilename
	}
	return cdx.EvidenceIdentityTechniqueBinaryAnalysis
}

func occurrences(where []assay.Where) []cdx.EvidenceOccurrence {
	var places []cdx.EvidenceOccurrence
	for _, w := range where {
		p := cdx.EvidenceOccurrence{Location: w.Path}
		if w.Line > 0 {
			line := w.Line
			p.Line = &line
		}
		if w.Offset != nil && *w.Offset >= 0 && int64(int(*w.Offset)) == *w.Offset {
			offset := int(*w.Offset)
			p.Offset = &offset
		}
		if w.Evidence != "" {
			p.AdditionalContext = w.Evidence
		}
		places = append(places, p)
	}
	return places
}

// packages turns the qualifiers of a package URL into properties, because many
// readers drop qualifiers.
func packages(purl string) []cdx.Property {
	_, qualifiers, ok := strings.Cut(purl, "?")
	if !ok {
		return nil
	}
	var out []cdx.Property
	for _, q := range strings.Split(qualifiers, "&") {
		if key, value, ok := strings.Cut(q, "="); ok {
			out = append(out, cdx.Property{Name: "assay:package:" + key, Value: strings.ReplaceAll(value, "%40", "@")})
		}
	}
	return out
}

// reference is a name for a component that no other of the document has.
func reference(c assay.Component, used map[string]int) string {
	ref := c.PURL
	if ref == "" {
		ref = c.Name + "@" + c.Version
	}
	used[ref]++
	if n := used[ref]; n > 1 {
		ref = fmt.Sprintf("%s#%d", ref, n)
	}
	return ref
}

// serial is a UUID (RFC 9562, version 8: made of what the document says)
// derived from the subject, the time and the components.
func serial(doc *assay.Document) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00%s\x00%q\x00%s", doc.Schema, doc.At, doc.Subject.Digests, doc.Subject.Name)
	for _, c := range doc.Components {
		fmt.Fprintf(h, "\x00%s\x00%s\x00%s", c.Name, c.Version, c.PURL)
	}
	sum := h.Sum(nil)[:16]
	sum[6] = sum[6]&0x0f | 0x80
	sum[8] = sum[8]&0x3f | 0x80
	x := hex.EncodeToString(sum)
	return "urn:uuid:" + x[:8] + "-" + x[8:12] + "-" + x[12:16] + "-" + x[16:20] + "-" + x[20:]
}
