// Package certificatestrong asks whether certificates of the image rest on
// cryptography that is still accepted: RSA of 2048 bits or more, curves of 224
// bits or more, and a signature that is not MD5 or SHA-1.
package certificatestrong

import (
	"crypto/dsa" //lint:ignore SA1019 devices still hold such certificates
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/secrets"
	"github.com/assay-project/assay/fact/services"
)

// Check is the question about each certificate outside a bundle of roots.
var Check = &check.Check{
	Name: "certificatestrong",
	Doc: "Reads key size and signature of each certificate in the image; a file of eight or more is a bundle of roots to trust and is left out. " +
		"Yes: RSA or DSA with 2048 bits or more or a curve of 224 or more, signed with SHA-2 or better (NIST SP 800-131A). No: less than that. " +
		"Unknown: there is no certificate. The signature of a self-signed certificate proves nothing, so its hash is only mentioned. " +
		"A weak key speaks against 5.5-1 where a service that starts at boot is set to serve the certificate.",
	Question: "crypto.best-practice",
	Bears: []check.Bearing{
		{Unit: "5.5-1-1/c", On: assay.No, Effect: assay.Refutes},
		{Unit: "5.5-1-2/a", On: assay.No, Effect: assay.Informs},
		{Unit: "5.1-3-1/c", On: assay.No, Effect: assay.Informs},
		{Unit: "5.5-1-1/c", On: assay.Yes, Effect: assay.Informs},
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
	for _, c := range found.Certificates {
		p.Report(finding(c, running))
	}
	if len(found.Certificates) == 0 {
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "No certificate of its own is in the image", Exercised: found.Exercised()})
	}
	return nil
}

func finding(c *secrets.Certificate, running *services.Found) check.Finding {
	kind, weakKey := key(c.Certificate.Certificate)
	hash := weakHash(c.SignatureAlgorithm)
	selfSigned := c.CheckSignatureFrom(c.Certificate.Certificate) == nil || string(c.RawIssuer) == string(c.RawSubject)
	f := check.Finding{
		Answer: assay.Yes, About: c.Fingerprint(), Where: c.Where, Exercised: map[string]any{"certificates": 1},
		Summary: fmt.Sprintf("Certificate of %q: %s, %s", name(c), kind, c.SignatureAlgorithm),
		Data:    map[string]any{"key": kind, "signature": c.SignatureAlgorithm.String(), "self_signed": selfSigned, "ca": c.IsCA, "key_in_image": c.HasKey},
	}
	if !weakKey && (hash == "" || selfSigned) {
		return f
	}
	f.Answer, f.Mend = assay.No, "Issue the certificate anew with P-256 or RSA of 3072 bits, signed with SHA-256."
	f.Summary += ", below what is accepted"
	if !weakKey || !served(c, running) {
		f.AtMost = assay.Informs
	}
	return f
}

// served says whether a service that starts at boot is set to use it.
func served(c *secrets.Certificate, running *services.Found) bool {
	for i := range running.Services {
		s := &running.Services[i]
		if s.Config == nil || !s.Unconditional() || s.Local() || s.Guess {
			continue
		}
		for _, u := range c.Uses {
			if u.Config && u.Path == "/"+s.Config.Path() {
				return true
			}
		}
	}
	return false
}

// key names the public key and says whether it is too small.
func key(c *x509.Certificate) (string, bool) {
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return secrets.Describe("RSA", k.N.BitLen(), ""), k.N.BitLen() < 2048
	case *dsa.PublicKey:
		return secrets.Describe("DSA", k.P.BitLen(), ""), k.P.BitLen() < 2048
	case *ecdsa.PublicKey:
		bits := k.Curve.Params().BitSize
		return k.Curve.Params().Name, bits < 224
	}
	return c.PublicKeyAlgorithm.String(), false
}

func weakHash(a x509.SignatureAlgorithm) string {
	for _, h := range []string{"MD2", "MD5", "SHA1"} {
		if strings.Contains(a.String(), h) {
			return h
		}
	}
	return ""
}

func name(c *secrets.Certificate) string {
	if c.Subject.CommonName != "" {
		return c.Subject.CommonName
	}
	return c.Subject.String()
}
