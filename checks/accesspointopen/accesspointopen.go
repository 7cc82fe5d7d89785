// Package accesspointopen asks whether anybody may join a Wi-Fi network that the
// device itself opens.
package accesspointopen

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/settings"
)

// Check is the question about each network of each access point.
var Check = &check.Check{
	Name: "accesspointopen",
	Doc: "Reads the files that hostapd is started with. No: a network has neither WPA nor 802.1X (wpa is 0 where the file does not say), or has WEP, which is broken. Yes: it has WPA. " +
		"Unknown: no access point is started, or with a file that is not in the image. It refutes only where the declaration says that the network is protected, and only where nothing stands between the start of the device and the network.",
	Question: "wifi.access-point.protected",
	Bears: []check.Bearing{
		{Unit: "5.5-1-2/a", On: assay.No, Effect: assay.Refutes}, // of a network declared to be encrypted
		{Unit: "5.5-1-1/b", On: assay.No, Effect: assay.Informs},
		{Unit: "5.5-4-2/a", On: assay.No, Effect: assay.Informs},
		{Unit: "5.5-7-1/a", On: assay.No, Effect: assay.Informs},
		{Unit: "5.5-1-2/a", On: assay.Yes, Effect: assay.Informs},
	},
	Run: run,
}

const mend = "Protect the network with WPA2 or WPA3 and a password of each unit's own, and switch it off after set-up."

func run(p *check.Pass) error {
	found, err := settings.Of(p.Input)
	if err != nil {
		return err
	}
	said := 0
	for _, f := range found.Files {
		if f.Program.Name != "hostapd" {
			continue
		}
		for _, n := range networks(f.Settings) {
			said++
			p.Report(finding(found, f, n))
		}
	}
	if said == 0 {
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "No access point is seen to be started with a configuration in the image", Exercised: found.Exercised()})
	}
	return nil
}

// network is one of the networks of a hostapd.conf: the first begins with the
// file, each other with a line "bss=".
type network struct {
	ssid     settings.Setting
	wpa, wep bool
	radius   bool
}

func networks(all []settings.Setting) []network {
	out := []network{{}}
	for _, s := range all {
		n := &out[len(out)-1]
		switch {
		case s.Name == "bss":
			out = append(out, network{ssid: s})
		case s.Name == "ssid" || s.Name == "ssid2" || n.ssid.Name == "":
			n.ssid = s
		}
		n = &out[len(out)-1]
		switch {
		case s.Name == "wpa":
			n.wpa = s.Value != "0"
		case s.Name == "ieee8021x":
			n.radius = s.Value == "1"
		case strings.HasPrefix(s.Name, "wep_key") && s.Name != "wep_key_len_broadcast" && s.Name != "wep_key_len_unicast":
			n.wep = true
		}
	}
	return out
}

func finding(found *settings.Found, f *settings.File, n network) check.Finding {
	name := n.ssid.Value
	if !strings.HasPrefix(n.ssid.Name, "ssid") || len(name) > 32 {
		name = f.Node.Name
	}
	got := check.Finding{About: f.Path(), Where: f.Where(n.ssid), Exercised: found.Exercised(), Data: map[string]any{"name": "hostapd", "network": name}}
	switch {
	case n.wpa || n.radius:
		got.Answer, got.Summary = assay.Yes, fmt.Sprintf("The device's own Wi-Fi network %q asks who joins for a password or certificate", name)
	case n.wep:
		got.Answer, got.Mend, got.Summary = assay.No, mend, fmt.Sprintf("The device's own Wi-Fi network %q has WEP, which is broken", name)
	default:
		got.Answer, got.Mend, got.Summary = assay.No, mend, fmt.Sprintf("Anybody may join the device's own Wi-Fi network %q, and nothing on it is encrypted", name)
	}
	if c := f.Program.Condition(); c != "" {
		got.Summary += ", " + c
	}
	if !f.Program.Unconditional() || f.Program.Missing() {
		got.AtMost = assay.Informs
	}
	return got
}
