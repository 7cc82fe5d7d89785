package services

import (
	"regexp"
	"strings"

	"github.com/assay-project/assay/fact/boot"
)

// authOf reads how clients of a service are known.
func (r *reader) authOf(s *Service, args []string, c Config) {
	switch s.Name {
	case "telnet":
		r.telnetAuth(s, args)
	case "ssh":
		sshAuth(s, args, c)
	case "mqtt":
		mqttAuth(s, c)
	case "ftp":
		ftpAuth(s, c)
	case "snmp":
		if len(c.All("rocommunity"))+len(c.All("rwcommunity"))+len(c.All("com2sec")) > 0 {
			s.Auth, s.AuthWhy = AuthPassword, "a community string in "+c.node.Path()
		}
	case "http", "https":
		for _, set := range c.Settings {
			if strings.HasPrefix(set.Name, "auth.require") || set.Name == "auth_basic" {
				s.Auth, s.AuthWhy = AuthPassword, "log-in for some paths in "+c.node.Path()
			}
		}
	}
}

// telnetAuth reads what telnetd starts for whoever connects: -l names it,
// /bin/login where it is not named.
func (r *reader) telnetAuth(s *Service, args []string) {
	s.Shell = true
	program := ""
	for i, a := range args {
		if a == "-l" && i+1 < len(args) {
			program = args[i+1]
		} else if strings.HasPrefix(a, "-l/") {
			program = a[2:]
		}
	}
	switch {
	case program == "":
	case boot.IsShell(program):
		s.Auth, s.AuthWhy = AuthNone, "-l "+program+" gives a shell at once"
	case strings.HasSuffix(program, "/login") || program == "login":
	default:
		s.Auth, s.AuthWhy = r.loginScript(program)
	}
}

var (
	givesShell = regexp.MustCompile(`(?m)^\s*(exec\s+)?(/usr)?(/bin/)?(busybox\s+)?(ash|sh|bash)(\s+(--login|-l|-i))?\s*$`)
	asksLogin  = regexp.MustCompile(`(?m)^[^#\n]*(/bin/login|\blogin\s+-|\bsu\s|passwd|read\s+-s|sulogin)`)
)

// loginScript reads a script that stands in for login. OpenWrt's gives a shell
// while root has no password.
func (r *reader) loginScript(program string) (auth, why string) {
	n, err := r.tree.Resolve(program)
	if err != nil || !n.IsRegular() {
		return AuthUnknown, program + " is not in the image"
	}
	src, _ := n.Bytes(64 << 10)
	text := string(src)
	switch {
	case strings.HasPrefix(text, "\x7fELF"):
		return AuthUnknown, program + " decides"
	case givesShell.MatchString(text) && strings.Contains(text, "root:") && strings.Contains(text, "Login failed"):
		return AuthNone, program + " gives a shell while root has no password"
	case givesShell.MatchString(text) && !asksLogin.MatchString(text):
		return AuthNone, program + " gives a shell without asking"
	case asksLogin.MatchString(text):
		return AuthPassword, program + " asks for a log-in"
	}
	return AuthUnknown, program + " decides"
}

// sshAuth reads whether passwords are accepted: dropbear -s refuses them, sshd
// says so in its file.
func sshAuth(s *Service, args []string, c Config) {
	s.Shell = true
	if s.Product == "dropbear" && hasAny(args[1:], []string{"-s"}) {
		s.Auth, s.AuthWhy = AuthKey, "-s refuses passwords"
	}
	if set, ok := c.Last("passwordauthentication"); ok && strings.EqualFold(set.Value, "no") {
		s.Auth, s.AuthWhy = AuthKey, c.node.Path()+" refuses passwords"
	}
	if set, ok := c.Last("permitemptypasswords"); ok && strings.EqualFold(set.Value, "yes") {
		s.AuthWhy = c.node.Path() + " accepts empty passwords"
	}
}

// mqttAuth reads mosquitto.conf(5).
func mqttAuth(s *Service, c Config) {
	if c.node == nil {
		return
	}
	anonymous, ok := c.Last("allow_anonymous")
	switch {
	case ok && anonymous.Value == "true":
		s.Auth, s.AuthWhy = AuthNone, "allow_anonymous true in "+c.node.Path()
	case ok && anonymous.Value == "false":
		s.Auth, s.AuthWhy = AuthPassword, "allow_anonymous false in "+c.node.Path()
	}
	if set, ok := c.Last("require_certificate"); ok && set.Value == "true" {
		s.Auth, s.AuthWhy = AuthKey, "require_certificate true in "+c.node.Path()
	}
	if _, ok := c.Last("certfile"); ok {
		s.Clear = false
	}
}

// ftpAuth reads vsftpd.conf(5), where anonymous_enable is YES unless told
// otherwise.
func ftpAuth(s *Service, c Config) {
	if s.Product != "vsftpd" {
		return
	}
	set, ok := c.Last("anonymous_enable")
	switch {
	case c.node == nil:
	case !ok:
		s.Auth, s.AuthWhy = AuthNone, "anonymous_enable is YES where the file does not say"
	case strings.EqualFold(set.Value, "yes"):
		s.Auth, s.AuthWhy = AuthNone, "anonymous_enable="+set.Value+" in "+c.node.Path()
	}
	if set, ok := c.Last("ssl_enable"); ok && strings.EqualFold(set.Value, "yes") {
		s.Clear = false
	}
}
