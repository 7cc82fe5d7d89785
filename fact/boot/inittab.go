package boot

import (
	"strconv"
	"strings"

	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/fact/shell"
)

// Entry is one line of an inittab: id:runlevels:action:process. busybox takes
// the id as the terminal and ignores runlevels (busybox init documentation);
// sysvinit takes the id as a name (inittab(5)).
type Entry struct {
	ID, Levels, Action, Process string
	Line                        int
}

const maxEntries = 500

// ParseInittab reads the entries of an inittab. Lines that are no entries are
// left out.
func ParseInittab(src []byte) []Entry {
	var out []Entry
	for i, line := range strings.Split(string(src), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || len(out) == maxEntries {
			continue
		}
		f := strings.SplitN(line, ":", 4)
		if len(f) != 4 {
			continue
		}
		process := f[3]
		if at := strings.Index(process, " #"); at >= 0 {
			process = process[:at]
		}
		out = append(out, Entry{ID: f[0], Levels: f[1], Action: strings.TrimSpace(f[2]), Process: strings.TrimSpace(process), Line: i + 1})
	}
	return out
}

// actsAtBoot are the actions that run something without a person's doing.
var actsAtBoot = map[string]bool{
	"sysinit": true, "wait": true, "once": true, "respawn": true, "askfirst": true, "askconsole": true, "askconsolelate": true,
	"respawnlate": true, "boot": true, "bootwait": true, "ondemand": true, "initdefault": false,
}

// busyboxDefault is what busybox init does without an inittab (its
// documentation): rcS, and a shell on the console for whoever presses Enter.
var busyboxDefault = []Entry{
	{Action: "sysinit", Process: "/etc/init.d/rcS"},
	{Action: "askfirst", Process: "-/bin/sh"},
}

// inittab follows the entries of an inittab.
func (d *device) inittab(n *evidence.Node, entries []Entry) {
	level := ""
	for _, e := range entries {
		if e.Action == "initdefault" {
			level = e.Levels
		}
	}
	for _, e := range entries {
		if !actsAtBoot[e.Action] || level != "" && e.Levels != "" && !strings.Contains(e.Levels, level) && e.Action != "sysinit" && !strings.Contains(e.Action, "boot") {
			continue
		}
		d.root = []Step{{Label: "busybox init without inittab", Path: "sbin/init"}}
		if n != nil {
			d.root = []Step{{Label: n.Path() + ":" + strconv.Itoa(e.Line), Path: n.Path(), Where: n.At(e.Line)}}
		}
		d.entry(e)
	}
	d.root = nil
	if level != "" {
		d.links4level(level)
	}
}

func (d *device) entry(e Entry) {
	d.via = "inittab"
	process := e.Process
	if strings.HasPrefix(process, "/etc/init.d/rcS") && d.find("/etc/init.d/rcS") == nil && d.find("/etc/rc.d") != nil {
		d.procd() // procd runs the links itself and knows rcS only by name
		return
	}
	words := strings.Fields(process)
	if len(words) == 0 {
		return
	}
	before := len(d.g.Programs)
	if strings.ContainsAny(process, "|&;<>$`*?\"'") { // init hands such lines to a shell
		d.inline(d.shell(), strings.TrimPrefix(process, "-"), 0)
	} else {
		d.Run(d.shell(), command(words, e.Action))
	}
	for i := before; i < len(d.g.Programs); i++ {
		if p := &d.g.Programs[i]; len(p.Chain) == 1 {
			p.Action, p.TTY = e.Action, terminal(e, words)
			p.Stays = p.Stays || strings.Contains(e.Action, "respawn") || strings.HasPrefix(e.Action, "ask")
		}
	}
}

func command(words []string, action string) shell.Command {
	c := shell.Command{Certain: true, Background: strings.Contains(action, "respawn")}
	for _, w := range words {
		c.Args = append(c.Args, shell.Word{Text: w, Known: true})
	}
	return c
}

// terminal is the terminal of an entry that talks to one: named by getty, else
// the id of busybox, else the console.
func terminal(e Entry, words []string) string {
	name := base(words[0])
	if strings.HasSuffix(name, "getty") {
		for _, w := range words[1:] {
			if w == "console" || strings.HasPrefix(strings.TrimPrefix(w, "/dev/"), "tty") {
				return strings.TrimPrefix(w, "/dev/")
			}
		}
	}
	switch {
	case strings.HasPrefix(e.ID, "tty") || e.ID == "console":
		return e.ID
	case strings.HasPrefix(e.Action, "ask"), strings.HasSuffix(name, "getty"), IsShell(name), name == "login", name == "sulogin":
		return "console"
	}
	return ""
}

// IsShell says whether a program gives a command line.
func IsShell(name string) bool {
	switch base(name) {
	case "sh", "ash", "bash", "dash", "hush", "ksh", "csh", "tcsh", "zsh", "cttyhack":
		return true
	}
	return false
}

// links4level follows the S links of a runlevel that the scripts did not reach:
// /etc/init.d/rc decides in ways that are not always static.
func (d *device) links4level(level string) {
	for _, dir := range []string{"/etc/rcS.d", "/etc/rc" + level + ".d", "/etc/rc.d/rc" + level + ".d"} {
		d.startLinks(dir, "start")
	}
}

// startLinks follows the S links of a folder in the order of their names.
func (d *device) startLinks(dir, arg string) {
	for _, file := range d.Glob(dir + "/S*") {
		if d.visits[file+"\x00"+arg] > 0 {
			continue
		}
		n := d.find(dir)
		d.via, d.root = "rc.d", []Step{{Label: strings.TrimPrefix(dir, "/"), Path: strings.TrimPrefix(dir, "/"), Where: n.At(0)}}
		d.Run(d.shell(), command([]string{file, arg}, ""))
	}
	d.root = nil
}

// procd follows the links of /etc/rc.d as OpenWrt's init does by itself.
func (d *device) procd() {
	d.g.Init = "procd"
	root := d.root
	for _, file := range d.Glob("/etc/rc.d/S*") {
		d.root, d.via = root, "procd"
		d.Run(d.shell(), command([]string{file, "boot"}, ""))
	}
	d.root = root
}

// start finds init and follows it, then the tables that running programs read.
func (d *device) start() {
	init := d.initProgram()
	tab := d.find("/etc/inittab")
	switch {
	case d.g.Init == "systemd":
		d.systemd()
	case tab != nil && tab.IsRegular():
		src, _ := tab.Bytes(64 << 10)
		if d.g.Init == "" {
			d.g.Init = "busybox"
		}
		d.inittab(tab, ParseInittab(src))
	case d.g.Init == "busybox":
		d.inittab(nil, busyboxDefault)
	}
	if init != nil {
		if _, ok := readsAsShell(init); ok {
			d.via = "init"
			d.root = nil
			d.Run(d.shell(), command([]string{"/" + init.Path()}, ""))
			if d.g.Init == "" {
				d.g.Init = "script"
			}
		}
	}
	d.tables()
}

// initProgram finds the first program: what the kernel command line names, or
// where the kernel looks. A script of that name is followed only where it is
// what the kernel runs.
func (d *device) initProgram() *evidence.Node {
	for _, name := range append(initArguments(d.in), "/etc/preinit", "/sbin/init", "/linuxrc", "/init", "/bin/init", "/etc/init") {
		n := d.find(name)
		if n == nil || !n.IsRegular() {
			continue
		}
		switch {
		case strings.Contains(n.Name, "busybox"):
			d.g.Init = "busybox"
		case n.Name == "systemd":
			d.g.Init = "systemd"
		case d.find("/sbin/procd") != nil && d.find("/etc/rc.d") != nil:
			d.g.Init = "procd"
		}
		if _, ok := readsAsShell(n); ok {
			return n
		}
		if d.g.Init == "" && d.find("/etc/inittab") != nil {
			d.g.Init = "sysvinit"
		}
		return nil
	}
	return nil
}
