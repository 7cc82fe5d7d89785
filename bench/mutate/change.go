package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// A mutant is one change to one function.
type mutant struct {
	id         int
	file       *file
	fn         *ast.FuncDecl
	start, end int // of what is replaced, as offsets into the file
	with       string
	name       string // the function, the change, and which of its like
}

// key names a change so that lines added elsewhere do not change it.
func (m *mutant) key() string { return m.file.short + " " + m.name }

func (m *mutant) String() string {
	return fmt.Sprintf("%s:%d %s", m.file.short, m.file.line(m.start), m.name)
}

// body is the body of the function with the change, braces included.
func (m *mutant) body() string {
	lo, hi := m.file.at(m.fn.Body.Pos()), m.file.at(m.fn.Body.End())
	return m.file.text[lo:m.start] + m.with + m.file.text[m.end:hi]
}

// A changer walks a function and notes what can be changed.
type changer struct {
	p    *pkg
	f    *file
	fn   *ast.FuncDecl
	seen map[string]int
	out  []*mutant
}

// note adds a change of a node's text.
func (c *changer) note(what string, pos, end token.Pos, with string) {
	start, stop := c.f.at(pos), c.f.at(end)
	old := strings.Join(strings.Fields(c.f.text[start:stop]), " ")
	if len(old) > 60 {
		old = old[:60] + "…"
	}
	name := fmt.Sprintf("%s: %s `%s`", funcName(c.fn), what, old)
	c.seen[name]++
	if n := c.seen[name]; n > 1 {
		name = fmt.Sprintf("%s #%d", name, n)
	}
	c.out = append(c.out, &mutant{file: c.f, fn: c.fn, start: start, end: stop, with: with, name: name})
}

func (c *changer) text(n ast.Node) string { return c.f.text[c.f.at(n.Pos()):c.f.at(n.End())] }

func funcName(fn *ast.FuncDecl) string {
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return fn.Name.Name
	}
	t := fn.Recv.List[0].Type
	if s, ok := t.(*ast.StarExpr); ok {
		t = s.X
	}
	if id, ok := t.(*ast.Ident); ok {
		return id.Name + "." + fn.Name.Name
	}
	return fn.Name.Name
}

// visit notes the changes of one node.
func (c *changer) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.IfStmt:
		c.condition(n.Cond)
		c.empty("no body", n.Body)
	case *ast.ForStmt:
		if n.Cond != nil {
			c.condition(n.Cond)
		}
		c.empty("no body", n.Body)
	case *ast.RangeStmt:
		c.empty("no body", n.Body)
	case *ast.CaseClause:
		if len(n.Body) > 0 {
			c.note("no case", n.Body[0].Pos(), n.Body[len(n.Body)-1].End(), "")
		}
		for _, e := range n.List {
			if c.isBool(e) {
				c.condition(e)
			}
		}
	case *ast.BinaryExpr:
		c.binary(n)
	case *ast.BasicLit:
		if n.Kind == token.INT {
			c.note("one more", n.Pos(), n.End(), "("+n.Value+" + 1)")
		}
	case *ast.Ident:
		c.truth(n)
	case *ast.ReturnStmt:
		c.returns(n)
	case *ast.IncDecStmt:
		with := map[token.Token]string{token.INC: "--", token.DEC: "++"}[n.Tok]
		c.note("turn", n.TokPos, n.TokPos+2, with)
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE {
			c.note("drop", n.Pos(), n.End(), "")
		}
		if with := map[token.Token]string{token.ADD_ASSIGN: "-=", token.SUB_ASSIGN: "+="}[n.Tok]; with != "" {
			c.note("turn", n.TokPos, n.TokPos+2, with)
		}
	case *ast.ExprStmt:
		c.note("drop", n.Pos(), n.End(), "")
	case *ast.BranchStmt:
		if n.Label == nil && (n.Tok == token.BREAK || n.Tok == token.CONTINUE) {
			c.note("drop", n.Pos(), n.End(), "")
		}
	case *ast.FuncLit, *ast.UnaryExpr:
	}
	return true
}

func (c *changer) condition(e ast.Expr) {
	c.note("negate", e.Pos(), e.End(), "!("+c.text(e)+")")
}

func (c *changer) empty(what string, b *ast.BlockStmt) {
	if len(b.List) > 0 {
		c.note(what, b.Pos(), b.End(), "{}")
	}
}

func (c *changer) isBool(e ast.Expr) bool {
	t := c.p.info.TypeOf(e)
	if t == nil {
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// swaps are what an operator is changed to.
var swaps = map[token.Token][]string{
	token.LAND: {"||"}, token.LOR: {"&&"}, token.EQL: {"!="}, token.NEQ: {"=="},
	token.LSS: {"<=", ">="}, token.LEQ: {"<", ">"}, token.GTR: {">=", "<="}, token.GEQ: {">", "<"},
	token.ADD: {"-"}, token.SUB: {"+"}, token.MUL: {"/"}, token.QUO: {"*"}, token.REM: {"*"}, token.AND: {"|"}, token.OR: {"&"},
}

func (c *changer) binary(n *ast.BinaryExpr) {
	x, y := c.text(n.X), c.text(n.Y)
	for _, with := range swaps[n.Op] {
		// Brackets keep the operands together whatever binds more tightly now.
		c.note(n.Op.String()+" to "+with, n.Pos(), n.End(), "(("+x+") "+with+" ("+y+"))")
	}
}

func (c *changer) truth(n *ast.Ident) {
	if with := map[string]string{"true": "false", "false": "true"}[n.Name]; with != "" && c.p.info.Uses[n] == types.Universe.Lookup(n.Name) {
		c.note("turn", n.Pos(), n.End(), with)
	}
}

// returns zeroes what is returned, one result at a time.
func (c *changer) returns(n *ast.ReturnStmt) {
	for _, e := range n.Results {
		zero := c.p.zero(c.p.info.TypeOf(e))
		if zero == "" || zero == c.text(e) {
			continue
		}
		if id, ok := e.(*ast.Ident); ok && (id.Name == "true" || id.Name == "false") {
			continue // turned already
		}
		c.note("zero", e.Pos(), e.End(), zero)
	}
}
