// Package mqttanonymous asks whether an MQTT broker lets anybody publish and
// read without log-in.
package mqttanonymous

import (
	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/services"
)

// Check is the question about each broker and its configuration.
var Check = &check.Check{
	Name: "mqttanonymous",
	Doc: "Reads mosquitto.conf and whether the broker is started at boot. Yes: allow_anonymous is true. No: it is false. " +
		"Unknown: the file does not say, and what holds then depends on the version. A broker that nothing was seen to start, or that only the device itself reaches, informs only.",
	Question: "service.mqtt.anonymous",
	Bears: []check.Bearing{
		{Unit: "5.5-4-2/a", On: assay.Yes, Effect: assay.Refutes},
		{Unit: "5.5-5-2/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.5-4-2/a", On: assay.Unknown, Effect: assay.Informs},
	},
	Run: run,
}

var files = []string{"/etc/mosquitto/mosquitto.conf", "/etc/mosquitto.conf"}

const mend = "Set allow_anonymous false and give each client credentials of its own."

func run(p *check.Pass) error {
	found, err := services.Of(p.Input)
	if err != nil {
		return err
	}
	brokers := found.Named("mqtt")
	for _, s := range brokers {
		p.Report(broker(found, s))
	}
	if len(brokers) > 0 {
		return nil
	}
	for _, file := range files {
		c := services.Read(p.Device, file)
		set, ok := c.Last("allow_anonymous")
		if !ok || set.Value != "true" {
			continue
		}
		p.Report(check.Finding{
			Answer: assay.Yes, About: "/" + c.Node().Path(), Where: []assay.Where{c.At(set)}, Exercised: found.Exercised(), AtMost: assay.Informs, Mend: mend,
			Summary: c.Node().Path() + " lets anybody in without log-in; nothing was seen to start the broker",
		})
	}
	return nil
}

func broker(found *services.Found, s *services.Service) check.Finding {
	f := check.Finding{Answer: assay.Unknown, About: s.Key, Where: s.Where(), Data: s.Data(), Exercised: found.Exercised()}
	switch s.Auth {
	case services.AuthNone:
		f.Answer, f.Summary, f.Mend = assay.Yes, "The MQTT broker lets anybody in ("+s.AuthWhy+"): "+s.Sentence(), mend
	case services.AuthUnknown:
		f.Summary = "Whether the MQTT broker asks for a log-in its configuration does not say: " + s.Sentence()
	default:
		f.Answer, f.Summary = assay.No, "The MQTT broker asks for a log-in ("+s.AuthWhy+")"
	}
	if !found.Reachable(s) {
		f.AtMost = assay.Informs
	}
	if s.Local() {
		f.Summary += "; it is reached from the device itself only"
	}
	return f
}
