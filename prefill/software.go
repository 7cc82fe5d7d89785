package prefill

import (
	"fmt"
	"path"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/fact/components"
	"github.com/assay-project/assay/fact/elf"
	"github.com/assay-project/assay/fact/updates"
)

// cryptographic are components that are cryptography or speak it themselves, by
// the names that fact/components and package lists use.
var cryptographic = map[string]string{
	"openssl": "TLS and cryptography library", "libopenssl": "TLS and cryptography library", "libressl": "TLS and cryptography library",
	"boringssl": "TLS and cryptography library", "mbedtls": "TLS and cryptography library", "polarssl": "TLS and cryptography library",
	"libpolarssl": "TLS and cryptography library", "wolfssl": "TLS and cryptography library", "cyassl": "TLS and cryptography library",
	"libcyassl": "TLS and cryptography library", "gnutls": "TLS and cryptography library", "axtls": "TLS library", "matrixssl": "TLS library",
	"libgcrypt": "cryptography library", "nettle": "cryptography library", "libsodium": "cryptography library", "libtomcrypt": "cryptography library",
	"dropbear": "SSH server and client", "openssh": "SSH server and client", "wpa_supplicant": "Wi-Fi supplicant", "hostapd": "Wi-Fi access point",
	"wpad": "Wi-Fi supplicant and access point", "wpad-mini": "Wi-Fi supplicant and access point", "stunnel": "TLS wrapper", "openvpn": "virtual private network", "strongswan": "IPsec",
	"xl2tpd": "", // a tunnel, without cryptography of its own
}

// components proposes the software that is in the image, and of it the
// implementations of network security.
func (g *gathering) components() error {
	inventory, err := components.Of(g.in)
	if err != nil || inventory == nil {
		return err
	}
	for _, c := range inventory.Components {
		if c.Confidence == "low" || len(c.Where) == 0 {
			continue
		}
		confidence := Medium
		if c.Confidence == "high" {
			confidence = High
		}
		named := strings.TrimSpace(c.Name + " " + c.Version)
		why := firstOf(c.How, "its own strings")
		r := g.add("6-SoftComp", c.Name, c.Where)
		text := named
		if c.Version == "" {
			text += " (its version could not be read)"
		}
		r.say("Description", text, why, confidence)
		if purpose := cryptographic[strings.ToLower(c.Name)]; purpose != "" {
			r.say("Cryptographic Usage", "Yes", c.Name+": "+purpose, confidence)
			n := g.add("12-NetSecImpl", c.Name, c.Where)
			n.say("Description", named+": "+purpose, why, confidence)
		}
	}
	return nil
}

// updates proposes how the software is replaced, and what is seen of its
// protection. That nothing is verified is said only of scripts, whose every line
// was read.
func (g *gathering) updates() error {
	found, err := updates.Of(g.in)
	if err != nil || found == nil {
		return err
	}
	for _, m := range found.Mechanisms {
		if !m.Updates() {
			continue
		}
		confidence := Medium
		if m.Caller != "" || m.Kind == "packages" || m.Kind == "updater" {
			confidence = High
		}
		g.mechanism(m, confidence)
	}
	return nil
}

func (g *gathering) mechanism(m *updates.Mechanism, confidence Confidence) {
	where := m.At(m.Downloads, m.Writes, m.Hands)
	r := g.add("7-UpdMech", path.Base(m.About()), where, m.About())
	text := fmt.Sprintf("%s %s", kinds[m.Kind], m.About())
	for _, part := range []struct {
		what  string
		lines []updates.Line
	}{{"fetches", m.Downloads}, {"writes flash", m.Writes}, {"hands the image on", m.Hands}} {
		if len(part.lines) > 0 {
			text += fmt.Sprintf("; %s (%s)", part.what, atLines(part.lines))
		}
	}
	if len(m.Downloads) > 0 {
		text += "; delivered over the network"
	}
	r.say("Description", text, "what it does, line by line", confidence)
	g.guarantees(r, m, confidence)
	if m.Caller != "" {
		r.say("Initiation and Interaction", "run by "+m.Caller, "what was seen to run it", High)
	}
	why := "software is replaced by " + m.About()
	g.claim("3.1.3/g 3.1.3/12 2.1.1/12 can_be_updated", why, confidence, where...)
	if len(m.Downloads) > 0 {
		g.claim("3.1.3/j 2.1.1/11 updates_over_network", why+", which fetches it", confidence, m.At(m.Downloads)...)
	}
}

var kinds = map[string]string{"script": "script", "program": "program", "updater": "update program", "packages": "package manager"}

func (g *gathering) guarantees(r *row, m *updates.Mechanism, confidence Confidence) {
	script := m.Kind == "script"
	last := m.At(m.Writes, m.Downloads)
	switch {
	case len(m.Verifies) > 0:
		r.say("Security Guarantees", "authenticity and integrity: a signature is verified ("+atLines(m.Verifies)+")", "the verification", confidence, m.At(m.Verifies)...)
	case script && len(m.Writes) > 0 && len(m.Hands) == 0 && len(m.Digests) > 0:
		r.say("Security Guarantees", fmt.Sprintf("no signature is verified in %s; a checksum is compared (%s)", m.About(), atLines(m.Digests)), "every line of the script was read", confidence, m.At(m.Writes, m.Digests)...)
	case script && len(m.Writes) > 0 && len(m.Hands) == 0:
		r.say("Security Guarantees", fmt.Sprintf("none seen: no verification in %s before flash is written (%s)", m.About(), atLines(m.Writes)), "every line of the script was read", confidence, last...)
	}
	var details []string
	var where []assay.Where
	for _, part := range []struct {
		what  string
		lines []updates.Line
	}{{"a signature is verified", m.Verifies}, {"fetched without protection", m.Plain}, {"fetched over TLS without a look at the certificate", m.Careless},
		{"fetched over TLS", m.Protected}, {"a checksum is compared", m.Digests}} {
		if len(part.lines) > 0 {
			details = append(details, fmt.Sprintf("%s (%s)", part.what, atLines(part.lines)))
			where = append(where, m.At(part.lines)...)
		}
	}
	r.say("Cryptographic Details", strings.Join(details, "; "), "what it does, line by line", confidence, where...)
}

// atLines is "wget, line 12" for the first of some lines.
func atLines(lines []updates.Line) string {
	l := lines[0]
	switch {
	case l.What == "" && l.Number == 0:
		return "in its bytes"
	case l.Number == 0:
		return l.What
	case l.What == "":
		return fmt.Sprintf("line %d", l.Number)
	}
	return fmt.Sprintf("%s, line %d", l.What, l.Number)
}

// memory proposes the request for memory that is not executed, where most
// programs make it.
func (g *gathering) memory() error {
	files, err := elf.Of(g.in)
	if err != nil {
		return err
	}
	var asked []assay.Where
	programs := 0
	for _, f := range files {
		if f.Kind != elf.Executable {
			continue
		}
		programs++
		if f.NoExecStack == elf.Yes {
			asked = append(asked, f.Node.At(0))
		}
	}
	if programs == 0 || 2*len(asked) <= programs {
		return nil
	}
	r := g.add("18-AccCtrl", "no-execute", asked)
	r.say("Description", fmt.Sprintf("%d of %d programs ask for a stack without execution; the kernel marks its pages so where the processor can", len(asked), programs), "ELF PT_GNU_STACK", Medium)
	return nil
}

// verifiedBoot proposes a secure boot where a check saw it.
func (g *gathering) verifiedBoot() error {
	for _, o := range g.observations {
		if o.Question == "firmware.boot-verified" && o.Answer == assay.Yes && len(o.Where) > 0 {
			r := g.add("20-SecBoot", "verified-boot", o.Where)
			r.say("Description", o.Summary, "check "+o.Check, High)
			g.claim("3.1.3/s", o.Summary, High, o.Where...)
		}
	}
	return nil
}
