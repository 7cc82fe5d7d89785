package verdict

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

func TestNext(t *testing.T) {
	mending := func(id, question, mend, about string, units ...string) assay.Observation {
		return with(saw(id, assay.Yes, about, assay.Refutes, units...), func(o *assay.Observation) { o.Question, o.Mend = question, mend })
	}
	d := claiming(t, standard.V3_1_3, webLogin, map[string]string{"5.6-9": ""})
	r := Judge(Input{Edition: standard.V3_1_3, Declaration: d, Observations: []assay.Observation{
		mending("root", "cred.hardcoded.found", "derive a password per unit", "root@/etc/shadow", "5.1-1-2/c"),
		mending("telnet", "net.service.needed", "remove telnetd", "tcp/2323", "5.6-1-2/b", "5.6-5-1/a"),
		mending("again", "net.service.needed", "remove telnetd", "tcp/2324", "5.6-1-2/b"),
	}})
	want := []assay.NextStep{
		{Do: "remove telnetd", Effort: "30 min", Settles: []string{"5.6-1", "5.6-5"}},
		{Do: "derive a password per unit", Effort: "2 days", Settles: []string{"5.1-1"}},
		{Do: "complete the ICS for V3.1.3: 1 answer missing", Effort: "2 min", Settles: []string{"5.6-9"}},
		{Do: "or narrow the claim: answer N, with a reason, to 5.6-5", Effort: "2 min", Settles: []string{"5.6-5"}},
	}
	if diff := cmp.Diff(want, r.Next[:len(want)]); diff != "" {
		t.Errorf("first steps (-want +got):\n%s", diff)
	}
	last := classOf(r.Next[len(r.Next)-1].Do)
	if last != test {
		t.Errorf("last: got %q, want a test by hand", r.Next[len(r.Next)-1].Do)
	}
	seen := make(map[string]bool)
	for _, n := range r.Next {
		if seen[n.Do] {
			t.Errorf("%q stands twice", n.Do)
		}
		seen[n.Do] = true
		if n.Settles == nil || n.Effort == "" {
			t.Errorf("%+v: what it settles and takes is not said", n)
		}
	}
}

func classOf(do string) class {
	if len(do) > 5 && do[:5] == "test " {
		return test
	}
	return declare
}

func TestNextWithoutDeclaration(t *testing.T) {
	r := Judge(Input{Edition: standard.V3_1_3})
	if len(r.Next) == 0 || r.Next[0].Do != "write assay.yaml: the product, an ICS for V3.1.3 and the IXIT tables it needs" || len(r.Next[0].Settles) != 78 {
		t.Errorf("got %+v", r.Next[:min(1, len(r.Next))])
	}
}

func TestEffortText(t *testing.T) {
	for minutes, want := range map[int]string{0: "1 min", 10: "10 min", 59: "59 min", 60: "1 h", 100: "2 h", day: "1 day", 2 * day: "2 days", day + day/2: "2 days"} {
		if got := effortText(minutes); got != want {
			t.Errorf("%d: got %q, want %q", minutes, got, want)
		}
	}
	o := with(saw("a", assay.Yes, "", assay.Refutes), func(o *assay.Observation) { o.Data = map[string]any{"effort_minutes": 10.0} })
	if got := mendMinutes(&o); got != 10 {
		t.Errorf("said by the check: got %d, want 10", got)
	}
}
