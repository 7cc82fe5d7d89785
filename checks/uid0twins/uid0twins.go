// Package uid0twins asks whether another account than root has user id 0: a
// second way to full control that few people look for.
package uid0twins

import (
	"fmt"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/accounts"
)

// Check is the question about the accounts of the image. Its question key is
// Assay's own: "Does more than one account have user id 0?", good is no.
var Check = &check.Check{
	Name: "uid0twins",
	Doc: "Counts the accounts with user id 0 that can log in, per password file. Yes: there is one beside the first, with its name. " +
		"No: there is one at most. Unknown: there is no passwd file.",
	Question: "account.uid0.second",
	Bears: []check.Bearing{
		{Unit: "5.1-1-2/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.6-7-1/a", On: assay.Yes, Effect: assay.Informs},
	},
	Run: run,
}

var words = map[accounts.State]string{accounts.KnownPassword: "its password is published", accounts.Empty: "without a password", accounts.Unknown: "password not known"}

func run(p *check.Pass) error {
	found, err := accounts.Of(p.Input)
	if err != nil {
		return err
	}
	first := map[string]accounts.Account{} // by file
	systems, twins := 0, 0
	for _, a := range found.All {
		if a.UID != nil {
			systems++
		}
		if !a.Root() || !a.MayLogin() {
			continue
		}
		at := a.Path + a.Where[0].Evidence
		other, seen := first[at]
		if !seen {
			first[at] = a
			continue
		}
		if other.User != "root" && a.User == "root" { // root is the one that belongs there
			first[at] = a
			other, a = a, other
		}
		twins++
		p.Report(check.Finding{
			Answer: assay.Yes, About: a.Key(), Where: append(append([]assay.Where(nil), a.Where...), other.Where[0]),
			Summary: fmt.Sprintf("%s has user id 0 beside %s: a second account with full control (%s)", a.User, other.User, words[a.State]),
			Mend:    "Take the second account with user id 0 out, or give it a user id and the few rights it needs.", Data: map[string]any{"state": string(a.State)},
		})
	}
	switch {
	case twins > 0:
	case systems == 0:
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "No passwd file was found", Exercised: found.Exercised()})
	default:
		p.Report(check.Finding{Answer: assay.No, Summary: fmt.Sprintf("No second account with user id 0 that can log in, of %d", systems), Where: found.Files, Exercised: found.Exercised()})
	}
	return nil
}
