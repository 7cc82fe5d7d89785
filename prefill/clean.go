package prefill

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxText is the longest text proposed, in bytes; maxID the longest row id.
const (
	maxText = 600
	maxID   = 48
)

// clean makes text from an image fit to be written and shown: one line, valid
// UTF-8, without control characters and without marks that turn text around.
func clean(text string) string {
	text = strings.ToValidUTF8(text, "?")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			return ' '
		case unicode.IsControl(r), r == 0xfeff, r == 0x2028, r == 0x2029, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			return '?'
		}
		return r
	}, text))
}

// shorten cuts a text at a rune.
func shorten(text string, most int) string {
	if len(text) <= most {
		return text
	}
	cut := most - len("…")
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}

// identifier makes a row id of a name: letters, digits, dots and hyphens.
func identifier(name string) string {
	var b strings.Builder
	for _, r := range name {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '_':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= maxID {
			break
		}
	}
	id := strings.Trim(b.String(), "-._")
	if id == "" || id == "null" || id == "observed" {
		return "row"
	}
	return id
}
