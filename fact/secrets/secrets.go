// Package secrets reads what an image holds that ought to be secret: private
// keys and the certificates they fit, tokens of cloud services, and passwords
// written into configuration. Everything is recognised strictly, by parsing or
// by pattern, entropy and context together, because a false alarm costs a
// reader more than it costs us. Values are never kept, only redacted forms and
// fingerprints.
package secrets

import (
	"bytes"
	"runtime"
	"sort"
	"strings"
	"sync"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/fact/secrets/keyfile"
)

// Limits on what is read of one image.
const (
	maxText = 1 << 20 // bytes of a text that is looked through for tokens and passwords
	// bundle is how many certificates make a file a bundle of roots to trust,
	// which is one observation and not two hundred.
	bundle   = 8
	maxFound = 2000 // of a kind
)

// Key is a private key, once however often it lies in the image.
type Key struct {
	*keyfile.Key
	Where  []assay.Where
	Paths  []string // where it lies, "/etc/ssl/server.key"
	Fits   []*Certificate
	Uses   []Use
	Sample string // why it may be nobody's secret: it lies among samples
	// Writable is set where every copy lies in a file system that the device
	// writes: the unit may have made the key itself.
	Writable bool
}

// Certificate is a certificate outside a bundle.
type Certificate struct {
	*keyfile.Certificate
	Where  []assay.Where
	Paths  []string
	HasKey bool // its private key lies in the image
	Uses   []Use
}

// Bundle is a file of certificates to trust.
type Bundle struct {
	Certificates []*keyfile.Certificate
	Where        assay.Where
	Path         string
}

// Use is a place that names the file of a key or certificate.
type Use struct {
	Path   string // of the file that names it
	Where  assay.Where
	Config bool // in a configuration or script, not inside an executable
}

// Token is a credential of a service.
type Token struct {
	Kind        string // "AWS access key", "JWT"
	Redacted    string
	Fingerprint string
	Note        string // "documentation example", "expired 2019-01-02"
	Where       assay.Where
	Path        string
}

// Password is a password or passphrase written in clear into configuration.
type Password struct {
	Kind        string // "password", "Wi-Fi passphrase", "password in a URL"
	Name        string // of the setting, "option password"
	Redacted    string
	Fingerprint string
	Where       assay.Where
	Path        string
	// Encoded is set where the value may be a ciphertext or hash: long, and of the
	// letters of base64 or hexadecimal, or marked as one.
	Encoded bool
}

// Secrets is what was found and what was searched.
type Secrets struct {
	Keys         []*Key
	Certificates []*Certificate
	Bundles      []Bundle
	Tokens       []Token
	Passwords    []Password
	// TestKeys counts private keys left out because a library publishes them for
	// its self-tests.
	TestKeys     int
	Files, Texts int
	Bytes        int64
}

// Exercised is what the search looked through, for a finding.
func (s *Secrets) Exercised() map[string]any {
	out := map[string]any{"files": s.Files, "text_files": s.Texts, "bytes": s.Bytes}
	if s.TestKeys > 0 {
		out["published_test_keys_left_out"] = s.TestKeys
	}
	return out
}

var fact = check.NewFact("secrets", read)

// Of returns the secrets of an image.
func Of(in *check.Input) (*Secrets, error) {
	s, err := fact.Of(in)
	if s == nil {
		s = &Secrets{}
	}
	return s, err
}

// piece is what one file holds.
type piece struct {
	found     keyfile.Found
	tokens    []Token
	passwords []Password
	size      int64
	text      bool
	err       error
}

func read(in *check.Input) (*Secrets, error) {
	files := in.Files()
	pieces := make([]piece, len(files))
	each(len(files), func(i int) { pieces[i] = look(files[i]) })
	s := &Secrets{Files: len(files)}
	m := newGatherer(s)
	for i, n := range files {
		p := &pieces[i]
		if p.err != nil {
			in.Limit("file", n.Origin(), "not searched for secrets: "+p.err.Error(), assay.AreaSecrets, assay.AreaCertificates)
		}
		if p.found.More {
			in.Limit("keys and certificates", n.Origin(), "there were too many in one file; the rest of it was not read", assay.AreaSecrets, assay.AreaCertificates)
		}
		s.Bytes += p.size
		if p.text {
			s.Texts++
		}
		m.add(n, p)
	}
	for _, b := range in.Blobs {
		m.blob(b)
	}
	m.fit()
	s.trim(in)
	s.uses(in, files)
	return s, nil
}

// trim keeps a hostile image from filling the report.
func (s *Secrets) trim(in *check.Input) {
	if len(s.Tokens) > maxFound || len(s.Passwords) > maxFound || len(s.Keys) > maxFound || len(s.Certificates) > maxFound {
		in.Limit("secrets", in.Name, "only the first 2000 of each kind are listed", assay.AreaSecrets, assay.AreaCertificates)
	}
	s.Tokens = s.Tokens[:min(len(s.Tokens), maxFound)]
	s.Passwords = s.Passwords[:min(len(s.Passwords), maxFound)]
	s.Keys = s.Keys[:min(len(s.Keys), maxFound)]
	s.Certificates = s.Certificates[:min(len(s.Certificates), maxFound)]
}

// each calls fn for 0 … n-1 on all processors. What fn does must not depend on order.
func each(n int, fn func(int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(runtime.GOMAXPROCS(0), max(n, 1)) {
		wg.Go(func() {
			for i := range next {
				fn(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

// look searches one file. A panic in a parser is that file's error alone.
func look(n *evidence.Node) (p piece) {
	defer func() {
		if r := recover(); r != nil {
			p = piece{err: panicked{r}}
		}
	}()
	data, err := n.Bytes(check.MaxRead)
	p.err, p.size = err, int64(len(data))
	p.found = keyfile.Find(data)
	p.text = isText(data)
	t := text{node: n, path: "/" + n.Path(), data: data}
	p.tokens = t.tokens(p.text)
	if p.text && len(data) <= maxText {
		p.passwords = t.passwords()
	}
	return p
}

type panicked struct{ value any }

func (panicked) Error() string { return "the parser stopped" }

// isText says whether a file is text: no NUL, and hardly a control character in
// its first 4 KiB. Bytes above 127 are text of some encoding.
func isText(data []byte) bool {
	if len(data) == 0 || bytes.IndexByte(data, 0) >= 0 {
		return false
	}
	odd, head := 0, data[:min(len(data), 4096)]
	for _, c := range head {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b {
			odd++
		}
	}
	return odd*100 <= len(head)
}

// Document gives the secrets as the document holds them.
func (s *Secrets) Document() []assay.Secret {
	out := []assay.Secret{}
	for _, k := range s.Keys {
		out = append(out, assay.Secret{Kind: "private key: " + k.Describe(), Where: k.Where, Fingerprint: k.Fingerprint(), Redacted: "…"})
	}
	for _, t := range s.Tokens {
		kind := t.Kind
		if t.Note != "" {
			kind += " (" + t.Note + ")"
		}
		out = append(out, assay.Secret{Kind: kind, Where: []assay.Where{t.Where}, Fingerprint: t.Fingerprint, Redacted: t.Redacted})
	}
	for _, p := range s.Passwords {
		out = append(out, assay.Secret{Kind: p.Kind, Where: []assay.Where{p.Where}, Fingerprint: p.Fingerprint, Redacted: p.Redacted})
	}
	return out
}

// Describe says what key it is: "RSA-1024, PKCS#1", "P-256, SEC 1, under a passphrase".
func (k *Key) Describe() string { return Describe(k.Algorithm, k.Bits, k.Curve) + k.rest() }

func (k *Key) rest() string {
	out := ", " + k.Format
	if k.Encrypted {
		out += ", under a passphrase"
	}
	return out
}

// Describe names an algorithm and its size: "RSA-1024", "P-256", "Ed25519".
func Describe(algorithm string, bits int, curve string) string {
	switch {
	case curve != "":
		return curve
	case algorithm == "":
		return "sealed"
	case algorithm == "RSA" || algorithm == "DSA":
		return algorithm + "-" + itoa(bits)
	}
	return algorithm
}

func sortWhere(all []assay.Where) {
	sort.SliceStable(all, func(i, j int) bool { return strings.Compare(all[i].Path, all[j].Path) < 0 })
}

// HostKey says whether the key lies where SSH servers make their own.
func (k *Key) HostKey() bool {
	for _, p := range k.Paths {
		if strings.Contains(p, "dropbear_") || strings.Contains(p, "ssh_host_") {
			return true
		}
	}
	return false
}
