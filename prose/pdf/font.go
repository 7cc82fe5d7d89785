package pdf

import (
	"strconv"
	"strings"
)

// font turns the bytes of a shown string into text and widths (ISO 32000-1
// clause 9). Where nothing in the file says what a code stands for, the text is
// U+FFFD: a letter was seen that cannot be read.
type font struct {
	name      string
	composite bool
	unicode   *cmap   // ToUnicode
	codes     *cmap   // encoding of a composite font; nil: two bytes, Identity
	letters   charset // of a simple font
	widths    map[int]float64
	standard  float64 // width where none is given, in thousandths
	builtin   *[95]int16
	scale     float64 // of widths: 0.001, or what a Type 3 font's matrix says
	bold      bool
	vertical  bool
	tex       bool // letters are known by TeX's numbers
}

const unreadable = "\ufffd"

// shown is one code of a string.
type shown struct {
	text  string
	width float64 // in text space for a size of 1
	space bool    // the single-byte code 32, which word spacing widens
}

func (f *file) font(v any) *font {
	d := f.dictOf(v)
	base, _ := f.resolve(d["BaseFont"]).(name)
	ft := &font{name: string(base), scale: 0.001, standard: 500, widths: map[int]float64{}}
	lower := strings.ToLower(ft.name)
	ft.bold = strings.Contains(lower, "bold") || strings.Contains(lower, "black") || strings.Contains(lower, "cmbx") || strings.Contains(lower, "heavy")
	if s, is := f.resolve(d["ToUnicode"]).(*stream); is {
		ft.unicode = f.cmapOf(s)
	}
	switch f.resolve(d["Subtype"]) {
	case name("Type0"):
		f.compositeFont(ft, d)
	case name("Type3"):
		f.simpleFont(ft, d)
		f.texLetters(ft, d)
		if m := f.matrix(d["FontMatrix"]); m[0] != 1 && m[0] != 0 {
			ft.scale = m[0]
		}
	default:
		f.simpleFont(ft, d)
	}
	return ft
}

func (f *file) cmapOf(s *stream) *cmap {
	data, err := f.decode(s)
	if err != nil {
		f.note(err)
		return nil
	}
	m, err := parseCMap(data, f.budget)
	f.note(err)
	return m
}

func (f *file) compositeFont(ft *font, d dict) {
	ft.composite, ft.standard = true, 1000
	switch enc := f.resolve(d["Encoding"]).(type) {
	case name:
		ft.vertical = strings.HasSuffix(string(enc), "-V") || enc == "V"
	case *stream:
		ft.codes = f.cmapOf(enc)
	}
	below := f.list(d["DescendantFonts"])
	if len(below) == 0 {
		return
	}
	cid := f.dictOf(below[0])
	if w, ok := f.number(cid["DW"]); ok {
		ft.standard = w
	}
	w := f.list(cid["W"])
	for i := 0; i+1 < len(w); {
		from, ok := f.number(w[i])
		if !ok {
			break
		}
		if list, is := f.resolve(w[i+1]).([]any); is {
			for j, v := range list {
				ft.widths[int(from)+j], _ = f.number(v)
			}
			i += 2
			continue
		}
		if i+2 >= len(w) {
			break
		}
		to, _ := f.number(w[i+1])
		width, _ := f.number(w[i+2])
		for c := int(from); c <= int(min(to, 65535)) && f.budget.value(1) == nil; c++ {
			ft.widths[c] = width
		}
		i += 3
	}
}

func (f *file) simpleFont(ft *font, d dict) {
	desc := f.dictOf(d["FontDescriptor"])
	if w, ok := f.number(desc["MissingWidth"]); ok && w > 0 {
		ft.standard = w
	}
	start, _ := f.number(d["FirstChar"])
	for i, v := range f.list(d["Widths"]) {
		if i > 255 {
			break
		}
		ft.widths[int(start)+i], _ = f.number(v)
	}
	if len(ft.widths) == 0 {
		ft.builtin = builtinWidths(ft.name)
		if strings.Contains(ft.name, "Courier") {
			ft.standard = 600
		}
	}
	f.setLetters(ft, d, desc)
}

// setLetters works out what codes stand for (clause 9.6.6): the named encoding, or
// that of the font program, or the standard one; then the differences.
func (f *file) setLetters(ft *font, d, desc dict) {
	enc := f.resolve(d["Encoding"])
	var base *charset
	var differences []any
	switch e := enc.(type) {
	case name:
		base = namedCharset(e)
	case dict:
		n, _ := f.resolve(e["BaseEncoding"]).(name)
		base = namedCharset(n)
		differences = f.list(e["Differences"])
	}
	switch {
	case base != nil:
		ft.letters = *base
	case ft.name == "Symbol" || ft.name == "ZapfDingbats":
		ft.letters = dingbats(ft.name)
	default:
		ft.letters = f.programLetters(desc)
	}
	code := 0
	for _, v := range differences {
		switch v := f.resolve(v).(type) {
		case int:
			code = v
		case name:
			if code >= 0 && code < 256 {
				ft.letters[code] = glyphText(string(v))
			}
			code++
		}
	}
}

// texLetters reads the bitmap fonts of pdfTeX, whose glyphs are called by their
// number: a65. Letters, figures and stops have the same numbers in both of TeX's
// encodings for Latin text (OT1 and T1); the upper half is in T1 only. The reader is
// told, as it is the one place where a convention of a producer is relied on.
func (f *file) texLetters(ft *font, d dict) {
	code := 0
	for _, v := range f.list(f.dictOf(d["Encoding"])["Differences"]) {
		switch v := f.resolve(v).(type) {
		case int:
			code = v
		case name:
			n, err := strconv.Atoi(strings.TrimPrefix(string(v), "a"))
			if code >= 0 && code < 256 && strings.HasPrefix(string(v), "a") && err == nil && n == code && ft.letters[code] == "" {
				ft.letters[code] = texLetter(n)
				ft.tex = true
			}
			code++
		}
	}
}

func texLetter(n int) string {
	switch {
	case n >= 0x0b && n <= 0x0f: // OT1
		return [...]string{"ff", "fi", "fl", "ffi", "ffl"}[n-0x0b]
	case n >= 0x1b && n <= 0x1f: // T1
		return [...]string{"ff", "fi", "fl", "ffi", "ffl"}[n-0x1b]
	case n == 0x15:
		return "–"
	case n == 0x10:
		return "“"
	case n == 0x11:
		return "”"
	case n == 0x27:
		return "’"
	case n == '<' || n == '>' || n == '|' || n == '"' || n == '\\' || n == '_' || n == '{' || n == '}': // not the same in both
		return ""
	case n > 0x20 && n < 0x7f:
		return string(rune(n))
	case n == 0xff:
		return "ß"
	case n == 0xd7:
		return "Œ"
	case n == 0xf7:
		return "œ"
	case n >= 0xc0 && n != 0xdf:
		return string(rune(n))
	}
	return ""
}

// programLetters reads the encoding built into a font program. A font that is
// not in the file has the standard one.
func (f *file) programLetters(desc dict) charset {
	if s, is := f.resolve(desc["FontFile"]).(*stream); is {
		if data, err := f.decode(s); err == nil {
			return type1Letters(data)
		}
		return charset{}
	}
	if s, is := f.resolve(desc["FontFile3"]).(*stream); is {
		if data, err := f.decode(s); err == nil {
			return cffLetters(data)
		}
		return charset{}
	}
	if f.resolve(desc["FontFile2"]) != nil {
		if flags, _ := f.resolve(desc["Flags"]).(int); flags&4 != 0 {
			return charset{} // a symbolic TrueType font: its codes are its own
		}
	}
	return standard
}

// dingbats knows the few signs of the two standard symbol fonts that papers use:
// ticks, crosses, boxes and bullets.
func dingbats(font string) charset {
	var c charset
	if font == "Symbol" {
		c[0xb7], c[0xb0], c[0x2d], c[0x6d], c[0xb1] = "•", "°", "−", "µ", "±"
		for i := '0'; i <= '9'; i++ {
			c[i] = string(i)
		}
		return c
	}
	c['3'], c['4'], c['5'], c['6'], c['7'], c['8'] = "✓", "✔", "✕", "✖", "✗", "✘"
	c['l'], c['m'], c['n'], c['o'], c['q'], c['u'] = "●", "❍", "■", "❏", "❑", "◆"
	return c
}

// decode cuts a string into its codes.
func (ft *font) decode(s str) []shown {
	out := make([]shown, 0, len(s))
	for len(s) > 0 {
		code, size := uint32(s[0]), 1
		glyph := int(code)
		if ft.composite {
			code, size, glyph = ft.code(s)
		}
		sh := shown{text: ft.text(code), width: ft.width(glyph) * ft.scale, space: size == 1 && code == ' '}
		s = s[size:]
		out = append(out, sh)
	}
	return out
}

func (ft *font) code(s str) (code uint32, size, glyph int) {
	if ft.codes != nil && len(ft.codes.spaces) > 0 {
		code, size = ft.codes.split(s)
		return code, size, ft.codes.glyph(code)
	}
	size = min(2, len(s))
	code = codeOf(s[:size])
	return code, size, int(code)
}

func (ft *font) text(code uint32) string {
	if ft.unicode != nil {
		if t, ok := ft.unicode.text(code); ok {
			return t
		}
	}
	if !ft.composite && code < 256 && ft.letters[code] != "" {
		return ft.letters[code]
	}
	return unreadable
}

func (ft *font) width(glyph int) float64 {
	if w, ok := ft.widths[glyph]; ok {
		return w
	}
	if ft.builtin != nil && glyph >= 32 && glyph < 127 {
		return float64(ft.builtin[glyph-32])
	}
	return ft.standard
}
