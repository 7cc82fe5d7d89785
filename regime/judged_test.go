package regime

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
	"github.com/google/go-cmp/cmp"
)

// verdictsLike gives every provision of an edition a verdict, in turn.
func verdictsLike(ed standard.Edition, turn ...assay.Judgement) []assay.Verdict {
	var out []assay.Verdict
	bases := []assay.Basis{assay.Observed, assay.Declared, assay.Tested}
	for i, p := range standard.EN303645().Provisions(ed) {
		v := provision(string(ed), p.ID, turn[i%len(turn)])
		v.Basis, v.Claimed = bases[i%len(bases)], []string{"Y", "N", ""}[i%3]
		out = append(out, v)
	}
	return out
}

// answersLike answers every question, in turn.
func answersLike(turn ...assay.Answer) []assay.Observation {
	var out []assay.Observation
	for i, q := range All().Questions() {
		o := assay.Observation{ID: "o-" + q.Key, Question: q.Key, Answer: turn[i%len(turn)], Basis: assay.Tested, Exercised: map[string]any{"device": true}}
		out = append(out, o)
	}
	return out
}

func factsLike(turn ...bool) map[string]bool {
	out := map[string]bool{}
	for i, f := range All().Facts() {
		if i%4 != 3 {
			out[f.Name] = turn[i%len(turn)]
		}
	}
	return out
}

// everyFact states all facts true, but for those named.
func everyFact(not ...string) map[string]bool {
	out := factsLike(true)
	for _, f := range All().Facts() {
		out[f.Name] = !oneOf(not, f.Name)
	}
	return out
}

// judged are whole judgements that are pinned word by word.
var judged = []struct {
	name    string
	regimes []string
	at      string
	in      Input
}{
	{"all fail, nothing stated", []string{"uk-psti", "jp-jc-star", "us-cta-2088a", "en-18031-1"}, "2026-11-24",
		Input{Verdicts: verdictsLike(standard.V3_1_3, assay.Fail)}},
	{"all pass, everything stated", []string{"uk-psti", "us-ca-sb327", "us-or-hb2395", "uk-cop-2018", "sg-cls"}, "2026-11-24",
		Input{Verdicts: verdictsLike(standard.V2_1_1, assay.Pass), Declaration: facts(everyFact("is_medical", "is_computer", "is_tablet", "is_smartphone"))}},
	{"mixed, half stated", []string{"uk-psti", "au-smart-devices", "de-it-sik", "eu-red-da", "owasp-iot-top10-2018", "us-cta-2088a", "us-nist-ir-8425"}, "2026-11-24",
		Input{Verdicts: append(verdictsLike(standard.V2_1_1, assay.Pass, assay.NotApplicable, assay.Inconclusive), verdictsLike(standard.V3_1_3, assay.Pass, assay.Pass, assay.Fail, assay.NotApplicable)...), Declaration: facts(factsLike(true, true, false)), Observations: answersLike(assay.Yes, assay.No, assay.Unknown)}},
	{"before the day", []string{"eu-red-da", "jp-jc-star", "au-smart-devices"}, "2025-01-31",
		Input{Verdicts: verdictsLike(standard.V3_1_3, assay.Pass, assay.Fail)}},
}

// say writes one verdict of a regime in lines.
func say(b *strings.Builder, v assay.RegimeVerdict) {
	fmt.Fprintf(b, "\n%s: %s from %q because %s\n", v.Regime, v.Verdict, v.From, v.Reason)
	for _, c := range v.Clauses {
		fmt.Fprintf(b, "  %s: %s\n", c.ID, line(string(c.Verdict), string(c.Route), string(c.Basis), c.Confidence, strings.Join(c.Because, " "), c.From, c.Source, c.Remainder, strings.Join(c.Penalties, " + ")))
		for _, r := range c.Rules {
			clock := ""
			if r.Clock != nil {
				clock = r.Clock.Starts + " " + r.Clock.Due
			}
			fmt.Fprintf(b, "    %s: %s\n", r.ID, line(string(r.Verdict), string(r.Route), string(r.Basis), r.Confidence, strings.Join(r.Because, " "), r.From, strings.Join(r.Missing, " "), r.Why, r.Next, clock))
		}
	}
}

func line(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " | ")
}

// TestJudgedWordByWord pins whole judgements: what a reader is told must not change
// unseen.
func TestJudgedWordByWord(t *testing.T) {
	var b strings.Builder
	for _, c := range judged {
		fmt.Fprintf(&b, "# %s, %s\n", c.name, c.at)
		c.in.At = day(c.at)
		for _, id := range c.regimes {
			v, ok := All().JudgeOne(id, c.in)
			if !ok {
				t.Fatalf("no regime %s", id)
			}
			say(&b, v)
		}
		b.WriteString("\n")
	}
	const name = "testdata/judged.txt"
	if *update {
		if err := os.WriteFile(name, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != b.String() { // the difference is shown by line, and only then made
		t.Errorf("%s differs (-want +got; rewrite with -update):\n%s", name, cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")))
	}
}
