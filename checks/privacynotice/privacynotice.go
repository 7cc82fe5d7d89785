// Package privacynotice asks whether a privacy notice is open to anyone.
package privacynotice

import (
	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/privacy"
)

// Check is the question about the maker's pages.
var Check = &check.Check{
	Name: "privacynotice",
	Doc: "Looks among the pages for a privacy notice. A page counts as the privacy notice by its title, main heading or address; only English is read. " +
		"Yes: one was had. Unknown: none was recognised.",
	Question: "privacy.notice.published",
	Reads:    check.Site,
	Bears: []check.Bearing{
		{Unit: "6-1-2/a", On: assay.Yes, Effect: assay.Supports},
		{Unit: "6-1-1/a", On: assay.Yes, Effect: assay.Informs},
	},
	Run: run,
}

const mend = "Publish a privacy notice for the product."

func run(p *check.Pass) error {
	found, err := privacy.Of(p.Input)
	if err != nil {
		return err
	}
	said := found.Published()
	f := said.Finding("", found.Site.Exercised(), mend)
	// what was not asked for by its address is not known to be where the maker
	// says that it is
	if said.Data["asked"] != true {
		f.AtMost = assay.Informs
	}
	p.Report(f)
	return nil
}
