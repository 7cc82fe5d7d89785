package verdict

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// A debug port is off for good or off by default: either unit will do, and what
// was seen to be wrong is not talked away by the other.
func TestAlternatives(t *testing.T) {
	const d = "ixit: {15-Intf: [{id: uart, type: physical, debug_interface: console, status: %s}]}"
	for _, tt := range []struct {
		name   string
		status string
		saw    []assay.Observation
		want   assay.Judgement
	}{
		{"declared off", "disabled", nil, assay.Inconclusive}, // the switch itself is judged by a person
		{"declared off, switch seen", "disabled", []assay.Observation{saw("s", assay.Yes, "", assay.Supports, "5.6-4-1/a")}, assay.Pass},
		{"declared on, off by default seen", "enabled", []assay.Observation{saw("s", assay.Yes, "", assay.Supports, "5.6-4-1/a"),
			saw("c", assay.Yes, "15-Intf/uart:default", assay.Supports, "5.6-4-1/c")}, assay.Inconclusive},
		{"declared off, seen on", "disabled", []assay.Observation{saw("s", assay.Yes, "", assay.Supports, "5.6-4-1/a"), saw("b", assay.Yes, "", assay.Refutes, "5.6-4-1/b")}, assay.Fail},
		{"declared off, not off by default", "disabled", []assay.Observation{saw("s", assay.Yes, "", assay.Supports, "5.6-4-1/a"), saw("c", assay.Yes, "", assay.Refutes, "5.6-4-1/c")}, assay.Fail},
	} {
		r := Judge(Input{Edition: standard.V2_1_1, Declaration: said(t, strings.ReplaceAll(d, "%s", tt.status)), Observations: tt.saw})
		if got := verdictOf(r, assay.ScopeTestCase, "5.6-4-1", "").Verdict; got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestBind(t *testing.T) {
	rows := []*row{}
	for _, e := range []assay.IXITEntry{
		{ID: "by-key", Observed: []string{"tcp/80"}},
		{ID: "by-path", Observed: []string{"/usr/sbin/lighttpd"}},
		{ID: "ntp"},
		{ID: "by-port", Fields: map[string]string{"Description": "the picture, TCP port 554"}},
		{ID: "by-port-2", Fields: map[string]string{"Description": "alarms on 8883/tcp"}},
		{ID: "SSHD", Fields: map[string]string{"Description": "log-in of the maker"}},
		{ID: "x", Fields: map[string]string{"Description": "runs dnsmasq for the hotspot; at is no name"}},
		{ID: "y", Fields: map[string]string{"Description": "7000 pictures, 7001 of them lost"}},
	} {
		rows = append(rows, &row{key: "28-LogIntf/" + e.ID, entry: e})
	}
	for _, tt := range []struct {
		about string
		data  map[string]any
		want  string
	}{
		{"tcp/80", nil, "by-key"}, {"TCP/80", nil, "by-key"}, {"tcp/8080", nil, ""},
		{"tcp/7000", nil, ""}, {"tcp/7001", nil, ""}, {"tcp/554", nil, "by-port"}, {"udp/554", nil, "by-port"}, {"tcp/8883", nil, "by-port-2"}, {"udp/8883", nil, ""},
		{"/usr/sbin/sshd", nil, "SSHD"}, {"/usr/sbin/dnsmasq", nil, "x"}, {"/usr/bin/at", nil, ""}, {"/usr/sbin/telnetd", nil, ""},
		{"tcp/22", map[string]any{"name": "sshd"}, "SSHD"}, {"tcp/22", map[string]any{"name": ""}, ""}, {"tcp/22", map[string]any{"name": 7}, ""},
		{"dnsmasq@/etc/passwd", nil, "x"},
		{"/usr/local/bin/lighttpd", nil, "by-path"}, {"tcp/9000", map[string]any{"product": "lighttpd"}, "by-path"},
		{"udp/123", nil, "ntp"},
	} {
		o := &assay.Observation{About: tt.about, Data: tt.data}
		got := ""
		if r := bind(rows, tt.about, namesFor(o)); r != nil {
			got = r.entry.ID
		}
		if got != tt.want {
			t.Errorf("%s %v: bound to %q, want %q", tt.about, tt.data, got, tt.want)
		}
	}
}

// The same id in two tables means the same thing.
func TestBindAcrossTables(t *testing.T) {
	d := said(t, "ixit: {28-LogIntf: [{id: picture, observed: [tcp/8554]}], 11-ComMech: [{id: picture}, {id: other}]}")
	r := Judge(Input{Edition: standard.V3_1_3, Declaration: d, Observations: []assay.Observation{saw("s", assay.Yes, "tcp/8554", assay.Informs, "5.5-5-2/b")}})
	if got, want := r.Observations[0].Bears[0].Entry, "11-ComMech/picture"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// What is seen and declared speaks for nothing and against nothing.
func TestSeenAndDeclaredIsNoResult(t *testing.T) {
	r := Judge(Input{Edition: standard.V3_1_3, Declaration: said(t, webLogin), Observations: []assay.Observation{saw("s", assay.Yes, "tcp/443", assay.Informs, "5.6-1-2/b")}})
	if got := unitVerdict(r, "5.6-1-2/b", "28-LogIntf/https"); got != "none" {
		t.Errorf("got a result %s for it", got)
	}
	if got := unitVerdict(r, "5.6-1-2/b", ""); got != assay.Inconclusive {
		t.Errorf("somebody looked: got %s, want inconclusive", got)
	}
}

// A pass of every group does not carry an ICS with holes.
func TestIncompleteICSBarsOverallPass(t *testing.T) {
	d, obs := everything(t)
	d.ICS["2.1.1"].Provisions["5.6-8"] = assay.ICSAnswer{Support: "N/A", Detail: "none"} // no condition: see TestICS
	ics := d.ICS["2.1.1"]
	ics.Provisions["5.6-8"] = assay.ICSAnswer{Support: "Y"}
	ics.Provisions["5.10-1"] = assay.ICSAnswer{Support: "N/A", Detail: "none"}
	delete(ics.Conditions, "6") // N/A of 5.10-1 rests on it, and nobody says whether it holds
	r := Judge(Input{Edition: standard.V2_1_1, Declaration: d, Observations: withoutUnits(obs, "5.10-1")})
	v := overallOf(r)
	if r.ICS.Valid != nil || v.Verdict != assay.Inconclusive || !strings.Contains(strings.Join(v.Missing, " "), "a complete ICS") {
		t.Errorf("got valid %v, overall %s, missing %v", r.ICS.Valid, v.Verdict, v.Missing)
	}
}

func withoutUnits(all []assay.Observation, prefix string) []assay.Observation {
	var out []assay.Observation
	for _, o := range all {
		if !strings.HasPrefix(o.Bears[0].Unit, prefix+"-") {
			out = append(out, o)
		}
	}
	return out
}

// What refutes a Yes on the condition itself is not decided here, but an N/A is
// refuted only by what was seen of its kind, not by whatever bears on a unit.
func TestIndications(t *testing.T) {
	for _, tt := range []struct {
		name string
		obs  assay.Observation
		want bool
	}{
		{"seen, of the kind", saw("s", assay.Yes, "root@/etc/shadow", assay.Informs, "5.1-1-2/a"), true},
		{"seen, bears on a judgement", saw("s", assay.Yes, "root@/etc/shadow", assay.Informs, "5.1-1-1/a"), false},
		{"searched and not seen", saw("s", assay.No, "", assay.Supports, "5.1-1-2/a"), false},
		{"not known", saw("s", assay.Unknown, "root@/etc/shadow", assay.Refutes, "5.1-1-2/a"), false},
		{"of the whole", saw("s", assay.Yes, "", assay.Informs, "5.1-1-2/a"), false},
		{"refuting", saw("s", assay.Yes, "", assay.Refutes, "5.1-1-1/a"), true},
		{"refuting another provision", saw("s", assay.Yes, "", assay.Refutes, "5.1-2-1/a"), false},
		{"refuting the case itself", saw("s", assay.Yes, "", assay.Refutes, "5.1-1-2@ts103701/2.1.1"), true},
	} {
		d := claiming(t, standard.V3_1_3, "", map[string]string{"5.1-1": "N/A none"})
		d.ICS["3.1.3"].Features["a"] = false
		r := Judge(Input{Edition: standard.V3_1_3, Declaration: d, Observations: []assay.Observation{tt.obs}})
		if got := len(r.ICS.Reasons) > 0; got != tt.want {
			t.Errorf("%s: refuted %v, want %v: %v", tt.name, got, tt.want, r.ICS.Reasons)
		}
	}
}

func TestReuseOfWholeUnits(t *testing.T) {
	const d = "ixit: {23-ResMech: [{id: a, observed: [/usr/bin/a]}, {id: b, observed: [/usr/bin/b]}]}"
	whole := saw("w", assay.Yes, "", assay.Supports, "5.9-1-1/a")
	a := saw("a", assay.Yes, "/usr/bin/a", assay.Supports, "5.9-1-1/b")
	b := saw("b", assay.Yes, "/usr/bin/b", assay.Supports, "5.9-1-1/b")
	for _, tt := range []struct {
		name string
		saw  []assay.Observation
		want assay.Judgement
	}{
		{"all of it", []assay.Observation{whole, a, b}, assay.Pass},
		{"the whole not", []assay.Observation{a, b}, assay.Inconclusive},
		{"one entry not", []assay.Observation{whole, a}, assay.Inconclusive},
		{"the whole refuted", []assay.Observation{with(whole, func(o *assay.Observation) {
			o.Bears = []assay.Bears{{Method: "ts103701/1.1.1", Unit: "5.9-1-1/a", Effect: assay.Refutes}}
		}), a, b}, assay.Fail},
	} {
		if got := unitFold(t, said(t, d), "5.9-2-1/a", tt.saw...); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

// A service seen bears on a case of V2.1.1 through its logical interfaces.
func TestDirectBearingChoosesTheTable(t *testing.T) {
	r := Judge(Input{Edition: standard.V3_1_3, Declaration: said(t, webLogin), Observations: []assay.Observation{saw("s", assay.Yes, "tcp/443", assay.Refutes, "5.6-1-2@ts103701/2.1.1")}})
	if got, want := r.Observations[0].Bears[0].Entry, "28-LogIntf/https"; got != want {
		t.Errorf("got entry %q, want %q", got, want)
	}
	v := verdictOf(r, assay.ScopeTestCase, "5.6-1-2", "")
	if v.Verdict != assay.Fail || v.Title == "" {
		t.Errorf("got %+v, want a failed case with its title", v)
	}
	v = verdictOf(Judge(Input{Edition: standard.V2_1_1}), assay.ScopeTestCase, "5.6-1-2", "")
	if want := "Interfaces declared disabled"; !strings.HasPrefix(v.Title, want) {
		t.Errorf("title by V1.1.1: got %q, want its criterion %q …", v.Title, want)
	}
}

// A direct support does not stand in for units that can be judged.
func TestDirectSupportAddsNothingToUnits(t *testing.T) {
	d := claiming(t, standard.V3_1_3, "", nil)
	r := Judge(Input{Edition: standard.V3_1_3, Declaration: d, Observations: []assay.Observation{saw("s", assay.Yes, "", assay.Supports, "5.1-1-2@ts103701/2.1.1")}})
	if got := verdictOf(r, assay.ScopeTestCase, "5.1-1-2", "").Verdict; settles(got) {
		t.Errorf("got %s", got)
	}
}

func TestNextSteps(t *testing.T) {
	d := claiming(t, standard.V3_1_3, webLogin, nil)
	unknown := with(saw("u", assay.Unknown, "root@/etc/shadow", assay.Informs, "5.1-1-2/c"), func(o *assay.Observation) { o.Mend = "never shown" })
	denies := with(saw("n", assay.Yes, "", assay.Refutes, "5.5-2-1/a"), func(o *assay.Observation) { o.Mend = "publish it" })
	denies.Bears = append(denies.Bears, assay.Bears{Method: "ts103701/1.1.1", Unit: "5.5-1-2/b", Effect: assay.Informs})
	hint := with(saw("h", assay.Yes, "root@/etc/shadow", assay.Informs, "5.1-2-2/a"), func(o *assay.Observation) { o.Mend = "use another hash" })
	silent := saw("m", assay.Yes, "ftp@/etc/passwd", assay.Informs, "5.1-1-2/a")
	declared := with(saw("d", assay.Yes, "tcp/443", assay.Informs, "5.6-1-2/b", "5.6-5-1/a"), func(o *assay.Observation) { o.Mend = "declare what it is for" })
	r := Judge(Input{Edition: standard.V3_1_3, Declaration: d, Observations: []assay.Observation{unknown, hint, denies, silent, declared}})
	steps := make(map[string]assay.NextStep)
	for _, n := range r.Next {
		steps[n.Do] = n
	}
	for do, want := range map[string]assay.NextStep{
		"use another hash": {Effort: "1 day", Settles: []string{}}, // it only informs
		"publish it":       {Effort: "1 day", Settles: []string{"5.5-2"}},
		"declare ftp@/etc/passwd in 1-AuthMech, or take it out":                                                {Effort: "10 min", Settles: []string{"5.1-1"}},
		"fill Security Guarantees of 1-AuthMech/web in the IXIT: security goals reached and threats countered": {Effort: "10 min", Settles: []string{"5.1-3", "5.5-4", "5.5-5"}},
		"fill IXIT table 16-CodeMin: all methods of minimising code":                                           {Effort: "30 min", Settles: []string{"5.6-6"}},
		"test 5.1-3 by hand: 4 judgements, 1 trial":                                                            {Effort: "2 h", Settles: []string{"5.1-3"}}, // inconclusive, waiting for a person
		"test 5.1-4 by hand: 1 judgement, 1 trial":                                                             {Effort: "1 h", Settles: []string{"5.1-4"}}, // and a step, which is none
		"test 5.6-6 by hand: 1 judgement":                                                                      {Effort: "20 min", Settles: []string{"5.6-6"}},
		"test 5.3-8 by hand: 1 text to read, 1 judgement":                                                      {Effort: "25 min", Settles: []string{"5.3-8"}},
		"test 5.6-4B by hand: 2 trials":                                                                        {Effort: "2 h", Settles: []string{"5.6-4B"}},
	} {
		want.Do = do
		if diff := cmp.Diff(want, steps[do]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", do, diff)
		}
	}
	if _, ok := steps["declare what it is for"]; ok {
		t.Error("what is declared need not be declared")
	}
	if _, ok := steps["never shown"]; ok {
		t.Error("an unknown answer has nothing to mend")
	}
}

// What waits says whom it waits for.
func TestMissingWords(t *testing.T) {
	r := Judge(Input{Edition: standard.V2_1_1, Declaration: said(t, webLogin)})
	for _, tt := range []struct{ unit, entry, want string }{
		{"5.1-2-1/a", "1-AuthMech/service", "a person must judge: "},
		{"5.1-1-2/b", "1-AuthMech/web", "a test: "},
		{"5.3-9-1/c", "", "IXIT 7-UpdMech"},
		{"5.1-3-1/a", "1-AuthMech/web", "IXIT 1-AuthMech/web: Security Guarantees"},
	} {
		v := verdictOf(r, assay.ScopeUnitResult, tt.unit, tt.entry)
		if !strings.Contains(strings.Join(v.Missing, "\n"), tt.want) {
			t.Errorf("%s %s: missing %q, want %q", tt.unit, tt.entry, v.Missing, tt.want)
		}
	}
}

func TestUnitsAssessed(t *testing.T) {
	if got := Judge(Input{Edition: standard.V2_1_1}).UnitsAssessed; got != 0 {
		t.Errorf("nothing: got %d", got)
	}
	obs := []assay.Observation{saw("a", assay.Yes, "", assay.Informs, "5.6-7-1/a", "5.6-6-1/a"), saw("b", assay.Yes, "", assay.Informs, "5.3-2-2/a")}
	if got := Judge(Input{Edition: standard.V2_1_1, Observations: obs}).UnitsAssessed; got != 2 {
		t.Errorf("two units and a step: got %d, want 2", got)
	}
}

func TestUnknownUnitsAreLeftAlone(t *testing.T) {
	obs := []assay.Observation{saw("a", assay.Yes, "", assay.Refutes, "9.9-9-9/z"), saw("b", assay.Yes, "", assay.Refutes, "5.1-1-2/a@elsewhere/1")}
	r := Judge(Input{Edition: standard.V2_1_1, Observations: obs})
	if got := overallOf(r).Verdict; got != assay.NotAssessed {
		t.Errorf("got %s", got)
	}
	if len(r.Observations) != 2 {
		t.Error("an observation was dropped")
	}
}

// A provision that the maker has not answered does not pass on its evidence.
func TestUnansweredDoesNotPass(t *testing.T) {
	d, obs := everything(t)
	delete(d.ICS["2.1.1"].Provisions, "5.6-8")
	r := Judge(Input{Edition: standard.V2_1_1, Declaration: d, Observations: obs})
	if v := provisionOf(r, "5.6-8"); v.Verdict != assay.Inconclusive || !strings.Contains(strings.Join(v.Missing, " "), "a claim: 5.6-8") {
		t.Errorf("got %s, missing %v", v.Verdict, v.Missing)
	}
	if v := overallOf(r); v.Verdict != assay.Inconclusive || v.Missing[0] != "a verdict on 2 provisions: 4-1, 5.6-8" {
		t.Errorf("overall: got %s, missing %v", v.Verdict, v.Missing)
	}
	delete(d.ICS, "2.1.1")
	r = Judge(Input{Edition: standard.V2_1_1, Declaration: d, Observations: obs})
	if n := len(passes(r)); provisionOf(r, "5.6-8").Verdict != assay.Inconclusive || overallOf(r).Verdict != assay.Inconclusive || n == 0 {
		t.Errorf("no ICS for the edition: 5.6-8 %s, overall %s, %d results pass", provisionOf(r, "5.6-8").Verdict, overallOf(r).Verdict, n)
	}
}

func TestComponentWithoutMechanism(t *testing.T) {
	const d = "ixit: {7-UpdMech: [{id: ota, observed: [/usr/bin/ota]}], 6-SoftComp: [{id: fw, update_mechanism: [ota]}, {id: rom, update_mechanism: none}]}"
	good := saw("o", assay.Yes, "/usr/bin/ota", assay.Supports, "5.3-3-1/a")
	if got := unitFold(t, said(t, d), "5.3-3-1/a", good); got != assay.Inconclusive {
		t.Errorf("a part without updates needs a person: got %s, want inconclusive", got)
	}
}

// A search through one entry reaches that entry, and no other.
func TestSpecificSearch(t *testing.T) {
	d := said(t, "ixit: {20-SecBoot: [{id: a, observed: [/boot/a]}, {id: b, observed: [/boot/b]}]}")
	obs := with(saw("s", assay.No, "/boot/a", assay.Supports, "5.7-1-2/a"), func(*assay.Observation) {})
	whole := saw("w", assay.No, "", assay.Supports, "5.7-1-2/a")
	r := Judge(Input{Edition: standard.V2_1_1, Declaration: d, Observations: []assay.Observation{obs, whole}})
	if got := unitVerdict(r, "5.7-1-2/a", "20-SecBoot/a"); got != assay.Pass {
		t.Errorf("a: got %s, want pass", got)
	}
	if got := unitVerdict(r, "5.7-1-2/a", "20-SecBoot/b"); got != assay.Inconclusive {
		t.Errorf("b, which nothing reached: got %s, want inconclusive", got)
	}
}

// Tables filled and empty, and units judged as a whole over them: nothing to read.
func TestEmptyTablesAreHarmless(t *testing.T) {
	d := claiming(t, standard.V2_1_1, "", nil)
	for _, table := range standard.EN303645().Tables() {
		d.IXIT[table.KeyIn(standard.TS103701V1)] = []assay.IXITEntry{}
	}
	_, obs := everything(t)
	for _, o := range [][]assay.Observation{nil, obs} {
		r := Judge(Input{Edition: standard.V2_1_1, Declaration: d, Observations: o})
		if got := overallOf(r).Verdict; got != assay.NotAssessed && got != assay.Inconclusive {
			t.Errorf("got %s", got)
		}
	}
}
