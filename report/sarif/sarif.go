// Package sarif writes an assessment as SARIF 2.1.0 (OASIS Standard, 27 March
// 2020), so that code hosts and editors show what the evidence refutes.
//
// A rule is a check with the question it answers. A result is an observation: an
// error where it refutes a provision, a warning where it only informs and the
// answer is not the good one, a note where no answer is the good one. A
// contradiction between declaration and product is an error. Observations that
// only support, or that say the evidence does not tell, are no alerts: they are
// left out and counted in the properties of the run. Fingerprints stay the same
// when a file moves within the image.
package sarif

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
)

// Form is the report for code hosts and editors.
var Form = &report.Form{Name: "sarif", Doc: "SARIF 2.1.0, for code hosts and editors", Ext: ".sarif", Write: Write}

const schemaURI = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

// Write writes the log of doc. The error is that of w.
func Write(w io.Writer, doc *assay.Document, _ report.Options) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(log{Schema: schemaURI, Version: "2.1.0", Runs: []run{newRun(doc)}}); err != nil {
		return fmt.Errorf("write SARIF: %w", err)
	}
	return nil
}

func newRun(doc *assay.Document) run {
	s := report.Summarise(doc)
	name := doc.Tool.Name
	if name == "" {
		name = "assay" // the format asks for at least one character
	}
	b := builder{doc: doc, sum: s, ruleIndex: map[string]int{}, artifactIndex: map[string]int{}, results: []result{}, rules: []rule{}, artifacts: []artifact{}}
	b.contradictions()
	for i := range doc.Observations {
		b.observation(&doc.Observations[i])
	}
	return run{
		Tool:        tool{Driver: driver{Name: report.Plain(name), Version: report.Plain(doc.Tool.Version), Rules: b.rules}},
		Invocations: []invocation{{Successful: true, Notifications: b.notifications()}},
		Artifacts:   b.artifacts,
		Results:     b.results,
		Properties: map[string]any{
			"subject": report.Plain(doc.Subject.Name), "edition": report.Plain(s.Edition), "refuted": s.Counts.Refuted, "refutedMandatory": s.Mandatory.Refuted,
			"supported": s.Counts.Supported, "open": s.Counts.Open, "notApplicable": s.Counts.NotApplicable,
			"observationsLeftOut": b.leftOut, "disclaimer": report.Disclaimer,
		},
		ColumnKind: "unicodeCodePoints",
	}
}
