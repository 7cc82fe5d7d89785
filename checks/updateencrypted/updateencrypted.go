// Package updateencrypted asks whether updates are fetched over a protected
// channel.
package updateencrypted

import (
	"fmt"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/updates"
)

// Check is a question about each update mechanism that downloads.
var Check = &check.Check{
	Name: "updateencrypted",
	Doc: "Reads update scripts and package feeds. No: the download goes over http, ftp or tftp, or over TLS without verification of the certificate. Yes: every download that is seen uses neither. " +
		"Unknown: no download of an update was seen, or whoever calls the script names the address. A signed image may travel in the clear; the signature is asked for by updateverified.",
	Question: "update.channel.protected",
	Bears: []check.Bearing{
		{Unit: "5.3-10-1/b", On: assay.No, Effect: assay.Informs},
		{Unit: "5.3-7-1/b", On: assay.No, Effect: assay.Informs},
		{Unit: "5.3-10-1/b", On: assay.Yes, Effect: assay.Informs},
	},
	Run: run,
}

func run(p *check.Pass) error {
	found, err := updates.Of(p.Input)
	if err != nil {
		return err
	}
	judged := false
	for _, m := range found.Mechanisms {
		if !m.Updates() || len(m.Downloads) == 0 {
			continue
		}
		judged = true
		f := judge(m)
		f.About, f.Exercised = m.About(), found.Exercised()
		p.Report(f)
	}
	if !judged {
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "No download of an update was seen in scripts and settings", Exercised: found.Exercised()})
	}
	return nil
}

func judge(m *updates.Mechanism) check.Finding {
	const mend = "Fetch updates over TLS with the certificate verified, and sign them."
	switch {
	case len(m.Plain) > 0:
		return check.Finding{Answer: assay.No, Where: m.At(m.Plain), Mend: mend,
			Summary: fmt.Sprintf("%s fetches over an unprotected channel (%s)", m.Node.Path(), m.Plain[0].What)}
	case len(m.Careless) > 0:
		return check.Finding{Answer: assay.No, Where: m.At(m.Careless), Mend: mend,
			Summary: fmt.Sprintf("%s fetches without verification of the certificate (%s)", m.Node.Path(), m.Careless[0].What)}
	}
	if m.Kind == "script" && len(m.Protected) < len(m.Downloads) {
		return check.Finding{Answer: assay.Unknown, Where: m.At(m.Downloads), Summary: m.Node.Path() + " fetches updates; from where, it is told by whoever calls it"}
	}
	return check.Finding{Answer: assay.Yes, Where: m.At(m.Downloads), Summary: m.Node.Path() + " fetches updates, and no unprotected channel is named in it"}
}
