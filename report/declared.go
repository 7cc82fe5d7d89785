package report

import (
	"strings"

	"github.com/assay-project/assay"
)

// Holding says in one sentence why a declaration does not hold as a form, or what
// is left out of it; "" where it holds or none was read.
func Holding(d *assay.DeclaredNote) string {
	if d == nil || len(d.Reasons) == 0 {
		return ""
	}
	why := Plain(strings.Join(d.Reasons, "; "))
	switch {
	case d.ICSValid == nil:
		return "The declaration is not complete: " + why
	case !*d.ICSValid:
		return "The declaration does not hold: " + why
	}
	return ""
}
