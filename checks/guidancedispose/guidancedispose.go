// Package guidancedispose asks whether users are told about what to do before it is passed on or thrown away.
package guidancedispose

import (
	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/guidance"
)

// Check is the question about the maker's pages.
var Check = &check.Check{
	Name:     "guidancedispose",
	Doc:      "Looks in guides and under headings on the matter for sentences that tell users what to do: what to do before it is passed on or thrown away. Yes: there are some, quoted. No: the guide that was asked for was read in full and has none. Unknown: none was found among the pages; they may stand elsewhere. Whether they suffice a person judges.",
	Question: "docs.guidance.disposal",
	Reads:    check.Site,
	Bears: []check.Bearing{
		{Unit: "5.11-3-1/b", On: assay.Yes, Effect: assay.Informs},
	},
	Run: run,
}

const mend = "Tell users about what to do before it is passed on or thrown away, in plain steps."

func run(p *check.Pass) error {
	found, err := guidance.Of(p.Input)
	if err != nil {
		return err
	}
	p.Report(found.On(guidance.Dispose).Finding("", found.Site.Exercised(), mend))
	return nil
}
