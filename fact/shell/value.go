package shell

import "strings"

// A value is a string in which the parts that only the running device knows
// stand between two private-use runes, with a label for the reader. Splitting
// into fields and taking apart then work as on any string, and a field is known
// when no such part is left in it.
const (
	unknownOpen  = '\uE000'
	unknownClose = '\uE001'
	unknownSpace = '\uE002' // a space inside a label
)

// unknown returns an unknown value with a label such as "$port".
func unknown(label string) string {
	label = clip(plain(label), 80)
	return string(unknownOpen) + strings.ReplaceAll(strings.Join(strings.Fields(label), " "), " ", string(unknownSpace)) + string(unknownClose)
}

func known(v string) bool { return !strings.ContainsRune(v, unknownOpen) }

// plain makes a value readable: unknown parts show their labels.
func plain(v string) string {
	if known(v) && !strings.ContainsRune(v, unknownClose) && !strings.ContainsRune(v, unknownSpace) {
		return v
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case unknownOpen, unknownClose:
			return -1
		case unknownSpace:
			return ' '
		}
		return r
	}, v)
}

// clean takes the private runes out of a script's own text, so that it cannot
// pose as unknown.
func clean(s string) string {
	if !strings.ContainsAny(s, string([]rune{unknownOpen, unknownClose, unknownSpace})) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r >= unknownOpen && r <= unknownSpace {
			return -1
		}
		return r
	}, s)
}

// Word is one argument of a command. Where Known is false the text holds labels
// such as "$port" in place of what only the device knows.
type Word struct {
	Text  string
	Known bool
}

func word(v string) Word { return Word{Text: plain(v), Known: known(v)} }

// Texts returns the texts of words.
func Texts(words []Word) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = w.Text
	}
	return out
}
