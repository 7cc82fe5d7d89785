package explain

import (
	"fmt"
	"sort"
	"strings"

	"github.com/assay-project/assay/regime"
)

// UnknownError says that nothing is known by an id, and what comes nearest.
type UnknownError struct {
	Asked   string
	Nearest []string
}

// Error is one sentence, with a hint where there is one.
func (e *UnknownError) Error() string {
	if len(e.Nearest) == 0 {
		return fmt.Sprintf("nothing is known by %q; try a provision such as 5.1-1, a test case such as 5.1-1-2, or a regime such as uk-psti", e.Asked)
	}
	return fmt.Sprintf("nothing is known by %q; nearest: %s", e.Asked, strings.Join(e.Nearest, ", "))
}

// maxAsked bounds what is compared letter by letter.
const maxAsked = 100

// unknown makes the error with the nearest of the candidates.
func unknown(asked string, candidates []string) *UnknownError {
	e := &UnknownError{Asked: asked}
	if len(asked) > maxAsked {
		e.Asked = asked[:maxAsked] + "…"
		return e
	}
	type near struct {
		id       string
		distance int
	}
	var list []near
	seen := map[string]bool{}
	low := strings.ToLower(regime.Plain(asked))
	for _, id := range candidates {
		d := distance(low, strings.ToLower(regime.Plain(id)))
		if seen[id] || d > 1+len(low)/3 {
			continue
		}
		seen[id] = true
		list = append(list, near{id, d})
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].distance < list[j].distance })
	for i := 0; i < len(list) && i < 4; i++ {
		e.Nearest = append(e.Nearest, list[i].id)
	}
	return e
}

// distance counts letters to put in, drop or change, neighbours swapped counting
// as one, over bytes: ids are ASCII.
func distance(a, b string) int {
	two, one, now := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range one {
		one[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			now[j] = min(one[j]+1, now[j-1]+1, one[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				now[j] = min(now[j], two[j-2]+1)
			}
		}
		two, one, now = one, now, two
	}
	return one[len(b)]
}
