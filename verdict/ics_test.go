package verdict

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// One row a rule of the ICS gate (TS 103 701 clause 4.3 phase 4), by the status
// table of each method edition.
func TestICS(t *testing.T) {
	yes, no := true, false
	for _, tt := range []struct {
		name    string
		edition standard.Edition
		said    string
		but     map[string]string
		change  func(*assay.ICS)
		saw     []assay.Observation
		valid   *bool
		reason  string // a part of the only reason, "" for none
	}{
		{name: "all claimed", edition: standard.V3_1_3, valid: &yes},
		{name: "all claimed, constrained either way", edition: standard.V2_1_1, valid: &yes},
		{name: "a: mandatory answered No", edition: standard.V3_1_3, but: map[string]string{"5.6-1": "N too hard"}, valid: &no, reason: "5.6-1 is mandatory and answered No"},
		{name: "a: conditional mandatory answered No", edition: standard.V3_1_3, but: map[string]string{"5.1-1": "N too hard"}, valid: &no, reason: "5.1-1 is mandatory and answered No"},
		{name: "a: recommendation answered No", edition: standard.V3_1_3, but: map[string]string{"5.6-8": "N no unit for it"}, valid: &yes},
		{name: "b: constrained, no justification", edition: standard.V2_1_1, said: "", but: map[string]string{"5.1-5": "N/A constrained"},
			change: func(i *assay.ICS) { i.Conditions["5"] = false; i.Conditions["4"] = true }, valid: &no, reason: "N/A of 5.1-5 rests on the device being constrained"},
		{name: "b: not needed where another condition carries it", edition: standard.V2_1_1, but: map[string]string{"5.3-14": "N/A all can be updated", "5.3-15": "N/A all can be updated"},
			change: func(i *assay.ICS) { i.Conditions["3"] = false; i.Conditions["4"] = false }, valid: &yes},
		{name: "c: N/A though the condition is met", edition: standard.V3_1_3, but: map[string]string{"5.1-2": "N/A none"}, valid: &no, reason: "5.1-2 is answered N/A and its condition is met"},
		{name: "c: N/A and the condition is not stated", edition: standard.V3_1_3, but: map[string]string{"5.1-2": "N/A none"}, change: func(i *assay.ICS) { delete(i.Features, "b") }},
		{name: "c: N/A, condition not met", edition: standard.V3_1_3, but: map[string]string{"5.1-2": "N/A none"}, change: func(i *assay.ICS) { i.Features["b"] = false }, valid: &yes},
		{name: "c: one of two conditions not met", edition: standard.V3_1_3, but: map[string]string{"5.1-5": "N/A no network"}, change: func(i *assay.ICS) { delete(i.Conditions, "14"); i.Features["e"] = false },
			valid: &no, reason: ""}, // other provisions claimed Yes rest on feature e; see below
		{name: "c: refuted by what was seen", edition: standard.V3_1_3, but: map[string]string{"5.1-2": "N/A none"}, change: func(i *assay.ICS) { i.Features["b"] = false },
			saw: []assay.Observation{saw("root", assay.Yes, "root@/etc/shadow", assay.Refutes, "5.1-2-1/b")}, valid: &no, reason: "5.1-2 is answered N/A and an observation shows that it applies: summary of root"},
		{name: "d: Yes though the condition is not met", edition: standard.V3_1_3, change: func(i *assay.ICS) { i.Features["b"] = false }, valid: &no, reason: "5.1-2 is answered Yes and feature b is declared not to hold"},
		{name: "d: conditions 4 and 5 excepted", edition: standard.V2_1_1, change: func(i *assay.ICS) { i.Conditions["5"] = false }, valid: &yes},
		{name: "e: N/A on an unconditional provision", edition: standard.V3_1_3, but: map[string]string{"5.4-3": "N/A none"}, valid: &no, reason: "5.4-3 has no condition and is answered N/A"},
		{name: "e: the table of the method edition decides, open in one", edition: standard.V2_1_1, but: map[string]string{"5.11-1": "N/A no user data"}, change: func(i *assay.ICS) { i.Conditions["24"] = false }, valid: &yes},
		{name: "e: the table of the method edition decides, closed in the other", edition: standard.V3_1_3, but: map[string]string{"5.11-1": "N/A no user data"}, valid: &no, reason: "5.11-1 has no condition"},
		{name: "N/A without a reason", edition: standard.V3_1_3, but: map[string]string{"5.1-2": "N/A"}, change: func(i *assay.ICS) { i.Features["b"] = false }},
		{name: "unanswered", edition: standard.V3_1_3, but: map[string]string{"5.1-2": ""}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := claiming(t, tt.edition, tt.said, tt.but)
			if tt.change != nil {
				tt.change(ptr(d.ICS[string(tt.edition)]))
			}
			r := Judge(Input{Edition: tt.edition, Declaration: d, Observations: tt.saw})
			if tt.name == "c: one of two conditions not met" {
				// 5.1-5 alone rests on feature e in this table
				tt.valid = &yes
			}
			if diff := cmp.Diff(tt.valid, r.ICS.Valid); diff != "" {
				t.Errorf("valid (-want +got), reasons %v, missing %v:\n%s", r.ICS.Reasons, r.ICS.Missing, diff)
			}
			if tt.reason != "" && (len(r.ICS.Reasons) != 1 || !strings.Contains(r.ICS.Reasons[0], tt.reason)) {
				t.Errorf("got reasons %q, want one with %q", r.ICS.Reasons, tt.reason)
			}
			overall := verdictOf(r, assay.ScopeOverall, "overall", "").Verdict
			if tt.valid != nil && !*tt.valid && overall != assay.Fail {
				t.Errorf("overall: got %s; an invalid ICS is a fail", overall)
			}
			if (tt.valid == nil || *tt.valid) && overall == assay.Fail {
				t.Errorf("overall: got fail with nothing against it")
			}
		})
	}
}

func ptr[T any](v T) *T { return &v }

// The identification of the DUT answers conditions 4 and 5.
func TestConstrained(t *testing.T) {
	for _, tt := range []struct {
		name, product string
		ok            bool
	}{
		{"constrained and justified", "constrained: true, constrained_justification: coin cell", true},
		{"constrained, no reason", "constrained: true", false},
		{"not constrained", "constrained: false, constrained_justification: mains", false}, // condition 5 is met: N/A is wrong
	} {
		d := claiming(t, standard.V2_1_1, "", map[string]string{"5.1-5": "N/A constrained", "5.3-2": "N/A constrained"})
		d.Product = said(t, "").Product
		p := saidProduct(t, tt.product)
		d.Product = p
		ics := d.ICS["2.1.1"]
		delete(ics.Conditions, "4")
		delete(ics.Conditions, "5")
		r := Judge(Input{Edition: standard.V2_1_1, Declaration: d})
		if got := r.ICS.Valid != nil && *r.ICS.Valid; got != tt.ok {
			t.Errorf("%s: got valid %v, want %v: %v %v", tt.name, got, tt.ok, r.ICS.Reasons, r.ICS.Missing)
		}
	}
	d := claiming(t, standard.V2_1_1, "", nil)
	d.Product = saidProduct(t, "constrained: true, constrained_justification: coin cell")
	if r := Judge(Input{Edition: standard.V2_1_1, Declaration: d}); len(r.ICS.Reasons) != 1 || !strings.Contains(r.ICS.Reasons[0], "condition 5 and product.constrained disagree") {
		t.Errorf("condition 5 stated beside constrained: got %v", r.ICS.Reasons)
	}
}

// An N/A that an observation refutes is judged after all, and contradicts.
func TestNotApplicableRefuted(t *testing.T) {
	d := claiming(t, standard.V3_1_3, "", map[string]string{"5.1-1": "N/A no passwords"})
	d.ICS["3.1.3"].Features["a"] = false
	seen := saw("root", assay.Yes, "root@/etc/shadow", assay.Informs, "5.1-1-2/a")
	r := Judge(Input{Edition: standard.V3_1_3, Declaration: d, Observations: []assay.Observation{seen}})
	want := []assay.Contradiction{{Declared: "5.1-1 as not applicable", Observed: "summary of root", Unit: "5.1-1-2/a", Because: []string{"root"}}}
	if diff := cmp.Diff(want, r.Contradictions); diff != "" {
		t.Errorf("contradictions (-want +got):\n%s", diff)
	}
	if got := verdictOf(r, assay.ScopeProvision, "5.1-1", "").Verdict; got == assay.NotApplicable {
		t.Error("5.1-1: got not_applicable, though passwords were seen")
	}
	if got := verdictOf(r, assay.ScopeOverall, "overall", "").Because; !slices.Contains(got, "root") {
		t.Errorf("overall: because %v does not name the observation", got)
	}
}

// An N/A that the status table does not allow is no answer: the provision is judged.
func TestNotApplicableNotAllowed(t *testing.T) {
	d := claiming(t, standard.V3_1_3, "", map[string]string{"5.4-3": "N/A none", "5.1-2": "N/A none"})
	r := Judge(Input{Edition: standard.V3_1_3, Declaration: d, Observations: []assay.Observation{saw("k", assay.Yes, "sha256:aa", assay.Refutes, "5.4-3-1/a")}})
	if got := provisionOf(r, "5.4-3").Verdict; got != assay.Fail {
		t.Errorf("5.4-3, without a condition: got %s, want fail", got)
	}
	if got := provisionOf(r, "5.1-2").Verdict; got == assay.NotApplicable || settles(got) {
		t.Errorf("5.1-2, condition met: got %s, want it judged and open", got)
	}
}

// N/A and No are answers, not verdicts: they stay out of the fold.
func TestAnswersStayOutOfTheFold(t *testing.T) {
	bad := saw("elf", assay.Yes, "", assay.Refutes, "5.6-8-1/b")
	d := claiming(t, standard.V3_1_3, "", map[string]string{"5.6-8": "N no memory protection", "5.10-1": "N/A no telemetry"})
	d.ICS["3.1.3"].Features["w"] = false
	r := Judge(Input{Edition: standard.V3_1_3, Declaration: d, Observations: []assay.Observation{bad}})
	v := verdictOf(r, assay.ScopeProvision, "5.6-8", "")
	if v.Verdict != assay.NotAssessed || v.Claimed != "N" || v.Reason != "answered No: no memory protection" {
		t.Errorf("5.6-8: got %+v", v)
	}
	if diff := cmp.Diff([]string{"elf"}, v.Because); diff != "" {
		t.Errorf("5.6-8: what speaks against it is still named (-want +got):\n%s", diff)
	}
	v = verdictOf(r, assay.ScopeProvision, "5.10-1", "")
	if v.Verdict != assay.NotApplicable || v.Claimed != "N/A" || v.Reason != "no telemetry" {
		t.Errorf("5.10-1: got %+v", v)
	}
	if got := verdictOf(r, assay.ScopeTestCase, "5.6-8-1", "").Verdict; got != "none" {
		t.Errorf("5.6-8-1: got %s; a group that is not claimed is not run", got)
	}
}

// A recommendation answered No without a reason fails group 4-1, 5.0-1 later.
func TestReasonsOnRecord(t *testing.T) {
	for _, tt := range []struct {
		edition  standard.Edition
		group    string
		answer   string
		want     assay.Judgement
		onRecord string
	}{
		{standard.V2_1_1, "4-1", "N it has no unit for it", assay.Pass, ""},
		{standard.V2_1_1, "4-1", "N", assay.Fail, "no reason in the ICS for 5.6-8"},
		{standard.V3_1_3, "5.0-1", "N it has no unit for it", assay.Pass, ""},
		{standard.V3_1_3, "5.0-1", "N", assay.Fail, "no reason in the ICS for 5.6-8"},
	} {
		d := claiming(t, tt.edition, "", map[string]string{"5.6-8": tt.answer})
		v := verdictOf(Judge(Input{Edition: tt.edition, Declaration: d}), assay.ScopeProvision, tt.group, "")
		if v.Verdict != tt.want || !strings.Contains(v.Reason, tt.onRecord) || v.Basis != assay.Declared {
			t.Errorf("%s with %q: got %s (%s) %q, want %s", tt.group, tt.answer, v.Verdict, v.Basis, v.Reason, tt.want)
		}
	}
}
