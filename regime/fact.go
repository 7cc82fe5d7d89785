package regime

import (
	"sort"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// A Fact is a boolean about a product that conditions speak of.
type Fact struct {
	Name       string     `json:"name"`
	Group      string     `json:"group"`
	Meaning    string     `json:"meaning"`
	Market     string     `json:"market,omitempty"`           // true where this market is declared
	Kinds      []string   `json:"kinds,omitempty"`            // true for these kinds of product
	Condition  string     `json:"condition_v2_1_1,omitempty"` // the same as this condition of the ICS
	Feature    string     `json:"feature_v3_1_3,omitempty"`   // the same as this feature of the ICS
	Source     string     `json:"source"`
	Confidence Confidence `json:"confidence"`
}

// Facts returns every product fact, grouped as in the data.
func (s *Set) Facts() []Fact { return s.facts }

// Fact finds a product fact by name, so that a declaration can refuse others.
func (s *Set) Fact(name string) (Fact, bool) {
	for _, f := range s.facts {
		if f.Name == name {
			return f, true
		}
	}
	return Fact{}, false
}

// Markets returns the market codes that decide scope, in the order of the facts.
func (s *Set) Markets() []string {
	var out []string
	for _, f := range s.facts {
		if f.Market != "" {
			out = append(out, f.Market)
		}
	}
	return out
}

// A Truth is true, false or unknown.
type Truth int8

const (
	False   Truth = -1
	Unknown Truth = 0
	True    Truth = 1
)

func truth(b bool) Truth {
	if b {
		return True
	}
	return False
}

// Known holds what is known of a product: fact name to true or false.
type Known map[string]bool

// Of returns the truth of a fact.
func (k Known) Of(name string) Truth {
	if v, ok := k[name]; ok {
		return truth(v)
	}
	return Unknown
}

// FactsOf reads product facts from a declaration: those it states, its markets
// (a market that is not among the declared ones is none), its kind of product and
// the conditions of its ICS. What it states outright wins. nil is no declaration.
func (s *Set) FactsOf(d *assay.Declaration) Known {
	k := Known{}
	if d == nil {
		return k
	}
	markets := set(d.Markets)
	if markets["us"] { // sold in the country is sold in its states
		markets["us-ca"], markets["us-or"] = true, true
	}
	if markets["de"] {
		markets["eu"] = true
	}
	v2, v3 := d.ICS[string(standard.V2_1_1)], d.ICS[string(standard.V3_1_3)]
	for _, f := range s.facts {
		if f.Market != "" && len(d.Markets) > 0 && !(f.Market == "de" && markets["eu"] && !markets["de"]) {
			k[f.Name] = markets[f.Market]
		}
		for _, kind := range f.Kinds {
			if strings.EqualFold(kind, d.Product.Kind) {
				k[f.Name] = true
			}
		}
		if v, ok := v3.Features[f.Feature]; ok && f.Feature != "" {
			k[f.Name] = v
		}
		if v, ok := v2.Conditions[f.Condition]; ok && f.Condition != "" {
			k[f.Name] = v
		}
	}
	for name, v := range d.Facts {
		k[name] = v
	}
	return k
}

func set(list []string) map[string]bool {
	m := map[string]bool{}
	for _, s := range list {
		m[strings.ToLower(strings.TrimSpace(s))] = true
	}
	return m
}

func sortedKeys(m map[string]bool) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
