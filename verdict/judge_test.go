package verdict

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/source/declaration"
	"github.com/assay-project/assay/standard"
)

// said reads a declaration from YAML; product is added.
func said(t testing.TB, text string) *assay.Declaration {
	t.Helper()
	d, err := declaration.Parse("assay.yaml", []byte("product: {name: X}\n"+text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// claiming gives a declaration an ICS that answers Y to everything, with every
// condition and feature met, and then changes some answers: "5.6-8": "N because".
func claiming(t testing.TB, e standard.Edition, text string, but map[string]string) *assay.Declaration {
	t.Helper()
	d := said(t, text)
	std, method := standard.EN303645(), standard.MethodFor(e)
	ics := assay.ICS{Conditions: map[string]bool{}, Features: map[string]bool{}, Provisions: map[string]assay.ICSAnswer{}}
	for _, c := range std.Conditions(method) {
		ics.Conditions[c.ID] = true
	}
	for _, f := range std.Features(method) {
		ics.Features[f.ID] = true
	}
	for _, p := range std.Provisions(e) {
		ics.Provisions[p.ID] = assay.ICSAnswer{Support: "Y"}
	}
	for id, answer := range but {
		support, detail, _ := strings.Cut(answer, " ")
		ics.Provisions[id] = assay.ICSAnswer{Support: support, Detail: detail}
		if support == "" {
			delete(ics.Provisions, id)
		}
	}
	d.ICS[string(e)] = ics
	return d
}

// saw is an observation of one thing, placed and searched for, that bears on units.
func saw(id string, answer assay.Answer, about string, effect assay.Effect, units ...string) assay.Observation {
	o := assay.Observation{
		ID: id, Check: "test", Question: "test.question", Answer: answer, About: about, Summary: "summary of " + id, Basis: assay.Observed,
		Where: []assay.Where{{Path: "/x"}}, Exercised: map[string]any{"files": 10}, WithinBaseline: true,
	}
	for _, u := range units {
		method := string(standard.TS103701V1)
		if unit, v2, ok := strings.Cut(u, "@"); ok {
			u, method = unit, v2
		}
		o.Bears = append(o.Bears, assay.Bears{Method: method, Unit: u, Effect: effect})
	}
	return o
}

func with(o assay.Observation, change func(*assay.Observation)) assay.Observation {
	change(&o)
	return o
}

func unsearched(o *assay.Observation) { o.Exercised = nil }

// found looks a verdict up by scope, id and entry; the worst of them where the
// entry is "*".
func verdictOf(r Result, scope assay.Scope, id, entry string) assay.Verdict {
	out := assay.Verdict{Verdict: "none"}
	for _, v := range r.Verdicts {
		if v.Scope != scope || v.ID != id || entry != "*" && v.Entry != entry {
			continue
		}
		if out.Verdict == "none" || Worse(out.Verdict, v.Verdict) != out.Verdict {
			out = v
		}
	}
	return out
}

func unitVerdict(r Result, id, entry string) assay.Judgement {
	return verdictOf(r, assay.ScopeUnitResult, id, entry).Verdict
}

const webLogin = `
ixit:
  1-AuthMech:
    - {id: web, description: log-in at the web page, authentication_factor: password (set by user), observed: [admin@/etc/webusers]}
    - {id: service, description: log-in of the maker, authentication_factor: password (pre-installed), observed: [root@/etc/shadow]}
  28-LogIntf:
    - {id: https, description: web page, observed: [tcp/443]}
    - {id: rtsp, description: picture at tcp/554}
    - {id: telnet, status: disabled, description: never built in, observed: [tcp/23]}
`

// One row a sentence of the design: what is said, what is seen, what follows.
func TestUnits(t *testing.T) {
	const v1 = standard.V2_1_1
	for _, tt := range []struct {
		name  string
		said  string
		saw   []assay.Observation
		unit  string
		entry string
		want  assay.Judgement
	}{
		// no evidence
		{"no evidence, functional", webLogin, nil, "5.1-1-2/c", "1-AuthMech/service", assay.NotAssessed},
		{"no evidence, a person judges what is declared", webLogin, nil, "5.1-1-1/a", "1-AuthMech/service", assay.Inconclusive},
		{"no evidence, table not filled", "", nil, "5.1-1-1/a", "", assay.NotAssessed},
		{"no evidence, table filled and empty", "ixit: {1-AuthMech: []}", nil, "5.1-1-1/a", "", assay.NotAssessed},

		// bearings on one entry
		{"refuted", webLogin, []assay.Observation{saw("a", assay.Yes, "root@/etc/shadow", assay.Refutes, "5.1-1-2/c")}, "5.1-1-2/c", "1-AuthMech/service", assay.Fail},
		{"refuted, the other entry is not", webLogin, []assay.Observation{saw("a", assay.Yes, "root@/etc/shadow", assay.Refutes, "5.1-5-2/b")}, "5.1-5-2/b", "1-AuthMech/web", assay.NotAssessed},
		{"supported by a recorded search", webLogin, []assay.Observation{saw("a", assay.No, "root@/etc/shadow", assay.Supports, "5.1-1-2/c")}, "5.1-1-2/c", "1-AuthMech/service", assay.Pass},
		{"supported without a recorded search", webLogin, []assay.Observation{with(saw("a", assay.No, "root@/etc/shadow", assay.Supports, "5.1-1-2/c"), unsearched)}, "5.1-1-2/c", "1-AuthMech/service", assay.Inconclusive},
		{"supported by a search that was cut short", webLogin, []assay.Observation{with(saw("a", assay.No, "root@/etc/shadow", assay.Supports, "5.1-1-2/c"), func(o *assay.Observation) { o.Exercised["truncated"] = true })}, "5.1-1-2/c", "1-AuthMech/service", assay.Inconclusive},
		{"supported by declaration alone", webLogin, []assay.Observation{with(saw("a", assay.No, "root@/etc/shadow", assay.Supports, "5.1-1-2/c"), func(o *assay.Observation) { o.Basis = assay.Declared })}, "5.1-1-2/c", "1-AuthMech/service", assay.Inconclusive},
		{"informed", webLogin, []assay.Observation{saw("a", assay.Yes, "root@/etc/shadow", assay.Informs, "5.1-1-2/c")}, "5.1-1-2/c", "1-AuthMech/service", assay.Inconclusive},
		{"unknown", webLogin, []assay.Observation{saw("a", assay.Unknown, "root@/etc/shadow", assay.Refutes, "5.1-1-2/c")}, "5.1-1-2/c", "1-AuthMech/service", assay.Inconclusive},
		{"unknown beside support", webLogin, []assay.Observation{
			saw("a", assay.Unknown, "root@/etc/shadow", assay.Informs, "5.1-1-2/c"), saw("b", assay.No, "root@/etc/shadow", assay.Supports, "5.1-1-2/c")}, "5.1-1-2/c", "1-AuthMech/service", assay.Inconclusive},
		{"refuted beside support", webLogin, []assay.Observation{
			saw("a", assay.Yes, "root@/etc/shadow", assay.Refutes, "5.1-1-2/c"), saw("b", assay.No, "root@/etc/shadow", assay.Supports, "5.1-1-2/c")}, "5.1-1-2/c", "1-AuthMech/service", assay.Fail},
		{"a judgement supported by an observation", webLogin, []assay.Observation{saw("a", assay.No, "root@/etc/shadow", assay.Supports, "5.1-2-1/b")}, "5.1-2-1/b", "1-AuthMech/service", assay.Pass},
		{"refuted outside every declared entry", webLogin, []assay.Observation{saw("a", assay.Yes, "ftp@/etc/passwd", assay.Refutes, "5.1-2-1/b")}, "5.1-2-1/b", "1-AuthMech/observed:ftp@/etc/passwd", assay.Fail},
		{"not what the unit asks about", webLogin, nil, "5.1-1-2/c", "1-AuthMech/web", assay.NotApplicable},
		{"not asked about, and yet refuted", webLogin, []assay.Observation{saw("a", assay.Yes, "admin@/etc/webusers", assay.Refutes, "5.1-1-2/c")}, "5.1-1-2/c", "1-AuthMech/web", assay.Fail},
		{"said of the whole, refuted", webLogin, []assay.Observation{saw("a", assay.Yes, "", assay.Refutes, "5.1-1-2/c")}, "5.1-1-2/c", "", assay.Fail},

		// lookups
		{"confirmed", "ixit: {4-Conf: {confirmation_of_update_procedures: Yes}}", nil, "5.3-8-1/b", "", assay.Pass},
		{"confirmed with No", "ixit: {4-Conf: {confirmation_of_update_procedures: No}}", nil, "5.3-8-1/b", "", assay.Fail},
		{"confirmation missing", "ixit: {4-Conf: {confirmation_of_secure_development: Yes}}", nil, "5.3-8-1/b", "", assay.Inconclusive},
		{"confirmation table missing", "", nil, "5.3-8-1/b", "", assay.NotAssessed},
		{"confirmed and refuted", "ixit: {4-Conf: {confirmation_of_update_procedures: Yes}}", []assay.Observation{saw("a", assay.No, "", assay.Refutes, "5.3-8-1/b")}, "5.3-8-1/b", "", assay.Fail},
		{"named", "ixit: {12-NetSecImpl: [{id: tls, review_evaluation_method: audit 2025}]}", nil, "5.5-2-1/a", "12-NetSecImpl/tls", assay.Pass},
		{"named none", "ixit: {12-NetSecImpl: [{id: tls, review_evaluation_method: none}]}", nil, "5.5-2-1/a", "12-NetSecImpl/tls", assay.Fail},
		{"a free text is read by a person", "ixit: {7-UpdMech: [{id: ota, security_guarantees: the device verifies}]}", nil, "5.3-9-1/c", "7-UpdMech/ota", assay.Inconclusive},

		// nothing undeclared
		{"all seen and declared", webLogin, []assay.Observation{
			saw("a", assay.No, "", assay.Supports, "5.1-1-2/a"), saw("b", assay.Yes, "root@/etc/shadow", assay.Informs, "5.1-1-2/a"),
			saw("c", assay.Yes, "admin@/etc/webusers", assay.Informs, "5.1-1-2/a")}, "5.1-1-2/a", "", assay.Pass},
		{"the search misses a declared entry", webLogin, []assay.Observation{
			saw("a", assay.No, "", assay.Supports, "5.1-1-2/a"), saw("b", assay.Yes, "root@/etc/shadow", assay.Informs, "5.1-1-2/a")}, "5.1-1-2/a", "", assay.Inconclusive},
		{"no search recorded", webLogin, []assay.Observation{with(saw("a", assay.No, "", assay.Supports, "5.1-1-2/a"), unsearched)}, "5.1-1-2/a", "", assay.Inconclusive},
		{"only seen, not searched", webLogin, []assay.Observation{saw("b", assay.Yes, "root@/etc/shadow", assay.Informs, "5.1-1-2/a")}, "5.1-1-2/a", "", assay.Inconclusive},
		{"refuted though declared", webLogin, []assay.Observation{saw("b", assay.Yes, "root@/etc/shadow", assay.Refutes, "5.1-1-2/a")}, "5.1-1-2/a", "1-AuthMech/service", assay.Fail},
		{"table not filled", "", []assay.Observation{saw("a", assay.No, "", assay.Supports, "5.1-1-2/a")}, "5.1-1-2/a", "", assay.Inconclusive},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := Judge(Input{Edition: v1, Observations: tt.saw, Declaration: said(t, tt.said)})
			if got := unitVerdict(r, tt.unit, tt.entry); got != tt.want {
				t.Errorf("%s %s: got %s, want %s", tt.unit, tt.entry, got, tt.want)
			}
		})
	}
}

// unitFold judges one unit to its end, quantifier included.
func unitFold(t *testing.T, d *assay.Declaration, unit string, obs ...assay.Observation) assay.Judgement {
	t.Helper()
	j := newJudge(Input{Edition: standard.V2_1_1, Observations: obs, Declaration: d})
	u, ok := j.std.Unit(standard.TS103701V1, unit)
	if !ok {
		t.Fatalf("no unit %s", unit)
	}
	return j.unit(u).judgement
}

func TestQuantifiers(t *testing.T) {
	const two = "ixit:\n  7-UpdMech:\n    - {id: ota, observed: [/usr/bin/ota]}\n    - {id: usb, observed: [/usr/bin/usb]}\n"
	const parts = two + "  6-SoftComp:\n    - {id: app, update_mechanism: [ota]}\n    - {id: boot, update_mechanism: [ota, usb]}\n"
	ota := func(e assay.Effect, u string) assay.Observation { return saw("ota", assay.Yes, "/usr/bin/ota", e, u) }
	usb := func(e assay.Effect, u string) assay.Observation { return saw("usb", assay.Yes, "/usr/bin/usb", e, u) }
	const every, one, component = "5.3-7-1/c", "5.3-2-1/a", "5.3-3-1/a"
	for _, tt := range []struct {
		name string
		said string
		unit string
		saw  []assay.Observation
		want assay.Judgement
	}{
		{"every: both good", two, every, []assay.Observation{ota(assay.Supports, every), usb(assay.Supports, every)}, assay.Pass},
		{"every: one good", two, every, []assay.Observation{ota(assay.Supports, every)}, assay.Inconclusive},
		{"every: one bad", two, every, []assay.Observation{ota(assay.Supports, every), usb(assay.Refutes, every)}, assay.Fail},
		{"one: one good", two, one, []assay.Observation{ota(assay.Supports, one)}, assay.Pass},
		{"one: one good, one bad", two, one, []assay.Observation{ota(assay.Supports, one), usb(assay.Refutes, one)}, assay.Pass},
		{"one: one bad", two, one, []assay.Observation{usb(assay.Refutes, one)}, assay.Inconclusive},
		{"one: both bad", two, one, []assay.Observation{ota(assay.Refutes, one), usb(assay.Refutes, one)}, assay.Fail},
		{"one: bad as a whole", two, one, []assay.Observation{ota(assay.Supports, one), saw("w", assay.Yes, "", assay.Refutes, one)}, assay.Fail},
		{"one: bad, nothing declared", "", one, []assay.Observation{ota(assay.Refutes, one)}, assay.Inconclusive},
		{"component: each has a good one", parts, component, []assay.Observation{ota(assay.Supports, component)}, assay.Pass},
		{"component: one has none good", parts, component, []assay.Observation{usb(assay.Supports, component)}, assay.Inconclusive},
		{"component: one has only a bad one", parts, component, []assay.Observation{usb(assay.Supports, component), ota(assay.Refutes, component)}, assay.Fail},
		{"component: no references", two + "  6-SoftComp:\n    - {id: app, update_mechanism: over the air}\n", component, []assay.Observation{ota(assay.Supports, component)}, assay.Inconclusive},
		{"component: none declared", two, component, []assay.Observation{ota(assay.Supports, component)}, assay.Inconclusive},
		{"as a whole: supported", "ixit: {2-UserInfo: {publication_of_vulnerability_disclosure_policy: x}}", "5.2-1-2/b", []assay.Observation{saw("p", assay.Yes, "https://x.example/vdp", assay.Supports, "5.2-1-2/b")}, assay.Pass},
		{"as a whole: refuted", "ixit: {2-UserInfo: {publication_of_vulnerability_disclosure_policy: x}}", "5.2-1-2/b", []assay.Observation{saw("p", assay.No, "https://x.example/vdp", assay.Refutes, "5.2-1-2/b")}, assay.Fail},
		{"function: each names a mechanism", "ixit: {13-SoftServ: [{id: a, authentication_mechanism: web}, {id: b, authentication_mechanism: web}]}", "5.5-4-1/a", nil, assay.Pass},
		{"function: one names none", "ixit: {13-SoftServ: [{id: a, authentication_mechanism: web}, {id: b, authentication_mechanism: none}]}", "5.5-4-1/a", nil, assay.Fail},
		{"all left out", "ixit: {1-AuthMech: [{id: a, authentication_factor: fingerprint}]}", "5.1-1-2/c", nil, assay.NotApplicable},
		{"a step never folds", two, "5.3-2-2/a", []assay.Observation{ota(assay.Refutes, "5.3-2-2/a")}, assay.NotApplicable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := unitFold(t, said(t, tt.said), tt.unit, tt.saw...); got != tt.want {
				t.Errorf("%s: got %s, want %s", tt.unit, got, tt.want)
			}
		})
	}
}

// A unit that reuses another case runs over its own subset.
func TestReuse(t *testing.T) {
	const d = `
ixit:
  10-SecParam:
    - {id: token, type: critical, communication_mechanisms: [cloud]}
    - {id: cert, type: public, communication_mechanisms: [local]}
  11-ComMech:
    - {id: cloud, cryptographic_details: TLS 1.3, observed: [tcp/8883]}
    - {id: local, cryptographic_details: TLS 1.3, observed: [tcp/80]}
`
	const base, reuse = "5.5-1-2/a", "5.5-6-2/a"
	cloud := func(e assay.Effect) assay.Observation { return saw("c", assay.Yes, "tcp/8883", e, base) }
	local := func(e assay.Effect) assay.Observation { return saw("l", assay.Yes, "tcp/80", e, base) }
	for _, tt := range []struct {
		name string
		saw  []assay.Observation
		want assay.Judgement
	}{
		{"nothing seen", nil, assay.NotAssessed},
		{"good where it matters, bad elsewhere", []assay.Observation{cloud(assay.Supports), local(assay.Refutes)}, assay.Pass},
		{"bad where it matters", []assay.Observation{cloud(assay.Refutes), local(assay.Supports)}, assay.Fail},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := unitFold(t, said(t, d), reuse, tt.saw...); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
	if got := unitFold(t, nil, reuse, cloud(assay.Refutes)); got != assay.NotAssessed {
		t.Errorf("without a declaration there is no subset: got %s, want not_assessed", got)
	}
	if got := unitFold(t, nil, reuse, saw("o", assay.Yes, "", assay.Refutes, reuse)); got != assay.Fail {
		t.Errorf("borne on directly: got %s, want fail", got)
	}
}

// While something was not read, nothing passes by absence.
func TestUnreadBarsAbsence(t *testing.T) {
	d := said(t, webLogin)
	obs := []assay.Observation{saw("a", assay.No, "root@/etc/shadow", assay.Supports, "5.1-1-2/c")}
	r := Judge(Input{Edition: standard.V2_1_1, Declaration: d, Observations: obs, Unread: []assay.Limit{{What: "an encrypted partition", Where: "flash.bin@0x700000"}}})
	v := verdictOf(r, assay.ScopeUnitResult, "5.1-1-2/c", "1-AuthMech/service")
	if v.Verdict != assay.Inconclusive || !strings.Contains(fmt.Sprint(v.Missing), "encrypted partition at flash.bin") && !strings.Contains(fmt.Sprint(v.Missing), "an encrypted partition flash.bin@0x700000") {
		t.Errorf("got %s, missing %v; want inconclusive and what was not read", v.Verdict, v.Missing)
	}
}

func TestBasisIsTheWeakest(t *testing.T) {
	d := said(t, webLogin)
	tested := with(saw("a", assay.No, "root@/etc/shadow", assay.Supports, "5.1-1-2/c"), func(o *assay.Observation) { o.Basis = assay.Tested })
	r := Judge(Input{Edition: standard.V2_1_1, Declaration: d, Observations: []assay.Observation{tested}})
	if got := verdictOf(r, assay.ScopeUnitResult, "5.1-1-2/c", "1-AuthMech/service").Basis; got != assay.Tested {
		t.Errorf("one support: got %s, want tested", got)
	}
	r = Judge(Input{Edition: standard.V2_1_1, Declaration: d, Observations: []assay.Observation{tested, saw("b", assay.No, "root@/etc/shadow", assay.Supports, "5.1-1-2/c")}})
	if got := verdictOf(r, assay.ScopeUnitResult, "5.1-1-2/c", "1-AuthMech/service").Basis; got != assay.Observed {
		t.Errorf("two supports: got %s, want observed", got)
	}
}
