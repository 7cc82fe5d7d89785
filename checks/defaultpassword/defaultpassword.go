// Package defaultpassword asks whether an account of the image opens with a
// published default password, or with one that is written in clear.
package defaultpassword

import (
	"fmt"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/accounts"
	"github.com/assay-project/assay/fact/logins"
)

// Check is the question about each account with a password.
var Check = &check.Check{
	Name: "defaultpassword",
	Doc: "Hashes a fixed list of published default passwords against each stored password, capped by count per scheme. " +
		"Yes: the password is one of them, or stands in clear, so every unit with this image shares it. Unknown: there is a hash and the list does not open it, " +
		"which says nothing about how good the password is. No: the account files were read and no account has a password. " +
		"It speaks against 5.1-1 where a network service that starts at boot asks for the password; TS 103 701 searches 5.1-1 over the network only.",
	Question: "auth.default-password.shared",
	Bears: []check.Bearing{
		{Unit: "5.1-1-2/c", On: assay.Yes, Effect: assay.Refutes},
		{Unit: "5.1-1-1/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.1-1-2/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.1-2-1/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.1-2-2/a", On: assay.Yes, Effect: assay.Refutes}, // of a log-in declared to be generated per unit
		{Unit: "5.1-1-2/b", On: assay.Yes, Effect: assay.Refutes}, // of a log-in declared to be set by the user
		{Unit: "5.4-3-1/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.1-1-2/c", On: assay.Unknown, Effect: assay.Informs},
		{Unit: "5.1-1-2/c", On: assay.No, Effect: assay.Supports},
	},
	Run: run,
}

const mend = "Give every unit a password of its own at production, or make the user set one before the log-in works."

func run(p *check.Pass) error {
	found, err := accounts.Of(p.Input)
	if err != nil {
		return err
	}
	said := 0
	for _, a := range found.All {
		if a.State != accounts.KnownPassword && a.State != accounts.Unknown {
			continue
		}
		said++
		p.Report(finding(p.Input, a))
	}
	if said > 0 {
		return nil
	}
	f := check.Finding{Answer: assay.No, Summary: fmt.Sprintf("No account has a password that could be shared; %d account files read", len(found.Files)), Exercised: found.Exercised(), Where: found.Files}
	if len(found.Files) == 0 {
		f.Answer, f.Summary = assay.Unknown, "No account file was found, so accounts are made elsewhere or not at all"
	}
	p.Report(f)
	return nil
}

func finding(in *check.Input, a accounts.Account) check.Finding {
	ways := logins.For(in, a)
	f := check.Finding{
		About: a.Key(), Where: a.Where, Exercised: map[string]any{"candidates_hashed": a.Tried},
		Data: map[string]any{"scheme": string(a.Scheme), "tried": a.Tried, "live": a.Live},
	}
	if len(ways) > 0 {
		f.Data["log_in"] = logins.Words(ways)
	}
	if a.State == accounts.Unknown {
		f.Answer = assay.Unknown
		f.Summary = fmt.Sprintf("%s's password (%s) is none of %d published defaults", a.User, a.Scheme, a.Tried)
		if a.Tried == 0 {
			f.Summary = fmt.Sprintf("%s's password (%s) was not tried: one attempt costs too much or the scheme is not known", a.User, a.Scheme)
		}
		f.Mend = "Say in the declaration how this password is made unique per unit."
		return f
	}
	what := "a published default"
	if !a.Published {
		what = "easy to find"
	}
	f.Answer, f.Mend, f.Data["redacted"] = assay.Yes, mend, a.Redacted
	f.Summary = fmt.Sprintf("%s's password is %s (%q, %s); %s", a.User, what, a.Redacted, a.Scheme, logins.Words(ways))
	if !logins.Open(ways) {
		f.AtMost = assay.Informs
	} else {
		f.Where = append(append([]assay.Where(nil), a.Where...), ways[0].Where...)
	}
	return f
}
