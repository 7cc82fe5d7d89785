package prefill

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// ErrLayout is returned, wrapped, where a value cannot be written without
// disturbing what stands around it. The file is left as it is.
var ErrLayout = errors.New("this cannot be edited without changing what is around it")

// document is the text of a declaration by lines, with the places of its keys.
// Every position that the parser gives is held against the text before it is
// used.
type document struct {
	lines []string // without line ends
	eol   string
	bom   string
	tail  bool // the last line had its line end
	root  ast.Node
}

func readDocument(data []byte) (d *document, err error) {
	src := string(data)
	d = &document{eol: "\n", tail: true}
	if rest, ok := strings.CutPrefix(src, "\xef\xbb\xbf"); ok {
		d.bom, src = "\xef\xbb\xbf", rest
	}
	if strings.Contains(src, "\r\n") {
		d.eol = "\r\n"
		if strings.Count(src, "\n") != strings.Count(src, "\r\n") {
			return nil, fmt.Errorf("%w: two kinds of line ends", ErrLayout)
		}
	}
	if strings.Contains(strings.ReplaceAll(src, "\r\n", "\n"), "\r") {
		return nil, fmt.Errorf("%w: carriage returns inside lines", ErrLayout)
	}
	d.tail = strings.HasSuffix(src, d.eol)
	d.lines = strings.Split(strings.TrimSuffix(src, d.eol), d.eol)
	return d, d.parse()
}

// parse reads the lines anew, after each change. The parser is not ours.
func (d *document) parse() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: the parser stopped: %v", ErrLayout, r)
		}
	}()
	file, err := parser.ParseBytes([]byte(strings.Join(d.lines, "\n")+"\n"), 0)
	if err != nil {
		return fmt.Errorf("%w: %v", ErrLayout, err)
	}
	d.root = nil
	for _, doc := range file.Docs {
		if doc.Body != nil {
			d.root = doc.Body
			break
		}
	}
	if _, ok := asPairs(d.root); !ok {
		return fmt.Errorf("%w: no mapping at its top", ErrLayout)
	}
	return nil
}

func (d *document) bytes() []byte {
	src := d.bom + strings.Join(d.lines, d.eol)
	if d.tail {
		src += d.eol
	}
	return []byte(src)
}

// pairs is a mapping, in block or in flow style.
type pairs struct {
	flow   bool
	end    *token.Token // the closing brace of flow style
	values []*ast.MappingValueNode
}

func asPairs(n ast.Node) (pairs, bool) {
	switch n := n.(type) {
	case *ast.MappingNode:
		return pairs{flow: n.IsFlowStyle, end: n.End, values: n.Values}, true
	case *ast.MappingValueNode:
		return pairs{flow: n.IsFlowStyle, values: []*ast.MappingValueNode{n}}, true
	}
	return pairs{}, false
}

func (p pairs) get(same func(string) bool) *ast.MappingValueNode {
	for _, v := range p.values {
		if same(strings.TrimSpace(v.Key.GetToken().Value)) {
			return v
		}
	}
	return nil
}

// isNull tells a key without a value.
func isNull(n ast.Node) bool {
	if n == nil {
		return true
	}
	_, ok := n.(*ast.NullNode)
	return ok
}

// put writes a pair into a mapping.
func (d *document) put(p pairs, e entry) error {
	switch {
	case p.flow:
		return d.insertFlow(p.end, "}", scalar(e.key)+": "+e.value.flow())
	case len(p.values) == 0:
		return fmt.Errorf("%w: an empty mapping", ErrLayout)
	}
	first := p.values[0].Key.GetToken().Position
	last := p.values[len(p.values)-1]
	column := first.Column - 1
	if column != indentOf(d.line(first.Line)) && !d.afterDash(first.Line, column) {
		return d.refuse(first.Line, "a key behind something else")
	}
	end := d.blockEnd(last.Key.GetToken().Position.Line, column, isCompact(last.Value, column), true)
	d.insert(end+1, e.block(column))
	return nil
}

// putUnder writes a pair as the first below a key that has no value yet.
func (d *document) putUnder(key *ast.MappingValueNode, e entry) error {
	at := key.Key.GetToken().Position
	line := d.line(at.Line)
	if rest := strings.TrimSpace(after(line, ":", at.Column)); key.IsFlowStyle || rest != "" && !strings.HasPrefix(rest, "#") {
		return d.refuse(at.Line, "something behind the key")
	}
	d.insert(at.Line+1, e.block(at.Column-1+2))
	return nil
}

// addRows writes rows at the end of a table.
func (d *document) addRows(key *ast.MappingValueNode, rows []value) error {
	seq, ok := key.Value.(*ast.SequenceNode)
	if !ok {
		return d.refuse(key.Key.GetToken().Position.Line, "no list")
	}
	if seq.IsFlowStyle {
		return d.addFlowRows(key, seq, rows)
	}
	if len(seq.Values) == 0 {
		return d.refuse(key.Key.GetToken().Position.Line, "an empty list")
	}
	at := seq.Start.Position
	dash := at.Column - 1
	if line := d.line(at.Line); indentOf(line) != dash || !strings.HasPrefix(line[dash:], "-") {
		return d.refuse(at.Line, "a row that does not begin its line")
	}
	column := dash + 2
	if p, ok := asPairs(seq.Values[0]); ok && !p.flow && len(p.values) > 0 {
		column = p.values[0].Key.GetToken().Position.Column - 1
	}
	end := d.blockEnd(at.Line, dash, true, true)
	d.insert(end+1, rowsBlock(rows, dash, column))
	return nil
}

// addFlowRows extends [{...}]; an empty list becomes one with a dash for each
// row, for that is how tables are read.
func (d *document) addFlowRows(key *ast.MappingValueNode, seq *ast.SequenceNode, rows []value) error {
	if len(seq.Values) > 0 || key.IsFlowStyle || seq.Start == nil || seq.End == nil || seq.Start.Position.Line != seq.End.Position.Line {
		var parts []string
		for _, r := range rows {
			parts = append(parts, r.flow())
		}
		return d.insertFlow(seq.End, "]", strings.Join(parts, ", "))
	}
	at, from, to := key.Key.GetToken().Position, seq.Start.Position, seq.End.Position
	runes := []rune(d.line(from.Line))
	if from.Line != at.Line || !runeAt(runes, from.Column, '[') || !runeAt(runes, to.Column, ']') || indentOf(string(runes)) != at.Column-1 {
		return d.insertFlow(seq.End, "]", joinFlow(rows))
	}
	head, rest := strings.TrimRight(string(runes[:from.Column-1]), " "), strings.TrimSpace(string(runes[to.Column:]))
	if rest != "" {
		head += " " + rest
	}
	d.lines[from.Line-1] = head
	d.insert(from.Line+1, rowsBlock(rows, at.Column-1+2, at.Column-1+4))
	return nil
}

func joinFlow(rows []value) string {
	var parts []string
	for _, r := range rows {
		parts = append(parts, r.flow())
	}
	return strings.Join(parts, ", ")
}

// insertFlow writes text before a closing brace or bracket.
func (d *document) insertFlow(end *token.Token, sign, text string) error {
	if end == nil || end.Value != sign {
		return fmt.Errorf("%w: the end of a %s is not where it should be", ErrLayout, sign)
	}
	at := end.Position
	runes := []rune(d.line(at.Line))
	if !runeAt(runes, at.Column, []rune(sign)[0]) {
		return d.refuse(at.Line, "the closing "+sign+" is not where the parser saw it")
	}
	head := strings.TrimRight(string(runes[:at.Column-1]), " ")
	if head == "" { // the sign stands alone: what it closes ended on a line before
		return d.refuse(at.Line, "the closing "+sign+" stands on a line of its own")
	}
	glue := ", "
	if strings.HasSuffix(head, ",") {
		glue = " "
	} else if last := head[len(head)-1]; last == '{' || last == '[' {
		glue = ""
	}
	d.lines[at.Line-1] = head + glue + text + string(runes[at.Column-1:])
	return nil
}

// replace writes another value in the place of one.
func (d *document) replace(pair *ast.MappingValueNode, to value) error {
	at := pair.Key.GetToken().Position
	if pair.Value == nil {
		return d.refuse(at.Line, "nothing to replace")
	}
	tok := pair.Value.GetToken()
	from := tok.Position
	end := at.Line
	if !pair.IsFlowStyle {
		end = d.blockEnd(at.Line, at.Column-1, isCompact(pair.Value, at.Column-1), false)
	}
	runes := []rune(d.line(from.Line))
	if from.Line == at.Line && end == at.Line {
		length := spanOf(runes, from.Column-1, tok, pair.Value)
		if length <= 0 {
			return d.refuse(at.Line, "a value whose end is not plain to see")
		}
		d.lines[at.Line-1] = string(runes[:from.Column-1]) + to.flow() + string(runes[from.Column-1+length:])
		return nil
	}
	line := d.line(at.Line)
	colon := strings.Index(line, ":")
	if colon < 0 || indentOf(line) != at.Column-1 && !d.afterDash(at.Line, at.Column-1) {
		return d.refuse(at.Line, "a value of several lines")
	}
	for n := 0; n < at.Column-1+len([]rune(pair.Key.GetToken().Value)); n++ {
		if colon < n { // a colon inside a quoted key
			return d.refuse(at.Line, "a key in quotes")
		}
	}
	d.lines = append(d.lines[:at.Line], d.lines[end:]...)
	d.lines[at.Line-1] = line[:colon+1] + " " + to.flow()
	return nil
}

// spanOf is how many runes a value takes from a column (counted from 0), 0 where
// that is not plain to see.
func spanOf(line []rune, from int, tok *token.Token, n ast.Node) int {
	if from < 0 || from >= len(line) {
		return 0
	}
	switch line[from] {
	case '"', '\'':
		return quotedSpan(line[from:])
	case '[', '{':
		seq, ok := n.(*ast.SequenceNode)
		if !ok || seq.End == nil || seq.End.Position.Line != tok.Position.Line || !runeAt(line, seq.End.Position.Column, ']') {
			return 0
		}
		return seq.End.Position.Column - from
	}
	text := []rune(strings.TrimSpace(tok.Value))
	if from+len(text) > len(line) || string(line[from:from+len(text)]) != string(text) {
		return 0
	}
	return len(text)
}

func quotedSpan(s []rune) int {
	for i := 1; i < len(s); i++ {
		switch {
		case s[0] == '"' && s[i] == '\\':
			i++
		case s[i] == s[0] && s[0] == '\'' && i+1 < len(s) && s[i+1] == '\'':
			i++
		case s[i] == s[0]:
			return i + 1
		}
	}
	return 0
}

// blockEnd is the last line, from 1, of the block that begins in a line and whose
// keys stand at a column (from 0). Compact tells that a list may stand at the
// column of its key. What is indented deeper belongs to the block, comments too,
// for inside a literal text they are none. A comment at the column itself belongs
// to it where asked for and where it follows at once; behind a blank line it
// speaks of what comes next.
func (d *document) blockEnd(line, column int, compact, comments bool) int {
	end := line
	for n := line + 1; n <= len(d.lines); n++ {
		text := d.line(n)
		trimmed := strings.TrimSpace(text)
		indent := indentOf(text)
		switch {
		case trimmed == "":
		case indent > column:
			end = n
		case strings.HasPrefix(trimmed, "#"):
			if comments && !compact && indent == column && end == n-1 {
				end = n
			}
		case compact && indent == column && (trimmed == "-" || strings.HasPrefix(trimmed, "- ")):
			end = n
		default:
			return end
		}
	}
	return end
}

// isCompact tells a list whose dashes stand at the column of its key.
func isCompact(n ast.Node, column int) bool {
	seq, ok := n.(*ast.SequenceNode)
	return ok && !seq.IsFlowStyle && seq.Start != nil && seq.Start.Position.Column-1 == column
}

// insert puts lines before a line, counted from 1.
func (d *document) insert(at int, lines []string) {
	rest := append([]string(nil), d.lines[at-1:]...)
	d.lines = append(append(d.lines[:at-1], lines...), rest...)
}

func (d *document) line(n int) string {
	if n < 1 || n > len(d.lines) {
		return ""
	}
	return d.lines[n-1]
}

// afterDash tells a key that follows the dash of its row.
func (d *document) afterDash(line, column int) bool {
	text := d.line(line)
	return column <= len(text) && strings.Trim(text[:column], " -") == "" && strings.Count(text[:column], "-") == 1
}

func (d *document) refuse(line int, what string) error {
	return fmt.Errorf("%w: %s in line %d", ErrLayout, what, line)
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

func runeAt(line []rune, column int, want rune) bool {
	return column >= 1 && column <= len(line) && line[column-1] == want
}

// after is what follows a sign, looked for from a column on.
func after(line, sign string, column int) string {
	runes := []rune(line)
	if column-1 > len(runes) || column < 1 {
		return ""
	}
	_, rest, _ := strings.Cut(string(runes[column-1:]), sign)
	return rest
}
