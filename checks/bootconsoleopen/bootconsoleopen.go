// Package bootconsoleopen asks whether the boot loader can be stopped on its
// console, where its commands read and write the flash.
package bootconsoleopen

import (
	"fmt"
	"strconv"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/boot"
)

// Check is the question about each U-Boot environment.
var Check = &check.Check{
	Name: "bootconsoleopen",
	Doc: "Reads bootdelay, silent and stop strings of U-Boot environments, saved or built into the loader. Yes: a key stops the start for a time. " +
		"No: bootdelay is -2, which asks for no key (U-Boot documentation). Unknown: bootdelay is 0, or a stop string guards the prompt. " +
		"Whether the console's pins are there only the device shows, so it informs.",
	Question: "boot.console.open",
	Bears: []check.Bearing{
		{Unit: "5.6-4A-2", Method: "ts103701/2.1.1", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.6-4-2/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.6-4-2/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.6-4A-2", Method: "ts103701/2.1.1", On: assay.Unknown, Effect: assay.Informs},
	},
	Run: run,
}

func run(p *check.Pass) error {
	loaders := boot.Loaders(p.Input)
	for _, l := range loaders {
		if _, ok := l.Vars["bootdelay"]; ok {
			p.Report(finding(l))
		}
	}
	return nil
}

func finding(l *boot.Loader) check.Finding {
	at := l.At("bootdelay")
	kind := "built into the loader"
	if l.Saved {
		kind = "saved"
	}
	delay := l.Vars["bootdelay"]
	f := check.Finding{
		Answer: assay.Unknown, About: "/u-boot", Where: []assay.Where{at}, Exercised: map[string]any{"variables": len(l.Vars), "saved": l.Saved},
		Data:    map[string]any{"bootdelay": clip(delay), "saved": l.Saved},
		Summary: fmt.Sprintf("U-Boot starts at once with bootdelay %s (%s); a key held down may still stop it", clip(delay), kind),
	}
	n, err := strconv.Atoi(delay)
	switch {
	case err != nil:
		f.Summary = "bootdelay is no number"
	case n == -2:
		f.Answer, f.Summary = assay.No, "U-Boot asks for no key before it starts the kernel (bootdelay -2, "+kind+")"
	case guarded(l):
		f.Summary = "U-Boot can be stopped by a secret word only (" + kind + ")"
	case n > 0 || n == -1:
		f.Answer, f.Summary = assay.Yes, fmt.Sprintf("A key stops U-Boot for %d s on its console (%s)", n, kind)
		f.Mend = "Set bootdelay to -2, or guard the prompt by a password, in what is sold."
		if n == -1 {
			f.Summary = "U-Boot waits at its prompt (bootdelay -1, " + kind + ")"
		}
	}
	if silent := l.Vars["silent"]; silent != "" {
		f.Data["silent"] = clip(silent)
		f.Summary += "; the console is silent"
	}
	return f
}

func guarded(l *boot.Loader) bool {
	for _, name := range []string{"bootstopkey", "bootstopkeysha256", "bootstopkeycrypt", "bootdelaykey", "bootdelaykey2"} {
		if l.Vars[name] != "" {
			return true
		}
	}
	return false
}

func clip(s string) string {
	if len(s) > 40 {
		return s[:40]
	}
	return s
}
