// Package serviceatboot asks which services the device opens to the network by
// itself, and whether that is all of them.
package serviceatboot

import (
	"fmt"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/services"
)

// Check is the question about each service; a finding about nothing in
// particular is the record of the search.
var Check = &check.Check{
	Name: "serviceatboot",
	Doc: "Lists what init and the scripts it calls open to the network. Yes: a service, with its port where arguments or configuration tell it. " +
		"No, about the image as a whole: there is no further one, after a search in which every script was read and no program was left that could listen unseen. " +
		"Unknown: a program can listen and the image does not say where, or the search had gaps. What is found and not declared is a contradiction.",
	Question: "service.network.at-boot",
	Bears: []check.Bearing{
		{Unit: "5.6-1-2/a", On: assay.Yes, Effect: assay.Refutes}, // of an interface declared to be off
		{Unit: "5.6-1-2/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.5-5-2/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.6-5-1/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.6-1-2/b", On: assay.No, Effect: assay.Supports},
		{Unit: "5.5-5-2/b", On: assay.No, Effect: assay.Supports},
		{Unit: "5.6-1-2/b", On: assay.Unknown, Effect: assay.Informs},
	},
	Run: run,
}

func run(p *check.Pass) error {
	found, err := services.Of(p.Input)
	if err != nil {
		return err
	}
	shown := 0
	for _, s := range found.Named() {
		if s.Local() {
			continue
		}
		shown++
		p.Report(finding(found, s))
	}
	p.Report(found.Nothing(fmt.Sprintf("Besides %d found, nothing that is started at boot opens a service to the network", shown)))
	return nil
}

func finding(found *services.Found, s *services.Service) check.Finding {
	f := check.Finding{
		Answer: assay.Yes, About: s.Key, Where: s.Where(), Data: s.Data(), Exercised: found.Exercised(),
		Summary: fmt.Sprintf("%s (%s) is opened at boot: %s", s.Name, s.Product, s.Sentence()),
		Mend:    "Declare what each service is for and how it is guarded, or switch it off.",
	}
	if !found.Reachable(s) {
		f.AtMost = assay.Informs
	}
	switch {
	case s.Guess:
		f.Answer, f.Summary = assay.Unknown, s.Product+" can listen, by what it imports; where, the image does not say: "+s.Sentence()
	case s.Missing():
		f.Answer, f.Summary = assay.Unknown, fmt.Sprintf("%s (%s) would be opened at boot: %s", s.Name, s.Product, s.Sentence())
	}
	return f
}
