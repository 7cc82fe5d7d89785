// Package weakpasswordhash asks whether passwords are stored in a form that
// gives them away: DES or MD5 crypt, unsalted hashes, encodings, clear text.
package weakpasswordhash

import (
	"fmt"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/accounts"
)

// Check is the question about each stored password. Its question key is Assay's
// own: "Are passwords stored in a form that is quickly searched?", good is no.
var Check = &check.Check{
	Name: "weakpasswordhash",
	Doc: "Names the scheme of each stored password. Yes: it is descrypt, bsdicrypt, md5crypt, apr1, an unsalted hash, base64 or clear text. " +
		"No: it is sha256crypt, sha512crypt, bcrypt or yescrypt. Unknown: the scheme is not known, or nothing is stored.",
	Question: "cred.stored.weak-hash",
	Bears: []check.Bearing{
		{Unit: "5.4-1-1/c", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.4-1-2/a", On: assay.Yes, Effect: assay.Refutes}, // of a password declared to be kept under a strong hash
		{Unit: "5.1-3-1/c", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.4-1-2/a", On: assay.No, Effect: assay.Informs},
	},
	Run: run,
}

func run(p *check.Pass) error {
	found, err := accounts.Of(p.Input)
	if err != nil {
		return err
	}
	stored := 0
	for _, a := range found.All {
		if a.Stored() == "" {
			continue
		}
		stored++
		f := check.Finding{Answer: assay.No, About: a.Key(), Where: a.Where[:1], Data: map[string]any{"scheme": string(a.Scheme)}}
		f.Summary = fmt.Sprintf("%s's password is stored with %s", a.User, a.Scheme)
		if why := a.Weak(); why != "" {
			f.Answer, f.Summary = assay.Yes, fmt.Sprintf("%s's password is stored as %s: %s", a.User, a.Scheme, why)
			f.Mend = "Store passwords with yescrypt, bcrypt or sha512crypt and a salt of their own."
		} else if a.Scheme == "unrecognised" {
			f.Answer, f.Summary = assay.Unknown, fmt.Sprintf("%s's password is stored in a form that is not known here", a.User)
		}
		f.Exercised = map[string]any{"password_fields": 1}
		p.Report(f)
	}
	if stored == 0 {
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "No stored password was found", Exercised: found.Exercised()})
	}
	return nil
}
