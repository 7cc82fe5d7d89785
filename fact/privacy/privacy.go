// Package privacy reads a maker's privacy notice for what users must be told:
// which personal data is processed, for what, by whom, how consent is taken back,
// and which telemetry is gathered, for what and by whom.
//
// It finds sentences that say so; whether a lay user understands them, and
// whether they are true, it does not judge. It reads English.
package privacy

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/site"
	"github.com/assay-project/assay/prose"
	"github.com/assay-project/assay/prose/phrase"
)

//go:embed phrases.txt
var phraseText string

var phrases = phrase.Load(phraseText)

// enough is how many words a page must have to be taken for the whole notice.
const enough = 100

// Notice is a page that is a privacy notice.
type Notice struct {
	Page  *site.Page
	lines []site.Line
}

// Found is what the pages show.
type Found struct {
	Site    *site.Site
	Notices []*Notice
	// others are English pages that may speak of telemetry as well: guides.
	others []*Notice
}

var fact = check.NewFact("privacy", compute)

// Of returns the privacy notices among the pages.
func Of(in *check.Input) (*Found, error) { return fact.Of(in) }

func compute(in *check.Input) (*Found, error) {
	pages, err := site.Of(in)
	if err != nil {
		return nil, err
	}
	found := &Found{Site: pages}
	for _, p := range pages.Pages {
		if p.State != site.Read && p.State != site.Partly || !p.English() {
			continue
		}
		n := &Notice{p, p.Lines(false)}
		if phrases.Has("title", p.Heading()) || phrases.Has("title", p.Text.Title) || phrases.Has("title", p.Address.Path) || phrases.Has("address", p.Address.Path) {
			found.Notices = append(found.Notices, n)
		} else {
			found.others = append(found.others, n)
		}
	}
	return found, nil
}

// Data says whether a notice says which personal data is processed.
func (found *Found) Data() site.Said {
	return found.best(func(n *Notice) site.Said { return n.find("data", false, "which personal data is processed") })
}

// Use says whether a notice says for what and by whom personal data is processed.
func (found *Found) Use() site.Said {
	return found.best(func(n *Notice) site.Said {
		return both(n.find("purpose", false, "for what data is processed"), n.find("party", true, "by whom data is processed"), "for what and by whom personal data is processed")
	})
}

// Withdrawal says whether a notice says how consent is taken back.
func (found *Found) Withdrawal() site.Said {
	s := found.best(func(n *Notice) site.Said { return n.find("withdraw", false, "how consent is taken back") })
	if s.Answer == assay.No { // where nothing rests on consent, nothing need be said
		s.Answer = assay.Unknown
	}
	return s
}

func (found *Found) best(get func(*Notice) site.Said) site.Said {
	best := site.Said{Answer: assay.Unknown, Say: "No privacy notice in English was recognised among the pages"}
	for i, n := range found.Notices {
		if s := get(n); i == 0 || s.Better(best) {
			best = s
		}
	}
	return best
}

// both joins two answers into the weaker.
func both(a, b site.Said, what string) site.Said {
	if a.Answer == assay.Yes && b.Answer == assay.Yes {
		return site.Said{Answer: assay.Yes, Say: "The privacy notice says " + what, Where: append(append([]assay.Where{}, a.Where...), b.Where...),
			Data: map[string]any{"sentences": len(a.Where) + len(b.Where)}}
	}
	for _, answer := range []assay.Answer{assay.No, assay.Unknown} {
		for _, s := range []site.Said{a, b} {
			if s.Answer == answer {
				return s
			}
		}
	}
	return a
}

// find looks for sentences of a section. What is denied ("we do not share your
// data") tells users something as well where denied is set.
func (n *Notice) find(section string, denied bool, what string) site.Said {
	var where []assay.Where
	for _, line := range n.lines {
		if line.Headed || n.Page.Text.Blocks[line.Block].Kind == prose.Heading {
			continue
		}
		m, ok := phrases.FindIn(section, line.Words)
		if _, not := phrases.FindIn(section+".not", line.Words); not {
			continue
		}
		if ok && (denied || m.Mood != phrase.Denied) && len(where) < 5 {
			where = append(where, n.Page.Quote(line.Block, line.Text))
		}
	}
	if len(where) > 0 {
		return site.Said{Answer: assay.Yes, Say: "The privacy notice says " + what, Where: where, Data: map[string]any{"address": n.Page.URL(), "asked": n.Page.Asked, "sentences": len(where)}}
	}
	s := site.Said{Answer: assay.Unknown, Say: fmt.Sprintf("The privacy notice was not all read, or is too short to be all of it; %s was not found", what), Where: []assay.Where{n.Page.Where()}}
	words := 0
	for _, sentence := range n.Page.Sentences {
		words += strings.Count(sentence.Words.String(), " ")
	}
	near, found := n.Page.Near(phrases, section+".near")
	switch {
	case !n.Page.Full() || words < enough:
	case found:
		s.Say = fmt.Sprintf("%s was not found; whether this sentence says it, a person judges", site.Upper(what))
		s.Where = []assay.Where{n.Page.Quote(near.Block, near.Text)}
	default:
		s.Answer, s.Say = assay.No, fmt.Sprintf("The privacy notice does not say %s", what)
	}
	return s
}

// Telemetry says whether users are told which telemetry is gathered; that none is
// counts as well.
func (found *Found) Telemetry() site.Said {
	return found.telemetry(func(n *Notice) site.Said {
		for _, line := range n.lines {
			if _, ok := phrases.FindIn("telemetry.none", line.Words); ok && !n.excepts() {
				return site.Said{Answer: assay.Yes, Say: "Users are told that no telemetry is gathered", Where: []assay.Where{n.Page.Quote(line.Block, line.Text)}, Data: map[string]any{"none": true}}
			}
		}
		var where []assay.Where
		for _, line := range n.lines {
			m, ok := phrases.FindIn("telemetry.which", line.Words)
			under := n.Page.Text.Blocks[line.Block].Kind == prose.Item && phrases.Has("telemetry.title", line.Context)
			if _, not := phrases.FindIn("telemetry.which.not", line.Words); not {
				continue
			}
			if (ok && m.Mood != phrase.Denied || under) && !line.Headed && len(where) < 5 {
				where = append(where, n.Page.Quote(line.Block, line.Text))
			}
		}
		if len(where) == 0 {
			return site.Said{}
		}
		return site.Said{Answer: assay.Yes, Say: "Users are told which telemetry is gathered", Where: where, Data: map[string]any{"address": n.Page.URL(), "asked": n.Page.Asked}}
	}, "which telemetry is gathered")
}

// excepts tells whether any sentence on telemetry makes an exception.
func (n *Notice) excepts() bool {
	for _, line := range n.lines {
		_, about := phrases.FindIn("telemetry", line.Words)
		if _, ok := phrases.FindIn("telemetry.none.not", line.Words); ok && about {
			return true
		}
	}
	return false
}

// TelemetryUse says whether users are told for what and by whom telemetry is used.
func (found *Found) TelemetryUse() site.Said {
	if s := found.Telemetry(); s.Data["none"] == true {
		return s
	}
	return found.telemetry(func(n *Notice) site.Said {
		var purpose, party []assay.Where
		for _, line := range n.lines {
			if line.Headed || !phrases.Has("telemetry", line.Text) && !phrases.Has("telemetry.title", line.Context) {
				continue
			}
			if m, ok := phrases.FindIn("purpose", line.Words); ok && m.Mood != phrase.Denied && len(purpose) == 0 {
				purpose = append(purpose, n.Page.Quote(line.Block, line.Text))
			}
			if _, ok := phrases.FindIn("party", line.Words); ok && len(party) == 0 {
				party = append(party, n.Page.Quote(line.Block, line.Text))
			}
		}
		if len(purpose) == 0 || len(party) == 0 {
			return site.Said{}
		}
		return site.Said{Answer: assay.Yes, Say: "Users are told for what and by whom telemetry is used", Where: append(purpose, party...)}
	}, "for what and by whom telemetry is used")
}

func (found *Found) telemetry(get func(*Notice) site.Said, what string) site.Said {
	for _, n := range append(append([]*Notice{}, found.Notices...), found.others...) {
		if s := get(n); s.Answer == assay.Yes {
			return s
		}
	}
	return site.Said{Answer: assay.Unknown, Say: site.Upper(what) + " was not found among the pages read"}
}

// Published says whether anyone can read a privacy notice.
func (found *Found) Published() site.Said {
	for _, n := range found.Notices {
		return site.Said{Answer: assay.Yes, Say: "A privacy notice is open to anyone", Where: []assay.Where{n.Page.Quote(-1, n.Page.Heading())}, Data: map[string]any{"address": n.Page.URL(), "asked": n.Page.Asked}}
	}
	return site.Said{Answer: assay.Unknown, Say: "No privacy notice in English was recognised among the pages"}
}
