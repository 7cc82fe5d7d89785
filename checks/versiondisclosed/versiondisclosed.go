// Package versiondisclosed asks whether a web server of the device tells its
// version to everybody.
package versiondisclosed

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/components"
	"github.com/assay-project/assay/fact/services"
)

// Check is the question about each web server.
var Check = &check.Check{
	Name: "versiondisclosed",
	Doc: "Reads the configuration of lighttpd before 1.4.50 and of nginx, which put their version into every answer, before any log-in, unless server.tag or server_tokens says otherwise (lighttpd and nginx documentation). " +
		"Yes: the server is started and nothing says otherwise. No: the configuration replaces it. Unknown: another server or version. It refutes only where the declaration says what the interface discloses and leaves this out.",
	Question: "service.version-disclosed",
	Bears: []check.Bearing{
		{Unit: "5.6-2-2/a", On: assay.Yes, Effect: assay.Refutes},
		{Unit: "5.6-2-1/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.6-2-2/a", On: assay.No, Effect: assay.Informs},
	},
	Run: run,
}

func run(p *check.Pass) error {
	found, err := services.Of(p.Input)
	if err != nil {
		return err
	}
	inventory, err := components.Of(p.Input)
	if err != nil {
		return err
	}
	said := 0
	for _, s := range found.Named("http", "https") {
		if s.Local() {
			continue
		}
		if f, ok := finding(found, s, inventory); ok {
			said++
			p.Report(f)
		}
	}
	if said == 0 {
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "No web server was found of which it is known what it tells of itself", Exercised: found.Exercised()})
	}
	return nil
}

const maxConfig = 256 << 10

func finding(found *services.Found, s *services.Service, inventory *components.Inventory) (check.Finding, bool) {
	f := check.Finding{About: s.Key, Where: s.Where(), Exercised: found.Exercised(), Data: s.Data()}
	version, ok := tells(s.Product, inventory)
	if !ok || s.Config == nil {
		return f, false
	}
	text, err := s.Config.Bytes(maxConfig)
	if err != nil || bytes.Contains(text, []byte("include")) && s.Product == "lighttpd" {
		return f, false
	}
	f.Where = append(f.Where, s.Config.At(0))
	if silenced(s.Product, string(text)) {
		f.Answer, f.Summary = assay.No, fmt.Sprintf("%s at %s is told not to name its version", s.Product, s.Key)
		return f, true
	}
	f.Answer, f.Mend = assay.Yes, "Set server.tag (lighttpd) or server_tokens off (nginx)."
	f.Summary = fmt.Sprintf("%s at %s names itself and its version (%s) in every answer, before any log-in", s.Product, s.Key, version)
	if !found.Reachable(s) {
		f.AtMost = assay.Informs
	}
	return f, true
}

// tells returns the version of a server that names it by itself.
func tells(product string, inventory *components.Inventory) (string, bool) {
	for _, c := range inventory.Components {
		if c.Name != product || c.Version == "" {
			continue
		}
		switch product {
		case "nginx":
			return c.Version, true
		case "lighttpd":
			last, ok := strings.CutPrefix(c.Version, "1.4.")
			n, err := strconv.Atoi(last)
			return c.Version, ok && err == nil && n < 50
		}
	}
	return "", false
}

// silenced tells whether a line that is no comment replaces the name.
func silenced(product, text string) bool {
	setting := map[string]string{"lighttpd": "server.tag", "nginx": "server_tokens"}[product]
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, setting) && !(product == "nginx" && strings.HasSuffix(strings.TrimRight(line, "; "), " on")) {
			return true
		}
	}
	return false
}
