package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
)

// maxNesting bounds arrays and dictionaries within each other, and forms drawn
// by forms. Papers in the field stay below ten.
const maxNesting = 40

var (
	errEnd     = errors.New("ends here")
	errNesting = fmt.Errorf("values nested deeper than %d", maxNesting)
)

// lexer reads values from bytes (ISO 32000-1 clause 7.2 and 7.3). It is
// forgiving: a stray delimiter is skipped, a string or array that does not end
// ends with the bytes.
type lexer struct {
	data  []byte
	pos   int
	depth int
	spend func(n int) error // called for each value
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

func isRegular(c byte) bool { return !isSpace(c) && !isDelimiter(c) }

func (l *lexer) skipSpace() {
	for l.pos < len(l.data) {
		c := l.data[l.pos]
		if c == '%' {
			for l.pos < len(l.data) && l.data[l.pos] != '\n' && l.data[l.pos] != '\r' {
				l.pos++
			}
			continue
		}
		if !isSpace(c) {
			return
		}
		l.pos++
	}
}

// next reads one value or keyword. References are not put together: that is for
// object, as content streams have none.
func (l *lexer) next() (any, error) {
	l.skipSpace()
	if l.pos >= len(l.data) {
		return nil, errEnd
	}
	if err := l.spend(1); err != nil {
		return nil, err
	}
	c := l.data[l.pos]
	switch {
	case c == '/':
		return l.name(), nil
	case c == '(':
		return l.literal(), nil
	case c == '<' && l.pos+1 < len(l.data) && l.data[l.pos+1] == '<':
		l.pos += 2
		return l.dict()
	case c == '<':
		return l.hex(), nil
	case c == '[':
		l.pos++
		return l.array()
	case c == '>' && l.pos+1 < len(l.data) && l.data[l.pos+1] == '>':
		l.pos += 2
		return keyword(">>"), nil
	case c == ']' || c == '{' || c == '}' || c == ')' || c == '>':
		l.pos++
		return keyword(c), nil
	}
	return l.word(), nil
}

func (l *lexer) word() any {
	start := l.pos
	for l.pos < len(l.data) && isRegular(l.data[l.pos]) {
		l.pos++
	}
	w := l.data[start:l.pos]
	if c := w[0]; c == '+' || c == '-' || c == '.' || '0' <= c && c <= '9' {
		if v := parseNumber(w); v != nil {
			return v
		}
	}
	switch string(w) {
	case "true":
		return true
	case "false":
		return false
	case "null":
		return nil
	}
	return keyword(w)
}

// parseNumber reads an integer or real; some writers put two signs, or a sign in
// the middle, which readers take as the end.
func parseNumber(w []byte) any {
	if len(w) > 64 {
		return nil
	}
	if n, err := strconv.Atoi(string(w)); err == nil {
		return n
	}
	for len(w) > 1 && (w[0] == '-' || w[0] == '+') && (w[1] == '-' || w[1] == '+') {
		w = w[1:]
	}
	if i := bytes.IndexByte(w[1:], '-'); i >= 0 {
		w = w[:i+1]
	}
	for _, c := range w {
		if (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' {
			return nil
		}
	}
	f, err := strconv.ParseFloat(string(w), 64)
	if err != nil {
		if len(bytes.Trim(w, "+-.")) == 0 {
			return 0
		}
		return nil
	}
	return f
}

func (l *lexer) name() name {
	l.pos++
	start := l.pos
	escaped := false
	for l.pos < len(l.data) && isRegular(l.data[l.pos]) {
		escaped = escaped || l.data[l.pos] == '#'
		l.pos++
	}
	raw := l.data[start:l.pos]
	if !escaped {
		return name(raw)
	}
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		if raw[i] == '#' && i+2 < len(raw) {
			hi, lo := unhex(raw[i+1]), unhex(raw[i+2])
			if hi >= 0 && lo >= 0 {
				out = append(out, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		out = append(out, raw[i])
	}
	return name(out)
}

func unhex(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

func (l *lexer) hex() str {
	l.pos++
	var out []byte
	high := -1
	for ; l.pos < len(l.data); l.pos++ {
		c := l.data[l.pos]
		if c == '>' {
			l.pos++
			break
		}
		d := unhex(c)
		if d < 0 {
			continue
		}
		if high < 0 {
			high = d
			continue
		}
		out = append(out, byte(high<<4|d))
		high = -1
	}
	if high >= 0 {
		out = append(out, byte(high<<4))
	}
	return str(out)
}

func (l *lexer) literal() str {
	l.pos++
	var out []byte
	for depth := 1; l.pos < len(l.data); l.pos++ {
		c := l.data[l.pos]
		switch c {
		case '(':
			depth++
		case ')':
			depth--
			if depth == 0 {
				l.pos++
				return str(out)
			}
		case '\\':
			out = l.escape(out)
			continue
		case '\r': // any end of line is a line feed
			if l.pos+1 < len(l.data) && l.data[l.pos+1] == '\n' {
				continue
			}
			c = '\n'
		}
		out = append(out, c)
	}
	return str(out)
}

// escape reads what follows a backslash and leaves pos on its last byte.
func (l *lexer) escape(out []byte) []byte {
	l.pos++
	if l.pos >= len(l.data) {
		return out
	}
	switch c := l.data[l.pos]; c {
	case 'n':
		return append(out, '\n')
	case 'r':
		return append(out, '\r')
	case 't':
		return append(out, '\t')
	case 'b':
		return append(out, '\b')
	case 'f':
		return append(out, '\f')
	case '\n':
		return out
	case '\r':
		if l.pos+1 < len(l.data) && l.data[l.pos+1] == '\n' {
			l.pos++
		}
		return out
	case '0', '1', '2', '3', '4', '5', '6', '7':
		v := 0
		for i := 0; i < 3 && l.pos < len(l.data) && '0' <= l.data[l.pos] && l.data[l.pos] <= '7'; i++ {
			v = v<<3 | int(l.data[l.pos]-'0')
			l.pos++
		}
		l.pos--
		return append(out, byte(v))
	default:
		return append(out, c)
	}
}

func (l *lexer) array() ([]any, error) {
	if l.depth++; l.depth > maxNesting {
		return nil, errNesting
	}
	defer func() { l.depth-- }()
	var out []any
	for {
		v, err := l.next()
		if errors.Is(err, errEnd) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		switch k, is := v.(keyword); {
		case !is:
			out = append(out, v)
		case k == "]":
			return out, nil
		case k == "R":
			out = joinRef(out)
		case k == "endobj" || k == "stream" || k == ">>": // it was never closed
			l.pos -= len(k)
			return out, nil
		}
	}
}

// joinRef replaces the two numbers before an R by a reference.
func joinRef(values []any) []any {
	n := len(values)
	if n < 2 {
		return values
	}
	num, ok1 := values[n-2].(int)
	gen, ok2 := values[n-1].(int)
	if !ok1 || !ok2 {
		return values
	}
	return append(values[:n-2], ref{num, gen})
}

func (l *lexer) dict() (dict, error) {
	if l.depth++; l.depth > maxNesting {
		return nil, errNesting
	}
	defer func() { l.depth-- }()
	out := dict{}
	var key name
	var values []any // since the key
	have := false
	put := func() {
		if have && len(values) > 0 {
			out[key] = values[len(values)-1]
		}
		values = values[:0]
	}
	for {
		v, err := l.next()
		if errors.Is(err, errEnd) {
			put()
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		if k, is := v.(keyword); is {
			switch k {
			case "R":
				values = joinRef(values)
			case ">>":
				put()
				return out, nil
			case "endobj", "stream":
				l.pos -= len(k)
				put()
				return out, nil
			}
			continue
		}
		if n, is := v.(name); is && (!have || len(values) > 0) {
			put()
			key, have = n, true
			continue
		}
		if have {
			values = append(values, v)
		}
	}
}

// object reads a value in a file, where references may stand.
func (l *lexer) object() (any, error) {
	v, err := l.next()
	if err != nil {
		return nil, err
	}
	num, ok := v.(int)
	if !ok {
		return v, nil
	}
	back := l.pos
	if gen, err := l.next(); err == nil {
		if g, ok := gen.(int); ok {
			if k, err := l.next(); err == nil && k == keyword("R") {
				return ref{num, g}, nil
			}
		}
	}
	l.pos = back
	return v, nil
}
