// Package vdpacktime asks whether it is public when a report is acknowledged.
package vdpacktime

import (
	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/policy"
)

// Check is the question about the maker's pages.
var Check = &check.Check{
	Name: "vdpacktime",
	Doc: "Looks in the disclosure policy for a sentence that says within which time a report is acknowledged or answered first. A page counts as the policy by its title, its main heading, its address or because security.txt names it; only pages in English are read. " +
		"Yes: a time is promised, quoted. No: all of the policy was read and it says nothing of an acknowledgement. " +
		"Unknown: an aim (\"we aim to\", \"usually\"), no time, or no policy recognised.",
	Question: "vdp.ack-time.published",
	Reads:    check.Site,
	Bears: []check.Bearing{
		{Unit: "5.2-1-2/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.2-1-2/b", On: assay.No, Effect: assay.Refutes},
	},
	Run: run,
}

const mend = "Say in the disclosure policy within how many days a report is acknowledged."

func run(p *check.Pass) error {
	found, err := policy.Of(p.Input)
	if err != nil {
		return err
	}
	p.Report(found.Acknowledgement().Finding("", found.Site.Exercised(), mend))
	return nil
}
