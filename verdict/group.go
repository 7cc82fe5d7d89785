package verdict

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// caseOutcome is a test case with its verdict.
type caseOutcome struct {
	testCase *standard.TestCase
	units    []*unitOutcome
	direct   []entryOutcome // bearings on the case itself (V2.1.1)
	outcome
}

// group is a test group: a provision with its cases and the maker's answer.
type group struct {
	provision *standard.Provision
	reading   standard.Reading
	answer    assay.ICSAnswer
	cases     []*caseOutcome
	outcome
}

func (g *group) mandatory() bool { return g.reading.Level == standard.Mandatory }

// groups judges every provision of the edition, in the order of the standard.
func (j *judge) groups() []*group {
	var out []*group
	for _, p := range j.std.Provisions(j.in.Edition) {
		out = append(out, j.group(p))
	}
	return out
}

func (j *judge) group(p *standard.Provision) *group {
	g := &group{provision: p, answer: j.ics.answers[p.ID]}
	g.reading, _ = p.In(j.in.Edition)
	switch g.answer.Support {
	case "N/A":
		if _, fallen := j.ics.refuted[p.ID]; !fallen {
			g.outcome = outcome{judgement: assay.NotApplicable, basis: assay.Declared, reason: g.answer.Detail}
			return g
		}
	case "N":
		g.outcome = outcome{judgement: assay.NotAssessed, basis: assay.Declared, reason: strings.TrimSuffix("answered No: "+g.answer.Detail, ": ")}
		g.because = j.indications(p)
		return g
	}
	var outcomes []outcome
	for _, c := range j.casesOf(p) {
		one := j.testCase(c)
		g.cases = append(g.cases, one)
		outcomes = append(outcomes, one.outcome)
	}
	g.outcome = j.external(every(outcomes).closed("a test case"), j.book.groups[p.ID])
	g.reason = strings.Join(once(append([]string{g.reason}, j.reasonsOfGroup(g)...)), "; ")
	j.claimed(g)
	return g
}

// claimed lets nothing pass that the maker does not claim.
func (j *judge) claimed(g *group) {
	switch {
	case !j.declared():
		g.outcome = g.atMost(assay.Inconclusive, "a declaration")
	case !j.ics.given:
		g.outcome = g.atMost(assay.Inconclusive, fmt.Sprintf("an ICS for V%s", j.in.Edition))
	case g.answer.Support != "Y":
		g.outcome = g.atMost(assay.Inconclusive, "a claim: "+g.provision.ID+" in the ICS")
	}
}

// reasonsOfGroup gathers why cases failed and, once, that units stand in.
func (j *judge) reasonsOfGroup(g *group) []string {
	var why, standIn []string
	for _, c := range g.cases {
		why = append(why, unitReasons(c)...)
		if text := standsIn(c); text != "" {
			standIn = append(standIn, text)
		}
	}
	return once(append(why, standIn...))
}

// casesOf returns the test cases of a provision by the method of the edition.
func (j *judge) casesOf(p *standard.Provision) []*standard.TestCase {
	out := j.method.CasesOf(p.ID)
	for _, alias := range p.Aliases {
		out = append(out, j.method.CasesOf(alias)...)
	}
	return out
}

// unitsOf returns the units that settle a case: its own, or those that stand in.
func (j *judge) unitsOf(c *standard.TestCase) []*standard.TestUnit {
	var out []*standard.TestUnit
	for _, u := range j.std.UnitsOf(c) {
		out = append(out, u.TestUnit)
	}
	return out
}

// either joins alternatives: a debug port is off for good or off by default. What was observed to be wrong with one of them is
// not talked away by the other.
func either(a, b outcome) outcome {
	if a.judgement == assay.Fail && len(a.because) > 0 || b.judgement == assay.Fail && len(b.because) > 0 {
		return every([]outcome{a, b})
	}
	return suffices([]outcome{a, b})
}

// criterion judges one criterion: its unit, or, where several feed it, one of them
// for each entry.
func (j *judge) criterion(k standard.Criterion) outcome {
	if len(k.Units) == 1 {
		return j.units[k.Units[0]].outcome
	}
	byEntry := make(map[string][]outcome)
	var order []string
	for _, id := range k.Units {
		for _, e := range j.units[id].entries {
			if e.aside {
				continue
			}
			if _, seen := byEntry[e.entry]; !seen {
				order = append(order, e.entry)
			}
			byEntry[e.entry] = append(byEntry[e.entry], e.outcome)
		}
	}
	var list []outcome
	for _, entry := range order {
		one := byEntry[entry][0]
		for _, o := range byEntry[entry][1:] {
			one = either(one, o)
		}
		list = append(list, one)
	}
	return every(list)
}

// testCase judges a case: every criterion must hold.
func (j *judge) testCase(c *standard.TestCase) *caseOutcome {
	out := &caseOutcome{testCase: c}
	for _, u := range j.unitsOf(c) {
		out.units = append(out.units, j.unit(u))
		if !slices.Contains(j.order, u.ID) {
			j.order = append(j.order, u.ID)
		}
	}
	var outcomes []outcome
	for _, k := range j.std.Criteria(c) {
		outcomes = append(outcomes, j.criterion(k))
	}
	out.direct = j.direct(c)
	outcomes = append(outcomes, counting(out.direct)...)
	out.outcome = every(outcomes)
	if len(out.units) == 0 && len(out.direct) == 0 {
		out.outcome = open(assay.NotAssessed, "a test: "+c.Focus)
	}
	out.outcome = j.decided(out.closed("an entry that the case applies to"), j.book.cases[directKey(c.Method, c.ID)])
	out.reason = caseReason(out)
	return out
}

// caseReason says why a case failed and by whose units it was judged.
func caseReason(c *caseOutcome) string {
	reasons := unitReasons(c)
	if text := standsIn(c); text != "" {
		reasons = append(reasons, text)
	}
	return strings.Join(reasons, "; ")
}

// standsIn says by what a case of V2.1.1 was judged; "" for one of V1.1.1.
func standsIn(c *caseOutcome) string {
	switch {
	case c.testCase.Method == standard.TS103701V1:
		return ""
	case len(c.units) == 0:
		return "the units of " + c.testCase.ID + " in TS 103 701 V2.1.1 are not known, and none of V1.1.1 can stand in"
	case c.testCase.Caution != "":
		return "units of TS 103 701 V1.1.1 stand in, with care: " + c.testCase.Caution
	}
	return "units of TS 103 701 V1.1.1 stand in"
}

// unitReasons are the reasons of units that made the case fail, each with the unit.
func unitReasons(o *caseOutcome) []string {
	var out []string
	for _, u := range o.units {
		for _, e := range u.entries {
			if e.judgement == assay.Fail && o.judgement == assay.Fail && e.reason != "" {
				out = append(out, u.unit.ID+": "+e.reason)
			}
		}
	}
	return once(out)
}

// direct judges what bears on a case by its own id: of V2.1.1 checks too, whose
// units are not known, of V1.1.1 persons only.
func (j *judge) direct(c *standard.TestCase) []entryOutcome {
	bearings := j.book.cases[directKey(c.Method, c.ID)]
	var out []entryOutcome
	for _, entry := range entriesOf(bearings) {
		own := about(bearings, entry)
		o, ok := against(own)
		switch good := supporting(own); {
		case ok:
		case len(good) == 0 || !j.declared():
			o = open(assay.Inconclusive, "a test: "+c.Focus)
			o.because = idsOf(own)
		default:
			o = passBy(good)
		}
		// Where units stand in, a support of the case adds nothing to them, and
		// what merely informs does not take from them.
		aside := !ok && len(j.unitsOf(c)) > 0
		out = append(out, entryOutcome{entry: entry, outcome: o, aside: aside})
	}
	return out
}
