// Package privacydata asks whether the privacy notice says which personal data is processed.
package privacydata

import (
	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/privacy"
)

// Check is the question about the maker's pages.
var Check = &check.Check{
	Name: "privacydata",
	Doc: "Looks in the privacy notice for sentences that name personal data. A page counts as the privacy notice by its title, main heading or address; only English is read. " +
		"Yes: there are some, quoted; three or more support that users learn it. No: all of the notice was read and there is none. Unknown: no notice was recognised, or not all was read.",
	Question: "privacy.notice.data",
	Reads:    check.Site,
	Bears: []check.Bearing{
		{Unit: "6-1-2/c", On: assay.Yes, Effect: assay.Supports},
		{Unit: "6-1-2/c", On: assay.No, Effect: assay.Refutes},
	},
	Run: run,
}

const mend = "Name each kind of personal data that the product and its services process."

func run(p *check.Pass) error {
	found, err := privacy.Of(p.Input)
	if err != nil {
		return err
	}
	said := found.Data()
	f := said.Finding("", found.Site.Exercised(), mend)
	// one sentence is little to tell users by
	if n, _ := said.Data["sentences"].(int); f.Answer == assay.Yes && n < 3 {
		f.AtMost = assay.Informs
	}
	p.Report(f)
	return nil
}
