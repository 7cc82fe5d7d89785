// Package statement finds where a maker publishes its statement of compliance or
// declaration of conformity. What such a paper says is read by package document.
package statement

import (
	_ "embed"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/site"
	"github.com/assay-project/assay/prose/phrase"
)

//go:embed phrases.txt
var phraseText string

var phrases = phrase.Load(phraseText)

// Published says whether a statement is published: a page or paper that is one
// was had; a link to one that was not fetched is not enough.
func Published(in *check.Input) (site.Said, *site.Site, error) {
	pages, err := site.Of(in)
	if err != nil {
		return site.Said{}, nil, err
	}
	linked := site.Said{Answer: assay.Unknown, Say: "No statement of compliance or declaration of conformity was found among the pages"}
	for _, p := range pages.Pages {
		if had(p) && titled(p.Heading()+" · "+p.Text.Title) {
			return yes(p, p.Quote(-1, p.Heading())), pages, nil
		}
		for _, l := range p.Links() {
			if !p.Shown(l) || !titled(l.Text) {
				continue
			}
			to := pages.At(l.To.String())
			switch {
			case to != nil && had(to) && !phrases.Has("title.not", to.Heading()+" · "+to.Text.Title):
				return yes(to, p.Quote(l.Block, l.Text)), pages, nil
			case to != nil && to.State == site.Missing:
				if linked.Where == nil {
					linked = site.Said{Answer: assay.No, Say: "The link to the statement leads to a page that is not there", Where: []assay.Where{p.Quote(l.Block, l.Text)}}
				}
			case linked.Where == nil || linked.Answer == assay.No: // one that was not had is not missing
				linked = site.Said{Answer: assay.Unknown, Say: "A statement is linked and was not fetched: " + l.To.String(), Where: []assay.Where{p.Quote(l.Block, l.Text)}, Data: map[string]any{"address": l.To.String()}}
			}
		}
	}
	return linked, pages, nil
}

func titled(text string) bool { return phrases.Has("title", text) && !phrases.Has("title.not", text) }

// had tells a page that the server gave, a paper in a format that is not read
// included.
func had(p *site.Page) bool {
	return p.State == site.Read || p.State == site.Partly || p.State == site.Unreadable && p.Status == 200 && len(p.Body) > 0
}

func yes(p *site.Page, where assay.Where) site.Said {
	return site.Said{Answer: assay.Yes, Say: "A statement of compliance or declaration of conformity is published", Where: []assay.Where{where}, Data: map[string]any{"address": p.URL(), "evidence": p.Digest}}
}
