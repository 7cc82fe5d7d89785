package markdown_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/assay-project/assay/document"
	"github.com/assay-project/assay/document/markdown"
	"github.com/assay-project/assay/document/papertest"
)

func TestPapers(t *testing.T) {
	for _, p := range papertest.Papers(t) {
		var b bytes.Buffer
		if err := markdown.Write(&b, p); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(b.String(), "# "+p.Title) {
			t.Errorf("%s does not begin with its title", p.Kind)
		}
		for _, s := range p.Sections {
			for _, f := range s.Fields {
				if !strings.Contains(b.String(), "- "+strings.ReplaceAll(f.Label, "_", `\_`)) {
					t.Errorf("%s lacks field %s", p.Kind, f.Label)
				}
			}
		}
	}
}

func TestNoMarkupFromFacts(t *testing.T) {
	var b bytes.Buffer
	p := &document.Paper{Title: "T", Sections: []document.Section{{Title: "S", Fields: []document.Field{{Label: "L", Value: "<script>|**x**\n# y"}}}}}
	if err := markdown.Write(&b, p); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "<script>") || strings.Contains(b.String(), "\n# y") {
		t.Errorf("markup came through:\n%s", b.String())
	}
}
