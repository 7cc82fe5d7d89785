// Package vdppublished asks whether a policy on vulnerability disclosure is open to anyone.
package vdppublished

import (
	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/policy"
)

// Check is the question about the maker's pages.
var Check = &check.Check{
	Name: "vdppublished",
	Doc: "Looks among the maker's pages for a disclosure policy. A page counts as the policy by its title, its main heading, its address or because security.txt names it; only pages in English are read. " +
		"Yes: one was had without a log-in. No: one is linked or was asked for, and who asks is refused or sent to log in. " +
		"Unknown: none was recognised, or it could not be read.",
	Question: "vdp.policy.published",
	Reads:    check.Site,
	Bears: []check.Bearing{
		{Unit: "5.2-1-2/a", On: assay.Yes, Effect: assay.Supports},
		{Unit: "5.2-1-2/a", On: assay.No, Effect: assay.Refutes},
		{Unit: "5.2-1-1/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.2-1-1/a", On: assay.No, Effect: assay.Informs},
	},
	Run: run,
}

const mend = "Publish a disclosure policy where anyone can read it without an account, and link to it from every page."

func run(p *check.Pass) error {
	found, err := policy.Of(p.Input)
	if err != nil {
		return err
	}
	said := found.Published()
	f := said.Finding("", found.Site.Exercised(), mend)
	// what was not asked for by its address is not known to be where the maker
	// says that it is
	if said.Data["asked"] != true {
		f.AtMost = assay.Informs
	}
	p.Report(f)
	return nil
}
