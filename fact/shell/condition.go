package shell

import (
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/assay-project/assay"
)

// maxCond is how many characters of a condition's text are kept.
const maxCond = 140

func not(a assay.Answer) assay.Answer {
	switch a {
	case assay.Yes:
		return assay.No
	case assay.No:
		return assay.Yes
	}
	return assay.Unknown
}

// negate returns the condition that holds where c does not.
func negate(c Cond) Cond {
	text := "not " + c.Text
	switch {
	case strings.HasPrefix(c.Text, "not "):
		text = strings.TrimPrefix(c.Text, "not ")
	case strings.HasPrefix(c.Text, "! "):
		text = strings.TrimPrefix(c.Text, "! ")
	case strings.Contains(c.Text, " && ") || strings.Contains(c.Text, " || "):
		text = "not (" + c.Text + ")"
	}
	return Cond{Text: text, Holds: not(c.Holds), Path: c.Path}
}

// either returns the condition that one of two holds.
func either(a, b Cond) Cond {
	return Cond{Text: clip(a.Text+" or "+b.Text, maxCond), Holds: or(a.Holds, b.Holds)}
}

// condition runs a list of statements for their status: the answer where the
// text decides it, and the condition under which it is true.
func (s *State) condition(stmts []*syntax.Stmt) (assay.Answer, Cond, end) {
	if len(stmts) == 0 {
		return assay.Yes, Cond{}, end{}
	}
	last := stmts[len(stmts)-1]
	if len(stmts) > 1 {
		if e := s.stmts(stmts[:len(stmts)-1]); e.kind != goesOn {
			return assay.Unknown, Cond{}, e
		}
	}
	return s.test(last)
}

// test runs one statement for its status.
func (s *State) test(st *syntax.Stmt) (assay.Answer, Cond, end) {
	status, e := s.stmt(st)
	s.spend(4)
	c := Cond{Text: text(st, maxCond), Holds: assay.Unknown}
	inner, negated := st, st.Negated
	for {
		b, ok := inner.Cmd.(*syntax.Subshell)
		if !ok || len(b.Stmts) != 1 {
			break
		}
		inner = b.Stmts[0]
		negated = negated != inner.Negated
	}
	if call, ok := inner.Cmd.(*syntax.CallExpr); ok {
		if file, holds, ok := s.fileTest(call); ok {
			c.Path, c.Holds = file, holds
			if negated {
				c.Holds = not(holds)
			}
		}
	}
	return status, c, e
}

// fileTest recognises a single test of a file, such as [ -x /usr/sbin/telnetd ].
func (s *State) fileTest(call *syntax.CallExpr) (string, assay.Answer, bool) {
	args := s.testArgs(s.fields(call.Args))
	flip := false
	for len(args) > 0 && args[0] == "!" {
		args, flip = args[1:], !flip
	}
	if len(args) != 2 || !isFileOp(args[0]) || !known(args[1]) {
		return "", assay.Unknown, false
	}
	file := s.abs(args[1])
	holds := s.w.host.FileTest(args[0], file)
	if flip {
		holds = not(holds)
	}
	return file, holds, true
}

// testArgs returns what stands between [ and ], or after test; nil for another
// command.
func (s *State) testArgs(args []string) []string {
	switch {
	case len(args) > 1 && args[0] == "test":
		return args[1:]
	case len(args) > 2 && (args[0] == "[" || args[0] == "[["):
		return args[1 : len(args)-1]
	}
	return nil
}

func isFileOp(op string) bool {
	switch op {
	case "-e", "-f", "-d", "-x", "-r", "-s", "-h", "-L", "-b", "-c", "-w", "-p", "-S":
		return true
	}
	return false
}

// decide answers the arguments of a test as far as the text decides it. Tests of
// files are left unknown: what the image holds need not be what the device has
// by then.
func decide(args []string) assay.Answer {
	if i := last(args, "-o"); i > 0 {
		return or(decide(args[:i]), decide(args[i+1:]))
	}
	if i := last(args, "-a"); i > 0 && len(args) > 3 {
		return and(decide(args[:i]), decide(args[i+1:]))
	}
	switch {
	case len(args) == 0:
		return assay.No
	case args[0] == "!" && len(args) > 1:
		return not(decide(args[1:]))
	case len(args) == 1:
		return truth(args[0] != "", args[0])
	case len(args) == 2 && args[0] == "-n":
		return truth(args[1] != "", args[1])
	case len(args) == 2 && args[0] == "-z":
		return truth(args[1] == "", args[1])
	case len(args) == 3:
		return compare(args[0], args[1], args[2])
	}
	return assay.Unknown
}

func last(args []string, op string) int {
	for i := len(args) - 2; i > 0; i-- {
		if args[i] == op {
			return i
		}
	}
	return -1
}

func truth(is bool, values ...string) assay.Answer {
	for _, v := range values {
		if !known(v) {
			return assay.Unknown
		}
	}
	if is {
		return assay.Yes
	}
	return assay.No
}

func compare(a, op, b string) assay.Answer {
	switch op {
	case "=", "==":
		return truth(a == b, a, b)
	case "!=":
		return truth(a != b, a, b)
	}
	x, errX := strconv.Atoi(a)
	y, errY := strconv.Atoi(b)
	if errX != nil || errY != nil {
		return assay.Unknown
	}
	switch op {
	case "-eq":
		return truth(x == y)
	case "-ne":
		return truth(x != y)
	case "-lt":
		return truth(x < y)
	case "-le":
		return truth(x <= y)
	case "-gt":
		return truth(x > y)
	case "-ge":
		return truth(x >= y)
	}
	return assay.Unknown
}

func and(a, b assay.Answer) assay.Answer {
	switch {
	case a == assay.No || b == assay.No:
		return assay.No
	case a == assay.Yes && b == assay.Yes:
		return assay.Yes
	}
	return assay.Unknown
}

func or(a, b assay.Answer) assay.Answer { return not(and(not(a), not(b))) }

// clause answers [[ … ]].
func (s *State) clause(e syntax.TestExpr, depth int) assay.Answer {
	if depth > 20 {
		return assay.Unknown
	}
	switch x := e.(type) {
	case *syntax.Word:
		v := s.literal(x)
		return truth(v != "", v)
	case *syntax.ParenTest:
		return s.clause(x.X, depth+1)
	case *syntax.UnaryTest:
		if x.Op == syntax.TsNot {
			return not(s.clause(x.X, depth+1))
		}
		if w, ok := x.X.(*syntax.Word); ok && (x.Op == syntax.TsEmpStr || x.Op == syntax.TsNempStr) {
			v := s.literal(w)
			return truth((v == "") == (x.Op == syntax.TsEmpStr), v)
		}
	case *syntax.BinaryTest:
		return s.clauseBinary(x, depth)
	}
	return assay.Unknown
}

func (s *State) clauseBinary(x *syntax.BinaryTest, depth int) assay.Answer {
	switch x.Op {
	case syntax.AndTest:
		return and(s.clause(x.X, depth+1), s.clause(x.Y, depth+1))
	case syntax.OrTest:
		return or(s.clause(x.X, depth+1), s.clause(x.Y, depth+1))
	}
	a, okA := x.X.(*syntax.Word)
	b, okB := x.Y.(*syntax.Word)
	if !okA || !okB {
		return assay.Unknown
	}
	left, right := s.literal(a), s.literal(b)
	switch x.Op {
	case syntax.TsMatchShort, syntax.TsMatch:
		return truth(known(right) && match(right, left), left, right)
	case syntax.TsNoMatch:
		return truth(known(right) && !match(right, left), left, right)
	case syntax.TsReMatch:
		return assay.Unknown
	}
	return compare(left, x.Op.String(), right)
}
