// Package supportenddate asks whether the end of security updates is published for the product.
package supportenddate

import (
	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/support"
)

// Check is the question about the maker's pages.
var Check = &check.Check{
	Name: "supportenddate",
	Doc: "Reads sentences, lists and tables of pages in English for the date until which a product gets security updates. Yes: a date with month and year stands there for the product; where it is not known which product is meant, for the only one that is named. " +
		"No: the page on support periods that was asked for gives no period. " +
		"Unknown: only a length of time, a year, an aim, or a date that can be read in two ways (03/04/2028); or nothing was found.",
	Question: "support.end-date.published",
	Reads:    check.Site,
	Bears: []check.Bearing{
		{Unit: "5.3-13-2/a", On: assay.Yes, Effect: assay.Supports},
		{Unit: "5.3-13-2/c", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.3-13-2/c", On: assay.No, Effect: assay.Refutes},
		{Unit: "5.3-13-1/a", On: assay.Yes, Effect: assay.Informs},
	},
	Run: run,
}

const mend = "Publish the day until which the product gets security updates, with day, month and year."

func run(p *check.Pass) error {
	found, err := support.Of(p.Input)
	if err != nil {
		return err
	}
	said := found.Published(p.At)
	f := said.Finding("", found.Site.Exercised(), mend)
	// what was not asked for by its address is not known to be where the maker
	// says that it is, and of several products not the one that is meant
	if said.Data["asked"] != true || f.Answer == assay.Yes && said.Data["product_known"] != true {
		f.AtMost = assay.Informs
	}
	p.Report(f)
	return nil
}
