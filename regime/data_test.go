package regime

import (
	"regexp"
	"strings"
	"testing"

	"github.com/assay-project/assay/standard"
)

var isoDate = regexp.MustCompile(`^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$`)

func TestLoad(t *testing.T) {
	if _, err := load(); err != nil {
		t.Fatal(err)
	}
}

func TestCounts(t *testing.T) {
	s := All()
	var requirements, edges, beyond, recognitions int
	byRelation, byConfidence := map[Relation]int{}, map[Confidence]int{}
	for _, r := range s.Regimes() {
		requirements += len(r.Requirements)
		beyond += len(r.Beyond)
		recognitions += len(r.Recognitions)
		for i := range r.Edges {
			edges++
			byRelation[r.Edges[i].Relation]++
			byConfidence[r.Edges[i].Confidence]++
		}
	}
	for _, tt := range []struct {
		what            string
		got, said, want int
	}{
		{"regimes", len(s.Regimes()), s.Meta.Regimes, 53},
		{"requirements", requirements, requirements, 585},
		{"edges", edges, s.Meta.Counts.Edges, 920},
		{"beyond", beyond, s.Meta.Counts.Beyond, 62},
		{"recognitions", recognitions, s.Meta.Counts.Recognitions, 12},
	} {
		if tt.got != tt.want || tt.said != tt.want {
			t.Errorf("%s: counted %d, the data says %d, want %d", tt.what, tt.got, tt.said, tt.want)
		}
	}
	for rel, n := range byRelation {
		if s.Meta.Counts.ByRelation[rel] != n || s.Meta.RelationMeaning[string(rel)] == "" {
			t.Errorf("%d edges %s, the data says %d", n, rel, s.Meta.Counts.ByRelation[rel])
		}
	}
	for c, n := range byConfidence {
		if s.Meta.Counts.ByConfidence[c] != n {
			t.Errorf("%d edges of confidence %s, the data says %d", n, c, s.Meta.Counts.ByConfidence[c])
		}
	}
}

func TestRegimesAreComplete(t *testing.T) {
	s := All()
	for _, r := range s.Regimes() {
		if r.Source == "" || r.Confidence.rank() == len(confidences) || r.Name == "" {
			t.Errorf("%s: source %q, confidence %q", r.ID, r.Source, r.Confidence)
		}
		if !strings.Contains(kindList(), string(r.Kind)) {
			t.Errorf("%s: kind %q", r.ID, r.Kind)
		}
		for _, d := range r.Dates {
			if !isoDate.MatchString(d.Date) {
				t.Errorf("%s: %s is on %q", r.ID, d.What, d.Date)
			}
		}
		if f := r.InForce; f != nil && (!isoDate.MatchString(f.From) || f.Until != "" && !isoDate.MatchString(f.Until) || f.CountedBy == "") {
			t.Errorf("%s: in force %+v", r.ID, f)
		}
		if r.Kind == Law && r.InForce == nil {
			t.Errorf("%s is a law without a day in force", r.ID)
		}
		if r.Scope != nil {
			checkCondition(t, r.ID+" scope", r.Scope.AppliesWhen)
			checkCondition(t, r.ID+" scope", r.Scope.NotWhen)
		}
		checkRequirements(t, r)
		for _, b := range r.Beyond {
			if _, ok := r.Requirement(b.Requirement); !ok {
				t.Errorf("%s: beyond speaks of unknown %s", r.ID, b.Requirement)
			}
		}
	}
}

func kindList() string {
	var out []string
	for _, k := range kinds {
		out = append(out, string(k))
	}
	return strings.Join(out, " ")
}

func checkRequirements(t *testing.T, r *Regime) {
	t.Helper()
	seen := map[string]bool{}
	for _, q := range r.Requirements {
		at := r.ID + " " + q.ID
		if seen[q.ID] || q.Title == "" || q.Summary == "" {
			t.Errorf("%s: twice, or without title or summary", at)
		}
		seen[q.ID] = true
		if q.AppliesFrom != "" && !isoDate.MatchString(q.AppliesFrom) {
			t.Errorf("%s: applies from %q", at, q.AppliesFrom)
		}
		checkCondition(t, at, q.AppliesWhen)
		for _, part := range q.FoldOf {
			if _, ok := r.Requirement(part); !ok {
				t.Errorf("%s: folds unknown %s", at, part)
			}
		}
		if r.ClauseFold != "" {
			if _, ok := standard.EN303645().Clause(q.ID); !ok {
				t.Errorf("%s: no such clause of EN 303 645", at)
			}
		}
	}
}

// checkCondition wants a condition that parses and speaks of known facts only.
func checkCondition(t *testing.T, at, text string) {
	t.Helper()
	c, err := ParseCondition(text)
	if err != nil {
		t.Errorf("%s: %v", at, err)
		return
	}
	facts := map[string]bool{}
	for _, f := range All().Facts() {
		facts[f.Name] = true
	}
	for _, n := range c.Names() {
		if !facts[n] {
			t.Errorf("%s: fact %q of %q is unknown", at, n, text)
		}
	}
}

func TestFacts(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range All().Facts() {
		if seen[f.Name] || f.Meaning == "" || f.Group == "" || f.Source == "" || f.Confidence == "" {
			t.Errorf("%s: twice, or without meaning, group or source", f.Name)
		}
		seen[f.Name] = true
		if _, ok := standard.EN303645().Condition(standard.V2_1_1, f.Condition); f.Condition != "" && !ok {
			t.Errorf("%s: condition %s unknown", f.Name, f.Condition)
		}
		if _, ok := standard.EN303645().Feature(standard.V3_1_3, f.Feature); f.Feature != "" && !ok {
			t.Errorf("%s: feature %s unknown", f.Name, f.Feature)
		}
	}
}

// TestEdges holds every edge against the rules the data was made by: what carries
// a verdict was looked at twice, names its editions and one provision.
func TestEdges(t *testing.T) {
	for _, r := range All().Regimes() {
		seen := map[string]bool{}
		for i := range r.Edges {
			e := &r.Edges[i]
			at := r.ID + " " + e.Requirement + " -> " + e.Provision
			key := e.Requirement + "|" + e.Provision + "|" + e.Edition
			if _, ok := r.Requirement(e.Requirement); !ok || seen[key] {
				t.Errorf("%s: requirement unknown, or edge twice", at)
			}
			seen[key] = true
			checkEdgeWords(t, at, e)
			if e.Relation == IntersectsWith {
				if len(e.Editions) > 0 || e.PassWhen != "" {
					t.Errorf("%s: carries nothing but has editions or pass_when", at)
				}
				continue
			}
			checkCarrier(t, r, e, at)
		}
	}
}

func checkEdgeWords(t *testing.T, at string, e *Edge) {
	t.Helper()
	m := All().Meta
	if m.RelationMeaning[string(e.Relation)] == "" || m.RelationBasis[e.RelationBasis] == "" ||
		m.Granularity[e.Granularity] == "" || m.Confidence[string(e.Confidence)] == "" || e.Source == "" {
		t.Errorf("%s: an unknown word in %+v", at, *e)
	}
	s := standard.EN303645()
	if e.Granularity == "clause" {
		if _, ok := s.Clause(e.Provision); !ok {
			t.Errorf("%s: clause unknown", at)
		}
	} else if p, ok := s.Provision(e.Provision); !ok {
		t.Errorf("%s: provision unknown", at)
	} else if _, in := p.In(standard.Edition(e.Edition)); !in {
		t.Errorf("%s: not in V%s", at, e.Edition)
	}
	for _, id := range e.ProvisionV3 {
		if p, ok := s.Provision(id); !ok {
			t.Errorf("%s: %s unknown", at, id)
		} else if _, in := p.In(standard.V3_1_3); !in {
			t.Errorf("%s: %s is not in V3.1.3", at, id)
		}
	}
	if a := e.Audit; a != nil && (a.Why == "" || !isoDate.MatchString(a.Date) || !strings.Contains("keep change demote upgrade", a.Verdict)) {
		t.Errorf("%s: audit incomplete: %+v", at, a)
	}
}

func checkCarrier(t *testing.T, r *Regime, e *Edge, at string) {
	t.Helper()
	if e.Audit == nil || len(e.Editions) == 0 || e.Granularity != "provision" {
		t.Errorf("%s: carries without audit, editions or a single provision", at)
		return
	}
	checkCondition(t, at, e.PassWhen)
	for _, ed := range e.Editions {
		ids := e.IDs(ed)
		if len(ids) == 0 {
			t.Errorf("%s: speaks of nothing in V%s", at, ed)
		}
		for _, id := range ids {
			p, ok := standard.EN303645().Provision(id)
			if !ok {
				t.Errorf("%s: %s unknown", at, id)
				continue
			}
			reading, in := p.In(ed)
			if !in {
				t.Errorf("%s: %s is not in V%s", at, id, ed)
			}
			fails := e.Relation.FailCrosses() && r.Kind == Law && reading.Level == standard.Recommended
			if fails && !strings.HasPrefix(e.Audit.Why, "The law itself asks: ") {
				t.Errorf("%s: a failed recommendation fails a law, and nobody says why", at)
			}
		}
	}
}

func TestRecognitions(t *testing.T) {
	for _, r := range All().Regimes() {
		for _, rec := range r.Recognitions {
			at := r.ID + " recognises " + rec.Recognises
			other, ok := All().Regime(rec.Recognises)
			if !ok || rec.Source == "" || !isoDate.MatchString(rec.Since) || rec.Confidence.rank() == len(confidences) {
				t.Errorf("%s: regime unknown, or no source, date or confidence", at)
				continue
			}
			if rec.By != "label" && rec.By != "verdict" || rec.By == "label" && len(rec.Levels) == 0 {
				t.Errorf("%s: by %q, levels %v", at, rec.By, rec.Levels)
			}
			for _, id := range rec.Gives {
				if _, ok := r.Requirement(id); !ok {
					t.Errorf("%s: gives unknown %s", at, id)
				}
			}
			for _, back := range other.Recognitions {
				if rec.By == "verdict" && back.By == "verdict" && back.Recognises == r.ID {
					t.Errorf("%s: and the other way round", at)
				}
			}
		}
	}
}

// TestPSTILaw resolves what the law in detail refers to.
func TestPSTILaw(t *testing.T) {
	l := All().PSTI()
	psti, ok := All().Regime(l.Regime)
	if !ok || l.InForce != psti.InForce.From {
		t.Fatalf("law is about %q, in force %s", l.Regime, l.InForce)
	}
	for _, p := range l.Paragraphs {
		found := false
		for _, q := range psti.Requirements {
			found = found || strings.HasPrefix(q.ID, p.ID)
		}
		if !found {
			t.Errorf("paragraph %s has no requirement", p.ID)
		}
	}
	for _, c := range l.Deemed.Conditions {
		for _, id := range c.A.StillApply {
			if _, ok := psti.Requirement(id); !ok {
				t.Errorf("%s: %s still applies but is unknown", c.Requirement, id)
			}
		}
	}
	if len(l.Traps) == 0 || len(l.Excepted.Items) != 8 || len(l.Statement.Fields) != 7 || l.Enforcement.Penalty.MinPaymentDays != 28 {
		t.Errorf("law detail incomplete: %d traps, %d exceptions, %d fields", len(l.Traps), len(l.Excepted.Items), len(l.Statement.Fields))
	}
}

func TestPlain(t *testing.T) {
	for _, tt := range []struct{ id, want string }{
		{"sch1-1(2)", "sch1-1.2"}, {"sch1-1(3)(a)", "sch1-1.3.a"}, {"I.I(2)(a)", "I.I.2.a"}, {"ER 1.1", "ER-1.1"},
		{"sch1-2(2)(b)(i)", "sch1-2.2.b.i"}, {"5.1", "5.1"}, {"(a)", "a"}, {"", ""},
		{"3.1 Terms of Service and Privacy Policies", "3.1-Terms-of-Service-and-Privacy-Policies"},
	} {
		if got := Plain(tt.id); got != tt.want {
			t.Errorf("Plain(%q) = %q, want %q", tt.id, got, tt.want)
		}
	}
	shellSafe := regexp.MustCompile(`^[A-Za-z0-9._-]+$`)
	for _, r := range All().Regimes() {
		for _, q := range r.Requirements {
			p := Plain(q.ID)
			if !shellSafe.MatchString(p) {
				t.Errorf("%s: %q is spelt %q", r.ID, q.ID, p)
			}
			if back, ok := r.Requirement(p); !ok || back.ID != q.ID {
				t.Errorf("%s: %q does not lead back to %q", r.ID, p, q.ID)
			}
		}
	}
}
