// Package oscalmapping is a form of its own for the OSCAL mapping that package oscal
// writes: one form writes one file.
package oscalmapping

import (
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/report/oscal"
)

// Form writes how laws and labels relate to the provisions, as an OSCAL 1.2 mapping collection.
var Form = &report.Form{Name: "oscal-mapping", Doc: "how laws and labels relate to the provisions, as an OSCAL 1.2 mapping collection", Ext: ".oscal.json", Write: oscal.WriteMapping}
