package standard

import (
	"fmt"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var isoDate = regexp.MustCompile(`^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$`)

func TestLoad(t *testing.T) {
	if _, err := load(); err != nil {
		t.Fatal(err)
	}
}

// TestCounts counts again what the sources say the editions hold.
func TestCounts(t *testing.T) {
	s := EN303645()
	for _, tt := range []struct {
		edition                                            Edition
		provisions, mandatory, recommended, conditional    int
		mandatoryUnconditional, recommendedUnconditional   int
		mandatoryConditional, recommendedConditionalAmount int
	}{
		{V2_1_1, 68, 33, 35, 23, 20, 25, 13, 10},
		{V3_1_3, 78, 36, 42, 46, 11, 21, 25, 21},
	} {
		got := map[string]int{}
		for _, p := range s.Provisions(tt.edition) {
			r, _ := p.In(tt.edition)
			got["provisions"]++
			got[string(r.Level)]++
			if r.Status.Conditional() {
				got["conditional"]++
				got[string(r.Level)+"_conditional"]++
			} else {
				got[string(r.Level)+"_unconditional"]++
			}
		}
		want := map[string]int{
			"provisions": tt.provisions, "mandatory": tt.mandatory, "recommended": tt.recommended, "conditional": tt.conditional,
			"mandatory_conditional": tt.mandatoryConditional, "mandatory_unconditional": tt.mandatoryUnconditional,
			"recommended_conditional": tt.recommendedConditionalAmount, "recommended_unconditional": tt.recommendedUnconditional,
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("V%s counted (-want +got):\n%s", tt.edition, d)
		}
		info, ok := s.Edition(tt.edition)
		if !ok {
			t.Fatalf("no edition %s", tt.edition)
		}
		if d := cmp.Diff(want, info.Counts); d != "" {
			t.Errorf("V%s as the data says (-want +got):\n%s", tt.edition, d)
		}
	}
	if got := len(s.All()); got != 85 {
		t.Errorf("%d provisions in both editions, want 85", got)
	}
}

func TestProvisionsAreComplete(t *testing.T) {
	s := EN303645()
	for _, p := range s.All() {
		if _, ok := s.Clause(p.Clause); !ok {
			t.Errorf("%s: clause %s unknown", p.ID, p.Clause)
		}
		if len(p.Versions) != len(p.Readings) {
			t.Errorf("%s: versions %v, readings %d", p.ID, p.Versions, len(p.Readings))
		}
		for _, e := range p.Versions {
			r, ok := p.In(e)
			if !ok {
				t.Errorf("%s: no reading for V%s", p.ID, e)
			}
			if r.Level != Mandatory && r.Level != Recommended {
				t.Errorf("%s V%s: level %q", p.ID, e, r.Level)
			}
			if strings.HasPrefix(r.Status.Printed, "M") != (r.Level == Mandatory) {
				t.Errorf("%s V%s: level %s but status %q", p.ID, e, r.Level, r.Status.Printed)
			}
			if r.Summary == "" {
				t.Errorf("%s V%s: no summary", p.ID, e)
			}
			checkOrigin(t, p.ID+" V"+string(e), r.Origin)
			checkStatus(t, p.ID+" V"+string(e), r.Status)
			checkConditions(t, s, p.ID, e, r.Status)
			if r.ChangeKind != "" && s.ChangeKind(r.ChangeKind) == "" {
				t.Errorf("%s V%s: change kind %q unknown", p.ID, e, r.ChangeKind)
			}
		}
		for _, id := range append(append([]string{}, p.Replaces...), p.SupersededBy...) {
			if _, ok := s.Provision(id); !ok {
				t.Errorf("%s: %s unknown", p.ID, id)
			}
		}
		checkAutomation(t, p)
	}
}

func checkOrigin(t *testing.T, at string, o Origin) {
	t.Helper()
	if len(o.Source) == 0 {
		t.Errorf("%s: no source", at)
	}
	checkSources(t, at, o.Source)
	if o.Confidence != Read && o.Confidence != Recalled && o.Confidence != Inferred {
		t.Errorf("%s: confidence %q", at, o.Confidence)
	}
}

func checkSources(t *testing.T, at string, keys []string) {
	t.Helper()
	for _, k := range keys {
		if EN303645().Source(k) == k {
			t.Errorf("%s: source %q is not spelt out", at, k)
		}
	}
}

// checkStatus reads the printed status and compares it with its parts.
func checkStatus(t *testing.T, at string, s Status) {
	t.Helper()
	var parts []string
	for _, c := range s.Conditions {
		parts = append(parts, fmt.Sprint(c))
	}
	parts = append(parts, s.Features...)
	printed := ""
	if _, inner, ok := strings.Cut(s.Printed, "("); ok {
		printed = strings.TrimSuffix(inner, ")")
	}
	if got := strings.Join(parts, ", "); got != printed {
		t.Errorf("%s: status %q, parts %q", at, s.Printed, got)
	}
}

func checkConditions(t *testing.T, s *Standard, id string, e Edition, st Status) {
	t.Helper()
	for _, n := range st.Conditions {
		if _, ok := s.Condition(e, fmt.Sprint(n)); !ok {
			t.Errorf("%s: condition %d of V%s unknown", id, n, e)
		}
	}
	for _, f := range st.Features {
		if _, ok := s.Feature(e, f); !ok {
			t.Errorf("%s: feature %s of V%s unknown", id, f, e)
		}
	}
}

func checkAutomation(t *testing.T, p *Provision) {
	t.Helper()
	if _, ok := p.Automation.Channels[p.Automation.Primary]; !ok {
		t.Errorf("%s: primary channel %q is no channel", p.ID, p.Automation.Primary)
	}
	for c, v := range p.Automation.Channels {
		if !strings.Contains("abcde", c) || v != "decisive" && v != "indicator" {
			t.Errorf("%s: channel %s %q", p.ID, c, v)
		}
	}
}

// TestTableA1 holds the status table of TS 103 701 V1.1.1 against that of the EN it
// judges: the places where they differ are known and matter for N/A.
func TestTableA1(t *testing.T) {
	s := EN303645()
	var differ, moreConditional []string
	for _, p := range s.Provisions(V2_1_1) {
		r, _ := p.In(V2_1_1)
		st, ok := p.StatusBy(TS103701V1)
		if !ok {
			t.Errorf("%s: no status in Table A.1", p.ID)
			continue
		}
		checkStatus(t, p.ID+" Table A.1", st)
		checkSources(t, p.ID+" Table A.1", p.TableA1.Source)
		for _, n := range st.Conditions {
			if _, ok := findCondition(s.Conditions(TS103701V1), fmt.Sprint(n)); !ok {
				t.Errorf("%s: condition %d of Table A.1 unknown", p.ID, n)
			}
		}
		same := cmp.Equal(st.Conditions, r.Status.Conditions)
		if p.TableA1.Differs == same && st.Printed == r.Status.Printed {
			t.Errorf("%s: differs %t, but %q against %q", p.ID, p.TableA1.Differs, st.Printed, r.Status.Printed)
		}
		if !same {
			differ = append(differ, p.ID)
		}
		if st.Conditional() && !r.Status.Conditional() {
			moreConditional = append(moreConditional, p.ID)
		}
	}
	if len(differ) != 18 || len(moreConditional) != 18 {
		t.Errorf("Table A.1 differs for %d provisions, opens N/A for %d; want 18 and 18:\n%v\n%v", len(differ), len(moreConditional), differ, moreConditional)
	}
	if got := len(s.Conditions(TS103701V1)); got != 28 {
		t.Errorf("Table A.1 has %d conditions, want 28", got)
	}
}

func TestRenumbering(t *testing.T) {
	s := EN303645()
	for _, tt := range []struct {
		id   string
		want []string
	}{
		{"5.3-4", []string{"5.3-4A", "5.3-4B"}}, {"4-1", []string{"5.0-1"}}, {"5.1-1", []string{"5.1-1"}},
		{"6-3", []string{"6.3A", "6.3B"}}, {"9.9-9", nil},
	} {
		if got := s.Renumbered(tt.id); !cmp.Equal(got, tt.want) {
			t.Errorf("Renumbered(%q) = %v, want %v", tt.id, got, tt.want)
		}
	}
	for _, r := range s.VersionMap() {
		for _, to := range r.To {
			p, ok := s.Provision(to)
			if !ok {
				t.Errorf("version map: %s unknown", to)
				continue
			}
			if _, in := p.In(V3_1_3); !in {
				t.Errorf("version map: %s is not in V3.1.3", to)
			}
		}
		if r.From == "" {
			continue
		}
		if got := s.Renumbered(r.From); !cmp.Equal(got, r.To) {
			t.Errorf("version map says %s -> %v, the provision %v", r.From, r.To, got)
		}
	}
}

func TestSubsetsTermsRulesResolve(t *testing.T) {
	s := EN303645()
	for _, sub := range s.Subsets() {
		checkOrigin(t, sub.Name, sub.Origin)
		for _, id := range sub.Provisions {
			p, ok := s.Provision(id)
			if !ok {
				t.Errorf("%s: %s unknown", sub.Name, id)
			} else if _, in := p.In(sub.Version); !in {
				t.Errorf("%s: %s is not in V%s", sub.Name, id, sub.Version)
			}
		}
	}
	terms := map[string]bool{}
	for _, x := range s.Terms() {
		checkOrigin(t, "term "+x.Term, x.Origin)
		terms[x.Term] = true
	}
	for _, p := range s.All() {
		for _, x := range p.Terms {
			if !terms[x] {
				t.Errorf("%s: term %q is not defined", p.ID, x)
			}
		}
	}
	for _, r := range s.VerdictRules() {
		checkOrigin(t, "rule "+r.ID, r.Origin)
	}
	for _, e := range Editions() {
		info, _ := s.Edition(e)
		if !isoDate.MatchString(info.Date) {
			t.Errorf("V%s: date %q", e, info.Date)
		}
	}
}

func TestQuestions(t *testing.T) {
	qs := EN303645().Questions()
	if len(qs) != 93 {
		t.Errorf("%d questions, want 93", len(qs))
	}
	if !sort.SliceIsSorted(qs, func(i, j int) bool { return qs[i].Key < qs[j].Key }) {
		t.Error("questions are not sorted by key")
	}
	for _, q := range qs {
		if q.Good != "yes" && q.Good != "no" || !strings.HasSuffix(q.Ask, "?") || len(q.AskedBy) == 0 {
			t.Errorf("%s: ask %q, good %q, asked by %v", q.Key, q.Ask, q.Good, q.AskedBy)
		}
		checkOrigin(t, q.Key, q.Origin)
	}
}
