package report

import (
	"fmt"
	"path"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/assay-project/assay"
)

// Plain makes text from an image safe to show on one line: control characters,
// terminal escapes, invalid UTF-8 and the invisible characters that reorder or
// hide text are written as escapes. Names in an image are hostile.
func Plain(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r == '\n' || r == '\t' || r == '\r':
			b.WriteByte(' ')
		case !shown(r):
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		default:
			b.WriteRune(r)
		}
		i += n
	}
	return b.String()
}

func plain(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if !shown(r) {
			return false
		}
	}
	return true
}

// shown tells whether a reader sees the rune as it is: format characters (Cf)
// hold the bidirectional overrides and the zero-width ones.
func shown(r rune) bool {
	return unicode.IsPrint(r) && !unicode.Is(unicode.Cf, r)
}

// Place writes where something was seen, for one line: address of a page, path
// chain with line or offset, network address, or captured frame.
func Place(w assay.Where) string {
	var parts []string
	switch {
	case w.URL != "":
		parts = append(parts, Plain(w.URL))
	case w.Path != "" && w.Line > 0:
		parts = append(parts, fmt.Sprintf("%s:%d", Plain(w.Path), w.Line))
	case w.Path != "":
		parts = append(parts, Plain(w.Path))
	}
	if w.Offset != nil && w.Line == 0 {
		parts = append(parts, fmt.Sprintf("at 0x%x", *w.Offset))
	}
	if w.Address != "" {
		parts = append(parts, Plain(w.Address))
	}
	if w.Frame > 0 {
		parts = append(parts, fmt.Sprintf("frame %d", w.Frame))
	}
	if len(parts) == 0 {
		return Plain(ShortDigest(w.Evidence))
	}
	return strings.Join(parts, " ")
}

// mostQuoted bounds the columns of a quotation in a report.
const mostQuoted = 300

// Quote is the words of a page that an answer rests on, between quotation marks;
// "" where there are none. A long one is cut, and says so by an ellipsis.
func Quote(w assay.Where) string {
	if w.Quote == "" {
		return ""
	}
	return "“" + Shorten(strings.Join(strings.Fields(Plain(w.Quote)), " "), mostQuoted) + "”"
}

// Inside is the path within the innermost container of a path chain:
// "/etc/shadow" of "flash.bin!squashfs@0x240000!/etc/shadow".
func Inside(chain string) string {
	if i := strings.LastIndex(chain, "!"); i >= 0 && i+1 < len(chain) {
		return chain[i+1:]
	}
	return chain
}

// Outside is what a path chain starts from: "flash.bin".
func Outside(chain string) string {
	head, _, _ := strings.Cut(chain, "!")
	return head
}

// Abbreviate shortens a path chain to at most width columns, keeping the image
// it starts from and the end of the path, which tell most. A width too small for
// both keeps the end.
func Abbreviate(chain string, width int) string {
	if Width(chain) <= width {
		return chain
	}
	image, inner := Outside(chain), Inside(chain)
	if image == inner {
		return keepEnd(chain, width)
	}
	image = path.Base(image)
	if short := image + "!…!" + inner; Width(short) <= width {
		return short
	}
	room := width - Width(image) - 3
	if room < 20 {
		return keepEnd(inner, width)
	}
	return image + "!…!" + keepEnd(inner, room)
}

func keepEnd(s string, width int) string {
	runes := []rune(s)
	n := Width(s)
	i := 0
	for i < len(runes) && n > width-1 {
		n -= Width(string(runes[i]))
		i++
	}
	if i == 0 {
		return s
	}
	// Runes that join into one sign take less together than one by one, so the
	// rest may still be too wide.
	for i < len(runes) && wider("…"+string(runes[i:]), width) {
		i++
	}
	return "…" + string(runes[i:])
}

// ShortDigest is a digest that people can compare by eye: "sha256:3f9c2a71…".
func ShortDigest(id string) string {
	name, hex, ok := strings.Cut(id, ":")
	if !ok || len(hex) <= 12 {
		return id
	}
	return name + ":" + hex[:12] + "…"
}

// Bytes writes a size in the unit that flash sizes are spoken of: "8 MiB".
func Bytes(n int64) string {
	units := []string{"bytes", "KiB", "MiB", "GiB", "TiB"}
	f, i := float64(n), 0
	for f >= 1024 && i < len(units)-1 {
		f, i = f/1024, i+1
	}
	s := strconv.FormatFloat(f, 'f', 1, 64)
	return strings.TrimSuffix(s, ".0") + " " + units[i]
}

// Percent writes a share with one decimal; it never rounds up to all of it.
func Percent(part, whole int64) string {
	if whole <= 0 {
		return "0 %"
	}
	if part >= whole {
		return "100 %"
	}
	return strconv.FormatFloat(float64(part*1000/whole)/10, 'f', 1, 64) + " %"
}

// Count writes a number with its noun: "1 provision", "3 provisions".
func Count(n int, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case strings.HasSuffix(noun, "y") && !strings.ContainsAny(noun[max(len(noun)-2, 0):len(noun)-1], "aeo"):
		return fmt.Sprintf("%d %sies", n, strings.TrimSuffix(noun, "y"))
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Fold joins words to a list that reads: "a, b and c".
func Fold(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
