// Package privacyuse asks whether the privacy notice says for what and by whom personal data is processed.
package privacyuse

import (
	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/privacy"
)

// Check is the question about the maker's pages.
var Check = &check.Check{
	Name: "privacyuse",
	Doc: "Looks in the privacy notice for purposes and for parties. A page counts as the privacy notice by its title, main heading or address; only English is read. " +
		"Yes: both stand there, quoted; three sentences or more support that users learn it. No: all of the notice was read and one is missing. Unknown: no notice was recognised, or not all was read.",
	Question: "privacy.notice.use",
	Reads:    check.Site,
	Bears: []check.Bearing{
		{Unit: "6-1-2/d", On: assay.Yes, Effect: assay.Supports},
		{Unit: "6-1-2/d", On: assay.No, Effect: assay.Refutes},
	},
	Run: run,
}

const mend = "Say for which purpose and by whom each kind of personal data is processed."

func run(p *check.Pass) error {
	found, err := privacy.Of(p.Input)
	if err != nil {
		return err
	}
	said := found.Use()
	f := said.Finding("", found.Site.Exercised(), mend)
	// one sentence is little to tell users by
	if n, _ := said.Data["sentences"].(int); f.Answer == assay.Yes && n < 3 {
		f.AtMost = assay.Informs
	}
	p.Report(f)
	return nil
}
