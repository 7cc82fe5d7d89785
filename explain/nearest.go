package explain

import (
	"fmt"
	"sort"
	"strings"

	"github.com/assay-project/assay/internal/spelling"
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
		d := spelling.Distance(low, strings.ToLower(regime.Plain(id)))
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
