package boot

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/fact/shell"
)

// Run implements shell.Host: a program is run from a line of a script.
func (d *device) Run(s *shell.State, c shell.Command) assay.Answer {
	if !c.Args[0].Known {
		return assay.Unknown
	}
	r := &start{args: c.Args, background: c.Background, via: d.via}
	d.unwrap(s, r)
	if len(r.args) == 0 || !r.args[0].Known {
		return assay.Unknown
	}
	if base(r.args[0].Text) == "mount" {
		d.mount(r.args[1:])
	}
	d.launch(s, r, c)
	return assay.Unknown
}

// start is a command with what was wrapped around it taken off.
type start struct {
	args       []shell.Word
	background bool
	supervised bool
	user       string
	script     string // of sh -c
	parts      string // of run-parts: the folder
	via        string
}

// unwrap takes off programs whose work is to start another.
func (d *device) unwrap(s *shell.State, r *start) {
	for range 8 {
		if len(r.args) == 0 || !r.args[0].Known {
			return
		}
		name, rest := base(r.args[0].Text), r.args[1:]
		switch name {
		case "busybox":
			if len(rest) > 0 && rest[0].Text == "--install" {
				r.args = nil
				return
			}
			if len(rest) == 0 {
				return
			}
			r.args = rest
		case "nohup", "setsid", "time", "sudo", "chrt", "ionice", "nice", "env", "stdbuf", "unbuffer", "taskset", "softlimit":
			r.args = skipOptions(rest, "-n", "-c", "-p", "-u")
			if name == "taskset" && len(r.args) > 0 {
				r.args = r.args[1:]
			}
		case "timeout":
			if r.args = skipOptions(rest, "-t", "-s", "-k"); len(r.args) > 0 && isNumber(r.args[0].Text) {
				r.args = r.args[1:]
			}
		case "chroot":
			if r.args = skipOptions(rest); len(r.args) > 0 {
				r.args = r.args[1:]
			}
		case "start-stop-daemon":
			startStop(r, rest)
		case "service":
			if len(rest) < 2 || strings.HasPrefix(rest[0].Text, "-") {
				return
			}
			r.args = append([]shell.Word{{Text: "/etc/init.d/" + rest[0].Text, Known: rest[0].Known}}, rest[1:]...)
		case "su":
			r.args, r.script = nil, afterFlag(rest, "-c")
			return
		case "sh", "ash", "bash", "dash", "hush":
			d.unwrapShell(r, rest)
			return
		case "run-parts":
			if rest = skipOptions(rest, "-a", "--arg"); len(rest) > 0 && rest[0].Known {
				r.parts = rest[0].Text
			}
			r.args = nil
			return
		default:
			return
		}
	}
}

// unwrapShell takes "sh -c text" and "sh script" apart; a shell without either stays.
func (d *device) unwrapShell(r *start, rest []shell.Word) {
	for i, w := range rest {
		switch {
		case strings.HasPrefix(w.Text, "-") && strings.Contains(w.Text, "c") && !strings.HasPrefix(w.Text, "--"):
			r.args = nil
			if i+1 < len(rest) && rest[i+1].Known {
				r.script = rest[i+1].Text
			}
			return
		case strings.HasPrefix(w.Text, "-") || strings.HasPrefix(w.Text, "+"):
		default:
			if !strings.Contains(w.Text, "/") { // sh takes a name without a path from where it stands
				w.Text = "./" + w.Text
			}
			r.args = append([]shell.Word{w}, rest[i+1:]...)
			return
		}
	}
}

func skipOptions(args []shell.Word, withValue ...string) []shell.Word {
	for len(args) > 0 {
		t := args[0].Text
		name, _, assigned := strings.Cut(t, "=")
		switch {
		case t == "--":
			return args[1:]
		case strings.HasPrefix(t, "-"):
			args = args[1:]
			for _, f := range withValue {
				if t == f && len(args) > 0 {
					args = args[1:]
					break
				}
			}
		case assigned && name != "" && !strings.Contains(name, "/"):
			args = args[1:] // env NAME=value
		default:
			return args
		}
	}
	return nil
}

func afterFlag(args []shell.Word, flag string) string {
	for i, w := range args {
		if w.Text == flag && i+1 < len(args) && args[i+1].Known {
			return args[i+1].Text
		}
	}
	return ""
}

func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789smhd.") == "" && s[0] >= '0' && s[0] <= '9'
}

// launch follows what a command starts: a script into it, a program as a program.
func (d *device) launch(s *shell.State, r *start, c shell.Command) {
	if !s.Spend(4) {
		return
	}
	switch {
	case r.script != "":
		d.inline(s, r.script, c.Line)
		return
	case r.parts != "":
		for _, file := range d.Glob(strings.TrimSuffix(r.parts, "/") + "/*") {
			d.launch(s, &start{args: []shell.Word{{Text: file, Known: true}}, via: r.via}, c)
		}
		return
	case len(r.args) == 0 || !r.args[0].Known:
		return
	}
	full, node := d.program(s, r.args[0].Text)
	at := s.Child(c.Line)
	at.Keep(func(cond shell.Cond) bool {
		own := cond.Path != "" && (cond.Path == full || cond.Path == r.args[0].Text || d.same(cond.Path, node))
		return !own || cond.Holds != assay.Yes && !(d.writes(cond.Path) && node != nil)
	})
	if d.follow(at, full, node, shell.Texts(r.args[1:])) {
		return
	}
	if node == nil && (strings.HasPrefix(full, "/etc/init.d/") || strings.HasPrefix(full, "/etc/rc")) {
		return // a script that is not there: asked after, as OpenWrt asks for sshd
	}
	d.record(at, r, c, full, node)
}

// same says whether a path of the device leads to a node.
func (d *device) same(name string, n *evidence.Node) bool {
	return n != nil && d.find(name) == n
}

// inline follows the text of "sh -c".
func (d *device) inline(s *shell.State, src string, line int) {
	if d.depth > maxCalls || !s.Spend(8+len(src)/16) {
		return
	}
	script, err := shell.Parse("", []byte(src))
	if err != nil {
		return
	}
	at := s.Child(line)
	script.Quiet = true
	d.depth++
	at.Follow(script, "sh", nil)
	d.depth--
}

// follow goes into a script, by way of the interpreter its first line names. It
// reports whether the program is a script that was or need not be followed.
func (d *device) follow(at *shell.State, full string, node *evidence.Node, args []string) bool {
	if full == "" {
		return false
	}
	var script *shell.Script
	known := true // all of the script is seen
	if text, sure, ok := at.Written(full); ok && node == nil {
		script, _ = shell.Parse(full, []byte(text))
		known = sure
	} else if node == nil || !node.IsRegular() {
		return false
	}
	interpreter := ""
	if script == nil {
		var ok bool
		if interpreter, ok = readsAsShell(node); !ok {
			return false
		}
		if script = d.Load(full); script == nil {
			return false
		}
	}
	key := full + "\x00" + strings.Join(args, "\x00")
	if d.visits[key]++; d.visits[key] > maxVisits || d.depth > maxCalls {
		return true
	}
	for _, p := range at.Chain(0) {
		if p.Script == script {
			return true
		}
	}
	d.arrive(at, script)
	d.depth++
	defer func() { d.depth-- }()
	if interpreter != "" { // #!/bin/sh /etc/rc.common
		if common := d.Load(interpreter); common != nil {
			d.links[common] = d.links[script]
			at.Follow(common, interpreter, append([]string{full}, args...))
			return true
		}
	}
	at.Follow(script, full, args)
	return known
}

// readsAsShell says whether a file is a shell script, and returns the script
// that its first line names as interpreter, as OpenWrt's do.
func readsAsShell(n *evidence.Node) (interpreter string, ok bool) {
	data, _ := n.Bytes(4096)
	if len(data) == 0 || bytes.IndexByte(data, 0) >= 0 || bytes.HasPrefix(data, []byte("\x7fELF")) {
		return "", false
	}
	first, _, _ := strings.Cut(string(data), "\n")
	if !strings.HasPrefix(first, "#!") {
		return "", true // as ash runs what the kernel refuses
	}
	fields := strings.Fields(strings.TrimPrefix(first, "#!"))
	if len(fields) == 0 {
		return "", true
	}
	name := base(fields[0])
	if name == "env" && len(fields) > 1 {
		name = fields[1]
		fields = fields[1:]
	}
	switch name {
	case "sh", "ash", "bash", "dash", "hush", "busybox", "ksh", "rc.common":
	default:
		return "", false
	}
	if len(fields) > 1 && strings.HasPrefix(fields[1], "/") {
		return fields[1], true
	}
	return "", true
}

// record notes a program.
func (d *device) record(at *shell.State, r *start, c shell.Command, full string, node *evidence.Node) {
	p := Program{
		Name: base(r.args[0].Text), Argv: r.args, Path: full, Node: node, Chain: d.chain(at), Conds: at.Conds(), When: d.when, Via: r.via, User: r.user,
		Stays: r.background || r.supervised || c.Exec && d.depth == 0, Certain: c.Certain,
	}
	p.Open = d.open(p.Conds)
	d.add(p)
}

func (d *device) add(p Program) {
	key := strings.Join(p.Labels(), "\x00") + "\x00" + p.Command() + "\x00" + p.When
	if d.seen[key] {
		return
	}
	if len(d.g.Programs) >= maxPrograms {
		d.Limit("more programs are started than are listed", "")
		return
	}
	d.seen[key] = true
	d.g.Programs = append(d.g.Programs, p)
}

// chain turns the places of a state into steps for the reader. Libraries are
// left out; an rc.d link stands before the script it leads to.
func (d *device) chain(at *shell.State) []Step {
	steps := append([]Step(nil), d.root...)
	for _, p := range at.Chain(0) {
		if link := d.links[p.Script]; link != "" && !hasStep(steps, link) {
			steps = append(steps, Step{Label: link, Path: link, Where: d.whereOf(p.Script, 0)})
		}
		if p.Script.Quiet {
			continue
		}
		steps = append(steps, d.step(p.Script, p.Line))
	}
	return steps
}

func hasStep(steps []Step, path string) bool {
	for _, s := range steps {
		if s.Path == path {
			return true
		}
	}
	return false
}

func (d *device) step(s *shell.Script, line int) Step {
	name := strings.TrimPrefix(s.Path, "/")
	if n := d.nodes[s]; n != nil {
		name = n.Path()
	}
	return Step{Label: name + ":" + strconv.Itoa(line), Path: name, Where: d.whereOf(s, line)}
}

func (d *device) whereOf(s *shell.Script, line int) assay.Where {
	if n := d.nodes[s]; n != nil {
		return n.At(line)
	}
	return assay.Where{Path: s.Path, Line: line}
}

// arrive notes in the graph that a script is called from where a state stands.
func (d *device) arrive(at *shell.State, script *shell.Script) {
	d.link(append(d.chain(at), d.step(script, 0)), describe(at.Conds()))
}
