// Package pagegone asks of each page that was asked for by its address whether the
// maker's server still has it.
package pagegone

import (
	"fmt"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/site"
)

// Check is the question about each page that was asked for.
var Check = &check.Check{
	Name: "pagegone",
	Doc: "Looks at the answers to addresses that a person named. Yes: the server says that there is no such page (404, 410, or a page that says so itself). No: it is there. Unknown: it could not be read. " +
		"Where the declaration names the address as the place of the disclosure policy, the support period, the documentation of sensors, personal data or telemetry, that it is gone refutes that the document is published there.",
	Question: "docs.page.gone",
	Reads:    check.Site,
	Bears: []check.Bearing{
		{Unit: "5.2-1-2/a", On: assay.Yes, Effect: assay.Refutes},
		{Unit: "5.3-13-2/a", On: assay.Yes, Effect: assay.Refutes},
		{Unit: "5.8-3-1/a", On: assay.Yes, Effect: assay.Refutes},
		{Unit: "6-1-2/a", On: assay.Yes, Effect: assay.Refutes},
		{Unit: "6-5-2/a", On: assay.Yes, Effect: assay.Refutes},
	},
	Run: run,
}

func run(p *check.Pass) error {
	pages, err := site.Of(p.Input)
	if err != nil {
		return err
	}
	gone, asked := 0, 0
	for _, page := range pages.Pages {
		if !page.Asked {
			continue
		}
		asked++
		if page.State != site.Missing {
			continue
		}
		gone++
		p.Report(check.Finding{
			Answer: assay.Yes, Where: []assay.Where{page.Where()}, Exercised: pages.Exercised(),
			Summary: fmt.Sprintf("There is no page at %s (status %d)", page.Page.URL, page.Status),
			Mend:    "Publish the document there, or say where it is.",
			Data:    map[string]any{"address": page.Page.URL, "status": page.Status},
		})
	}
	switch {
	case gone > 0:
	case asked == 0:
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "No page was asked for by its address", Exercised: pages.Exercised()})
	default:
		p.Report(check.Finding{Answer: assay.No, Summary: fmt.Sprintf("None of %d pages that were asked for is gone", asked), Exercised: pages.Exercised()})
	}
	return nil
}
