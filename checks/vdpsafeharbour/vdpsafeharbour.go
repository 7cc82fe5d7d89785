// Package vdpsafeharbour asks whether the maker promises not to act against who reports.
package vdpsafeharbour

import (
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/policy"
)

// Check is the question about the maker's pages.
var Check = &check.Check{
	Name:     "vdpsafeharbour",
	Doc:      "Looks in the disclosure policy for a promise to take no legal action against those who follow it. Yes: there is one, quoted. Unknown: none was found; nothing asks for it.",
	Question: "vdp.safe-harbour.published",
	Reads:    check.Site,
	Run:      run,
}

const mend = "Say in the policy that no legal action follows on reports made in good faith."

func run(p *check.Pass) error {
	found, err := policy.Of(p.Input)
	if err != nil {
		return err
	}
	p.Report(found.Harbour().Finding("", found.Site.Exercised(), mend))
	return nil
}
