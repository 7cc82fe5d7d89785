package phrase

import (
	"regexp"
	"strings"
	"sync"

	"github.com/assay-project/assay/prose/when"
)

// bits is a set of symbols.
type bits []uint64

func (b bits) has(symbol int) bool {
	return symbol>>6 < len(b) && b[symbol>>6]&(1<<(symbol&63)) != 0
}

func (b bits) with(other bits) bits {
	out := append(bits(nil), b...)
	for len(out) < len(other) {
		out = append(out, 0)
	}
	for i := range other {
		out[i] |= other[i]
	}
	return out
}

func (b bits) meets(other bits) bool {
	for i := range min(len(b), len(other)) {
		if b[i]&other[i] != 0 {
			return true
		}
	}
	return false
}

func single(symbol int) bits {
	b := make(bits, symbol>>6+1)
	b[symbol>>6] = 1 << (symbol & 63)
	return b
}

// vocabulary gives a number to each word, and to each beginning of words, that
// the patterns of a set hold.
type vocabulary struct {
	exact  map[string]int
	starts map[string]int
	longs  int // the longest beginning in bytes
}

func newVocabulary() *vocabulary {
	return &vocabulary{exact: make(map[string]int), starts: make(map[string]int)}
}

func (v *vocabulary) set(word string) bits {
	in, key := v.exact, word
	if stem, any := strings.CutSuffix(word, "*"); any {
		in, key = v.starts, stem
		v.longs = max(v.longs, len(stem))
	}
	symbol, ok := in[key]
	if !ok {
		symbol = len(v.exact) + len(v.starts)
		in[key] = symbol
	}
	return single(symbol)
}

// marked is a sentence in the symbols of a vocabulary.
type marked struct {
	of  [][]int // of each word
	all bits
}

// mark is done once for each sentence and vocabulary.
func (w *Words) mark(v *vocabulary) *marked {
	w.mu.Lock()
	defer w.mu.Unlock()
	if m := w.marks[v]; m != nil {
		return m
	}
	m := &marked{of: make([][]int, len(w.starts))}
	for i := range w.starts {
		word := w.text[w.starts[i] : w.offset(i+1)-1]
		var found []int
		if s, ok := v.exact[word]; ok {
			found = append(found, s)
		}
		for n := 1; n <= min(len(word), v.longs); n++ {
			if s, ok := v.starts[word[:n]]; ok {
				found = append(found, s)
			}
		}
		m.of[i] = found
		for _, s := range found {
			for len(m.all) <= s>>6 {
				m.all = append(m.all, 0)
			}
			m.all[s>>6] |= 1 << (s & 63)
		}
	}
	if w.marks == nil {
		w.marks = make(map[*vocabulary]*marked)
	}
	w.marks[v] = m
	return m
}

// offset is where a word begins; the end of the text for the one past the last.
func (w *Words) offset(i int) int {
	if i >= len(w.starts) {
		return len(w.text)
	}
	return w.starts[i]
}

// place is where a pattern was found, in words.
type place struct {
	start, end int
	time, date [2]int
}

// search is one search for one pattern.
type search struct {
	p      *pattern
	words  *Words
	marked *marked
	tried  *tries
	at     place
}

// tries remembers which step led nowhere at which word. A number for each search
// saves emptying it.
type tries struct {
	in  []uint32
	now uint32
}

var spare = sync.Pool{New: func() any { return new(tries) }}

// find returns the first place of a pattern in a sentence.
func (p *pattern) find(words *Words, m *marked) (place, bool) {
	for _, set := range p.needs {
		if !m.all.meets(set) {
			return place{}, false
		}
	}
	s := search{p: p, words: words, marked: m, tried: spare.Get().(*tries)}
	defer spare.Put(s.tried)
	if size := len(p.steps) * (len(m.of) + 1); len(s.tried.in) < size {
		s.tried.in = make([]uint32, size)
	}
	if s.tried.now++; s.tried.now == 0 {
		clear(s.tried.in)
		s.tried.now = 1
	}
	for i := range m.of {
		if s.from(p.first, i) {
			s.at.start = i
			return s.at, true
		}
	}
	return place{}, false
}

// from tells whether the steps from one on match the words from i on.
func (s *search) from(at, i int) bool {
	for {
		step := &s.p.steps[at]
		if step.kind == done {
			s.at.end = i
			return true
		}
		key := at*(len(s.marked.of)+1) + i
		if s.tried.in[key] == s.tried.now {
			return false
		}
		s.tried.in[key] = s.tried.now
		switch step.kind {
		case oneOf:
			if i == len(s.marked.of) || !s.holds(step.words, i) {
				return false
			}
			i++
		case any1:
			if i == len(s.marked.of) {
				return false
			}
			i++
		case slot:
			end := s.words.slot(i, step.often)
			if end < 0 || !s.from(step.next, end) {
				return false
			}
			s.at.time = [2]int{i, end}
			return true
		case open1, close1:
			if !s.from(step.next, i) {
				return false
			}
			s.at.date[step.kind-open1] = i
			return true
		case either:
			if s.from(step.next, i) {
				return true
			}
			at = step.other
			continue
		}
		at = step.next
	}
}

func (s *search) holds(set bits, i int) bool {
	for _, symbol := range s.marked.of[i] {
		if set.has(symbol) {
			return true
		}
	}
	return false
}

var (
	timeForm  = regexp.MustCompile(`^(?:` + when.Expression + `) `)
	oftenForm = regexp.MustCompile(`^(?:` + when.Often + `) `)
)

// maxSlot is how long a time may be in bytes: "forty-eight (48) to seventy-two
// (72) consecutive business hours".
const maxSlot = 100

// slotAt is a place where a time, or how often, was looked for.
type slotAt struct {
	word  int
	often bool
}

// slot returns the word behind a time, or behind how often something is done, that
// begins at a word; -1 where none does. Each place is looked at once.
func (w *Words) slot(i int, often bool) int {
	if i >= len(w.starts) {
		return -1
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	end, ok := w.slots[slotAt{i, often}]
	if !ok {
		end = w.readSlot(i, often)
		if w.slots == nil {
			w.slots = make(map[slotAt]int)
		}
		w.slots[slotAt{i, often}] = end
	}
	return end
}

func (w *Words) readSlot(i int, often bool) int {
	rest := w.text[w.starts[i]:min(w.starts[i]+maxSlot, len(w.text))]
	form, begins := timeForm, "0123456789aonetwhrfisvlygu"
	if often {
		form, begins = oftenForm, "eodwbfmq"
	}
	if strings.IndexByte(begins, rest[0]) < 0 || !hasUnit(rest) {
		return -1
	}
	at := form.FindStringIndex(rest)
	if at == nil {
		return -1
	}
	for k := i + 1; ; k++ {
		if w.offset(k) >= w.starts[i]+at[1] {
			return k
		}
	}
}

// hasUnit is a cheap look for any unit of time.
func hasUnit(s string) bool {
	for _, unit := range []string{"day", "week", "hour", "month", "year", "min", "hr", "yr", "quarter", "fortnight", "daily"} {
		if strings.Contains(s, unit) {
			return true
		}
	}
	return false
}
