// Package secretsreadable asks whether every user of the device may read
// password hashes and private keys.
package secretsreadable

import (
	"fmt"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/permissions"
)

// Check is a question about each such file.
var Check = &check.Check{
	Name: "secretsreadable",
	Doc: "Looks for shadow files with hashes and for private keys, and reads their modes. Yes: every user may read the file. No: such files are there and closed. " +
		"Unknown: none was found, or the copy lost the modes.",
	Question: "data.secret.world-readable",
	Bears: []check.Bearing{
		{Unit: "5.4-1-2/a", On: assay.Yes, Effect: assay.Refutes}, // of a secret declared to be closed to others
		{Unit: "5.6-7-1/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.4-1-2/a", On: assay.No, Effect: assay.Informs},
	},
	Run: run,
}

const maxFiles = 50

func run(p *check.Pass) error {
	found, err := permissions.Of(p.Input)
	if err != nil {
		return err
	}
	for i, n := range found.OpenSecrets {
		if i == maxFiles {
			p.Limit("more than 50 secrets that every user may read", n.Origin(), "later ones are not reported one by one", assay.HidesNothing)
			break
		}
		p.Report(check.Finding{
			Answer: assay.Yes, About: "/" + n.Path(), Where: []assay.Where{n.At(0)}, Exercised: found.Exercised(),
			Data:    map[string]any{"mode": fmt.Sprintf("%04o", n.Mode.Perm())},
			Summary: fmt.Sprintf("Every user may read %s (mode %04o)", n.Path(), n.Mode.Perm()), Mend: "Give files with keys or password hashes mode 0600 and the owner that needs them.",
		})
	}
	if len(found.OpenSecrets) > 0 {
		return nil
	}
	f := check.Finding{Answer: assay.No, Exercised: found.Exercised(), Summary: fmt.Sprintf("All %d files with hashes or keys are closed to other users", found.Secrets)}
	switch {
	case found.UnknownModes > 0:
		f.Answer, f.Summary = assay.Unknown, "Who may read secrets cannot be said: the copy lost its modes"
	case found.Secrets == 0:
		f.Answer, f.Summary = assay.Unknown, "No shadow file or private key was found in a file of its own"
	}
	p.Report(f)
	return nil
}
