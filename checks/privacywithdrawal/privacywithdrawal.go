// Package privacywithdrawal asks whether users are told how to take consent back.
package privacywithdrawal

import (
	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/privacy"
)

// Check is the question about the maker's pages.
var Check = &check.Check{
	Name: "privacywithdrawal",
	Doc: "Looks in the privacy notice for how consent is withdrawn. A page counts as the privacy notice by its title, main heading or address; only English is read. " +
		"Yes: it is said, quoted. Unknown: it was not found; where nothing rests on consent, nothing need be said.",
	Question: "privacy.consent.withdrawal",
	Reads:    check.Site,
	Bears: []check.Bearing{
		{Unit: "6-3-1/a", On: assay.Yes, Effect: assay.Informs},
	},
	Run: run,
}

const mend = "Say how consent is withdrawn, in the product and on the page."

func run(p *check.Pass) error {
	found, err := privacy.Of(p.Input)
	if err != nil {
		return err
	}
	p.Report(found.Withdrawal().Finding("", found.Site.Exercised(), mend))
	return nil
}
