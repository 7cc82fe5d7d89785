package services

import (
	"path"
	"strconv"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/fact/services/daemons"
)

const maxConfig = 256 << 10 // bytes

// Setting is one line of a configuration file: a name and the rest.
type Setting struct {
	Name, Value string
	Line        int
}

// ParseSettings reads lines "name value" and "name = value", with an optional
// semicolon at the end, as the daemons of the table use them. Comments and
// section heads are left out.
func ParseSettings(src []byte) []Setting {
	var out []Setting
	for i, line := range strings.Split(string(src), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.ContainsAny(line[:1], "#;[{}") || len(out) >= 2000 {
			continue
		}
		cut := strings.IndexAny(line, " \t=")
		name, value := line, ""
		if cut > 0 {
			name, value = line[:cut], strings.TrimLeft(line[cut:], " \t=:")
		}
		if at := strings.Index(value, " #"); at >= 0 {
			value = value[:at]
		}
		value = strings.Trim(strings.TrimRight(strings.TrimSpace(value), ";"), `"'`)
		out = append(out, Setting{Name: strings.ToLower(name), Value: strings.TrimSpace(value), Line: i + 1})
	}
	return out
}

// Config is a daemon's configuration file; its zero value has no settings.
type Config struct {
	Settings []Setting
	node     *evidence.Node
}

// Node is the file, nil where none was found.
func (c Config) Node() *evidence.Node { return c.node }

// Last returns the last setting of a name, for most daemons let it win.
func (c Config) Last(name string) (Setting, bool) {
	for i := len(c.Settings) - 1; i >= 0; i-- {
		if c.Settings[i].Name == name {
			return c.Settings[i], true
		}
	}
	return Setting{}, false
}

// All returns every setting of a name.
func (c Config) All(name string) []Setting {
	var out []Setting
	for _, s := range c.Settings {
		if s.Name == name {
			out = append(out, s)
		}
	}
	return out
}

// At returns the place of a setting.
func (c Config) At(s Setting) assay.Where { return c.node.At(s.Line) }

// Read returns the configuration at a path of the device.
func Read(t *evidence.Tree, file string) Config {
	if t == nil {
		return Config{}
	}
	n, err := t.Resolve(file)
	if err != nil || !n.IsRegular() {
		return Config{}
	}
	src, _ := n.Bytes(maxConfig)
	return Config{Settings: ParseSettings(src), node: n}
}

// configOf finds a daemon's file: named by its arguments, else where it is
// otherwise.
func (r *reader) configOf(d *daemons.Daemon, args []string) Config {
	for i, a := range args {
		for _, f := range d.Config {
			file := ""
			switch {
			case a == f && i+1 < len(args):
				file = args[i+1]
			case strings.HasPrefix(a, f+"="):
				file = a[len(f)+1:]
			}
			if file != "" {
				if d.Names[0] == "boa" && !strings.Contains(path.Base(file), ".") {
					file += "/boa.conf" // boa -c names a folder
				}
				return Read(r.tree, file)
			}
		}
	}
	for _, file := range d.ConfigAt {
		if c := Read(r.tree, file); c.node != nil {
			return c
		}
	}
	return Config{}
}

// portSettings name the port of each daemon, bindSettings its address.
var portSettings = map[string][]string{
	"lighttpd": {"server.port"}, "boa": {"port"}, "mosquitto": {"listener", "port"}, "sshd": {"port"}, "vsftpd": {"listen_port"}, "miniupnpd": {"port"},
	"minidlna": {"port"}, "minidlnad": {"port"}, "dnsmasq": {"port"}, "nginx": {"listen"}, "snmpd": {"agentaddress"}, "proftpd": {"port"},
}

var bindSettings = map[string][]string{
	"lighttpd": {"server.bind"}, "boa": {"listen"}, "mosquitto": {"bind_address"}, "sshd": {"listenaddress"}, "vsftpd": {"listen_address"}, "dnsmasq": {"listen-address"},
}

// listens reads where a daemon listens from its configuration; port is where it
// does without a setting.
func (c Config) listens(name string, port int) []endpoint {
	if c.node == nil {
		return nil
	}
	var out []endpoint
	from := c.node.Path()
	bind := ""
	for _, n := range bindSettings[name] {
		if s, ok := c.Last(n); ok {
			bind = s.Value
		}
	}
	for _, n := range portSettings[name] {
		for _, s := range c.All(n) {
			if e, ok := c.endpoint(s, bind); ok {
				e.from = from
				out = append(out, e)
			}
		}
	}
	if len(out) == 0 && bind != "" {
		out = append(out, endpoint{bind: bind, port: port, from: "default"})
	}
	if name == "lighttpd" {
		out = c.lighttpd(out, bind, port)
	}
	return out
}

func (c Config) endpoint(s Setting, bind string) (endpoint, bool) {
	f := strings.Fields(s.Value)
	if len(f) == 0 {
		return endpoint{}, false
	}
	e := address(strings.TrimPrefix(strings.TrimPrefix(f[0], "udp:"), "tcp:"))
	if e.unknown {
		if _, err := strconv.Atoi(f[0]); err == nil {
			return endpoint{}, false // port 0: switched off
		}
		return e, false
	}
	if e.bind == "" {
		e.bind = bind
	}
	if s.Name == "listener" && len(f) > 1 && f[1] != "0.0.0.0" { // mosquitto: listener port [address]
		e.bind = f[1]
	}
	if s.Name == "listen" && strings.Contains(s.Value, "ssl") {
		e.tls = true
	}
	return e, true
}
