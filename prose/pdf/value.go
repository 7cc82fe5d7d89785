package pdf

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf16"
)

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// first returns the value of the first key there is; inline pictures shorten keys.
func first(d dict, keys ...name) any {
	for _, k := range keys {
		if v, ok := d[k]; ok {
			return v
		}
	}
	return nil
}

// list returns an array, or an array of the one value that stands in its place.
func (f *file) list(v any) []any {
	switch v := f.resolve(v).(type) {
	case nil:
		return nil
	case []any:
		return v
	default:
		return []any{v}
	}
}

// dictOf returns a dictionary or that of a stream, nil for anything else.
func (f *file) dictOf(v any) dict {
	switch v := f.resolve(v).(type) {
	case dict:
		return v
	case *stream:
		return v.dict
	}
	return nil
}

func (f *file) number(v any) (float64, bool) { return number(f.resolve(v)) }

// text reads a text string: UTF-16 or UTF-8 with a mark, else PDFDocEncoding
// (clause 7.9.2.2).
func (f *file) text(v any) string {
	switch v := f.resolve(v).(type) {
	case str:
		return textString(string(v))
	case name:
		return string(v)
	case *stream: // long values of fields
		data, err := f.decode(v)
		if err != nil {
			f.note(err)
			return ""
		}
		return textString(string(data))
	}
	return ""
}

func textString(s string) string {
	switch {
	case strings.HasPrefix(s, "\xfe\xff"):
		return utf16Text(s[2:], false)
	case strings.HasPrefix(s, "\xff\xfe"):
		return utf16Text(s[2:], true)
	case strings.HasPrefix(s, "\xef\xbb\xbf"):
		return strings.ToValidUTF8(s[3:], "�")
	}
	var b strings.Builder
	for i := range len(s) {
		b.WriteRune(pdfDoc(s[i]))
	}
	return b.String()
}

func utf16Text(s string, little bool) string {
	units := make([]uint16, 0, len(s)/2)
	for i := 0; i+1 < len(s); i += 2 {
		hi, lo := s[i], s[i+1]
		if little {
			hi, lo = lo, hi
		}
		units = append(units, uint16(hi)<<8|uint16(lo))
	}
	return string(utf16.Decode(units))
}

// matrix is [a b c d e f] of clause 8.3.3.
type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

// times applies m first, then n.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

func (m matrix) apply(x, y float64) (float64, float64) {
	return m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]
}

func (f *file) matrix(v any) matrix {
	list := f.list(v)
	if len(list) != 6 {
		return identity
	}
	var m matrix
	for i := range m {
		m[i], _ = f.number(list[i])
	}
	return m
}

// box is a rectangle with its lower left and upper right corners in order.
type box struct{ x0, y0, x1, y1 float64 }

func (f *file) box(v any) (box, bool) {
	list := f.list(v)
	if len(list) != 4 {
		return box{}, false
	}
	var n [4]float64
	for i := range n {
		n[i], _ = f.number(list[i])
	}
	return box{min(n[0], n[2]), min(n[1], n[3]), max(n[0], n[2]), max(n[1], n[3])}, true
}

// under returns the box that holds the image of b under m.
func (b box) under(m matrix) box {
	x0, y0 := m.apply(b.x0, b.y0)
	out := box{x0, y0, x0, y0}
	for _, c := range [3][2]float64{{b.x1, b.y0}, {b.x0, b.y1}, {b.x1, b.y1}} {
		x, y := m.apply(c[0], c[1])
		out = box{min(out.x0, x), min(out.y0, y), max(out.x1, x), max(out.y1, y)}
	}
	return out
}

func (b box) width() float64  { return b.x1 - b.x0 }
func (b box) height() float64 { return b.y1 - b.y0 }
func (b box) area() float64   { return max(b.width(), 0) * max(b.height(), 0) }

// meet returns the overlap; its area is 0 where there is none.
func (b box) meet(c box) box {
	return box{max(b.x0, c.x0), max(b.y0, c.y0), min(b.x1, c.x1), min(b.y1, c.y1)}
}
