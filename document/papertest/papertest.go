// Package papertest gives tests of the forms the papers that package document
// keeps as expected.
package papertest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/assay-project/assay/document"
)

// Papers returns the papers of document/testdata, in the order of their names.
func Papers(t testing.TB) []*document.Paper {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	names, err := filepath.Glob(filepath.Join(filepath.Dir(here), "..", "testdata", "*.json"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no papers in testdata: %v", err)
	}
	var papers []*document.Paper
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		p := &document.Paper{}
		if err := json.Unmarshal(data, p); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		papers = append(papers, p)
	}
	return papers
}
