// Package services says which network services and consoles a device opens by
// itself: it takes the programs that fact/boot found, knows the common daemons
// by a table, and reads ports, addresses and log-in from their arguments and
// configuration files. A program that is not in the table is a service only
// where something says that it listens; what only the device can decide stays a
// condition or unknown.
package services

import (
	"net/netip"
	"path"
	"sort"
	"strconv"
	"strings"

	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/fact/boot"
	"github.com/assay-project/assay/fact/services/daemons"
)

// How a client of a service is known.
const (
	AuthNone     = "none"
	AuthPassword = "password"
	AuthKey      = "key"
	AuthUnknown  = "unknown"
)

// Service is one place where the device answers.
type Service struct {
	// Key is the fact key: "tcp/23", or the path of the program where the port
	// is not known.
	Key      string
	Name     string // telnet, ssh, http …; the program's name where it is not known
	Product  string // telnetd
	Protocol string // tcp, udp; empty where not known
	Port     int    // 0 where not known
	// PortFrom says where the port was read: "arguments", a path, or "default".
	PortFrom string
	Bind     string // address, empty for all
	Auth     string
	AuthWhy  string // what says so
	User     string // it runs as; "root" where nothing says otherwise
	Shell    bool   // gives a command line
	Clear    bool   // without encryption
	Debug    bool
	// Guess is set where the program is not in the table and only its imports
	// say that it can listen.
	Guess  bool
	Config *evidence.Node
	boot.Program
}

// Local says that the service is reached from the device itself only.
func (s *Service) Local() bool {
	if s.Protocol == "unix" {
		return true
	}
	a, err := netip.ParseAddr(strings.Trim(s.Bind, "[]"))
	return err == nil && a.IsLoopback() || s.Bind == "localhost" || s.Bind == "lo"
}

// Console is a terminal that the device opens at boot.
type Console struct {
	TTY  string
	Kind string // getty, login, shell
	Auth string // none, password
	boot.Program
}

// Found is what an image opens.
type Found struct {
	Services []Service
	Consoles []Console
	Graph    *boot.Graph
	// Others are programs that stay and of which nothing says that they listen,
	// and programs outside the image.
	Others []boot.Program
	// Dormant are services of tables that nothing was seen to read.
	Dormant []Service
}

// Of returns what an image opens, services in the order of their keys.
func Of(in *check.Input) (*Found, error) { return fact.Of(in) }

var fact = check.NewFact("services", func(in *check.Input) (*Found, error) {
	g, err := boot.Of(in)
	if err != nil {
		return nil, err
	}
	r := &reader{in: in, tree: in.Device, quiet: make(map[*evidence.Node]bool)}
	f := &Found{Graph: g}
	for i := range g.Programs {
		p := g.Programs[i]
		if p.TTY != "" {
			if c, ok := r.console(p); ok {
				f.Consoles = append(f.Consoles, c)
				continue
			}
		}
		got := r.services(p)
		f.Services = append(f.Services, got...)
		if len(got) == 0 && (p.Stays || p.Missing() && strings.Contains(p.Argv[0].Text, "/")) && !ends[p.Name] {
			f.Others = append(f.Others, p)
		}
	}
	for _, p := range g.Dormant {
		f.Dormant = append(f.Dormant, r.services(p)...)
	}
	f.Services = once(f.Services)
	return f, nil
})

// ends are tools that scripts put into the background and that still end, or
// that are one program with a server and never serve themselves.
var ends = map[string]bool{"dropbearkey": true, "dropbearconvert": true, "dbclient": true, "scp": true, "ssh-keygen": true, "sleep": true, "mount": true, "insmod": true, "modprobe": true, "ifconfig": true, "echo": true, "cat": true, "dd": true, "rm": true, "cp": true}

// once keeps one service of each key and product: the one with the fewest
// conditions.
func once(all []Service) []Service {
	sort.SliceStable(all, func(i, j int) bool {
		if all[i].Key != all[j].Key {
			return all[i].Key < all[j].Key
		}
		if all[i].Product != all[j].Product {
			return all[i].Product < all[j].Product
		}
		return weight(&all[i]) < weight(&all[j])
	})
	out := all[:0]
	for i := range all {
		if i > 0 && all[i].Key == all[i-1].Key && all[i].Product == all[i-1].Product {
			continue
		}
		out = append(out, all[i])
	}
	return out
}

func weight(s *Service) int {
	n := len(s.Conds)
	if s.When != "" {
		n += 10
	}
	if !s.Certain {
		n += 5
	}
	return n
}

type reader struct {
	in    *check.Input
	tree  *evidence.Tree
	quiet map[*evidence.Node]bool // programs that were read and do not listen
}

// services returns the services of one started program.
func (r *reader) services(p boot.Program) []Service {
	args := texts(p)
	switch {
	case p.Name == "tcpsvd" || p.Name == "udpsvd":
		return r.supervised(p, args)
	case p.Name == "nc" || p.Name == "netcat" || p.Name == "ncat" || p.Name == "socat":
		return r.bindShell(p, args)
	}
	d := daemons.Lookup(p.Name)
	if d == nil || p.Name == "busybox" {
		return r.unlisted(p)
	}
	if len(d.Needs) > 0 && !hasAny(args, d.Needs) {
		return nil
	}
	return r.known(p, d, args)
}

func texts(p boot.Program) []string {
	var out []string
	for _, w := range p.Argv {
		out = append(out, w.Text)
	}
	return out
}

func hasAny(args, flags []string) bool {
	for _, a := range args {
		for _, f := range flags {
			if a == f || strings.HasPrefix(a, f+"=") {
				return true
			}
		}
	}
	return false
}

// known reads the services of a program of the table.
func (r *reader) known(p boot.Program, d *daemons.Daemon, args []string) []Service {
	s := Service{Name: d.Service, Product: p.Name, Protocol: d.Protocol, Auth: d.Auth, User: p.User, Clear: d.Clear, Debug: d.Debug, Program: p}
	if s.Auth != AuthUnknown {
		s.AuthWhy = "as " + p.Name + " does unless told otherwise"
	}
	if s.User == "" {
		s.User = "root"
	}
	if d.DropsTo != "" && s.User == "root" {
		s.User = d.DropsTo
	}
	places := listens(p, d)
	if p.Socket != "" {
		places = []endpoint{parseSocket(p.Socket)}
	}
	conf := r.configOf(d, args)
	s.Config = conf.node
	if len(places) == 0 {
		places = conf.listens(p.Name, d.Port)
	}
	if len(places) == 0 {
		places = []endpoint{{port: d.Port, from: "default"}}
	}
	r.authOf(&s, args, conf)
	var out []Service
	for _, at := range places {
		out = append(out, s.at(at))
	}
	for _, also := range d.Also {
		e := parseSocket(also)
		e.from, e.bind = "default", out[0].Bind
		out = append(out, s.at(e))
	}
	return out
}

// endpoint is where a service listens.
type endpoint struct {
	protocol, bind, from string
	port                 int
	unknown              bool // told by a word that only the device knows
	tls                  bool
}

func parseSocket(text string) endpoint {
	protocol, port, _ := strings.Cut(text, "/")
	n, err := strconv.Atoi(port)
	return endpoint{protocol: protocol, port: n, from: "arguments", unknown: err != nil}
}

func (s Service) at(e endpoint) Service {
	if e.protocol != "" {
		s.Protocol = e.protocol
	}
	if e.tls {
		s.Clear = false
		if s.Name == "http" {
			s.Name = "https"
		}
	}
	s.Port, s.PortFrom, s.Bind = e.port, e.from, e.bind
	s.Key = s.path()
	if e.port > 0 && !e.unknown && (s.Protocol == "tcp" || s.Protocol == "udp") {
		s.Key = s.Protocol + "/" + strconv.Itoa(e.port)
	} else {
		s.Port = 0
	}
	return s
}

// path is the fact key of a service without a port.
func (s *Service) path() string {
	if s.Path != "" && path.Base(s.Path) != "busybox" {
		return s.Path
	}
	return "/" + strings.TrimPrefix(s.Product, "/")
}

// listens reads addresses and ports from the arguments.
func listens(p boot.Program, d *daemons.Daemon) []endpoint {
	var out []endpoint
	bind := ""
	for i, w := range p.Argv {
		if i == 0 {
			continue
		}
		if flag, value, known := flagValue(p, i, d.BindFlags); flag != "" && known {
			bind = value
		}
		if flag, value, known := flagValue(p, i, d.PortFlags); flag != "" {
			e := address(value)
			e.unknown = !known || e.port == 0
			e.tls = p.Name == "uhttpd" && flag == "-s"
			out = append(out, e)
		}
		if p.Name == "gdbserver" && strings.Contains(w.Text, ":") && !strings.HasPrefix(w.Text, "-") && len(out) == 0 {
			e := address(w.Text)
			e.unknown = !w.Known
			out = append(out, e)
		}
	}
	if bind != "" {
		if len(out) == 0 {
			out = append(out, endpoint{port: d.Port, from: "default"})
		}
		for i := range out {
			if out[i].bind == "" {
				out[i].bind = bind
			}
		}
	}
	return out
}

// flagValue returns the value of an option at an argument: "-p 80", "-p80", "--port=80".
func flagValue(p boot.Program, i int, flags []string) (flag, value string, known bool) {
	a := p.Argv[i]
	for _, f := range flags {
		switch {
		case a.Text == f && i+1 < len(p.Argv):
			return f, p.Argv[i+1].Text, p.Argv[i+1].Known
		case strings.HasPrefix(f, "--") && strings.HasPrefix(a.Text, f+"="):
			return f, a.Text[len(f)+1:], a.Known
		case !strings.HasPrefix(f, "--") && strings.HasPrefix(a.Text, f) && len(a.Text) > len(f) && a.Text[len(f)] >= '0' && a.Text[len(f)] <= '9':
			return f, a.Text[len(f):], a.Known
		}
	}
	return "", "", false
}

// address reads "80", "0.0.0.0:80", "[::]:80" and ":2345".
func address(text string) endpoint {
	host, port := "", text
	if i := strings.LastIndexByte(text, ':'); i >= 0 {
		host, port = text[:i], text[i+1:]
	}
	n, err := strconv.Atoi(port)
	if err != nil || n < 1 || n > 65535 {
		return endpoint{from: "arguments", unknown: true}
	}
	if host == "0.0.0.0" || host == "0" || host == "[::]" || host == "*" {
		host = ""
	}
	return endpoint{bind: host, port: n, from: "arguments"}
}
