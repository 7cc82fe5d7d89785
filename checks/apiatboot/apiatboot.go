// Package apiatboot asks which interfaces for other machines the device opens to
// the network by itself.
package apiatboot

import (
	"fmt"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/services"
)

// Check is the question about each such interface.
var Check = &check.Check{
	Name: "apiatboot",
	Doc: "Lists services that the device starts and that take commands from other machines: MQTT, CoAP, SNMP, UPnP, TR-069, RTSP, Redis, Android's debug bridge. Yes: one is open to the network without condition. " +
		"Unknown: one is there under a condition, or none was found; web servers and unknown programs may offer more. One that is not declared is a contradiction.",
	Question: "service.api.at-boot",
	Bears: []check.Bearing{
		{Unit: "5.13-1-2/c", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.13-1-2/c", On: assay.Unknown, Effect: assay.Informs},
	},
	Run: run,
}

func run(p *check.Pass) error {
	found, err := services.Of(p.Input)
	if err != nil {
		return err
	}
	said := 0
	for _, s := range found.Named("mqtt", "coap", "snmp", "upnp-igd", "tr069", "rtsp", "redis", "adb") {
		if s.Local() {
			continue
		}
		said++
		f := check.Finding{
			Answer: assay.Yes, About: s.Key, Where: s.Where(), Data: s.Data(), Exercised: found.Exercised(),
			Summary: fmt.Sprintf("%s (%s) takes commands from other machines: %s", s.Name, s.Product, s.Sentence()),
			Mend:    "Declare the interface and how its input is validated, or switch it off.",
		}
		if !found.Reachable(s) {
			f.Answer, f.AtMost = assay.Unknown, assay.Informs
		}
		p.Report(f)
	}
	if said == 0 {
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "No interface for other machines was recognised", Exercised: found.Exercised()})
	}
	return nil
}
