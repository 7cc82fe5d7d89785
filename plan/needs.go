package plan

import (
	"embed"
	"fmt"
	"sync"

	"github.com/assay-project/assay/standard"
	"github.com/assay-project/assay/standard/strict"
)

//go:embed data/needs.json
var data embed.FS

// Needs is what a person needs to begin with a functional test case. It is our
// own estimate; the standard names none.
type Needs struct {
	Case    string   `json:"case"`
	State   string   `json:"state"`   // of the device
	Tools   []string `json:"tools"`   // beside a computer
	Samples int      `json:"samples"` // of the product
	Minutes int      `json:"minutes"` // to make it all ready
}

type needsFile struct {
	About      string         `json:"about"`
	Source     []string       `json:"source"`
	Confidence string         `json:"confidence"`
	Minutes    map[string]int `json:"minutes"` // of one unit for one entry, by what settles it
	Cases      []Needs        `json:"cases"`

	byCase map[string]*Needs
}

var needs = sync.OnceValue(func() *needsFile {
	var f needsFile
	text, err := data.ReadFile("data/needs.json")
	if err == nil {
		err = strict.Decode(text, &f)
	}
	if err != nil {
		panic(fmt.Sprintf("plan: read needs.json: %v", err)) // it is part of the program
	}
	f.byCase = make(map[string]*Needs)
	for i := range f.Cases {
		f.byCase[f.Cases[i].Case] = &f.Cases[i]
	}
	return &f
})

// unitMinutes is what a person takes for a unit over a number of entries: for
// each further entry half of the first.
func unitMinutes(u *standard.TestUnit, entries int) int {
	first := needs().Minutes[string(u.SettledBy)]
	return first + max(entries-1, 0)*first/2
}

// caseMinutes is what a person takes for a case whose units are not known.
func caseMinutes(c *standard.TestCase) int {
	if c.Type == string(standard.Conceptual) {
		return needs().Minutes["unknown_conceptual"]
	}
	return needs().Minutes["unknown_functional"]
}
