// Package servedkeyinimage asks whether a service that starts at boot is set to
// use a private key that lies in the image, common to all units.
package servedkeyinimage

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/secrets"
	"github.com/assay-project/assay/fact/services"
)

// Check is the question about each private key in the image. Its question key is
// Assay's own: "Is a private key of the image in use by a service?", good is no.
var Check = &check.Check{
	Name: "servedkeyinimage",
	Doc: "Looks whether the configuration or the start command of a service that starts at boot names a private key of the image, or an SSH server finds its host key at the usual place. " +
		"Yes: it does, so the key is common to all units and in use. No: keys were found and none is used so, or none was found. " +
		"Unknown: a configuration or program names the key and nothing shows that it runs, or the key lies where the device writes.",
	Question: "cred.hardcoded.in-use",
	Bears: []check.Bearing{
		{Unit: "5.4-3-1/b", On: assay.Yes, Effect: assay.Refutes},
		{Unit: "5.4-3-2/a", On: assay.Yes, Effect: assay.Refutes}, // of a key declared to be made or replaced on the unit
		{Unit: "5.4-4-1/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.5-1-1/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.4-3-1/b", On: assay.Unknown, Effect: assay.Informs},
		{Unit: "5.4-3-1/b", On: assay.No, Effect: assay.Informs},
	},
	Run: run,
}

func run(p *check.Pass) error {
	found, err := secrets.Of(p.Input)
	if err != nil {
		return err
	}
	running, err := services.Of(p.Input)
	if err != nil {
		return err
	}
	said := 0
	for _, k := range found.Keys {
		if k.Encrypted || k.Sample != "" {
			continue
		}
		if f, ok := finding(k, running); ok {
			said++
			p.Report(f)
		}
	}
	if said == 0 {
		exercised := found.Exercised()
		exercised["keys"], exercised["services"] = len(found.Keys), len(running.Services)
		p.Report(check.Finding{Answer: assay.No, Summary: fmt.Sprintf("No service is set to use one of %d private keys in the image", len(found.Keys)), Exercised: exercised})
	}
	return nil
}

func finding(k *secrets.Key, running *services.Found) (check.Finding, bool) {
	f := check.Finding{Answer: assay.Unknown, About: k.Fingerprint(), Where: []assay.Where{k.Where[0]}, Mend: "Make the key on each unit at first start."}
	kind := secrets.Describe(k.Algorithm, k.Bits, k.Curve)
	for _, s := range encryptedFirst(running) {
		use, ok := uses(k, s)
		if !ok {
			continue
		}
		f.Where = append(append(f.Where, use...), s.Program.Where()...)
		f.Data = map[string]any{"service": s.Key, "bits": k.Bits, "algorithm": k.Algorithm}
		switch {
		case k.Writable:
			f.Summary = fmt.Sprintf("%s (%s) uses the key %s (%s), which lies where the device writes", s.Name, s.Key, k.Paths[0], kind)
		case !s.Unconditional() || s.Local() || s.Guess:
			f.Summary = fmt.Sprintf("%s (%s) is set to use the key %s (%s) and starts only under a condition", s.Name, s.Key, k.Paths[0], kind)
		default:
			f.Answer, f.Summary = assay.Yes, fmt.Sprintf("%s (%s) starts at boot with the private key %s (%s) of the image", s.Name, s.Key, k.Paths[0], kind)
		}
		return f, true
	}
	all := k.Uses
	for _, c := range k.Fits {
		all = append(all[:len(all):len(all)], c.Uses...)
	}
	if len(all) == 0 {
		return f, false
	}
	f.Where = append(f.Where, all[0].Where)
	f.Summary = fmt.Sprintf("%s names the private key %s (%s); that it is used at boot was not seen", all[0].Path, k.Paths[0], kind)
	return f, true
}

// encryptedFirst lists services, those that encrypt before those that do not: of
// two that one configuration opens, the first uses the key.
func encryptedFirst(running *services.Found) []*services.Service {
	var first, rest []*services.Service
	for i := range running.Services {
		if s := &running.Services[i]; s.Clear {
			rest = append(rest, s)
		} else {
			first = append(first, s)
		}
	}
	return append(first, rest...)
}

// uses says whether a service takes the key: its command or configuration names
// the file, or it is an SSH server and the file is its usual host key. Dropbear
// reads its own format only.
func uses(k *secrets.Key, s *services.Service) ([]assay.Where, bool) {
	command := s.Command()
	for _, path := range k.Paths {
		if slices.Contains(strings.Fields(command), path) {
			return nil, true
		}
		switch {
		case s.Product == "dropbear" && k.Format == "dropbear" && k.HostKey() && !strings.Contains(command, " -r"):
			return nil, true
		case s.Product == "sshd" && k.HostKey() && strings.HasPrefix(path, "/etc/ssh/"):
			return nil, true
		}
	}
	if s.Config == nil {
		return nil, false
	}
	for _, u := range k.Uses {
		if u.Config && u.Path == "/"+s.Config.Path() {
			return []assay.Where{u.Where}, true
		}
	}
	return nil, false
}
