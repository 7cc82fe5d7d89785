// Package certificatevalid asks whether certificates of the image are valid on
// the day of the assessment, and not for so long that nobody will ever renew them.
package certificatevalid

import (
	"fmt"
	"time"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/secrets"
)

// Check is the question about each certificate outside a bundle of roots. Its
// question key is Assay's own: "Is each certificate valid today and renewed in
// reasonable time?", good is yes.
var Check = &check.Check{
	Name: "certificatevalid",
	Doc: "Reads the validity of each certificate in the image at the time given with --at. Yes: valid now, and for no longer than ten years at a stretch, thirty for an authority. " +
		"No: expired, not yet valid, or valid for longer. Unknown: there is no certificate, or no time was given. It informs: the standard sets no lifetime.",
	Question: "crypto.certificate.valid",
	Bears: []check.Bearing{
		{Unit: "5.5-1-1/b", On: assay.No, Effect: assay.Informs},
		{Unit: "5.5-8-1/a", On: assay.No, Effect: assay.Informs},
	},
	Run: run,
}

const year = 365 * 24 * time.Hour

func run(p *check.Pass) error {
	found, err := secrets.Of(p.Input)
	if err != nil {
		return err
	}
	if len(found.Certificates) == 0 || p.At.IsZero() {
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "No certificate of its own is in the image, or no day to read it for", Exercised: found.Exercised()})
		return nil
	}
	for _, c := range found.Certificates {
		answer, words := judge(c, p.At)
		f := check.Finding{
			Answer: answer, About: c.Fingerprint(), Where: c.Where, Summary: fmt.Sprintf("Certificate of %q %s", c.Subject.CommonName, words), Exercised: map[string]any{"certificates": 1},
			Data: map[string]any{"not_before": c.NotBefore.UTC().Format(time.DateOnly), "not_after": c.NotAfter.UTC().Format(time.DateOnly), "ca": c.IsCA},
		}
		if answer == assay.No {
			f.Mend = "Renew the certificate, and give the device a way to get the next one."
		}
		p.Report(f)
	}
	return nil
}

func judge(c *secrets.Certificate, at time.Time) (assay.Answer, string) {
	longest := 10 * year
	if c.IsCA && !c.HasKey {
		longest = 30 * year
	}
	day := c.NotAfter.UTC().Format(time.DateOnly)
	switch {
	case at.After(c.NotAfter):
		return assay.No, "expired on " + day
	case c.NotAfter.Sub(c.NotBefore) > longest+30*24*time.Hour:
		return assay.No, fmt.Sprintf("is valid for %d years, until %s", int(c.NotAfter.Sub(c.NotBefore)/year), day)
	case at.Before(c.NotBefore):
		return assay.No, "is not valid before " + c.NotBefore.UTC().Format(time.DateOnly)
	}
	return assay.Yes, "is valid until " + day
}
