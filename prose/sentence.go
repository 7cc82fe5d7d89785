package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentence is one sentence of a text and the block it stands in.
type Sentence struct {
	Text  string
	Block int
}

// maxSentence is the longest sentence in bytes that is kept in one piece. Longer
// ones are lists without stops, or made to waste time.
const maxSentence = 2000

// Sentences returns the sentences of a text's shown blocks of words, in order, at most
// max of them; more is set where there were others.
func (t *Text) Sentences(max int) (all []Sentence, more bool) {
	for i := range t.Blocks {
		b := &t.Blocks[i]
		if b.Hidden || b.Kind == Field || b.Kind == Picture {
			continue
		}
		for _, s := range Split(b.Text) {
			if len(all) == max {
				return all, true
			}
			all = append(all, Sentence{s, i})
		}
	}
	return all, false
}

// Split cuts folded text into sentences. A stop ends one where white space and a
// capital, a digit, a quotation mark or a bracket follow, and where it is not
// part of an abbreviation, an initial, a number of a list or a date.
func Split(s string) []string {
	var out []string
	start := 0
	add := func(end int) {
		if piece := strings.TrimSpace(s[start:end]); piece != "" {
			out = append(out, piece)
		}
		start = end
	}
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '.', '!', '?':
			end := i + 1
			for end < len(s) && strings.IndexByte(`.!?"')]`, s[end]) >= 0 {
				end++
			}
			if ends(s, start, i, end) {
				add(end)
			}
			i = end - 1
		case ' ':
			if i-start >= maxSentence {
				add(i)
			}
		}
	}
	add(len(s))
	return out
}

// ends tells whether the stop at i, with closing marks up to end, ends a
// sentence that began at start.
func ends(s string, start, i, end int) bool {
	if end >= len(s) {
		return true
	}
	if s[end] != ' ' {
		return false
	}
	rest := s[end+1:]
	first, _ := utf8.DecodeRuneInString(rest)
	if !unicode.IsUpper(first) && !unicode.IsDigit(first) && !strings.ContainsRune("\"'“‘(«•–-", first) {
		return false
	}
	if s[i] != '.' {
		return true
	}
	word := s[strings.LastIndexByte(s[start:i], ' ')+1+start : i]
	word = strings.TrimLeft(word, `("'[`)
	next, _, _ := strings.Cut(rest, " ")
	switch {
	case word == "":
		return false
	case strings.Trim(word, "0123456789") == "" && len(word) <= 2:
		// "3. Scope" opens a list; "31. Dezember" is a date
		return strings.TrimSpace(s[start:i]) != word && !months[strings.ToLower(strings.Trim(next, ".,"))]
	case len(word) == 1 && unicode.IsUpper(rune(word[0])), strings.Contains(word, ".") && !strings.ContainsAny(word, "@/"):
		return openers[next] && !strings.EqualFold(word, "e.g") && !strings.EqualFold(word, "i.e")
	case abbreviations[strings.ToLower(word)]:
		return false
	case firms[strings.ToLower(word)]:
		return openers[next]
	}
	return true
}

func set(words string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

var (
	months        = set("january february march april may june july august september october november december januar februar märz mai juni juli oktober dezember")
	abbreviations = set("e.g i.e eg ie cf vs no nr art sec para paras reg ref vol fig mr mrs ms dr prof st approx min max tel jan feb mar apr jun jul aug sep sept oct nov dec")
	// firms end names of companies, and sentences as well: then what follows
	// opens one.
	firms   = set("inc ltd co corp plc llc gmbh etc u.s u.k a.m p.m")
	openers = set("We You The If This These Please In Our Your To It All For When Any Each A An They There Security Software Updates Support")
)
