package secrets

import (
	"bytes"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/fact/secrets/keyfile"
)

func itoa(n int) string { return strconv.Itoa(n) }

// gatherer joins what files hold: one key or certificate however often it lies there.
type gatherer struct {
	s     *Secrets
	keys  map[string]*Key
	certs map[string]*Certificate
}

func newGatherer(s *Secrets) *gatherer {
	return &gatherer{s, make(map[string]*Key), make(map[string]*Certificate)}
}

func (g *gatherer) add(n *evidence.Node, p *piece) {
	at := "/" + n.Path()
	place := func(line int, offset int64) assay.Where {
		if line > 0 && p.text {
			return n.At(line)
		}
		return n.AtOffset(offset)
	}
	for _, k := range p.found.Keys {
		g.key(k, place(k.Line, k.Offset), at, writable(n))
	}
	if len(p.found.Certificates) >= bundle {
		g.s.Bundles = append(g.s.Bundles, Bundle{p.found.Certificates, n.At(0), at})
	} else {
		for _, c := range p.found.Certificates {
			g.certificate(c, place(c.Line, c.Offset), at)
		}
	}
	g.s.Tokens = append(g.s.Tokens, p.tokens...)
	g.s.Passwords = append(g.s.Passwords, p.passwords...)
}

// published are the fingerprints of private keys that libraries carry in their
// sources for self-tests, open to everybody and used by nobody: reporting them
// would drown what matters. Those of mbed TLS stand in its library/certs.c and
// are compiled into libmbedx509 (CA keys under a passphrase, server and client
// keys, RSA and EC).
var published = map[string]string{
	"sha256:05157bcfa9522d8c4caecfc667a2bcbaaa4848594000bfaa3974d423f8d1d9a8": "mbed TLS test CA, EC",
	"sha256:26b0f4b5b3b8ef8f54af9ca9cbef655501179e7337f2ac52f2eadcf953635999": "mbed TLS test server or client, EC",
	"sha256:6452839ebf371b9a9a7585efd56a029440972fdbacd1ae077d403e4e92bcd4f3": "mbed TLS test server or client, EC",
	"sha256:765fa7ece8f2babda03aced0b517b5d5e5e420564226489a00a822ccb527ebec": "mbed TLS test CA, RSA",
	"sha256:6703a04285f61bf2f79b143b1841435d503b448c3df1db998e9aebc7f05d3815": "mbed TLS test server or client, RSA",
	"sha256:370346c0864770dac7a90774f75ac6de537f5f5b2c4b1bb1d12bf3c5f4f484ae": "mbed TLS test server or client, RSA",
}

// blob looks for keys only: a kernel or boot loader is no configuration.
func (g *gatherer) blob(b *evidence.Blob) {
	found := keyfile.Find(b.Data)
	for _, k := range found.Keys {
		g.key(k, b.At(k.Offset), b.Format, false)
	}
	if len(found.Certificates) < bundle {
		for _, c := range found.Certificates {
			g.certificate(c, b.At(c.Offset), b.Format)
		}
	}
	g.s.Files++
	g.s.Bytes += int64(len(b.Data))
}

// writable says whether a file lies in a file system of raw flash or disk that
// the device itself writes. An archive or a folder says nothing.
func writable(n *evidence.Node) bool {
	t := n.Tree()
	if t == nil {
		return false
	}
	switch t.Format {
	case "jffs2", "ubifs", "yaffs2", "ext2", "ext3", "ext4", "fat":
		return true
	}
	return false
}

func (g *gatherer) key(k *keyfile.Key, where assay.Where, at string, writable bool) {
	if name := published[k.Fingerprint()]; name != "" {
		g.s.TestKeys++
		return
	}
	have := g.keys[k.Fingerprint()]
	if have == nil {
		have = &Key{Key: k, Writable: true}
		g.keys[k.Fingerprint()] = have
		g.s.Keys = append(g.s.Keys, have)
	}
	if have.Encrypted && !k.Encrypted {
		have.Key = k // one copy in clear is what counts
	}
	have.Where = append(have.Where, where)
	have.Paths = append(have.Paths, at)
	have.Writable = have.Writable && writable
	if sample.MatchString(at) {
		have.Sample = "it lies among samples or tests"
	}
}

func (g *gatherer) certificate(c *keyfile.Certificate, where assay.Where, at string) {
	have := g.certs[c.Fingerprint()]
	if have == nil {
		have = &Certificate{Certificate: c}
		g.certs[c.Fingerprint()] = have
		g.s.Certificates = append(g.s.Certificates, have)
	}
	have.Where = append(have.Where, where)
	have.Paths = append(have.Paths, at)
}

// fit finds which certificate a key belongs to.
func (g *gatherer) fit() {
	for _, c := range g.s.Certificates {
		if k := g.keys[c.KeyFingerprint()]; k != nil {
			c.HasKey = true
			k.Fits = append(k.Fits, c)
		}
	}
	for _, k := range g.s.Keys {
		sortWhere(k.Where)
		slices.Sort(k.Paths)
	}
}

// maxTargets bounds how many paths every file is searched for.
const maxTargets = 64

// target is a path whose mention makes a use.
type target struct {
	path string
	add  func(Use)
}

// uses looks through all files for the paths of keys and certificates.
func (s *Secrets) uses(in *check.Input, files []*evidence.Node) {
	targets := s.targets()
	if len(targets) > maxTargets {
		in.Limit("uses of keys", in.Name, "only the first 64 keys and certificates were looked for in configuration", assay.AreaSecrets, assay.AreaCertificates)
		targets = targets[:maxTargets]
	}
	if len(targets) == 0 {
		return
	}
	found := make([][][]Use, len(files))
	each(len(files), func(i int) {
		if files[i].Size <= 8<<20 {
			found[i] = mentions(files[i], targets)
		}
	})
	for _, uses := range found {
		for at, list := range uses {
			for _, u := range list {
				targets[at].add(u)
			}
		}
	}
}

func (s *Secrets) targets() []target {
	var out []target
	for _, k := range s.Keys {
		for _, p := range k.Paths {
			out = append(out, target{p, func(u Use) { k.Uses = append(k.Uses, u) }})
		}
	}
	for _, c := range s.Certificates {
		for _, p := range c.Paths {
			out = append(out, target{p, func(u Use) { c.Uses = append(c.Uses, u) }})
		}
	}
	return slices.DeleteFunc(out, func(t target) bool { return len(t.path) < 6 || path.Dir(t.path) == "/" })
}

// mentions finds the targets in one file, the first line for each. A decoder
// that stops costs this file's mentions, not the run.
func mentions(n *evidence.Node, targets []target) (out [][]Use) {
	defer func() {
		if recover() != nil {
			out = nil
		}
	}()
	data, err := n.Bytes(8 << 20)
	if err != nil {
		return nil
	}
	out = make([][]Use, len(targets))
	at := "/" + n.Path()
	textual := isText(data)
	for i, t := range targets {
		if t.path == at {
			continue
		}
		from := 0
		for hits := 0; hits < 64; hits++ {
			hit := bytes.Index(data[from:], []byte(t.path))
			if hit < 0 {
				break
			}
			hit += from
			from = hit + len(t.path)
			if !whole(data, hit, from) || textual && commented(data, hit) {
				continue
			}
			u := Use{Path: at, Where: n.AtOffset(int64(hit))}
			if textual {
				u = Use{Path: at, Where: n.At(1 + bytes.Count(data[:hit], []byte{'\n'})), Config: true}
			}
			out[i] = append(out[i], u)
			break
		}
	}
	return out
}

// whole says whether the path ends where the mention does: "/etc/key" is not
// "/etc/key.pub".
func whole(data []byte, from, to int) bool {
	if from > 0 && (data[from-1] == '/' || isName(data[from-1])) {
		return false
	}
	return to >= len(data) || !isName(data[to]) && data[to] != '/'
}

func isName(c byte) bool {
	return c == '.' || c == '_' || c == '-' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// commented says whether the line up to a place starts as a comment does.
func commented(data []byte, at int) bool {
	start := bytes.LastIndexByte(data[:at], '\n') + 1
	line := strings.TrimSpace(string(data[start:min(at, start+200)]))
	return strings.HasPrefix(line, "#") || strings.HasPrefix(line, ";") || strings.HasPrefix(line, "//") || strings.HasPrefix(line, "<!--")
}
