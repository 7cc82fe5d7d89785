package support

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/assay-project/assay/check/checktest"
)

// Each case holds pages, and as want each period that they say and the answers.
func TestPages(t *testing.T) {
	cases, _ := filepath.Glob("testdata/*.txtar")
	if len(cases) < 10 {
		t.Fatalf("%d cases", len(cases))
	}
	for _, name := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			in := checktest.Input(t, archive)
			found, err := Of(in)
			if err != nil {
				t.Fatal(err)
			}
			want, got := "", ""
			for _, f := range archive.Files {
				if f.Name == "want" {
					want = string(f.Data)
				}
			}
			for _, p := range found.Periods {
				value := p.Date.String()
				if p.Kind == Length {
					value = p.Span.String() + begins(p.Start)
				}
				got += fmt.Sprintf("%s | %s | %s\n", p.Model, p.Kind, value)
			}
			got += fmt.Sprintf("published %s\nopen %s\nprominent %s\n", found.Published(in.At).Answer, found.Open().Answer, found.Prominent().Answer)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s(want -, got +):\n%s\n%+v", archive.Comment, diff, found.Published(in.At))
			}
		})
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct {
		text, product string
		want          bool
	}{
		{"HomeCam 2", "HomeCam 2", true}, {"Larkspur HomeCam 2 (white)", "HomeCam 2", true}, {"HomeCam 20", "HomeCam 2", false}, {"HomeCam 2 Pro", "HomeCam 2", false},
		{"HC-2, HC-3", "HC3", true}, {"HomeCam", "HomeCam 2", false}, {"", "", false}, {"LK-HC2 HomeCam 2", "LK-HC2", true}, {"HomeCam 2 4G", "HomeCam 2", false}, {"HomeCam 2", "HomeCam", false}, {"HomeCam 2", "Larkspur HomeCam 2", true}, {"Series 2", "HomeCam 2", false},
	} {
		if got := Names(c.text, c.product); got != c.want {
			t.Errorf("Names(%q, %q) = %v", c.text, c.product, got)
		}
	}
}
