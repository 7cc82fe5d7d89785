// Package emptypassword asks whether an account lets anybody in without a password.
package emptypassword

import (
	"fmt"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/accounts"
	"github.com/assay-project/assay/fact/logins"
)

// Check is the question about each account of the image. Its question key is
// Assay's own: "Is there an account that needs no password?", good is no.
var Check = &check.Check{
	Name: "emptypassword",
	Doc: "Reads the password field of each account. Yes: it is empty, is the hash of nothing, or is a placeholder that the device's own log-in script lets through. " +
		"No: account files were read and each account has a password or is locked. Unknown: there are no account files. " +
		"It speaks against access control (5.5-4, 5.5-5) where a network service that starts at boot takes an empty password; SSH servers refuse one unless told otherwise.",
	Question: "auth.password.empty",
	Bears: []check.Bearing{
		{Unit: "5.5-4-2/a", On: assay.Yes, Effect: assay.Refutes},
		{Unit: "5.5-5-2/a", On: assay.Yes, Effect: assay.Refutes},
		{Unit: "5.1-1-2/c", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.1-1-2/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.1-1-2/c", On: assay.No, Effect: assay.Informs},
	},
	Run: run,
}

func run(p *check.Pass) error {
	found, err := accounts.Of(p.Input)
	if err != nil {
		return err
	}
	empty := 0
	for _, a := range found.All {
		if a.State != accounts.Empty || !a.Web && !a.MayLogin() {
			continue
		}
		empty++
		p.Report(finding(p.Input, a))
	}
	switch {
	case empty > 0:
	case len(found.Files) == 0:
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "No account file was found", Exercised: found.Exercised()})
	default:
		p.Report(check.Finding{Answer: assay.No, Summary: fmt.Sprintf("Each of %d accounts has a password or is locked", len(found.All)), Where: found.Files, Exercised: found.Exercised()})
	}
	return nil
}

func finding(in *check.Input, a accounts.Account) check.Finding {
	ways := logins.For(in, a)
	f := check.Finding{
		Answer: assay.Yes, About: a.Key(), Where: a.Where, Data: map[string]any{"live": a.Live},
		Summary: fmt.Sprintf("%s needs no password; %s", a.User, logins.Words(ways)),
		Mend:    "Lock accounts without a password (\"!\" in the password field) or take them out.",
	}
	if a.UID != nil {
		f.Data["uid"] = *a.UID
	}
	if a.Note != "" {
		f.Data["note"], f.Summary = a.Note, fmt.Sprintf("%s needs no password: %s", a.User, a.Note)
	}
	if !logins.Open(ways) {
		f.AtMost = assay.Informs
	}
	return f
}
