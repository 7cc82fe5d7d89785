package sameprivatekey

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/check/checktest"
)

// TestCheck runs cases with two images: files under other/ are the second one.
func TestCheck(t *testing.T) {
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases (%v)", err)
	}
	for _, name := range cases {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var this, other txtar.Archive
		var want []string
		for _, f := range archive.Files {
			rest, isOther := strings.CutPrefix(f.Name, "other/")
			switch {
			case f.Name == "want":
				want = strings.Split(strings.TrimSpace(string(f.Data)), "\n")
			case isOther:
				other.Files = append(other.Files, txtar.File{Name: rest, Data: f.Data})
			default:
				this.Files = append(this.Files, f)
			}
		}
		in := checktest.Input(t, &this)
		in.Evidence = "sha256:this"
		if len(other.Files) > 0 {
			second := checktest.Input(t, &other)
			second.Name, second.Evidence = "other", "sha256:other"
			same := checktest.Input(t, &this) // given twice: not another image
			same.Evidence = in.Evidence
			in.Others = []*check.Input{second, same}
		}
		if diff := cmp.Diff(want, checktest.Lines(check.Run([]*check.Check{Check}, in))); diff != "" {
			t.Errorf("%s (want -, got +):\n%s", name, diff)
		}
	}
}
