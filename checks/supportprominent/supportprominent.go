// Package supportprominent asks whether the page that sells the product shows the support period.
package supportprominent

import (
	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/support"
)

// Check is the question about the maker's pages.
var Check = &check.Check{
	Name: "supportprominent",
	Doc: "Looks at pages that offer the product for sale. Yes: the end date stands on the page. No: all of the page was read, and it neither shows the period nor links to it. " +
		"Unknown: it links to the period, shows a length of time, or no such page was read.",
	Question: "support.prominent",
	Reads:    check.Site,
	Bears: []check.Bearing{
		{Unit: "5.3-13-1/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.3-13-1/a", On: assay.No, Effect: assay.Informs},
	},
	Run: run,
}

const mend = "Show the end of security updates beside the main characteristics on every page that sells the product."

func run(p *check.Pass) error {
	found, err := support.Of(p.Input)
	if err != nil {
		return err
	}
	p.Report(found.Prominent().Finding("", found.Site.Exercised(), mend))
	return nil
}
