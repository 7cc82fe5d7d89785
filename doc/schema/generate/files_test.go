package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/assay-project/assay"
	shipped "github.com/assay-project/assay/doc/schema"
)

const root = "../../.."

func TestShippedIsCurrent(t *testing.T) {
	files, err := Files(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		got, err := os.ReadFile(filepath.Join(root, "doc", "schema", f.Name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, f.Text) {
			t.Errorf("doc/schema/%s is behind the types: run go generate ./doc/schema", f.Name)
		}
	}
}

func compile(t *testing.T, text []byte) *jsonschema.Schema {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("s.json", value); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("s.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// asJSON gives YAML the values a JSON Schema is checked on.
func asJSON(t *testing.T, text []byte) any {
	t.Helper()
	j, err := yaml.YAMLToJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(j))
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestDeclarationSchema(t *testing.T) {
	s := compile(t, shipped.Declaration)
	full, err := os.ReadFile(filepath.Join(root, "source", "declaration", "testdata", "full.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(asJSON(t, full)); err != nil {
		t.Errorf("the full example: %v", err)
	}
	for name, text := range map[string]string{
		"no product":        "markets: [uk]\n",
		"unknown key":       "product: {name: X}\nsuport: {until: 2029-12}\n",
		"unknown provision": "product: {name: X}\nics: {3.1.3: {provisions: {5.1-11: Y}}}\n",
		"unknown answer":    "product: {name: X}\nics: {3.1.3: {provisions: {5.1-1: maybe}}}\n",
		"unknown table":     "product: {name: X}\nixit: {30-None: []}\n",
		"unknown field":     "product: {name: X}\nixit: {1-AuthMech: [{id: a, colour: red}]}\n",
		"closed value":      "product: {name: X}\nixit: {13-SoftServ: [{id: a, status: sleeping}]}\n",
		"row without id":    "product: {name: X}\nixit: {1-AuthMech: [{description: a}]}\n",
		"no date":           "product: {name: X}\nsupport: {until: soon}\n",
	} {
		if err := s.Validate(asJSON(t, []byte(text))); err == nil {
			t.Errorf("%s: the schema accepts what the program refuses", name)
		}
	}
}

func TestAssessmentSchema(t *testing.T) {
	s := compile(t, shipped.Assessment)
	valid := func(d assay.Document) error {
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return s.Validate(value)
	}
	d := document()
	if err := valid(d); err != nil {
		t.Errorf("a document: %v", err)
	}
	wrong := d
	wrong.Schema = "assay.assessment/v0"
	if valid(wrong) == nil {
		t.Error("another schema name: accepted")
	}
	wrong = d
	wrong.Verdicts = []assay.Verdict{{Standard: "en303645", Verdict: "certified", Because: []string{}, Missing: []string{}}}
	if valid(wrong) == nil {
		t.Error("a verdict that is none: accepted")
	}
	wrong = d
	wrong.Limits = nil
	if err := valid(wrong); err == nil || !strings.Contains(err.Error(), "limits") {
		t.Errorf("null for a list: got %v", err)
	}
}

func document() assay.Document {
	return assay.Document{
		Schema: assay.Schema, Tool: assay.Tool{Name: "assay", Version: "0"}, Subject: assay.Subject{Name: "X", Digests: []string{}},
		Evidence: []assay.Evidence{}, Next: []assay.NextStep{}, Errors: []assay.CheckError{}, Layout: []assay.Region{},
		Observations: []assay.Observation{{
			ID: "a-1", Check: "a", Question: "q", Answer: assay.Yes, Basis: assay.Observed, Where: []assay.Where{},
			Bears: []assay.Bears{{Method: "ts103701/1.1.1", Unit: "5.1-1-2/a", Effect: assay.Refutes}},
		}},
		Verdicts: []assay.Verdict{{Standard: "en303645", Edition: "3.1.3", Scope: assay.ScopeProvision, ID: "5.1-1", Verdict: assay.Fail,
			Basis: assay.Observed, Because: []string{"a-1"}, Missing: []string{}}},
		Boot: assay.Boot{Nodes: []assay.BootNode{}, Edges: []assay.BootEdge{}}, Contradictions: []assay.Contradiction{},
		Regimes: []assay.RegimeVerdict{}, Components: []assay.Component{}, Vulnerabilities: []assay.Vulnerability{},
		Secrets: []assay.Secret{}, Accounts: []assay.Account{}, Services: []assay.Service{}, Flows: []assay.Flow{}, Limits: []assay.Limit{},
	}
}
