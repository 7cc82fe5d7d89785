package pdf

import "sort"

// cmap maps character codes to text (a ToUnicode map, ISO 32000-1 clause 9.10.3)
// or to glyph numbers (an encoding of a composite font, 9.7.5).
type cmap struct {
	spaces []codespace
	single map[uint32]string
	ranges []codeRange // sorted by from once read
	glyphs []glyphRange
}

type codespace struct {
	size     int
	from, to uint32
}

type codeRange struct {
	from, to uint32
	text     []rune // of from; the last rises with the code
}

type glyphRange struct {
	from, to uint32
	cid      int
}

func codeOf(s str) uint32 {
	var v uint32
	for i := range min(len(s), 4) {
		v = v<<8 | uint32(s[i])
	}
	return v
}

// parseCMap reads the operators of a map; what is between them is PostScript
// that all writers copy, and is passed over.
func parseCMap(data []byte, b *budget) (*cmap, error) {
	m := &cmap{single: map[uint32]string{}}
	l := &lexer{data: data, spend: b.value}
	var stack []any
	for {
		v, err := l.next()
		if err == errEnd {
			break
		}
		if err != nil {
			return m, err
		}
		k, is := v.(keyword)
		if !is {
			if len(stack) < 100_000 {
				stack = append(stack, v)
			}
			continue
		}
		switch k {
		case "endcodespacerange":
			m.addSpaces(stack)
		case "endbfchar":
			for i := 0; i+1 < len(stack); i += 2 {
				code, ok1 := stack[i].(str)
				text, ok2 := stack[i+1].(str)
				if ok1 && ok2 {
					m.single[codeOf(code)] = mapped(utf16Text(string(text), false))
				}
			}
		case "endbfrange":
			m.addRanges(stack)
		case "endcidrange":
			for i := 0; i+2 < len(stack); i += 3 {
				from, ok1 := stack[i].(str)
				to, ok2 := stack[i+1].(str)
				cid, ok3 := stack[i+2].(int)
				if ok1 && ok2 && ok3 {
					m.glyphs = append(m.glyphs, glyphRange{codeOf(from), codeOf(to), cid})
				}
			}
		case "endcidchar":
			for i := 0; i+1 < len(stack); i += 2 {
				code, ok1 := stack[i].(str)
				cid, ok2 := stack[i+1].(int)
				if ok1 && ok2 {
					m.glyphs = append(m.glyphs, glyphRange{codeOf(code), codeOf(code), cid})
				}
			}
		}
		stack = stack[:0]
	}
	sort.SliceStable(m.ranges, func(i, j int) bool { return m.ranges[i].from < m.ranges[j].from })
	sort.SliceStable(m.glyphs, func(i, j int) bool { return m.glyphs[i].from < m.glyphs[j].from })
	return m, nil
}

func mapped(s string) string {
	out := ""
	for _, r := range s {
		if r >= 0x20 {
			out += ligature(r)
		}
	}
	return out
}

func (m *cmap) addSpaces(stack []any) {
	for i := 0; i+1 < len(stack) && len(m.spaces) < 100; i += 2 {
		from, ok1 := stack[i].(str)
		to, ok2 := stack[i+1].(str)
		if ok1 && ok2 && len(from) == len(to) && len(from) >= 1 && len(from) <= 4 {
			m.spaces = append(m.spaces, codespace{len(from), codeOf(from), codeOf(to)})
		}
	}
}

func (m *cmap) addRanges(stack []any) {
	for i := 0; i+2 < len(stack); i += 3 {
		from, ok1 := stack[i].(str)
		to, ok2 := stack[i+1].(str)
		if !ok1 || !ok2 || codeOf(to) < codeOf(from) {
			continue
		}
		switch t := stack[i+2].(type) {
		case str:
			if text := []rune(utf16Text(string(t), false)); len(text) > 0 && len(text) < 64 {
				m.ranges = append(m.ranges, codeRange{codeOf(from), codeOf(to), text})
			}
		case []any:
			for j, v := range t {
				if s, is := v.(str); is {
					m.single[codeOf(from)+uint32(j)] = mapped(utf16Text(string(s), false))
				}
			}
		}
	}
}

// text returns what a code stands for.
func (m *cmap) text(code uint32) (string, bool) {
	if s, ok := m.single[code]; ok {
		return s, true
	}
	i := sort.Search(len(m.ranges), func(i int) bool { return m.ranges[i].from > code }) - 1
	if i < 0 || code > m.ranges[i].to {
		return "", false
	}
	r := m.ranges[i]
	text := append([]rune(nil), r.text...)
	text[len(text)-1] += rune(code - r.from)
	return mapped(string(text)), true
}

func (m *cmap) glyph(code uint32) int {
	i := sort.Search(len(m.glyphs), func(i int) bool { return m.glyphs[i].from > code }) - 1
	if i < 0 || code > m.glyphs[i].to {
		return int(code)
	}
	return m.glyphs[i].cid + int(code-m.glyphs[i].from)
}

// split cuts the next code off a string: its value and how many bytes it takes.
func (m *cmap) split(s str) (uint32, int) {
	for size := 1; size <= 4 && size <= len(s); size++ {
		code := codeOf(s[:size])
		for _, sp := range m.spaces {
			if sp.size == size && code >= sp.from && code <= sp.to {
				return code, size
			}
		}
	}
	size := 1
	if len(m.spaces) > 0 {
		size = m.spaces[0].size
	}
	size = min(size, len(s))
	return codeOf(s[:size]), size
}
