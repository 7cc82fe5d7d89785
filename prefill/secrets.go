package prefill

import (
	"fmt"
	"path"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/fact/secrets"
)

// secrets proposes keys, certificates, tokens and written passwords as security
// parameters.
func (g *gathering) secrets() error {
	found, err := secrets.Of(g.in)
	if err != nil || found == nil {
		return err
	}
	for _, k := range found.Keys {
		if k.Sample == "" {
			g.key(k)
		}
	}
	for _, c := range found.Certificates {
		if c.HasKey || len(c.Uses) > 0 {
			g.certificate(c)
		}
	}
	if len(found.Bundles) > 0 {
		g.trusted(found.Bundles)
	}
	for _, t := range found.Tokens {
		g.written(t.Kind, t.Path, t.Note, t.Redacted, t.Where, t.Fingerprint)
	}
	for _, p := range found.Passwords {
		g.written(p.Kind, p.Path, "setting "+p.Name, p.Redacted, p.Where, fmt.Sprintf("%s@%s:%d", p.Name, p.Path, p.Where.Line))
	}
	return nil
}

func (g *gathering) key(k *secrets.Key) {
	at := k.Paths[0]
	r := g.add("10-SecParam", path.Base(at), k.Where, k.Fingerprint())
	text := fmt.Sprintf("private key %s at %s", k.Describe(), at)
	if k.HostKey() {
		text += ", host key of an SSH server"
	}
	if len(k.Fits) > 0 {
		text += ", fits a certificate in the image"
	}
	if !k.Writable {
		text += "; the same in every device with this image"
	}
	r.say("Description", text, "a private key", High)
	r.say("Type", "critical", "a private key is critical", High)
	if mode := g.mode(k.Where); mode != "" {
		r.say("Protection Scheme", mode, "mode of the file", High, k.Where[0])
	}
	if !k.Writable {
		r.say("Provisioning Mechanism", "in the image: "+at, "it stands in a file system that the device does not write", High)
		g.claim("has_preinstalled_keys", "a private key is in the image: "+at, High, k.Where...)
	}
	g.claim("3.1.3/k 3.1.3/16 2.1.1/14 2.1.1/20 has_persistent_secrets", "a private key is kept at "+at, High, k.Where...)
}

// mode says who may read a file, where its mode is known.
func (g *gathering) mode(where []assay.Where) string {
	if len(where) == 0 {
		return ""
	}
	for _, n := range g.in.Files() {
		if n.Digest != where[0].Evidence || n.Origin() != where[0].Path {
			continue
		}
		if n.ModeUnknown {
			return ""
		}
		switch perm := n.Mode.Perm(); {
		case perm&0o004 != 0:
			return fmt.Sprintf("file mode %04o: every user of the device may read it", perm)
		default:
			return fmt.Sprintf("file mode %04o", perm)
		}
	}
	return ""
}

func (g *gathering) certificate(c *secrets.Certificate) {
	r := g.add("10-SecParam", path.Base(c.Paths[0]), c.Where, c.Fingerprint())
	r.say("Description", fmt.Sprintf("certificate at %s", c.Paths[0]), "a certificate", High)
	r.say("Type", "public", "a certificate is public", High)
	if mode := g.mode(c.Where); mode != "" {
		r.say("Protection Scheme", mode, "mode of the file", High, c.Where[0])
	}
}

func (g *gathering) trusted(bundles []secrets.Bundle) {
	var where []assay.Where
	count := 0
	for _, b := range bundles {
		where = append(where, b.Where)
		count += len(b.Certificates)
	}
	r := g.add("10-SecParam", "trusted-certificates", where)
	r.say("Description", fmt.Sprintf("%d certificates to trust, in %s", count, bundles[0].Path), "a bundle of certificates", High)
	r.say("Type", "public", "certificates are public", High)
	g.claim("3.1.3/k 2.1.1/14", "certificates to trust are kept in "+bundles[0].Path, High, where...)
}

func (g *gathering) written(kind, file, note, redacted string, at assay.Where, key string) {
	r := g.add("10-SecParam", path.Base(file)+" "+kind, []assay.Where{at}, key)
	text := fmt.Sprintf("%s in %s (%s)", kind, file, redacted)
	if note != "" {
		text += ": " + note
	}
	confidence := Medium
	r.say("Description", text, "its form and what stands around it", confidence)
	r.say("Type", "critical", "whoever has it can use it", confidence)
	r.say("Provisioning Mechanism", "written into "+file, "it stands there", confidence)
	g.claim("3.1.3/k 3.1.3/16 2.1.1/14 2.1.1/20 has_persistent_secrets", kind+" is kept in "+file, confidence, at)
}
