package verdict

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// One row a way in which declared and observed may differ, or not.
func TestContradictions(t *testing.T) {
	const unit = "5.6-1-2/b"
	for _, tt := range []struct {
		name    string
		edition standard.Edition
		said    string
		saw     []assay.Observation
		unread  []assay.Limit
		seen    []string
		want    []assay.Contradiction
		entry   string
		result  assay.Judgement
	}{
		{name: "seen and declared by its key", edition: standard.V3_1_3, said: webLogin, saw: []assay.Observation{saw("s", assay.Yes, "tcp/443", assay.Informs, unit)}},
		{name: "seen and declared by its port", edition: standard.V3_1_3, said: webLogin, saw: []assay.Observation{saw("s", assay.Yes, "tcp/554", assay.Informs, unit)}},
		{name: "seen and declared by its name", edition: standard.V3_1_3, said: webLogin, saw: []assay.Observation{saw("s", assay.Yes, "/usr/bin/rtspd", assay.Informs, unit)}},
		{name: "seen, not declared", edition: standard.V3_1_3, said: webLogin, saw: []assay.Observation{saw("s", assay.Yes, "tcp/1883", assay.Informs, unit)},
			want:  []assay.Contradiction{{Declared: "3 entries in 28-LogIntf: https, rtsp, telnet", Observed: "summary of s", Unit: unit, Because: []string{"s"}}},
			entry: "28-LogIntf/observed:tcp/1883", result: assay.Fail},
		{name: "seen, refuted, not declared", edition: standard.V3_1_3, said: webLogin, saw: []assay.Observation{saw("s", assay.Yes, "tcp/1883", assay.Refutes, unit)},
			want:  []assay.Contradiction{{Declared: "3 entries in 28-LogIntf: https, rtsp, telnet", Observed: "summary of s", Unit: unit, Because: []string{"s"}}},
			entry: "28-LogIntf/observed:tcp/1883", result: assay.Fail},
		{name: "seen by two, one contradiction", edition: standard.V3_1_3, said: webLogin, saw: []assay.Observation{saw("s", assay.Yes, "tcp/1883", assay.Informs, unit, "5.13-1-2/c"), saw("r", assay.Yes, "tcp/1883", assay.Informs, unit)},
			want: []assay.Contradiction{{Declared: "3 entries in 28-LogIntf: https, rtsp, telnet", Observed: "summary of r", Unit: unit, Because: []string{"r", "s"}}}},
		{name: "seen, the table not filled", edition: standard.V3_1_3, said: "ixit: {1-AuthMech: []}", saw: []assay.Observation{saw("s", assay.Yes, "tcp/1883", assay.Informs, unit)},
			entry: "28-LogIntf/observed:tcp/1883", result: assay.Inconclusive},
		{name: "a table of physical interfaces says nothing of services", edition: standard.V3_1_3, said: "ixit: {15-PhyIntf: [{id: lan}]}", saw: []assay.Observation{saw("s", assay.Yes, "tcp/1883", assay.Informs, unit)}},
		{name: "seen, the table filled and empty", edition: standard.V2_1_1, said: "ixit: {15-Intf: []}", saw: []assay.Observation{saw("s", assay.Yes, "tcp/1883", assay.Informs, unit)},
			want:  []assay.Contradiction{{Declared: "no entry in 15-Intf", Observed: "summary of s", Unit: unit, Because: []string{"s"}}},
			entry: "15-Intf/observed:tcp/1883", result: assay.Fail},
		{name: "not seen for certain", edition: standard.V3_1_3, said: webLogin, saw: []assay.Observation{saw("s", assay.Unknown, "tcp/1883", assay.Informs, unit)}},
		{name: "seen nowhere in particular", edition: standard.V3_1_3, said: webLogin, saw: []assay.Observation{with(saw("s", assay.Yes, "tcp/1883", assay.Informs, unit), func(o *assay.Observation) { o.Exercised, o.Where = nil, nil })}},
		{name: "declared disabled, seen", edition: standard.V3_1_3, said: webLogin, saw: []assay.Observation{saw("s", assay.Yes, "tcp/23", assay.Informs, unit)},
			want:  []assay.Contradiction{{Declared: "28-LogIntf/telnet as disabled", Observed: "summary of s", Unit: "5.6-1-2/a", Because: []string{"s"}}},
			entry: "28-LogIntf/telnet", result: assay.Fail},
		{name: "declared disabled, started until set-up has left a file", edition: standard.V3_1_3, said: webLogin,
			saw:   []assay.Observation{with(saw("s", assay.Yes, "tcp/23", assay.Informs, unit), func(o *assay.Observation) { o.Data = map[string]any{"condition_open": true} })},
			entry: "28-LogIntf/telnet", result: assay.Inconclusive},
		{name: "declared disabled, started both ways", edition: standard.V3_1_3, said: webLogin,
			saw: []assay.Observation{with(saw("r", assay.Yes, "tcp/23", assay.Informs, unit), func(o *assay.Observation) { o.Data = map[string]any{"condition_open": true} }),
				saw("s", assay.Yes, "tcp/23", assay.Informs, unit)},
			want:  []assay.Contradiction{{Declared: "28-LogIntf/telnet as disabled", Observed: "summary of r", Unit: "5.6-1-2/a", Because: []string{"r", "s"}}},
			entry: "28-LogIntf/telnet", result: assay.Fail},
		{name: "declared disabled, seen: no undeclared interface", edition: standard.V3_1_3, said: webLogin, saw: []assay.Observation{saw("s", assay.Yes, "tcp/23", assay.Informs, "5.13-1-2/c")},
			want:  []assay.Contradiction{{Declared: "28-LogIntf/telnet as disabled", Observed: "summary of s", Unit: "5.6-1-2/a", Because: []string{"s"}}},
			entry: "28-LogIntf/telnet", result: assay.Inconclusive},
		{name: "an account, not declared", edition: standard.V3_1_3, said: webLogin, saw: []assay.Observation{saw("s", assay.Yes, "ftp@/etc/passwd", assay.Informs, "5.1-1-2/a")},
			want: []assay.Contradiction{{Declared: "2 entries in 1-AuthMech: web, service", Observed: "summary of s", Unit: "5.1-1-2/a", Because: []string{"s"}}}},
		{name: "a key, not declared", edition: standard.V3_1_3, said: "ixit: {10-SecParam: [{id: k, type: critical, observed: [\"sha256:aa\"]}]}",
			saw:   []assay.Observation{saw("s", assay.Yes, "sha256:bb", assay.Informs, "5.4-3-1/a"), saw("k", assay.Yes, "sha256:aa", assay.Informs, "5.4-3-1/a")},
			want:  []assay.Contradiction{{Declared: "1 entry in 10-SecParam: k", Observed: "summary of s", Unit: "5.4-3-1/a", Because: []string{"s"}}},
			entry: "10-SecParam/observed:sha256:bb", result: assay.Inconclusive},
		{name: "declared, not seen where the search went", edition: standard.V3_1_3, said: webLogin, saw: []assay.Observation{
			saw("search", assay.No, "", assay.Supports, "5.1-1-2/a")}, seen: []string{"admin@/etc/webusers"},
			want: []assay.Contradiction{{Declared: "1-AuthMech/service, seen as root@/etc/shadow", Observed: "not found by test (files 10)", Unit: "5.1-1-2/a", Because: []string{"search"}}}},
		{name: "declared, not seen by a search for something else", edition: standard.V3_1_3, said: webLogin, saw: []assay.Observation{
			saw("search", assay.No, "", assay.Supports, "5.1-1-2/a")}, seen: []string{"tcp/443", "/usr/bin/httpd"}},
		{name: "declared and seen, if only to refute it", edition: standard.V3_1_3, said: webLogin, saw: []assay.Observation{
			saw("search", assay.No, "", assay.Supports, "5.1-1-2/a"), saw("root", assay.Yes, "root@/etc/shadow", assay.Refutes, "5.1-2-1/b")}, seen: []string{"admin@/etc/webusers"}},
		{name: "a service, declared disabled", edition: standard.V2_1_1, said: "ixit: {13-SoftServ: [{id: ftp, status: disabled}], 11-ComMech: [{id: a}]}", saw: []assay.Observation{saw("s", assay.Yes, "/usr/sbin/ftpd", assay.Informs, "5.5-5-2/b")},
			want: []assay.Contradiction{{Declared: "1 entry in 11-ComMech: a", Observed: "summary of s", Unit: "5.5-5-2/b", Because: []string{"s"}}}},
		{name: "a service that another table declares", edition: standard.V2_1_1, said: "ixit: {13-SoftServ: [{id: ftp, status: enabled}], 11-ComMech: [{id: a}]}", saw: []assay.Observation{saw("s", assay.Yes, "/usr/sbin/ftpd", assay.Informs, "5.5-5-2/b")},
			entry: "11-ComMech/observed:/usr/sbin/ftpd", result: assay.Inconclusive},
		{name: "a console, where only logical interfaces are declared", edition: standard.V3_1_3, said: "ixit: {28-LogIntf: [{id: https}]}", saw: []assay.Observation{saw("s", assay.Yes, "/dev/ttyS0", assay.Informs, "5.6-4-2/b")}},
		{name: "a console that no row of all interfaces declares", edition: standard.V3_1_3, said: "ixit: {15-Intf: [{id: ethernet}]}", saw: []assay.Observation{saw("s", assay.Yes, "/dev/ttyS0", assay.Informs, "5.6-4-2/b")},
			want:  []assay.Contradiction{{Declared: "1 entry in 15-Intf: ethernet", Observed: "summary of s", Unit: "5.6-4-2/b", Because: []string{"s"}}},
			entry: "15-Intf/observed:/dev/ttyS0", result: assay.Fail},
		{name: "declared, not seen, and not all was read", edition: standard.V3_1_3, said: webLogin, saw: []assay.Observation{
			saw("search", assay.No, "", assay.Supports, "5.1-1-2/a")}, seen: []string{"admin@/etc/webusers"}, unread: []assay.Limit{{What: "a partition"}}},
		{name: "declared, not seen, not searched", edition: standard.V3_1_3, said: webLogin},
		{name: "a port is not seen in files", edition: standard.V3_1_3, said: webLogin, saw: []assay.Observation{saw("search", assay.No, "", assay.Supports, unit)}},
		{name: "a port that was tried and did not answer", edition: standard.V3_1_3, said: webLogin, saw: []assay.Observation{
			with(saw("search", assay.No, "", assay.Supports, unit), func(o *assay.Observation) {
				o.Exercised = map[string]any{"ports": []string{"tcp/443", "tcp/80"}}
			})},
			want: []assay.Contradiction{{Declared: "28-LogIntf/https, seen as tcp/443", Observed: "not found by test (ports 2)", Unit: unit, Because: []string{"search"}}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := Judge(Input{Edition: tt.edition, Observations: tt.saw, Declaration: said(t, tt.said), Unread: tt.unread, Seen: tt.seen})
			if tt.want == nil {
				tt.want = []assay.Contradiction{}
			}
			if diff := cmp.Diff(tt.want, r.Contradictions); diff != "" {
				t.Errorf("contradictions (-want +got):\n%s", diff)
			}
			if tt.entry == "" {
				return
			}
			if got := verdictOf(r, assay.ScopeUnitResult, tt.saw[0].Bears[0].Unit, tt.entry).Verdict; got != tt.result {
				t.Errorf("%s: got %s, want %s", tt.entry, got, tt.result)
			}
			if got := verdictOf(r, assay.ScopeUnitResult, tt.saw[0].Bears[0].Unit, "*").Verdict; got == assay.Pass {
				t.Error("the unit passes all the same")
			}
		})
	}
}

// A contradiction bars the pass that the search alone would have carried.
func TestContradictionBarsPass(t *testing.T) {
	d := said(t, "ixit: {1-AuthMech: []}")
	search := saw("search", assay.No, "", assay.Supports, "5.1-1-2/a")
	if got := unitFold(t, d, "5.1-1-2/a", search); got != assay.Pass {
		t.Fatalf("the search alone: got %s, want pass", got)
	}
	if got := unitFold(t, d, "5.1-1-2/a", search, saw("s", assay.Yes, "root@/etc/shadow", assay.Informs, "5.1-1-2/a")); got != assay.Fail {
		t.Errorf("with something undeclared: got %s, want fail", got)
	}
}

func TestEntriesAreWrittenBack(t *testing.T) {
	in := Input{Edition: standard.V3_1_3, Declaration: said(t, webLogin), Observations: []assay.Observation{
		saw("b", assay.Yes, "tcp/443", assay.Informs, "5.6-1-2/b", "5.2-1-2/b"),
		saw("a", assay.Yes, "ftp@/etc/passwd", assay.Informs, "5.1-1-2/a"),
		with(saw("c", assay.Yes, "tcp/9", assay.Informs, "5.6-1-2/b"), func(o *assay.Observation) { o.Bears[0].Entry = "28-LogIntf/rtsp" }),
	}}
	r := Judge(in)
	var got []string
	for _, o := range r.Observations {
		for _, b := range o.Bears {
			got = append(got, o.ID+" "+b.Unit+" "+b.Entry)
		}
	}
	want := []string{"b 5.6-1-2/b 28-LogIntf/https", "b 5.2-1-2/b ", "a 5.1-1-2/a 1-AuthMech/observed:ftp@/etc/passwd", "c 5.6-1-2/b 28-LogIntf/rtsp"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	if in.Observations[0].Bears[0].Entry != "" {
		t.Error("the input was changed")
	}
}

func TestKinds(t *testing.T) {
	for key, want := range map[string]factKind{
		"": whole, "image": whole, "tcp/23": service, "udp/5353": service, "/usr/sbin/telnetd": service, "usr/sbin/telnetd": service,
		"/dev/ttyS0": console, "/u-boot": console, "root@/etc/shadow": account, "sha256:ab": secret, "SHA256:x/y+z": secret, "0123456789abcdef0123456789abcdef": secret,
		"https://x.example/update": other, "@/etc/shadow": service,
	} {
		if got := kindOf(key); got != want {
			t.Errorf("%q: got kind %d, want %d", key, got, want)
		}
	}
}

func TestMarkServices(t *testing.T) {
	services := []assay.Service{
		{Name: "https", Address: "10.0.0.2:443", Protocol: "tcp"}, {Name: "telnet", Product: "/usr/sbin/telnetd"},
		{Name: "mqtt", StartedBy: []string{"/etc/init.d/S90mqtt"}}, {Name: "rtsp"},
	}
	flags := func(d *assay.Declaration) string {
		out := ""
		for _, s := range MarkServices(services, d) {
			switch {
			case s.Declared == nil:
				out += "?"
			case *s.Declared:
				out += "y"
			default:
				out += "n"
			}
		}
		return out
	}
	for _, tt := range []struct {
		name string
		d    *assay.Declaration
		want string
	}{
		{"no declaration", nil, "????"},
		{"tables not filled", said(t, "ixit: {1-AuthMech: []}"), "????"},
		{"filled", said(t, webLogin), "yyny"},
		{"filled and empty", said(t, "ixit: {13-SoftServ: []}"), "nnnn"},
	} {
		if got := flags(tt.d); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
	if services[0].Declared != nil {
		t.Error("the input was changed")
	}
}
