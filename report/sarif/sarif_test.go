package sarif

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/report/reporttest"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

func render(t *testing.T, doc *assay.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, doc, report.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGolden(t *testing.T) {
	reporttest.Golden(t, "homecam.sarif", render(t, reporttest.Sample(t)))
}

// The schema in testdata holds the constraints of SARIF 2.1.0 on the parts that
// are written, in our words, with nothing else allowed.
func TestIsValid(t *testing.T) {
	f, err := os.Open("testdata/sarif-subset.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	schema, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("sarif.json", schema); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("sarif.json")
	if err != nil {
		t.Fatal(err)
	}
	hostile := reporttest.Sample(t)
	for i := range hostile.Observations {
		hostile.Observations[i].Where = append(hostile.Observations[i].Where,
			assay.Where{Path: "//evil/../a:b%\x00\xff\\ ?#"}, assay.Where{Path: "http://x/"}, assay.Where{Address: "10.0.0.2:80"}, assay.Where{})
	}
	for name, doc := range map[string]*assay.Document{"sample": reporttest.Sample(t), "empty": reporttest.Empty(), "hostile": hostile} {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(render(t, doc)))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(v); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestIndicesResolve(t *testing.T) {
	var l log
	if err := json.Unmarshal(render(t, reporttest.Sample(t)), &l); err != nil {
		t.Fatal(err)
	}
	r := l.Runs[0]
	seen := map[string]int{}
	for i, res := range r.Results {
		if got := r.Tool.Driver.Rules[res.RuleIndex].ID; got != res.RuleID {
			t.Errorf("result %d: rule index says %q, id %q", i, got, res.RuleID)
		}
		for _, loc := range res.Locations {
			if p := loc.Physical; p != nil && r.Artifacts[*p.Artifact.Index].Location.URI != p.Artifact.URI {
				t.Errorf("result %d: artifact index does not fit %q", i, p.Artifact.URI)
			}
		}
		key := res.RuleID + res.Fingerprints["assayThing/v1"]
		if before, ok := seen[key]; ok {
			t.Errorf("results %d and %d have one fingerprint", before, i)
		}
		seen[key] = i
	}
}

func TestLevels(t *testing.T) {
	bears := func(e assay.Effect) []assay.Bears { return []assay.Bears{{Unit: "5.1-1-2/a", Effect: e}} }
	for _, c := range []struct {
		name string
		obs  assay.Observation
		want string
	}{
		{"refutes", assay.Observation{Answer: assay.Yes, Bears: bears(assay.Refutes)}, "error"},
		{"supports", assay.Observation{Answer: assay.Yes, Bears: bears(assay.Supports)}, ""},
		{"informs, bad answer", assay.Observation{Question: "firmware.mitigations.on", Answer: assay.No, Bears: bears(assay.Informs)}, "warning"},
		{"informs, good answer", assay.Observation{Question: "firmware.mitigations.on", Answer: assay.Yes, Bears: bears(assay.Informs)}, ""},
		{"informs, no good answer known", assay.Observation{Question: "our.own", Answer: assay.Yes, Bears: bears(assay.Informs)}, "note"},
		{"bears on nothing", assay.Observation{Question: "our.own", Answer: assay.Yes}, "note"},
		{"unknown", assay.Observation{Question: "our.own", Answer: assay.Unknown, Bears: bears(assay.Informs)}, ""},
	} {
		if got := levelOf(&c.obs); got != c.want {
			t.Errorf("%s: got level %q, want %q", c.name, got, c.want)
		}
	}
}

func TestURIsAreRelative(t *testing.T) {
	for _, chain := range []string{"/etc/shadow", "//host/share", "http://evil/", "../../etc", "a b#c?d", "C:\\x", "flash.bin!squashfs@0x240000!/etc/shadow"} {
		u, err := url.Parse(uriOf(chain))
		if err != nil {
			t.Errorf("%q: %v", chain, err)
			continue
		}
		if u.IsAbs() || u.Host != "" || strings.HasPrefix(u.Path, "/") || u.RawQuery != "" || u.Fragment != "" {
			t.Errorf("%q became %q, which is not a plain relative path", chain, uriOf(chain))
		}
	}
}

func TestFingerprintOutlivesMoves(t *testing.T) {
	at := func(path string, line int) []assay.Where { return []assay.Where{{Path: path, Line: line}} }
	a := fingerprint("c", "yes", "x", at("flash.bin!squashfs@0x240000!/etc/shadow", 1))
	b := fingerprint("c", "yes", "x", at("new.bin!squashfs@0x250000!/etc/shadow", 2))
	if a["assayThing/v1"] != b["assayThing/v1"] {
		t.Error("the fingerprint changed with offset and line")
	}
}
