// Package ftpatboot asks whether the device starts an FTP server by itself.
package ftpatboot

import (
	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/services"
)

// Check is the question about each such server.
var Check = &check.Check{
	Name: "ftpatboot",
	Doc: "Follows init and the scripts it calls to an FTP server. Yes: one is started, with the chain and the condition. " +
		"No: all of it was followed and none is. Unknown: something could not be followed.",
	Question: "service.ftp.at-boot",
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
	found.Report(p, "No FTP server is started at boot", func(s *services.Service) check.Finding {
		return check.Finding{
			Answer: assay.Yes, About: s.Key, Where: s.Where(), Data: s.Data(), Exercised: found.Exercised(),
			Summary: "An FTP server is started at boot: " + s.Sentence(),
			Mend:    "Take the FTP server out, or replace it by a transfer over TLS or SSH.",
		}
	}, "ftp")
	return nil
}
