// Package serviceneedslogin asks of stream servers and of the maker's own services
// whether whoever connects has to log in.
package serviceneedslogin

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/boot"
	"github.com/assay-project/assay/fact/services"
	"github.com/assay-project/assay/fact/settings"
)

// Check is the question about each such service.
var Check = &check.Check{
	Name: "serviceneedslogin",
	Doc: "Reads how v4l2rtspserver is started (without -U it asks nobody who he is, by its own help), and what the configuration files of other programs that listen say under heads such as [rtsp], [stream], [api] or [control]. " +
		"No: it is started so, or auth, authentication or login is set to none, off, no, 0 or false. Yes: it names a kind of log-in. Unknown: nothing of the kind was found. " +
		"It refutes only where the service is started without condition and answers the network.",
	Question: "auth.network.required",
	Bears: []check.Bearing{
		{Unit: "5.5-4-2/a", On: assay.No, Effect: assay.Refutes},
		{Unit: "5.5-5-2/a", On: assay.No, Effect: assay.Informs},
		{Unit: "5.5-4-2/a", On: assay.Yes, Effect: assay.Informs},
	},
	Run: run,
}

const mend = "Ask for the user's own password before anything is shown or done."

func run(p *check.Pass) error {
	running, err := services.Of(p.Input)
	if err != nil {
		return err
	}
	told, err := settings.Of(p.Input)
	if err != nil {
		return err
	}
	said := 0
	for _, s := range running.Named() {
		if s.Local() {
			continue
		}
		f, ok := started(s)
		if !ok {
			f, ok = configured(told, s)
		}
		if !ok {
			continue
		}
		said++
		f.About, f.Exercised = s.Key, told.Exercised()
		f.Data = map[string]any{"name": s.Name, "product": s.Product}
		if !running.Reachable(s) {
			f.AtMost = assay.Informs
		}
		p.Report(f)
	}
	if said == 0 {
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "No service was found that says whether it asks for a log-in", Exercised: told.Exercised()})
	}
	return nil
}

// started reads the command line of stream servers.
func started(s *services.Service) (check.Finding, bool) {
	if s.Product != "v4l2rtspserver" {
		return check.Finding{}, false
	}
	f := check.Finding{Answer: assay.No, Where: s.Where(), Mend: mend, Summary: fmt.Sprintf("The video stream at %s is open to everybody: %s is started without -U", s.Key, s.Product)}
	for _, w := range s.Argv[1:] {
		switch {
		case strings.HasPrefix(w.Text, "-U"):
			return check.Finding{Answer: assay.Yes, Where: s.Where(), Summary: fmt.Sprintf("The video stream at %s asks for a log-in (-U)", s.Key)}, true
		case !w.Known:
			f = check.Finding{Answer: assay.Unknown, Where: s.Where(), Summary: fmt.Sprintf("What %s is started with only the device knows", s.Product)}
		}
	}
	return f, true
}

var (
	heads = map[string]bool{"rtsp": true, "stream": true, "video": true, "onvif": true, "api": true, "control": true, "server": true, "listen": true, "local": true}
	names = map[string]bool{"auth": true, "authentication": true, "login": true, "auth_mode": true, "auth_type": true}
	open  = map[string]bool{"none": true, "off": true, "no": true, "0": true, "false": true, "disabled": true, "open": true}
)

// configured reads what a listening program's own files say. Of several settings
// the first that is open counts: it is a way in.
func configured(told *settings.Found, s *services.Service) (check.Finding, bool) {
	var got check.Finding
	for _, f := range told.Files {
		if !same(f.Program, &s.Program) {
			continue
		}
		for _, set := range f.Settings {
			if !heads[set.Section] || !names[set.Name] || set.Value == "" {
				continue
			}
			if open[strings.ToLower(set.Value)] {
				return check.Finding{Answer: assay.No, Where: f.Where(set), Mend: mend, Summary: fmt.Sprintf("%s asks nobody who connects for a log-in: %s=%s under [%s] in %s", s.Product, set.Name, set.Value, set.Section, f.Node.Path())}, true
			}
			if got.Answer == "" {
				got = check.Finding{Answer: assay.Yes, Where: f.Where(set), Summary: fmt.Sprintf("%s is set to ask who connects for a log-in under [%s] in %s", s.Product, set.Section, f.Node.Path())}
			}
		}
	}
	return got, got.Answer != ""
}

func same(a, b *boot.Program) bool { return a.Node != nil && a.Node == b.Node }
