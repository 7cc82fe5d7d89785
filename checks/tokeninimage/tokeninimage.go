// Package tokeninimage asks whether the image holds credentials of cloud
// services: access keys, bearer tokens, API keys.
package tokeninimage

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/secrets"
)

// Check is the question about each token.
var Check = &check.Check{
	Name: "tokeninimage",
	Doc: "Searches every file for tokens by strict form, entropy and, where the form is not enough, the name of the setting. " +
		"Yes: one is in the image, common to all units. No: all files were searched and there is none. " +
		"A key that documentation uses as an example is told and opens nothing.",
	Question: "cred.hardcoded.found",
	Bears: []check.Bearing{
		{Unit: "5.4-3-1/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.4-3-1/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.4-4-1/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.4-3-1/a", On: assay.No, Effect: assay.Informs},
	},
	Run: run,
}

func run(p *check.Pass) error {
	found, err := secrets.Of(p.Input)
	if err != nil {
		return err
	}
	for _, t := range found.Tokens {
		f := check.Finding{
			Answer: assay.Yes, About: t.Fingerprint, Where: []assay.Where{t.Where}, Summary: fmt.Sprintf("%s in %s (%s)", capital(t.Kind), t.Path, t.Redacted),
			Mend: "Give each unit credentials of its own, with no more rights than it needs; revoke this one.",
			Data: map[string]any{"kind": t.Kind, "redacted": t.Redacted},
		}
		if t.Note != "" {
			f.Summary, f.Data["note"] = f.Summary+": "+t.Note, t.Note
		}
		p.Report(f)
	}
	if len(found.Tokens) == 0 {
		p.Report(check.Finding{Answer: assay.No, Summary: fmt.Sprintf("No token of a known form in %d files", found.Files), Exercised: found.Exercised()})
	}
	return nil
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
