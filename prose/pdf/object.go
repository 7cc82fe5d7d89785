package pdf

// The values of ISO 32000-1 clause 7.3 are held as: nil, bool, int, float64, str,
// name, []any, dict, *stream and ref.
type (
	name string
	str  string // a string's bytes, decrypted
	dict map[name]any
	// ref points at an indirect object.
	ref struct{ num, gen int }
	// keyword is a word that is no value: obj, endobj, or an operator of a
	// content stream.
	keyword string
)

// stream is a dictionary with bytes, which are still as they stand in the file.
type stream struct {
	dict dict
	raw  []byte
	id   ref
	// sealed is set where the raw bytes are encrypted; a stream within an object
	// stream cannot be, nor can what is read before the key is known.
	sealed bool
}

// number returns an int or float64 as float64.
func number(v any) (float64, bool) {
	switch n := v.(type) {
	case int:
		return float64(n), true
	case float64:
		return n, true
	}
	return 0, false
}
