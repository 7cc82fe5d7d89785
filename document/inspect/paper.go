package inspect

import (
	"regexp"
	"strings"

	"github.com/assay-project/assay/prose"
)

// paper is a document prepared for rules: what people see of it, in blocks,
// sentences and labelled values.
type paper struct {
	doc       *document
	ask       Ask
	kind      string // being judged as
	blocks    []prose.Block
	sentences []sentence
	pairs     []pair
	things    []bool // by block; see surround
	signings  []bool
	words     string // all shown text in one line
	language  string // in words, where the rules do not cover it
	partly    string // which pages could not be read, in words
	notes     []string
}

type sentence struct {
	text string
	page int
}

// Limits of what is looked at: a statement has one page or ten, and rules look at
// it many times.
const (
	maxBlocks    = 3_000
	maxLetters   = 300_000 // bytes of text: a hundred pages
	maxSentences = 6_000
)

func newPaper(doc *document, ask Ask) *paper {
	p := &paper{doc: doc, ask: ask}
	for _, b := range doc.text.Blocks {
		if !b.Hidden {
			p.blocks = append(p.blocks, b)
		}
	}
	more := false
	p.blocks, more = firstBlocks(p.blocks)
	shown := &prose.Text{Blocks: p.blocks}
	p.words = prose.Fold(shown.Words())
	all, cut := shown.Sentences(maxSentences)
	for _, s := range all {
		p.sentences = append(p.sentences, sentence{s.Text, p.blocks[s.Block].Page})
	}
	p.language = otherLanguage(p.words)
	p.partly = unreadPages(doc.text.Unread)
	if more || cut {
		p.partly = "it is longer than any statement: only its first hundred pages or so were looked at"
		p.notes = append(p.notes, p.partly)
	}
	p.gather()
	return p
}

// firstBlocks cuts blocks off where the limits end; more is set where there were
// others.
func firstBlocks(all []prose.Block) (some []prose.Block, more bool) {
	letters := 0
	for i, b := range all {
		if letters += len(b.Text); letters > maxLetters || i == maxBlocks {
			return all[:i], true
		}
	}
	return all, false
}

// blind says whether there is nothing to judge: a scan, or an encrypted paper.
func (p *paper) blind() bool { return len(p.words) < 40 }

// unreadPages picks from the list of what was not read that which may hold words
// of the paper. A hidden layer under a picture does not make the picture read.
func unreadPages(unread []string) string {
	var out []string
	for _, u := range unread {
		for _, sign := range []string{"only an image", "image covers", "only drawings", "which does not say what they are", "stopped after", "XFA", "was not read", "encrypted"} {
			if strings.Contains(u, sign) && !strings.HasPrefix(u, "the attached file") {
				out = append(out, u)
				break
			}
		}
	}
	return strings.Join(out, "; ")
}

// stopwords tell languages apart; a paper may hold two.
var stopwords = []struct {
	language string
	words    *regexp.Regexp
	covered  bool
}{
	{"English", regexp.MustCompile(`(?i)\b(the|of|and|is|by|with|this|that|for|has)\b`), true},
	{"German", regexp.MustCompile(`(?i)\b(der|die|das|und|ist|mit|von|für|den|dem|des|wird|diese)\b`), true},
	{"French", regexp.MustCompile(`(?i)\b(le|les|des|est|et|du|une|pour|avec|dans|par|aux)\b`), false},
	{"Italian", regexp.MustCompile(`(?i)\b(il|di|che|della|del|per|con|una|sono|alla|dei)\b`), false},
	{"Spanish", regexp.MustCompile(`(?i)\b(el|los|las|que|del|una|para|con|por|este)\b`), false},
	{"Dutch", regexp.MustCompile(`(?i)\b(het|een|van|dat|voor|zijn|deze|wordt|met)\b`), false},
	{"Polish", regexp.MustCompile(`(?i)\b(jest|oraz|przez|dla|zgodnie|nie|niniejsz\pL*)\b`), false},
}

var reOtherScript = regexp.MustCompile(`[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Cyrillic}\p{Arabic}]`)

// otherLanguage names the language of a paper that is in neither English nor
// German, "" where it is or cannot be told.
func otherLanguage(words string) string {
	if n := len(reOtherScript.FindAllStringIndex(words, 2000)); n > 100 && n*6 > len(words) {
		return "another script than the Latin one"
	}
	best, most, covered, known := "", 0, true, 0
	for _, s := range stopwords {
		n := len(s.words.FindAllStringIndex(words, 2000))
		if s.covered {
			known = max(known, n)
		}
		if n > most {
			best, most, covered = s.language, n, s.covered
		}
	}
	if covered || known*2 > most || most < 8 {
		return ""
	}
	return best
}

// find returns the first sentence that a pattern matches.
func (p *paper) find(re *regexp.Regexp) (sentence, bool) {
	for _, s := range p.sentences {
		if re.MatchString(s.text) {
			return s, true
		}
	}
	return sentence{}, false
}

// labelled returns the pairs that name a key, forms first: what is typed into a
// form is what was meant.
func (p *paper) labelled(k key) []pair {
	var fields, others []pair
	for _, pr := range p.pairs {
		if !pr.has(k) {
			continue
		}
		if pr.field {
			fields = append(fields, pr)
		} else {
			others = append(others, pr)
		}
	}
	return append(fields, others...)
}

// value returns the first filled value of a key, and whether the label was there
// at all. An empty one beside a filled one does not count.
func (p *paper) value(k key, fits func(string) bool) (pair, bool, bool) {
	there := false
	for _, pr := range p.labelled(k) {
		there = true
		if !blank(pr.value) && (fits == nil || fits(pr.value)) {
			return pr, true, true
		}
	}
	return pair{}, false, there
}

// finding is what a rule says of one thing.
type finding struct {
	state             State
	found, quote, why string
	next              string
	page              int
}

func present(found, quote string, page int) finding {
	return finding{state: Present, found: found, quote: quote, page: page}
}

func missing(why, next string) finding { return finding{state: Missing, why: why, next: next} }

func (f finding) but(s State, why, next string) finding {
	f.state, f.why, f.next = s, why, next
	return f
}

// plainly folds a name for comparing: small letters and digits only.
func plainly(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r > 127 {
			b.WriteRune(r)
		}
	}
	return b.String()
}
