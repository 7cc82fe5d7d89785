// Package vdpstatustime asks whether it is public when reporters get status updates.
package vdpstatustime

import (
	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/policy"
)

// Check is the question about the maker's pages.
var Check = &check.Check{
	Name: "vdpstatustime",
	Doc: "Looks in the disclosure policy for a sentence that says how often a reporter is told of the progress. A page counts as the policy by its title, its main heading, its address or because security.txt names it; only pages in English are read. " +
		"Yes: an interval is promised, quoted. No: all of the policy was read and it says nothing of updates. " +
		"Unknown: an aim, no interval, or no policy recognised.",
	Question: "vdp.status-time.published",
	Reads:    check.Site,
	Bears: []check.Bearing{
		{Unit: "5.2-1-2/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.2-1-2/b", On: assay.No, Effect: assay.Refutes},
	},
	Run: run,
}

const mend = "Say in the disclosure policy how often reporters get status updates until the matter is resolved."

func run(p *check.Pass) error {
	found, err := policy.Of(p.Input)
	if err != nil {
		return err
	}
	p.Report(found.StatusUpdates().Finding("", found.Site.Exercised(), mend))
	return nil
}
