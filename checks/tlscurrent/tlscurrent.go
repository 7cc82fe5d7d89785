// Package tlscurrent asks whether the TLS servers of a device are configured to
// take only current versions and ciphers.
package tlscurrent

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/services"
	"github.com/assay-project/assay/fact/tlsconfig"
)

// Check is a question about each configuration of a TLS server.
var Check = &check.Check{
	Name: "tlscurrent",
	Doc: "Reads the configurations of lighttpd, nginx, stunnel, mosquitto, vsftpd and OpenSSL's defaults. No: SSL 2.0, SSL 3.0, TLS 1.0 or 1.1, RC4, DES, 3DES, NULL, EXPORT or anonymous ciphers are " +
		"allowed. Yes: the file itself restricts versions to TLS 1.2 or newer. Unknown: TLS is switched on and the version's own default holds. It refutes only where the service is started at boot.",
	Question: "crypto.best-practice",
	Bears: []check.Bearing{
		{Unit: "5.5-1-1/c", On: assay.No, Effect: assay.Refutes},
		{Unit: "5.5-1-2/a", On: assay.No, Effect: assay.Refutes}, // of a connection declared to take TLS 1.2 or newer
		{Unit: "5.5-7-1/a", On: assay.No, Effect: assay.Informs},
		{Unit: "5.8-1-1/a", On: assay.No, Effect: assay.Informs},
		{Unit: "5.5-1-1/c", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.5-1-1/c", On: assay.Unknown, Effect: assay.Informs},
	},
	Run: run,
}

func run(p *check.Pass) error {
	configs, err := tlsconfig.Of(p.Input)
	if err != nil {
		return err
	}
	found, err := services.Of(p.Input)
	if err != nil {
		return err
	}
	judged := false
	for _, c := range configs {
		if c.Protocol != tlsconfig.TLS || len(c.Lines) == 0 {
			continue
		}
		judged = true
		p.Report(judge(c, started(found, c), len(configs)))
	}
	if !judged {
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "No configuration of a TLS server was found", Exercised: map[string]any{"configurations": len(configs)}})
	}
	return nil
}

// started returns the service that is started at boot with this configuration,
// the encrypted one where it opens several.
func started(found *services.Found, c *tlsconfig.Config) *services.Service {
	var first *services.Service
	for i := range found.Services {
		s := &found.Services[i]
		if s.Config == nil || s.Config.Origin() != c.Node.Origin() || !found.Reachable(s) {
			continue
		}
		if first == nil || first.Clear && !s.Clear {
			first = s
		}
	}
	return first
}

func judge(c *tlsconfig.Config, s *services.Service, read int) check.Finding {
	f := check.Finding{Answer: assay.Unknown, About: "/" + c.Node.Path(), Where: c.At(c.Weak), Exercised: map[string]any{"configurations": read},
		Data: map[string]any{"product": c.Product, "weak": tlsconfig.Names(c.Weak), "started": s != nil}}
	switch {
	case len(c.Weak) > 0:
		f.Answer, f.Mend = assay.No, "Take TLS 1.2 and 1.3 only, with ciphers that authenticate what they encrypt (ECDHE with AES-GCM or ChaCha20)."
		f.Summary = fmt.Sprintf("%s allows %s", c.Node.Path(), strings.Join(tlsconfig.Names(c.Weak), ", "))
	case c.Strict:
		f.Answer, f.Summary = assay.Yes, c.Node.Path()+" takes TLS 1.2 or newer only"
	default:
		f.Summary = c.Node.Path() + " leaves versions and ciphers to the default of " + c.Product
	}
	if s == nil {
		f.AtMost = assay.Informs
		if f.Answer == assay.No {
			f.Summary += "; nothing was seen to start it"
		}
		return f
	}
	f.About = s.Key
	f.Where = append(f.Where, s.Where()...)
	return f
}
