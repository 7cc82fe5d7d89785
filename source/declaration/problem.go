package declaration

import (
	"fmt"
	"sort"
	"strings"
)

// A Problem is one thing wrong with a declaration: where, what, and what to
// try instead. Line and Column count from 1; 0 means the file as a whole.
type Problem struct {
	Path   string
	Line   int
	Column int
	What   string
	Hint   string
}

// Error gives "path:line:column: what; hint".
func (p Problem) Error() string {
	var b strings.Builder
	b.WriteString(p.Path)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", p.Line, p.Column)
	}
	b.WriteString(": " + p.What)
	if p.Hint != "" {
		b.WriteString("; " + p.Hint)
	}
	return b.String()
}

// Problems are all the things wrong with a declaration, in the order of the
// file. [Parse] and [Load] return them as their error.
type Problems []Problem

// Error gives one problem a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// maxProblems bounds the list: a file that is wrong throughout (another format
// under our name) needs no thousand lines to say so.
const maxProblems = 50

// complaints gathers problems while reading goes on, so that a maker sees all
// of them at once instead of one a run.
type complaints struct {
	path string
	list Problems
	more int
}

func (c *complaints) add(line, column int, hint, format string, args ...any) {
	if len(c.list) >= maxProblems {
		c.more++
		return
	}
	c.list = append(c.list, Problem{Path: c.path, Line: line, Column: column, What: fmt.Sprintf(format, args...), Hint: hint})
}

func (c *complaints) at(n *node, hint, format string, args ...any) {
	c.add(n.line, n.column, hint, format, args...)
}

// err returns the problems in the order of the file, or nil where there are none.
func (c *complaints) err() error {
	if len(c.list) == 0 {
		return nil
	}
	sort.SliceStable(c.list, func(i, j int) bool {
		a, b := c.list[i], c.list[j]
		if a.Line != b.Line {
			return a.Line < b.Line
		}
		return a.Column < b.Column
	})
	if c.more > 0 {
		c.list = append(c.list, Problem{Path: c.path, What: fmt.Sprintf("%d more problems are not shown", c.more)})
	}
	return c.list
}
