package verdict

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// reviewOf is what package conceptual says of a declared row.
func reviewOf(id string, answer assay.Answer, entry string, effect assay.Effect, unit string) assay.Observation {
	return with(saw(id, answer, "", effect, unit), func(o *assay.Observation) {
		o.Check, o.Basis, o.Bears[0].Entry = ReviewPrefix+"cryptography", assay.Declared, entry
	})
}

// A review of the declaration carries a conceptual unit, and no functional one.
func TestReviews(t *testing.T) {
	const row, conceptual, functional = "1-AuthMech/service", "5.1-2-1/d", "5.1-1-2/c"
	service := func(answer assay.Answer, effect assay.Effect, unit string) assay.Observation {
		return saw("seen", answer, "root@/etc/shadow", effect, unit)
	}
	person := func(answer assay.Answer, effect assay.Effect, basis assay.Basis, unit string) assay.Observation {
		o := tested("person", answer, effect, basis, unit)
		o.Bears[0].Entry = row
		return o
	}
	for _, tt := range []struct {
		name  string
		unit  string
		obs   []assay.Observation
		want  assay.Judgement
		basis assay.Basis
	}{
		{"supports a conceptual unit", conceptual, []assay.Observation{reviewOf("r", assay.Yes, row, assay.Supports, conceptual)}, assay.Pass, assay.Declared},
		{"refutes a conceptual unit", conceptual, []assay.Observation{reviewOf("r", assay.No, row, assay.Refutes, conceptual)}, assay.Fail, assay.Declared},
		{"leaves it open", conceptual, []assay.Observation{reviewOf("r", assay.Unknown, row, assay.Informs, conceptual)}, assay.Inconclusive, assay.Declared},
		{"supports no functional unit", functional, []assay.Observation{reviewOf("r", assay.Yes, row, assay.Supports, functional)}, assay.Inconclusive, ""},
		{"another check that merely declares supports nothing", conceptual, []assay.Observation{with(reviewOf("r", assay.Yes, row, assay.Supports, conceptual), func(o *assay.Observation) { o.Check = "test" })}, assay.Inconclusive, ""},
		{"support and refutation", conceptual, []assay.Observation{reviewOf("r", assay.Yes, row, assay.Supports, conceptual), service(assay.Yes, assay.Refutes, conceptual)}, assay.Fail, assay.Observed},
		{"what is observed answers what the review left open", conceptual, []assay.Observation{reviewOf("r", assay.Unknown, row, assay.Informs, conceptual), service(assay.No, assay.Supports, conceptual)}, assay.Pass, assay.Observed},
		{"a person answers it too", conceptual, []assay.Observation{reviewOf("r", assay.Unknown, row, assay.Informs, conceptual), person(assay.Yes, assay.Supports, assay.Declared, conceptual)}, assay.Pass, assay.Declared},
		{"a person answers what a machine left open on the product", functional, []assay.Observation{service(assay.Unknown, assay.Refutes, functional), person(assay.Yes, assay.Supports, assay.Tested, functional)}, assay.Pass, assay.Tested},
		{"another machine does not", functional, []assay.Observation{service(assay.Unknown, assay.Refutes, functional), with(service(assay.No, assay.Supports, functional), func(o *assay.Observation) { o.ID = "b" })}, assay.Inconclusive, assay.Observed},
		{"a review does not answer a machine", conceptual, []assay.Observation{service(assay.Unknown, assay.Refutes, conceptual), reviewOf("r", assay.Yes, row, assay.Supports, conceptual)}, assay.Inconclusive, assay.Observed},
		{"what a person left open stays so", functional, []assay.Observation{person(assay.Unknown, assay.Informs, assay.Tested, functional), service(assay.No, assay.Supports, functional)}, assay.Inconclusive, assay.Tested},
		{"a person refutes what a machine supports", functional, []assay.Observation{person(assay.No, assay.Refutes, assay.Tested, functional), service(assay.No, assay.Supports, functional)}, assay.Fail, assay.Tested},
		{"a machine refutes what a person supports", functional, []assay.Observation{person(assay.Yes, assay.Supports, assay.Independent, functional), service(assay.Yes, assay.Refutes, functional)}, assay.Fail, assay.Observed},
		{"the maker's word on a functional unit", functional, []assay.Observation{person(assay.Yes, assay.Supports, assay.Declared, functional)}, assay.Inconclusive, ""},
		{"the maker's word refutes", functional, []assay.Observation{person(assay.No, assay.Refutes, assay.Declared, functional)}, assay.Fail, assay.Declared},
	} {
		r := Judge(Input{Edition: standard.V2_1_1, Declaration: said(t, webLogin), Observations: tt.obs})
		v := verdictOf(r, assay.ScopeUnitResult, tt.unit, row)
		if v.Verdict != tt.want || tt.basis != "" && v.Basis != tt.basis {
			t.Errorf("%s: got %s (%s), want %s (%s); missing %v", tt.name, v.Verdict, v.Basis, tt.want, tt.basis, v.Missing)
		}
	}
}

// An independent result is a basis of its own: what a machine saw beside it does
// not make it weaker, and it does not make stronger what was only observed.
func TestIndependentStandsByItself(t *testing.T) {
	const unit, row = "5.1-1-2/c", "1-AuthMech/service"
	seen := saw("seen", assay.No, "root@/etc/shadow", assay.Supports, unit)
	by := func(id string, b assay.Basis) assay.Observation {
		o := tested(id, assay.Yes, assay.Supports, b, unit)
		o.Bears[0].Entry = row
		return o
	}
	for _, tt := range []struct {
		name    string
		obs     []assay.Observation
		basis   assay.Basis
		because []string
	}{
		{"observed", []assay.Observation{seen}, assay.Observed, []string{"seen"}},
		{"tested beside observed", []assay.Observation{seen, by("t", assay.Tested)}, assay.Tested, []string{"t"}},
		{"independent beside both", []assay.Observation{seen, by("t", assay.Tested), by("i", assay.Independent)}, assay.Independent, []string{"i"}},
		{"two laboratories", []assay.Observation{by("i", assay.Independent), by("j", assay.Independent)}, assay.Independent, []string{"i", "j"}},
	} {
		v := verdictOf(Judge(Input{Edition: standard.V2_1_1, Declaration: said(t, webLogin), Observations: tt.obs}), assay.ScopeUnitResult, unit, row)
		if diff := cmp.Diff(tt.because, v.Because); v.Verdict != assay.Pass || v.Basis != tt.basis || diff != "" {
			t.Errorf("%s: got %s (%s) %s", tt.name, v.Verdict, v.Basis, diff)
		}
	}
}

// A person's test needs no recorded search and reaches every row; an image that was
// not read hides nothing from it.
func TestPersonsSearch(t *testing.T) {
	for _, unit := range []string{"5.1-1-2/a", "5.1-1-2/c"} {
		o := with(tested("t", assay.Yes, assay.Supports, assay.Tested, unit), unsearched)
		r := Judge(Input{Edition: standard.V2_1_1, Declaration: said(t, webLogin), Observations: []assay.Observation{o}, Unread: []assay.Limit{{What: "a partition"}}})
		for _, v := range r.Verdicts {
			if v.Scope == assay.ScopeUnitResult && v.ID == unit && v.Verdict != assay.Pass && v.Verdict != assay.NotApplicable {
				t.Errorf("%s %s: got %s, missing %v", unit, v.Entry, v.Verdict, v.Missing)
			}
		}
	}
}

// External evidence may stand in for a whole group (clause 4.7), with its scope.
func TestExternalEvidence(t *testing.T) {
	const group = "5.1-1@ts103701/2.1.1"
	report := func(b assay.Basis, covers, procedure string) assay.Observation {
		return with(tested("lab", assay.Yes, assay.Supports, b, group), func(o *assay.Observation) {
			o.Attested.Procedure = procedure
			o.Data = map[string]any{"covers": covers}
		})
	}
	for _, tt := range []struct {
		name   string
		obs    []assay.Observation
		want   assay.Judgement
		basis  assay.Basis
		reason string
		lacks  string
	}{
		{"with its scope", []assay.Observation{report(assay.Independent, "all log-ins of firmware 1.4", "")}, assay.Pass, assay.Independent, "clause 4.7), scope: all log-ins of firmware 1.4", ""},
		{"with its procedure", []assay.Observation{report(assay.Tested, " ", "EN 303 645 report 12")}, assay.Pass, assay.Tested, "scope: EN 303 645 report 12", ""},
		{"without either", []assay.Observation{report(assay.Independent, "", " ")}, assay.NotAssessed, "", "", "the scope of the external evidence"},
		{"only declared", []assay.Observation{report(assay.Declared, "all", "")}, assay.NotAssessed, "", "", ""},
		{"a case fails", []assay.Observation{report(assay.Independent, "all", ""), saw("s", assay.Yes, "", assay.Refutes, "5.1-1-2/a")}, assay.Fail, assay.Observed, "", ""},
		{"it says that it fails", []assay.Observation{with(tested("lab", assay.No, assay.Refutes, assay.Tested, group), func(*assay.Observation) {})}, assay.Fail, assay.Tested, "", ""},
		{"for the other edition", []assay.Observation{tested("lab", assay.Yes, assay.Supports, assay.Independent, "5.1-1")}, assay.NotAssessed, "", "", ""},
		{"nobody stands behind it", []assay.Observation{saw("s", assay.Yes, "", assay.Supports, group)}, assay.NotAssessed, "", "", ""},
	} {
		v := provisionOf(Judge(Input{Edition: standard.V3_1_3, Declaration: claiming(t, standard.V3_1_3, "", nil), Observations: tt.obs}), "5.1-1")
		if v.Verdict != tt.want || tt.basis != "" && v.Basis != tt.basis || !strings.Contains(v.Reason, tt.reason) || !strings.Contains(strings.Join(v.Missing, "; "), tt.lacks) {
			t.Errorf("%s: got %s (%s), reason %q, missing %q", tt.name, v.Verdict, v.Basis, v.Reason, v.Missing)
		}
	}
}

// One of two units that feed a criterion is enough for each entry, and not for the
// other entry.
func TestCriterionByEntry(t *testing.T) {
	const d = "ixit: {15-Intf: [{id: uart, type: physical, debug_interface: console, status: enabled, observed: [tcp/1]}, {id: jtag, type: physical, debug_interface: jtag, status: enabled, observed: [tcp/2]}]}"
	off := func(id, key, unit string) assay.Observation { return saw(id, assay.Yes, key, assay.Supports, unit) }
	const b, c = "5.6-4-1/b", "5.6-4-1/c"
	software := saw("s", assay.Yes, "", assay.Supports, "5.6-4-1/a")
	for _, tt := range []struct {
		name string
		obs  []assay.Observation
		want assay.Judgement
	}{
		{"one off for good, one off by default", []assay.Observation{software, off("1", "tcp/1", b), off("2", "tcp/2", c)}, assay.Pass},
		{"both off for good", []assay.Observation{software, off("1", "tcp/1", b), off("2", "tcp/2", b)}, assay.Pass},
		{"only one of them", []assay.Observation{software, off("1", "tcp/1", b), off("2", "tcp/1", c)}, assay.Inconclusive},
		{"one is found on", []assay.Observation{software, off("1", "tcp/1", b), off("2", "tcp/2", c), saw("3", assay.Yes, "tcp/2", assay.Refutes, b)}, assay.Fail},
		{"one is found on by default", []assay.Observation{software, off("1", "tcp/1", b), off("2", "tcp/2", b), saw("3", assay.Yes, "tcp/2", assay.Refutes, c)}, assay.Fail},
		{"no software switch", []assay.Observation{off("1", "tcp/1", b), off("2", "tcp/2", c)}, assay.Inconclusive},
	} {
		r := Judge(Input{Edition: standard.V2_1_1, Declaration: said(t, d), Observations: tt.obs})
		if got := verdictOf(r, assay.ScopeTestCase, "5.6-4-1", "").Verdict; got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

// A review does not show that a search reached a row, nor that an N/A is wrong, nor
// that a thing is there.
func TestReviewSeesNothing(t *testing.T) {
	search := saw("search", assay.No, "", assay.Supports, "5.1-1-2/a")
	admin := saw("admin", assay.Yes, "admin@/etc/webusers", assay.Informs, "5.1-1-2/a")
	about := with(reviewOf("r", assay.Yes, "1-AuthMech/service", assay.Supports, "5.1-2-1/d"), func(o *assay.Observation) { o.About = "root@/etc/shadow" })
	r := Judge(Input{Edition: standard.V2_1_1, Declaration: said(t, webLogin), Observations: []assay.Observation{search, admin, about}})
	if got := unitVerdict(r, "5.1-1-2/a", ""); got != assay.Inconclusive {
		t.Errorf("the search: got %s, want inconclusive", got)
	}
	d := claiming(t, standard.V3_1_3, "", map[string]string{"5.4-2": "N/A none"})
	d.ICS["3.1.3"].Features["l"] = false
	r = Judge(Input{Edition: standard.V3_1_3, Declaration: d, Observations: []assay.Observation{reviewOf("r", assay.No, "", assay.Refutes, "5.4-2-1/b")}})
	if len(r.ICS.Reasons) > 0 || provisionOf(r, "5.4-2").Verdict != assay.NotApplicable {
		t.Errorf("N/A: %v", r.ICS.Reasons)
	}
	r = Judge(Input{Edition: standard.V2_1_1, Declaration: said(t, "ixit: {10-SecParam: []}"), Observations: []assay.Observation{
		with(reviewOf("r", assay.Yes, "", assay.Informs, "5.4-3-1/a"), func(o *assay.Observation) { o.About = "sha256:aa" })}})
	if len(r.Contradictions) > 0 {
		t.Errorf("contradictions: %v", r.Contradictions)
	}
}
