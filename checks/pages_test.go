package checks

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/check/checktest"
)

// TestPages judges pages as makers write them. What a careful reader answers was
// written down before the checks were run: each line of want is a check and its
// answer, and for an end of support the day, "supportenddate yes until=2029-12-31".
// A wrong yes or a wrong no fails; an unknown where the reader was sure is counted.
func TestPages(t *testing.T) {
	cases, err := filepath.Glob("testdata/pages/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no testdata/pages/*.txtar (%v)", err)
	}
	byName := make(map[string]*check.Check)
	for _, c := range All {
		byName[c.Name] = c
	}
	table := make(map[string]int)
	for _, name := range cases {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		short := strings.TrimSuffix(filepath.Base(name), ".txtar")
		for _, line := range strings.Split(strings.TrimSpace(section(archive, "want")), "\n") {
			want := strings.Fields(line)
			if len(want) < 2 || byName[want[0]] == nil {
				t.Fatalf("%s: line %q of want", short, line)
			}
			res := check.Run([]*check.Check{byName[want[0]]}, checktest.Input(t, archive))
			if len(res.Observations) != 1 {
				t.Fatalf("%s: %s: %d observations, %d errors", short, want[0], len(res.Observations), len(res.Errors))
			}
			o := res.Observations[0]
			table[want[1]+" → "+string(o.Answer)]++
			if wrong(o, want[1:]) {
				t.Errorf("%s: %s\n\tgot %s, want %s: %s %v", short, strings.TrimSpace(string(archive.Comment)), o.Answer, line, o.Summary, o.Data["until"])
			} else if string(o.Answer) != want[1] {
				t.Logf("%s: unknown to %s: %s", short, want[0], o.Summary)
			}
		}
	}
	for _, want := range []string{"yes", "no", "unknown"} {
		t.Logf("want %-7s  yes %3d  no %3d  unknown %3d", want, table[want+" → yes"], table[want+" → no"], table[want+" → unknown"])
	}
}

func wrong(o assay.Observation, want []string) bool {
	if o.Answer == assay.Unknown {
		return false
	}
	return string(o.Answer) != want[0] || len(want) > 1 && want[1] != fmt.Sprintf("until=%v", o.Data["until"])
}

func section(archive *txtar.Archive, name string) string {
	for _, f := range archive.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}
