package regime

import (
	"fmt"
	"path"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// RuleFile holds the rules of one regime: its requirements taken apart into single
// testable sentences, in our own words.
type RuleFile struct {
	Regime     string            `json:"regime"`
	AsOf       string            `json:"as_of"`
	Title      string            `json:"title"`
	Edition    string            `json:"edition"`
	Logic      string            `json:"logic,omitempty"` // how requirements hang together, in words
	Notes      []RuleNote        `json:"notes,omitempty"`
	Assets     *Assets           `json:"assets,omitempty"`
	Levels     []LevelRules      `json:"levels,omitempty"` // lowest first; each needs those before it
	Penalties  []Penalty         `json:"penalties,omitempty"`
	Routes     []ConformityRoute `json:"routes,omitempty"`
	AcceptedBy []Acceptance      `json:"accepted_by,omitempty"`
	Accepts    []Acceptance      `json:"accepts,omitempty"`
	// Recognition is what the source says of other schemes; what is judged stands in
	// the recognitions of the regime.
	Recognition              []SchemeNote `json:"recognition,omitempty"`
	RequirementsWithoutRules []string     `json:"requirements_without_rules,omitempty"`
	Sources                  []RuleSource `json:"sources"`
	Rules                    []Rule       `json:"rules"`
}

// RuleNote is something a reader of the rules should know.
type RuleNote struct {
	About string `json:"about"`
	Text  string `json:"text"`
}

// RuleSource spells a source key of rules out.
type RuleSource struct {
	Key  string `json:"key"`
	Text string `json:"text"`
}

// Assets says over what the rules of a standard run.
type Assets struct {
	Judged string   `json:"judged"`
	Note   string   `json:"note"`
	Kinds  []string `json:"kinds"`
}

// LevelRules is a level of a label. Fact says that the level is sought; the lowest
// has none, because every applicant seeks it.
type LevelRules struct {
	Level string `json:"level"`
	Fact  string `json:"fact,omitempty"`
	Rules string `json:"rules"` // in words
}

// A Penalty is what follows where a rule is not met.
type Penalty struct {
	Key  string `json:"key"`
	Text string `json:"text"`
}

// A ConformityRoute is a set of conformity assessment procedures, one of which is
// open to a product for which When holds.
type ConformityRoute struct {
	When  string   `json:"when"`
	AnyOf []string `json:"any_of"`
	Ref   string   `json:"ref"`
}

// An Acceptance says that a label of some level is accepted elsewhere.
type Acceptance struct {
	Regime string `json:"regime"`
	Level  string `json:"level"`
}

// A SchemeNote is what a scheme says of accepting another one.
type SchemeNote struct {
	Accepts  string   `json:"accepts"`
	Criteria []string `json:"criteria,omitempty"`
	Effect   string   `json:"effect,omitempty"`
	Since    string   `json:"since"`
	Source   string   `json:"source"`
}

// A Rule is one testable sentence of a regime.
type Rule struct {
	ID            string      `json:"id"`
	Requirement   string      `json:"requirement,omitempty"` // none: a duty of its own
	Ref           string      `json:"ref"`
	Rule          string      `json:"rule"`
	About         string      `json:"about"`                  // device, app, service, product, document, maker, supplier
	AppliesWhen   string      `json:"applies_when,omitempty"` // condition over product facts; none: always
	Level         string      `json:"level"`                  // mandatory, conditional, code, guidance
	CLSLevel      int         `json:"cls_level,omitempty"`
	EvidenceKinds []string    `json:"evidence_kinds"`
	EvaluatedBy   []Evaluated `json:"evaluated_by,omitempty"`
	Direct        bool        `json:"direct,omitempty"` // EN 303 645 cannot pass it
	TestHint      string      `json:"test_hint,omitempty"`
	Question      string      `json:"question,omitempty"` // neutral question, see package standard
	Answers       Answers     `json:"answers,omitempty"`  // what an answer that does not name the rule may do
	Checks        []string    `json:"checks,omitempty"`   // the only ones whose answers count where they name no rule
	Declared      string      `json:"declared,omitempty"` // what of the declaration speaks to it
	Needs         string      `json:"needs,omitempty"`    // what no machine settles
	VerdictFrom   []string    `json:"verdict_from"`
	Decision      []Choice    `json:"decision,omitempty"` // questions in order, once per asset
	Clock         *Clock      `json:"clock,omitempty"`
	Fields        []string    `json:"fields,omitempty"`         // named contents of a paper
	FoldOf        []string    `json:"fold_of,omitempty"`        // regimes, or rules here ("2.*")
	Unless        []string    `json:"unless,omitempty"`         // rules that have to hold for FoldOf to count
	Effect        string      `json:"effect,omitempty"`         // legal effect, in words
	Meets         []string    `json:"meets,omitempty"`          // requirements that stand met with the one of this rule
	Restriction   string      `json:"restriction,omitempty"`    // in words
	AlternativeTo []string    `json:"alternative_to,omitempty"` // either rule suffices
	Aside         string      `json:"aside,omitempty"`          // why it does not weigh in the verdict of the regime
	Note          string      `json:"note,omitempty"`
	Penalty       string      `json:"penalty,omitempty"` // key into RuleFile.Penalties
	WaivedWhen    string      `json:"penalty_waived_when,omitempty"`
	InForce       RuleForce   `json:"in_force"`
	Source        string      `json:"source"` // key into RuleFile.Sources
	Confidence    Confidence  `json:"confidence"`
}

// Answers says what an answer may do to a rule it does not name.
type Answers string

const (
	AnswersBoth    Answers = ""         // a good answer supports, a bad one refutes
	AnswersRefute  Answers = "refutes"  // the rule asks for more: only a bad answer counts
	AnswersSupport Answers = "supports" // the rule asks for less: only a good answer counts
	AnswersNamed   Answers = "named"    // the rule asks for something of its own: neither counts
)

// Evaluated says what EN 303 645 or TS 103 701 says about a rule. One of
// Provision, TestCase and AllOf is set.
type Evaluated struct {
	Provision string             `json:"provision,omitempty"`
	TestCase  string             `json:"test_case,omitempty"`
	AllOf     []string           `json:"all_of,omitempty"` // provisions, together
	Editions  []standard.Edition `json:"editions"`         // of EN 303 645, whose verdicts cross
	Relation  Relation           `json:"relation"`
	PassWhen  string             `json:"pass_when,omitempty"` // unknown is false
	FailWhen  string             `json:"fail_when,omitempty"` // unknown is false
	// WithoutNA leaves out provisions that are not applicable by ICS: the rule
	// itself asks only for those that apply.
	WithoutNA bool   `json:"without_not_applicable,omitempty"`
	Why       string `json:"why"`
	Basis     string `json:"basis"` // stated by the source, or own judgement

	refuted refuted
}

// IDs returns the provisions or the test case.
func (e *Evaluated) IDs() []string {
	switch {
	case e.Provision != "":
		return []string{e.Provision}
	case e.TestCase != "":
		return []string{e.TestCase}
	}
	return e.AllOf
}

// PassCrosses tells whether the provisions together ask at least as much as the rule.
func (e *Evaluated) PassCrosses() bool { return e.Relation.PassCrosses() }

// FailCrosses tells whether one failed provision fails the rule. Of several
// together that is so only where they ask the same as the rule.
func (e *Evaluated) FailCrosses() bool {
	if len(e.AllOf) > 0 {
		return e.Relation == Equal
	}
	return e.Relation.FailCrosses()
}

// A Choice is one decision question. Yes and No are next or an outcome: pass,
// fail, not_applicable.
type Choice struct {
	Ask string `json:"ask"`
	Yes string `json:"yes"`
	No  string `json:"no"`
}

// A Clock is a reporting deadline.
type Clock struct {
	Starts string `json:"starts"`
	Due    string `json:"due"` // ISO 8601 duration
}

// RuleForce tells from when until when a rule binds, and what has to happen on
// such a day.
type RuleForce struct {
	From   string `json:"from"`
	Until  string `json:"until,omitempty"`
	Counts string `json:"counts"`
}

// Applies is the condition of the rule, "true" where it always applies.
func (r *Rule) Applies() string {
	if r.AppliesWhen == "" {
		return "true"
	}
	return r.AppliesWhen
}

// speaksOf tells whether the rule says anything of a provision in an edition.
func (r *Rule) speaksOf(id string, ed standard.Edition) bool {
	for i := range r.EvaluatedBy {
		e := &r.EvaluatedBy[i]
		if e.TestCase == "" && oneOf(e.IDs(), id) && hasEdition(e.Editions, ed) {
			return true
		}
	}
	return false
}

func hasEdition(list []standard.Edition, ed standard.Edition) bool {
	for _, e := range list {
		if e == ed {
			return true
		}
	}
	return false
}

// Rule finds a rule by id or plain spelling.
func (f *RuleFile) Rule(id string) (*Rule, bool) {
	for i := range f.Rules {
		if f.Rules[i].ID == id {
			return &f.Rules[i], true
		}
	}
	for i := range f.Rules {
		if Plain(f.Rules[i].ID) == Plain(id) {
			return &f.Rules[i], true
		}
	}
	return nil, false
}

// Of returns the rules of one requirement, in order.
func (f *RuleFile) Of(requirement string) []*Rule {
	var out []*Rule
	for i := range f.Rules {
		if f.Rules[i].Requirement == requirement {
			out = append(out, &f.Rules[i])
		}
	}
	return out
}

// Matching returns the rules a name of fold_of means: an id, or all whose id
// starts with what stands before a final "*".
func (f *RuleFile) Matching(name string) []*Rule {
	var out []*Rule
	prefix, many := strings.CutSuffix(name, "*")
	for i := range f.Rules {
		if id := f.Rules[i].ID; id == name || many && strings.HasPrefix(id, prefix) {
			out = append(out, &f.Rules[i])
		}
	}
	return out
}

// PenaltyText spells a penalty key out, "" where there is none.
func (f *RuleFile) PenaltyText(key string) string {
	for _, p := range f.Penalties {
		if p.Key == key {
			return p.Text
		}
	}
	return ""
}

// SourceText spells a source key out.
func (f *RuleFile) SourceText(key string) string {
	for _, s := range f.Sources {
		if s.Key == key {
			return s.Text
		}
	}
	return ""
}

// Alternatives returns the rules either of which suffices, the rule itself first;
// the rule alone where it has no alternative.
func (f *RuleFile) Alternatives(r *Rule) []*Rule {
	group := []*Rule{r}
	in := map[string]bool{r.ID: true}
	for grown := true; grown; {
		grown = false
		for i := range f.Rules {
			o := &f.Rules[i]
			if !in[o.ID] && (anyIn(o.AlternativeTo, in) || namedBy(group, o.ID)) {
				in[o.ID], grown = true, true
				group = append(group, o)
			}
		}
	}
	return group
}

func anyIn(ids []string, in map[string]bool) bool {
	for _, id := range ids {
		if in[id] {
			return true
		}
	}
	return false
}

func namedBy(group []*Rule, id string) bool {
	for _, r := range group {
		if oneOf(r.AlternativeTo, id) {
			return true
		}
	}
	return false
}

// Rules returns the rules of a regime; false where it has none.
func (s *Set) Rules(regime string) (*RuleFile, bool) {
	r, ok := s.byID[regime]
	if !ok || r.rules == nil {
		return nil, false
	}
	return r.rules, true
}

// Rule finds a rule of a regime by id or plain spelling.
func (s *Set) Rule(regime, id string) (*Rule, bool) {
	f, ok := s.Rules(regime)
	if !ok {
		return nil, false
	}
	return f.Rule(id)
}

// Rules returns the rules the regime is judged by, nil if none.
func (r *Regime) Rules() *RuleFile { return r.rules }

// AskedBy is a rule together with the regime it is of.
type AskedBy struct {
	Regime *Regime
	Rule   *Rule
}

// Asking returns the rules that ask a neutral question, in the order of
// [Set.Regimes] and of the rules.
func (s *Set) Asking(question string) []AskedBy {
	var out []AskedBy
	for _, r := range s.regimes {
		if r.rules == nil {
			continue
		}
		for i := range r.rules.Rules {
			if rule := &r.rules.Rules[i]; rule.Question == question {
				out = append(out, AskedBy{r, rule})
			}
		}
	}
	return out
}

// Clocks returns the rules of a regime that set a reporting deadline, nil if none.
func (s *Set) Clocks(regime string) []*Rule {
	f, ok := s.Rules(regime)
	if !ok {
		return nil
	}
	var out []*Rule
	for i := range f.Rules {
		if f.Rules[i].Clock != nil {
			out = append(out, &f.Rules[i])
		}
	}
	return out
}

// RoutesFor returns the conformity routes of a regime that are open to a product
// of which this is known; missing names facts that keep another one undecided.
func (f *RuleFile) RoutesFor(k Known) (open []ConformityRoute, missing []string) {
	for _, c := range f.Routes {
		t, m := mustParse(c.When).Eval(k)
		if t == True {
			open = append(open, c)
		}
		missing = append(missing, m...)
	}
	return open, sortedOnce(missing)
}

// loadRules reads the rule files and gives each to its regime. A rule that belongs
// to no requirement becomes a clause of its own.
func (s *Set) loadRules() error {
	return each("data/rules", func(name string) error {
		f := &RuleFile{}
		if err := read(name, f); err != nil {
			return err
		}
		r := s.byID[f.Regime]
		if r == nil || f.Regime+".json" != path.Base(name) {
			return fmt.Errorf("regime: %s holds rules of regime %q", name, f.Regime)
		}
		r.give(f)
		return nil
	})
}

func (r *Regime) give(f *RuleFile) {
	r.rules, r.own = f, nil
	for i := range f.Rules {
		if rule := &f.Rules[i]; rule.Requirement == "" {
			r.own = append(r.own, Requirement{
				ID: rule.ID, Title: rule.Ref, Summary: rule.Rule, Confidence: rule.Confidence,
				Mandatory: rule.Aside == "" && rule.Level == string(standard.Mandatory), Alternative: rule.Aside != "",
			})
		}
	}
}

// clauses returns the requirements of the regime and the duties that stand in its
// rules alone.
func (r *Regime) clauses() []*Requirement {
	out := make([]*Requirement, 0, len(r.Requirements)+len(r.own))
	for i := range r.Requirements {
		out = append(out, &r.Requirements[i])
	}
	for i := range r.own {
		out = append(out, &r.own[i])
	}
	return out
}

// rulesOf returns the rules of a clause.
func (r *Regime) rulesOf(clause string) []*Rule {
	if r.rules == nil {
		return nil
	}
	if out := r.rules.Of(clause); len(out) > 0 {
		return out
	}
	for i := range r.own {
		if r.own[i].ID == clause {
			rule, _ := r.rules.Rule(clause)
			return []*Rule{rule}
		}
	}
	return nil
}

func (c *Clock) report() *assay.ReportClock {
	if c == nil {
		return nil
	}
	return &assay.ReportClock{Starts: c.Starts, Due: c.Due}
}
