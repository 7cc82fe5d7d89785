package regime

import (
	"fmt"
	"strings"
)

// maxCondition bounds the length and maxNesting the brackets and negations of a
// condition; shipped ones stay far below.
const (
	maxCondition = 4096
	maxNesting   = 64
)

// A Condition is an expression over product facts: names, &&, ||, !, parentheses,
// true. && binds tighter than ||, as in Go. It is evaluated in three values: a
// part that is not known leaves the whole unknown unless the rest decides.
type Condition struct {
	op    byte // 'n' name, 't' true, '!', '&', '|'
	name  string
	parts []*Condition
}

// ParseCondition reads a condition. An empty text is true. The error tells the
// byte (from 1) where it stopped.
func ParseCondition(text string) (*Condition, error) {
	if len(text) > maxCondition {
		return nil, fmt.Errorf("condition of %d bytes: at most %d are read", len(text), maxCondition)
	}
	if strings.TrimSpace(text) == "" {
		return &Condition{op: 't'}, nil
	}
	p := &conditionParser{text: text}
	c, err := p.or(0)
	if err != nil {
		return nil, err
	}
	if p.space(); p.at < len(text) {
		return nil, p.stop("end of condition expected")
	}
	return c, nil
}

type conditionParser struct {
	text string
	at   int
}

func (p *conditionParser) stop(why string) error {
	return fmt.Errorf("condition %q, byte %d: %s", p.text, p.at+1, why)
}

func (p *conditionParser) space() {
	for p.at < len(p.text) && strings.IndexByte(" \t\n", p.text[p.at]) >= 0 {
		p.at++
	}
}

func (p *conditionParser) take(token string) bool {
	p.space()
	if strings.HasPrefix(p.text[p.at:], token) {
		p.at += len(token)
		return true
	}
	return false
}

func (p *conditionParser) or(depth int) (*Condition, error) {
	return p.joined(depth, "||", '|', func(d int) (*Condition, error) {
		return p.joined(d, "&&", '&', p.not)
	})
}

// joined reads operands that stand between tokens of one kind.
func (p *conditionParser) joined(depth int, token string, op byte, operand func(int) (*Condition, error)) (*Condition, error) {
	first, err := operand(depth)
	if err != nil {
		return nil, err
	}
	all := []*Condition{first}
	for p.take(token) {
		next, err := operand(depth)
		if err != nil {
			return nil, err
		}
		all = append(all, next)
	}
	if len(all) == 1 {
		return first, nil
	}
	return &Condition{op: op, parts: all}, nil
}

func (p *conditionParser) not(depth int) (*Condition, error) {
	if depth > maxNesting {
		return nil, p.stop("nested too deep")
	}
	if p.take("!") {
		c, err := p.not(depth + 1)
		if err != nil {
			return nil, err
		}
		return &Condition{op: '!', parts: []*Condition{c}}, nil
	}
	if p.take("(") {
		c, err := p.or(depth + 1)
		if err != nil {
			return nil, err
		}
		if !p.take(")") {
			return nil, p.stop(`")" expected`)
		}
		return c, nil
	}
	return p.fact()
}

func (p *conditionParser) fact() (*Condition, error) {
	p.space()
	from := p.at
	for p.at < len(p.text) && isNameByte(p.text[p.at], p.at == from) {
		p.at++
	}
	name := p.text[from:p.at]
	switch name {
	case "":
		return nil, p.stop(`a fact, "!" or "(" expected`)
	case "true":
		return &Condition{op: 't'}, nil
	}
	return &Condition{op: 'n', name: name}, nil
}

func isNameByte(b byte, first bool) bool {
	return b >= 'a' && b <= 'z' || b == '_' || !first && b >= '0' && b <= '9'
}

// Names returns the facts the condition speaks of, sorted.
func (c *Condition) Names() []string {
	seen := map[string]bool{}
	c.names(seen)
	return sortedKeys(seen)
}

func (c *Condition) names(seen map[string]bool) {
	if c.op == 'n' {
		seen[c.name] = true
	}
	for _, p := range c.parts {
		p.names(seen)
	}
}

// Eval evaluates in three values (Kleene). Missing names the unknown facts that
// keep the result unknown, sorted; empty where the result is known.
func (c *Condition) Eval(k Known) (result Truth, missing []string) {
	seen := map[string]bool{}
	result = c.eval(k, seen)
	if result != Unknown {
		return result, nil
	}
	return result, sortedKeys(seen)
}

func (c *Condition) eval(k Known, missing map[string]bool) Truth {
	switch c.op {
	case 't':
		return True
	case 'n':
		t := k.Of(c.name)
		if t == Unknown {
			missing[c.name] = true
		}
		return t
	case '!':
		return -c.parts[0].eval(k, missing)
	}
	decides := False // of &&
	if c.op == '|' {
		decides = True
	}
	own, out := map[string]bool{}, -decides
	for _, p := range c.parts {
		switch p.eval(k, own) {
		case decides:
			return decides // what else is unknown does not matter
		case Unknown:
			out = Unknown
		}
	}
	for name := range own {
		missing[name] = true
	}
	return out
}

// Holds evaluates in two values: of says which names are true.
func (c *Condition) Holds(of func(name string) bool) bool {
	switch c.op {
	case 't':
		return true
	case 'n':
		return of(c.name)
	case '!':
		return !c.parts[0].Holds(of)
	}
	for _, p := range c.parts {
		if p.Holds(of) == (c.op == '|') {
			return c.op == '|'
		}
	}
	return c.op == '&'
}
