// Package boot says what a device starts by itself: it follows the tables of
// init (inittab, rc.d links, systemd units, inetd, cron, mdev) and the scripts
// they call through the stitched view of the image, and keeps for each program
// the chain of lines that leads to it and the conditions it stands under.
//
// It is a reading of the image, not a run of it. A condition that only the
// device can decide is kept in words; a program that the image does not hold is
// marked missing; a script that could not be read is a limit. A line that is
// commented out starts nothing.
package boot

import (
	"path"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/fact/shell"
)

// Graph is what is started, and by what.
type Graph struct {
	// Boot is the graph for reports: tables, scripts and the programs that stay.
	Boot assay.Boot
	// Init is the first program: "busybox", "sysvinit", "procd", "systemd",
	// "script", or "" where none was found.
	Init string
	// Programs are the commands that the scripts and tables run, in the order
	// they were reached, tools such as mount included.
	Programs []Program
	// Dormant are programs of tables that nothing was seen to read: inetd.conf
	// without inetd, crontabs without crond, units without systemd.
	Dormant []Program
	// Hints are programs whose own bytes hold a command that starts a server.
	Hints []Hint
	// Commands is how many statements were followed, Scripts how many files.
	Commands, Scripts int
	// Unread are scripts that are called and could not be parsed.
	Unread []string
	// Cut is how many times a bound ended the following of something; each is a
	// limit of the input as well.
	Cut int
}

// Program is one start of one program.
type Program struct {
	Name    string         // file name: "telnetd"
	Argv    []shell.Word   // with the name as it was called
	Path    string         // on the device; empty where it was not found
	Node    *evidence.Node // what is run, links followed; nil where missing
	Chain   []Step         // from init to the line that starts it
	Conds   []shell.Cond
	When    string // an event other than boot: "on a DHCP lease", "by cron: 0 3 * * *"
	Via     string // inittab, shell, procd, systemd, inetd, cron, mdev, init
	Action  string // of inittab: respawn, askfirst …
	TTY     string // of inittab; "console" where it is the console
	User    string // where it is set to another than root
	Socket  string // of inetd and socket units: "tcp/23"
	Stays   bool   // kept running: background, supervised, started as a daemon
	Certain bool   // false when it was found line by line in a script that did not parse
	Open    bool   // under a condition on a file that the device itself writes: the image does not settle it
}

// Step is one line of a chain.
type Step struct {
	Label string // "etc/init.d/rcS:22"
	Path  string // of the file on the device, without a leading slash
	Where assay.Where
}

// Missing says that the image does not hold the program.
func (p *Program) Missing() bool { return p.Node == nil }

// Unconditional says that nothing stands between the start of the device and
// the program.
func (p *Program) Unconditional() bool { return len(p.Conds) == 0 && p.When == "" && p.Certain }

// Command returns the words of the command in one string.
func (p *Program) Command() string { return strings.Join(shell.Texts(p.Argv), " ") }

// Where returns the places of the chain, the line that starts the program first.
func (p *Program) Where() []assay.Where {
	var out []assay.Where
	for i := len(p.Chain) - 1; i >= 0; i-- {
		out = append(out, p.Chain[i].Where)
	}
	return out
}

// Labels returns the chain in words, ending in the program:
// "etc/inittab:3", "etc/init.d/rcS:22", "telnetd".
func (p *Program) Labels() []string {
	var out []string
	for _, s := range p.Chain {
		out = append(out, s.Label)
	}
	return append(out, p.Name)
}

// Condition puts the conditions into one sentence part; empty without any.
func (p *Program) Condition() string {
	text := describe(p.Conds)
	switch {
	case p.When == "":
	case text == "":
		text = p.When
	default:
		text = p.When + ", " + text
	}
	if !p.Certain {
		text = strings.TrimPrefix(text+", conditions not known (the script did not parse)", ", ")
	}
	return text
}

// Exercised says what was followed, for findings that rest on a search.
func (g *Graph) Exercised() map[string]any {
	return map[string]any{
		"init": g.Init, "scripts": g.Scripts, "commands": g.Commands, "programs": len(g.Programs), "scripts_unread": len(g.Unread), "cut_short": g.Cut,
	}
}

// Complete says whether a start of the device was found and followed at all, so
// that "nothing starts it" may be said.
func (g *Graph) Complete() bool {
	return g.Init != "" && g.Commands > 0 && len(g.Unread) == 0 && g.Cut == 0
}

// Of returns the graph of an image.
func Of(in *check.Input) (*Graph, error) { return fact.Of(in) }

var fact = check.NewFact("boot", func(in *check.Input) (*Graph, error) {
	g := &Graph{Boot: assay.Boot{Nodes: []assay.BootNode{}, Edges: []assay.BootEdge{}}}
	if in.Device == nil {
		in.Limit("no root file system", in.Name, "what the device starts cannot be said", assay.AreaStart)
		return g, nil
	}
	d := newDevice(in, g)
	d.start()
	g.Hints = hints(in)
	g.Boot = d.graph()
	g.Commands = d.commands
	return g, nil
})

// base returns the file name of a program as called, without the dash of a
// log-in shell.
func base(name string) string { return strings.TrimPrefix(path.Base(name), "-") }
