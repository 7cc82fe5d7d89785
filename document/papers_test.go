package document

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/regime"
	"github.com/assay-project/assay/standard"
)

var update = flag.Bool("update", false, "write the expected papers anew")

var today = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

// complete is a declaration from which every paper can be made.
func complete() *assay.Declaration {
	no := false
	d := &assay.Declaration{
		Product: assay.Product{Name: "HomeCam 2", Manufacturer: "Larkspur Cameras Ltd", Model: "LK-HC2", Batch: "all", Kind: "camera", Firmware: "2.0.0", Hardware: "rev B",
			Constrained: &no, ConstrainedJustification: "mains powered"},
		Markets:    []string{"uk", "eu", "au"},
		Support:    assay.SupportPeriod{Until: "2031-12-31", PublishedAt: "https://larkspur.example/support"},
		Disclosure: assay.Disclosure{PolicyURL: "https://larkspur.example/security", Contact: "security@larkspur.example", AcknowledgedIn: "3 working days", UpdatesEvery: "14 days"},
		Parties: []assay.Party{{Role: "manufacturer", Name: "Larkspur Cameras Ltd", Address: "4 Quay Lane, Bristol BS1 4XX, United Kingdom"},
			{Role: "authorised_representative", Name: "Vertretung GmbH", Address: "Hafenstraße 12, 20457 Hamburg, Germany"}},
		Signatory: assay.Signatory{Name: "Ada Marsh", Function: "Head of product", Place: "Bristol", Date: "2026-11-23"},
		Conformity: assay.Conformity{Procedure: "module A", FullTextAt: "https://larkspur.example/doc", PlacedOn: "2026-12-01",
			Standards: []assay.AppliedStandard{{Name: "EN 18031-1", Date: "2024", InFull: true}, {Name: "EN 18031-2", Date: "2024", InFull: true}, {Name: "EN 18031-3", Date: "2024", InFull: true}}},
		Facts: map[string]bool{"cra_class_1": false, "cra_class_2": false, "cra_critical": false},
		ICS:   map[string]assay.ICS{}, IXIT: map[string][]assay.IXITEntry{},
		Evidence: "sha256:" + strings.Repeat("d", 64),
	}
	s := standard.EN303645()
	for _, e := range standard.Editions() {
		ics := assay.ICS{Provisions: map[string]assay.ICSAnswer{}}
		for _, p := range s.Provisions(e) {
			ics.Provisions[p.ID] = assay.ICSAnswer{Support: "N", Detail: "not in this test"}
		}
		ics.Provisions["5.1-1"] = assay.ICSAnswer{Support: "Y"}
		d.ICS[string(e)] = ics
	}
	t, _ := s.Table("1-AuthMech")
	fields := map[string]string{}
	for _, f := range t.Fields {
		fields[f.Name] = "given"
	}
	d.IXIT["1-AuthMech"] = []assay.IXITEntry{{ID: "web", Fields: fields, Observed: []string{"tcp/443"}}}
	for _, c := range mustMethod(standard.TS103701V2).CasesOf("5.1-1") {
		for _, key := range c.IXIT {
			if table, ok := s.Table(key); ok && table.Key != t.Key {
				d.IXIT[table.Key] = []assay.IXITEntry{}
			}
		}
	}
	return d
}

func mustMethod(id standard.MethodID) *standard.Method {
	m, ok := standard.EN303645().Method(id)
	if !ok {
		panic("no method " + id)
	}
	return m
}

// favourable is an assessment in which every law was seen to be met.
func favourable() *assay.Document {
	a := &assay.Document{Schema: assay.Schema, Tool: assay.Tool{Name: "assay", Version: "test"}, At: today.Format(time.RFC3339),
		Subject: assay.Subject{Name: "HomeCam 2", Digests: []string{"sha256:" + strings.Repeat("a", 64)}},
		Observations: []assay.Observation{{ID: "support-1", Question: questionPeriod, Answer: assay.Yes, Basis: assay.Observed, Summary: "the page names 31 December 2031",
			Data: map[string]any{"until": "2031-12-31"}}}}
	for _, id := range []string{"uk-psti", "au-smart-devices", "eu-red-da", "eu-cra", "en-18031-1"} {
		r, ok := regime.All().Regime(id)
		if !ok {
			panic("no regime " + id)
		}
		v := assay.RegimeVerdict{Regime: id, Verdict: assay.Met, AsOf: "2026-11-24"}
		for i := range r.Requirements {
			q := &r.Requirements[i]
			v.Clauses = append(v.Clauses, assay.RegimeClause{ID: q.ID, Title: q.Title, Verdict: assay.Met, Because: []string{"seen-" + q.ID}, Route: assay.RouteDirect, Basis: assay.Tested, Source: "a test"})
		}
		a.Regimes = append(a.Regimes, v)
	}
	return a
}

func whole() Input {
	return Input{Declaration: complete(), Assessment: favourable(), AssessmentID: "sha256:" + strings.Repeat("b", 64), At: today,
		Held: []Held{{Item: "risk-assessment", Name: "technical-file/risk-assessment.pdf", Digest: "sha256:" + strings.Repeat("c", 64), Size: 7}},
		Event: &Event{Kind: Vulnerability, Aware: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC), Measure: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC), Values: map[string]string{
			"vulnerability": "buffer overflow", "member_states": "DE, FR", "exploit": "remote", "measures_taken": "server stopped", "measures_for_users": "unplug",
			"description": "critical", "fix": "firmware 2.0.1"}}}
}

// TestPapers compares the twin of every kind with the one kept in testdata.
func TestPapers(t *testing.T) {
	for _, k := range Kinds() {
		t.Run(k.Name, func(t *testing.T) {
			p, problems := Make(k.Name, whole())
			if len(problems) > 0 || p == nil {
				t.Fatalf("%s: %v", k.Name, problems)
			}
			got, id, err := Twin(p)
			if err != nil {
				t.Fatal(err)
			}
			again, _ := Make(k.Name, whole())
			if _, second, _ := Twin(again); second != id {
				t.Errorf("made twice, the paper differs: %s, %s", id, second)
			}
			name := filepath.Join("testdata", k.Name+".json")
			if *update {
				if err := os.WriteFile(name, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("%s (-want +got; -update writes it anew):\n%s", name, diff)
			}
		})
	}
}

func TestUnknownKind(t *testing.T) {
	if _, problems := Make("birth-certificate", whole()); len(problems) != 1 {
		t.Errorf("problems %v, want one", problems)
	}
	if _, problems := Make("uk-psti", Input{At: today}); len(problems) != 1 || problems[0].Fact != "declaration" {
		t.Errorf("without a declaration: %v", problems)
	}
}
