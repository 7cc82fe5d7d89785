package phrase

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// pattern is a row of words as a program without loops: each step goes on to a
// later one, so that no search takes longer than steps times words.
type pattern struct {
	source string
	steps  []step
	first  int
	needs  []bits // of each a word must stand in the sentence
}

type kind uint8

const (
	oneOf  kind = iota // a word that is among the symbols
	any1               // any word
	either             // go on here, or else there
	slot               // a time or how often
	open1              // the date begins
	close1             // the date ends
	done
)

type step struct {
	kind  kind
	words bits
	often bool // of a slot
	next  int
	other int // of either: tried when next leads nowhere
}

var tokens = regexp.MustCompile(`\.\.\.|\{[a-z]+\}|[()|?]|[\p{L}\p{N}'@.*/-]+`)

// maxGap is how many words "..." stands for, maxDate how many {date} does.
const (
	maxGap  = 10
	maxDate = 9
)

// compiler builds a program from its end: each part is given the step that
// follows it and returns the step that it begins with.
type compiler struct {
	steps  []step
	words  *vocabulary
	tokens []string
	at     int
}

// node is a parsed part of a pattern.
type node struct {
	word     string   // a word or slot, or "..."
	choices  [][]node // of a group
	optional bool
}

var errEmpty = errors.New("no word in it: it would match everything")

func compile(line string, words *vocabulary) (*pattern, error) {
	c := &compiler{words: words, tokens: tokens.FindAllString(strings.ToLower(line), -1)}
	row, err := c.row()
	if err != nil {
		return nil, err
	}
	if c.at < len(c.tokens) {
		return nil, fmt.Errorf("%q stands alone", c.tokens[c.at])
	}
	p := &pattern{source: line}
	p.first = c.emit(row, c.add(step{kind: done}))
	p.steps = c.steps
	for _, n := range row {
		if set := c.begins(n); set != nil {
			p.needs = append(p.needs, set)
		}
	}
	if len(p.needs) == 0 {
		return nil, errEmpty
	}
	return p, nil
}

// row parses up to the end, a bar or a closing bracket.
func (c *compiler) row() ([]node, error) {
	var row []node
	for c.at < len(c.tokens) {
		t := c.tokens[c.at]
		switch t {
		case "|", ")":
			return row, nil
		case "?":
			if len(row) == 0 {
				return nil, errors.New("nothing before ?")
			}
			row[len(row)-1].optional = true
		case "(":
			c.at++
			n := node{}
			for {
				choice, err := c.row()
				if err != nil {
					return nil, err
				}
				if c.at == len(c.tokens) {
					return nil, errors.New("a bracket is not closed")
				}
				n.choices = append(n.choices, choice)
				c.at++
				if c.tokens[c.at-1] == ")" {
					break
				}
			}
			row = append(row, n)
			continue
		default:
			if t[0] == '{' && t != "{time}" && t != "{often}" && t != "{date}" {
				return nil, fmt.Errorf("no such slot as %s", t)
			}
			row = append(row, node{word: t})
		}
		c.at++
	}
	return row, nil
}

func (c *compiler) add(s step) int {
	c.steps = append(c.steps, s)
	return len(c.steps) - 1
}

func (c *compiler) emit(row []node, next int) int {
	for i := len(row) - 1; i >= 0; i-- {
		first := c.part(row[i], next)
		if row[i].optional {
			first = c.add(step{kind: either, next: first, other: next})
		}
		next = first
	}
	return next
}

func (c *compiler) part(n node, next int) int {
	switch n.word {
	case "...":
		// as few words as will do
		first := next
		for range maxGap {
			first = c.add(step{kind: either, next: next, other: c.add(step{kind: any1, next: first})})
		}
		return first
	case "{time}", "{often}":
		return c.add(step{kind: slot, often: n.word == "{often}", next: next})
	case "{date}":
		after := c.add(step{kind: close1, next: next})
		first := c.add(step{kind: any1, next: after})
		for range maxDate - 1 {
			first = c.add(step{kind: any1, next: c.add(step{kind: either, next: first, other: after})})
		}
		return c.add(step{kind: open1, next: first})
	case "":
		return c.choice(n, next)
	}
	return c.add(step{kind: oneOf, words: c.words.set(n.word), next: next})
}

// choice tries the rows of a group in their order, and then its single words, all
// in one step.
func (c *compiler) choice(n node, next int) int {
	var words bits
	var rows [][]node
	for _, row := range n.choices {
		if len(row) == 1 && row[0].word != "" && row[0].word[0] != '{' && row[0].word != "..." && !row[0].optional {
			words = words.with(c.words.set(row[0].word))
		} else {
			rows = append(rows, row)
		}
	}
	first := -1
	if words != nil {
		first = c.add(step{kind: oneOf, words: words, next: next})
	}
	for i := len(rows) - 1; i >= 0; i-- {
		way := c.emit(rows[i], next)
		if first >= 0 {
			way = c.add(step{kind: either, next: way, other: first})
		}
		first = way
	}
	return first
}

// begins returns the words of which one must stand in a sentence for a part to
// match; nil where none must.
func (c *compiler) begins(n node) bits {
	switch {
	case n.optional || n.word == "..." || n.word != "" && n.word[0] == '{':
		return nil
	case n.word != "":
		return c.words.set(n.word)
	}
	var all bits
	for _, row := range n.choices {
		var set bits
		for _, part := range row {
			if set = c.begins(part); set != nil {
				break
			}
		}
		if set == nil {
			return nil
		}
		all = all.with(set)
	}
	return all
}
