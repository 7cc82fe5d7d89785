package verdict

import (
	"strings"
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// A limit bars only those passes whose search it may have hidden something from.
func TestHides(t *testing.T) {
	certificates := assay.Limit{What: "a certificate", Hides: []string{assay.AreaCertificates}}
	accounts := assay.Limit{What: "an account file", Hides: []string{assay.AreaAccounts}}
	listing := assay.Limit{What: "more than 50", Hides: []string{assay.HidesNothing}}
	everything := assay.Limit{What: "a partition"}
	search := func(question string) assay.Observation {
		return with(saw("a", assay.No, "root@/etc/shadow", assay.Supports, "5.1-1-2/c"), func(o *assay.Observation) { o.Question = question })
	}
	for _, tt := range []struct {
		name     string
		question string
		unread   []assay.Limit
		want     assay.Judgement
	}{
		{"nothing unread", "auth.default-password.shared", nil, assay.Pass},
		{"something else was hidden", "auth.default-password.shared", []assay.Limit{certificates}, assay.Pass},
		{"a listing was cut", "auth.default-password.shared", []assay.Limit{listing}, assay.Pass},
		{"accounts were hidden", "auth.default-password.shared", []assay.Limit{accounts}, assay.Inconclusive},
		{"candidates were not tried", "auth.default-password.shared", []assay.Limit{{What: "x", Hides: []string{assay.AreaPasswords}}}, assay.Inconclusive},
		{"one of several areas", "auth.default-password.shared", []assay.Limit{{What: "x", Hides: []string{assay.AreaModes, assay.AreaAccounts}}}, assay.Inconclusive},
		{"one of several limits", "auth.default-password.shared", []assay.Limit{certificates, accounts}, assay.Inconclusive},
		{"nobody knows what was hidden", "auth.default-password.shared", []assay.Limit{everything}, assay.Inconclusive},
		{"nobody knows what was searched", "new.question", []assay.Limit{certificates}, assay.Inconclusive},
		{"nobody knows what was searched, a listing was cut", "new.question", []assay.Limit{listing}, assay.Pass},
		{"the longest beginning counts", "auth.password.empty", []assay.Limit{{What: "x", Hides: []string{assay.AreaStart}}}, assay.Pass},
		{"the shorter where no longer fits", "auth.network.required", []assay.Limit{{What: "x", Hides: []string{assay.AreaStart}}}, assay.Inconclusive},
	} {
		r := Judge(Input{Edition: standard.V2_1_1, Declaration: said(t, webLogin), Observations: []assay.Observation{search(tt.question)}, Unread: tt.unread})
		v := verdictOf(r, assay.ScopeUnitResult, "5.1-1-2/c", "1-AuthMech/service")
		if v.Verdict != tt.want {
			t.Errorf("%s: got %s, missing %v; want %s", tt.name, v.Verdict, v.Missing, tt.want)
		}
	}
}

// One search that nothing is hidden from carries the pass beside one that is
// hampered; the hampered one adds nothing.
func TestOneClearSearchIsEnough(t *testing.T) {
	clear := with(saw("clear", assay.No, "root@/etc/shadow", assay.Supports, "5.1-1-2/c"), func(o *assay.Observation) { o.Question = "auth.password.empty" })
	hampered := with(saw("hampered", assay.No, "root@/etc/shadow", assay.Supports, "5.1-1-2/c"), func(o *assay.Observation) { o.Question = "service.telnet.at-boot" })
	r := Judge(Input{Edition: standard.V2_1_1, Declaration: said(t, webLogin), Observations: []assay.Observation{hampered, clear},
		Unread: []assay.Limit{{What: "a script", Where: "/etc/init.d/x", Hides: []string{assay.AreaStart}}}})
	v := verdictOf(r, assay.ScopeUnitResult, "5.1-1-2/c", "1-AuthMech/service")
	if v.Verdict != assay.Pass || strings.Join(v.Because, " ") != "clear" {
		t.Errorf("got %s because %v", v.Verdict, v.Because)
	}
	r = Judge(Input{Edition: standard.V2_1_1, Declaration: said(t, webLogin), Observations: []assay.Observation{hampered},
		Unread: []assay.Limit{{What: "a script", Where: "/etc/init.d/x", Hides: []string{assay.AreaStart}}}})
	v = verdictOf(r, assay.ScopeUnitResult, "5.1-1-2/c", "1-AuthMech/service")
	if v.Verdict != assay.Inconclusive || strings.Join(v.Missing, "") != "a look through what was not read: a script /etc/init.d/x" || strings.Join(v.Because, "") != "hampered" {
		t.Errorf("got %s, missing %v, because %v", v.Verdict, v.Missing, v.Because)
	}
}

// Every prefix of a question that a search is known by names areas there are.
func TestThroughNamesAreas(t *testing.T) {
	known := map[string]bool{assay.AreaAccounts: true, assay.AreaPasswords: true, assay.AreaStart: true, assay.AreaSecrets: true, assay.AreaCertificates: true,
		assay.AreaEncryption: true, assay.AreaPrograms: true, assay.AreaComponents: true, assay.AreaModes: true}
	for prefix, areas := range through {
		if len(areas) == 0 {
			t.Errorf("%s goes through nothing", prefix)
		}
		for _, a := range areas {
			if !known[a] {
				t.Errorf("%s goes through %q", prefix, a)
			}
		}
	}
}
