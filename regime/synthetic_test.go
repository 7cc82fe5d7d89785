package regime

import (
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// setOf makes a set of made-up regimes, for what the shipped data cannot show.
func setOf(t *testing.T, regimes ...*Regime) *Set {
	t.Helper()
	s := &Set{byID: map[string]*Regime{}, psti: &PSTI{}}
	for _, r := range regimes {
		r.Confidence, r.Source = "read", "made up"
		if err := r.spellings(); err != nil {
			t.Fatal(err)
		}
		s.regimes, s.byID[r.ID] = append(s.regimes, r), r
	}
	return s
}

func one(id string) []Requirement {
	return []Requirement{{ID: id, Title: id, Summary: id, Mandatory: true}}
}

// TestSeveralProvisionsTogether: an id that was split covers a clause with all its
// parts; each part alone can fail it.
func TestSeveralProvisionsTogether(t *testing.T) {
	s := setOf(t, &Regime{ID: "made-up", Kind: Norm, Requirements: one("input"), Edges: []Edge{{
		Requirement: "input", Provision: "5.13-1", Edition: "2.1.1", Granularity: "provision", Relation: Equal, Source: "made up",
		Confidence: "inferred", ProvisionV3: []string{"5.13-1A", "5.13-1B"}, Editions: []standard.Edition{standard.V3_1_3},
	}}})
	for _, tt := range []struct {
		a, b assay.Judgement
		want assay.Standing
	}{
		{assay.Pass, assay.Pass, assay.Met},
		{assay.Pass, assay.Inconclusive, assay.Open},
		{assay.Pass, assay.NotApplicable, assay.Open},
		{assay.Pass, assay.Fail, assay.NotMet},
		{assay.Fail, assay.NotAssessed, assay.NotMet},
	} {
		in := Input{At: someDay, Verdicts: []assay.Verdict{provision("3.1.3", "5.13-1A", tt.a), provision("3.1.3", "5.13-1B", tt.b)}}
		if v, _ := s.JudgeOne("made-up", in); v.Verdict != tt.want {
			t.Errorf("%s and %s: %s, want %s", tt.a, tt.b, v.Verdict, tt.want)
		}
	}
	in := Input{At: someDay, Verdicts: []assay.Verdict{provision("2.1.1", "5.13-1", assay.Pass)}}
	if v, _ := s.JudgeOne("made-up", in); v.Verdict != assay.Open {
		t.Errorf("a pass of an edition the edge does not name: %s, want open", v.Verdict)
	}
}

// TestRecognitionByVerdict: a standard that is met gives what a law recognises it
// for, from the day it does; two that recognise each other give nothing.
func TestRecognitionByVerdict(t *testing.T) {
	edge := Edge{Requirement: "n", Provision: "5.1-1", Edition: "3.1.3", Granularity: "provision", Relation: Equal, Source: "made up", Confidence: "inferred", Editions: []standard.Edition{standard.V3_1_3}}
	gives := func(of, to string) []Recognition {
		return []Recognition{{Recognises: of, By: "verdict", Gives: []string{to}, Since: "2026-01-01", Source: "made up", Confidence: "read"}}
	}
	norm := &Regime{ID: "norm", Kind: Norm, Requirements: one("n"), Edges: []Edge{edge}}
	law := &Regime{ID: "law", Kind: Law, Requirements: one("l"), Recognitions: gives("norm", "l")}
	s := setOf(t, law, norm)
	pass := []assay.Verdict{provision("3.1.3", "5.1-1", assay.Pass)}
	for _, tt := range []struct {
		at       string
		verdicts []assay.Verdict
		want     assay.Standing
	}{{"2026-01-01", pass, assay.Met}, {"2025-12-31", pass, assay.Open}, {"2026-01-01", nil, assay.Open}} {
		v, _ := s.JudgeOne("law", Input{At: day(tt.at), Verdicts: tt.verdicts})
		if v.Verdict != tt.want {
			t.Errorf("on %s with %d verdicts: %s, want %s", tt.at, len(tt.verdicts), v.Verdict, tt.want)
		}
	}
	a := &Regime{ID: "a", Kind: Law, Requirements: one("x"), Recognitions: gives("b", "x")}
	b := &Regime{ID: "b", Kind: Law, Requirements: one("y"), Recognitions: gives("a", "y")}
	for _, v := range setOf(t, a, b).Judge(Input{At: someDay, Verdicts: pass}) {
		if v.Verdict != assay.Open {
			t.Errorf("%s is %s through a circle", v.Regime, v.Verdict)
		}
	}
}

// TestAlternativesFailNothing: one of several ways, not taken, fails no regime.
func TestAlternativesFailNothing(t *testing.T) {
	edge := Edge{Requirement: "way", Provision: "5.1-1", Edition: "3.1.3", Granularity: "provision", Relation: SupersetOf, Source: "made up", Confidence: "inferred", Editions: []standard.Edition{standard.V3_1_3}}
	r := &Regime{ID: "made-up", Kind: Law, Edges: []Edge{edge}, Requirements: []Requirement{{ID: "duty", Mandatory: true}, {ID: "way", Mandatory: true, Alternative: true}}}
	v, _ := setOf(t, r).JudgeOne("made-up", Input{At: someDay, Verdicts: []assay.Verdict{provision("3.1.3", "5.1-1", assay.Fail)}})
	if v.Verdict != assay.Open || v.Clauses[1].Verdict != assay.NotMet {
		t.Errorf("regime %s, the way %s; want open and not met", v.Verdict, v.Clauses[1].Verdict)
	}
}
