package pdf

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"strconv"
)

var rePut = regexp.MustCompile(`dup\s+(\d{1,3})\s*/([!-.0-~]{1,60})\s+put`)

// type1Letters reads the encoding from the clear part of a Type 1 font program
// (Adobe Type 1 Font Format, chapter 2.2). TeX's fonts say what their codes are
// nowhere else.
func type1Letters(data []byte) charset {
	if i := bytes.Index(data, []byte("eexec")); i >= 0 {
		data = data[:i]
	}
	i := bytes.Index(data, []byte("/Encoding"))
	if i < 0 {
		return charset{}
	}
	data = data[i:]
	if bytes.HasPrefix(bytes.TrimLeft(data[len("/Encoding"):], " \r\n\t"), []byte("StandardEncoding")) {
		return standard
	}
	var c charset
	for _, m := range rePut.FindAllSubmatch(data, 256) {
		if code, err := strconv.Atoi(string(m[1])); err == nil && code < 256 {
			c[code] = glyphText(string(m[2]))
		}
	}
	return c
}

// cff reads the little of a Compact Font Format program (Adobe Technical Note
// 5176) that says which code is which glyph. Reads outside it give zeros.
type cff struct{ data []byte }

func (c cff) u8(at int) int {
	if at < 0 || at >= len(c.data) {
		return 0
	}
	return int(c.data[at])
}

func (c cff) u16(at int) int { return c.u8(at)<<8 | c.u8(at+1) }

// index returns the pieces of an INDEX and where it ends.
func (c cff) index(at int) ([][]byte, int) {
	count := c.u16(at)
	size := c.u8(at + 2)
	if count == 0 || size < 1 || size > 4 || at+3+(count+1)*size > len(c.data) {
		return nil, at + 2
	}
	offset := func(i int) int {
		v := 0
		for j := range size {
			v = v<<8 | c.u8(at+3+i*size+j)
		}
		return v
	}
	base := at + 2 + (count+1)*size
	out := make([][]byte, 0, count)
	for i := range count {
		from, to := base+offset(i), base+offset(i+1)
		if from < 0 || to < from || to > len(c.data) {
			return out, len(c.data)
		}
		out = append(out, c.data[from:to])
	}
	return out, base + offset(count)
}

// top returns the offsets of charset (15) and encoding (16) and the number of
// glyphs, from the top dictionary.
func (c cff) top(d []byte) map[int]int {
	out := map[int]int{}
	last := 0
	for i := 0; i < len(d); {
		b := int(d[i])
		i++
		at := func(n int) int {
			if i+n < len(d) {
				return int(d[i+n])
			}
			return 0
		}
		switch {
		case b == 12:
			i++
		case b <= 21:
			out[b] = last
		case b == 28:
			last = int(int16(at(0)<<8 | at(1)))
			i += 2
		case b == 29:
			last = int(int32(binary.BigEndian.Uint32([]byte{byte(at(0)), byte(at(1)), byte(at(2)), byte(at(3))})))
			i += 4
		case b == 30: // a real number, which is none of ours
			for i < len(d) && d[i]&0x0f != 0x0f {
				i++
			}
			i++
		case b >= 32 && b <= 246:
			last = b - 139
		case b >= 247 && b <= 250:
			last = (b-247)*256 + at(0) + 108
			i++
		case b >= 251 && b <= 254:
			last = -(b-251)*256 - at(0) - 108
			i++
		}
	}
	return out
}

// cffLetters reads the encoding built into a CFF program of a simple font.
func cffLetters(data []byte) charset {
	c := cff{data}
	_, at := c.index(c.u8(2)) // names
	tops, at := c.index(at)
	strings, _ := c.index(at)
	if len(tops) == 0 {
		return charset{}
	}
	top := c.top(tops[0])
	glyphCount := c.u16(top[17])
	names := c.glyphNames(top[15], glyphCount, strings)
	enc := top[16]
	if enc == 0 {
		return standard
	}
	var out charset
	set := func(code, glyph int) {
		if code < 256 && glyph < len(names) {
			out[code] = glyphText(names[glyph])
		}
	}
	format := c.u8(enc)
	n := c.u8(enc + 1)
	at = enc + 2
	glyph := 1
	for range n {
		if format&0x7f == 0 {
			set(c.u8(at), glyph)
			at, glyph = at+1, glyph+1
			continue
		}
		for code := c.u8(at); code <= c.u8(at)+c.u8(at+1); code++ {
			set(code, glyph)
			glyph++
		}
		at += 2
	}
	return out
}

// glyphNames lists the names of glyphs by number, as the charset has them.
func (c cff) glyphNames(at, count int, strings [][]byte) []string {
	named := func(sid int) string {
		if sid < len(cffStandard) {
			return cffStandard[sid]
		}
		if i := sid - 391; i >= 0 && i < len(strings) {
			return string(strings[i])
		}
		return ""
	}
	out := make([]string, 1, min(count+1, 65536))
	if at <= 2 { // a predefined charset, in the order of the standard strings
		for sid := 1; sid < count && sid < len(cffStandard); sid++ {
			out = append(out, named(sid))
		}
		return out
	}
	format := c.u8(at)
	for at++; len(out) < count && at < len(c.data); {
		first := c.u16(at)
		left := 0
		switch at += 2; format {
		case 1:
			left = c.u8(at)
			at++
		case 2:
			left = c.u16(at)
			at += 2
		}
		for i := 0; i <= left && len(out) < count; i++ {
			out = append(out, named(first+i))
		}
	}
	return out
}
