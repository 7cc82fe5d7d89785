package policy

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/assay-project/assay/check/checktest"
	"github.com/assay-project/assay/fact/site"
)

// Each case holds pages, and as want what they are read to say.
func TestPages(t *testing.T) {
	cases, _ := filepath.Glob("testdata/*.txtar")
	if len(cases) < 15 {
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
			want := ""
			for _, f := range archive.Files {
				if f.Name == "want" {
					want = string(f.Data)
				}
			}
			got := ""
			for _, s := range []struct {
				name string
				said site.Said
			}{{"published", found.Published()}, {"access", found.Access()}, {"contact", found.Contact(in)}, {"ack", found.Acknowledgement()}, {"status", found.StatusUpdates()}, {"harbour", found.Harbour()}} {
				detail := ""
				for _, key := range []string{"time", "contact"} {
					if v, ok := s.said.Data[key]; ok {
						detail = fmt.Sprintf(" %v", v)
					}
				}
				got += fmt.Sprintf("%s %s%s\n", s.name, s.said.Answer, detail)
				if s.said.Say == "" {
					t.Errorf("%s says nothing", s.name)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s(want -, got +):\n%s", archive.Comment, diff)
				for _, p := range found.Policies {
					t.Logf("%s sure=%v how=%s more=%v\n%+v\n%+v\n%+v", p.Page.URL(), p.Sure, p.How, p.more, p.Contact, p.Acknowledgement, p.Status)
				}
				for _, p := range found.Site.Pages {
					t.Logf("%s %s %s lang=%s", p.URL(), p.State, p.Why, p.Language)
				}
			}
		})
	}
}

func TestPlainAddress(t *testing.T) {
	for written, want := range map[string]string{
		"security (at) larkspur (dot) example": "security@larkspur.example", "Security[at]larkspur.example": "security@larkspur.example",
		"security AT larkspur DOT example": "security@larkspur.example", "mailto:psirt@larkspur.example": "psirt@larkspur.example",
	} {
		if got := plainAddress(address.FindString(written)); got != want {
			t.Errorf("%q: got %q, want %q", written, got, want)
		}
	}
}
