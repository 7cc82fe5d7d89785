// Package oscalcomponent is a form of its own for the OSCAL component that package oscal
// writes: one form writes one file.
package oscalcomponent

import (
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/report/oscal"
)

// Form writes what the maker claims, as an OSCAL 1.2 component definition.
var Form = &report.Form{Name: "oscal-component", Doc: "what the maker claims, as an OSCAL 1.2 component definition", Ext: ".oscal.json", Write: oscal.WriteComponent}
