package regime

import (
	"strings"
	"testing"
	"time"

	"github.com/assay-project/assay"
)

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

func provision(edition, id string, v assay.Judgement) assay.Verdict {
	return assay.Verdict{Standard: "en303645", Edition: edition, Scope: assay.ScopeProvision, ID: id, Verdict: v, Basis: assay.Tested}
}

func observed(id, question string, answer assay.Answer, refutesUnit string) assay.Observation {
	o := assay.Observation{ID: id, Question: question, Answer: answer, Basis: assay.Observed}
	if refutesUnit != "" {
		o.Bears = []assay.Bears{{Method: "ts103701/1.1.1", Unit: refutesUnit, Effect: assay.Refutes}}
	}
	return o
}

// named is a person's tested answer about one rule.
func named(id, question string, answer assay.Answer, rule string) assay.Observation {
	return assay.Observation{ID: id, Question: question, Answer: answer, About: rule, Basis: assay.Tested,
		Attested: &assay.Attested{By: "A. Tester", Role: "laboratory", Date: "2026-11-01", Procedure: "as the rule says"}}
}

func clauseOf(t *testing.T, in Input, regime, id string) assay.RegimeClause {
	t.Helper()
	r, ok := All().JudgeOne(regime, in)
	if !ok {
		t.Fatalf("no regime %s", regime)
	}
	for _, c := range r.Clauses {
		if c.ID == id {
			return c
		}
	}
	t.Fatalf("%s has no clause %s", regime, id)
	return assay.RegimeClause{}
}

func facts(f map[string]bool) *assay.Declaration { return &assay.Declaration{Facts: f} }

// TestPSTIRules tries every sub-rule that something can settle: yes, no, unknown.
func TestPSTIRules(t *testing.T) {
	updatable := map[string]bool{"can_be_updated": true, "own_sales_page": true}
	for _, tt := range []struct {
		name   string
		in     Input
		clause string
		want   assay.Standing
		route  assay.Route
		basis  assay.Basis
		says   string
	}{
		{"shared password", Input{Observations: []assay.Observation{observed("o1", "auth.default-password.shared", assay.Yes, "5.1-1-2/c")}},
			"sch1-1(2)", assay.NotMet, assay.RouteDirect, assay.Observed, ""},
		{"shared password, whatever crosses", Input{
			Observations: []assay.Observation{observed("o1", "auth.default-password.shared", assay.Yes, "5.1-1-2/c")},
			Verdicts:     []assay.Verdict{provision("2.1.1", "5.1-1", assay.Pass)}, Declaration: facts(map[string]bool{"has_companion_app": false})},
			"sch1-1(2)", assay.NotMet, assay.RouteDirect, assay.Observed, ""},
		{"shared password, although none is declared", Input{
			Observations: []assay.Observation{observed("o1", "auth.default-password.shared", assay.Yes, "5.1-1-2/c")}, Declaration: facts(map[string]bool{"has_passwords": false})},
			"sch1-1(2)", assay.NotMet, assay.RouteDirect, assay.Observed, ""},
		{"not shared is not yet unique", Input{Observations: []assay.Observation{observed("o1", "auth.default-password.shared", assay.No, "")}},
			"sch1-1(2)", assay.Open, "", "", ""},
		{"not known whether shared", Input{Observations: []assay.Observation{observed("o1", "auth.default-password.shared", assay.Unknown, "")}},
			"sch1-1(2)", assay.Open, "", "", "not stated: has_passwords"},
		{"shared, but not a password in use", Input{Observations: []assay.Observation{observed("o1", "auth.default-password.shared", assay.Yes, "")}},
			"sch1-1(2)", assay.Open, "", "", ""},
		{"shared, bearing on something else", Input{Observations: []assay.Observation{observed("o1", "auth.default-password.shared", assay.Yes, "5.4-3-2/a")}},
			"sch1-1(2)", assay.Open, "", "", ""},
		{"deemed by 5.1-1", Input{Verdicts: []assay.Verdict{provision("2.1.1", "5.1-1", assay.Pass)}, Declaration: facts(map[string]bool{"has_companion_app": false})},
			"sch1-1(2)", assay.Met, assay.RouteMapped, assay.Tested, ""},
		{"read across to an app", Input{Verdicts: []assay.Verdict{provision("2.1.1", "5.1-1", assay.Pass)}, Declaration: facts(map[string]bool{"has_companion_app": true})},
			"sch1-1(2)", assay.Open, "", "", "counts only where !has_companion_app"},
		{"app not stated", Input{Verdicts: []assay.Verdict{provision("2.1.1", "5.1-1", assay.Pass)}},
			"sch1-1(2)", assay.Open, "", "", "not stated: has_companion_app"},
		{"the law names V2.1.1", Input{Verdicts: []assay.Verdict{provision("3.1.3", "5.1-1", assay.Pass)}, Declaration: facts(map[string]bool{"has_companion_app": false})},
			"sch1-1(2)", assay.Open, "", "", "V2.1.1: no verdict"},
		{"failing 5.1-1 fails no law", Input{Verdicts: []assay.Verdict{provision("2.1.1", "5.1-1", assay.Fail)}},
			"sch1-1(2)", assay.Open, "", "", "V2.1.1: fail"},
		{"no passwords", Input{Declaration: facts(map[string]bool{"has_passwords": false})},
			"sch1-1(2)", assay.DoesNotApply, assay.RouteDirect, assay.Declared, "has_passwords no"},
		{"5.1-2 answered n/a", Input{Verdicts: []assay.Verdict{provision("2.1.1", "5.1-2", assay.NotApplicable)}},
			"sch1-1(3)(a)", assay.DoesNotApply, assay.RouteDirect, assay.Declared, "5.1-2 answered N/A"},
		{"weak factory password", Input{Observations: []assay.Observation{observed("o2", "cred.strength.sufficient", assay.No, "5.1-2-2/a")}},
			"sch1-1(3)(d)", assay.NotMet, assay.RouteDirect, assay.Observed, ""},
		{"weak key is no password", Input{Observations: []assay.Observation{observed("o2", "cred.strength.sufficient", assay.No, "5.4-4-1/b")}},
			"sch1-1(3)(d)", assay.Open, "", "", ""},
		{"contact seen", Input{Observations: []assay.Observation{observed("o3", "vdp.contact.published", assay.Yes, "")}},
			"sch1-2(2)(a)", assay.Met, assay.RouteDirect, assay.Observed, ""},
		{"no contact to be seen", Input{Observations: []assay.Observation{observed("o3", "vdp.contact.published", assay.No, "")}},
			"sch1-2(2)(a)", assay.NotMet, assay.RouteDirect, assay.Observed, ""},
		{"contact not known", Input{Observations: []assay.Observation{observed("o3", "vdp.contact.published", assay.Unknown, "")}},
			"sch1-2(2)(a)", assay.Open, "", "", "settled by vdp.contact.published"},
		{"contact declared is not published", Input{Declaration: &assay.Declaration{Disclosure: assay.Disclosure{Contact: "psirt@example.com", PolicyURL: "https://example.com/vdp"}}},
			"sch1-2(2)(a)", assay.Open, "", assay.Declared, "declared contact for security reports psirt@example.com at https://example.com/vdp; that it is published has not been seen"},
		{"acknowledgement not declared", Input{Declaration: &assay.Declaration{Disclosure: assay.Disclosure{PolicyURL: "https://example.com/vdp"}}},
			"sch1-2(2)(b)(i)", assay.Open, "", "", "no time to acknowledgement declared"},
		{"acknowledgement seen", Input{Observations: []assay.Observation{observed("o4", "vdp.ack-time.published", assay.Yes, "")}},
			"sch1-2(2)(b)(i)", assay.Met, assay.RouteDirect, assay.Observed, ""},
		{"status updates missing", Input{Observations: []assay.Observation{observed("o5", "vdp.status-time.published", assay.No, "")}},
			"sch1-2(2)(b)(ii)", assay.NotMet, assay.RouteDirect, assay.Observed, ""},
		{"deemed by 5.2-1", Input{Verdicts: []assay.Verdict{provision("2.1.1", "5.2-1", assay.Pass)}},
			"sch1-2(3)", assay.Met, assay.RouteMapped, assay.Tested, ""},
		{"free access is not all of it", Input{Observations: []assay.Observation{observed("o6", "vdp.free-access", assay.Yes, "")}},
			"sch1-2(3)", assay.Open, "", "", "clear and transparent: a person reads the page"},
		{"behind a log-in", Input{Observations: []assay.Observation{observed("o6", "vdp.free-access", assay.No, "")}},
			"sch1-2(3)", assay.NotMet, assay.RouteDirect, assay.Observed, ""},
		{"end date seen", Input{Observations: []assay.Observation{observed("o7", "support.end-date.published", assay.Yes, "")}, Declaration: facts(updatable)},
			"sch1-3(2)", assay.Met, assay.RouteDirect, assay.Observed, ""},
		{"no end date", Input{Observations: []assay.Observation{observed("o7", "support.end-date.published", assay.No, "")}, Declaration: facts(updatable)},
			"sch1-3(2)", assay.NotMet, assay.RouteDirect, assay.Observed, ""},
		{"no end date, not known whether it can be updated", Input{Observations: []assay.Observation{observed("o7", "support.end-date.published", assay.No, "")}},
			"sch1-3(2)", assay.Open, assay.RouteDirect, assay.Observed, "refuted if it applies; not stated: can_be_updated"},
		{"end date declared", Input{Declaration: &assay.Declaration{Support: assay.SupportPeriod{Until: "2030-06"}, Facts: updatable}},
			"sch1-3(2)", assay.Open, "", assay.Declared, "declared end of support 2030-06; that it is published has not been seen"},
		{"end date long past", Input{Declaration: &assay.Declaration{Support: assay.SupportPeriod{Until: "2020"}, Facts: updatable}},
			"sch1-3(2)", assay.Open, "", assay.Declared, "2020 (past)"},
		{"5.3-13 is not enough", Input{Verdicts: []assay.Verdict{provision("2.1.1", "5.3-13", assay.Pass)}, Declaration: facts(updatable)},
			"sch1-3(2)", assay.Open, "", "", "overlaps in part with 5.3-13"},
		{"cannot be updated", Input{Declaration: facts(map[string]bool{"can_be_updated": false})},
			"sch1-3(6)", assay.DoesNotApply, assay.RouteDirect, assay.Declared, ""},
		{"shortened", Input{Observations: []assay.Observation{observed("o8", "support.never-shortened", assay.No, "")}, Declaration: facts(updatable)},
			"sch1-3(6)", assay.NotMet, assay.RouteDirect, assay.Observed, ""},
		{"not beside the price", Input{Observations: []assay.Observation{observed("o9", "support.prominent", assay.No, "")}, Declaration: facts(updatable)},
			"sch1-3(5)", assay.NotMet, assay.RouteDirect, assay.Observed, ""},
		{"statement", Input{}, "act-s9", assay.Open, "", "", "Statement of compliance"},
	} {
		tt.in.At = someDay
		c := clauseOf(t, tt.in, "uk-psti", tt.clause)
		if c.Verdict != tt.want || c.Route != tt.route || c.Basis != tt.basis || !strings.Contains(c.Remainder, tt.says) {
			t.Errorf("%s: %s is %s by %q on %q, remainder %q; want %s by %q on %q, remainder with %q",
				tt.name, tt.clause, c.Verdict, c.Route, c.Basis, c.Remainder, tt.want, tt.route, tt.basis, tt.says)
		}
	}
}

// TestDeclaredObservationMeetsNothing: the maker's word does not show publication.
func TestDeclaredObservationMeetsNothing(t *testing.T) {
	o := observed("o", "vdp.contact.published", assay.Yes, "")
	o.Basis = assay.Declared
	if c := clauseOf(t, Input{At: someDay, Observations: []assay.Observation{o}}, "uk-psti", "sch1-2(2)(a)"); c.Verdict != assay.Open {
		t.Errorf("declared publication is %s, want open", c.Verdict)
	}
}

func TestLabels(t *testing.T) {
	held := func(regime, level, until string) *assay.Declaration {
		return &assay.Declaration{Labels: []assay.HeldLabel{{Regime: regime, Level: level, Number: "N1", ValidTo: until}}, Facts: map[string]bool{"has_passwords": true}}
	}
	for _, tt := range []struct {
		name, at string
		d        *assay.Declaration
		regime   string
		clause   string
		want     assay.Standing
		says     string
	}{
		{"JC-STAR in the UK", "2026-11-24", held("jp-jc-star", "STAR-1", "2027-01-01"), "uk-psti", "sch1-1(2)", assay.Met, "not looked up"},
		{"it stands for the statement", "2026-11-24", held("jp-jc-star", "star-1", "2027-01-01"), "uk-psti", "act-s9", assay.Met, ""},
		{"but not for records", "2026-11-24", held("jp-jc-star", "STAR-1", "2027-01-01"), "uk-psti", "reg-8", assay.Open, ""},
		{"the day before", "2025-12-03", held("jp-jc-star", "STAR-1", "2027-01-01"), "uk-psti", "sch1-1(2)", assay.Open, ""},
		{"the first day", "2025-12-04", held("jp-jc-star", "STAR-1", "2027-01-01"), "uk-psti", "sch1-1(2)", assay.Met, ""},
		{"the last day", "2027-01-01", held("jp-jc-star", "STAR-1", "2027-01-01"), "uk-psti", "sch1-1(2)", assay.Met, ""},
		{"ended", "2027-01-02", held("jp-jc-star", "STAR-1", "2027-01-01"), "uk-psti", "sch1-1(2)", assay.Open, "ended on 2027-01-01"},
		{"another level", "2026-11-24", held("jp-jc-star", "STAR-3", "2027-01-01"), "uk-psti", "sch1-1(2)", assay.Open, "not of an accepted level"},
		{"no end date", "2026-11-24", held("jp-jc-star", "STAR-1", ""), "uk-psti", "sch1-1(2)", assay.Open, "not stated until when"},
		{"CLS at any level", "2026-11-24", held("sg-cls", "Level 4", "2027-01-01"), "uk-psti", "sch1-2(2)(a)", assay.Met, ""},
		{"another label", "2026-11-24", held("de-it-sik", "", "2027-01-01"), "uk-psti", "sch1-1(2)", assay.Open, ""},
		{"German label as CLS level 2", "2026-11-24", held("de-it-sik", "", "2027-01-01"), "sg-cls", "L2", assay.Met, ""},
		{"and not as level 3", "2026-11-24", held("de-it-sik", "", "2027-01-01"), "sg-cls", "L3", assay.Open, ""},
		{"JC-STAR only eases CLS", "2026-11-24", held("jp-jc-star", "STAR-1", "2027-01-01"), "sg-cls", "L1", assay.Open, ""},
		{"PSTI statement for JC-STAR", "2026-11-24", held("uk-psti", "", "2027-01-01"), "jp-jc-star", "S1.1-02", assay.Met, ""},
	} {
		c := clauseOf(t, Input{At: day(tt.at), Declaration: tt.d}, tt.regime, tt.clause)
		if c.Verdict != tt.want || !strings.Contains(c.Remainder, tt.says) {
			t.Errorf("%s: %s %s on %s is %s, remainder %q; want %s with %q", tt.name, tt.regime, tt.clause, tt.at, c.Verdict, c.Remainder, tt.want, tt.says)
		}
		if c.Verdict == assay.Met && (c.Route != assay.RouteRecognised || c.Basis != assay.Declared) {
			t.Errorf("%s: met by %q on %q, want recognised on declared", tt.name, c.Route, c.Basis)
		}
	}
	in := Input{At: someDay, Declaration: held("jp-jc-star", "STAR-1", "2027-01-01"), Observations: []assay.Observation{observed("o1", "auth.default-password.shared", assay.Yes, "5.1-1-2/c")}}
	if c := clauseOf(t, in, "uk-psti", "sch1-1(2)"); c.Verdict != assay.NotMet {
		t.Errorf("a label covers a shared password: %s", c.Verdict)
	}
}

func TestDates(t *testing.T) {
	fail := []assay.Verdict{provision("3.1.3", "5.1-1", assay.Fail)}
	for _, tt := range []struct {
		regime, at string
		verdicts   []assay.Verdict
		want       assay.Standing
		from       string
		says       string
	}{
		{"uk-psti", "2024-04-28", nil, assay.DoesNotApply, "2024-04-29", "not yet in force: from 2024-04-29"},
		{"uk-psti", "2024-04-29", nil, assay.Open, "", ""},
		{"eu-cra", "2026-09-10", fail, assay.DoesNotApply, "2026-09-11", "not yet in force"},
		{"eu-cra", "2026-09-11", fail, assay.Open, "2027-12-11", "46 clauses apply; as things stand they are not met"},
		{"eu-cra", "2027-12-11", fail, assay.NotMet, "", ""},
		{"eu-red-da", "2025-07-31", nil, assay.DoesNotApply, "2025-08-01", ""},
		{"eu-red-da", "2027-12-10", nil, assay.Open, "", ""},
		{"eu-red-da", "2027-12-11", nil, assay.DoesNotApply, "", "applied until 2027-12-10"},
		{"au-smart-devices", "2026-03-03", nil, assay.DoesNotApply, "2026-03-04", "manufacture"},
		{"ae-tdra-iot", "2018-12-31", nil, assay.DoesNotApply, "2019", ""},
		{"ae-tdra-iot", "2019-01-01", nil, assay.Open, "", ""},
		{"au-label", "2026-11-24", nil, assay.DoesNotApply, "2027-03", "expected by one blog"},
		{"gcli", "2026-11-24", nil, assay.Open, "", "requirements not taken apart yet"},
	} {
		v, _ := All().JudgeOne(tt.regime, Input{At: day(tt.at), Verdicts: tt.verdicts})
		if v.Verdict != tt.want || v.From != tt.from || !strings.Contains(v.Reason, tt.says) || v.AsOf != tt.at {
			t.Errorf("%s on %s is %s from %q, %q; want %s from %q, with %q", tt.regime, tt.at, v.Verdict, v.From, v.Reason, tt.want, tt.from, tt.says)
		}
	}
}

func TestScope(t *testing.T) {
	consumer := map[string]bool{"consumer_product": true, "internet_connectable": true}
	medical := map[string]bool{"consumer_product": true, "internet_connectable": true, "is_medical": true}
	laptop := map[string]bool{"consumer_product": true, "internet_connectable": true}
	for _, tt := range []struct {
		name string
		d    *assay.Declaration
		want assay.Standing
		says string
	}{
		{"nothing declared", nil, assay.Open, "read as in scope; not stated: consumer_product, internet_connectable, network_connectable, sold_in_uk"},
		{"sold in the UK", &assay.Declaration{Markets: []string{"uk"}, Facts: consumer}, assay.Open, ""},
		{"sold elsewhere", &assay.Declaration{Markets: []string{"EU"}, Facts: consumer}, assay.DoesNotApply, "sold_in_uk no"},
		{"excepted", &assay.Declaration{Markets: []string{"uk"}, Facts: medical}, assay.DoesNotApply, "excepted by declared facts: is_medical yes"},
		{"laptop for anyone", &assay.Declaration{Markets: []string{"uk"}, Facts: map[string]bool{"consumer_product": true, "internet_connectable": true, "for_under_14_only": false}, Product: assay.Product{Kind: "Computer"}}, assay.DoesNotApply, "is_computer yes"},
		{"laptop, age not stated", &assay.Declaration{Markets: []string{"uk"}, Facts: laptop, Product: assay.Product{Kind: "computer"}}, assay.Open, ""},
	} {
		v, _ := All().JudgeOne("uk-psti", Input{At: someDay, Declaration: tt.d})
		if v.Verdict != tt.want || !strings.Contains(v.Reason, tt.says) {
			t.Errorf("%s: %s, %q; want %s with %q", tt.name, v.Verdict, v.Reason, tt.want, tt.says)
		}
		for _, c := range v.Clauses {
			if tt.want == assay.DoesNotApply && c.Verdict != assay.DoesNotApply {
				t.Errorf("%s: out of scope, but %s is %s", tt.name, c.ID, c.Verdict)
			}
		}
	}
}

func TestFactsOf(t *testing.T) {
	d := &assay.Declaration{
		Markets: []string{"us", "eu"}, Product: assay.Product{Kind: "camera"}, Facts: map[string]bool{"has_radio": true, "is_camera": false},
		ICS: map[string]assay.ICS{
			"2.1.1": {Conditions: map[string]bool{"1": true, "12": false}},
			"3.1.3": {Features: map[string]bool{"g": true, "v": true}},
		},
	}
	k := All().FactsOf(d)
	for name, want := range map[string]Truth{
		"sold_in_us": True, "sold_in_california": True, "sold_in_eu": True, "sold_in_uk": False, "sold_in_de": Unknown,
		"is_camera": False, "is_router": Unknown, "has_radio": True, "has_passwords": True, "can_be_updated": False, "has_sensors": True,
		"has_preset_passwords": Unknown,
	} {
		if got := k.Of(name); got != want {
			t.Errorf("%s = %d, want %d", name, got, want)
		}
	}
}

// TestPSTIHeadline: one shared password fails the law, and nothing hides it.
func TestPSTIHeadline(t *testing.T) {
	in := Input{At: someDay, Observations: []assay.Observation{observed("o1", "auth.default-password.shared", assay.Yes, "5.1-1-2/c")}}
	v, _ := All().JudgeOne("uk-psti", in)
	if v.Verdict != assay.NotMet || v.Name != "UK PSTI" || v.Kind != "law" {
		t.Errorf("%s (%s, %s) is %s, want not met", v.Regime, v.Name, v.Kind, v.Verdict)
	}
}

func TestLevels(t *testing.T) {
	v, _ := All().JudgeOne("sg-cls", Input{At: someDay, Verdicts: []assay.Verdict{provision("2.1.1", "5.1-1", assay.Fail)}})
	if v.Verdict != assay.NotMet || !strings.Contains(v.Reason, "verdict for Level 1: Level 1 not met, Level 2 not met") {
		t.Errorf("CLS is %s, %q; want not met at level 1", v.Verdict, v.Reason)
	}
	var all []assay.Verdict
	for _, id := range []string{"5.1-1", "5.1-2", "5.1-3", "5.1-4", "5.1-5", "5.2-1", "5.3-2", "5.3-3", "5.3-7", "5.3-8", "5.3-10", "5.3-13", "5.3-16"} {
		all = append(all, provision("2.1.1", id, assay.Pass))
	}
	v, _ = All().JudgeOne("sg-cls", Input{At: someDay, Verdicts: all})
	if v.Verdict != assay.Open || !strings.Contains(v.Reason, "Level 1 open, Level 2 open") {
		t.Errorf("CLS is %s, %q; want open at level 1: no laboratory has reviewed it", v.Verdict, v.Reason)
	}
	reviewed := named("lab", "lab.report", assay.Yes, "sg-cls/DOC-1")
	declared := facts(map[string]bool{"label_held": false})
	v, _ = All().JudgeOne("sg-cls", Input{At: someDay, Verdicts: all, Observations: []assay.Observation{reviewed}, Declaration: declared})
	if v.Verdict != assay.Met || !strings.Contains(v.Reason, "verdict for Level 1: Level 1 met, Level 2 open") {
		t.Errorf("CLS is %s, %q; want met at level 1, open at level 2", v.Verdict, v.Reason)
	}
	declared.Facts["cls_level_2"] = true
	v, _ = All().JudgeOne("sg-cls", Input{At: someDay, Verdicts: all, Observations: []assay.Observation{reviewed}, Declaration: declared})
	if v.Verdict != assay.Open || !strings.Contains(v.Reason, "verdict for Level 2: Level 1 met, Level 2 open") {
		t.Errorf("CLS is %s, %q; want open at level 2, which is sought", v.Verdict, v.Reason)
	}
}

// TestClauseFold: EN 303 645 itself is listed clause by clause.
func TestClauseFold(t *testing.T) {
	in := Input{At: someDay, Verdicts: []assay.Verdict{provision("3.1.3", "5.1-1", assay.Fail), provision("3.1.3", "5.2-1", assay.Pass)}}
	for clause, want := range map[string]assay.Standing{"5.1": assay.NotMet, "5.2": assay.Met, "5.3": assay.Open, "5.9": assay.Open} {
		if c := clauseOf(t, in, "etsi-en-303-645", clause); c.Verdict != want {
			t.Errorf("clause %s is %s, want %s", clause, c.Verdict, want)
		}
	}
}
