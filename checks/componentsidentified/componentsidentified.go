// Package componentsidentified asks whether the software that an image is made
// of can be named with its versions.
package componentsidentified

import (
	"fmt"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/components"
)

// Check is one question about the image; the document lists the components.
var Check = &check.Check{
	Name: "componentsidentified",
	Doc: "Lists components from package databases and by rules on names and strings of files. Yes: components with versions were found, as many as the data says; it is never said that these are all. " +
		"Unknown: none was found, which says nothing about what is in the image.",
	Question: "firmware.components.identified",
	Bears: []check.Bearing{
		{Unit: "5.2-3-1/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.3-1-1/a", On: assay.Yes, Effect: assay.Informs},
	},
	Run: run,
}

func run(p *check.Pass) error {
	inv, err := components.Of(p.Input)
	if err != nil {
		return err
	}
	versions, matchable := 0, 0
	for _, c := range inv.Components {
		if c.Version != "" {
			versions++
		}
		if c.CPE != "" {
			matchable++
		}
	}
	f := check.Finding{
		Answer: assay.Yes, Exercised: map[string]any{"files": inv.Files, "blobs": inv.Blobs, "package_databases": len(inv.Databases)},
		Data:    map[string]any{"components": len(inv.Components), "with_version": versions, "matchable_to_vulnerabilities": matchable},
		Summary: fmt.Sprintf("%d components found, %d with a version, %d that can be matched to published vulnerabilities", len(inv.Components), versions, matchable),
	}
	if len(inv.Components) == 0 {
		f.Answer, f.Summary = assay.Unknown, "No known component was found"
	}
	p.Report(f)
	return nil
}
