// Package snmpdefaultcommunity asks whether SNMP answers to a community string
// that everybody knows.
package snmpdefaultcommunity

import (
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/services"
)

// Check is the question about each community of snmpd.conf.
var Check = &check.Check{
	Name: "snmpdefaultcommunity",
	Doc: "Reads snmpd.conf(5) for versions 1 and 2c, whose community string is the only log-in and travels in clear. Yes: it is public or private. " +
		"No: it is another. Unknown: an SNMP server is started and its configuration is not in the image. Writing with a known community changes settings without authentication (5.5-5).",
	Question: "service.snmp.default-community",
	Bears: []check.Bearing{
		{Unit: "5.5-5-2/a", On: assay.Yes, Effect: assay.Refutes},
		{Unit: "5.5-4-2/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.1-1-2/a", On: assay.Yes, Effect: assay.Informs},
	},
	Run: run,
}

var files = []string{"/etc/snmp/snmpd.conf", "/etc/snmpd.conf"}

func run(p *check.Pass) error {
	found, err := services.Of(p.Input)
	if err != nil {
		return err
	}
	var server *services.Service
	if all := found.Named("snmp"); len(all) > 0 {
		server = all[0]
	}
	read := false
	for _, file := range files {
		c := services.Read(p.Device, file)
		for _, s := range c.Settings {
			if name, ok := community(s); ok {
				read = true
				p.Report(finding(found, server, c, s, name))
			}
		}
	}
	if server != nil && !read {
		p.Report(check.Finding{
			Answer: assay.Unknown, About: server.Key, Where: server.Where(), Data: server.Data(), Exercised: found.Exercised(),
			Summary: "An SNMP server is started and its communities are not in the image: " + server.Sentence(),
		})
	}
	return nil
}

// community returns the community a setting names.
func community(s services.Setting) (string, bool) {
	f := strings.Fields(s.Value)
	switch {
	case (s.Name == "rocommunity" || s.Name == "rwcommunity") && len(f) > 0:
		return f[0], true
	case s.Name == "com2sec" && len(f) > 2:
		return f[len(f)-1], true
	}
	return "", false
}

func finding(found *services.Found, server *services.Service, c services.Config, s services.Setting, name string) check.Finding {
	f := check.Finding{
		Answer: assay.No, About: "/" + c.Node().Path(), Where: []assay.Where{c.At(s)}, Exercised: found.Exercised(),
		Summary: "The community of " + s.Name + " is none that everybody knows",
	}
	name = strings.Trim(name, `"'`)
	if name != "public" && name != "private" {
		return f
	}
	f.Answer, f.Mend = assay.Yes, "Use SNMPv3 with a user of its own for each unit, or take the server out."
	f.Summary = "SNMP answers to the community " + name + " (" + s.Name + ")"
	// Reading is no change of settings, a source behind the community restricts
	// who may ask, and com2sec says nothing of rights by itself.
	restricted := len(strings.Fields(s.Value)) > 1
	if s.Name != "rwcommunity" || restricted || server == nil || !found.Reachable(server) {
		f.AtMost = assay.Informs
	}
	if server == nil {
		f.Summary += "; nothing was seen to start the server"
	} else {
		f.About = server.Key
	}
	return f
}
