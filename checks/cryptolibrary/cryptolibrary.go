// Package cryptolibrary asks which implementations of network protocols and
// cryptography the image holds, in which version.
package cryptolibrary

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/components"
)

// Check is the question about each such component.
var Check = &check.Check{
	Name: "cryptolibrary",
	Doc: "Reads the versions of TLS, SSH, Wi-Fi and MQTT implementations from the package database or from what they print of themselves. Yes: the component is there in this version. Unknown: none was found. " +
		"It refutes 5.5-2 only where the declaration names another version as the one that was reviewed, and supports it where it names this one; with several versions in one image it informs.",
	Question: "firmware.components.crypto",
	Bears: []check.Bearing{
		{Unit: "5.5-2-2/a", On: assay.Yes, Effect: assay.Refutes},
		{Unit: "5.5-2-2/a", On: assay.Yes, Effect: assay.Supports},
	},
	Run: run,
}

var names = map[string]bool{
	"openssl": true, "libressl": true, "boringssl": true, "mbedtls": true, "polarssl": true, "wolfssl": true, "cyassl": true, "gnutls": true, "axtls": true, "libgcrypt": true, "nettle": true,
	"libsodium": true, "dropbear": true, "openssh": true, "wpa_supplicant": true, "wpa-supplicant": true, "hostapd": true, "mosquitto": true, "stunnel": true, "strongswan": true, "openvpn": true, "bearssl": true,
}

func run(p *check.Pass) error {
	found, err := components.Of(p.Input)
	if err != nil {
		return err
	}
	versions := make(map[string]map[string]bool)
	for _, c := range found.Components {
		if names[strings.ToLower(c.Name)] && c.Version != "" {
			if versions[c.Name] == nil {
				versions[c.Name] = make(map[string]bool)
			}
			versions[c.Name][c.Version] = true
		}
	}
	said := 0
	exercised := map[string]any{"files": found.Files, "blobs": found.Blobs, "databases": len(found.Databases)}
	for _, c := range found.Components {
		if versions[c.Name] == nil || c.Version == "" {
			continue
		}
		said++
		f := check.Finding{
			Answer: assay.Yes, About: "component:" + strings.ToLower(c.Name), Where: c.Where, Exercised: exercised,
			Summary: fmt.Sprintf("%s %s is in the image", c.Name, c.Version),
			Data:    map[string]any{"name": strings.ToLower(c.Name), "version": c.Version},
		}
		if len(versions[c.Name]) > 1 || c.Confidence == "low" {
			f.AtMost = assay.Informs
		}
		p.Report(f)
	}
	if said == 0 {
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "No implementation of TLS, SSH, Wi-Fi or MQTT was recognised with its version", Exercised: exercised})
	}
	return nil
}
