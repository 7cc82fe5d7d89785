package shell

import (
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/assay-project/assay"
)

// maxCalls bounds functions and sourced files that call each other.
const maxCalls = 40

// call follows a simple command: assignments, a builtin, a function, or a
// program that the host is told of.
func (s *State) call(st *syntax.Stmt, c *syntax.CallExpr) (assay.Answer, end) {
	args := s.fields(c.Args)
	if len(args) == 0 {
		for _, a := range c.Assigns {
			s.assign(a)
		}
		return assay.Yes, end{}
	}
	at := s
	if len(c.Assigns) > 0 { // they hold for this command only
		at = s.fork()
		for _, a := range c.Assigns {
			at.assign(a)
			if a.Name != nil {
				at.export(a.Name.Value)
			}
		}
	}
	line := int(c.Pos().Line())
	if s.evalLine > 0 {
		line = s.evalLine
	}
	cmd := Command{Line: line, Background: st.Background, Certain: true}
	for _, a := range args {
		cmd.Args = append(cmd.Args, word(a))
	}
	status, e := at.dispatch(cmd, args)
	if at != s {
		s.open = s.open || at.open
	}
	return status, e
}

func (s *State) dispatch(cmd Command, args []string) (assay.Answer, end) {
	if !known(args[0]) {
		return s.w.host.Run(s, cmd), end{}
	}
	if status, handled := s.w.host.Intercept(s, cmd); handled {
		return status, end{}
	}
	if status, e, ok := s.builtin(cmd, args); ok {
		return status, e
	}
	if f, ok := s.funcs[args[0]]; ok {
		return s.function(f, cmd.Line, args[1:])
	}
	return s.w.host.Run(s, cmd), end{}
}

// Function calls a function of the script by name, as a library that calls back
// does. It reports whether there is one.
func (s *State) Function(name string, line int, args ...string) bool {
	f, ok := s.funcs[name]
	if ok {
		s.function(f, line, args)
	}
	return ok
}

func (s *State) function(f function, line int, args []string) (assay.Answer, end) {
	if s.calls() > maxCalls {
		s.w.host.Limit("functions that call each other too deep were not followed", s.path())
		return assay.Unknown, end{}
	}
	wasArgs, wasScript, wasChain := s.args, s.script, s.chain
	s.args = args
	s.depth++
	if f.script != s.script {
		s.push(line)
		s.script = f.script
	}
	status, e := s.stmt(f.body)
	s.depth--
	s.args, s.script, s.chain = wasArgs, wasScript, wasChain
	return status, e.after(leavesFunction)
}

func (s *State) calls() int { return s.depth / 3 }

func (s *State) push(line int) {
	if s.script != nil && len(s.chain) < 64 {
		s.chain = append(s.chain[:len(s.chain):len(s.chain)], Place{s.script, line, len(s.conds)})
	}
}

// builtin does what the shell does itself. The last result says whether the name
// is a builtin.
func (s *State) builtin(cmd Command, args []string) (assay.Answer, end, bool) {
	switch args[0] {
	case ".", "source":
		return assay.Unknown, s.source(cmd, args), true
	case ":", "true":
		return assay.Yes, end{}, true
	case "false":
		return assay.No, end{}, true
	case "exit":
		return assay.Unknown, end{kind: leavesScript}, true
	case "return":
		return s.status(args), end{kind: leavesFunction}, true
	case "break", "continue":
		return assay.Unknown, end{kind: leavesLoop}, true
	case "[", "[[", "test":
		return decide(s.testArgs(args)), end{}, true
	case "export", "local", "readonly", "declare", "typeset":
		s.assignments(args)
		return assay.Yes, end{}, true
	case "set":
		s.setArgs(args[1:])
		return assay.Yes, end{}, true
	case "shift":
		s.shift(args)
		return assay.Yes, end{}, true
	case "unset":
		for _, a := range args[1:] {
			delete(s.vars, a)
		}
		return assay.Yes, end{}, true
	case "cd":
		s.chdir(args)
		return assay.Unknown, end{}, true
	case "read", "getopts":
		for _, a := range args[1:] {
			if !strings.HasPrefix(a, "-") && known(a) {
				s.SetUnknown(a)
			}
		}
		return assay.Unknown, end{}, true
	case "eval":
		return s.eval(cmd, args), end{}, true
	case "exec":
		return s.exec(cmd, args)
	case "command", "builtin":
		return s.commandBuiltin(cmd, args)
	case "trap", "umask", "ulimit", "alias", "unalias", "hash", "type", "wait", "times", "jobs", "bg", "fg", "printf", "shopt", "let", "pwd":
		return assay.Unknown, end{}, true
	}
	return assay.Unknown, end{}, false
}

func (s *State) status(args []string) assay.Answer {
	if len(args) != 2 || !known(args[1]) {
		return assay.Unknown
	}
	if args[1] == "0" {
		return assay.Yes
	}
	return assay.No
}

// source follows a file in the present shell.
func (s *State) source(cmd Command, args []string) end {
	if len(args) < 2 {
		return end{}
	}
	var script *Script
	if known(args[1]) && s.calls() <= maxCalls && !s.within(s.abs(args[1])) {
		script = s.w.host.Load(s.abs(args[1]))
	}
	if script == nil {
		s.open = true
		return end{}
	}
	was, wasChain := s.args, s.chain
	s.push(cmd.Line)
	s.depth++
	if len(args) > 2 {
		s.args = args[2:]
	}
	e := s.enter(script).after(leavesFunction)
	s.depth--
	s.chain = wasChain
	if len(args) > 2 {
		s.args = was
	}
	return e
}

// within says whether a file is being followed already.
func (s *State) within(path string) bool {
	if s.script != nil && s.script.Path == path {
		return true
	}
	for _, p := range s.chain {
		if p.Script.Path == path {
			return true
		}
	}
	return false
}

// assignments takes the arguments of export, local and their like where the
// parser saw plain words.
func (s *State) assignments(args []string) {
	for _, a := range args[1:] {
		if strings.HasPrefix(a, "-") {
			continue
		}
		name, v, ok := strings.Cut(a, "=")
		if !known(name) {
			continue
		}
		if ok {
			s.set(name, v)
		} else if args[0] == "local" {
			s.set(name, "")
		}
		if args[0] == "export" {
			s.export(name)
		}
	}
}

func (s *State) declare(c *syntax.DeclClause) {
	for _, a := range c.Args {
		if a.Name == nil {
			continue
		}
		switch {
		case !a.Naked:
			s.assign(a)
		case c.Variant.Value == "local":
			s.set(a.Name.Value, "")
		}
		if c.Variant.Value == "export" {
			s.export(a.Name.Value)
		}
	}
}

func (s *State) assign(a *syntax.Assign) {
	if a.Name == nil {
		return
	}
	name := a.Name.Value
	if a.Array != nil || a.Index != nil {
		s.SetUnknown(name)
		return
	}
	v := s.literal(a.Value)
	if a.Append {
		v = s.get(name) + v
	}
	s.set(name, v)
}

func (s *State) setArgs(args []string) {
	for len(args) > 0 && (strings.HasPrefix(args[0], "-") || strings.HasPrefix(args[0], "+")) {
		plus := args[0] == "--"
		args = args[1:]
		if plus {
			s.args = append([]string(nil), args...)
			return
		}
	}
	if len(args) > 0 {
		s.args = append([]string(nil), args...)
	}
}

func (s *State) shift(args []string) {
	n := 1
	if len(args) > 1 {
		if v, err := strconv.Atoi(args[1]); err == nil && v >= 0 {
			n = v
		}
	}
	s.args = s.args[min(n, len(s.args)):]
}

func (s *State) chdir(args []string) {
	switch {
	case len(args) < 2:
		s.cwd = "/"
	case known(args[1]):
		s.cwd = s.abs(args[1])
	}
}

// eval follows a string as a script where all of it is known.
func (s *State) eval(cmd Command, args []string) assay.Answer {
	src := strings.Join(args[1:], " ")
	if !known(src) || s.calls() > maxCalls {
		s.open = true
		return assay.Unknown
	}
	s.spend(len(src) / 16)
	script, err := Parse(s.path(), []byte(src))
	if err != nil || script.File == nil {
		s.open = true
		return assay.Unknown
	}
	was := s.evalLine
	s.evalLine = cmd.Line
	s.depth++
	status := assay.Unknown
	for _, st := range script.File.Stmts {
		status, _ = s.stmt(st)
	}
	s.depth--
	s.evalLine = was
	return status
}

func (s *State) exec(cmd Command, args []string) (assay.Answer, end, bool) {
	rest := args[1:]
	for len(rest) > 0 && strings.HasPrefix(rest[0], "-") {
		if rest[0] == "-a" && len(rest) > 1 {
			rest = rest[1:]
		}
		rest = rest[1:]
	}
	if len(rest) == 0 { // redirections only
		return assay.Yes, end{}, true
	}
	cmd.Args = cmd.Args[len(args)-len(rest):]
	cmd.Exec = true
	status := s.w.host.Run(s, cmd)
	return status, end{kind: leavesScript}, true
}

func (s *State) commandBuiltin(cmd Command, args []string) (assay.Answer, end, bool) {
	if len(args) < 2 || strings.HasPrefix(args[1], "-") {
		return assay.Unknown, end{}, true
	}
	cmd.Args = cmd.Args[1:]
	return s.w.host.Run(s, cmd), end{}, true
}
