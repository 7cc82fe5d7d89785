package explain

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/assay-project/assay/standard/strict"
)

//go:embed guides/*.json
var guideFiles embed.FS

// guide is a short text on one of the things that every law asks first.
type guide struct {
	ID         string    `json:"id"`
	Title      string    `json:"title"`
	Asks       []string  `json:"asks"`
	Why        string    `json:"why"`
	Sections   []Section `json:"sections"`
	Provisions []string  `json:"provisions"`
}

var guides = sync.OnceValue(func() []guide {
	files, err := guideFiles.ReadDir("guides")
	if err != nil {
		panic(err) // embedded data: a test loads it
	}
	var out []guide
	for _, f := range files {
		var g guide
		b, err := guideFiles.ReadFile(path.Join("guides", f.Name()))
		if err == nil {
			err = strict.Decode(b, &g)
		}
		if err != nil {
			panic(fmt.Errorf("explain: guide %s: %w", f.Name(), err))
		}
		out = append(out, g)
	}
	return out
})

// guide finds a quick guide by its name.
func (b *Book) guide(id string) *Page {
	i := slices.IndexFunc(guides(), func(g guide) bool { return strings.EqualFold(g.ID, id) })
	if i < 0 {
		return nil
	}
	g := guides()[i]
	p := newPage("guide", g.ID, g.Title, g.Asks...)
	p.Why = g.Why
	p.Sections = append(p.Sections, g.Sections...)
	p.section("Who asks for it", b.askers(g.Provisions))
	p.source("our own words", "derived")
	return p
}

// askers lists, for each regime that maps to one of the provisions, the
// requirements that do: laws first.
func (b *Book) askers(provisions []string) []Row {
	var rows []Row
	for _, r := range b.regimes.Regimes() {
		var ids []string
		for _, e := range r.Edges {
			if slices.Contains(provisions, e.Provision) && e.Granularity == "provision" && !slices.Contains(ids, e.Requirement) {
				ids = append(ids, e.Requirement)
			}
		}
		if len(ids) > 0 && r.Kind != "guidance" && r.Kind != "framework" {
			rows = append(rows, Row{Label: r.ID, Text: fmt.Sprintf("%s (%s): %s", r.Title(), r.Kind, strings.Join(ids, ", "))})
		}
	}
	return rows
}
