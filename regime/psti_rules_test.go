package regime

import (
	"os"
	"strings"
	"testing"

	"github.com/assay-project/assay"
)

// TestEveryPSTISubRule reads testdata/psti.txt: a yes, a no and an unknown for each.
func TestEveryPSTISubRule(t *testing.T) {
	b, err := os.ReadFile("testdata/psti.txt")
	if err != nil {
		t.Fatal(err)
	}
	psti, _ := All().Regime("uk-psti")
	tried := map[string]map[string]bool{}
	for _, line := range strings.Split(string(b), "\n") {
		f := strings.Fields(line)
		if len(f) == 0 || f[0] == "#" {
			continue
		}
		rule, ok := psti.rules.Rule(f[0])
		if !ok || len(f) != 4 {
			t.Fatalf("line %q", line)
		}
		in := Input{At: someDay, Declaration: facts(map[string]bool{"has_passwords": true, "has_preset_passwords": true, "can_be_updated": true, "own_sales_page": true})}
		if o, ok := said(rule, f[1], assay.Answer(f[2])); ok {
			in.Observations = []assay.Observation{o}
		}
		got := All().judgement(in).ruling(psti, rule).standing
		if string(got) != f[3] {
			t.Errorf("%s: %s says %s to %s: %s, want %s", rule.ID, f[1], f[2], rule.Question, got, f[3])
		}
		if tried[rule.ID] == nil {
			tried[rule.ID] = map[string]bool{}
		}
		tried[rule.ID][f[3]] = true
	}
	for i := range psti.rules.Rules {
		id := psti.rules.Rules[i].ID
		for _, s := range []string{"met", "not_met", "open"} {
			if !tried[id][s] {
				t.Errorf("%s is never %s", id, s)
			}
		}
	}
}

// said makes the observation of one row.
func said(rule *Rule, by string, answer assay.Answer) (assay.Observation, bool) {
	switch by {
	case "tester":
		return named("o", rule.Question, answer, "uk-psti/"+rule.ID), true
	case "maker":
		o := named("o", rule.Question, answer, "uk-psti/"+rule.ID)
		o.Basis = assay.Declared
		return o, true
	case "check":
		unit := map[string]string{"auth.default-password.shared": "5.1-1-2/c", "cred.strength.sufficient": "5.1-2-2/a"}[rule.Question]
		return observed("o", rule.Question, answer, unit), true
	}
	return assay.Observation{}, false
}
