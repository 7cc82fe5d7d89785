package shell

import (
	"sort"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/assay-project/assay"
)

// Bounds of one walk.
const (
	maxSteps  = 250_000 // statements, expansions, and what they cost beside
	maxDepth  = 120     // statements inside each other, functions and sourced files included
	maxFields = 1024    // words of one command or loop
	maxValue  = 16 << 10
	maxVars   = 4096
)

// Cond is a condition that a command stands under.
type Cond struct {
	Text string
	// Holds says whether it is met in the image as shipped, where that can be
	// read from the image.
	Holds assay.Answer
	Path  string // of a file test: the file
}

// Place is a line of a script that calls on.
type Place struct {
	Script *Script
	Line   int
	// Conds is how many of the conditions stood when the line was reached.
	Conds int
}

// Command is a simple command that a script would run and that is no builtin
// and no function of the script.
type Command struct {
	Args       []Word // at least one
	Line       int
	Background bool
	Exec       bool // the shell is replaced
	Certain    bool // false when found line by line
}

// Host is the device that scripts are followed on.
type Host interface {
	// Load returns the script at an absolute path, nil where the device has none
	// that can be read.
	Load(path string) *Script
	// Glob returns the paths that match a pattern, in order.
	Glob(pattern string) []string
	// FileTest answers a test such as "-f" for a path of the image.
	FileTest(op, path string) assay.Answer
	// Read returns a small text file of the image.
	Read(path string) (string, bool)
	// Intercept sees every command before functions and programs do. It returns
	// handled when it has done what the command does.
	Intercept(s *State, c Command) (status assay.Answer, handled bool)
	// Run is told of each program that is run.
	Run(s *State, c Command) assay.Answer
	// Limit is told of what was left out.
	Limit(what, where string)
}

// walk is what the states of one walk share.
type walk struct {
	host    Host
	steps   int
	stopped bool
	written map[string]written // files that scripts write at boot
}

// written is what a script put into a file; sure is false where it did so only
// under a condition.
type written struct {
	text string
	sure bool
}

// State is the shell at one point of a script.
type State struct {
	w      *walk
	vars   map[string]value
	funcs  map[string]function
	args   []string // $1 …
	name   string   // $0
	cwd    string
	script *Script
	chain  []Place
	conds  []Cond
	// open is set after something was sourced or evaluated that could not be
	// read: a variable never seen may then be set all the same.
	open     bool
	depth    int
	evalLine int // of the eval whose text is being followed, 0 outside of one
}

type value struct {
	text     string
	exported bool
}

type function struct {
	body   *syntax.Stmt
	script *Script
}

// New returns the state of a shell as init starts it, over a host.
func New(host Host) *State {
	return &State{
		w:    &walk{host: host, written: make(map[string]written)},
		vars: map[string]value{"PATH": {"/sbin:/usr/sbin:/bin:/usr/bin", true}}, funcs: make(map[string]function), cwd: "/",
	}
}

// Child returns the state that a script started from a line here begins with:
// exported variables, nothing else of the shell.
func (s *State) Child(line int) *State {
	s.spend(1 + len(s.vars)/64)
	c := *s
	c.chain, c.script, c.evalLine = s.Chain(line), nil, 0
	c.vars = make(map[string]value, len(s.vars))
	for k, v := range s.vars {
		if v.exported {
			c.vars[k] = v
		}
	}
	c.funcs = make(map[string]function)
	c.open = false
	return &c
}

// fork returns a copy whose variables and functions can change on their own.
func (s *State) fork() *State {
	s.spend(1 + (len(s.vars)+len(s.funcs))/64)
	c := *s
	c.vars = make(map[string]value, len(s.vars))
	for k, v := range s.vars {
		c.vars[k] = v
	}
	c.funcs = make(map[string]function, len(s.funcs))
	for k, v := range s.funcs {
		c.funcs[k] = v
	}
	return &c
}

// merge takes over what a branch that may or may not have run has left behind.
func (s *State) merge(branch *State) {
	names := make([]string, 0, len(branch.vars))
	for name := range branch.vars {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		if was, ok := s.vars[name]; !ok || was.text != branch.vars[name].text {
			s.set(name, unknown("$"+name))
		}
	}
	for name := range s.vars {
		if _, ok := branch.vars[name]; !ok {
			s.set(name, unknown("$"+name))
		}
	}
	for name, f := range branch.funcs {
		if _, ok := s.funcs[name]; !ok {
			s.funcs[name] = f
		}
	}
	s.open = s.open || branch.open
}

// take makes the state that of a branch that surely ran.
func (s *State) take(branch *State) {
	s.vars, s.funcs, s.open, s.cwd, s.args = branch.vars, branch.funcs, branch.open, branch.cwd, branch.args
}

func (s *State) set(name, v string) {
	s.spend(len(v) / 1024)
	if len(v) > maxValue {
		v = unknown("$" + name)
	}
	old, ok := s.vars[name]
	if !ok && len(s.vars) >= maxVars {
		return
	}
	s.vars[name] = value{v, old.exported}
}

// Set gives a variable a known value; SetUnknown says that only the device
// knows it.
func (s *State) Set(name, v string)     { s.set(name, clean(v)) }
func (s *State) SetUnknown(name string) { s.set(name, unknown("$"+name)) }

// Var returns a variable's value and whether it is known. One that was never
// set is known to be empty.
func (s *State) Var(name string) (string, bool) {
	v := s.get(name)
	return plain(v), known(v)
}

func (s *State) get(name string) string {
	v, ok := s.vars[name]
	if !ok && s.open {
		return unknown("$" + name)
	}
	return v.text
}

// Env marks a variable as exported.
func (s *State) export(name string) {
	v := s.vars[name]
	v.exported = true
	if len(s.vars) < maxVars {
		s.vars[name] = v
	}
}

// Chain returns the lines that led here, the outermost first, the present
// script's line last.
func (s *State) Chain(line int) []Place {
	chain := append([]Place(nil), s.chain...)
	if s.script != nil {
		chain = append(chain, Place{s.script, line, len(s.conds)})
	}
	return chain
}

// Conds returns the conditions that stand here, the outermost first.
func (s *State) Conds() []Cond { return append([]Cond(nil), s.conds...) }

// Under adds a condition to the state.
func (s *State) Under(c Cond) { s.conds = append(s.conds[:len(s.conds):len(s.conds)], c) }

// Keep drops the conditions for which keep is false.
func (s *State) Keep(keep func(Cond) bool) {
	conds := make([]Cond, 0, len(s.conds))
	moved := make([]int, len(s.conds)+1) // how many of the first n are kept
	for i, c := range s.conds {
		if keep(c) {
			conds = append(conds, c)
		}
		moved[i+1] = len(conds)
	}
	chain := append([]Place(nil), s.chain...)
	for i := range chain {
		chain[i].Conds = moved[min(chain[i].Conds, len(s.conds))]
	}
	s.chain, s.conds = chain, conds
}

// Script returns the script the state is in.
func (s *State) Script() *Script { return s.script }

// Written returns what a script has put into a file before, for here-documents
// that become scripts, and whether it surely did.
func (s *State) Written(path string) (text string, sure, ok bool) {
	w, ok := s.w.written[path]
	return w.text, w.sure, ok
}

// step counts work and ends a walk that goes on too long.
func (s *State) step() bool { return s.spend(1) }

// spend counts work that costs more than a step: copying a shell's variables,
// long values, looking for files.
func (s *State) spend(cost int) bool {
	if s.w.stopped {
		return false
	}
	if s.w.steps += cost; s.w.steps > maxSteps {
		s.w.stopped = true
		where := ""
		if s.script != nil {
			where = s.script.Path
		}
		s.w.host.Limit("following scripts stopped after too many steps", where)
	}
	return !s.w.stopped
}

// Spend counts work that the host does for a script; it is false once the walk
// is to end.
func (s *State) Spend(cost int) bool { return s.spend(cost) }

// Steps returns how much work was done, in statements.
func (s *State) Steps() int { return s.w.steps }

func (s *State) abs(path string) string {
	if strings.HasPrefix(path, "/") {
		return path
	}
	return strings.TrimSuffix(s.cwd, "/") + "/" + path
}
