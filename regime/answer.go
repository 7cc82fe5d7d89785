package regime

import (
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// Reach says how far an answer to a neutral question reaches.
type Reach struct {
	Question string `json:"question"`
	// Named says why an answer settles only the rule it names; "" where it is shared.
	Named string `json:"named,omitempty"`
	// Each: asked of each thing found, so that one good answer says nothing of the rest.
	Each bool `json:"each,omitempty"`
	// Plain: a bad answer is itself the fact, whatever it bears on.
	Plain bool `json:"plain,omitempty"`
	// RefutedWith: else a bad answer read from an image counts only where it also
	// refutes a test unit of a provision the rule speaks of, or, where the rule
	// speaks of none, of these.
	RefutedWith []string   `json:"refuted_with,omitempty"`
	Establishes []string   `json:"establishes,omitempty"` // facts that a counted bad answer shows to be true
	Source      string     `json:"source"`
	Confidence  Confidence `json:"confidence"`
}

type reachFile struct {
	About   string  `json:"about"`
	AsOf    string  `json:"as_of"`
	Answers []Reach `json:"answers"`
}

// Reach returns how far an answer to a question reaches; false for a question no
// rule asks.
func (s *Set) Reach(question string) (Reach, bool) {
	r, ok := s.reach[question]
	return r, ok
}

// Questions returns the neutral questions that rules ask, in the order of package
// standard, which owns their words and their good answers.
func (s *Set) Questions() []*standard.Question { return standard.EN303645().Questions() }

// Names tells whether an observation is about one rule: it says so in what it is
// about ("eu-cra/I-2a.1"), or it bears on the rule, with the regime for method.
func Names(o assay.Observation, regime, rule string) bool {
	if r, id, ok := strings.Cut(o.About, "/"); ok && r == regime && (id == rule || Plain(id) == Plain(rule)) {
		return true
	}
	for _, b := range o.Bears {
		if b.Method == regime && (b.Unit == rule || Plain(b.Unit) == Plain(rule)) {
			return true
		}
	}
	return false
}

// quality is what an answer is worth: good, bad or nothing.
type quality int8

const (
	bad  quality = -1
	mute quality = 0
	good quality = 1
)

func qualityOf(o assay.Observation) quality {
	q, ok := standard.EN303645().Question(o.Question)
	switch {
	case !ok || o.Answer != assay.Yes && o.Answer != assay.No:
		return mute
	case string(o.Answer) == q.Good:
		return good
	}
	return bad
}

// counts tells what an observation does to a rule: good supports it, bad refutes
// it, mute does neither.
func (j *judgement) counts(o assay.Observation, r *Regime, rule *Rule) quality {
	if rule.Question == "" || o.Question != rule.Question {
		return mute
	}
	named := Names(o, r.ID, rule.ID)
	switch q := qualityOf(o); {
	case q == bad && (named || j.sharedBad(o, rule)):
		return bad
	case q == good && (named || j.sharedGood(o, rule)) && enough(o, rule):
		return good
	}
	return mute
}

// shared tells whether an answer that names no rule can be about this one: same
// subject, and seen where the rule wants it to be seen.
func (j *judgement) shared(o assay.Observation, rule *Rule) bool {
	if j.set.reach[rule.Question].Named != "" || rule.Answers == AnswersNamed {
		return false
	}
	if o.Attested == nil && len(rule.Checks) > 0 && !oneOf(rule.Checks, o.Check) {
		return false
	}
	switch rule.About {
	case "app", "service", "supplier": // what is asked of the product is not asked of these
		return false
	}
	return j.set.namesNoRule(o) && (o.Attested != nil || seenBy(o, rule.EvidenceKinds))
}

// namesNoRule: an answer that names another rule is about that one.
func (s *Set) namesNoRule(o assay.Observation) bool {
	for _, b := range o.Bears {
		if _, ok := s.byID[b.Method]; ok {
			return false
		}
	}
	id, _, _ := strings.Cut(o.About, "/")
	_, ok := s.byID[id]
	return !ok
}

// seenBy tells whether an observation was made where a rule looks. What is read
// can come from an image or a page; what is tested, from a device or its traffic.
func seenBy(o assay.Observation, kinds []string) bool {
	switch o.Basis {
	case assay.Declared:
		return anyOf(kinds, "declaration", "document", "person")
	case assay.Observed:
		return anyOf(kinds, "firmware", "site", "document")
	}
	return anyOf(kinds, "device", "capture", "site", "firmware")
}

func anyOf(list []string, some ...string) bool {
	for _, s := range some {
		if oneOf(list, s) {
			return true
		}
	}
	return false
}

// sharedBad tells whether a bad answer counts against a rule it does not name. A
// vendor must not be able to dispute it: a person stands behind it, or it was
// tested on the product, or the answer itself is the fact, or it refutes what the
// standard asks in the same matter. A justified exception, which a decision may
// end in, shields from all of these until it is known that there is none.
func (j *judgement) sharedBad(o assay.Observation, rule *Rule) bool {
	if rule.Answers == AnswersSupport || !j.shared(o, rule) {
		return false
	}
	if rule.excuses() && j.known.Of("exception_justified") != False {
		return false
	}
	reach := j.set.reach[rule.Question]
	return o.Attested != nil || reach.Plain || o.Basis.Rank() >= assay.Tested.Rank() || refutesOneOf(o, rule.matter(reach))
}

// excuses tells whether a decision of the rule can end in not applicable.
func (r *Rule) excuses() bool {
	for _, c := range r.Decision {
		if c.Yes == "not_applicable" || c.No == "not_applicable" {
			return true
		}
	}
	return false
}

// matter lists the provisions a bad answer has to bear on to count.
func (r *Rule) matter(reach Reach) []string {
	var out []string
	for i := range r.EvaluatedBy {
		if r.EvaluatedBy[i].TestCase == "" {
			out = append(out, r.EvaluatedBy[i].IDs()...)
		}
	}
	if len(out) == 0 {
		return reach.RefutedWith
	}
	return out
}

// sharedGood tells whether a good answer supports a rule it does not name.
func (j *judgement) sharedGood(o assay.Observation, rule *Rule) bool {
	if rule.Answers == AnswersRefute || !j.shared(o, rule) {
		return false
	}
	if rule.About == "product" && j.stated.Of("has_several_components") != False {
		return false // the device was looked at, not the rest of the product
	}
	if o.Attested != nil {
		return true
	}
	if j.set.reach[rule.Question].Each {
		return false
	}
	return o.Answer != assay.No || len(o.Exercised) > 0 // nothing found needs a search
}

// enough tells whether the basis of a good answer suffices: what is only declared
// supports only what a paper or a person's word settles.
func enough(o assay.Observation, rule *Rule) bool {
	return o.Basis.Rank() > assay.Declared.Rank() || anyOf(rule.VerdictFrom, "document", "person") ||
		!anyOf(rule.EvidenceKinds, "firmware", "device", "capture", "site")
}

// refutesOneOf tells whether an observation refutes a test unit of one of these
// provisions.
func refutesOneOf(o assay.Observation, provisions []string) bool {
	for _, b := range o.Bears {
		if b.Effect != assay.Refutes {
			continue
		}
		caseID, _, _ := strings.Cut(b.Unit, "/")
		if c, ok := standard.EN303645().Case(standard.MethodID(b.Method), caseID); ok && oneOf(provisions, c.Provision) {
			return true
		}
	}
	return false
}

// establish lets refuting observations correct product facts: who shares a default
// password with another unit has passwords, whatever was declared. Facts that are
// stated are kept apart: an observation of failure never helps to meet a rule.
func (j *judgement) establish() {
	for _, o := range j.in.Observations {
		reach := j.set.reach[o.Question]
		if len(reach.Establishes) == 0 || qualityOf(o) != bad || !refutesOneOf(o, reach.RefutedWith) {
			continue
		}
		for _, fact := range reach.Establishes {
			j.known[fact] = true
		}
	}
}
