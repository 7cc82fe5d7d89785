// Package networklogin asks which accounts of the image can be logged in to over
// the network.
package networklogin

import (
	"fmt"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/accounts"
	"github.com/assay-project/assay/fact/logins"
	"github.com/assay-project/assay/fact/services"
)

// Check is the question about each account with a password.
var Check = &check.Check{
	Name: "networklogin",
	Doc: "Puts the accounts of the image and the services that it starts at boot together. Yes: a service that is started without condition and answers the network asks for the password of this account. " +
		"No: accounts and start-up were read and there is none. Unknown: what the device starts could not be followed to its end. A log-in that is not declared is a contradiction; that there is one is nobody's fault.",
	Question: "auth.network.login-present",
	Bears: []check.Bearing{
		{Unit: "5.1-5-2/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.1-1-2/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.1-5-2/a", On: assay.No, Effect: assay.Informs},
	},
	Run: run,
}

func run(p *check.Pass) error {
	found, err := accounts.Of(p.Input)
	if err != nil {
		return err
	}
	running, err := services.Of(p.Input)
	if err != nil {
		return err
	}
	said := 0
	for _, a := range found.All {
		if a.State == accounts.Locked {
			continue
		}
		ways := logins.For(p.Input, a)
		if !logins.Open(ways) {
			continue
		}
		said++
		p.Report(check.Finding{
			Answer: assay.Yes, About: a.Key(), Where: append(append([]assay.Where(nil), a.Where...), ways[0].Where...), Exercised: found.Exercised(),
			Summary: fmt.Sprintf("%s can log in over the network: %s", a.User, logins.Words(ways)),
			Mend:    "Declare the log-in and what guards it, or take the account out.",
			Data:    map[string]any{"service_key": ways[0].Key, "web": a.Web},
		})
	}
	if said == 0 {
		f := running.Nothing(fmt.Sprintf("None of %d accounts is asked for by a network service that is started at boot", len(found.All)))
		p.Report(f)
	}
	return nil
}
