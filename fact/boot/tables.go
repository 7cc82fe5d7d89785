package boot

import (
	"path"
	"strconv"
	"strings"

	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/fact/shell"
)

const maxTable = 256 << 10 // bytes of a table that is read
const maxRows = 1000

// Socket is one line of inetd.conf: what is started when somebody connects.
type Socket struct {
	Service  string // name or port
	Protocol string // tcp, udp
	User     string
	Argv     []string // the program's path first; "internal" for inetd's own
	Line     int
}

// ParseInetd reads inetd.conf (inetd(8)): service type protocol wait user
// program arguments.
func ParseInetd(src []byte) []Socket {
	var out []Socket
	for i, line := range strings.Split(string(src), "\n") {
		f := strings.Fields(line)
		if len(f) < 6 || strings.HasPrefix(f[0], "#") || len(out) == maxRows {
			continue
		}
		s := Socket{Service: f[0], Protocol: strings.TrimSuffix(f[2], "6"), User: strings.SplitN(f[4], ":", 2)[0], Argv: f[5:6], Line: i + 1}
		if len(f) > 6 { // argument 0 is the name; what follows are arguments
			s.Argv = append(append([]string(nil), f[5]), f[7:]...)
			if strings.HasSuffix(f[5], "tcpd") || base(f[5]) == "busybox" {
				s.Argv = f[6:]
			}
		}
		out = append(out, s)
	}
	return out
}

// ParseXinetd reads a service block of xinetd (xinetd.conf(5)). Disabled
// services are left out.
func ParseXinetd(src []byte) []Socket {
	var out []Socket
	var cur *Socket
	disabled := false
	for i, line := range strings.Split(string(src), "\n") {
		line = strings.TrimSpace(line)
		f := strings.Fields(line)
		switch {
		case line == "" || line[0] == '#':
		case len(f) >= 2 && f[0] == "service":
			cur, disabled = &Socket{Service: f[1], Protocol: "tcp", Line: i + 1}, false
		case cur == nil:
		case line[0] == '}':
			if !disabled && len(cur.Argv) > 0 && len(out) < maxRows {
				out = append(out, *cur)
			}
			cur = nil
		default:
			name, value, _ := strings.Cut(line, "=")
			value = strings.TrimSpace(value)
			switch strings.TrimSpace(strings.TrimSuffix(name, "+")) {
			case "disable":
				disabled = value == "yes"
			case "server":
				cur.Argv = append([]string{value}, cur.Argv...)
			case "server_args":
				cur.Argv = append(cur.Argv, strings.Fields(value)...)
			case "user":
				cur.User = value
			case "protocol":
				cur.Protocol = value
			case "port":
				cur.Service = value
			}
		}
	}
	return out
}

// wellKnown are the names that inetd tables use, from IANA's service names.
var wellKnown = map[string]int{
	"telnet": 23, "ftp": 21, "ssh": 22, "tftp": 69, "http": 80, "shell": 514, "login": 513, "exec": 512, "finger": 79, "echo": 7, "discard": 9,
	"daytime": 13, "chargen": 19, "time": 37, "swat": 901, "netbios-ssn": 139, "netbios-ns": 137, "rsync": 873, "printer": 515, "pop3": 110, "bootps": 67,
}

// Endpoint is "tcp/23", or the protocol and name where the name has no known port.
func (s Socket) Endpoint() string {
	if _, err := strconv.Atoi(s.Service); err == nil {
		return s.Protocol + "/" + s.Service
	}
	if port, ok := wellKnown[s.Service]; ok {
		return s.Protocol + "/" + strconv.Itoa(port)
	}
	return s.Protocol + "/" + s.Service
}

// Job is one line of a crontab.
type Job struct {
	When, User, Command string
	Line                int
}

// ParseCrontab reads a crontab (crontab(5)): five fields or @when, then the
// user where system is true, then the command.
func ParseCrontab(src []byte, system bool) []Job {
	var out []Job
	for i, line := range strings.Split(string(src), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || len(out) == maxRows {
			continue
		}
		n := 5
		if line[0] == '@' {
			n = 1
		}
		f := strings.Fields(line)
		need := n + 1
		if system {
			need++
		}
		if len(f) < need || strings.Contains(f[0], "=") {
			continue
		}
		j := Job{When: strings.Join(f[:n], " "), Line: i + 1}
		rest := f[n:]
		if system {
			j.User, rest = rest[0], rest[1:]
		}
		j.Command = strings.Join(rest, " ")
		out = append(out, j)
	}
	return out
}

// ParseMdev reads the commands of mdev.conf (busybox mdev documentation): the
// last field after @, $ or * is run when a device comes or goes.
func ParseMdev(src []byte) []Job {
	var out []Job
	for i, line := range strings.Split(string(src), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || len(out) == maxRows {
			continue
		}
		f := strings.Fields(line)
		for n := 2; n < len(f); n++ {
			if strings.ContainsAny(f[n][:1], "@$*") && len(f[n]) > 1 {
				out = append(out, Job{When: "when device " + f[0] + " comes or goes", Command: strings.Join(append([]string{f[n][1:]}, f[n+1:]...), " "), Line: i + 1})
				break
			}
		}
	}
	return out
}

// tables follows what programs that run at boot read later: inetd, cron, mdev,
// DHCP clients, xinetd. Tables that nothing reads are kept apart as dormant.
func (d *device) tables() {
	d.sockets("/etc/inetd.conf", ParseInetd, d.starts("inetd"))
	for _, f := range append(d.Glob("/etc/xinetd.conf"), d.Glob("/etc/xinetd.d/*")...) {
		d.sockets(f, ParseXinetd, d.starts("xinetd"))
	}
	cron := d.starts("crond") || d.starts("cron")
	for _, f := range append(d.Glob("/etc/crontabs/*"), d.Glob("/var/spool/cron/crontabs/*")...) {
		if !strings.HasSuffix(f, "cron.update") {
			d.jobs(f, cron, "cron", func(src []byte) []Job { return ParseCrontab(src, false) })
		}
	}
	for _, f := range append(d.Glob("/etc/crontab"), d.Glob("/etc/cron.d/*")...) {
		d.jobs(f, cron, "cron", func(src []byte) []Job { return ParseCrontab(src, true) })
	}
	d.jobs("/etc/mdev.conf", d.starts("mdev"), "mdev", ParseMdev)
	d.leases()
	d.hotplug()
}

// hotplug follows the scripts that OpenWrt runs when something appears, such as
// a network interface.
func (d *device) hotplug() {
	if !d.openwrt {
		return
	}
	for _, file := range d.Glob("/etc/hotplug.d/*/*") {
		n, script := d.find(file), d.Load(file)
		if script == nil {
			continue
		}
		event := path.Base(path.Dir(file))
		d.root, d.via, d.when = []Step{{Label: strings.TrimPrefix(file, "/"), Path: strings.TrimPrefix(file, "/"), Where: n.At(0)}}, "hotplug", "on a hotplug event ("+event+")"
		s := d.shell()
		s.SetUnknown("ACTION")
		s.SetUnknown("INTERFACE")
		s.SetUnknown("DEVICE")
		s.Follow(script, file, []string{event})
		d.root, d.when = nil, ""
	}
}

// starts says whether a program of that name is started.
func (d *device) starts(name string) bool {
	for i := range d.g.Programs {
		if d.g.Programs[i].Name == name {
			return true
		}
	}
	return false
}

// table returns the bytes of a table that is there.
func (d *device) table(file string) (*evidence.Node, []byte) {
	n := d.find(file)
	if n == nil || !n.IsRegular() {
		return nil, nil
	}
	src, err := n.Bytes(maxTable)
	if err != nil {
		d.Limit("table was not read to its end", file)
	}
	return n, src
}

func (d *device) sockets(file string, parse func([]byte) []Socket, awake bool) {
	n, src := d.table(file)
	for _, s := range parse(src) {
		p := Program{
			Name: base(s.Argv[0]), When: "when somebody connects", Via: "inetd", User: s.User, Socket: s.Endpoint(), Certain: true,
			Chain: d.startOf(n, s.Line, "inetd", "xinetd"),
		}
		if p.Name == "internal" {
			p.Name = s.Service
		}
		for _, a := range s.Argv {
			p.Argv = append(p.Argv, shell.Word{Text: a, Known: true})
		}
		p.Path, p.Node = d.program(nil, s.Argv[0])
		p.Stays = true
		if !awake {
			d.g.Dormant = append(d.g.Dormant, p)
			continue
		}
		d.add(p)
	}
}

// startOf is the chain of the program that reads a table, then the table's line.
func (d *device) startOf(n *evidence.Node, line int, readers ...string) []Step {
	var chain []Step
	for i := range d.g.Programs {
		p := &d.g.Programs[i]
		for _, r := range readers {
			if p.Name == r && chain == nil {
				chain = append(chain, p.Chain...)
			}
		}
	}
	return append(chain, Step{Label: n.Path() + ":" + strconv.Itoa(line), Path: n.Path(), Where: n.At(line)})
}

func (d *device) jobs(file string, awake bool, via string, parse func([]byte) []Job) {
	n, src := d.table(file)
	for _, j := range parse(src) {
		when := j.When
		if via == "cron" {
			when = "by cron: " + j.When
		}
		reader := map[string][]string{"cron": {"crond", "cron"}, "mdev": {"mdev"}}[via]
		before := len(d.g.Programs)
		d.root, d.via, d.when = d.startOf(n, j.Line, reader...), via, when
		d.inline(d.shell(), j.Command, 0)
		d.root, d.when = nil, ""
		if !awake {
			d.g.Dormant = append(d.g.Dormant, d.g.Programs[before:]...)
			d.g.Programs = d.g.Programs[:before]
		}
	}
}

// leases follows the scripts that DHCP clients run.
func (d *device) leases() {
	for i := 0; i < len(d.g.Programs); i++ {
		p := d.g.Programs[i]
		if p.Name != "udhcpc" || p.When != "" {
			continue
		}
		script := "/usr/share/udhcpc/default.script"
		for n, w := range p.Argv {
			if (w.Text == "-s" || w.Text == "--script") && n+1 < len(p.Argv) && p.Argv[n+1].Known {
				script = p.Argv[n+1].Text
			}
		}
		d.root, d.via, d.when = p.Chain, "udhcpc", "on a DHCP lease"
		s := d.shell()
		for _, c := range p.Conds {
			s.Under(c)
		}
		if strings.HasPrefix(path.Clean(script), "/") {
			d.Run(s, command([]string{script, "bound"}, ""))
		}
		d.root, d.when = nil, ""
	}
}
