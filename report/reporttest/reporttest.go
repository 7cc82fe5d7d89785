// Package reporttest gives the tests of every report form the same sample
// document, of a camera that does not exist, and compares what they write with
// golden files. Goldens are rewritten with -update, which the packages that call
// Golden take: "go test ./report/text ./report/html -update".
package reporttest

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report/json"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write golden files anew")

// Sample reads the sample document. It has every part a document can have, and
// names chosen to break a careless writer.
func Sample(t testing.TB) *assay.Document {
	t.Helper()
	return read(t, "homecam.json")
}

func read(t testing.TB, name string) *assay.Document {
	t.Helper()
	path := filepath.Join("..", "testdata", name)
	if _, err := os.Stat(path); err != nil {
		path = filepath.Join("testdata", name) // for the tests of package report itself
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := json.Read(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return doc
}

// Empty is a document about which nothing is known.
func Empty() *assay.Document { return &assay.Document{Schema: assay.Schema} }

// Golden compares got with testdata/name, or writes it with -update.
func Golden(t testing.TB, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-want +got; rewrite with -update):\n%s", path, diff)
	}
}
