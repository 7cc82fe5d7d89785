// Package kerneldebugconsole asks whether the kernel is told to open a debugger
// or a shell instead of the product.
package kerneldebugconsole

import (
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/boot"
)

// Check is the question about each kernel command line.
var Check = &check.Check{
	Name: "kerneldebugconsole",
	Doc: "Reads the kernel's command line in boot loader environments. Yes: kgdboc, kgdbwait, init=/bin/sh, single or the like is on it. " +
		"No: a command line was found without them. Nothing is said where the image holds no command line.",
	Question: "boot.kernel.debug",
	Bears: []check.Bearing{
		{Unit: "5.6-4A-2", Method: "ts103701/2.1.1", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.6-4-2/b", On: assay.Yes, Effect: assay.Informs},
	},
	Run: run,
}

func run(p *check.Pass) error {
	for _, l := range boot.Loaders(p.Input) {
		args := l.Arguments()
		if len(args) == 0 {
			continue
		}
		f := check.Finding{
			Answer: assay.No, About: "/kernel", Where: []assay.Where{l.At("bootargs")}, Exercised: map[string]any{"arguments": len(args), "saved": l.Saved},
			Summary: "The kernel's command line opens no debugger and no shell",
		}
		if bad := opens(args); len(bad) > 0 {
			f.Answer, f.Summary = assay.Yes, "The kernel's command line opens a debugger or shell: "+strings.Join(bad, " ")
			f.Mend = "Take the argument off the command line of what is sold."
		}
		p.Report(f)
	}
	return nil
}

// opens returns the arguments that open a debugger or a shell
// (admin-guide/kernel-parameters of Linux).
func opens(args []string) []string {
	var out []string
	for _, a := range args {
		name, value, _ := strings.Cut(a, "=")
		switch name {
		case "kgdboc", "kgdbwait", "kgdbcon", "kdb", "ekgdboc", "single", "emergency", "rescue":
		case "init", "rdinit":
			if !boot.IsShell(value) {
				continue
			}
		default:
			continue
		}
		if len(a) > 60 {
			a = a[:60]
		}
		out = append(out, a)
	}
	return out
}
