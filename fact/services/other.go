package services

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/boot"
	"github.com/assay-project/assay/fact/services/daemons"
)

// supervised reads "tcpsvd [options] address port program", busybox's way to
// give a program a socket.
func (r *reader) supervised(p boot.Program, args []string) []Service {
	rest := args[1:]
	for len(rest) > 0 && strings.HasPrefix(rest[0], "-") {
		takes := strings.ContainsAny(rest[0][len(rest[0])-1:], "clCub")
		rest = rest[1:]
		if takes && len(rest) > 0 {
			rest = rest[1:]
		}
	}
	if len(rest) < 3 || strings.Trim(rest[2], "-/") == "" {
		return nil
	}
	inner := p
	inner.Argv = p.Argv[len(args)-len(rest)+2:]
	inner.Name = strings.TrimPrefix(rest[2][strings.LastIndexByte(rest[2], '/')+1:], "-")
	protocol := "tcp"
	if p.Name == "udpsvd" {
		protocol = "udp"
	}
	e := address(rest[0] + ":" + rest[1])
	e.protocol = protocol
	s := Service{Name: inner.Name, Product: inner.Name, Protocol: protocol, Auth: AuthUnknown, User: "root", Program: inner}
	if d := daemons.Lookup(inner.Name); d != nil {
		s.Name, s.Auth, s.Clear, s.Debug = d.Service, d.Auth, d.Clear, d.Debug
		r.authOf(&s, texts(inner), r.configOf(d, rest[2:]))
	} else if boot.IsShell(inner.Name) {
		s.Name, s.Auth, s.AuthWhy, s.Shell, s.Clear = "shell", AuthNone, p.Name+" gives a shell to whoever connects", true, true
	}
	return []Service{s.at(e)}
}

// bindShell reads nc -l -p 4444 -e /bin/sh and socat TCP-LISTEN:4444 EXEC:/bin/sh.
func (r *reader) bindShell(p boot.Program, args []string) []Service {
	s := Service{Name: p.Name, Product: p.Name, Protocol: "tcp", Auth: AuthNone, AuthWhy: p.Name + " asks nobody", User: "root", Clear: true, Program: p}
	var e endpoint
	listening := false
	for i, a := range args {
		switch {
		case p.Name == "socat":
			if kind, rest, ok := strings.Cut(a, ":"); ok && strings.HasSuffix(strings.ToUpper(kind), "LISTEN") {
				port, _, _ := strings.Cut(rest, ",")
				e, listening = address(port), true
			}
			s.Shell = s.Shell || strings.HasPrefix(strings.ToUpper(a), "EXEC:") && boot.IsShell(strings.SplitN(a[5:], ",", 2)[0])
		case strings.HasPrefix(a, "-") && !strings.HasPrefix(a, "--") && strings.Contains(a, "l"):
			listening = true
		case i > 0 && (args[i-1] == "-e" || args[i-1] == "-c"):
			s.Shell = boot.IsShell(strings.Fields(a + " ")[0])
		case i > 0:
			if n, err := strconv.Atoi(a); err == nil && n > 0 && n < 65536 {
				e = endpoint{port: n, from: "arguments"}
			}
		}
	}
	if !listening {
		return nil
	}
	if s.Shell {
		s.Name = "shell"
	}
	return []Service{s.at(e)}
}

// unlisted returns a program that is not in the table as a service where its
// own imports say that it accepts connections.
func (r *reader) unlisted(p boot.Program) []Service {
	if p.Socket != "" {
		s := Service{Name: p.Name, Product: p.Name, Auth: AuthUnknown, User: orRoot(p.User), Program: p}
		return []Service{s.at(parseSocket(p.Socket))}
	}
	if p.Node == nil || ends[p.Name] || r.quiet[p.Node] || p.TTY != "" || p.Node.Name == "busybox" || p.Node.Size > check.MaxRead {
		return nil
	}
	data, err := p.Node.Bytes(check.MaxRead)
	if err != nil || !bytes.HasPrefix(data, []byte("\x7fELF")) || !accepts(data) {
		r.quiet[p.Node] = true
		return nil
	}
	s := Service{Name: p.Name, Product: p.Name, Auth: AuthUnknown, User: orRoot(p.User), Guess: true, Program: p}
	return []Service{s.at(endpoint{unknown: true})}
}

func orRoot(user string) string {
	if user == "" {
		return "root"
	}
	return user
}

// accepts says whether a program names the calls that a server needs.
func accepts(data []byte) bool {
	for _, name := range []string{"socket", "bind", "listen", "accept"} {
		if !bytes.Contains(data, []byte("\x00"+name+"\x00")) {
			return false
		}
	}
	return true
}

// console reads what a terminal gives whoever stands before it.
func (r *reader) console(p boot.Program) (Console, bool) {
	c := Console{TTY: p.TTY, Auth: AuthPassword, Program: p}
	args := texts(p)
	switch {
	case boot.IsShell(p.Name):
		c.Kind, c.Auth = "shell", AuthNone
	case strings.HasSuffix(p.Name, "getty"):
		c.Kind = "getty"
		for i, a := range args {
			if a == "-l" && i+1 < len(args) && boot.IsShell(args[i+1]) || a == "-a" || a == "--autologin" {
				c.Auth = AuthNone
			}
		}
	case p.Name == "login" || p.Name == "sulogin":
		c.Kind = "login"
		if hasAny(args[1:], []string{"-f"}) {
			c.Auth = AuthNone
		}
	default:
		return c, false
	}
	return c, true
}

// Document returns the services as the document lists them.
func (f *Found) Document() []assay.Service {
	out := make([]assay.Service, 0, len(f.Services))
	for i := range f.Services {
		s := &f.Services[i]
		address := s.Bind
		if s.Port > 0 {
			address += ":" + strconv.Itoa(s.Port)
		}
		out = append(out, assay.Service{
			Name: s.Name, Product: s.Product, Address: address, Protocol: s.Protocol, StartedBy: s.Labels(), Condition: s.Condition(), Auth: s.Auth,
			Told: []string{}, Where: s.Where(),
		})
	}
	return out
}
