package report

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
)

// Gap is something that a reader might believe of an assessment and must not.
type Gap struct{ About, Text string }

// personMust begins what a unit misses that no machine can give.
const personMust = "a person must"

// NotShown says what the assessment does not show, from what the document holds:
// what was not tried, not read, left to persons, or read by a stand-in.
func (s *Summary) NotShown() []Gap {
	out := []Gap{{"Whether the product is certified", Disclaimer + " Only a person or body that the law names can certify."}}
	add := func(about, format string, args ...any) {
		out = append(out, Gap{about, fmt.Sprintf(format, args...)})
	}
	bases := map[assay.Basis]int{}
	for _, o := range s.Doc.Observations {
		bases[o.Basis]++
	}
	if bases[assay.Tested]+bases[assay.Independent] == 0 {
		add("How a running product behaves", "Nothing was tried on a running product. What is said was read from its image or from pages, or declared by its maker. "+
			"No image can show what a service answers, what an app or a cloud does, how units differ from each other, or what the maker does when a flaw is reported.")
	}
	if len(s.Doc.Flows) == 0 {
		add("What it sends", "No network traffic was looked at.")
	}
	if len(s.Doc.Vulnerabilities) == 0 && len(s.Doc.Components) > 0 {
		add("Published flaws", "%s found; none was matched with a list of published flaws.", wereFound(len(s.Doc.Components)))
	}
	s.left(add)
	s.standIns(add)
	s.confidence(add)
	if s.Doc.Declared == nil {
		add("What the maker claims", "No declaration of the maker was read, so nothing is known of what was claimed, and no provision could be found not to apply.")
	}
	if n := len(s.Doc.Limits) + len(s.Doc.Errors); n > 0 {
		add("What was not read", "%s not read, or not to %s end; see the limits.", partsWere(n), its(n))
	}
	return append(out, Gap{"What no check asks about", "A fault that no check asks about is not found. Supported means that what was looked at agrees, on the basis named beside it."})
}

// left counts what is open and what of it only a person can settle.
func (s *Summary) left(add func(string, string, ...any)) {
	if n := s.Counts.Open; n > 0 {
		verb := "provisions are"
		if n == 1 {
			verb = "provision is"
		}
		add("What is open", "%d %s open. Open is neither good nor bad: the evidence does not settle it.", n, verb)
	}
	open, person := 0, 0
	for _, v := range s.Doc.Verdicts {
		if v.Scope != assay.ScopeUnitResult || v.Edition != s.Edition || StateOf(v.Verdict) != Open {
			continue
		}
		open++
		for _, m := range v.Missing {
			if strings.HasPrefix(m, personMust) {
				person++
				break
			}
		}
	}
	if person > 0 {
		add("What is left to persons", "Of %d open results of test units, %d wait for a person's judgement. No program gives it.", open, person)
	}
}

// standIns counts provisions that are judged by the units of another edition.
func (s *Summary) standIns(add func(string, string, ...any)) {
	n := 0
	for _, p := range s.Provisions {
		if strings.Contains(p.Reason, "stand in") {
			n++
		}
	}
	if n > 0 {
		add("Tests of this edition", "For %s the published test units of this edition are not at hand; those of another edition stand in, and each verdict says so.", Count(n, "provision"))
	}
}

// confidence counts clauses of regimes whose wording was not read in full.
func (s *Summary) confidence(add func(string, string, ...any)) {
	total, count := 0, map[string]int{}
	for _, r := range s.Doc.Regimes {
		if r.Verdict == assay.DoesNotApply {
			continue
		}
		for _, c := range r.Clauses {
			if c.Confidence != "" {
				total++
				count[c.Confidence]++
			}
		}
	}
	if n := count["recalled"] + count["inferred"]; n > 0 {
		add("The wording of other laws and labels", "Of %s whose reading is graded, %d rest on wording that was recalled and %d on wording that was inferred, not read in the text itself. Nothing here is legal advice.",
			Count(total, "clause"), count["recalled"], count["inferred"])
	}
}

func wereFound(n int) string {
	if n == 1 {
		return "1 component was"
	}
	return Count(n, "component") + " were"
}

func partsWere(n int) string {
	if n == 1 {
		return "1 part was"
	}
	return Count(n, "part") + " were"
}

func its(n int) string {
	if n == 1 {
		return "its"
	}
	return "their"
}
