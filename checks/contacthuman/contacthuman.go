// Package contacthuman asks whether there is a way to report besides forms.
package contacthuman

import (
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/policy"
)

// Check is the question about the maker's pages.
var Check = &check.Check{
	Name:     "contacthuman",
	Doc:      "Looks at the contact for reports: a mail address or a telephone number reaches people. Yes: there is one. Unknown: only a form or a platform was found, or nothing.",
	Question: "contact.human",
	Reads:    check.Site,
	Run:      run,
}

const mend = "Offer a mail address or telephone number beside the form."

func run(p *check.Pass) error {
	found, err := policy.Of(p.Input)
	if err != nil {
		return err
	}
	p.Report(found.Human(p.Input).Finding("", found.Site.Exercised(), mend))
	return nil
}
