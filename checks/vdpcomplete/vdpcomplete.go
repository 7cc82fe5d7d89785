// Package vdpcomplete asks whether the disclosure policy holds all that it must.
package vdpcomplete

import (
	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/policy"
)

// Check is the question about the maker's pages.
var Check = &check.Check{
	Name:     "vdpcomplete",
	Doc:      "Joins what is read of contact, acknowledgement and status updates in one policy. Yes: all three stand there. No: one is missing. Unknown: one is not plain, or no policy was recognised.",
	Question: "vdp.content.complete",
	Reads:    check.Site,
	Bears: []check.Bearing{
		{Unit: "5.2-1-2/b", On: assay.Yes, Effect: assay.Supports},
		{Unit: "5.2-1-2/b", On: assay.No, Effect: assay.Refutes},
	},
	Run: run,
}

const mend = "Give the policy a contact, the time of acknowledgement and the interval of status updates."

func run(p *check.Pass) error {
	found, err := policy.Of(p.Input)
	if err != nil {
		return err
	}
	p.Report(found.Complete(p.Input).Finding("", found.Site.Exercised(), mend))
	return nil
}
