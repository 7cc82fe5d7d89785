// Package oscalcatalog is a form of its own for the OSCAL catalog that package oscal
// writes: one form writes one file.
package oscalcatalog

import (
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/report/oscal"
)

// Form writes the provisions as an OSCAL 1.2 catalog, in our words.
var Form = &report.Form{Name: "oscal-catalog", Doc: "the provisions as an OSCAL 1.2 catalog, in our words", Ext: ".oscal.json", Write: oscal.WriteCatalog}
