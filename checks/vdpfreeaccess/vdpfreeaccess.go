// Package vdpfreeaccess asks whether the disclosure policy can be read unasked, free, in English and without personal data.
package vdpfreeaccess

import (
	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/policy"
)

// Check is the question about the maker's pages.
var Check = &check.Check{
	Name: "vdpfreeaccess",
	Doc: "Looks at how the policy was had and in which language it is. A page counts as the policy by its title, its main heading, its address or because security.txt names it; only pages in English are read. " +
		"Yes: in English, without log-in, and it speaks of no account or payment. No: behind a log-in, or in another language with no link to an English page. " +
		"Unknown: it speaks of an account or a payment, could not be read, or was not recognised. A server that takes the collector for a robot decides nothing.",
	Question: "vdp.free-access",
	Reads:    check.Site,
	Bears: []check.Bearing{
		{Unit: "5.2-1-1/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.2-1-1/a", On: assay.No, Effect: assay.Informs},
	},
	Run: run,
}

const mend = "Publish the policy in English, open to anyone, without asking who reads it."

func run(p *check.Pass) error {
	found, err := policy.Of(p.Input)
	if err != nil {
		return err
	}
	p.Report(found.Access().Finding("", found.Site.Exercised(), mend))
	return nil
}
