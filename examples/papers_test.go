package examples

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/assay-project/assay/document/inspect"
)

// TestPapersHold reads the statements and declarations of the mended products as
// a buyer of them would: nothing in them is missing or wrong.
func TestPapersHold(t *testing.T) {
	files, err := filepath.Glob("*-hardened/papers/*.html")
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, name := range files {
		switch filepath.Base(name) {
		case "uk-psti.html", "eu-doc-red.html", "eu-doc-cra.html":
		default:
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		r, err := inspect.Inspect(name, data, inspect.Ask{At: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		read++
		for _, j := range r.Judgements {
			for _, i := range j.Items {
				if i.State == inspect.Missing || i.State == inspect.Wrong {
					t.Errorf("%s: %s is %s: %s", name, i.ID, i.State, i.Why)
				}
			}
		}
	}
	if read < 8 {
		t.Errorf("%d papers were read, want those of four products", read)
	}
}
