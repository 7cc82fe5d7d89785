package regime

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestCondition(t *testing.T) {
	known := Known{"yes_1": true, "no_1": false}
	for _, tt := range []struct {
		text    string
		want    Truth
		missing []string
	}{
		{"", True, nil},
		{"true", True, nil},
		{"yes_1", True, nil},
		{"no_1", False, nil},
		{"who", Unknown, []string{"who"}},
		{"!who", Unknown, []string{"who"}},
		{"!no_1", True, nil},
		{"!!yes_1", True, nil},
		{"yes_1 && no_1", False, nil},
		{"who && no_1", False, nil},
		{"who || yes_1", True, nil},
		{"who && yes_1", Unknown, []string{"who"}},
		{"who || no_1 || b", Unknown, []string{"b", "who"}},
		{"no_1 && who || yes_1", True, nil},
		{"yes_1 || no_1 && no_1", True, nil},
		{"(yes_1 || no_1) && no_1", False, nil},
		{"!(who && no_1)", True, nil},
		{"yes_1 && (who || (no_1 && b))", Unknown, []string{"who"}},
	} {
		c, err := ParseCondition(tt.text)
		if err != nil {
			t.Errorf("ParseCondition(%q): %v", tt.text, err)
			continue
		}
		got, missing := c.Eval(known)
		if got != tt.want || !cmp.Equal(missing, tt.missing) {
			t.Errorf("%q = %d, missing %v; want %d, %v", tt.text, got, missing, tt.want, tt.missing)
		}
	}
}

func TestConditionErrors(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"a &&", "byte 5"}, {"a b", "byte 3"}, {"(a", `")" expected`}, {"a)", "byte 2"}, {"&& a", "byte 1"},
		{"A", "byte 1"}, {"a & b", "byte 3"}, {"!", "byte 2"}, {"1a", "byte 1"},
		{strings.Repeat("(", 100) + "a" + strings.Repeat(")", 100), "nested too deep"},
		{strings.Repeat("!", 100) + "a", "nested too deep"},
		{strings.Repeat("a", maxCondition+1), "at most"},
	} {
		if _, err := ParseCondition(tt.text); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("ParseCondition(%.20q) = %v, want error with %q", tt.text, err, tt.want)
		}
	}
}

// TestConditionIsMonotone: learning a fact never changes what was already decided.
func TestConditionIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, err := ParseCondition(drawCondition(t, 4))
		if err != nil {
			t.Fatal(err)
		}
		known := Known{}
		for _, n := range []string{"a", "b", "c"} {
			if rapid.Bool().Draw(t, n+" known") {
				known[n] = rapid.Bool().Draw(t, n)
			}
		}
		before, missing := c.Eval(known)
		if (before == Unknown) != (len(missing) > 0) {
			t.Fatalf("%d, missing %v", before, missing)
		}
		for _, n := range []string{"a", "b", "c"} {
			if _, ok := known[n]; !ok {
				known[n] = rapid.Bool().Draw(t, n+" learnt")
				break
			}
		}
		if after, _ := c.Eval(known); before != Unknown && after != before {
			t.Fatalf("was %d, with one fact more %d", before, after)
		}
	})
}

func drawCondition(t *rapid.T, depth int) string {
	kind := 0
	if depth > 0 {
		kind = rapid.IntRange(0, 4).Draw(t, "kind")
	}
	switch kind {
	case 1:
		return "!" + drawCondition(t, depth-1)
	case 2:
		return "(" + drawCondition(t, depth-1) + ")"
	case 3:
		return drawCondition(t, depth-1) + " && " + drawCondition(t, depth-1)
	case 4:
		return drawCondition(t, depth-1) + " || " + drawCondition(t, depth-1)
	}
	return rapid.SampledFrom([]string{"a", "b", "c", "true"}).Draw(t, "name")
}

func FuzzParseCondition(f *testing.F) {
	for _, s := range []string{"", "a && !b || (c)", "((a", "a||b&&c", "!!!!a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseCondition(text)
		if err != nil {
			return
		}
		all := Known{}
		for _, n := range c.Names() {
			all[n] = true
		}
		if got, missing := c.Eval(all); got == Unknown {
			t.Errorf("%q unknown with every fact known, missing %v", text, missing)
		}
	})
}
