// Package guidance finds what a maker tells users: how to set the product up
// securely, how to update it, how to delete data, what to do before passing it
// on, and how to check that it is set up securely.
//
// It reads English. Guidance lives on many pages, so what is not found is
// unknown, unless a guide was named, all of it was read, and it shows and leads on to
// nothing else.
package guidance

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

// Topic is what users are told about.
type Topic string

const (
	SetUp   Topic = "setup"
	Update  Topic = "update"
	Delete  Topic = "delete"
	Dispose Topic = "dispose"
	Check   Topic = "check"
)

var what = map[Topic]string{SetUp: "setting the product up securely", Update: "updating it", Delete: "deleting data", Dispose: "what to do before it is passed on or thrown away",
	Check: "checking that it is set up securely"}

// Topics are all topics, in their order.
var Topics = []Topic{SetUp, Update, Delete, Dispose, Check}

// Found is what the pages tell.
type Found struct {
	Site *site.Site
	said map[Topic]site.Said
}

var fact = check.NewFact("guidance", compute)

// Of returns the guidance among the pages.
func Of(in *check.Input) (*Found, error) { return fact.Of(in) }

func compute(in *check.Input) (*Found, error) {
	pages, err := site.Of(in)
	if err != nil {
		return nil, err
	}
	found := &Found{Site: pages, said: make(map[Topic]site.Said)}
	for _, topic := range Topics {
		found.said[topic] = tell(pages, topic)
	}
	return found, nil
}

// On returns what is told on a topic.
func (found *Found) On(topic Topic) site.Said { return found.said[topic] }

func isGuide(p *site.Page) bool {
	if phrases.Has("guide.not", p.Heading()+" · "+p.Text.Title+" · "+strings.ReplaceAll(p.Address.Path, "/", " ")) {
		return false
	}
	return phrases.Has("guide", p.Heading()) || phrases.Has("guide", p.Text.Title) || phrases.Has("guide", p.Address.Path)
}

func tell(pages *site.Site, topic Topic) site.Said {
	var lacking *site.Page
	lacks := true
	for _, p := range pages.Pages {
		if p.State != site.Read && p.State != site.Partly || !p.English() {
			continue
		}
		guide := isGuide(p)
		if s := from(p, topic, guide); s.Answer == assay.Yes {
			return s
		}
		if guide && p.Asked {
			lacking = p
			lacks = lacks && without(pages, p, topic)
		}
	}
	if lacking != nil && lacks {
		return site.Said{Answer: assay.No, Say: fmt.Sprintf("The guide that was named says nothing on %s", what[topic]), Where: []assay.Where{lacking.Quote(-1, lacking.Heading())}}
	}
	return site.Said{Answer: assay.Unknown, Say: fmt.Sprintf("Nothing was found on %s among the pages read", what[topic])}
}

// without tells whether a guide is whole as it was read and shows nothing near a
// topic: in no part that unfolds, in no picture, on no page that it leads on to.
func without(pages *site.Site, p *site.Page, topic Topic) bool {
	if _, on := pages.LeadsOn(p); on || !p.Full() || p.Picture() >= 0 {
		return false
	}
	for _, line := range append(p.Lines(true), p.Unseen()...) {
		_, says := phrases.FindIn(string(topic)+".says", line.Words)
		_, title := phrases.FindIn(string(topic)+".title", line.Words)
		if says || title {
			return false
		}
	}
	return true
}

// from looks for a sentence that tells what to do, in a guide or under a heading
// of the topic.
func from(p *site.Page, topic Topic, guide bool) site.Said {
	var where []assay.Where
	for _, line := range p.Lines(false) {
		if line.Headed || p.Text.Blocks[line.Block].Kind == prose.Heading {
			continue
		}
		if !guide && !phrases.Has(string(topic)+".title", line.Context) {
			continue
		}
		m, ok := phrases.FindIn(string(topic)+".says", line.Words)
		if ok && m.Mood != phrase.Denied && len(where) < 5 {
			where = append(where, p.Quote(line.Block, line.Text))
		}
	}
	if len(where) == 0 {
		return site.Said{}
	}
	return site.Said{Answer: assay.Yes, Say: fmt.Sprintf("Users are told about %s", what[topic]), Where: where, Data: map[string]any{"address": p.URL(), "sentences": len(where)}}
}
