// Package updatefetched asks by which ways the device fetches and installs software
// from the network.
package updatefetched

import (
	"fmt"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/updates"
)

// Check is the question about each update route.
var Check = &check.Check{
	Name: "updatefetched",
	Doc: "Lists scripts that download software and write it to flash, and that the device or one of its programs runs. Yes: this is such a route. Unknown: none was recognised; compiled programs may fetch unseen. " +
		"A route that is not declared is a contradiction; that there is one is nobody's fault.",
	Question: "update.route.network",
	Bears: []check.Bearing{
		{Unit: "5.3-10-1/c", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.3-10-1/c", On: assay.Unknown, Effect: assay.Informs},
	},
	Run: run,
}

func run(p *check.Pass) error {
	found, err := updates.Of(p.Input)
	if err != nil {
		return err
	}
	said := 0
	for _, m := range found.Mechanisms {
		if m.Kind != "script" || !m.Updates() || len(m.Downloads) == 0 || m.Caller == "" {
			continue
		}
		said++
		p.Report(check.Finding{
			Answer: assay.Yes, About: m.About(), Where: m.At(m.Downloads, m.Writes, m.Hands), Exercised: found.Exercised(),
			Summary: fmt.Sprintf("%s fetches software over the network and installs it, run by %s", m.Node.Path(), m.Caller),
			Mend:    "Declare the update route with its protection, or take it out.",
			Data:    map[string]any{"run_by": m.Caller, "writes_flash": len(m.Writes) > 0},
		})
	}
	if said == 0 {
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "No script was recognised that fetches software and installs it", Exercised: found.Exercised()})
	}
	return nil
}
