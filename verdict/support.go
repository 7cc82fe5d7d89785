package verdict

import (
	"strings"

	"github.com/assay-project/assay"
)

// ReviewPrefix begins the names of checks that judge conceptual units on the
// declaration alone (package conceptual).
const ReviewPrefix = "conceptual-"

// reviewed tells an observation that comes of reading the declaration.
func reviewed(o *assay.Observation) bool { return strings.HasPrefix(o.Check, ReviewPrefix) }

// supports leaves out what is merely declared: that alone carries nothing but
// the reading of the declaration, which this package does itself.
func (b bearing) supports() bool {
	return b.effect == assay.Supports && !b.unknown() && (b.judged || b.obs.Basis.Rank() >= assay.Observed.Rank())
}

// attested tells what a person stands behind.
func (b bearing) attested() bool { return b.obs.Attested != nil }

// tried tells a person's own test of the product.
func (b bearing) tried() bool {
	return b.attested() && b.obs.Basis.Rank() >= assay.Tested.Rank()
}

// exercised tells a recorded search that went to its end. Of a person's test the
// procedure is the record.
func (b bearing) exercised() bool {
	if b.tried() {
		return strings.TrimSpace(b.obs.Attested.Procedure) != ""
	}
	stopped, _ := b.obs.Exercised["truncated"].(bool)
	return len(b.obs.Exercised) > 0 && !stopped
}

// settles tells whether a support answers what another observation left unknown: a
// person's judgement answers a machine, and what was observed answers a review of
// the declaration. What a person leaves unknown stays so.
func (b bearing) settles(unknown bearing) bool {
	if unknown.attested() {
		return false
	}
	return b.attested() || unknown.obs.Basis == assay.Declared && b.obs.Basis.Rank() >= assay.Observed.Rank()
}

// rests chooses the supports a pass rests on. A person's own test stands by
// itself, the strongest first: what a laboratory found is not made weaker by what
// a machine saw beside it. Else what is merely declared adds nothing to what was
// observed.
func rests(good []bearing) []bearing {
	best := assay.Observed.Rank()
	for _, b := range good {
		if b.tried() {
			best = max(best, b.obs.Basis.Rank())
		}
	}
	if best > assay.Observed.Rank() {
		return only(good, func(b bearing) bool { return b.tried() && b.obs.Basis.Rank() == best })
	}
	if seen := only(good, func(b bearing) bool { return b.obs.Basis.Rank() >= best }); len(seen) > 0 {
		return seen
	}
	return good
}

func only(list []bearing, keep func(bearing) bool) []bearing {
	var out []bearing
	for _, b := range list {
		if keep(b) {
			out = append(out, b)
		}
	}
	return out
}

// passBy is a pass that rests on supports.
func passBy(good []bearing) outcome {
	by := rests(good)
	return pass(weakest(by), idsOf(by)...)
}

// wholly tells whether a person tried the unit on the product as such: then no row
// of it was missed.
func wholly(list []bearing) bool {
	for _, b := range list {
		if b.tried() && b.entry == "" {
			return true
		}
	}
	return false
}
