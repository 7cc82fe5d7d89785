package updates

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/internal/corpus"
	"github.com/assay-project/assay/source/firmware"
)

func collect(t *testing.T, name string) *check.Input {
	t.Helper()
	c, err := firmware.Collect(context.Background(), corpus.Path(t, "firmware", name), firmware.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return c.Input
}

// TestTruth holds the update path of truth.json.
func TestTruth(t *testing.T) {
	f, err := Of(collect(t, "synthetic-mipsel-rootfs.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Mechanisms) != 1 {
		t.Fatalf("got %d mechanisms, want the one script", len(f.Mechanisms))
	}
	m := f.Mechanisms[0]
	got := map[string][]Line{"plain": m.Plain, "writes": m.Writes, "careless": m.Careless, "verifies": m.Verifies}
	want := map[string][]Line{"plain": {{Number: 3, What: "wget"}}, "writes": {{Number: 4, What: "mtd"}}, "careless": {{Number: 5, What: "curl -k"}}, "verifies": nil}
	if m.Caller != "" {
		t.Errorf("run by %s, want nothing that runs it", m.Caller)
	}
	if flow, ok := m.Unprotected(); !ok || flow.Download.Number != 3 || flow.Write.Number != 4 {
		t.Errorf("got flow %v, %v, want line 3 to line 4", flow, ok)
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Line{})); diff != "" || m.About() != "/usr/sbin/fwupdate.sh" {
		t.Errorf("%s (want -, got +):\n%s", m.About(), diff)
	}
}

// TestPatternIsNoAddress: OpenWrt's upgrade script has "http://*)" in a case.
func TestPatternIsNoAddress(t *testing.T) {
	f, err := Of(collect(t, "router-openwrt-wr703n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range f.Mechanisms {
		if m.Kind == "script" && len(m.Plain) > 0 {
			t.Errorf("%s: an address at line %d", m.About(), m.Plain[0].Number)
		}
	}
}
