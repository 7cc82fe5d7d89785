// Package tlsconfig reads how the servers of an image are configured to encrypt:
// which versions of TLS and SSH they take, which ciphers, key exchanges and
// MACs, and how one may log in over SSH. It covers lighttpd, nginx, stunnel,
// mosquitto, vsftpd, OpenSSL's own defaults, sshd and dropbear's settings under
// OpenWrt. What a file leaves out is the default of the program's version and
// is reported as not known.
package tlsconfig

import (
	"bytes"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
)

// maxConfig is how many bytes of a configuration are read.
const maxConfig = 256 << 10

// Protocol is what a configuration is about.
type Protocol string

const (
	TLS Protocol = "tls"
	SSH Protocol = "ssh"
)

// Weak is one setting that allows what is no longer best practice.
type Weak struct {
	What string // "SSLv3", "RC4", "hmac-md5"
	Line int    // from 1
}

// Config is one configuration file that says something about encryption.
type Config struct {
	Node     *evidence.Node
	Product  string // lighttpd, nginx …
	Protocol Protocol
	Weak     []Weak
	// Strict is set where the file itself restricts versions to TLS 1.2 or
	// newer, or for SSH names its ciphers, and nothing weak is allowed.
	Strict bool
	// Unverified are lines by which a client does not check certificates.
	Unverified []int
	// Logins are SSH settings that let somebody in more easily than needed:
	// root with a password, passwords at all, empty passwords.
	Logins []Weak
	Lines  []int // of all settings that were read
}

// At returns the places of what a configuration says, the first few.
func (c *Config) At(weak []Weak) []assay.Where {
	var where []assay.Where
	for _, w := range weak {
		if len(where) < 8 && (len(where) == 0 || where[len(where)-1].Line != w.Line) {
			where = append(where, c.Node.At(w.Line))
		}
	}
	if len(where) == 0 && len(c.Lines) > 0 {
		where = append(where, c.Node.At(c.Lines[0]))
	}
	return where
}

// Names returns what is weak, each once, in the order of the file.
func Names(weak []Weak) []string {
	var names []string
	seen := make(map[string]bool)
	for _, w := range weak {
		if !seen[w.What] {
			seen[w.What] = true
			names = append(names, w.What)
		}
	}
	return names
}

// Of returns the configurations of an image in the order of trees and paths.
func Of(in *check.Input) ([]*Config, error) { return configs.Of(in) }

var configs = check.NewFact("tlsconfig", func(in *check.Input) ([]*Config, error) {
	var all []*Config
	for _, n := range in.Files() {
		parse := reader(n)
		if parse == nil || n.Size == 0 {
			continue
		}
		data, err := n.Bytes(maxConfig)
		if err != nil {
			in.Limit("a server configuration that was not read to its end", n.Origin(), "its encryption settings are not judged", assay.AreaEncryption)
			continue
		}
		if c := Parse(parse, data); c != nil {
			c.Node = n
			all = append(all, c)
		}
	}
	return all, nil
})

// Format is how the configuration of one product is read.
type Format struct {
	product  string
	protocol Protocol
	setting  func(c *Config, line int, key, value string)
	split    func(line string) (key, value string, ok bool)
}

// reader returns the format of a configuration by its name and folder.
func reader(n *evidence.Node) *Format {
	p := "/" + n.Path()
	switch {
	case n.Name == "lighttpd.conf" || strings.Contains(p, "/lighttpd/conf-enabled/") || strings.Contains(p, "/lighttpd/conf.d/"):
		return lighttpd
	case n.Name == "nginx.conf" || strings.Contains(p, "/nginx/conf.d/") || strings.Contains(p, "/nginx/sites-enabled/"):
		return nginx
	case n.Name == "stunnel.conf" || strings.Contains(p, "/stunnel/") && strings.HasSuffix(p, ".conf"):
		return stunnel
	case n.Name == "mosquitto.conf" || strings.Contains(p, "/mosquitto/conf.d/"):
		return mosquitto
	case n.Name == "vsftpd.conf":
		return vsftpd
	case n.Name == "openssl.cnf":
		return openssl
	case n.Name == "sshd_config" || strings.Contains(p, "/sshd_config.d/"):
		return sshd
	case strings.HasSuffix(p, "/etc/config/dropbear"):
		return dropbear
	case n.Name == "wgetrc" || n.Name == ".wgetrc":
		return wgetrc
	case n.Name == ".curlrc":
		return curlrc
	}
	return nil
}

// Parse reads one configuration. It returns nil for a file that says nothing
// about encryption or log-in.
func Parse(f *Format, data []byte) *Config {
	c := &Config{Product: f.product, Protocol: f.protocol}
	for number := 1; len(data) > 0; number++ {
		var raw []byte
		raw, data, _ = bytes.Cut(data, []byte("\n"))
		line := strings.TrimSpace(string(raw))
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		if key, value, ok := f.split(line); ok {
			f.setting(c, number, key, value)
		}
	}
	if len(c.Lines)+len(c.Logins)+len(c.Unverified) == 0 {
		return nil
	}
	c.Strict = c.Strict && len(c.Weak) == 0
	return c
}

func (c *Config) saw(line int) { c.Lines = append(c.Lines, line) }

func (c *Config) weak(line int, what ...string) {
	for _, w := range what {
		if len(c.Weak) < 64 {
			c.Weak = append(c.Weak, Weak{w, line})
		}
	}
}
