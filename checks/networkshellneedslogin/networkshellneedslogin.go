// Package networkshellneedslogin asks whether a command line that the device
// offers over the network is refused without log-in.
package networkshellneedslogin

import (
	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/services"
)

// Check is the question about each service that gives a command line.
var Check = &check.Check{
	Name: "networkshellneedslogin",
	Doc: "Looks at what the Telnet, SSH and other services started at boot give to whoever connects. No: a command line without log-in, " +
		"such as telnetd -l /bin/sh. Yes: the service asks for a password or key. Unknown: a program of the maker decides. " +
		"A root shell for everybody changes every setting without authentication, which is what 5.5-5 forbids in all states.",
	Question: "auth.network.required",
	Bears: []check.Bearing{
		{Unit: "5.5-5-2/a", On: assay.No, Effect: assay.Refutes},
		{Unit: "5.5-4-2/a", On: assay.No, Effect: assay.Refutes},
		{Unit: "5.5-5-2/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.5-5-2/a", On: assay.Unknown, Effect: assay.Informs},
	},
	Run: run,
}

func run(p *check.Pass) error {
	found, err := services.Of(p.Input)
	if err != nil {
		return err
	}
	for _, s := range found.Named() {
		if s.Shell {
			p.Report(finding(found, s))
		}
	}
	return nil
}

func finding(found *services.Found, s *services.Service) check.Finding {
	f := check.Finding{About: s.Key, Where: s.Where(), Data: s.Data(), Exercised: found.Exercised()}
	switch s.Auth {
	case services.AuthNone:
		f.Answer, f.Summary = assay.No, "A shell over the network without log-in: "+s.AuthWhy+"; "+s.Sentence()
		f.Mend = "Take the network shell out, or let it ask for a log-in that is individual to the unit."
		if !found.Reachable(s) {
			f.AtMost = assay.Informs
		}
	case services.AuthPassword, services.AuthKey:
		f.Answer, f.Summary = assay.Yes, s.Product+" asks for a "+s.Auth+" ("+s.AuthWhy+")"
	default:
		f.Answer, f.Summary = assay.Unknown, "What "+s.Product+" asks of whoever connects the image does not say: "+s.AuthWhy
	}
	return f
}
