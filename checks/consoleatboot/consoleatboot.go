// Package consoleatboot asks whether the device opens a serial console at boot.
package consoleatboot

import (
	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/services"
)

// Check is the question about each terminal that init opens.
var Check = &check.Check{
	Name: "consoleatboot",
	Doc: "Reads what init opens on terminals. Yes: getty, login or a shell waits on a serial console, a debug interface that is to be declared. " +
		"No: init was followed and opens none. Unknown: no start of the device was found. Whether the pins can be reached only the device shows.",
	Question: "hw.console.at-boot",
	Bears: []check.Bearing{
		{Unit: "5.6-1-2/a", On: assay.Yes, Effect: assay.Refutes}, // of an interface declared to be off
		{Unit: "5.6-4-2/a", On: assay.Yes, Effect: assay.Refutes}, // of a debug port declared to be off
		{Unit: "5.6-4-2/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.6-4A-2", Method: "ts103701/2.1.1", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.6-4-2/b", On: assay.No, Effect: assay.Informs},
	},
	Run: run,
}

func run(p *check.Pass) error {
	found, err := services.Of(p.Input)
	if err != nil {
		return err
	}
	for i := range found.Consoles {
		c := &found.Consoles[i]
		p.Report(check.Finding{
			Answer: assay.Yes, About: "/dev/" + c.TTY, Where: c.Where(), Exercised: found.Exercised(),
			Data:    map[string]any{"command": c.Command(), "action": c.Action, "kind": c.Kind},
			Summary: c.Name + " is started on the console /dev/" + c.TTY,
			Mend:    "Take the line out of inittab, or declare the console and how it is shielded and guarded.",
		})
	}
	if len(found.Consoles) > 0 {
		return nil
	}
	f := check.Finding{Answer: assay.No, Summary: "init opens no serial console", Exercised: found.Exercised()}
	if found.Graph.Init == "" {
		f.Answer, f.Summary = assay.Unknown, "What the device opens on its console the image does not show"
	}
	p.Report(f)
	return nil
}
