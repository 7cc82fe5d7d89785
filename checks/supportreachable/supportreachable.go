// Package supportreachable asks whether the support period can be read without registration.
package supportreachable

import (
	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/support"
)

// Check is the question about the maker's pages.
var Check = &check.Check{
	Name:     "supportreachable",
	Doc:      "Looks at how the page with the support period was had. Yes: without a log-in. No: the page that is about support periods by its address or by what links to it refuses those who are not logged in. Unknown: no support period was found.",
	Question: "support.free-access",
	Reads:    check.Site,
	Bears: []check.Bearing{
		{Unit: "5.3-13-2/b", On: assay.Yes, Effect: assay.Supports},
		{Unit: "5.3-13-2/b", On: assay.No, Effect: assay.Refutes},
	},
	Run: run,
}

const mend = "Publish the support period where anyone can read it without an account."

func run(p *check.Pass) error {
	found, err := support.Of(p.Input)
	if err != nil {
		return err
	}
	p.Report(found.Open().Finding("", found.Site.Exercised(), mend))
	return nil
}
