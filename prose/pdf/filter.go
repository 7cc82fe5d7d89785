package pdf

import (
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
)

// errImage is returned for streams that hold a picture's bytes in a form of its
// own (JPEG, JPEG 2000, fax, JBIG2).
var errImage = errors.New("the bytes of a picture")

// decode undoes the filters of a stream (ISO 32000-1 clause 7.4). What is damaged
// gives what could be read before the damage: a page cut short is worth reading.
func (f *file) decode(s *stream) ([]byte, error) {
	data := s.raw
	if s.sealed && f.crypt != nil {
		data = f.crypt.stream(f, s, data)
	}
	filters := f.list(first(s.dict, "Filter", "F"))
	params := f.list(first(s.dict, "DecodeParms", "DP"))
	if len(filters) > 8 {
		return nil, fmt.Errorf("%d filters on one stream: %w", len(filters), ErrLimit)
	}
	for i, filter := range filters {
		n, _ := f.resolve(filter).(name)
		var param dict
		if i < len(params) {
			param = f.dictOf(params[i])
		}
		out, err := f.undo(n, data, param)
		if err != nil {
			return nil, err
		}
		f.budget.decode(len(out))
		data = out
	}
	return data, nil
}

func (f *file) undo(filter name, data []byte, param dict) ([]byte, error) {
	room := f.budget.room(len(data))
	var out []byte
	switch filter {
	case "FlateDecode", "Fl":
		out = inflate(data, room)
	case "LZWDecode", "LZW":
		early := 1
		if n, ok := f.resolve(param["EarlyChange"]).(int); ok {
			early = n
		}
		out = unLZW(data, room, early != 0)
	case "ASCIIHexDecode", "AHx":
		l := lexer{data: append([]byte{'<'}, data...)}
		return []byte(l.hex()), nil
	case "ASCII85Decode", "A85":
		return un85(data), nil
	case "RunLengthDecode", "RL":
		out = unRunLength(data, room)
	case "Crypt": // its work was done, or not, where the stream was unsealed
		return data, nil
	case "DCTDecode", "DCT", "JPXDecode", "CCITTFaxDecode", "CCF", "JBIG2Decode":
		return nil, errImage
	default:
		return nil, fmt.Errorf("filter %.40q is not known", string(filter))
	}
	if int64(len(out)) >= room {
		return nil, fmt.Errorf("a stream of %d bytes decodes to %d or more: %w", len(data), room, ErrLimit)
	}
	return f.unpredict(out, param)
}

// inflate reads zlib data without looking at its checksum, which broken writers
// get wrong; a missing header is tried without.
func inflate(data []byte, room int64) []byte {
	body := data
	for len(body) > 0 && (body[0] == '\r' || body[0] == '\n') { // after a careless "stream"
		body = body[1:]
	}
	if len(body) > 2 && body[0]&0x0f == 8 && (int(body[0])<<8|int(body[1]))%31 == 0 {
		body = body[2:]
	}
	var out bytes.Buffer
	r := flate.NewReader(bytes.NewReader(body))
	_, _ = io.Copy(&out, io.LimitReader(r, room)) // what came before an error counts
	return out.Bytes()
}

// unLZW reads the LZW of ISO 32000-1 clause 7.4.4, which widens its codes one
// early unless told not to; compress/lzw cannot.
func unLZW(data []byte, room int64, early bool) []byte {
	type entry struct {
		prefix int
		last   byte
		size   int
	}
	table := make([]entry, 258, 4096)
	for i := range 256 {
		table[i] = entry{-1, byte(i), 1}
	}
	var out []byte
	width, prev := 9, -1
	bits, have := 0, 0
	offset := 0
	if early {
		offset = 1
	}
	expand := func(code int) (byte, bool) {
		n := table[code].size
		if int64(len(out)+n) > room {
			return 0, false
		}
		out = append(out, make([]byte, n)...)
		at := len(out) - 1
		for c := code; c >= 0; c = table[c].prefix {
			out[at] = table[c].last
			at--
		}
		return out[at+1], true
	}
	for _, c := range data {
		bits, have = (bits<<8|int(c))&0xffffff, have+8
		if have < width {
			continue
		}
		have -= width
		code := bits >> have & (1<<width - 1)
		switch {
		case code == 256:
			table, width, prev = table[:258], 9, -1
			continue
		case code == 257:
			return out
		case prev < 0:
			if code > 255 {
				return out
			}
			out = append(out, byte(code))
		case code < len(table):
			head, ok := expand(code)
			if !ok {
				return out[:min(int64(len(out)), room)]
			}
			if len(table) < 4096 {
				table = append(table, entry{prev, head, table[prev].size + 1})
			}
		case code == len(table) && len(table) < 4096:
			head := prev
			for table[head].prefix >= 0 {
				head = table[head].prefix
			}
			table = append(table, entry{prev, table[head].last, table[prev].size + 1})
			if _, ok := expand(code); !ok {
				return out
			}
		default:
			return out
		}
		if int64(len(out)) >= room {
			return out
		}
		prev = code
		for width < 12 && len(table)+offset >= 1<<width {
			width++
		}
	}
	return out
}

func un85(data []byte) []byte {
	out := make([]byte, 0, len(data)*4/5+4)
	var group [5]byte
	n := 0
	flush := func(n int) {
		for i := n; i < 5; i++ {
			group[i] = 84
		}
		v := uint32(0)
		for _, d := range group {
			v = v*85 + uint32(d)
		}
		out = append(out, []byte{byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)}[:n-1]...)
	}
	for _, c := range data {
		switch {
		case c == '~':
			if n > 1 {
				flush(n)
			}
			return out
		case c == 'z' && n == 0:
			out = append(out, 0, 0, 0, 0)
		case '!' <= c && c <= 'u':
			group[n] = c - '!'
			if n++; n == 5 {
				flush(5)
				n = 0
			}
		}
	}
	if n > 1 {
		flush(n)
	}
	return out
}

func unRunLength(data []byte, room int64) []byte {
	var out []byte
	for i := 0; i < len(data) && int64(len(out)) < room; {
		n := int(data[i])
		i++
		switch {
		case n == 128:
			return out
		case n < 128:
			end := min(i+n+1, len(data))
			out = append(out, data[i:end]...)
			i = end
		case i < len(data):
			out = append(out, bytes.Repeat(data[i:i+1], 257-n)...)
			i++
		}
	}
	return out
}

// unpredict undoes the predictors of clause 7.4.4.4: PNG's, and TIFF's for whole
// bytes.
func (f *file) unpredict(data []byte, param dict) ([]byte, error) {
	get := func(key name, standard int) int {
		if n, ok := f.resolve(param[key]).(int); ok {
			return n
		}
		return standard
	}
	kind := get("Predictor", 1)
	if kind < 2 {
		return data, nil
	}
	colours, bits, columns := get("Colors", 1), get("BitsPerComponent", 8), get("Columns", 1)
	if colours < 1 || colours > 64 || bits < 1 || bits > 16 || columns < 1 || columns > 1<<24 {
		return nil, fmt.Errorf("predictor of %d colours, %d bits, %d columns", colours, bits, columns)
	}
	pixel := max(colours*bits/8, 1)
	row := (colours*bits*columns + 7) / 8
	if kind == 2 {
		if bits != 8 {
			return nil, fmt.Errorf("TIFF predictor of %d bits is not read", bits)
		}
		for start := 0; start < len(data); start += row {
			for i := start + pixel; i < min(start+row, len(data)); i++ {
				data[i] += data[i-pixel]
			}
		}
		return data, nil
	}
	return unPNG(data, row, pixel), nil
}

func unPNG(data []byte, row, pixel int) []byte {
	out := make([]byte, 0, len(data))
	above := make([]byte, min(row, len(data))) // rows are no longer than what there is
	for len(data) > 1 {
		filter := data[0]
		line := data[1:min(1+row, len(data))]
		data = data[1+len(line):]
		for i := range line {
			var left, up, corner byte
			up = above[i]
			if i >= pixel {
				left, corner = line[i-pixel], above[i-pixel]
			}
			switch filter {
			case 1:
				line[i] += left
			case 2:
				line[i] += up
			case 3:
				line[i] += byte((int(left) + int(up)) / 2)
			case 4:
				line[i] += paeth(left, up, corner)
			}
		}
		out = append(out, line...)
		copy(above, line)
	}
	return out
}

func paeth(a, b, c byte) byte {
	p := int(a) + int(b) - int(c)
	pa, pb, pc := distance(p, a), distance(p, b), distance(p, c)
	switch {
	case pa <= pb && pa <= pc:
		return a
	case pb <= pc:
		return b
	}
	return c
}

func distance(p int, v byte) int {
	if d := p - int(v); d >= 0 {
		return d
	} else {
		return -d
	}
}
