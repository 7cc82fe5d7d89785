package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/assay-project/assay"
)

// ends says how control leaves a statement.
type ends int

const (
	goesOn ends = iota
	leavesLoop
	leavesFunction
	leavesScript
)

// end is how control leaves a list of statements: surely (kind), or else only
// where a guard does not hold.
type end struct {
	kind   ends
	guards []guard
}

// guard is a condition for going on after a statement that may have left.
type guard struct {
	kind ends
	cond Cond
}

// after returns the guards that outlive a construct that ends kinds up to k.
func (e end) after(k ends) end {
	out := end{kind: e.kind}
	if e.kind <= k {
		out.kind = goesOn
	}
	for _, g := range e.guards {
		if g.kind > k {
			out.guards = append(out.guards, g)
		}
	}
	return out
}

// Follow follows a script as a program of its own, with its name as $0 and its
// arguments.
func (s *State) Follow(script *Script, name string, args []string) {
	s.name, s.args = clean(name), nil
	for _, a := range args {
		s.args = append(s.args, clean(a))
	}
	s.enter(script)
}

// enter follows the statements of a script in the present state.
func (s *State) enter(script *Script) end {
	was := s.script
	s.script = script
	defer func() { s.script = was }()
	if script.File == nil {
		s.lines(script.Lines)
		return end{}
	}
	return s.stmts(script.File.Stmts)
}

// lines follows a script that could only be read line by line.
func (s *State) lines(lines []Line) {
	for _, l := range lines {
		if !s.step() {
			return
		}
		c := Command{Line: l.Number, Background: l.Background}
		for _, w := range l.Words {
			c.Args = append(c.Args, Word{Text: clean(w), Known: !strings.ContainsAny(w, "$`*?")})
		}
		s.w.host.Run(s, c)
	}
}

func (s *State) stmts(list []*syntax.Stmt) end {
	var out end
	base := s.conds
	defer func() { s.conds = base }()
	for _, st := range list {
		_, e := s.stmt(st)
		out.guards = append(out.guards, e.guards...)
		if e.kind != goesOn || s.w.stopped {
			out.kind = e.kind
			return out
		}
		for _, g := range e.guards {
			s.Under(g.cond)
		}
		if len(out.guards) > 64 {
			out.guards = out.guards[:64]
		}
	}
	return out
}

// stmt follows one statement and returns its status, as far as it is known, and
// how it ends.
func (s *State) stmt(st *syntax.Stmt) (assay.Answer, end) {
	if !s.step() {
		return assay.Unknown, end{}
	}
	if s.depth++; s.depth > maxDepth {
		s.depth--
		s.w.host.Limit("statements nested too deep were not followed", s.path())
		return assay.Unknown, end{}
	}
	defer func() { s.depth-- }()
	at := s
	if st.Background || st.Coprocess {
		at = s.fork()
	}
	status, e := at.command(st)
	at.redirect(st)
	if st.Background || st.Coprocess {
		return assay.Yes, end{}
	}
	if st.Negated {
		status = not(status)
	}
	return status, e
}

func (s *State) path() string {
	if s.script == nil {
		return ""
	}
	return s.script.Path
}

func (s *State) command(st *syntax.Stmt) (assay.Answer, end) {
	switch c := st.Cmd.(type) {
	case *syntax.CallExpr:
		return s.call(st, c)
	case *syntax.BinaryCmd:
		return s.binary(c)
	case *syntax.IfClause:
		return assay.Unknown, s.ifClause(c)
	case *syntax.WhileClause:
		return assay.Unknown, s.while(c)
	case *syntax.ForClause:
		return assay.Unknown, s.loop(c)
	case *syntax.CaseClause:
		return assay.Unknown, s.caseClause(c)
	case *syntax.Block:
		return s.list(c.Stmts)
	case *syntax.Subshell:
		status, e := s.fork().list(c.Stmts)
		return status, e.after(leavesScript)
	case *syntax.FuncDecl:
		if c.Name != nil && c.Body != nil && len(s.funcs) < maxVars {
			s.funcs[c.Name.Value] = function{c.Body, s.script}
		}
	case *syntax.DeclClause:
		s.declare(c)
		return assay.Yes, end{}
	case *syntax.TestClause:
		return s.clause(c.X, 0), end{}
	case *syntax.TimeClause:
		if c.Stmt != nil {
			return s.stmt(c.Stmt)
		}
	case *syntax.CoprocClause:
		if c.Stmt != nil {
			s.fork().stmt(c.Stmt)
		}
	}
	return assay.Unknown, end{}
}

// list follows statements and returns the status of the last.
func (s *State) list(stmts []*syntax.Stmt) (assay.Answer, end) {
	if len(stmts) == 1 {
		return s.stmt(stmts[0])
	}
	return assay.Unknown, s.stmts(stmts)
}

func (s *State) binary(c *syntax.BinaryCmd) (assay.Answer, end) {
	switch c.Op {
	case syntax.AndStmt, syntax.OrStmt:
	default: // a pipe: both sides are shells of their own
		s.fork().stmt(c.X)
		right := s.fork()
		right.forget(c.Y)
		right.stmt(c.Y)
		return assay.Unknown, end{}
	}
	status, cond, e := s.test(c.X)
	if e.kind != goesOn {
		return status, e
	}
	if c.Op == syntax.OrStmt {
		status, cond = not(status), negate(cond)
	}
	base := s.conds
	for _, g := range e.guards {
		s.Under(g.cond)
	}
	right, rest := s.branch(status, cond, func(b *State) (assay.Answer, end) { return b.stmt(c.Y) })
	s.conds = base
	rest.guards = append(e.guards, rest.guards...)
	if c.Op == syntax.OrStmt {
		return or(not(status), right), rest
	}
	return and(status, right), rest
}

// branch follows what runs only under a condition. What comes after it then
// stands under the opposite where the branch does not come back.
func (s *State) branch(status assay.Answer, cond Cond, run func(*State) (assay.Answer, end)) (assay.Answer, end) {
	switch status {
	case assay.No:
		return assay.Unknown, end{}
	case assay.Yes:
		return run(s)
	}
	b := s.fork()
	b.Under(cond)
	got, e := run(b)
	out := end{}
	if e.kind != goesOn {
		return got, end{guards: []guard{{e.kind, negate(cond)}}}
	}
	for _, g := range e.guards {
		out.guards = append(out.guards, guard{g.kind, either(negate(cond), g.cond)})
	}
	s.merge(b)
	return got, out
}

func (s *State) ifClause(c *syntax.IfClause) end {
	if len(c.Cond) == 0 { // else
		return s.stmts(c.Then)
	}
	status, cond, e := s.condition(c.Cond)
	if e.kind != goesOn {
		return e
	}
	then := func(b *State) (assay.Answer, end) { return assay.Unknown, b.stmts(c.Then) }
	if status == assay.Yes {
		_, out := then(s)
		out.guards = append(e.guards, out.guards...)
		return out
	}
	if c.Else == nil {
		_, out := s.branch(status, cond, then)
		out.guards = append(e.guards, out.guards...)
		return out
	}
	if status == assay.No {
		out := s.ifClause(c.Else)
		out.guards = append(e.guards, out.guards...)
		return out
	}
	a, b := s.fork(), s.fork()
	a.Under(cond)
	_, endA := then(a)
	b.Under(negate(cond))
	endB := b.ifClause(c.Else)
	out := s.join(cond, a, b, endA, endB)
	out.guards = append(e.guards, out.guards...)
	return out
}

// join brings two branches together, one of which ran.
func (s *State) join(cond Cond, a, b *State, endA, endB end) end {
	switch {
	case endA.kind != goesOn && endB.kind != goesOn:
		return end{kind: min(endA.kind, endB.kind)}
	case endA.kind != goesOn:
		s.take(b)
		return end{guards: append([]guard{{endA.kind, negate(cond)}}, endB.guards...)}
	case endB.kind != goesOn:
		s.take(a)
		return end{guards: append([]guard{{endB.kind, cond}}, endA.guards...)}
	}
	s.take(a)
	s.merge(b)
	out := end{}
	for _, g := range endA.guards {
		out.guards = append(out.guards, guard{g.kind, either(negate(cond), g.cond)})
	}
	for _, g := range endB.guards {
		out.guards = append(out.guards, guard{g.kind, either(cond, g.cond)})
	}
	return out
}

// while follows the body of a loop once; what the body sets is unknown in it.
func (s *State) while(c *syntax.WhileClause) end {
	s.forget(c)
	status, cond, e := s.condition(c.Cond)
	if e.kind != goesOn {
		return e
	}
	if c.Until {
		status, cond = not(status), negate(cond)
	}
	_, out := s.branch(status, cond, func(b *State) (assay.Answer, end) { return assay.Unknown, b.stmts(c.Do) })
	return out.after(leavesLoop)
}

// loop follows the body of a for loop for each of its words.
func (s *State) loop(c *syntax.ForClause) end {
	iter, ok := c.Loop.(*syntax.WordIter)
	if !ok || c.Select {
		s.forget(c)
		return s.stmts(c.Do).after(leavesLoop)
	}
	items := append([]string(nil), s.args...)
	if iter.InPos.IsValid() {
		items = s.fields(iter.Items)
	}
	var out end
	for i, item := range items {
		if i >= maxFields || s.w.stopped {
			s.w.host.Limit("a loop over too many words was not followed to its end", s.path())
			break
		}
		if !known(item) {
			s.forget(c)
			item = unknown("$" + iter.Name.Value)
		}
		s.set(iter.Name.Value, item)
		e := s.stmts(c.Do)
		if e.kind == leavesLoop {
			break
		}
		e = e.after(leavesLoop)
		out.guards = append(out.guards, e.guards...)
		if e.kind != goesOn {
			out.kind = e.kind
			break
		}
		if len(out.guards) > 8 {
			out.guards = out.guards[:8]
		}
	}
	return out
}

// forget makes every variable that is assigned inside a node unknown.
func (s *State) forget(n syntax.Node) {
	syntax.Walk(n, func(n syntax.Node) bool {
		s.spend(1)
		switch x := n.(type) {
		case *syntax.Assign:
			if x.Name != nil {
				s.SetUnknown(x.Name.Value)
			}
		case *syntax.CallExpr:
			if len(x.Args) > 1 && x.Args[0].Lit() == "read" {
				for _, w := range x.Args[1:] {
					if name := w.Lit(); name != "" && name[0] != '-' {
						s.SetUnknown(name)
					}
				}
			}
		}
		return true
	})
}

func (s *State) caseClause(c *syntax.CaseClause) end {
	subject := s.literal(c.Word)
	if known(subject) {
		for _, item := range c.Items {
			if s.anyMatch(item, subject) {
				return s.stmts(item.Stmts)
			}
		}
		return end{}
	}
	var out end
	all := len(c.Items) > 0
	before := s.fork()
	for _, item := range c.Items {
		b := before.fork()
		cond := Cond{Text: clip(text(c.Word, 60)+" is "+patterns(item), maxCond), Holds: assay.Unknown}
		b.Under(cond)
		e := b.stmts(item.Stmts)
		if e.kind != goesOn {
			out.guards = append(out.guards, guard{e.kind, negate(cond)})
			continue
		}
		all = false
		s.merge(b)
	}
	if all && patterns(c.Items[len(c.Items)-1]) == "*" {
		return end{kind: leavesFunction}
	}
	return out
}

func patterns(item *syntax.CaseItem) string {
	var out []string
	for _, p := range item.Patterns {
		out = append(out, text(p, 40))
	}
	return strings.Join(out, "|")
}

func (s *State) anyMatch(item *syntax.CaseItem, subject string) bool {
	for _, p := range item.Patterns {
		if pat := s.literal(p); known(pat) && match(pat, subject) {
			return true
		}
	}
	return false
}

// redirect keeps what here-documents and echo write into files: scripts made at
// boot are called later.
func (s *State) redirect(st *syntax.Stmt) {
	var target, body string
	appends := false
	for _, r := range st.Redirs {
		switch r.Op {
		case syntax.RdrOut, syntax.RdrClob, syntax.AppOut:
			if r.N == nil || r.N.Value == "1" {
				target, appends = s.literal(r.Word), r.Op == syntax.AppOut
			}
		case syntax.Hdoc, syntax.DashHdoc:
			if r.Hdoc != nil {
				body = s.literal(r.Hdoc)
			}
		}
	}
	if target == "" || !known(target) {
		return
	}
	if call, ok := st.Cmd.(*syntax.CallExpr); ok && body == "" && len(call.Args) > 1 && call.Args[0].Lit() == "echo" {
		body = strings.Join(s.fields(call.Args[1:]), " ") + "\n"
	}
	if body == "" || !known(body) || len(s.w.written) > 256 {
		return
	}
	target = s.abs(target)
	sure := len(s.conds) == 0
	if appends {
		before := s.w.written[target]
		body, sure = before.text+body, sure && (before.sure || before.text == "")
	}
	if len(body) <= MaxScript {
		s.w.written[target] = written{body, sure}
	}
}
