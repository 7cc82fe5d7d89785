// Package guidancedelete asks whether users are told about deleting data.
package guidancedelete

import (
	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/guidance"
)

// Check is the question about the maker's pages.
var Check = &check.Check{
	Name:     "guidancedelete",
	Doc:      "Looks in guides and under headings on the matter for sentences that tell users what to do: deleting data. Yes: there are some, quoted. No: the guide that was asked for was read in full and has none. Unknown: none was found among the pages; they may stand elsewhere. Whether they suffice a person judges.",
	Question: "docs.guidance.deletion",
	Reads:    check.Site,
	Bears: []check.Bearing{
		{Unit: "5.11-3-1/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.11-3-1/b", On: assay.No, Effect: assay.Informs},
	},
	Run: run,
}

const mend = "Tell users about deleting data, in plain steps."

func run(p *check.Pass) error {
	found, err := guidance.Of(p.Input)
	if err != nil {
		return err
	}
	p.Report(found.On(guidance.Delete).Finding("", found.Site.Exercised(), mend))
	return nil
}
