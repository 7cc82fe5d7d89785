// Package updates finds how an image replaces its own software: the scripts
// that download an image and write flash, the update programs with their
// settings, the package manager. For each it says what is visible of the two
// things that matter: how the new software travels, and whether its signature
// is verified before it is installed.
//
// It reads what is written down. A script that calls a program hands the
// question on to that program; of a compiled program only strings and imports
// are seen, which never prove that nothing is verified.
package updates

import (
	"bytes"
	"errors"
	"path"
	"regexp"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/fact/elf"
)

// maxScript is how many bytes of a script or configuration are read.
const maxScript = 512 << 10

// maxLines is how many lines of one kind are kept of one file.
const maxLines = 32

// Line is one place in a script: what was seen and where, counted from 1.
type Line struct {
	Number int
	What   string
	text   string // the line itself, as long as it is short
}

// Mechanism is one way the product's software is replaced, or a script that
// fetches things in a way that concerns it.
type Mechanism struct {
	Node *evidence.Node
	Kind string // script, program, updater, packages; fetch for a program that only fetches

	Downloads []Line // fetches something
	Plain     []Line // fetches it without protection: http, ftp, tftp
	Protected []Line // fetches it from an https address and looks at the certificate
	Careless  []Line // fetches it over TLS without looking at the certificate
	Writes    []Line // writes flash itself
	Hands     []Line // hands an image to a program that may verify it (sysupgrade)
	Digests   []Line // compares a digest or checksum
	Verifies  []Line // verifies a signature
	Offset    int64  // of what was seen in a program
	// Caller is what was seen to run a script: a line of another script that the
	// device starts by itself ("system/init/app_init.sh:4"), or a program that
	// names its path. Empty where nothing was: it may lie there unused.
	Caller string
}

// About is the fact key of a mechanism: its path on the device.
func (m *Mechanism) About() string { return "/" + m.Node.Path() }

// Updates says whether the mechanism installs software.
func (m *Mechanism) Updates() bool {
	return len(m.Writes)+len(m.Hands) > 0 || m.Kind != "script" && m.Kind != "fetch"
}

// At returns the places of lines, the first few.
func (m *Mechanism) At(lists ...[]Line) []assay.Where {
	var where []assay.Where
	for _, lines := range lists {
		for _, l := range lines {
			if len(where) < 8 {
				where = append(where, m.Node.At(l.Number))
			}
		}
	}
	if len(where) == 0 {
		where = append(where, m.Node.At(0))
	}
	return where
}

// Found is every mechanism of an image in the order of trees and paths.
type Found struct {
	Mechanisms []*Mechanism
	Scripts    int // how many scripts were read
	Programs   int // how many programs were searched
}

// Exercised is what the search looked through, for an observation.
func (f *Found) Exercised() map[string]any {
	return map[string]any{"scripts": f.Scripts, "programs": f.Programs}
}

// Of returns the update mechanisms of an image.
func Of(in *check.Input) (*Found, error) { return found.Of(in) }

var found = check.NewFact("updates", func(in *check.Input) (*Found, error) {
	f := &Found{}
	for _, n := range in.Files() {
		if n.Size == 0 || n.Size > maxScript {
			continue
		}
		data, err := n.Bytes(maxScript)
		if err != nil || bytes.IndexByte(data[:min(len(data), 512)], 0) >= 0 {
			continue
		}
		if m := settings(n, data); m != nil {
			f.Mechanisms = append(f.Mechanisms, m)
		} else if isScript(n.Name, data) {
			f.Scripts++
			if m := script(n, data); m != nil {
				f.Mechanisms = append(f.Mechanisms, m)
			}
		}
	}
	files, err := elf.Of(in)
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		if file.Kind != elf.Executable && file.Kind != elf.Library {
			continue
		}
		f.Programs++
		if m := program(file); m != nil {
			f.Mechanisms = append(f.Mechanisms, m)
		}
	}
	return f, f.callers(in, files)
})

func isScript(name string, data []byte) bool {
	return bytes.HasPrefix(data, []byte("#!")) || path.Ext(name) == ".sh"
}

var (
	careless = regexp.MustCompile(before + `(?:curl\s(?:[^;&|]*\s)?(?:-[a-zA-Z]*k[a-zA-Z]*|--insecure)(?:\s|$)|(?:wget|uclient-fetch)(?:-ssl)?\s(?:[^;&|]*\s)?--no-check-certificate)`)
	// updaterName is how vendors call the programs that install an update; the
	// name alone is not enough (ddns_update), see flashes.
	updaterName = regexp.MustCompile(`(?i)update|upgrade|fwup|firmware|(?:^|[^a-z])f?otad?(?:[^a-z]|$)`)
)

// verifiers are the functions of the usual libraries that check a signature.
var verifiers = []string{
	"EVP_VerifyFinal", "EVP_DigestVerifyFinal", "EVP_DigestVerify", "RSA_verify", "ECDSA_verify", "ECDSA_do_verify", "CMS_verify", "PKCS7_verify",
	"mbedtls_pk_verify", "mbedtls_rsa_pkcs1_verify", "pk_verify", "rsa_pkcs1_verify", "wc_RsaSSL_Verify", "wc_ecc_verify_hash", "gnutls_pubkey_verify_data2",
	"crypto_sign_verify_detached", "ed25519_verify",
}

// program looks at a compiled program: commands in its strings, and whether it
// is an updater by its name.
func program(f elf.File) *Mechanism {
	data, err := f.Node.Bytes(check.MaxRead)
	if err != nil && !errors.Is(err, evidence.ErrTooLarge) {
		return nil
	}
	m := &Mechanism{Node: f.Node, Kind: "fetch"}
	if at, text := command(data, "curl", "wget"); text != "" {
		m.Careless, m.Offset = []Line{{What: text}}, at
	}
	if f.Kind == elf.Executable && updaterName.MatchString(f.Node.Name) && flashes(data) {
		m.Kind = "program"
		for _, name := range verifiers {
			if f.Imported(name) {
				m.Verifies = append(m.Verifies, Line{What: "imports " + name})
			}
		}
	}
	if m.Kind == "fetch" && len(m.Careless) == 0 {
		return nil
	}
	return m
}

// flashes says whether a program names flash devices or the tools that write them.
func flashes(data []byte) bool {
	for _, s := range []string{"/dev/mtd", "mtd write", "mtd -r write", "mtd_write", "flashcp ", "sysupgrade ", "flash_erase"} {
		if bytes.Contains(data, []byte(s)) {
			return true
		}
	}
	return false
}

// command finds a careless fetch in the strings of a program: "curl -k %s".
func command(data []byte, names ...string) (int64, string) {
	for _, name := range names {
		for from := 0; ; {
			i := bytes.Index(data[from:], []byte(name+" "))
			if i < 0 {
				break
			}
			at := from + i
			end := at
			for end < len(data) && end-at < 256 && data[end] >= ' ' && data[end] <= '~' {
				end++
			}
			if careless.Match(data[at:end]) {
				return int64(at), name + " without verification of the certificate"
			}
			from = at + len(name)
		}
	}
	return 0, ""
}
