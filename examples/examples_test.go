package examples

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/assess"
	"github.com/assay-project/assay/prefill"
	"github.com/assay-project/assay/standard"
)

var at = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

func judge(t *testing.T, folder string) (*assay.Document, *prefill.Measurement) {
	t.Helper()
	ctx, opts := context.Background(), assess.Options{At: at}
	looked, err := assess.Look(ctx, folder, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(looked.Close)
	result, err := assess.Folder(ctx, folder, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(result.Close)
	if len(result.Document.Errors) > 0 {
		t.Fatalf("errors of checks: %v", result.Document.Errors)
	}
	proposals := prefill.Propose(looked.Input, looked.Checked.Observations, looked.Declaration)
	return result.Document, prefill.Measure(proposals, result.Document, looked.Declaration)
}

// TestCameraUnits pins the share of functional units that image and pages of the
// weak camera settle against what its maker declares: 36 of 102 are 35 %.
func TestCameraUnits(t *testing.T) {
	doc, measured := judge(t, "ip-camera")
	for _, e := range measured.Units {
		if e.Type == string(standard.Functional) && (e.Total != 102 || 100*(e.Pass+e.Fail) < 35*e.Total) {
			t.Errorf("V%s: %d pass and %d fail of %d functional units, want 35 %% of 102", e.Edition, e.Pass, e.Fail, e.Total)
		}
		if e.Type == string(standard.Functional) && e.Cited != e.Pass+e.Fail {
			t.Errorf("V%s: %d of %d settled units cite evidence", e.Edition, e.Cited, e.Pass+e.Fail)
		}
	}
	seen := make(map[string]*assay.Observation)
	for i := range doc.Observations {
		seen[doc.Observations[i].ID] = &doc.Observations[i]
	}
	for _, v := range doc.Verdicts {
		u, ok := standard.EN303645().Unit(standard.TS103701V1, v.ID)
		if v.Scope != assay.ScopeUnitResult || !ok || u.Type != standard.Functional || v.Verdict != assay.Pass && v.Verdict != assay.Fail {
			continue
		}
		placed := slices.ContainsFunc(v.Because, func(id string) bool { return seen[id] != nil && len(seen[id].Where) > 0 })
		if !placed {
			t.Errorf("V%s %s %s ends in %s without a place to look it up", v.Edition, v.ID, v.Entry, v.Verdict)
		}
	}
}

// TestCameraFlaws names what made such cameras known, by the provision that forbids it.
func TestCameraFlaws(t *testing.T) {
	doc, _ := judge(t, "ip-camera")
	flaws := []struct{ provision, check, about, flaw string }{
		{"5.1-1", "defaultpassword", "root@/etc/shadow", "a published password for root"},
		{"5.1-2", "defaultpassword", "service@/etc/shadow", "a factory password that is no random one"},
		{"5.6-1", "telnetatboot", "tcp/23", "Telnet that nobody declared"},
		{"5.6-1", "serviceatboot", "tcp/1883", "a broker that nobody declared as an interface"},
		{"5.3-2", "updateverified", "/usr/sbin/fwupdate.sh", "an update without signature"},
		{"5.3-10", "updateverified", "/usr/sbin/fwupdate.sh", "an update over the network whose origin nobody verifies"},
		{"5.3-10", "updatefetched", "/system/init/app_update.sh", "a second way to update"},
		{"5.4-1", "secretsreadable", "/etc/ssl/private/server.pem", "a key that everybody may read"},
		{"5.4-3", "servedkeyinimage", "sha256:6c59902ef3e28a3d356a8f7cd5943a4781d6cdaf824f4631f0b86acc29216d62", "a key that every camera has"},
		{"5.5-1", "tlscurrent", "tcp/443", "SSL 3.0 and RC4"},
		{"5.5-5", "mqttanonymous", "tcp/1883", "a broker without log-in"},
		{"5.7-1", "bootverified", "", "a boot that verifies nothing"},
		{"5.8-3", "sensorsnamed", "sensor:microphone", "a microphone that nobody declared"},
	}
	for _, f := range flaws {
		ids := refuting(doc, f.provision)
		found := slices.ContainsFunc(doc.Observations, func(o assay.Observation) bool {
			return o.Check == f.check && o.About == f.about && slices.Contains(ids, o.ID)
		})
		if !found {
			t.Errorf("%s: %s (%s %s) is not among the reasons of a fail", f.provision, f.flaw, f.check, f.about)
		}
	}
	// Unused interfaces are switched off or declared: a conceptual provision, of
	// which a person reads the declaration; what was seen stands beside it.
	if !slices.Contains(beside(doc, "5.6-5"), "telnetatboot") {
		t.Error("5.6-5: Telnet does not stand beside what a person has to judge")
	}
}

// refuting are the observations that fail results of a provision rest on.
func refuting(doc *assay.Document, provision string) []string {
	var ids []string
	for _, v := range doc.Verdicts {
		if v.Verdict == assay.Fail && (v.ID == provision || strings.HasPrefix(v.ID, provision+"-")) {
			ids = append(ids, v.Because...)
		}
	}
	return ids
}

// beside are the checks that informed a provision.
func beside(doc *assay.Document, provision string) []string {
	var names []string
	for _, o := range doc.Observations {
		for _, b := range o.Bears {
			if strings.HasPrefix(b.Unit, provision+"-") {
				names = append(names, o.Check)
			}
		}
	}
	return names
}

// TestMended: nothing of the mended camera is refuted or contradicted.
func TestMended(t *testing.T) {
	doc, measured := judge(t, "ip-camera-hardened")
	var refuted []string
	for _, v := range doc.Verdicts {
		if v.Verdict == assay.Fail {
			refuted = append(refuted, string(v.Scope)+" "+v.Edition+" "+v.ID+" "+v.Entry)
		}
	}
	if diff := cmp.Diff([]string(nil), refuted); diff != "" {
		t.Errorf("refuted (want -, got +):\n%s", diff)
	}
	for _, c := range doc.Contradictions {
		t.Errorf("contradiction: declared %s, observed %s", c.Declared, c.Observed)
	}
	for _, e := range measured.Units {
		if e.Type == string(standard.Functional) && e.Pass < 9 {
			t.Errorf("V%s: %d functional units pass, want 9", e.Edition, e.Pass)
		}
	}
}
