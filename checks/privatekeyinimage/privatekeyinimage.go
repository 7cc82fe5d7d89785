// Package privatekeyinimage asks whether the image holds private keys, which
// all units that run it then share.
package privatekeyinimage

import (
	"fmt"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/secrets"
)

// Check is the question about each private key.
var Check = &check.Check{
	Name: "privatekeyinimage",
	Doc: "Parses private keys of every common format in every file. Yes: a key is in the image and parses. No: all files were searched and there is none. " +
		"Unknown: the key is under a passphrase, or lies in a partition that the device writes, so the unit may have made it itself. " +
		"A key that is merely there does not refute 5.4-3: it may be unused, or replaced at first start.",
	Question: "cred.hardcoded.found",
	Bears: []check.Bearing{
		{Unit: "5.4-3-1/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.4-3-1/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.4-4-1/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.4-1-2/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.4-3-1/a", On: assay.Unknown, Effect: assay.Informs},
		{Unit: "5.4-3-1/a", On: assay.No, Effect: assay.Informs},
	},
	Run: run,
}

func run(p *check.Pass) error {
	found, err := secrets.Of(p.Input)
	if err != nil {
		return err
	}
	for _, k := range found.Keys {
		p.Report(finding(k))
	}
	if len(found.Keys) == 0 {
		p.Report(check.Finding{Answer: assay.No, Summary: fmt.Sprintf("No private key in %d files", found.Files), Exercised: found.Exercised()})
	}
	return nil
}

func finding(k *secrets.Key) check.Finding {
	f := check.Finding{
		Answer: assay.Yes, About: k.Fingerprint(), Where: k.Where, Mend: "Make the key on each unit at first start, and take it out of the image.",
		Summary: fmt.Sprintf("Private key %s (%s)", k.Paths[0], k.Describe()),
		Data:    map[string]any{"format": k.Format, "algorithm": k.Algorithm, "bits": k.Bits, "certificates": len(k.Fits), "paths": k.Paths},
	}
	switch {
	case k.Encrypted:
		f.Answer, f.Summary = assay.Unknown, f.Summary+": whether the passphrase is in the image is not known"
	case k.Sample != "":
		f.Answer, f.Summary = assay.Unknown, f.Summary+": "+k.Sample
	case k.Writable && len(k.Fits) == 0 && k.HostKey():
		f.Answer, f.Summary = assay.Unknown, f.Summary+": it lies where the device writes, so the unit may have made it"
	case len(k.Fits) > 0:
		f.Summary += fmt.Sprintf(" fits the certificate of %q", k.Fits[0].Subject.CommonName)
	}
	return f
}
