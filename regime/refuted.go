package regime

import (
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// A Refutation is a crossing over which no verdict may cross: a modelled product
// is known of which the verdict is true and what it would say of the demand is not.
// Package population finds them and writes the file.
type Refutation struct {
	Regime      string           `json:"regime"`
	Rule        string           `json:"rule,omitempty"`        // the crossing is an evaluation of this rule
	Requirement string           `json:"requirement,omitempty"` // or an edge of this requirement
	By          []string         `json:"by"`                    // provisions, or a test case
	Edition     standard.Edition `json:"edition"`               // of EN 303 645
	Verdict     assay.Judgement  `json:"verdict"`               // that must not cross: pass or fail
	Product     string           `json:"product"`               // in words
}

// RefutationFile is the shape of data/refuted.json.
type RefutationFile struct {
	About   string       `json:"about"`
	Refuted []Refutation `json:"refuted"`
}

// refutedWhen is one direction of a crossing in one edition.
type refutedWhen struct {
	verdict assay.Judgement
	edition standard.Edition
}

// refuted maps what must not cross to the product, in words.
type refuted map[refutedWhen]string

func (r *refuted) add(x *Refutation) {
	if *r == nil {
		*r = refuted{}
	}
	(*r)[refutedWhen{x.Verdict, x.Edition}] = x.Product
}

// Refuted tells whether a modelled product tells a verdict on the provisions and
// the rule apart, and by what: then the verdict does not cross in this edition. A
// relation that the source itself states crosses all the same.
func (e *Evaluated) Refuted(verdict assay.Judgement, ed standard.Edition) (product string, ok bool) {
	product, ok = e.refuted[refutedWhen{verdict, ed}]
	return product, ok && e.Basis != "stated"
}

// Carries tells whether a verdict crosses in an edition, conditions apart.
func (e *Evaluated) Carries(verdict assay.Judgement, ed standard.Edition) bool {
	_, no := e.Refuted(verdict, ed)
	crosses := verdict == assay.Pass && e.PassCrosses() || verdict == assay.Fail && e.FailCrosses()
	return crosses && !no && hasEdition(e.Editions, ed)
}

// Refuted is as [Evaluated.Refuted].
func (e *Edge) Refuted(verdict assay.Judgement, ed standard.Edition) (product string, ok bool) {
	product, ok = e.refuted[refutedWhen{verdict, ed}]
	return product, ok && e.RelationBasis != "stated"
}

// Carries tells whether a verdict crosses in an edition, conditions apart.
func (e *Edge) Carries(verdict assay.Judgement, ed standard.Edition) bool {
	_, no := e.Refuted(verdict, ed)
	crosses := verdict == assay.Pass && e.Relation.PassCrosses() || verdict == assay.Fail && e.Relation.FailCrosses()
	return crosses && !no && e.Granularity == "provision" && hasEdition(e.Editions, ed)
}

// Refutations returns what must not cross, in the order of the file.
func (s *Set) Refutations() []Refutation { return s.refutations }

// loadRefuted reads the refutations and gives each to its crossings. One that
// belongs to none is left over from older data: a test of package population says so.
func (s *Set) loadRefuted() error {
	var f RefutationFile
	if err := read("data/refuted.json", &f); err != nil {
		return err
	}
	s.refutations = f.Refuted
	for i := range f.Refuted {
		s.refute(&f.Refuted[i])
	}
	return nil
}

// refute gives a refutation to its crossings, if there are any.
func (s *Set) refute(x *Refutation) {
	r, ok := s.byID[x.Regime]
	if !ok {
		return
	}
	by := strings.Join(x.By, " ")
	if rule, ok := s.Rule(x.Regime, x.Rule); ok {
		for i := range rule.EvaluatedBy {
			if e := &rule.EvaluatedBy[i]; strings.Join(e.IDs(), " ") == by {
				e.refuted.add(x)
			}
		}
	}
	for _, e := range r.EdgesOf(x.Requirement) {
		if strings.Join(e.IDs(x.Edition), " ") == by {
			e.refuted.add(x)
		}
	}
}

// toldApart says why a verdict that was reached does not cross.
func toldApart(id string, verdict assay.Judgement, ed standard.Edition, product string) string {
	is := map[assay.Judgement]string{assay.Pass: "passes", assay.Fail: "fails"}[verdict]
	return id + " " + is + " (V" + string(ed) + "), which is evidence and settles nothing: a modelled product tells the two apart: " + product
}

// ruleToldApart says which verdicts reached do not cross to a rule, and why.
func (j *judgement) ruleToldApart(rule *Rule) []string {
	var out []string
	for i := range rule.EvaluatedBy {
		e := &rule.EvaluatedBy[i]
		for _, ed := range e.Editions {
			if product, no := e.Refuted(assay.Fail, ed); no {
				for _, id := range e.IDs() {
					if v, ok := j.verdictOf(e, ed, id); ok && v.Verdict == assay.Fail {
						out = append(out, toldApart(id, assay.Fail, ed, product))
					}
				}
			}
			if product, no := e.Refuted(assay.Pass, ed); no {
				if _, ok, _ := j.evaluationPass(rule, e, ed); ok {
					out = append(out, toldApart(strings.Join(e.IDs(), ", "), assay.Pass, ed, product))
				}
			}
		}
	}
	return once(out)
}

// edgesToldApart says it for the edges of a requirement.
func (j *judgement) edgesToldApart(r *Regime, requirement string) []string {
	var out []string
	for _, e := range r.EdgesOf(requirement) {
		for _, ed := range e.Editions {
			if product, no := e.Refuted(assay.Fail, ed); no {
				for _, id := range r.edgeIDs(e, ed) {
					if v, ok := j.byID[verdictKey{ed, id}]; ok && v.Verdict == assay.Fail {
						out = append(out, toldApart(id, assay.Fail, ed, product))
					}
				}
			}
			if product, no := e.Refuted(assay.Pass, ed); no {
				if _, ok := j.allPass(r, e, ed); ok {
					out = append(out, toldApart(strings.Join(r.edgeIDs(e, ed), ", "), assay.Pass, ed, product))
				}
			}
		}
	}
	return once(out)
}
