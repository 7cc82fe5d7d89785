package assess

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/assay-project/assay"
)

// TestDeclarationAlone judges a product of which nothing but the declaration is
// there: nothing passes by absence, and no check speaks of an image.
func TestDeclarationAlone(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "assay.yaml"), []byte("product: {name: X}\nmarkets: [uk]\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	r, err := Folder(context.Background(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, o := range r.Document.Observations {
		if o.Basis != assay.Declared {
			t.Errorf("%s says %s of a product that nobody looked at", o.Check, o.Answer)
		}
	}
	for _, v := range r.Document.Verdicts {
		if v.Verdict == assay.Pass {
			t.Errorf("%s %s passes", v.Scope, v.ID)
		}
	}
	if len(r.Document.Limits) == 0 || r.Document.Limits[0].What != noImage.What {
		t.Errorf("limits %+v, want first that there was no image", r.Document.Limits)
	}
}
