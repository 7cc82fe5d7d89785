// Package consoleneedslogin asks whether the serial console of the device is
// refused without log-in.
package consoleneedslogin

import (
	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/services"
)

// Check is the question about each terminal that init opens.
var Check = &check.Check{
	Name: "consoleneedslogin",
	Doc: "Reads what init opens on the serial console. No: a shell without log-in (inittab respawn or askfirst of a shell, getty -l /bin/sh, login -f). " +
		"Yes: getty or login asks for a password; whether that password is a known one is asked elsewhere. Unknown: no start of the device was found. " +
		"A shell without log-in is a debug interface that is neither disabled nor guarded, which 5.6-4A of V3.1.3 wants whether or not the port can be reached from outside; 5.6-4 of V2.1.1 depends on that and is only informed.",
	Question: "auth.local.required",
	Bears: []check.Bearing{
		{Unit: "5.6-4A-2", Method: "ts103701/2.1.1", On: assay.No, Effect: assay.Refutes},
		{Unit: "5.6-4-2/a", On: assay.No, Effect: assay.Informs},
		{Unit: "5.6-4-2/b", On: assay.No, Effect: assay.Informs},
		{Unit: "5.6-4A-2", Method: "ts103701/2.1.1", On: assay.Yes, Effect: assay.Informs},
	},
	Run: run,
}

func run(p *check.Pass) error {
	found, err := services.Of(p.Input)
	if err != nil {
		return err
	}
	for i := range found.Consoles {
		p.Report(finding(found, &found.Consoles[i]))
	}
	if len(found.Consoles) == 0 && found.Graph.Init == "" {
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "What the device opens on its console the image does not show", Exercised: found.Exercised()})
	}
	return nil
}

func finding(found *services.Found, c *services.Console) check.Finding {
	f := check.Finding{
		Answer: assay.Yes, About: "/dev/" + c.TTY, Where: c.Where(), Exercised: found.Exercised(),
		Data:    map[string]any{"command": c.Command(), "action": c.Action, "kind": c.Kind},
		Summary: c.Name + " on /dev/" + c.TTY + " asks for a log-in",
	}
	if c.Auth == services.AuthNone {
		f.Answer, f.Summary = assay.No, "A shell on the console /dev/"+c.TTY+" without log-in: "+c.Command()
		f.Mend = "Take the line out of inittab, and switch the console off in what is sold."
		if !c.Unconditional() || c.Missing() {
			f.AtMost = assay.Informs
		}
	}
	return f
}
