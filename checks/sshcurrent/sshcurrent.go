// Package sshcurrent asks whether the SSH server of a device is configured to
// take only current algorithms.
package sshcurrent

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/services"
	"github.com/assay-project/assay/fact/tlsconfig"
)

// Check is a question about each configuration of an SSH server.
var Check = &check.Check{
	Name: "sshcurrent",
	Doc: "Reads sshd_config and OpenWrt's settings of dropbear. No: protocol 1 or broken ciphers, MACs or key exchanges are allowed. Yes: the ciphers are named and none is broken. " +
		"Unknown: the version's own default holds. What it says of log-in (root, passwords) is in the data. It refutes only where the server is started at boot.",
	Question: "crypto.best-practice",
	Bears: []check.Bearing{
		{Unit: "5.5-1-1/c", On: assay.No, Effect: assay.Refutes},
		{Unit: "5.5-7-1/a", On: assay.No, Effect: assay.Informs},
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
	for _, c := range configs {
		if c.Protocol == tlsconfig.SSH {
			p.Report(judge(c, started(found), len(configs)))
		}
	}
	return nil
}

// started returns an SSH server that is started at boot and can be reached.
func started(found *services.Found) *services.Service {
	for _, s := range found.Named("ssh") {
		if found.Reachable(s) {
			return s
		}
	}
	return nil
}

func judge(c *tlsconfig.Config, s *services.Service, read int) check.Finding {
	f := check.Finding{Answer: assay.Unknown, About: "/" + c.Node.Path(), Where: c.At(append(append([]tlsconfig.Weak(nil), c.Weak...), c.Logins...)),
		Exercised: map[string]any{"configurations": read},
		Data:      map[string]any{"product": c.Product, "weak": tlsconfig.Names(c.Weak), "logins": tlsconfig.Names(c.Logins), "started": s != nil}}
	switch {
	case len(c.Weak) > 0:
		f.Answer, f.Mend = assay.No, "Remove the broken algorithms from Ciphers, MACs and KexAlgorithms, and protocol 1."
		f.Summary = fmt.Sprintf("%s allows %s", c.Node.Path(), strings.Join(tlsconfig.Names(c.Weak), ", "))
	case c.Strict:
		f.Answer, f.Summary = assay.Yes, c.Node.Path()+" names its ciphers, and none of them is broken"
	default:
		f.Summary = c.Node.Path() + " leaves its algorithms to the default of " + c.Product
	}
	if len(c.Logins) > 0 {
		f.Summary += " (" + strings.Join(tlsconfig.Names(c.Logins), ", ") + ")"
	}
	if s == nil {
		f.AtMost = assay.Informs
		return f
	}
	f.About = s.Key
	return f
}
