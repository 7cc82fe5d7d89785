package explain

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/assay-project/assay/regime"
)

// TestRulePages asks for rules in the ways people type them.
func TestRulePages(t *testing.T) {
	b := New(someChecks)
	for _, tt := range []struct {
		words string
		kind  string
		id    string
		says  []string
	}{
		{"eu-cra/I-2a.3", "rule", "I-2a.3", []string{"publicly listed", "eu-cra I.I.2.a", "auth.default-password.shared", "The good answer is no", "Art. 64(2)"}},
		{"eu-cra I-2a.3", "rule", "I-2a.3", nil},
		{"EU-CRA/i.i.2.a", "", "", nil},
		{"eu-cra/14-2a", "rule", "14-2a", []string{"PT24H from awareness", "not where maker_is_micro_or_small", "has to name the rule"}},
		{"eu-cra/13-5", "rule", "13-5", []string{"a duty of its own"}},
		{"en-18031-1/ACM-1", "requirement", "ACM-1", []string{"Access control governs"}},
		{"en-18031-1/AUM-5.skip", "rule", "AUM-5.skip", []string{"restriction"}},
		{"us-ca-sb327/b.1", "", "", []string{}},
		{"eu-red-da/d.scope", "rule", "d.scope", []string{"en-18031-1", "R-password"}},
		{"sg-cls/L2-6.3B", "rule", "L2-6.3B", []string{"a pass meets it, a fail fails it", "stated by the source"}},
		{"uk-psti/sch1-1.2", "requirement", "sch1-1(2)", []string{"auth.default-password.shared"}},
	} {
		p, err := b.Find(strings.Split(tt.words, " ")...)
		if err != nil {
			if tt.kind != "" {
				t.Errorf("%s: %v", tt.words, err)
			}
			continue
		}
		text := strings.Join(strings.Fields(p.Text()), " ")
		if tt.kind != "" && (p.Kind != tt.kind || p.ID != tt.id) {
			t.Errorf("%s is %s %s, want %s %s", tt.words, p.Kind, p.ID, tt.kind, tt.id)
		}
		for _, s := range tt.says {
			if !strings.Contains(text, s) {
				t.Errorf("%s does not say %q:\n%s", tt.words, s, text)
			}
		}
	}
	if _, err := b.Find("eu-cra/I-2a.33"); err == nil || !strings.Contains(err.Error(), "I-2a.3") {
		t.Errorf("a slip is answered with %v", err)
	}
	page, err := b.Find("eu-cra")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"170", "clock 14-2a", "penalty A64(2)", "13-5", "route"} {
		if !strings.Contains(page.Text(), s) {
			t.Errorf("the page of eu-cra does not say %q", s)
		}
	}
}

// TestEveryRuleExplains: each of them has a page with a source that fits a terminal.
func TestEveryRuleExplains(t *testing.T) {
	b := New(someChecks)
	for _, r := range regime.All().Regimes() {
		f := r.Rules()
		if f == nil {
			continue
		}
		for i := range f.Rules {
			p := b.rulePage(r, &f.Rules[i])
			if len(p.Sources) == 0 || len(p.Asks) != 1 || len(p.Sections) < 2 {
				t.Errorf("%s %s: page incomplete", r.ID, f.Rules[i].ID)
			}
			for _, line := range strings.Split(p.Text(), "\n") {
				if utf8.RuneCountInString(line) > Width && strings.Contains(strings.TrimSpace(line), " ") {
					t.Errorf("%s %s: line too long: %s", r.ID, f.Rules[i].ID, line)
				}
			}
			if _, err := json.Marshal(p); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestCompleteRules: after a regime, rules are offered beside requirements, once.
func TestCompleteRules(t *testing.T) {
	b := New(someChecks)
	seen := map[string]int{}
	for _, c := range b.Complete([]string{"en-18031-1"}, "") {
		seen[c[0]]++
	}
	if seen["ACM-1"] != 1 || seen["AUM-5.skip"] != 1 {
		t.Errorf("ACM-1 offered %d times, AUM-5.skip %d; want once each", seen["ACM-1"], seen["AUM-5.skip"])
	}
}
