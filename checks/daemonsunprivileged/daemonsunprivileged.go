// Package daemonsunprivileged asks whether the programs that answer the network
// run without the rights of root.
package daemonsunprivileged

import (
	"fmt"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/services"
)

// Check is the question about each service that is open to the network.
var Check = &check.Check{
	Name: "daemonsunprivileged",
	Doc: "Looks at the user that each service started at boot runs as: set by start-stop-daemon, procd, systemd, inetd or the server's own configuration. " +
		"No: root. Yes: another user. Nothing is said where no service was found. SSH and Telnet servers need root to change to whoever logs in and are left out.",
	Question: "firmware.privileges.minimal",
	Bears: []check.Bearing{
		{Unit: "5.6-7-1/a", On: assay.No, Effect: assay.Informs},
		{Unit: "5.6-7-1/a", On: assay.Yes, Effect: assay.Informs},
	},
	Run: run,
}

func run(p *check.Pass) error {
	found, err := services.Of(p.Input)
	if err != nil {
		return err
	}
	seen := make(map[string]bool)
	for _, s := range found.Named() {
		if s.Shell || s.Local() || seen[s.Product] {
			continue
		}
		seen[s.Product] = true
		p.Report(finding(p, found, s))
	}
	return nil
}

func finding(p *check.Pass, found *services.Found, s *services.Service) check.Finding {
	user := s.User
	if set, ok := own(p, s); ok {
		user = set
	}
	f := check.Finding{
		Answer: assay.Yes, About: s.Key, Where: s.Where(), Exercised: found.Exercised(), Data: map[string]any{"product": s.Product, "user": user},
		Summary: fmt.Sprintf("%s runs as %s", s.Product, user),
	}
	if user == "root" {
		f.Answer, f.Summary = assay.No, s.Product+" answers the network as root"
		if s.Guess {
			f.Summary = s.Product + ", which can listen by what it imports, runs as root"
		}
		f.Mend = "Start each daemon as a user of its own that owns only what it needs."
	}
	return f
}

// userSettings name the user in the configuration of servers.
var userSettings = map[string]string{"lighttpd": "server.username", "mosquitto": "user", "nginx": "user", "boa": "user", "dnsmasq": "user", "proftpd": "user", "thttpd": "user"}

func own(p *check.Pass, s *services.Service) (string, bool) {
	name := userSettings[s.Product]
	if name == "" || s.Config == nil {
		return "", false
	}
	set, ok := services.Read(p.Device, "/"+s.Config.Path()).Last(name)
	return set.Value, ok && set.Value != ""
}
