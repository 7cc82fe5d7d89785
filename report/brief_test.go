package report

import (
	"strings"
	"testing"

	"github.com/assay-project/assay"
	"github.com/google/go-cmp/cmp"
)

// asked makes a document with one verdict on a provision and observations.
func asked(id string, j assay.Judgement, all ...assay.Observation) *assay.Document {
	doc := &assay.Document{Schema: assay.Schema, Observations: all}
	v := assay.Verdict{Standard: "en303645", Edition: "3.1.3", Scope: assay.ScopeProvision, ID: id, Verdict: j, Level: "mandatory", Basis: assay.Observed}
	for _, o := range all {
		v.Because = append(v.Because, o.ID)
	}
	if j != "" {
		doc.Verdicts = []assay.Verdict{v}
	}
	return doc
}

func TestAskedFirst(t *testing.T) {
	bad := []assay.Bears{{Method: "ts103701/1.1.1", Unit: "5.3-13-1/a", Effect: assay.Refutes}}
	end := func(a assay.Answer, until string) assay.Observation {
		return assay.Observation{ID: "end", Question: "support.end-date.published", Answer: a, Summary: "said", Basis: assay.Observed, Data: map[string]any{"until": until}}
	}
	for _, c := range []struct {
		name      string
		doc       *assay.Document
		i         int
		word, why string
	}{
		{"nothing known", asked("5.3-13", ""), 2, "unknown", "No published end date"},
		{"not settled", asked("5.3-13", assay.Inconclusive), 2, "unknown", "No published end date"},
		{"a date", asked("5.3-13", assay.Inconclusive, end(assay.Yes, "2031-05-31")), 2, "yes, until 2031-05-31", "said"},
		{"no date", asked("5.3-13", assay.Inconclusive, end(assay.No, "")), 2, "no", "said"},
		{"nobody can tell", asked("5.3-13", assay.Inconclusive, end(assay.Unknown, "")), 2, "unknown", "No published end date"},
		{"a date, but refuted", asked("5.3-13", assay.Fail, end(assay.Yes, "2031-05-31"), assay.Observation{ID: "x", Summary: "behind a log-in", Bears: bad}), 2, "in part", "behind a log-in"},
		{"refuted", asked("5.1-1", assay.Fail, assay.Observation{ID: "p", Summary: "a default.", Bears: []assay.Bears{{Method: "ts103701/1.1.1", Unit: "5.1-1-1/a", Effect: assay.Refutes}}}), 0, "no", "a default"},
		{"supported", asked("5.1-1", assay.Pass), 0, "yes", "What was looked at"},
		{"does not apply", asked("5.1-1", assay.NotApplicable), 0, "n/a", "The maker declares"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Summarise(c.doc).Brief().Answers[c.i]
			if got.Word != c.word || !strings.HasPrefix(got.Why, c.why) {
				t.Errorf("got %q because %q, want %q because %q", got.Word, got.Why, c.word, c.why)
			}
		})
	}
}

func TestBriefOfNothing(t *testing.T) {
	b := Summarise(&assay.Document{Schema: assay.Schema}).Brief()
	if len(b.Answers) != 3 || len(b.Laws)+len(b.First)+len(b.Bases)+len(b.People)+len(b.From) != 0 {
		t.Errorf("got %+v", b)
	}
}

func TestPeople(t *testing.T) {
	ada := &assay.Attested{By: "Ada", Role: "laboratory", Date: "2026-11-18"}
	doc := &assay.Document{Observations: []assay.Observation{{ID: "a", Attested: ada}, {ID: "b"}, {ID: "c", Attested: ada}, {ID: "d", Attested: &assay.Attested{By: "Bob\x1b", Key: "sha256:0123456789abcdef"}}}}
	var got []string
	for _, p := range Summarise(doc).Brief().People {
		got = append(got, Who(p.Attested)+" "+Count(p.Count, "time"))
	}
	want := []string{"Ada, laboratory, 2026-11-18, not signed 2 times", `Bob\x1b, signed with sha256:0123456789ab… 1 time`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("people (-want +got):\n%s", diff)
	}
}

// Whose decision makes a basis independent is said with name and key.
func TestTrust(t *testing.T) {
	by := &assay.Attested{By: "Ada", Key: "sha256:0123456789abcdef0123"}
	named := map[string]any{"trusted_as": "our lab\x1b"}
	for name, tt := range map[string]struct {
		o    assay.Observation
		want string
	}{
		"trusted":          {assay.Observation{Basis: assay.Independent, Attested: by, Data: named}, `independent, by a key this folder trusts: our lab\x1b (sha256:0123456789ab…)`},
		"only tested":      {assay.Observation{Basis: assay.Tested, Attested: by, Data: named}, ""},
		"not by a person":  {assay.Observation{Basis: assay.Independent, Data: named}, ""},
		"key not known as": {assay.Observation{Basis: assay.Independent, Attested: by}, ""},
	} {
		if got := Trust(&tt.o); got != tt.want {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
		if got := Summarise(&assay.Document{Observations: []assay.Observation{tt.o}}).Brief().People; len(got) > 0 && got[0].Trusted != tt.want {
			t.Errorf("%s: of the person got %q, want %q", name, got[0].Trusted, tt.want)
		}
	}
}

func TestNotShown(t *testing.T) {
	about := func(doc *assay.Document) string {
		var out []string
		for _, g := range Summarise(doc).NotShown() {
			out = append(out, g.About)
		}
		return strings.Join(out, "; ")
	}
	doc := asked("5.1-1", assay.Inconclusive)
	doc.Verdicts[0].Reason = "units of TS 103 701 V1.1.1 stand in"
	doc.Verdicts = append(doc.Verdicts, assay.Verdict{Edition: "3.1.3", Scope: assay.ScopeUnitResult, ID: "5.1-1-1/a", Verdict: assay.Inconclusive, Missing: []string{"a person must judge: x"}})
	doc.Limits = []assay.Limit{{What: "x"}}
	doc.Components = []assay.Component{{Name: "x"}}
	doc.Regimes = []assay.RegimeVerdict{{Regime: "x", Verdict: assay.Open, Clauses: []assay.RegimeClause{{ID: "1", Confidence: "recalled"}}}}
	for _, want := range []string{"certified", "running product", "sends", "Published flaws", "open", "left to persons", "Tests of this edition", "wording of other laws", "maker claims", "not read", "no check asks"} {
		if !strings.Contains(about(doc), want) {
			t.Errorf("%q lacks %q", about(doc), want)
		}
	}
	doc.Observations = []assay.Observation{{Basis: assay.Tested}}
	doc.Declared, doc.Limits = &assay.DeclaredNote{}, nil
	for _, not := range []string{"running product", "maker claims", "not read"} {
		if strings.Contains(about(doc), not) {
			t.Errorf("%q holds %q", about(doc), not)
		}
	}
}

func TestDuration(t *testing.T) {
	for in, want := range map[string]string{"PT24H": "24 hours", "PT72H": "72 hours", "P14D": "14 days", "P1M": "1 month", "PT30M": "30 minutes", "P10Y": "10 years", "": "", "P": "P", "PTxH": "PTxH", "P1DT2H": "P1DT2H", "soon": "soon"} {
		if got := Duration(in); got != want {
			t.Errorf("Duration(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestQuote(t *testing.T) {
	for in, want := range map[string]string{"": "", "until  2031\n\x1b[2J": `“until 2031 \x1b[2J”`} {
		if got := Quote(assay.Where{Quote: in}); got != want {
			t.Errorf("Quote(%q) = %q, want %q", in, got, want)
		}
	}
	if got := Width(Quote(assay.Where{Quote: strings.Repeat("word ", 500)})); got > mostQuoted+2 {
		t.Errorf("a long quotation takes %d columns", got)
	}
}
