package conceptual

import (
	"regexp"
	"slices"
	"strings"
)

// none tells the words with which a maker says that there is nothing.
func none(text string) bool {
	switch strings.ToLower(strings.Trim(strings.TrimSpace(text), ".")) {
	case "none", "no", "n/a", "na", "-", "–", "nil", "not applicable", "nothing", "never":
		return true
	}
	return false
}

// saysNone tells a text that begins with saying that there is nothing: "none
// needed, the network is private".
func saysNone(text string) bool {
	if none(text) {
		return true
	}
	first := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !(r >= 'a' && r <= 'z') })
	return len(first) > 0 && (first[0] == "none" || first[0] == "nothing")
}

// clausesOf cuts a text where one statement ends and another begins: at
// semicolons, commas, line ends, full stops before a space, and "but". A comma or a
// full stop inside a number cuts nothing.
func clausesOf(text string) []string {
	text = strings.ToLower(text)
	text = butWord.ReplaceAllString(text, ";")
	var out []string
	start := 0
	cut := func(end, next int) {
		if s := strings.TrimSpace(text[start:end]); s != "" {
			out = append(out, s)
		}
		start = next
	}
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case ';', '\n', ',', '!', '?':
			cut(i, i+1)
		case '.':
			if i+1 == len(text) || text[i+1] == ' ' || text[i+1] == '\n' {
				cut(i, i+1)
			}
		}
	}
	cut(len(text), len(text))
	return out
}

// sentencesOf cuts a text at semicolons, line ends and full stops only: what a
// comma divides still belongs together.
func sentencesOf(text string) []string {
	return clausesOf(strings.ReplaceAll(text, ",", " "))
}

var butWord = regexp.MustCompile(`\bbut\b|\bhowever\b|\bwhereas\b`)

// words are the words of a text in small letters; a word may hold digits, dots and
// dashes between letters.
func words(text string) []string { return wordForm.FindAllString(strings.ToLower(text), -1) }

var wordForm = regexp.MustCompile(`[\pL\pN]+(?:[-'’][\pL\pN]+)*`)

var negations = []string{"no", "not", "none", "never", "without", "neither", "nor", "cannot", "can't", "doesn't", "don't", "isn't", "aren't", "won't", "lacks", "lacking", "missing", "absent", "nothing", "hardly", "unless", "except", "excluding", "instead", "rather", "non"}

// negated tells whether a clause holds a word that may turn it into its opposite.
func negated(clause string) bool {
	return slices.ContainsFunc(words(clause), func(w string) bool {
		return slices.Contains(negations, w) || strings.HasPrefix(w, "non-")
	})
}

// hedged tells words that take a statement back or put it off.
func hedged(text string) bool { return hedge.MatchString(text) }

var hedge = regexp.MustCompile(`(?i)\b(planned|plan to|intend|future|later release|soon|should|may|might|could|optional(ly)?|where possible|if possible|if available|best effort|typically|usually|mostly|partly|partially|some|tbd|todo|to be defined)\b`)

// plainly finds clauses in which a pattern stands and nothing turns it into its
// opposite. Doubtful tells that it stands only where something does.
func plainly(text string, pattern *regexp.Regexp) (found, doubtful bool) {
	for _, c := range clausesOf(text) {
		if !pattern.MatchString(c) {
			continue
		}
		if negated(c) {
			doubtful = true
			continue
		}
		found = true
	}
	return found, doubtful && !found
}

// ids are the row ids that a field names, as a list or between words.
func ids(text string) []string {
	return strings.FieldsFunc(text, func(c rune) bool { return c == ',' || c == ';' || c == ' ' || c == '\n' || c == '\t' })
}

// quoted shortens a text for a summary.
func quoted(text string) string {
	const most = 60
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > most {
		text = string(r[:most-1]) + "…"
	}
	return "“" + text + "”"
}
