// Package report sums up one assessment for people. It holds what every report
// form needs: the headline numbers, the baseline clause by clause, what is
// refuted and by which observation, where the subject stands with laws and
// labels, and the words and signs for all of these.
//
// It promises that every figure comes from the [assay.Document] alone, that the
// order is fixed, that bad news comes first, and that no form says "certified",
// "compliant" or "secure" in our own name. Each form is a folder below this one
// and exports one [Form].
package report

import (
	"io"

	"github.com/assay-project/assay"
)

// Disclaimer is the sentence that every report for people ends with.
const Disclaimer = "This shows what the evidence supports and refutes. It is not a certificate."

// A Form writes a document in one shape.
type Form struct {
	Name string // "html": what -f takes
	Doc  string // one line for help
	Ext  string // file name extension with its dot, ".html"
	// Write writes the whole document. The error is that of the writer, or says
	// what of the document cannot be written in this form.
	Write func(w io.Writer, doc *assay.Document, o Options) error
}

// Options change how a form looks, never what it says. The zero value is a good
// default. Only the form "text" reads them, and "markdown" reads All.
type Options struct {
	Width  int    // columns, 80 where zero; never below 60
	Colour bool   // decided by the caller: a terminal, and NO_COLOR is not set
	Only   State  // list only the provisions in this state, all of them
	All    bool   // no list is cut short, and every provision is listed
	Rerun  string // command that shows this document again, "assay report run.json"; "" if it was not kept
	Saved  string // path of the full report for people, "" if none was written
}
