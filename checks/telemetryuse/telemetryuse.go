// Package telemetryuse asks whether users are told for what and by whom telemetry is used.
package telemetryuse

import (
	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/privacy"
)

// Check is the question about the maker's pages.
var Check = &check.Check{
	Name:     "telemetryuse",
	Doc:      "Looks for sentences on telemetry, usage or diagnostic data that name a purpose and a party. Yes: both stand there, quoted. Unknown: not both were found. Only English is read.",
	Question: "privacy.telemetry.use",
	Reads:    check.Site,
	Bears: []check.Bearing{
		{Unit: "6-5-2/d", On: assay.Yes, Effect: assay.Supports},
	},
	Run: run,
}

const mend = "Say for which purpose and by whom telemetry is used."

func run(p *check.Pass) error {
	found, err := privacy.Of(p.Input)
	if err != nil {
		return err
	}
	p.Report(found.TelemetryUse().Finding("", found.Site.Exercised(), mend))
	return nil
}
