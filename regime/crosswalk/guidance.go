package crosswalk

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/assay-project/assay/regime"
	"github.com/assay-project/assay/standard/strict"
)

//go:embed data/guidance.json
var data embed.FS

// Guidance is the mapping of the guidance of its time to the 13 guidelines of the
// UK Code of Practice (v4, July 2020): references only, no wording.
type Guidance struct {
	Meta      GuidanceMeta    `json:"meta"`
	Documents []GuidancePaper `json:"documents"`
	Rows      []GuidanceRow   `json:"rows"`
}

// GuidanceMeta says where the mapping comes from.
type GuidanceMeta struct {
	Title     string   `json:"title"`
	Origin    string   `json:"origin"`
	Rights    string   `json:"rights"`
	Columns   []string `json:"columns"`
	Rows      int      `json:"rows"`
	Documents int      `json:"documents"`
}

// GuidancePaper is a document of the mapping.
type GuidancePaper struct {
	Organisation string `json:"organisation"`
	Document     string `json:"document"`
	Link         string `json:"link"`
}

// GuidanceRow says that a section of a document speaks of a guideline, 1 to 13.
type GuidanceRow struct {
	Document  int
	Section   string
	Guideline int
}

// UnmarshalJSON reads a row as it is kept: [document, section, guideline].
func (r *GuidanceRow) UnmarshalJSON(b []byte) error {
	var cells [3]json.RawMessage
	if err := json.Unmarshal(b, &cells); err != nil {
		return err
	}
	for i, into := range []any{&r.Document, &r.Section, &r.Guideline} {
		if err := json.Unmarshal(cells[i], into); err != nil {
			return fmt.Errorf("column %d: %w", i+1, err)
		}
	}
	return nil
}

var loaded = sync.OnceValue(func() *Guidance {
	var g Guidance
	b, err := data.ReadFile("data/guidance.json")
	if err == nil {
		err = strict.Decode(b, &g)
	}
	if err != nil {
		panic(fmt.Errorf("crosswalk: guidance: %w", err)) // embedded data: a test loads it
	}
	return &g
})

// OfItsTime returns the mapping.
func OfItsTime() *Guidance { return loaded() }

// Reference is a row spelled out.
type Reference struct {
	Guideline    string `json:"guideline"` // "cop-1"
	Title        string `json:"title"`
	Organisation string `json:"organisation"`
	Document     string `json:"document"`
	Section      string `json:"section"`
	Link         string `json:"link"`
}

// Find returns the rows of one guideline (1 to 13, or cop-1, or the clause of
// EN 303 645 it became, 5.1), or those of the documents whose name or
// organisation holds a text; all where it is empty.
func (g *Guidance) Find(text string) []Reference {
	guideline := guidelineOf(text)
	low := strings.ToLower(text)
	out := []Reference{}
	for _, r := range g.Rows {
		d := g.Documents[r.Document]
		named := strings.Contains(strings.ToLower(d.Document), low) || strings.Contains(strings.ToLower(d.Organisation), low)
		if guideline == r.Guideline || guideline == 0 && named {
			id := fmt.Sprintf("cop-%d", r.Guideline)
			out = append(out, Reference{id, titleOf(id), d.Organisation, d.Document, r.Section, d.Link})
		}
	}
	return out
}

func guidelineOf(text string) int {
	for _, prefix := range []string{"cop-", "5.", ""} {
		var n int
		if rest, ok := strings.CutPrefix(text, prefix); ok {
			if _, err := fmt.Sscanf(rest, "%d", &n); err == nil && fmt.Sprint(n) == rest && n >= 1 && n <= 13 {
				return n
			}
		}
	}
	return 0
}

func titleOf(id string) string {
	r, ok := regime.All().Regime("uk-cop-2018")
	if !ok {
		return ""
	}
	q, ok := r.Requirement(id)
	if !ok {
		return ""
	}
	return q.Title
}
