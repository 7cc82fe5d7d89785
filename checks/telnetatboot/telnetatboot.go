// Package telnetatboot asks whether the device starts a Telnet server by itself,
// and under which condition.
package telnetatboot

import (
	"fmt"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/services"
)

// Check is the question about each Telnet server.
var Check = &check.Check{
	Name: "telnetatboot",
	Doc: "Follows init and the scripts it calls to a Telnet server. Yes: one is started, with the chain and the condition. " +
		"No: all of it was followed and none is. Unknown: something could not be followed, or a program holds a command that would start one. " +
		"A log-in over Telnet travels without any cryptography (RFC 854), which speaks against 5.1-3 where nothing stands in its way.",
	Question: "service.telnet.at-boot",
	Bears: []check.Bearing{
		{Unit: "5.1-3-2/a", On: assay.Yes, Effect: assay.Refutes},
		{Unit: "5.1-3-1/c", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.5-1-2/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.5-5-2/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.6-1-2/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.6-5-1/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.6-1-2/b", On: assay.Unknown, Effect: assay.Informs},
	},
	Run: run,
}

const mend = "Take the line out of the start-up script and the Telnet server out of the image."

func run(p *check.Pass) error {
	found, err := services.Of(p.Input)
	if err != nil {
		return err
	}
	hints := 0
	for i := range found.Graph.Hints {
		h := &found.Graph.Hints[i]
		if h.Server != "telnetd" && h.Server != "utelnetd" {
			continue
		}
		hints++
		p.Report(check.Finding{
			Answer: assay.Unknown, About: "/" + h.Node.Path(), Where: []assay.Where{h.Where()}, Exercised: found.Exercised(), Mend: mend,
			Summary: fmt.Sprintf("%s holds the command %q; whether it runs it the image does not say", h.Node.Name, h.Text),
			Data:    map[string]any{"command": h.Text},
		})
	}
	telnet := found.Named("telnet")
	for _, s := range telnet {
		p.Report(finding(found, s))
	}
	if len(telnet) == 0 && hints == 0 {
		p.Report(found.Nothing("No Telnet server is started at boot"))
	}
	return nil
}

func finding(found *services.Found, s *services.Service) check.Finding {
	f := check.Finding{
		Answer: assay.Yes, About: s.Key, Where: s.Where(), Data: s.Data(), Exercised: found.Exercised(), Mend: mend,
		Summary: "A Telnet server is started at boot: " + s.Sentence(),
	}
	// Without a log-in there is no authentication mechanism to judge the
	// cryptography of; that is another question.
	if !found.Reachable(s) || s.Auth != services.AuthPassword {
		f.AtMost = assay.Informs
	}
	return f
}
