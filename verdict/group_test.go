package verdict

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/source/declaration"
	"github.com/assay-project/assay/standard"
)

func saidProduct(t testing.TB, fields string) assay.Product {
	t.Helper()
	d, err := declaration.Parse("assay.yaml", []byte("product: {name: X, "+fields+"}\n"))
	if err != nil {
		t.Fatal(err)
	}
	return d.Product
}

func overallOf(r Result) assay.Verdict { return verdictOf(r, assay.ScopeOverall, "overall", "") }

func provisionOf(r Result, id string) assay.Verdict {
	return verdictOf(r, assay.ScopeProvision, id, "")
}

// Without a declaration the gate does not run, and nothing passes.
func TestWithoutDeclaration(t *testing.T) {
	for _, e := range standard.Editions() {
		for _, tt := range []struct {
			name      string
			saw       []assay.Observation
			provision string
			want      assay.Judgement
			overall   assay.Judgement
		}{
			{"nothing", nil, "5.6-1", assay.NotAssessed, assay.NotAssessed},
			{"mandatory refuted", []assay.Observation{saw("t", assay.Yes, "tcp/23", assay.Refutes, "5.6-1-2/b")}, "5.6-1", assay.Fail, assay.Fail},
			{"recommendation refuted", []assay.Observation{saw("t", assay.Yes, "tcp/23", assay.Refutes, "5.6-5-1/a")}, "5.6-5", assay.Fail, assay.Inconclusive},
			{"informed", []assay.Observation{saw("t", assay.Yes, "tcp/80", assay.Informs, "5.6-1-2/b")}, "5.6-1", assay.Inconclusive, assay.Inconclusive},
			{"supported", []assay.Observation{saw("t", assay.No, "", assay.Supports, "5.6-7-1/a")}, "5.6-7", assay.Inconclusive, assay.Inconclusive},
			{"unknown", []assay.Observation{saw("t", assay.Unknown, "", assay.Refutes, "5.6-7-1/a")}, "5.6-7", assay.Inconclusive, assay.Inconclusive},
		} {
			r := Judge(Input{Edition: e, Observations: tt.saw})
			if got := provisionOf(r, tt.provision).Verdict; got != tt.want {
				t.Errorf("V%s %s: %s: got %s, want %s", e, tt.name, tt.provision, got, tt.want)
			}
			if got := overallOf(r).Verdict; got != tt.overall {
				t.Errorf("V%s %s: overall: got %s, want %s", e, tt.name, got, tt.overall)
			}
			if r.ICS.Valid != nil || len(r.ICS.Reasons) > 0 || len(r.Contradictions) > 0 {
				t.Errorf("V%s %s: the gate ran: %+v %v", e, tt.name, r.ICS, r.Contradictions)
			}
		}
	}
}

// TS 103 701 clause 4.3 phase 6: a claimed recommendation that fails bars an
// overall pass; the maker may drop the claim.
func TestClaimedRecommendationFails(t *testing.T) {
	bad := with(saw("dev", assay.Yes, "/usr/bin/gdb", assay.Refutes, "5.6-6-1/a"), func(o *assay.Observation) { o.Mend = "leave gdb out of the image" })
	d := claiming(t, standard.V3_1_3, "ixit: {16-CodeMin: [{id: strip, description: unused code is left out}]}", nil)
	r := Judge(Input{Edition: standard.V3_1_3, Declaration: d, Observations: []assay.Observation{bad}})
	if got := provisionOf(r, "5.6-6"); got.Verdict != assay.Fail || got.Level != "recommended" || got.Claimed != "Y" {
		t.Errorf("5.6-6: got %+v, want a failed recommendation", got)
	}
	if got := overallOf(r); got.Verdict != assay.Fail || !slices.Contains(got.Because, "dev") {
		t.Errorf("overall: got %s because %v, want fail because dev", got.Verdict, got.Because)
	}
	var first, narrow assay.NextStep
	for i, n := range r.Next {
		if i == 0 {
			first = n
		}
		if strings.Contains(n.Do, "narrow the claim") {
			narrow = n
		}
	}
	if first.Do != "leave gdb out of the image" {
		t.Errorf("first step: got %q, want the mending", first.Do)
	}
	if diff := cmp.Diff([]string{"5.6-6"}, narrow.Settles); diff != "" {
		t.Errorf("narrow the claim settles (-want +got):\n%s", diff)
	}

	ics := d.ICS["3.1.3"]
	ics.Provisions["5.6-6"] = assay.ICSAnswer{Support: "N", Detail: "debugger needed in the field"}
	r = Judge(Input{Edition: standard.V3_1_3, Declaration: d, Observations: []assay.Observation{bad}})
	if got := overallOf(r).Verdict; got == assay.Fail {
		t.Error("the claim was dropped with a reason, and overall is still fail")
	}
	delete(ics.Provisions, "5.6-6")
	r = Judge(Input{Edition: standard.V3_1_3, Declaration: d, Observations: []assay.Observation{bad}})
	if got := overallOf(r).Verdict; got != assay.Inconclusive {
		t.Errorf("unanswered and refuted: overall %s, want inconclusive", got)
	}
}

// Every claim with every unit supported, and every table filled as far as the
// reading needs it: the only way to an overall pass.
func TestOverallPass(t *testing.T) {
	d, obs := everything(t)
	r := Judge(Input{Edition: standard.V2_1_1, Declaration: d, Observations: obs})
	for _, v := range r.Verdicts {
		if v.Scope == assay.ScopeProvision && v.Verdict != assay.Pass {
			t.Errorf("%s: got %s, missing %v", v.ID, v.Verdict, v.Missing)
		}
	}
	if got := overallOf(r); got.Verdict != assay.Pass {
		t.Errorf("overall: got %s: %v", got.Verdict, got.Missing)
	}
	if len(r.Next) != 0 {
		t.Errorf("nothing is open, and next steps are %v", r.Next)
	}
}

// everything is a declaration that claims all of V2.1.1 with one row in every
// table, and observations that support every unit.
func everything(t testing.TB) (*assay.Declaration, []assay.Observation) {
	t.Helper()
	std := standard.EN303645()
	d := claiming(t, standard.V2_1_1, "", nil)
	for _, table := range std.Tables() {
		e := assay.IXITEntry{ID: "r", Fields: map[string]string{}}
		for _, f := range table.Fields {
			e.Fields[f.Name] = "text"
			if f.ValuesClosed {
				e.Fields[f.Name] = f.Values[0]
			}
		}
		if table.Single() {
			e.ID = ""
		} else {
			e.Observed = []string{"tcp/1"}
		}
		d.IXIT[table.KeyIn(standard.TS103701V1)] = []assay.IXITEntry{e}
	}
	d.IXIT["6-SoftComp"][0].Fields["Update Mechanism"] = "r"
	d.IXIT["10-SecParam"][0].Fields["Type"] = "critical"
	d.IXIT["25-DelFunc"][0].Fields["Target Type"] = "both"
	d.IXIT["1-AuthMech"][0].Fields["Authentication Factor"] = "password"
	m, _ := std.Method(standard.TS103701V1)
	var obs []assay.Observation
	for _, u := range m.Units() {
		obs = append(obs, saw("whole-"+u.ID, assay.No, "", assay.Supports, u.ID), saw("one-"+u.ID, assay.No, "tcp/1", assay.Supports, u.ID))
	}
	return d, obs
}

// V3.1.3 is judged by units that stand in, and says so.
func TestStandIns(t *testing.T) {
	r := Judge(Input{Edition: standard.V3_1_3, Observations: []assay.Observation{
		saw("a", assay.Yes, "root@/etc/shadow", assay.Refutes, "5.1-1-2/c"),
		saw("b", assay.Yes, "", assay.Refutes, "5.6-4B-1@ts103701/2.1.1"),
		saw("c", assay.Yes, "", assay.Supports, "5.3-9-2@ts103701/2.1.1"),
		saw("d", assay.Yes, "", assay.Refutes, "5.3-15-1/b"),
	}})
	for _, tt := range []struct {
		id     string
		want   assay.Judgement
		reason string
	}{
		{"5.1-1-2", assay.Fail, "units of TS 103 701 V1.1.1 stand in, with care: "},
		{"5.2-1-2", assay.NotAssessed, "units of TS 103 701 V1.1.1 stand in"},
		{"5.6-4B-1", assay.Fail, "none of V1.1.1 can stand in"},
		{"5.6-4B-2", assay.NotAssessed, "none of V1.1.1 can stand in"},
		{"5.3-9-2", assay.Inconclusive, "none of V1.1.1 can stand in"}, // a support without a declaration
		{"5.3-15B-1", assay.Fail, "stand in, with care: "},
		{"5.3-15A-1", assay.NotAssessed, "stand in, with care: "}, // the other half of a split does not decide
	} {
		v := verdictOf(r, assay.ScopeTestCase, tt.id, "")
		if v.Verdict != tt.want || !strings.Contains(v.Reason, tt.reason) {
			t.Errorf("%s: got %s, %q; want %s, %q", tt.id, v.Verdict, v.Reason, tt.want, tt.reason)
		}
	}
	if got := provisionOf(r, "5.1-1").Reason; !strings.Contains(got, "stand in") {
		t.Errorf("5.1-1: reason %q does not say that units stand in", got)
	}
	d := claiming(t, standard.V3_1_3, "", nil)
	r = Judge(Input{Edition: standard.V3_1_3, Declaration: d, Observations: []assay.Observation{saw("c", assay.Yes, "", assay.Supports, "5.3-9-2@ts103701/2.1.1")}})
	if got := verdictOf(r, assay.ScopeTestCase, "5.3-9-2", "").Verdict; got != assay.Pass {
		t.Errorf("5.3-9-2, claimed and supported: got %s, want pass", got)
	}
	r = Judge(Input{Edition: standard.V2_1_1, Observations: []assay.Observation{saw("b", assay.Yes, "", assay.Refutes, "5.6-4B-1@ts103701/2.1.1")}})
	if got := overallOf(r).Verdict; got != assay.NotAssessed {
		t.Errorf("a bearing on V2.1.1 of the method reached the other edition: %s", got)
	}
}

func TestEveryProvisionHasAVerdict(t *testing.T) {
	for e, want := range map[standard.Edition]int{standard.V2_1_1: 68, standard.V3_1_3: 78} {
		r := Judge(Input{Edition: e})
		n := 0
		for _, v := range r.Verdicts {
			if v.Scope == assay.ScopeProvision {
				n++
				if v.Level == "" || v.Title == "" || v.Edition != string(e) {
					t.Errorf("%s: %+v", v.ID, v)
				}
			}
			if v.Verdict != assay.Pass && v.Verdict != assay.NotApplicable && len(v.Missing) == 0 {
				t.Errorf("%s %s is %s and says nothing of what is missing", v.Scope, v.ID, v.Verdict)
			}
		}
		if n != want {
			t.Errorf("V%s: %d provisions, want %d", e, n, want)
		}
	}
}

// draw makes a declaration and observations out of few ids, so that they meet.
func draw(t *rapid.T) Input {
	units := []string{"5.1-1-2/a", "5.1-1-2/c", "5.1-2-1/b", "5.3-2-2/b", "5.3-1-2/a", "5.3-3-1/a", "5.4-3-1/a", "5.5-1-2/a", "5.6-1-2/a", "5.6-1-2/b",
		"5.6-4-1/b", "5.6-4-1/c", "5.6-7-1/a", "5.2-1-2/b", "5.3-8-1/b", "5.6-4B-1@ts103701/2.1.1"}
	abouts := []string{"", "tcp/23", "tcp/443", "root@/etc/shadow", "admin@/etc/webusers", "/usr/bin/ota", "sha256:aa"}
	in := Input{Edition: rapid.SampledFrom(standard.Editions()).Draw(t, "edition")}
	n := rapid.IntRange(0, 8).Draw(t, "observations")
	for i := range n {
		o := saw(string(rune('a'+i)), rapid.SampledFrom([]assay.Answer{assay.Yes, assay.No, assay.Unknown}).Draw(t, "answer"),
			rapid.SampledFrom(abouts).Draw(t, "about"), rapid.SampledFrom([]assay.Effect{assay.Supports, assay.Refutes, assay.Informs}).Draw(t, "effect"),
			rapid.SampledFrom(units).Draw(t, "unit"), rapid.SampledFrom(units).Draw(t, "unit"))
		if rapid.Bool().Draw(t, "unsearched") {
			o.Exercised = nil
		}
		in.Observations = append(in.Observations, o)
	}
	switch rapid.IntRange(0, 2).Draw(t, "declared") {
	case 1:
		in.Declaration, _ = declaration.Parse("a", []byte("product: {name: X}\n"+webLogin))
	case 2:
		in.Declaration = drawn(t, in.Edition)
	}
	return in
}

func drawn(t *rapid.T, e standard.Edition) *assay.Declaration {
	d, err := declaration.Parse("a", []byte("product: {name: X}\n"+webLogin+`
  4-Conf: {confirmation_of_update_procedures: Yes}
  7-UpdMech: [{id: ota, observed: [/usr/bin/ota]}, {id: usb, description: stick}]
  6-SoftComp: [{id: fw, update_mechanism: [ota, usb]}]
  10-SecParam: [{id: key, type: critical, description: a key}]
`))
	if err != nil {
		t.Fatal(err)
	}
	ics := assay.ICS{Conditions: map[string]bool{}, Features: map[string]bool{}, Provisions: map[string]assay.ICSAnswer{}}
	for _, p := range standard.EN303645().Provisions(e) {
		ics.Provisions[p.ID] = assay.ICSAnswer{Support: "Y", Detail: "because"}
	}
	for _, id := range []string{"5.1-1", "5.6-7", "5.3-2"} {
		ics.Provisions[id] = assay.ICSAnswer{Support: rapid.SampledFrom([]string{"Y", "N", "N/A"}).Draw(t, "answer"), Detail: "because"}
	}
	d.ICS[string(e)] = ics
	return d
}

func text(t *rapid.T, r Result) string {
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The order in which observations come changes nothing but their own list.
func TestOrderIsIrrelevant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := draw(t)
		one := Judge(in)
		in.Observations = rapid.Permutation(in.Observations).Draw(t, "order")
		two := Judge(in)
		one.Observations, two.Observations = nil, nil
		if diff := cmp.Diff(text(t, one), text(t, two)); diff != "" {
			t.Fatalf("order matters:\n%s", diff)
		}
	})
}

// One more observation that refutes never turns anything into a pass.
func TestFailureNeverYieldsPass(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := draw(t)
		first := Judge(in)
		before, ran := passes(first), make(map[string]bool)
		for _, v := range first.Verdicts {
			ran[string(v.Scope)+" "+v.ID+" "+v.Entry] = true
		}
		bad := saw("z", assay.Yes, rapid.SampledFrom([]string{"", "tcp/23", "tcp/443", "root@/etc/shadow", "/usr/bin/ota", "/usr/bin/x"}).Draw(t, "bad about"), assay.Refutes,
			rapid.SampledFrom([]string{"5.1-1-2/a", "5.1-1-2/c", "5.3-2-2/b", "5.6-1-2/b", "5.6-4-1/b", "5.6-7-1/a"}).Draw(t, "bad unit"))
		in.Observations = append(in.Observations, bad)
		for id := range passes(Judge(in)) {
			if ran[id] && !before[id] { // a refuted N/A makes its group run at all; its provision does not pass
				t.Fatalf("%s passes since it is refuted", id)
			}
		}
	})
}

// A refutation of one thing does not show that a search reached it, so that
// another unit could pass.
func TestRefutationReachesNothing(t *testing.T) {
	d := said(t, webLogin)
	obs := []assay.Observation{
		saw("search", assay.No, "", assay.Supports, "5.1-1-2/a"), saw("admin", assay.Yes, "admin@/etc/webusers", assay.Informs, "5.1-1-2/a"),
		saw("root", assay.Yes, "root@/etc/shadow", assay.Refutes, "5.1-2-1/b"),
	}
	r := Judge(Input{Edition: standard.V2_1_1, Declaration: d, Observations: obs})
	if got := unitVerdict(r, "5.1-1-2/a", ""); got != assay.Inconclusive {
		t.Errorf("got %s, want inconclusive", got)
	}
	r = Judge(Input{Edition: standard.V2_1_1, Declaration: d, Observations: obs, Seen: []string{"root@/etc/shadow"}})
	if got := unitVerdict(r, "5.1-1-2/a", ""); got != assay.Pass {
		t.Errorf("with the collector's own list: got %s, want pass", got)
	}
}

// A bearing that informs changes no pass and no fail: what it says of a unit
// may be dropped.
func TestInformingSettlesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := draw(t)
		before := Judge(in)
		silent := in
		silent.Observations = nil
		for _, o := range in.Observations {
			kept := []assay.Bears{}
			for _, b := range o.Bears {
				if b.Effect != assay.Informs {
					kept = append(kept, b)
				}
			}
			if o.Answer == assay.Unknown {
				kept = o.Bears // unknown is a result of its own
			}
			o.Bears = kept
			silent.Observations = append(silent.Observations, o)
		}
		after := Judge(silent)
		if len(before.Contradictions) != len(after.Contradictions) {
			return // seen and not declared: that is no information but a contradiction
		}
		for _, id := range []string{"5.1-1", "5.1-2", "5.3-2", "5.4-3", "5.5-1", "5.6-1", "5.6-7", "5.2-1", "5.3-8"} {
			a, b := provisionOf(before, id).Verdict, provisionOf(after, id).Verdict
			if a != b && (settles(a) || settles(b)) {
				t.Fatalf("%s: %s with, %s without what informs", id, a, b)
			}
		}
	})
}

func settles(j assay.Judgement) bool { return j == assay.Pass || j == assay.Fail }

// Nothing passes without evidence, without a declaration, or against a refutation.
func TestPassIsEarned(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := draw(t)
		r := Judge(in)
		if in.Declaration == nil && len(passes(r)) > 0 {
			t.Fatalf("passes without a declaration: %v", passes(r))
		}
		for _, v := range r.Verdicts {
			functional := v.Scope == assay.ScopeUnitResult && isFunctional(v.ID)
			if v.Verdict != assay.Pass {
				continue
			}
			if len(v.Because) == 0 && v.Basis != assay.Declared || functional && len(v.Because) == 0 {
				t.Fatalf("%s %s %s passes on nothing", v.Scope, v.ID, v.Entry)
			}
			for _, id := range v.Because {
				for _, o := range r.Observations {
					for _, b := range o.Bears {
						if o.ID == id && b.Effect == assay.Refutes && b.Unit == v.ID && o.Answer != assay.Unknown {
							t.Fatalf("%s passes because of %s, which refutes it", v.ID, id)
						}
					}
				}
			}
		}
	})
}

func isFunctional(unit string) bool {
	u, ok := standard.EN303645().Unit(standard.TS103701V1, unit)
	return ok && u.Type == standard.Functional
}

func passes(r Result) map[string]bool {
	out := make(map[string]bool)
	for _, v := range r.Verdicts {
		if v.Verdict == assay.Pass {
			out[string(v.Scope)+" "+v.ID+" "+v.Entry] = true
		}
	}
	return out
}
