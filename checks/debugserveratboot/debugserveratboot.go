// Package debugserveratboot asks whether the device starts a program for taking
// it apart, such as gdbserver or adbd.
package debugserveratboot

import (
	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/services"
)

// Check is the question about each debug server.
var Check = &check.Check{
	Name: "debugserveratboot",
	Doc: "Follows init and the scripts it calls to debug servers (gdbserver, adbd, tcf-agent). Yes: one is started, with the condition. " +
		"No: all was followed and none is. Unknown: something could not be followed. gdbserver asks nobody who he is, which 5.6-4A of V3.1.3 forbids.",
	Question: "service.debug.at-boot",
	Bears: []check.Bearing{
		{Unit: "5.6-4A-2", Method: "ts103701/2.1.1", On: assay.Yes, Effect: assay.Refutes},
		{Unit: "5.6-4-2/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.6-1-2/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.5-5-2/b", On: assay.Yes, Effect: assay.Informs},
	},
	Run: run,
}

func run(p *check.Pass) error {
	found, err := services.Of(p.Input)
	if err != nil {
		return err
	}
	any := false
	for _, s := range found.Named() {
		if !s.Debug {
			continue
		}
		any = true
		f := check.Finding{
			Answer: assay.Yes, About: s.Key, Where: s.Where(), Data: s.Data(), Exercised: found.Exercised(),
			Summary: "The debug server " + s.Product + " is started at boot: " + s.Sentence(),
			Mend:    "Take it out of the start-up and of the image.",
		}
		if !found.Reachable(s) || s.Auth != services.AuthNone {
			f.AtMost = assay.Informs
		}
		p.Report(f)
	}
	if !any {
		p.Report(found.Nothing("No debug server is started at boot"))
	}
	return nil
}
