package declaration

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Limits on a declaration. The fullest we know of, one maker's 81 files, would
// take half of them. They are checked on bytes and tokens, before anything is
// built from them.
const (
	MaxBytes  = 1 << 20
	maxTokens = 60_000 // keys and values, not the words of a text
	maxDepth  = 12     // ours needs six
	maxLine   = 16 << 10
)

type kind int

const (
	scalar kind = iota
	mapping
	sequence
	null
)

func (k kind) String() string { return [...]string{"a value", "a mapping", "a list", "nothing"}[k] }

// node is YAML without its tricks: no anchors, no aliases, no merge keys, no
// tags, each key once, and every scalar as it was written.
type node struct {
	kind   kind
	text   string
	quoted bool
	line   int
	column int
	pairs  []pair
	items  []*node
}

type pair struct {
	key   string
	at    *node // where the key stands
	value *node
}

func (n *node) get(key string) *node {
	for _, p := range n.pairs {
		if p.key == key {
			return p.value
		}
	}
	return nil
}

// readTree turns bytes into a tree, or says why not. It returns nil when what
// is wrong leaves nothing to go on.
func readTree(data []byte, c *complaints) (tree *node) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if !plausible(data, c) {
		return nil
	}
	defer func() { // the parser is not ours; what upsets it is the file's fault, not the user's
		if r := recover(); r != nil {
			c.add(0, 0, "write it in plain block style", "cannot be read as YAML (the parser stopped: %v)", r)
			tree = nil
		}
	}()
	tokens := lexer.Tokenize(string(data))
	if !plain(tokens, c) {
		return nil
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		syntaxProblem(err, c)
		return nil
	}
	return document(file, c)
}

// plausible checks the bytes before any of them is interpreted.
func plausible(data []byte, c *complaints) bool {
	switch {
	case len(data) > MaxBytes:
		c.add(0, 0, "long texts can stay in documents of their own and be referred to", "%d bytes; a declaration may have at most %d", len(data), MaxBytes)
		return false
	case !utf8.Valid(data):
		c.add(0, 0, "save it as UTF-8", "not UTF-8 text")
		return false
	}
	for i, line := range bytes.Split(data, []byte("\n")) {
		if len(line) > maxLine {
			c.add(i+1, 1, "fold the text with > or |", "a line of %d bytes; at most %d are read", len(line), maxLine)
			return false
		}
		if at := bytes.IndexFunc(line, forbidden); at >= 0 {
			c.add(i+1, utf8.RuneCount(line[:at])+1, "remove it", "a control character (%U)", bytes.Runes(line[at:])[0])
			return false
		}
	}
	return true
}

// forbidden tells control characters, which a terminal would act on, and the
// marks that make text read other than it is written.
func forbidden(r rune) bool {
	switch {
	case r == '\t' || r == '\r':
		return false
	case r < 0x20, r >= 0x7f && r < 0xa0:
		return true
	}
	return r == 0xfeff || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

// plain refuses what YAML can do and a declaration never needs, on the tokens,
// before a tree exists: an alias is a bomb's fuse, a tag asks for code.
func plain(tokens token.Tokens, c *complaints) bool {
	if len(tokens) > maxTokens {
		c.add(0, 0, "is this the right file?", "%d words and signs; at most %d are read", len(tokens), maxTokens)
		return false
	}
	var depth nesting
	for _, t := range tokens {
		line, column := t.Position.Line, t.Position.Column
		if what := refused(t); what != "" {
			c.add(line, column, "write the text out, in quotes if it begins with that sign", "%s: not read in a declaration", what)
			return false
		}
		if depth.after(t) > maxDepth {
			c.add(line, column, "is the indentation right?", "nested more than %d deep", maxDepth)
			return false
		}
	}
	return true
}

func refused(t *token.Token) string {
	switch t.Type {
	case token.AnchorType:
		return "an anchor (&)"
	case token.AliasType:
		return "an alias (*)"
	case token.MergeKeyType:
		return "a merge key (<<)"
	case token.TagType:
		return "a tag (!)"
	case token.DirectiveType:
		return "a directive (%)"
	case token.MappingKeyType:
		return "a complex key (?)"
	}
	return ""
}

// nesting measures how deep a token stands, without building anything: open
// brackets, plus the distinct columns of the blocks around it.
type nesting struct {
	flow    int
	columns []int
}

func (n *nesting) after(t *token.Token) int {
	switch t.Type {
	case token.SequenceStartType, token.MappingStartType:
		n.flow++
	case token.SequenceEndType, token.MappingEndType:
		n.flow--
	case token.SequenceEntryType, token.MappingValueType:
		if n.flow == 0 {
			n.block(t)
		}
	}
	return n.flow + len(n.columns)
}

// block pushes the column at which the entry begins: that of the dash, or that
// of the key before the colon.
func (n *nesting) block(t *token.Token) {
	column := t.Position.Column
	if t.Type == token.MappingValueType && t.Prev != nil {
		column = t.Prev.Position.Column
	}
	for len(n.columns) > 0 && n.columns[len(n.columns)-1] >= column {
		n.columns = n.columns[:len(n.columns)-1]
	}
	n.columns = append(n.columns, column)
}

func syntaxProblem(err error, c *complaints) {
	var at yaml.Error
	if !errors.As(err, &at) || at.GetToken() == nil {
		c.add(0, 0, "", "not YAML: %v", err)
		return
	}
	p := at.GetToken().Position
	c.add(p.Line, p.Column, "check indentation, colons and quotes here and in the line above", "not YAML: %s", at.GetMessage())
}

func document(file *ast.File, c *complaints) *node {
	var found *node
	for _, d := range file.Docs {
		if d.Body == nil {
			continue
		}
		n := convert(d.Body, c)
		if n == nil {
			return nil
		}
		if found != nil {
			c.at(n, "keep one", "a second document (---) in the file")
			return nil
		}
		found = n
	}
	if found == nil || found.kind == null {
		c.add(1, 1, "start with product: and its name", "the declaration is empty")
		return nil
	}
	return found
}

// convert is recursive; plain has bounded the depth.
func convert(n ast.Node, c *complaints) *node {
	t := n.GetToken()
	out := &node{line: t.Position.Line, column: t.Position.Column}
	switch n := n.(type) {
	case *ast.MappingNode:
		return convertPairs(out, n.Values, c)
	case *ast.MappingValueNode:
		return convertPairs(out, []*ast.MappingValueNode{n}, c)
	case *ast.SequenceNode:
		out.kind = sequence
		for _, v := range n.Values {
			if item := convert(v, c); item != nil {
				out.items = append(out.items, item)
			}
		}
		return out
	case *ast.NullNode:
		out.kind = null
		return out
	case *ast.LiteralNode:
		out.text, out.quoted = n.Value.Value, true
		return out
	case *ast.StringNode:
		out.text, out.quoted = n.Value, t.Type == token.SingleQuoteType || t.Type == token.DoubleQuoteType
		return out
	case ast.ScalarNode: // numbers, booleans: as written, so that 1.10 stays 1.10
		out.text = strings.TrimSpace(t.Value)
		return out
	}
	c.at(out, "write a value, a list or a mapping", "unexpected %s", n.Type())
	return nil
}

func convertPairs(out *node, values []*ast.MappingValueNode, c *complaints) *node {
	out.kind = mapping
	first := make(map[string]*node, len(values))
	for i, v := range values {
		kt := v.Key.GetToken()
		at := &node{line: kt.Position.Line, column: kt.Position.Column, text: strings.TrimSpace(kt.Value)}
		if i == 0 {
			out.line, out.column = at.line, at.column
		}
		if before := first[at.text]; before != nil {
			c.at(at, fmt.Sprintf("the first is in line %d; keep one", before.line), "key %q stands twice", at.text)
			continue
		}
		first[at.text] = at
		value := &node{kind: null, line: at.line, column: at.column}
		if v.Value != nil {
			if value = convert(v.Value, c); value == nil {
				continue
			}
		}
		out.pairs = append(out.pairs, pair{key: at.text, at: at, value: value})
	}
	return out
}
