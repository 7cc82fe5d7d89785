package inspect

import (
	"encoding/json"
	"fmt"
	"strings"
)

// twinPaper is what is read of a machine-readable twin: the facts that it has in
// common with the paper round it (package document, type Paper).
type twinPaper struct {
	Schema  string `json:"schema"`
	Draft   bool   `json:"draft"`
	Product struct {
		Name         string `json:"name"`
		Manufacturer string `json:"manufacturer"`
		Model        string `json:"model"`
	} `json:"product"`
	Sections []struct {
		Fields []struct {
			Key   string `json:"key"`
			Label string `json:"label"`
			Value string `json:"value"`
		} `json:"fields"`
	} `json:"sections"`
	Signature *struct {
		Name, Function, Place, Date string
	} `json:"signature"`
}

// twin compares the file attached for machines with what people read: both are
// the same statement, and who relies on one must not be told otherwise by the other.
func (p *paper) twin() (Item, bool) {
	if p.doc.twin == nil {
		return Item{}, false
	}
	item := Item{ID: "twin", Ref: "attached " + twinName, Asks: "that the file for machines says what the paper says", State: Present}
	var t twinPaper
	if err := json.Unmarshal(p.doc.twin, &t); err != nil || !strings.HasPrefix(t.Schema, "assay.paper/") {
		item.State, item.Why, item.Next = Unclear, "the attached file is no paper of a shape that is known", "read the attached file"
		return item, true
	}
	if t.Draft {
		item.State, item.Why, item.Next = Wrong, "the attached file says that this is a draft", "ask for the paper as it was issued"
		return item, true
	}
	values := [][2]string{{"product", t.Product.Name}, {"manufacturer", t.Product.Manufacturer}, {"model", t.Product.Model}}
	for _, s := range t.Sections {
		for _, f := range s.Fields {
			values = append(values, [2]string{f.Label, f.Value})
		}
	}
	if s := t.Signature; s != nil {
		values = append(values, [2]string{"name", s.Name}, [2]string{"function", s.Function}, [2]string{"place", s.Place})
	}
	words := plainly(p.words)
	n := 0
	for _, v := range values {
		if len(values) > 2000 || v[1] == "" || len(v[1]) > 200 {
			continue
		}
		if n++; !strings.Contains(words, plainly(v[1])) {
			item.State, item.Found = Wrong, fmt.Sprintf("%s: %s", v[0], shorten(v[1]))
			item.Why = fmt.Sprintf("the attached file says %q for %s; the paper does not", shorten(v[1]), v[0])
			item.Next = "ask which of the two holds"
			return item, true
		}
	}
	item.Found = fmt.Sprintf("%d values, all on the paper", n)
	return item, true
}
