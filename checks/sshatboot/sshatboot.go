// Package sshatboot asks whether the device starts an SSH server by itself.
package sshatboot

import (
	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/services"
)

// Check is the question about each such server.
var Check = &check.Check{
	Name: "sshatboot",
	Doc: "Follows init and the scripts it calls to an SSH server. Yes: one is started, with the chain and the condition. " +
		"No: all of it was followed and none is. Unknown: something could not be followed.",
	Question: "service.ssh.at-boot",
	Bears: []check.Bearing{
		{Unit: "5.5-5-2/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.6-1-2/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.6-5-1/a", On: assay.Yes, Effect: assay.Informs},
	},
	Run: run,
}

func run(p *check.Pass) error {
	found, err := services.Of(p.Input)
	if err != nil {
		return err
	}
	found.Report(p, "No SSH server is started at boot", func(s *services.Service) check.Finding {
		return check.Finding{
			Answer: assay.Yes, About: s.Key, Where: s.Where(), Data: s.Data(), Exercised: found.Exercised(),
			Summary: "An SSH server is started at boot: " + s.Sentence(),
			Mend:    "Declare what the SSH server is for and how it is guarded, or leave it out of what is sold.",
		}
	}, "ssh")
	return nil
}
