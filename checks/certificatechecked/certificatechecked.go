// Package certificatechecked asks whether the device's own clients look at the
// certificate of the server they talk to.
package certificatechecked

import (
	"fmt"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/tlsconfig"
	"github.com/assay-project/assay/fact/updates"
)

// Check is a question about each script, program or setting that says otherwise.
var Check = &check.Check{
	Name: "certificatechecked",
	Doc: "Looks for commands and settings that switch the verification of server certificates off: curl -k, wget --no-check-certificate, wgetrc, curlrc, stunnel, mosquitto bridges, nginx as a proxy; " +
		"in scripts and in the strings of programs. No: the file does. Unknown: none was seen, which does not show that certificates are verified.",
	Question: "crypto.cert-validated",
	Bears: []check.Bearing{
		{Unit: "5.5-1-1/b", On: assay.No, Effect: assay.Informs},
		{Unit: "5.5-7-1/a", On: assay.No, Effect: assay.Informs},
		{Unit: "5.8-1-1/a", On: assay.No, Effect: assay.Informs},
	},
	Run: run,
}

const mend = "Verify the server's certificate against a pinned or a public authority; ship its certificate in the image."

func run(p *check.Pass) error {
	found, err := updates.Of(p.Input)
	if err != nil {
		return err
	}
	configs, err := tlsconfig.Of(p.Input)
	if err != nil {
		return err
	}
	exercised := found.Exercised()
	exercised["configurations"] = len(configs)
	seen := 0
	for _, m := range found.Mechanisms {
		if len(m.Careless) == 0 {
			continue
		}
		where := m.At(m.Careless)
		if m.Offset > 0 {
			where = []assay.Where{m.Node.AtOffset(m.Offset)}
		}
		seen++
		p.Report(check.Finding{Answer: assay.No, About: m.About(), Where: where, Mend: mend, Exercised: exercised,
			Summary: fmt.Sprintf("%s talks to servers without looking at their certificate (%s)", m.Node.Path(), m.Careless[0].What)})
	}
	for _, c := range configs {
		if len(c.Unverified) == 0 {
			continue
		}
		seen++
		p.Report(check.Finding{Answer: assay.No, About: "/" + c.Node.Path(), Where: []assay.Where{c.Node.At(c.Unverified[0])}, Mend: mend, Exercised: exercised,
			Summary: fmt.Sprintf("%s switches the verification of certificates off for %s", c.Node.Path(), c.Product)})
	}
	if seen == 0 {
		p.Report(check.Finding{Answer: assay.Unknown, Exercised: exercised, Summary: "Nothing was seen that switches the verification of certificates off; whether programs verify is not visible"})
	}
	return nil
}
