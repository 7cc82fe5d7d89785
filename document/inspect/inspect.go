// Package inspect reads a supplier's paper (a UK statement of compliance, an EU
// declaration of conformity, an Australian statement) and says of each thing that
// the law wants on it whether it is there, with the words that show it and their
// page.
//
// It looks for the form of a paper, not for the truth of it: what is "present"
// was found and is not contradicted by the day, by the product asked about or by
// another part of the paper. Rules are in English and German; a paper in another
// language is unclear, not missing. What stands on a page that is only a picture
// is unclear too: nothing is guessed, and hidden text counts for nothing.
package inspect

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/prose"
)

// Schema names the shape of a report as JSON.
const Schema = "assay.paper-check/v1"

// State is what is known of one thing that a paper must hold.
type State string

const (
	Present State = "present"
	Missing State = "missing" // looked for in all of the text, and not there
	Wrong   State = "wrong"   // there, and not as it must be
	Unclear State = "unclear" // needs a person's eye
)

// Overall is what is known of a whole paper.
type Overall string

const (
	Complete     Overall = "complete"     // everything is present
	Incomplete   Overall = "incomplete"   // something is missing, nothing is wrong
	Inconsistent Overall = "inconsistent" // something is wrong
	Unknown      Overall = "unknown"      // nothing is missing or wrong, something is unclear
)

// Item is one thing that the law wants on a paper. Found is what was read in a
// neutral form (a date as 2031-03-31); Quote is as it stands there.
type Item struct {
	ID    string `json:"id"`
	Ref   string `json:"ref"` // place in the law
	Asks  string `json:"asks"`
	State State  `json:"state"`
	Found string `json:"found,omitempty"`
	Quote string `json:"quote,omitempty"`
	Page  int    `json:"page,omitempty"`
	Why   string `json:"why,omitempty"`  // where it is not present
	Next  string `json:"next,omitempty"` // what would settle it
}

// Judgement is a paper read as one kind.
type Judgement struct {
	Kind    string  `json:"kind"`
	Title   string  `json:"title"`
	Law     string  `json:"law"`
	How     string  `json:"recognised_by"`
	Overall Overall `json:"overall"`
	Items   []Item  `json:"items"`
}

// Report is what was found in one file.
type Report struct {
	Schema     string      `json:"schema"`
	File       string      `json:"file"`
	Digest     string      `json:"digest"` // sha256:…
	Format     string      `json:"format"` // pdf, html, text, docx, odt
	Pages      int         `json:"pages,omitempty"`
	Title      string      `json:"title,omitempty"`
	At         string      `json:"at"`
	Overall    Overall     `json:"overall"` // the worst of the judgements
	Judgements []Judgement `json:"judgements"`
	Unread     []string    `json:"unread,omitempty"`
	Notes      []string    `json:"notes,omitempty"`
	Next       string      `json:"next,omitempty"`
}

// Ask is what is known before a paper is opened. Everything but At may be empty.
type Ask struct {
	Kind        string // of Kinds; "" to recognise it
	Product     string // the product's name as you know it
	Model       string
	At          time.Time
	Declaration *assay.Declaration
}

// Inspect reads and judges one paper. The error is for a file that is no paper
// at all: of an unknown form, broken, or empty.
func Inspect(file string, data []byte, ask Ask) (*Report, error) {
	doc, err := read(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	sum := sha256.Sum256(data)
	r := &Report{Schema: Schema, File: file, Digest: "sha256:" + hex.EncodeToString(sum[:]), Format: doc.format,
		Pages: doc.text.Pages, Title: doc.text.Title, At: ask.At.Format(time.DateOnly), Unread: doc.text.Unread, Judgements: []Judgement{}}
	ask = ask.filled()
	p := newPaper(doc, ask)
	r.Notes = p.notes
	if p.blind() {
		r.Overall = Unknown
		r.Next = "ask the supplier for a version with text in it, or read it by eye and record what it says"
		return r, nil
	}
	kinds, how := p.kinds()
	if len(kinds) == 0 {
		r.Overall = Unknown
		r.Next = "it is not clear what this paper is; if you know, say so with --kind"
		return r, nil
	}
	for _, k := range kinds {
		r.Judgements = append(r.Judgements, p.judge(k, how[k.Name]))
	}
	r.Overall = worst(r.Judgements)
	return r, nil
}

// filled takes product and model from the declaration where nothing else is said.
func (a Ask) filled() Ask {
	if d := a.Declaration; d != nil {
		if a.Product == "" {
			a.Product = d.Product.Name
		}
		if a.Model == "" {
			a.Model = d.Product.Model
		}
	}
	return a
}

func (p *paper) judge(k Kind, how string) Judgement {
	p.kind = k.Name
	j := Judgement{Kind: k.Name, Title: k.Title, Law: k.Law, How: how}
	for _, d := range k.items {
		f, applies := d.find(p)
		if !applies {
			continue
		}
		item := Item{ID: d.id, Ref: p.refOf(d.ref), Asks: d.asks, State: f.state, Found: f.found, Quote: clip(f.quote), Page: f.page, Why: f.why, Next: f.next}
		j.Items = append(j.Items, p.trace(p.cautious(item)))
	}
	unsigned(j.Items)
	unmade(j.Items)
	if f, is := p.draft(); is {
		j.Items = append(j.Items, Item{ID: "draft", Ref: "", Asks: "that the paper is issued", State: f.state, Quote: f.quote, Page: f.page, Why: f.why, Next: f.next})
	}
	if i, has := p.twin(); has {
		j.Items = append(j.Items, i)
	}
	j.Overall = overall(j.Items)
	return j
}

// cautious turns missing into unclear where the thing may stand in what was not
// read.
func (p *paper) cautious(i Item) Item {
	if i.State != Missing {
		return i
	}
	switch {
	case p.partly != "":
		i.State, i.Why = Unclear, "not in what could be read; "+p.partly
		i.Next = "look at what was not read, or ask for a version with text in it"
	case p.language != "":
		i.State, i.Why = Unclear, "not found, but the paper seems to be in "+p.language+", which the rules do not cover"
		i.Next = "have it read by somebody who knows the language, or ask for it in English"
	}
	return i
}

// unsigned makes a missing signature unclear where somebody is named as signing:
// ink cannot be seen in text.
func unsigned(items []Item) {
	named := false
	for _, i := range items {
		named = named || i.ID == "signatory.name" && i.State != Missing
	}
	for n := range items {
		if items[n].ID == "signature" && items[n].State == Missing && named {
			items[n].State, items[n].Why, items[n].Next = Unclear, "a name may stand there; whether it is signed cannot be seen in the text", "look at the paper"
		}
	}
}

// unmade makes a missing manufacturer unclear where an address stands that may be
// its: somebody is named whom no rule knows for the maker.
func unmade(items []Item) {
	for _, a := range items {
		if a.ID != "manufacturer.address" || a.State != Unclear {
			continue
		}
		for n := range items {
			if items[n].ID == "manufacturer" && items[n].State == Missing && !strings.Contains(items[n].Why, "empty") {
				items[n].State, items[n].Why, items[n].Quote, items[n].Page = Unclear, "an address stands there; whose it is, is not clear", a.Quote, a.Page
			}
		}
	}
}

func overall(items []Item) Overall {
	out := Complete
	for _, i := range items {
		switch i.State {
		case Wrong:
			return Inconsistent
		case Missing:
			out = Incomplete
		case Unclear:
			if out == Complete {
				out = Unknown
			}
		}
	}
	return out
}

func worst(js []Judgement) Overall {
	rank := map[Overall]int{Complete: 0, Unknown: 1, Incomplete: 2, Inconsistent: 3}
	out := Complete
	for _, j := range js {
		if rank[j.Overall] > rank[out] {
			out = j.Overall
		}
	}
	return out
}

func clip(s string) string {
	const most = 300
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// Found says whether a report names something missing or wrong.
func (r *Report) Found() bool { return r.Overall == Incomplete || r.Overall == Inconsistent }

// document is a file that was read.
type document struct {
	format string
	text   *prose.Text
	twin   []byte // the machine-readable twin, where one is attached
}
