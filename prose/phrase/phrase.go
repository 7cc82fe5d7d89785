// Package phrase finds sentences by patterns that a person can read and extend:
//
//	# comment
//	[acknowledged]
//	we will? (acknowledge|confirm receipt of) ... within {time}
//
// A line is a row of words. "*" at the end of a word stands for any ending,
// "(a|b c)" for one of several, "?" makes a word or group optional, "..." stands
// for up to ten words, {time}, {often} and {date} for what package when reads.
// Case, quotation marks, commas and brackets play no part.
//
// A pattern says that words stand there, not that they are meant: a [Match] says
// as well whether the clause round them is denied or hedged.
package phrase

import (
	"bufio"
	"fmt"
	"sort"
	"strings"
)

// Set is the patterns of a file by section.
type Set struct {
	sections map[string][]*pattern
	words    *vocabulary
}

// Match is a pattern found in a sentence.
type Match struct {
	Pattern string
	Mood    Mood
	Time    string // what stood for {time} or {often}, in small letters
	Date    string // what stood for {date}, and up to five words behind it
	Text    string // the words that matched
	Around  string // those, and up to three words before them
}

// Load reads patterns. A mistake in them is one of the program: Load panics, and
// is called for embedded files only.
func Load(text string) *Set {
	s := &Set{sections: make(map[string][]*pattern), words: newVocabulary()}
	section := ""
	lines := bufio.NewScanner(strings.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[' && line[len(line)-1] == ']':
			section = line[1 : len(line)-1]
		default:
			p, err := compile(line, s.words)
			if err != nil || section == "" {
				panic(fmt.Sprintf("line %d: %q: section %q: %v", n, line, section, err))
			}
			s.sections[section] = append(s.sections[section], p)
		}
	}
	return s
}

// Find returns the first pattern of a section that stands in a sentence, a plain
// one before one that is hedged or denied.
func (s *Set) Find(section, sentence string) (Match, bool) {
	return s.FindIn(section, Read(sentence))
}

// FindIn is Find for a sentence that is read once and searched often.
func (s *Set) FindIn(section string, words *Words) (Match, bool) {
	var best Match
	found := false
	marked := words.mark(s.words)
	for _, p := range s.sections[section] {
		at, ok := p.find(words, marked)
		if !ok {
			continue
		}
		if m := p.match(words, at); !found || m.Mood == Plain {
			best, found = m, true
		}
		if best.Mood == Plain {
			break
		}
	}
	return best, found
}

// Has tells whether any pattern of a section stands in a text, however meant.
func (s *Set) Has(section, text string) bool {
	_, ok := s.Find(section, text)
	return ok
}

// Sections returns the names of the sections, sorted.
func (s *Set) Sections() []string {
	var names []string
	for name := range s.sections {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

func (p *pattern) match(words *Words, at place) Match {
	start, end := words.offset(at.start), words.offset(at.end)
	m := Match{Pattern: p.source, Mood: words.mood(start, end), Text: strings.TrimSpace(words.text[start:end])}
	m.Around = strings.TrimSpace(words.text[words.offset(max(at.start-3, 0)):end])
	m.Time = strings.TrimSpace(words.text[words.offset(at.time[0]):words.offset(at.time[1])])
	m.Date = strings.TrimSpace(words.text[words.offset(at.date[0]):words.offset(at.date[1])])
	return m
}
