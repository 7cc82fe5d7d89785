package report

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay"
)

func TestLimitsOfOneKindStandTogether(t *testing.T) {
	of := func(what, where, effect string) assay.Limit {
		return assay.Limit{What: what, Where: where, Effect: effect}
	}
	got := Summarise(&assay.Document{Limits: []assay.Limit{
		of("not signed", "a.json", "read"), of("too long", "b.bin", "cut"), of("not signed", "c.json", "read"), of("not signed", "a.json", "read"),
		of("not signed", "d.json", "not read"), of("not signed", "", "read"),
	}}).Limits()
	want := []LimitGroup{
		{What: "not signed", Effect: "read", Where: []string{"a.json", "c.json"}, Count: 4},
		{What: "too long", Effect: "cut", Where: []string{"b.bin"}, Count: 1},
		{What: "not signed", Effect: "not read", Where: []string{"d.json"}, Count: 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("limits (-want +got):\n%s", diff)
	}
	if t1, t2 := got[0].Title(), got[1].Title(); t1 != "not signed (4 times)" || t2 != "too long" {
		t.Errorf("titles: got %q and %q", t1, t2)
	}
}
