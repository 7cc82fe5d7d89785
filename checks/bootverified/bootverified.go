// Package bootverified asks whether an image shows that the device verifies its
// software when it starts.
package bootverified

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/fact/boot"
)

// Check is one question about the image.
var Check = &check.Check{
	Name: "bootverified",
	Doc: "Looks in boot loaders, kernels and boot settings for the public key that U-Boot verifies signed images with, for signed FIT images, and for dm-verity on the kernel's command line. " +
		"Yes: a boot loader holds a key it is told to require, or the root file system is mounted through dm-verity. No: the kernel is a FIT image without a signature, or U-Boot's settings start it in the legacy format, which carries a checksum and no signature, and the boot loader holds no word of verification. " +
		"Unknown: nothing of the kind is visible; the chip may still verify what it starts itself. A kernel in the legacy format refutes a declaration which says that the software is verified.",
	Question: "firmware.boot-verified",
	Bears: []check.Bearing{
		{Unit: "5.7-1-1/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.7-1-2/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.7-1-1/b", On: assay.No, Effect: assay.Informs},
		{Unit: "5.7-1-2/a", On: assay.No, Effect: assay.Refutes},
		{Unit: "5.7-1-1/b", On: assay.Unknown, Effect: assay.Informs},
	},
	Run: run,
}

// sign is a string that only a verified boot leaves behind.
type sign struct {
	needs   []string // all of them in one blob
	meaning string
	settles bool // it shows that the boot verifies, not only that something is signed
}

// U-Boot's doc/usage/fit/signature.rst names the properties of keys and
// signatures; the kernel's admin-guide/device-mapper/verity.rst the command line.
var signs = []sign{
	{[]string{"rsa,n0-inverse", "required"}, "the boot loader holds a public key that it requires", true},
	{[]string{"rsa,n0-inverse"}, "the boot loader holds a public key", false},
	{[]string{"dm-mod.create=", " verity "}, "the kernel mounts its root through dm-verity", true},
	{[]string{"dm=\"", " verity "}, "the kernel mounts its root through dm-verity", true},
	{[]string{"androidboot.veritymode=enforcing"}, "the kernel mounts its root through dm-verity", true},
	{[]string{"hashed-nodes", "sign-images"}, "the kernel image is signed", false},
	{[]string{"key-name-hint", "hashed-strings"}, "the kernel image is signed", false},
}

func run(p *check.Pass) error {
	f := check.Finding{Answer: assay.Unknown, Exercised: map[string]any{"blobs": len(p.Blobs)}, Summary: "No sign of a verified boot in boot loader, kernel or settings; the chip may still verify"}
	var seen []string
	for _, b := range p.Blobs {
		if s, at := search(b); s != nil {
			seen = append(seen, b.Origin+": "+s.meaning)
			if f.Answer != assay.Yes || s.settles {
				f.Where = append(f.Where, b.At(at))
			}
			if s.settles && f.Answer != assay.Yes {
				f.Answer, f.Summary = assay.Yes, "Verified boot: "+s.meaning
			} else if f.Answer != assay.Yes {
				f.Summary = "Part of a verified boot: " + s.meaning + "; whether it is enforced is not visible"
			}
		}
	}
	if len(seen) == 0 {
		unsigned(p, &f)
	}
	if len(seen) > 0 {
		f.Data = map[string]any{"signs": seen}
	}
	p.Report(f)
	return nil
}

// search returns the first sign that a blob shows, and where.
func search(b *evidence.Blob) (*sign, int64) {
	for i := range signs {
		at := -1
		for _, need := range signs[i].needs {
			found := bytes.Index(b.Data, []byte(need))
			if found < 0 {
				at = -1
				break
			}
			if at < 0 {
				at = found
			}
		}
		if at >= 0 {
			return &signs[i], int64(at)
		}
	}
	return nil, 0
}

// unsigned looks for a FIT image whose description says that it is not signed.
func unsigned(p *check.Pass, f *check.Finding) {
	for _, r := range p.Regions {
		if strings.HasPrefix(r.Note, "FIT,") && strings.Contains(r.Note, "no signature") {
			at := r.Offset
			f.Answer, f.Summary = assay.No, "The kernel is a FIT image without a signature"
			f.Mend = "Sign the FIT image (mkimage -F -k) and build U-Boot with the key marked as required."
			f.Where = append(f.Where, assay.Where{Evidence: r.Evidence, Path: p.Name, Offset: &at})
			f.AtMost = assay.Informs // what wraps the image may be verified
			return
		}
	}
	legacy(p, f)
}

// verifies are words that a boot loader which verifies anything cannot do without:
// its messages, its commands and the names of its algorithms.
var verifies = regexp.MustCompile(`(?i)signature|verif(?:y|ied)|authent|secure.?boot|\brsa|ecdsa|ed25519|pkcs|x509|\bhab_|\bavb`)

// legacy looks for a kernel that U-Boot starts in its legacy format, of which its
// documentation says that it has no signature (doc/usage/fit/signature.rst).
func legacy(p *check.Pass, f *check.Finding) {
	var kernel, loader *evidence.Blob
	for _, b := range p.Blobs {
		switch {
		case b.Format == "kernel" && strings.Contains(b.Origin, "uimage@"):
			kernel = b
		case b.Format == "u-boot" && verifies.Match(b.Data):
			return
		case b.Format == "u-boot":
			loader = b
		}
	}
	if kernel == nil || loader == nil {
		return
	}
	for _, l := range boot.Loaders(p.Input) {
		command := l.Vars["bootcmd"]
		if !l.Saved || !strings.Contains(command, "bootm") || verifies.MatchString(command) || strings.Contains(command, "run ") {
			continue
		}
		f.Answer, f.Summary = assay.No, "U-Boot starts the kernel in the legacy format, which carries no signature, and holds nothing that verifies one"
		f.Mend = "Use a signed FIT image and build U-Boot with the key marked as required and the legacy format left out."
		f.Where = append(f.Where, l.At("bootcmd"), loader.At(0), kernel.At(0))
		return
	}
}
