package all

import (
	"bytes"
	"slices"
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/report/json"
	"github.com/assay-project/assay/report/reporttest"
)

func TestFormsAreNamed(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range Forms {
		if f.Name == "" || f.Doc == "" || f.Ext == "" || seen[f.Name] {
			t.Errorf("form %+v: name, doc and extension must be given, the name once", f)
		}
		seen[f.Name] = true
	}
}

// Every form gives the same bytes each time and leaves the document as it was.
func TestFormsRepeat(t *testing.T) {
	for _, doc := range []*assay.Document{reporttest.Sample(t), reporttest.Empty()} {
		before, err := json.Encode(doc)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range Forms {
			var a, b bytes.Buffer
			if err := f.Write(&a, doc, report.Options{}); err != nil {
				t.Errorf("%s: %v", f.Name, err)
				continue
			}
			if err := f.Write(&b, doc, report.Options{}); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
				t.Errorf("%s: not the same bytes twice (error %v)", f.Name, err)
			}
		}
		if after, _ := json.Encode(doc); !bytes.Equal(before, after) {
			t.Error("a form changed the document")
		}
	}
}

// Every report for people says what it is not.
func TestFormsForPeopleDisclaim(t *testing.T) {
	for _, f := range Forms {
		if !slices.Contains([]string{"text", "html", "sarif", "markdown", "intoto", "oscal"}, f.Name) {
			continue // the others are for machines, or packed: their own tests read them
		}
		var b bytes.Buffer
		if err := f.Write(&b, reporttest.Sample(t), report.Options{}); err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(b.Bytes(), []byte(report.Disclaimer)) {
			t.Errorf("%s does not say %q", f.Name, report.Disclaimer)
		}
	}
}
