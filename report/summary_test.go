package report_test

import (
	"strings"
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/report/reporttest"
	"github.com/google/go-cmp/cmp"
)

func TestSummaryOfSample(t *testing.T) {
	s := report.Summarise(reporttest.Sample(t))
	if s.Edition != "3.1.3" {
		t.Errorf("headline edition is %s, want 3.1.3", s.Edition)
	}
	if s.Counts.Total() != 78 {
		t.Errorf("got %d provisions, want the 78 of V3.1.3", s.Counts.Total())
	}
	if len(s.Clauses) != 14 || s.Reporting == nil {
		t.Errorf("got %d clause rows and reporting %v, want 14 and one", len(s.Clauses), s.Reporting)
	}
	var sum report.Tally
	for _, c := range s.Rows() {
		sum.Refuted += c.Refuted
		sum.Supported += c.Supported
		sum.Open += c.Open
		sum.NotApplicable += c.NotApplicable
	}
	if sum != s.Counts {
		t.Errorf("rows add up to %+v, headline says %+v", sum, s.Counts)
	}
	if len(s.Others) != 1 || s.Others[0].Edition != "2.1.1" || s.Others[0].Tally.Total() != 68 {
		t.Errorf("got other editions %+v, want V2.1.1 with 68", s.Others)
	}
}

func TestFindingsMandatoryFirst(t *testing.T) {
	recommended := false
	findings := report.Summarise(reporttest.Sample(t)).Findings()
	for _, f := range findings {
		if f.Mandatory() && recommended {
			t.Errorf("%s is mandatory and comes after a recommendation", f.ID)
		}
		recommended = recommended || !f.Mandatory()
		if len(f.Refuting) == 0 {
			t.Errorf("%s: no observation refutes it", f.ID)
		}
	}
	if len(findings) == 0 {
		t.Fatal("no findings")
	}
}

// An observation that refutes a unit of one provision is only evidence for another.
func TestRefutingObservationsAreTheirOwn(t *testing.T) {
	for _, f := range report.Summarise(reporttest.Sample(t)).Findings() {
		if f.ID != "5.6-1" {
			continue
		}
		if len(f.Refuting) != 1 || len(f.Because) != 1 {
			t.Errorf("5.6-1: %d refuting and %d other observations, want telnet and the search for ftp", len(f.Refuting), len(f.Because))
		}
		if len(f.Contradictions) != 1 || len(f.Cases) == 0 {
			t.Errorf("5.6-1: %d contradictions, %d cases", len(f.Contradictions), len(f.Cases))
		}
	}
}

func TestRegimesLawsFirst(t *testing.T) {
	var got []string
	for _, r := range report.Summarise(reporttest.Sample(t)).Regimes {
		got = append(got, r.Kind+" "+r.Word)
	}
	want := []string{
		"law NOT MET", "law NOT MET", "law NOT MET", "law NOT MET", "law open", "law met", "law n/a",
		"label not met", "label not met", "label not met", "framework not met", "standard open",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("regimes (-want +got):\n%s", diff)
	}
}

func TestProvisionsOf(t *testing.T) {
	for _, c := range []struct {
		method, unit string
		want         []string
	}{
		{"ts103701/1.1.1", "5.1-1-2/a", []string{"5.1-1"}},
		{"ts103701/1.1.1", "5.3-4-1/a", []string{"5.3-4", "5.3-4A", "5.3-4B"}},
		{"ts103701/1.1.1", "6-1-1/a", []string{"6.1"}},
		{"ts103701/2.1.1", "5.6-4A-1", []string{"5.6-4A"}},
		{"ts103701/1.1.1", "5.1-2", []string{"5.1-2"}},
		{"", "9.9-1-2/b", []string{"9.9-1"}},
		{"", "", []string{""}},
	} {
		if diff := cmp.Diff(c.want, report.ProvisionsOf(c.method, c.unit)); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", c.method, c.unit, diff)
		}
	}
}

// No form may claim in our name what only the law's bodies can.
func TestWordsWeNeverClaim(t *testing.T) {
	for _, s := range report.States() {
		for _, bad := range []string{"certified", "compliant", "secure"} {
			if strings.Contains(string(s), bad) {
				t.Errorf("state %q claims %q", s, bad)
			}
		}
	}
	for _, j := range []assay.Judgement{assay.Inconclusive, assay.NotAssessed, "", "anything"} {
		if got := report.StateOf(j); got != report.Open {
			t.Errorf("%q is %q, want open", j, got)
		}
	}
}

func TestNothingKnown(t *testing.T) {
	s := report.Summarise(reporttest.Empty())
	if s.Counts.Total() != 0 || len(s.Clauses) != 14 || s.Name() == "" {
		t.Errorf("got %+v of an empty document", s)
	}
}
