package site

import (
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/prose"
	"github.com/assay-project/assay/prose/phrase"
)

// Said is what pages say about one thing, with the words quoted.
type Said struct {
	Answer assay.Answer
	Say    string // one sentence
	Where  []assay.Where
	Data   map[string]any
}

// Finding turns it into a finding about a thing.
func (s Said) Finding(about string, exercised map[string]any, mend string) check.Finding {
	f := check.Finding{Answer: s.Answer, About: about, Summary: s.Say, Where: s.Where, Data: s.Data, Exercised: exercised}
	if s.Answer != assay.Yes {
		f.Mend = mend
	}
	return f
}

// Upper begins a sentence with what stood inside one.
func Upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// Better tells whether s says more than t: a yes more than an unknown, that more
// than a no, anything more than nothing.
func (s Said) Better(t Said) bool {
	rank := map[assay.Answer]int{assay.Yes: 3, assay.Unknown: 2, assay.No: 1}
	return rank[s.Answer] > rank[t.Answer]
}

// Line is a stretch of a page that patterns are compared with: a sentence, a
// sentence under its heading, an item behind what leads its list in, a row of a
// table, or a cell under its heading.
type Line struct {
	Text  string // as it is quoted
	Words *phrase.Words
	Block int
	// Context is the nearest heading above; Headed is set where Text begins with it.
	Context string
	Headed  bool
}

// shortLine is how many words a sentence may have to be read together with the
// heading above it: "Acknowledgement: within five working days".
const shortLine = 14

// Lines returns the lines of a page's shown text: its sentences, those that are
// short once more behind their heading, items once more behind the words that
// lead their list in, the rows of its tables and the cells below headings. Aside
// text is left out unless it is asked for.
func (p *Page) Lines(aside bool) []Line {
	if aside {
		return p.lines
	}
	var own []Line
	for _, line := range p.lines {
		if !p.Text.Blocks[line.Block].Aside {
			own = append(own, line)
		}
	}
	return own
}

func (p *Page) readLines() []Line {
	var lines []Line
	context, lead, last := "", "", -1
	for _, s := range p.Sentences {
		for last < s.Block {
			last++
			switch b := &p.Text.Blocks[last]; {
			case b.Hidden || b.Kind == prose.Picture:
			case b.Kind == prose.Heading:
				context, lead = brief(b.Text), ""
			case strings.HasSuffix(b.Text, ":"):
				lead = brief(lastSentence(b.Text))
			case b.Kind != prose.Item:
				lead = ""
			}
		}
		lines = append(lines, Line{Text: s.Text, Words: s.Words, Block: s.Block, Context: context})
		if context != "" && p.Block(s).Kind != prose.Heading && strings.Count(s.Words.String(), " ") <= shortLine {
			text := context + ": " + s.Text
			lines = append(lines, Line{text, phrase.Read(text), s.Block, context, true})
		}
		if lead != "" && p.Block(s).Kind == prose.Item && !strings.HasSuffix(s.Text, ":") {
			text := lead + " " + shorten(s.Text)
			lines = append(lines, Line{Text: text, Words: phrase.Read(text), Block: s.Block, Context: context})
		}
	}
	return append(lines, p.rows()...)
}

// brief is a heading or lead-in as it stands before each line below it: a long one
// would make much of little.
func brief(s string) string {
	if len(s) > 150 {
		return strings.ToValidUTF8(s[:150], "") + "…"
	}
	return s
}

// lastSentence is the end of a block that leads in what follows.
func lastSentence(text string) string {
	all := prose.Split(text)
	return all[len(all)-1]
}

// maxRows is how many rows of tables are read as lines.
const maxRows = 5000

// rows reads each row of a table as a line: "Acknowledgement: 5 working days".
func (p *Page) rows() []Line {
	var lines []Line
	var texts []string
	at, first := [2]int{}, -1
	flush := func() {
		if len(texts) > 1 {
			text := strings.Join(texts, ": ")
			lines = append(lines, Line{Text: text, Words: phrase.Read(text), Block: first})
		}
		texts, first = nil, -1
	}
	for i := range p.Text.Blocks {
		b := &p.Text.Blocks[i]
		if b.Table == 0 || b.Hidden || len(lines) > maxRows {
			continue
		}
		if now := [2]int{b.Table, b.Row}; now != at {
			flush()
			at = now
		}
		if first < 0 {
			first = i
		}
		if len(texts) < 20 {
			texts = append(texts, shorten(b.Text))
		}
		if b.Kind == prose.Cell && b.Name != "" && len(b.Name) <= maxQuote && b.Row > 1 {
			text := b.Name + ": " + shorten(b.Text)
			lines = append(lines, Line{Text: text, Words: phrase.Read(text), Block: i})
		}
	}
	flush()
	return lines
}
