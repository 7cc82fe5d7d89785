package boot

import (
	"path"
	"sort"
	"strconv"
	"strings"

	"github.com/assay-project/assay/fact/shell"
)

// Unit is what is read of a systemd unit file (systemd.unit(5)).
type Unit struct {
	Exec     []UnitLine // ExecStart and ExecStartPre, without their prefixes
	Listen   []UnitLine // ListenStream and ListenDatagram of a socket
	Wants    []string   // Wants, Requires, Upholds, BindsTo
	WantedBy []string
	User     string
	TTY      string
	Conds    []string // Condition… and Assert… lines
	Standard string   // StandardInput
}

// UnitLine is a setting with its line from 1.
type UnitLine struct {
	Key, Text string
	Line      int
}

const maxUnits = 2000

// ParseUnit reads a unit file. Lines that end in a backslash go on.
func ParseUnit(src []byte) Unit {
	var u Unit
	section, held, start := "", "", 0
	for i, line := range strings.Split(string(src), "\n") {
		line = strings.TrimSpace(line)
		if held == "" {
			start = i + 1
			if line == "" || line[0] == '#' || line[0] == ';' {
				continue
			}
		}
		if cut, ok := strings.CutSuffix(line, "\\"); ok && len(held) < 8192 {
			held += cut + " "
			continue
		}
		line, held = held+line, ""
		if strings.HasPrefix(line, "[") {
			section = strings.Trim(line, "[]")
			continue
		}
		if key, value, ok := strings.Cut(line, "="); ok {
			u.set(section, strings.TrimSpace(key), strings.TrimSpace(value), start)
		}
	}
	return u
}

func (u *Unit) set(section, key, value string, line int) {
	switch {
	case key == "ExecStart" || key == "ExecStartPre" || key == "ExecStartPost":
		if value == "" {
			u.Exec = nil // an empty setting clears the list
		} else if len(u.Exec) < 50 {
			u.Exec = append(u.Exec, UnitLine{key, strings.TrimLeft(value, "-@:+!"), line})
		}
	case key == "ListenStream" || key == "ListenDatagram":
		if len(u.Listen) < 50 && value != "" {
			u.Listen = append(u.Listen, UnitLine{key, value, line})
		}
	case section == "Unit" && (key == "Wants" || key == "Requires" || key == "Upholds" || key == "BindsTo"):
		u.Wants = append(u.Wants, strings.Fields(value)...)
	case section == "Install" && (key == "WantedBy" || key == "RequiredBy"):
		u.WantedBy = append(u.WantedBy, strings.Fields(value)...)
	case key == "User":
		u.User = value
	case key == "TTYPath":
		u.TTY = strings.TrimPrefix(value, "/dev/")
	case key == "StandardInput":
		u.Standard = value
	case section == "Unit" && (strings.HasPrefix(key, "Condition") || strings.HasPrefix(key, "Assert")) && len(u.Conds) < 20:
		u.Conds = append(u.Conds, key+"="+value)
	}
}

var unitDirs = []string{"/etc/systemd/system", "/lib/systemd/system", "/usr/lib/systemd/system"}

// systemd follows default.target through wants and requires. A unit is enabled
// by a link in a .wants folder; WantedBy alone enables nothing.
func (d *device) systemd() {
	todo, done := []string{"default.target", "sysinit.target", "basic.target"}, make(map[string]bool)
	for len(todo) > 0 && len(done) < maxUnits {
		name := todo[0]
		todo = todo[1:]
		if done[name] || strings.Contains(name, "/") {
			continue
		}
		done[name] = true
		todo = append(todo, d.unit(name)...)
	}
	if len(todo) > 0 {
		d.Limit("too many systemd units", "")
	}
}

// unit follows one unit and returns the units it pulls in.
func (d *device) unit(name string) []string {
	var wants []string
	for _, dir := range unitDirs {
		for _, kind := range []string{".wants", ".requires"} {
			for _, link := range d.Glob(dir + "/" + name + kind + "/*") {
				wants = append(wants, path.Base(link))
			}
		}
	}
	file, instance := d.unitFile(name)
	n, src := d.table(file)
	if n == nil {
		sort.Strings(wants)
		return wants
	}
	u := ParseUnit(src)
	if real := n.Name; real != name && strings.HasSuffix(real, ".target") { // default.target is a link
		wants = append(wants, real)
	}
	d.root = []Step{{Label: n.Path(), Path: n.Path(), Where: n.At(0)}}
	for _, l := range u.Exec {
		d.root[0].Label, d.root[0].Where = n.Path()+":"+strconv.Itoa(l.Line), n.At(l.Line)
		d.execStart(u, strings.ReplaceAll(strings.ReplaceAll(l.Text, "%I", instance), "%i", instance))
	}
	d.listen(name, u)
	d.root = nil
	wants = append(wants, u.Wants...)
	sort.Strings(wants)
	return wants
}

func (d *device) unitFile(name string) (file, instance string) {
	for _, dir := range unitDirs {
		if d.find(dir+"/"+name) != nil {
			return dir + "/" + name, instanceOf(name)
		}
	}
	if at := strings.IndexByte(name, '@'); at > 0 {
		template := name[:at+1] + path.Ext(name)
		for _, dir := range unitDirs {
			if d.find(dir+"/"+template) != nil {
				return dir + "/" + template, instanceOf(name)
			}
		}
	}
	return "", ""
}

func instanceOf(name string) string {
	_, rest, ok := strings.Cut(name, "@")
	if !ok {
		return ""
	}
	return strings.TrimSuffix(rest, path.Ext(rest))
}

func (d *device) execStart(u Unit, command string) {
	d.via = "systemd"
	s := d.shell()
	for _, c := range u.Conds {
		s.Under(shell.Cond{Text: c, Holds: "unknown"})
	}
	before := len(d.g.Programs)
	d.inline(s, command, 0)
	for i := before; i < len(d.g.Programs); i++ {
		p := &d.g.Programs[i]
		p.Stays = true
		if p.User == "" {
			p.User = u.User
		}
		if len(p.Chain) == 1 && (u.TTY != "" || strings.HasPrefix(u.Standard, "tty") || strings.HasSuffix(p.Name, "getty")) {
			p.TTY = u.TTY
			if p.TTY == "" {
				p.TTY = "console"
			}
		}
	}
}

// listen notes a socket unit: systemd itself listens and starts the service.
func (d *device) listen(name string, u Unit) {
	for _, l := range u.Listen {
		port := l.Text[strings.LastIndexByte(l.Text, ':')+1:]
		if _, err := strconv.Atoi(port); err != nil {
			continue
		}
		protocol := "tcp"
		if l.Key == "ListenDatagram" {
			protocol = "udp"
		}
		service, _ := d.unitFile(strings.TrimSuffix(name, ".socket") + ".service")
		if service == "" {
			service, _ = d.unitFile(strings.TrimSuffix(name, ".socket") + "@.service")
		}
		p := Program{Name: strings.TrimSuffix(name, ".socket"), Via: "systemd", Socket: protocol + "/" + port, When: "when somebody connects", Chain: append([]Step(nil), d.root...), Certain: true, Stays: true}
		if n, src := d.table(service); n != nil {
			if unit := ParseUnit(src); len(unit.Exec) > 0 {
				for _, w := range strings.Fields(unit.Exec[len(unit.Exec)-1].Text) {
					p.Argv = append(p.Argv, shell.Word{Text: w, Known: !strings.ContainsAny(w, "$%")})
				}
				p.Name, p.User = base(p.Argv[0].Text), unit.User
				p.Path, p.Node = d.program(nil, p.Argv[0].Text)
			}
		}
		d.add(p)
	}
}
