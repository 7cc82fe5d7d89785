package explain

import (
	_ "embed"
	"fmt"
	"sync"

	"github.com/assay-project/assay/standard/strict"
)

//go:embed data/why.json
var whyData []byte

// reason says why a clause matters.
type reason struct {
	Clause     string `json:"clause"`
	Why        string `json:"why"`
	Source     string `json:"source"`
	Confidence string `json:"confidence"`
}

func loadReasons() (map[string]reason, error) {
	var f struct {
		About   string   `json:"about"`
		Clauses []reason `json:"clauses"`
	}
	if err := strict.Decode(whyData, &f); err != nil {
		return nil, fmt.Errorf("explain: read why.json: %w", err)
	}
	out := map[string]reason{}
	for _, r := range f.Clauses {
		if _, twice := out[r.Clause]; twice {
			return nil, fmt.Errorf("explain: why.json: clause %s stands twice", r.Clause)
		}
		out[r.Clause] = r
	}
	return out, nil
}

var reasons = sync.OnceValue(func() map[string]reason {
	r, err := loadReasons()
	if err != nil {
		panic(err) // embedded data: cannot depend on any input, and a test loads it
	}
	return r
})

// why puts the reason of a clause on a page.
func (p *Page) why(clause string) {
	r, ok := reasons()[clause]
	if !ok {
		return
	}
	p.Why = r.Why
	p.source("why it matters: "+r.Source, r.Confidence)
}
