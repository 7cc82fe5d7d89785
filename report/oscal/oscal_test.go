package oscal

import (
	"bytes"
	stdjson "encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/report/reporttest"
)

// forms are all that the package writes.
var forms = []struct {
	name  string
	write func(*bytes.Buffer, *assay.Document) error
}{
	{"assessment-results", func(b *bytes.Buffer, d *assay.Document) error { return WriteResults(b, d, report.Options{}) }},
	{"catalog", func(b *bytes.Buffer, d *assay.Document) error { return WriteCatalog(b, d, report.Options{}) }},
	{"component-definition", func(b *bytes.Buffer, d *assay.Document) error { return WriteComponent(b, d, report.Options{}) }},
	{"mapping-collection", func(b *bytes.Buffer, d *assay.Document) error { return WriteMapping(b, d, report.Options{}) }},
}

func encoded(t testing.TB, i int, doc *assay.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := forms[i].write(&b, doc); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// schemaModule is where NIST's schema for OSCAL 1.2.2 is found: the Go module
// has it among its files. It is no dependency; "go mod download" of it, or
// ASSAY_OSCAL_SCHEMA with the path of oscal_complete_schema.json, brings it.
const schemaModule = "github.com/defenseunicorns/go-oscal@v0.7.1"

func schemaFile(t testing.TB) string {
	t.Helper()
	if name := os.Getenv("ASSAY_OSCAL_SCHEMA"); name != "" {
		return name
	}
	cache, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		t.Skipf("go env GOMODCACHE: %v", err)
	}
	name := filepath.Join(strings.TrimSpace(string(cache)), filepath.FromSlash(schemaModule), "src", "internal", "schemas", "oscal_complete_schema-1-2-2.json")
	if _, err := os.Stat(name); err != nil {
		t.Skipf("the OSCAL schema is not at hand: go mod download %s, or set ASSAY_OSCAL_SCHEMA", schemaModule)
	}
	return name
}

func schema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	f, err := os.Open(schemaFile(t))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("oscal.json", text); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("oscal.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestValid(t *testing.T) {
	s := schema(t)
	hostile := reporttest.Sample(t)
	evil := "\x1b[2J\u202e <b>|`*\n# x\xff "
	hostile.Subject.Name, hostile.Subject.Manufacturer, hostile.At = evil, evil, "yesterday"
	hostile.Observations[0].Summary, hostile.Observations[0].About, hostile.Observations[0].ID = evil, "", evil
	hostile.Observations[1].Attested = &assay.Attested{By: evil, Role: "laboratory", Date: evil}
	hostile.Evidence = append(hostile.Evidence, assay.Evidence{ID: "none"}, assay.Evidence{ID: "sha256:zz"})
	for name, doc := range map[string]*assay.Document{"sample": reporttest.Sample(t), "empty": reporttest.Empty(), "hostile": hostile} {
		for i, f := range forms {
			v, err := jsonschema.UnmarshalJSON(bytes.NewReader(encoded(t, i, doc)))
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Validate(v); err != nil {
				t.Errorf("%s of the %s document is not valid: %.3000v", f.name, name, err)
			}
		}
	}
}

// TestSchemaBites: the schema refuses what it should.
func TestSchemaBites(t *testing.T) {
	s := schema(t)
	text := strings.Replace(string(encoded(t, 0, reporttest.Sample(t))), `"state": "satisfied"`, `"state": "compliant"`, 1)
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if s.Validate(v) == nil {
		t.Error("a state that OSCAL does not know is taken")
	}
}

var uuidText = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

// TestReferencesResolve: every UUID is of version 5 and stands once, and every
// reference within a file leads somewhere.
func TestReferencesResolve(t *testing.T) {
	for i, f := range forms {
		var v any
		if err := stdjson.Unmarshal(encoded(t, i, reporttest.Sample(t)), &v); err != nil {
			t.Fatal(err)
		}
		have, want := map[string]int{}, map[string]bool{}
		walk(v, func(key, value string) {
			switch {
			case key == "uuid":
				have[value]++
				if !uuidText.MatchString(value) {
					t.Errorf("%s: %q is no UUID of version 5", f.name, value)
				}
			case strings.HasSuffix(key, "-uuid"), key == "party-uuids":
				want[value] = true
			case (key == "href" || key == "source") && strings.HasPrefix(value, "#"):
				want[value[1:]] = true
			}
		})
		for u, n := range have {
			if n > 1 {
				t.Errorf("%s: UUID %s stands %d times", f.name, u, n)
			}
		}
		for u := range want {
			if have[u] == 0 {
				t.Errorf("%s: nothing has UUID %s", f.name, u)
			}
		}
	}
}

func walk(v any, visit func(key, value string)) {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			if s, ok := e.(string); ok {
				visit(k, s)
			}
			if list, ok := e.([]any); ok {
				for _, x := range list {
					if s, ok := x.(string); ok {
						visit(k, s)
					}
				}
			}
			walk(e, visit)
		}
	case []any:
		for _, e := range v {
			walk(e, visit)
		}
	}
}

// TestControlsResolve: what results, claims and mappings name is in the catalog.
func TestControlsResolve(t *testing.T) {
	doc := reporttest.Sample(t)
	ids := map[string]bool{}
	var v any
	if err := stdjson.Unmarshal(encoded(t, 1, doc), &v); err != nil {
		t.Fatal(err)
	}
	walk(v, func(key, value string) {
		if key == "id" {
			if ids[value] {
				t.Errorf("the catalog has two of id %s", value)
			}
			ids[value] = true
		}
	})
	for _, i := range []int{0, 2, 3} {
		if err := stdjson.Unmarshal(encoded(t, i, doc), &v); err != nil {
			t.Fatal(err)
		}
		walk(v, func(key, value string) {
			if (key == "control-id" || key == "target-id" || key == "id-ref" && strings.HasPrefix(value, "en303645-")) && !ids[value] {
				t.Errorf("%s names %s, which is not in the catalog", forms[i].name, value)
			}
		})
	}
}

func TestStates(t *testing.T) {
	for j, want := range map[assay.Judgement]string{assay.Pass: "satisfied pass", assay.Fail: "not-satisfied fail", assay.Inconclusive: "not-satisfied other"} {
		if got := status(j); got.State+" "+got.Reason != want {
			t.Errorf("%s became %s %s, want %s", j, got.State, got.Reason, want)
		}
	}
	doc := reporttest.Sample(t)
	sum := report.Summarise(doc)
	f, err := newFile(doc)
	if err != nil {
		t.Fatal(err)
	}
	satisfied := 0
	for _, x := range f.result().Findings {
		if x.Target.Status.State == "satisfied" {
			satisfied++
		}
	}
	if satisfied != sum.Counts.Supported {
		t.Errorf("%d satisfied, want the %d supported", satisfied, sum.Counts.Supported)
	}
}

func TestRepeats(t *testing.T) {
	for i, f := range forms {
		if !bytes.Equal(encoded(t, i, reporttest.Sample(t)), encoded(t, i, reporttest.Sample(t))) {
			t.Errorf("%s: the same document gives other bytes", f.name)
		}
	}
	other := reporttest.Sample(t)
	other.Observations[0].Summary += "!"
	if bytes.Equal(encoded(t, 0, reporttest.Sample(t))[:100], encoded(t, 0, other)[:100]) {
		t.Error("another document has the same UUID")
	}
}

// TestTokens: ids of regimes and hostile ids stay apart and are names in XML.
func TestTokens(t *testing.T) {
	seen := map[string]string{}
	for _, s := range []string{"5.1-1", "5.1-2-1/a", "I.I(2)(a)", "a b", "a_b", "a:b", "", "é"} {
		got := token("x-", s)
		if before, ok := seen[got]; ok {
			t.Errorf("%q and %q both became %s", before, s, got)
		}
		seen[got] = s
		if !regexp.MustCompile(`^(\p{L}|_)(\p{L}|\p{N}|[.\-_])*$`).MatchString(got) {
			t.Errorf("%q became %q, which is no token", s, got)
		}
	}
}

func TestUUID5(t *testing.T) {
	// The example of RFC 9562, appendix A.4.
	dns := [16]byte{0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}
	u := uuid5(dns, "www.example.com")
	if got := fmt.Sprintf("%x", u); got != "2ed6657de927568b95e12665a8aea6a2" {
		t.Errorf("got %s", got)
	}
}

func BenchmarkResults(b *testing.B) {
	doc := reporttest.Sample(b)
	for b.Loop() {
		encoded(b, 0, doc)
	}
}
