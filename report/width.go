package report

import (
	"strings"

	"github.com/mattn/go-runewidth"
)

// cells counts terminal columns the same everywhere: signs of ambiguous width
// count as one, whatever the locale says.
var cells = &runewidth.Condition{EastAsianWidth: false, StrictEmojiNeutral: true}

// Width is the number of terminal columns that s takes.
func Width(s string) int { return cells.StringWidth(s) }

// Wrap breaks text at spaces into lines of at most width columns. A word that is
// longer is broken behind the last '/', '!' or '-' that fits, else anywhere. The
// result has at least one line.
func Wrap(s string, width int) []string {
	width = max(width, 8)
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		if line != "" && !wider(word, width) && Width(line)+1+Width(word) <= width {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for wider(word, width) {
			at := breakAt(word, width)
			lines = append(lines, word[:at])
			word = word[at:]
		}
		line = word
	}
	return append(lines, line)
}

// wider reports whether s takes more than width columns. A long text is judged by
// its beginning, so that breaking it into lines does not measure all of it for
// each line.
func wider(s string, width int) bool {
	runes := 0
	for i := range s {
		if runes++; runes > 4*width+4 {
			if Width(s[:i]) > width {
				return true
			}
			break
		}
	}
	return Width(s) > width
}

// breakAt finds the byte at which a word that is too long is broken.
func breakAt(word string, width int) int {
	fits, soft := 0, 0
	for i, r := range word {
		end := i + len(string(r))
		if Width(word[:end]) > width {
			break
		}
		fits = end
		if strings.ContainsRune("/!-_=&", r) && end > width/2 {
			soft = end
		}
	}
	switch {
	case soft > 0:
		return soft
	case fits > 0:
		return fits
	}
	return len(string([]rune(word)[0]))
}

// Shorten cuts s to at most width columns, with an ellipsis where it was cut.
func Shorten(s string, width int) string { return cells.Truncate(s, width, "…") }
