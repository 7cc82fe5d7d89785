// Package updateverified asks of each way by which a device replaces its
// software whether a signature is verified first.
package updateverified

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/updates"
)

// Check is a question about each update mechanism.
var Check = &check.Check{
	Name: "updateverified",
	Doc: "Reads update scripts, the settings of known update programs and the package manager, and the imports of update programs. Yes: a signature is verified in the script or a key is configured. " +
		"No: a script downloads and writes flash itself and verifies nothing, or packages come unsigned; it refutes only where the very file that is written was fetched over an open channel (http, ftp, tftp, TLS without a look at the certificate), " +
		"no digest from elsewhere is compared, and the device or one of its programs runs the script. " +
		"Unknown: the script hands the image to another program, or a compiled program decides.",
	Question: "firmware.update-verified",
	Bears: []check.Bearing{
		{Unit: "5.3-9-1/a", On: assay.No, Effect: assay.Refutes},
		{Unit: "5.3-9-1/b", On: assay.No, Effect: assay.Refutes},
		{Unit: "5.3-10-1/b", On: assay.No, Effect: assay.Refutes},
		{Unit: "5.3-7-1/b", On: assay.No, Effect: assay.Refutes},
		{Unit: "5.3-2-2/b", On: assay.No, Effect: assay.Refutes},
		{Unit: "5.3-9-1/a", On: assay.Yes, Effect: assay.Supports},
		{Unit: "5.3-9-1/b", On: assay.Yes, Effect: assay.Supports},
		{Unit: "5.3-9-1/c", On: assay.Yes, Effect: assay.Supports}, // it is the device that verifies
		{Unit: "5.3-9-1/d", On: assay.Yes, Effect: assay.Supports},
		{Unit: "5.3-10-1/b", On: assay.Yes, Effect: assay.Supports},
		{Unit: "5.3-2-2/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.3-9-1/a", On: assay.Unknown, Effect: assay.Informs},
		{Unit: "5.3-10-1/b", On: assay.Unknown, Effect: assay.Informs},
	},
	Run: run,
}

const mend = "Sign images with a key kept off-line and verify the signature on the device before anything is written (openssl dgst -verify, usign, RAUC, SWUpdate)."

func run(p *check.Pass) error {
	found, err := updates.Of(p.Input)
	if err != nil {
		return err
	}
	judged := false
	for _, m := range found.Mechanisms {
		if f, ok := judge(m); ok {
			f.About, f.Exercised = m.About(), found.Exercised()
			p.Report(f)
			judged = true
		}
	}
	if !judged {
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "No update mechanism was recognised in scripts and settings", Exercised: found.Exercised()})
	}
	return nil
}

// judge says what is visible of one mechanism; false for one that installs nothing.
func judge(m *updates.Mechanism) (check.Finding, bool) {
	f := check.Finding{Data: data(m)}
	switch {
	case !m.Updates():
		return f, false
	case m.Kind == "program":
		f.Answer, f.Where = assay.Unknown, m.At()
		f.Summary = m.Node.Path() + " installs updates; whether it verifies a signature its strings do not show"
		if len(m.Verifies) > 0 {
			f.Summary = m.Node.Path() + " installs updates and " + m.Verifies[0].What + "; whether it does so before it writes is not visible"
		}
	case len(m.Verifies) > 0:
		f.Answer, f.Where = assay.Yes, m.At(m.Verifies)
		f.Summary = fmt.Sprintf("%s verifies a signature (%s) before it installs", m.Node.Path(), m.Verifies[0].What)
		if m.Kind == "packages" || m.Kind == "updater" {
			f.Summary = fmt.Sprintf("%s asks for signatures (%s)", m.Node.Path(), m.Verifies[0].What)
		}
		if m.Kind == "script" && late(m) {
			f.Answer, f.Summary = assay.Unknown, fmt.Sprintf("%s verifies a signature only after flash was written", m.Node.Path())
		}
	case m.Kind == "packages":
		f.Answer, f.AtMost, f.Where, f.Mend = assay.No, assay.Informs, m.At(m.Downloads), "Sign the package lists and set option check_signature in opkg.conf."
		f.Summary = fmt.Sprintf("Packages are installed from %d feeds without verification of signatures", len(m.Downloads))
	case m.Kind == "updater":
		f.Answer, f.Where, f.Mend = assay.Unknown, m.At(), mend
		f.Summary = m.Node.Path() + " names no key to verify updates with"
	case len(m.Writes) == 0:
		f.Answer, f.Where = assay.Unknown, m.At(m.Hands)
		f.Summary = fmt.Sprintf("%s hands the image to %s; whether that verifies a signature is not visible here", m.Node.Path(), m.Hands[0].What)
	case len(m.Downloads) == 0:
		f.Answer, f.Where = assay.Unknown, m.At(m.Writes)
		f.Summary = fmt.Sprintf("%s writes flash (%s); where its image comes from, and whether that was verified, is not visible here", m.Node.Path(), m.Writes[0].What)
	default:
		unsigned(&f, m)
	}
	return f, true
}

// unsigned describes a script that downloads, writes flash and verifies nothing.
// It speaks against a unit only where the file that was fetched over an open
// channel is the one that is written, and something runs the script.
func unsigned(f *check.Finding, m *updates.Mechanism) {
	f.Answer, f.Mend, f.Where = assay.No, mend, m.At(m.Downloads, m.Writes)
	how := "from an address that it does not hold itself"
	switch {
	case len(m.Plain) > 0:
		how = "over an unprotected channel"
	case len(m.Careless) > 0:
		how = "over TLS without looking at the certificate"
	case len(m.Protected) > 0:
		how = "over TLS"
	}
	f.Summary = fmt.Sprintf("%s downloads %s and writes flash (%s) without verifying a signature", m.Node.Path(), how, m.Writes[0].What)
	flow, open := m.Unprotected()
	switch {
	case flow.Digest != nil:
		f.Summary += fmt.Sprintf("; the digest it compares (%s) comes over the same channel", flow.Digest.What)
	case len(m.Digests) > 0:
		f.Summary += "; it compares a digest (" + m.Digests[0].What + ")"
	}
	switch {
	case m.Caller == "":
		f.Summary += "; nothing was seen to run it"
	case open:
		f.Summary += "; run by " + m.Caller
	}
	if !open || m.Caller == "" {
		f.AtMost = assay.Informs
	}
}

// late says whether flash is written before the first signature is verified.
func late(m *updates.Mechanism) bool {
	return len(m.Writes) > 0 && m.Writes[0].Number < m.Verifies[0].Number
}

func data(m *updates.Mechanism) map[string]any {
	d := map[string]any{"kind": m.Kind}
	if m.Caller != "" {
		d["run_by"] = m.Caller
	}
	for name, lines := range map[string][]updates.Line{"downloads": m.Downloads, "unprotected": m.Plain, "certificate_unchecked": m.Careless, "writes": m.Writes, "hands_to": m.Hands, "digests": m.Digests, "verifies": m.Verifies} {
		if len(lines) > 0 {
			d[name] = words(lines)
		}
	}
	return d
}

// words lists lines as "7 wget"; a line of 0 is a whole file.
func words(lines []updates.Line) []string {
	var out []string
	for _, l := range lines {
		out = append(out, strings.TrimPrefix(fmt.Sprintf("%d %s", l.Number, l.What), "0 "))
	}
	return out
}
