// Package explain answers "what is this, why does it matter, how does Assay look
// at it": for clauses, provisions, test cases, test units, IXIT tables, questions,
// regimes, their requirements, and checks. Every page is made from the shipped
// data and from the checks it is given; nothing is written twice. It promises that
// a page says where each statement comes from and how surely, and that an unknown
// id is answered with the nearest known ones.
package explain

// A Page explains one thing. It is the JSON form; [Page.Text] is the other.
type Page struct {
	Kind     string    `json:"kind"` // guide, clause, provision, test_case, test_unit, ixit_table, question, regime, requirement, rule, check
	ID       string    `json:"id"`
	Plain    string    `json:"plain,omitempty"` // how to type the id in a shell, where that differs
	Title    string    `json:"title"`
	Asks     []string  `json:"asks"` // what it asks, in our words
	Why      string    `json:"why,omitempty"`
	Sections []Section `json:"sections"`
	Sources  []Source  `json:"sources"`
}

// A Section is a heading with rows.
type Section struct {
	Title string `json:"title"`
	Rows  []Row  `json:"rows"`
}

// A Row is a label and a text; the label may be empty.
type Row struct {
	Label string `json:"label,omitempty"`
	Text  string `json:"text"`
}

// A Source says where something was read and how surely.
type Source struct {
	Text       string `json:"text"`
	Confidence string `json:"confidence"`
}

// section adds a section if it has rows.
func (p *Page) section(title string, rows []Row) {
	if len(rows) > 0 {
		p.Sections = append(p.Sections, Section{Title: title, Rows: rows})
	}
}

// source adds a source once.
func (p *Page) source(text, confidence string) {
	s := Source{Text: text, Confidence: confidence}
	for _, have := range p.Sources {
		if have == s {
			return
		}
	}
	if text != "" {
		p.Sources = append(p.Sources, s)
	}
}

func newPage(kind, id, title string, asks ...string) *Page {
	return &Page{Kind: kind, ID: id, Title: title, Asks: asks, Sections: []Section{}, Sources: []Source{}}
}
