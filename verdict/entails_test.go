package verdict

import (
	"slices"
	"strings"
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// What facts and features say of conditions, stated or not, by edition. Valid is
// y, n, or ? where the ICS leaves it open.
func TestEntailments(t *testing.T) {
	const v1, v3 = standard.V2_1_1, standard.V3_1_3
	drop := func(keys ...string) func(*assay.ICS) {
		return func(i *assay.ICS) {
			for _, k := range keys {
				delete(i.Features, k)
				delete(i.Conditions, k)
			}
		}
	}
	set := func(key string, v bool) func(*assay.ICS) {
		return func(i *assay.ICS) {
			if key[0] >= '0' && key[0] <= '9' {
				i.Conditions[key] = v
			} else {
				i.Features[key] = v
			}
		}
	}
	na := func(id string) map[string]string { return map[string]string{id: "N/A there is none"} }
	for _, tt := range []struct {
		name    string
		edition standard.Edition
		facts   string
		but     map[string]string
		change  func(*assay.ICS)
		valid   string
		says    string
	}{
		{"N/A carried by a fact", v3, "{has_preset_passwords: false}", na("5.1-2"), drop("b"), "y", ""},
		{"N/A that a fact refutes", v3, "{has_preset_passwords: true}", na("5.1-2"), drop("b"), "n", "its condition is met: factory-set"},
		{"N/A that a fact refutes, by name", v3, "{has_preset_passwords: true}", na("5.1-2"), drop("b"), "n", "(fact has_preset_passwords is true)"},
		{"N/A stated, a fact says the opposite", v3, "{has_preset_passwords: true}", na("5.1-2"), set("b", false), "n", "5.1-2 is answered N/A and its condition is met"},
		{"Yes stated, a fact says the opposite", v3, "{has_preset_passwords: false}", nil, nil, "n", "5.1-2 is answered Yes and feature b is declared not to hold (fact has_preset_passwords is false)"},
		{"N/A carried by a chain", v3, "{handles_personal_data: false}", map[string]string{"5.8-1": "N/A none", "5.8-2": "N/A none", "6.2": "N/A none", "6.3A": "N/A none", "6.3B": "N/A none", "6.6": "N/A none", "6.8": "N/A none"}, drop("t", "u", "y", "z"), "y", ""},
		{"a feature that another denies", v3, "", na("5.1-2"), func(i *assay.ICS) { delete(i.Features, "b"); i.Features["a"] = false; delete(i.Features, "c") }, "n", "5.1-1 is answered Yes and feature a"},
		{"two features that disagree are named", v3, "", nil, set("t", false), "n", "5.8-1 is answered Yes"},
		{"a fact and a feature agree", v3, "{has_telemetry: true}", nil, nil, "y", ""},
		{"nobody says", v3, "", na("5.1-2"), drop("b"), "?", ""},
		{"no network", v3, "{has_network_interface: false}", map[string]string{"5.1-5": "N/A none", "5.3-10": "N/A none", "5.5-5": "N/A none", "5.6-1": "N/A none"}, drop("e", "j", "n", "p"), "y", ""},

		{"V2.1.1: N/A carried by a fact", v1, "{has_telemetry: false}", map[string]string{"5.10-1": "N/A none", "6.4": "N/A none", "6.5": "N/A none"}, drop("6"), "y", ""},
		{"V2.1.1: N/A that a fact refutes", v1, "{has_telemetry: true}", na("5.10-1"), drop("6"), "n", "(fact has_telemetry is true)"},
		{"V2.1.1: Yes, a fact says the opposite", v1, "{has_sensors: false}", nil, nil, "n", "5.8-3 is answered Yes and condition 23 is declared not to hold"},
		{"V2.1.1: N/A and nobody says", v1, "", na("5.8-3"), drop("23"), "?", ""},
	} {
		text := ""
		if tt.facts != "" {
			text = "facts: " + tt.facts + "\n"
		}
		d := claiming(t, tt.edition, text, tt.but)
		if tt.change != nil {
			tt.change(ptr(d.ICS[string(tt.edition)]))
		}
		r := Judge(Input{Edition: tt.edition, Declaration: d})
		got := "?"
		if v := r.ICS.Valid; v != nil && *v {
			got = "y"
		} else if v != nil {
			got = "n"
		}
		if got != tt.valid || !strings.Contains(strings.Join(r.ICS.Reasons, "; "), tt.says) {
			t.Errorf("%s: got %s, reasons %q, missing %q; want %s with %q", tt.name, got, r.ICS.Reasons, r.ICS.Missing, tt.valid, tt.says)
		}
	}
}

// Statements that cannot hold together are named, even where no answer rests on them.
func TestDisagreements(t *testing.T) {
	d := claiming(t, standard.V3_1_3, "facts: {has_debug_interface: false}", map[string]string{"5.6-4A": "N/A none", "5.6-4B": "N/A none"})
	d.ICS["3.1.3"].Features["q"] = false
	r := Judge(Input{Edition: standard.V3_1_3, Declaration: d}) // feature r stays true
	if r.ICS.Valid != nil && *r.ICS.Valid || !slices.ContainsFunc(r.ICS.Missing, func(s string) bool { return strings.HasPrefix(s, "which holds: feature r is stated true, and ") }) {
		t.Errorf("valid %v, missing %q, reasons %q", r.ICS.Valid, r.ICS.Missing, r.ICS.Reasons)
	}
}

// An N/A without a reason, or that no condition carries, is no answer: the group is
// judged, and what the reason has to say is named.
func TestNotApplicableNeedsAReason(t *testing.T) {
	for name, tt := range map[string]struct {
		answer  string
		feature *bool
		want    assay.Judgement
		missing string
	}{
		"reason and condition": {"N/A none is set", ptr(false), assay.NotApplicable, ""},
		"no reason":            {"N/A", ptr(false), assay.NotAssessed, "a reason for N/A of 5.1-2: why it is not so that factory-set"},
		"condition not said":   {"N/A none is set", nil, assay.NotAssessed, "whether feature b of the status table holds (N/A of 5.1-2 rests on it)"},
		"neither":              {"N/A", nil, assay.NotAssessed, "(feature b)"},
	} {
		d := claiming(t, standard.V3_1_3, "", map[string]string{"5.1-2": tt.answer})
		delete(d.ICS["3.1.3"].Features, "b")
		if tt.feature != nil {
			d.ICS["3.1.3"].Features["b"] = *tt.feature
		}
		r := Judge(Input{Edition: standard.V3_1_3, Declaration: d})
		if got := provisionOf(r, "5.1-2").Verdict; got != tt.want || !strings.Contains(strings.Join(r.ICS.Missing, "; "), tt.missing) {
			t.Errorf("%s: got %s, missing %q; want %s, %q", name, got, r.ICS.Missing, tt.want, tt.missing)
		}
		if tt.missing != "" && (r.ICS.Valid != nil || len(r.ICS.Reasons) > 0) {
			t.Errorf("%s: valid %v, reasons %v; it is open", name, r.ICS.Valid, r.ICS.Reasons)
		}
	}
}

// A recommendation that nobody answered leaves the group on reasons open.
func TestUnansweredRecommendationLeavesReasonsOpen(t *testing.T) {
	for _, tt := range []struct {
		edition standard.Edition
		group   string
	}{{standard.V2_1_1, "4-1"}, {standard.V3_1_3, "5.0-1"}} {
		d := claiming(t, tt.edition, "", map[string]string{"5.6-8": ""})
		v := provisionOf(Judge(Input{Edition: tt.edition, Declaration: d}), tt.group)
		if v.Verdict != assay.Inconclusive || !strings.Contains(strings.Join(v.Missing, ""), "recommendations 5.6-8") {
			t.Errorf("%s: got %s, missing %q", tt.group, v.Verdict, v.Missing)
		}
		d = claiming(t, tt.edition, "", map[string]string{"5.6-1": ""}) // mandatory: not its business
		if v := provisionOf(Judge(Input{Edition: tt.edition, Declaration: d}), tt.group); v.Verdict != assay.Pass {
			t.Errorf("%s with a mandatory provision unanswered: got %s", tt.group, v.Verdict)
		}
	}
}
