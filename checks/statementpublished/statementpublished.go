// Package statementpublished asks whether the maker publishes its statement of
// compliance or declaration of conformity.
package statementpublished

import (
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/statement"
)

// Check is the question about the maker's pages.
var Check = &check.Check{
	Name: "statementpublished",
	Doc: "Looks for a page or paper that calls itself a statement of compliance or a declaration of conformity, and for links to one. Yes: it was had. No: the link to it leads nowhere. " +
		"Unknown: it is linked and was not fetched, or nothing was found. What it says, \"assay document check\" reads.",
	Question: "docs.statement.published",
	Reads:    check.Site,
	Run:      run,
}

func run(p *check.Pass) error {
	said, pages, err := statement.Published(p.Input)
	if err != nil {
		return err
	}
	p.Report(said.Finding("", pages.Exercised(), "Publish the statement with the product's page, and keep the link alive."))
	return nil
}
