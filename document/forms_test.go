package document

import (
	"strings"
	"testing"

	"github.com/assay-project/assay"
)

// TestFormsShowWhatContradicts: ICS and IXIT keep the maker's answers and show
// what was observed against them beside.
func TestFormsShowWhatContradicts(t *testing.T) {
	in := whole()
	in.Assessment.Contradictions = []assay.Contradiction{{Declared: "1 entry: web", Observed: "a second one: root", Unit: "5.1-1-2/a", Because: []string{"seen-root"}}}
	in.Assessment.Verdicts = []assay.Verdict{
		{Scope: assay.ScopeProvision, Edition: "3.1.3", ID: "5.1-1", Verdict: assay.Fail, Because: []string{"seen-root"}},
		{Scope: assay.ScopeUnitResult, Edition: "3.1.3", ID: "5.1-1-2/a", Entry: "1-AuthMech/web", Verdict: assay.Fail, Basis: assay.Observed, Because: []string{"seen-root"}},
		{Scope: assay.ScopeUnitResult, Edition: "3.1.3", ID: "5.1-1-2/a", Entry: "1-AuthMech/observed:root@/etc/shadow", Verdict: assay.Fail, Basis: assay.Observed, Because: []string{"seen-root"}},
	}
	for kind, want := range map[string][]string{
		"ics":  {"5.1-1-2/a|1 entry: web|a second one: root", "refuted; contradicted 1 ×"},
		"ixit": {"Observed, 5.1-1-2/a|refuted", "root@/etc/shadow|5.1-1-2/a refuted", "Bound to what is observed|tcp/443"},
	} {
		p, problems := Make(kind, in)
		if p == nil {
			t.Fatalf("%s: %v", kind, problems)
		}
		var rows []string
		for _, s := range p.Sections {
			for _, table := range s.Tables {
				for _, r := range table.Rows {
					rows = append(rows, strings.Join(r.Cells, "|"))
				}
			}
		}
		all := strings.Join(rows, "\n")
		for _, w := range want {
			if !strings.Contains(all, w) {
				t.Errorf("%s lacks %q:\n%s", kind, w, all)
			}
		}
	}
}

func TestProvisionOf(t *testing.T) {
	for unit, want := range map[string]string{"5.1-1-2/a": "5.1-1", "5.3-13-2/c": "5.3-13", "6.2-1/a": "6.2", "5.1-1": "5.1-1", "": "", "x": ""} {
		if got := provisionOf(unit); got != want {
			t.Errorf("provisionOf(%q) = %q, want %q", unit, got, want)
		}
	}
}
