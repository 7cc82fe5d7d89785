package check

import (
	"fmt"
	"testing"
)

// A hostile image may give every one of its files a limit. One kind does not
// push the others out, and what is not listed is counted.
func TestManyLimitsAreCounted(t *testing.T) {
	in := &Input{Name: "in"}
	for i := range maxAlike + 7 {
		in.Limit("a file", fmt.Sprint(i), "nothing is known of it")
	}
	in.Limit("a script", "rcS", "it was not followed")
	got := in.Limits()
	if len(got) != maxAlike+2 || got[maxAlike].What != "a script" || got[maxAlike+1].What != "7 more limits like those above" {
		t.Errorf("%d limits, the last two %+v", len(got), got[len(got)-2:])
	}
}
