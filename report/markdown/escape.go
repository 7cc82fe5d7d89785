package markdown

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Escape makes one line of text safe in GitHub-flavoured Markdown and inside a
// cell of a table. Words that a renderer would link, mention, number or set as a
// formula become code; the rest has its signs escaped. The text must have no
// control characters (see report.Plain).
func Escape(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		if active(w) {
			words[i] = Code(w)
			continue
		}
		words[i] = escapeWord(w, i == 0)
	}
	return strings.Join(words, " ")
}

// active tells a word that renderers act on: addresses, mentions, numbers of
// issues, formulas, short names of pictures.
func active(w string) bool {
	low := strings.ToLower(w)
	if strings.Contains(low, "://") || strings.Contains(low, "www.") || strings.ContainsAny(w, "@$") || strings.Contains(low, "mailto:") || strings.Contains(low, "xmpp:") {
		return true
	}
	if strings.Contains(low, "gh-") || strings.Count(w, ":") > 1 {
		return true
	}
	for i := 0; i+1 < len(w); i++ {
		if w[i] == '#' && w[i+1] >= '0' && w[i+1] <= '9' || w[i] == '!' && w[i+1] >= '0' && w[i+1] <= '9' {
			return true
		}
	}
	return hexName(w)
}

// hexName tells what a code host links as the name of a commit.
func hexName(w string) bool {
	w = strings.TrimFunc(w, unicode.IsPunct)
	if len(w) < 7 || len(w) > 40 {
		return false
	}
	digit := false
	for i := range len(w) {
		c := w[i] | 0x20
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f') {
			return false
		}
		digit = digit || c <= '9'
	}
	return digit
}

// special are the signs that make markup anywhere in a line.
const special = "\\`*_{}[]<>|~&\"'"

func escapeWord(w string, first bool) string {
	var b strings.Builder
	for i, r := range w {
		switch {
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '&':
			b.WriteString("&amp;")
		case r == '"' || r == '\'':
			b.WriteRune(r)
		case r == '|':
			b.WriteString("&#124;")
		case strings.ContainsRune(special, r), first && i == 0 && strings.ContainsRune("#+-=:!", r), first && i == len(w)-1 && (r == '.' || r == ')') && numbered(w[:i]):
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// numbered tells what would begin a numbered list.
func numbered(w string) bool {
	return w != "" && strings.Trim(w, "0123456789") == ""
}

// Code makes a span of code. A vertical bar would end a cell and has no other
// spelling in code outside a table, so it is shown as the broken bar.
func Code(s string) string {
	s = strings.ReplaceAll(s, "|", "¦")
	if strings.TrimSpace(s) == "" {
		return ""
	}
	run, longest := 0, 0
	for i := 0; i < len(s); i++ {
		if s[i] == '`' {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	fence := strings.Repeat("`", longest+1)
	first, _ := utf8.DecodeRuneInString(s)
	last, _ := utf8.DecodeLastRuneInString(s)
	if first == '`' || last == '`' || first == ' ' || last == ' ' {
		s = " " + s + " "
	}
	return fence + s + fence
}
