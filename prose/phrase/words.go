package phrase

import (
	"regexp"
	"strings"
	"sync"
)

// Words is a sentence in the form that patterns are compared with: small letters,
// one space behind each word, nothing between them. Where commas and the like
// stood is kept, since they part clauses.
type Words struct {
	text   string
	breaks []int // offsets of words that a comma, colon or bracket stands before
	starts []int // offsets of words

	mu    sync.Mutex
	marks map[*vocabulary]*marked
	slots map[slotAt]int
}

// String returns the words.
func (w *Words) String() string { return w.text }

var plainly = strings.NewReplacer("’", "'", "‘", "'", "`", "'", "“", `"`, "”", `"`, "–", "-", "—", " - ", "‑", "-", "\u00a0", " ", "…", " ")

// Read reads a sentence.
func Read(sentence string) *Words {
	w := &Words{}
	var b strings.Builder
	pending := false
	fields := strings.Fields(strings.ToLower(plainly.Replace(sentence)))
	for i, f := range fields {
		if f == "-" && i > 0 && i+1 < len(fields) && isDigit(fields[i-1], len(fields[i-1])-1) && isDigit(fields[i+1], 0) {
			b.WriteString("- ") // "24 - 48 hours"
			continue
		}
		if strings.HasPrefix(f, "(") {
			pending = true
		}
		for _, part := range pieces(f) {
			if part == "" {
				continue
			}
			if pending && b.Len() > 0 {
				w.breaks = append(w.breaks, b.Len())
			}
			pending = false
			b.WriteString(part)
			b.WriteByte(' ')
		}
		if f == "-" || strings.ContainsAny(f[len(f)-1:], ",;:)") {
			pending = true
		}
	}
	w.text = b.String()
	for i := 0; i < len(w.text); i++ {
		if i == 0 || w.text[i-1] == ' ' {
			w.starts = append(w.starts, i)
		}
	}
	return w
}

func isDigit(s string, i int) bool { return s[i] >= '0' && s[i] <= '9' }

var inBrackets = regexp.MustCompile(`^\(\d{1,4}\)[,;:.]?$`)

// pieces cuts what stands round a word, and "and/or" in two. A number in
// brackets keeps them: it says again what the word before it says.
func pieces(f string) []string {
	if inBrackets.MatchString(f) {
		return []string{strings.TrimRight(f, ",;:.")}
	}
	f = strings.Trim(f, `"'()[]{}<>,;:!?*•·|«»`)
	f = strings.TrimRight(f, ".")
	f = strings.Trim(f, `"'()[]{},;:-`)
	if strings.Contains(f, "/") && !strings.Contains(f, "://") && !strings.ContainsAny(f, "0123456789.@") {
		return strings.Split(f, "/")
	}
	return []string{f}
}

// Mood is how a clause is meant.
type Mood string

const (
	Plain  Mood = ""
	Denied Mood = "denied" // we do not …
	Hedged Mood = "hedged" // we aim to …, may, where possible
)

var (
	harmless = regexp.MustCompile(`\b(?:no (?:later|more|longer|less|fewer|earlier) than|not (?:later|more|longer|less|fewer) than|not (?:to )?exceed(?:ing)?|not only|no cost|no charge|no matter|do not hesitate|don't hesitate|not limited to|at no (?:cost|charge))\b`)
	denies   = regexp.MustCompile(`(?:^| )(?:not|never|no|cannot|can't|don't|doesn't|won't|isn't|aren't|wouldn't|unable|neither|nor|none|refuse\S*|without) `)
	hedges   = regexp.MustCompile(`(?:^| )(?:may|might|could|would|should|aim|aims|aiming|aimed|try|tries|trying|endeavou?r\S*|strive|strives|striving|target|targets|typically|usually|generally|normally|intend|intends|hope|hopes|attempt|attempts|goal|goals|ideally|best efforts?|expect|expects|anticipate\S*|commonly|often|sometimes|possibly|approximately|hopefully|reasonable efforts?|seek|seeks|example|e\.g|such as|under review|proposed|draft|planned|plan|plans) `)
	// hedges that stand behind what they weaken
	behind = regexp.MustCompile(`(?:^| )(?:(?:where|when|if|wherever|whenever|as far as|insofar as) (?:reasonably |practically |at all )?(?:possible|practicable|feasible|appropriate)|in most cases|in (?:many|some|normal) cases|normally|usually|typically|generally|best[- ]efforts?|not guarantee\S*|no guarantee\S*|not binding|may vary|under normal circumstances|depending on|subject to|but (?:it|this) (?:may|can|could|might)|at our (?:sole )?discretion|circumstances permitting) `)
	// subjects open a clause of their own
	subjects = regexp.MustCompile(`^(?:and |but |so |then )?(?:we|you|our|the|it|they|all|every|each|your|security|this|that|these|reports?|reporters?|researchers?) `)
)

// mood looks at the clause that holds text[start:end]: from the last comma, or
// "and", "but", before it that a subject of its own follows, to the end of the
// match; and for what weakens it behind.
func (w *Words) mood(start, end int) Mood {
	if start < end && w.text[start] == ' ' {
		start++
	}
	clause := harmless.ReplaceAllString(w.text[w.clauseStart(start):end], "within")
	switch {
	case denies.MatchString(clause):
		return Denied
	case hedges.MatchString(clause), behind.MatchString(clause), behind.MatchString(w.text[end-1:]):
		return Hedged
	}
	return Plain
}

var joins = regexp.MustCompile(` (?:and|but|so|then) `)

func (w *Words) clauseStart(start int) int {
	from := 0
	try := func(at int) {
		if at > from && at <= start && subjects.MatchString(w.text[at:]) {
			from = at
		}
	}
	for _, at := range w.breaks {
		try(at)
	}
	for _, at := range joins.FindAllStringIndex(w.text, 100) {
		try(at[0] + 1)
	}
	return from
}
