package verdict

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// entailed is what follows for a condition or feature from other things said, and
// from which of them.
type entailed struct {
	holds bool
	by    string // "fact has_passwords is true"
}

// fact tells whether it follows from a product fact.
func (x entailed) fact() bool { return strings.HasPrefix(x.by, "fact ") }

// entails works out what facts, conditions and features stated say of the
// conditions and features of an edition. It goes on until nothing new follows; the
// first reason in the order of the data stands. What is stated is not overwritten:
// where it disagrees, that is for the rules of the ICS.
func entails(std *standard.Standard, e standard.Edition, d *assay.Declaration, ics assay.ICS) map[string]entailed {
	out := make(map[string]entailed)
	rules := std.Entailments(e)
	for again := true; again; {
		again = false
		for _, x := range rules {
			if _, known := out[x.Then]; known {
				continue
			}
			v, by, ok := statedOf(x.If, d, ics, out)
			if ok && v == x.Is {
				out[x.Then], again = entailed{x.Holds, by}, true
			}
		}
	}
	return out
}

// statedOf is what is stated of a thing, else what follows for it, with the words for it.
func statedOf(key string, d *assay.Declaration, ics assay.ICS, out map[string]entailed) (holds bool, by string, ok bool) {
	kind, id, _ := strings.Cut(key, " ")
	switch kind {
	case "fact":
		holds, ok = d.Facts[id]
	case "condition":
		holds, ok = ics.Conditions[id]
	case "feature":
		holds, ok = ics.Features[id]
	}
	if ok {
		return holds, fmt.Sprintf("%s is %v", key, holds), true
	}
	x, ok := out[key]
	return x.holds, x.by, ok
}

// disagreements names each condition and feature that is stated one way while
// something else that is stated says the other.
func (j *judge) disagreements() {
	g := &j.ics
	for _, x := range j.std.Entailments(j.in.Edition) {
		follows, ok := g.entailed[x.Then]
		value, _, stated := statedOf(x.Then, &assay.Declaration{}, g.ics, nil)
		if ok && stated && value != follows.holds {
			g.lacks("which holds: %s is stated %v, and %s", x.Then, value, follows.by)
		}
	}
}
