// Package sensorsnamed asks what the maker's own pages say the product senses its
// surroundings with.
package sensorsnamed

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/site"
	"github.com/assay-project/assay/prose/phrase"
)

//go:embed phrases.txt
var phraseText string

var phrases = phrase.Load(phraseText)

// Check is the question about each kind of sensor, and about the documentation as a whole.
var Check = &check.Check{
	Name: "sensorsnamed",
	Doc: "Looks for sentences in pages that were asked for by name which say that the product has a camera, microphone, motion or temperature sensor, or position receiver. " +
		"Yes: the sentence is quoted; only words that tie the sensor to the product count. Unknown: none was found; only English is read. A sensor that the maker's own pages name and the declaration leaves out is a contradiction.",
	Question: "docs.sensors.named",
	Reads:    check.Site,
	Bears: []check.Bearing{
		{Unit: "5.8-3-1/c", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.8-3-1/a", On: assay.Yes, Effect: assay.Supports}, // where the page is the one that the declaration names
	},
	Run: run,
}

// kinds is the order of the sections.
var kinds = []string{"camera", "microphone", "motion sensor", "temperature sensor", "position receiver"}

const maxQuotes = 4

func run(p *check.Pass) error {
	pages, err := site.Of(p.Input)
	if err != nil {
		return err
	}
	places := make(map[string][]assay.Where)
	var all []assay.Where
	for _, page := range pages.Pages {
		if !page.Asked || page.State != site.Read && page.State != site.Partly || !page.English() {
			continue
		}
		all = append(all, look(page, places)...)
	}
	for _, kind := range kinds {
		if len(places[kind]) == 0 {
			continue
		}
		p.Report(check.Finding{
			Answer: assay.Yes, About: "sensor:" + strings.ReplaceAll(kind, " ", "-"), Where: places[kind], Exercised: pages.Exercised(),
			Summary: fmt.Sprintf("The maker's pages say that the product has a %s", kind), Mend: "Declare the sensor, or correct the page.",
			Data: map[string]any{"name": kind}, AtMost: assay.Informs,
		})
	}
	f := check.Finding{Answer: assay.Yes, Where: all, Exercised: pages.Exercised(), Summary: fmt.Sprintf("Sensors are described on %d pages that were asked for", len(all))}
	if len(all) == 0 {
		f.Answer, f.Summary = assay.Unknown, "No page that was asked for says what the product senses with"
	}
	p.Report(f)
	return nil
}

// look adds the sentences of a page to the places and returns the page where there are any.
func look(page *site.Page, places map[string][]assay.Where) []assay.Where {
	found := false
	for _, line := range page.Lines(false) {
		if line.Headed {
			continue
		}
		for _, kind := range kinds {
			m, ok := phrases.FindIn(kind, line.Words)
			if !ok || m.Mood != phrase.Plain {
				continue
			}
			found = true
			if len(places[kind]) < maxQuotes {
				places[kind] = append(places[kind], page.Quote(line.Block, line.Text))
			}
		}
	}
	if !found {
		return nil
	}
	return []assay.Where{page.Where()}
}
