// Package telemetrynotice asks whether users are told which telemetry is gathered.
package telemetrynotice

import (
	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/privacy"
)

// Check is the question about the maker's pages.
var Check = &check.Check{
	Name:     "telemetrynotice",
	Doc:      "Looks in privacy notices and other pages for sentences or lists that name telemetry, usage or diagnostic data. Yes: some do, quoted, or it is said that none is gathered. Unknown: none was found. Only English is read.",
	Question: "privacy.telemetry.data",
	Reads:    check.Site,
	Bears: []check.Bearing{
		{Unit: "6-5-2/c", On: assay.Yes, Effect: assay.Supports},
		{Unit: "6-5-1/a", On: assay.Yes, Effect: assay.Informs},
	},
	Run: run,
}

const mend = "List the telemetry that the product and its services gather, or say that there is none."

func run(p *check.Pass) error {
	found, err := privacy.Of(p.Input)
	if err != nil {
		return err
	}
	p.Report(found.Telemetry().Finding("", found.Site.Exercised(), mend))
	return nil
}
