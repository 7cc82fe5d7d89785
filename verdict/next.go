package verdict

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// class orders next steps: what is refuted is mended first, then what the
// declaration lacks or says wrongly, then what a person has to test.
type class int

const (
	mendRefuted class = iota
	mendOpen
	declare
	test
)

// step is a next step in the making.
type step struct {
	class   class
	minutes int
	do      string
	settles []string
}

// steps gathers next steps by what is to be done, so that one mending that
// settles five provisions is one step.
type steps struct {
	byDo map[string]*step
	rank map[string]int // of provisions, in the order of the standard
}

func (s *steps) add(c class, minutes int, do string, settles ...string) {
	old, ok := s.byDo[do]
	if !ok {
		s.byDo[do] = &step{class: c, minutes: minutes, do: do, settles: settles}
		return
	}
	old.class = min(old.class, c)
	old.minutes = max(old.minutes, minutes)
	old.settles = append(old.settles, settles...)
}

// list returns the steps: class by class, cheapest first, then what settles
// most, then by their words.
func (s *steps) list() []assay.NextStep {
	var all []*step
	for _, one := range s.byDo {
		one.settles = sorted(one.settles)
		sort.SliceStable(one.settles, func(i, j int) bool { return s.rank[one.settles[i]] < s.rank[one.settles[j]] })
		all = append(all, one)
	}
	sort.Slice(all, func(i, j int) bool {
		a, b := all[i], all[j]
		switch {
		case a.class != b.class:
			return a.class < b.class
		case a.minutes != b.minutes:
			return a.minutes < b.minutes
		case len(a.settles) != len(b.settles):
			return len(a.settles) > len(b.settles)
		}
		return a.do < b.do
	})
	out := make([]assay.NextStep, 0, len(all))
	for _, one := range all {
		out = append(out, assay.NextStep{Do: one.do, Effort: effortText(one.minutes), Settles: one.settles})
	}
	return out
}

// next says what would settle what is open or refuted.
func (j *judge) next(groups []*group) []assay.NextStep {
	s := &steps{byDo: make(map[string]*step), rank: make(map[string]int)}
	for i, g := range groups {
		s.rank[g.provision.ID] = i
	}
	for _, g := range groups {
		j.mends(s, g)
	}
	j.answers(s, groups)
	for _, g := range groups {
		if g.judgement == assay.Inconclusive || g.judgement == assay.NotAssessed {
			j.gaps(s, g)
			j.tests(s, g)
		}
	}
	return s.list()
}

// mends takes what observations say how to mend them, for provisions they
// refute or leave open. What an observation only informs is not settled by
// mending it: what the provision waits for is still to be looked at.
func (j *judge) mends(s *steps, g *group) {
	c := mendOpen
	switch {
	case g.judgement == assay.Fail:
		c = mendRefuted
	case g.judgement != assay.Inconclusive:
		return
	}
	for _, id := range g.because {
		o := j.book.byID[id]
		if c == mendOpen && j.asDeclared(o) || o.Mend == "" || o.Answer == assay.Unknown {
			continue
		}
		var settles []string
		if c == mendRefuted || j.speaksAgainst(o, g) {
			settles = append(settles, g.provision.ID)
		}
		s.add(c, mendMinutes(o), o.Mend, settles...)
	}
}

// speaksAgainst tells whether an observation refutes a unit or case of a
// provision, or stands in a contradiction about one.
func (j *judge) speaksAgainst(o *assay.Observation, g *group) bool {
	if anyRefutes(of(j.book.groups[g.provision.ID], o)) {
		return true
	}
	for _, c := range g.cases {
		if anyRefutes(of(j.book.cases[directKey(c.testCase.Method, c.testCase.ID)], o)) {
			return true
		}
		for _, u := range c.units {
			if anyRefutes(of(j.book.units[u.unit.ID], o)) {
				return true
			}
		}
	}
	for _, c := range j.contradictions.byKey {
		if slices.Contains(c.Because, o.ID) && g.decidedBy(c.Unit) {
			return true
		}
	}
	return false
}

// of keeps the bearings of one observation.
func of(list []bearing, o *assay.Observation) []bearing {
	return only(list, func(b bearing) bool { return b.obs == o })
}

// decidedBy tells whether a unit or case decides on the provision.
func (g *group) decidedBy(unit string) bool {
	for _, c := range g.cases {
		if c.testCase.ID == unit {
			return true
		}
		for _, u := range c.units {
			if u.unit.ID == unit {
				return true
			}
		}
	}
	return false
}

// asDeclared tells whether what was seen is what the maker declares: then there
// is nothing to mend about its being there.
func (j *judge) asDeclared(o *assay.Observation) bool {
	for _, b := range o.Bears {
		u, ok := j.v1Unit(b)
		if r := j.tables.byKey[b.Entry]; ok && u.SettledBy == standard.NothingUndeclared && r != nil && !disabled(r) {
			return true
		}
	}
	return false
}

func (j *judge) v1Unit(b assay.Bears) (*standard.TestUnit, bool) {
	if standard.MethodID(b.Method) != standard.TS103701V1 {
		return nil, false
	}
	return j.std.Unit(standard.TS103701V1, b.Unit)
}

// answers are steps on the ICS and on contradictions.
func (j *judge) answers(s *steps, groups []*group) {
	if !j.declared() {
		s.add(declare, 2*hour, "write assay.yaml: the product, an ICS for V"+string(j.in.Edition)+" and the IXIT tables it needs", openOf(groups)...)
		return
	}
	if !j.ics.given {
		s.add(declare, answerMinutes*len(groups), fmt.Sprintf("answer %d provisions in an ICS for V%s", len(groups), j.in.Edition), openOf(groups)...)
		return
	}
	var unanswered, narrow []string
	for _, g := range groups {
		switch {
		case g.answer.Support == "":
			unanswered = append(unanswered, g.provision.ID)
		case g.answer.Support == "Y" && !g.mandatory() && g.judgement == assay.Fail:
			narrow = append(narrow, g.provision.ID)
		}
	}
	if n := len(unanswered); n > 0 {
		s.add(declare, answerMinutes*n, fmt.Sprintf("complete the ICS for V%s: %s missing", j.in.Edition, count(n, "answer")), unanswered...)
	}
	if len(narrow) > 0 {
		s.add(declare, answerMinutes*len(narrow), "or narrow the claim: answer N, with a reason, to "+strings.Join(narrow, ", "), narrow...)
	}
	for _, reason := range j.ics.validity.Reasons {
		id, _, _ := strings.Cut(reason, " ")
		if _, known := s.rank[id]; !known {
			id = ""
		}
		s.add(declare, answerMinutes, "put the ICS right: "+reason, once([]string{id})...)
	}
	for _, key := range j.contradictions.order {
		s.add(declare, fieldMinutes, j.contradictions.do[key], j.provisionsOf(j.contradictions.byKey[key].Unit, groups)...)
	}
}

// plural is count for words such as "text to read".
func plural(n int, what string) string {
	if what == "text to read" && n != 1 {
		return fmt.Sprintf("%d texts to read", n)
	}
	return count(n, what)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func openOf(groups []*group) []string {
	var out []string
	for _, g := range groups {
		if g.judgement == assay.Inconclusive || g.judgement == assay.NotAssessed {
			out = append(out, g.provision.ID)
		}
	}
	return out
}

// provisionsOf names the provisions of this edition that a unit or case decides on.
func (j *judge) provisionsOf(unit string, groups []*group) []string {
	var out []string
	for _, g := range groups {
		if g.decidedBy(unit) {
			out = append(out, g.provision.ID)
		}
	}
	return once(out)
}

// gaps are IXIT tables and fields that an open provision waits for, a step a table.
func (j *judge) gaps(s *steps, g *group) {
	if !j.declared() || g.answer.Support == "N" {
		return
	}
	for _, m := range g.missing {
		rest, ok := strings.CutPrefix(m, "IXIT ")
		if !ok {
			continue
		}
		at, field, single := strings.Cut(rest, ": ")
		table, _, _ := strings.Cut(at, "/")
		if !single {
			s.add(declare, 3*fieldMinutes, "fill IXIT table "+table+": "+j.write(table, ""), g.provision.ID)
			continue
		}
		s.add(declare, fieldMinutes, fmt.Sprintf("fill %s of %s in the IXIT: %s", field, at, j.write(table, field)), g.provision.ID)
	}
}

// write says what belongs into a field of a table, or into the table.
func (j *judge) write(table, field string) string {
	t, ok := j.std.Table(table)
	if !ok {
		return "what the standard asks there"
	}
	if f, ok := t.FieldOf(field); ok && f.Enter != "" {
		return lowerFirst(f.Enter)
	}
	return t.Lists
}

func lowerFirst(s string) string {
	if len(s) < 2 || s[1] >= 'A' && s[1] <= 'Z' {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// tests is what a person has to do for an open provision, in one step.
func (j *judge) tests(s *steps, g *group) {
	if g.answer.Support == "N" {
		return
	}
	read, judged, tried := 0, 0, 0
	for _, c := range g.cases {
		if len(c.units) == 0 {
			tried++
		}
		for _, u := range c.units {
			if u.judgement != assay.Inconclusive && u.judgement != assay.NotAssessed || u.unit.SettledBy == standard.Step {
				continue
			}
			switch u.unit.SettledBy {
			case standard.Lookup:
				read++
			case standard.Judgement:
				judged++
			default:
				tried++
			}
		}
	}
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{{read, "text to read"}, {judged, "judgement"}, {tried, "trial"}} {
		if p.n > 0 {
			parts = append(parts, plural(p.n, p.what))
		}
	}
	if len(parts) > 0 {
		minutes := read*readMinutes + judged*judgeMinutes + tried*testMinutes
		s.add(test, minutes, fmt.Sprintf("test %s by hand: %s", g.provision.ID, strings.Join(parts, ", ")), g.provision.ID)
	}
}
