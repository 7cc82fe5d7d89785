// Package vdpcontact asks whether a contact for security reports is public.
package vdpcontact

import (
	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/policy"
)

// Check is the question about the maker's pages.
var Check = &check.Check{
	Name: "vdpcontact",
	Doc: "Looks for a mail address, form, page or telephone number that the disclosure policy, security.txt or a link to a platform offers for reports. A page counts as the policy by its title, its main heading, its address or because security.txt names it; only pages in English are read. " +
		"Yes: there is one, quoted. No: all of the policy was read and there is none. " +
		"Unknown: no policy was recognised, an address stands there without saying that it takes reports, or security.txt has expired.",
	Question: "vdp.contact.published",
	Reads:    check.Site,
	Bears: []check.Bearing{
		{Unit: "5.2-1-2/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.2-1-2/b", On: assay.No, Effect: assay.Refutes},
	},
	Run: run,
}

const mend = "Name an address or form for security reports in the disclosure policy and in security.txt."

func run(p *check.Pass) error {
	found, err := policy.Of(p.Input)
	if err != nil {
		return err
	}
	p.Report(found.Contact(p.Input).Finding("", found.Site.Exercised(), mend))
	return nil
}
