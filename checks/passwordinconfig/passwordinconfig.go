// Package passwordinconfig asks whether configuration files or scripts of the
// image hold passwords in clear.
package passwordinconfig

import (
	"fmt"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/secrets"
)

// Check is the question about each setting that holds a password.
var Check = &check.Check{
	Name: "passwordinconfig",
	Doc: "Reads settings with names such as password, psk or wpa_passphrase in configuration files, shell scripts and URLs. " +
		"Yes: one holds a value that is neither empty, a placeholder nor a reference. No: all text files were searched and none does. " +
		"Every unit with this image has it, at least until the user changes it; whether it is used the image does not say. " +
		"It refutes only a declaration which says that this password is kept encrypted, and not where the value may be a ciphertext.",
	Question: "cred.hardcoded.found",
	Bears: []check.Bearing{
		{Unit: "5.4-3-1/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.4-3-1/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.4-1-2/a", On: assay.Yes, Effect: assay.Refutes}, // of a password declared to be encrypted
		{Unit: "5.1-1-2/c", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.1-1-1/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.4-3-1/a", On: assay.No, Effect: assay.Informs},
	},
	Run: run,
}

func run(p *check.Pass) error {
	found, err := secrets.Of(p.Input)
	if err != nil {
		return err
	}
	for _, s := range found.Passwords {
		f := check.Finding{
			Answer: assay.Yes, About: fmt.Sprintf("%s@%s:%d", s.Name, s.Path, s.Where.Line), Where: []assay.Where{s.Where},
			Summary: fmt.Sprintf("%s holds a %s in %q (%s)", s.Path, s.Kind, s.Name, s.Redacted),
			Mend:    "Take the password out of the configuration; make it per unit or let the user set it.",
			Data:    map[string]any{"kind": s.Kind, "redacted": s.Redacted, "fingerprint": s.Fingerprint},
		}
		if s.Encoded {
			f.AtMost = assay.Informs // it may be encrypted, as declared
		}
		p.Report(f)
	}
	if len(found.Passwords) == 0 {
		p.Report(check.Finding{Answer: assay.No, Summary: fmt.Sprintf("No password in %d text files", found.Texts), Exercised: found.Exercised()})
	}
	return nil
}
