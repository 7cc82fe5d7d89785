package declaration

import (
	"reflect"
	"regexp"

	"github.com/assay-project/assay"
)

// regimeForm is the shape of a regime's id. Whether there is such a regime, and such
// a rule in it, is known where regimes are: see package regime.
var (
	regimeForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	ruleForm   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9 ().:/_-]{0,63}$`)
	bodyForm   = regexp.MustCompile(`^[0-9]{4}$`)
)

func (f *PartyForm) decode(n *node, c *complaints) {
	decodeStruct(n, reflect.ValueOf(f).Elem(), c)
	switch {
	case f.Number == "":
	case f.Role != "" && f.Role != "notified_body":
		c.at(n.get("number"), "remove it, or write role: notified_body", "a number beside the role %s", f.Role)
	case !bodyForm.MatchString(f.Number):
		c.at(n.get("number"), "it has four digits, such as 0123; quote it", "%q is no number of a notified body", shorten(f.Number))
	}
}

// decisions checks the shape of walks through decision questions, and that nothing
// is decided twice.
func decisions(list []DecisionForm, c *complaints) []assay.Decision {
	var out []assay.Decision
	lines := make(map[[3]string]int)
	for _, e := range list {
		if e.at.kind != mapping {
			continue // decodeStruct has complained
		}
		if e.Regime != "" && !regimeForm.MatchString(e.Regime) {
			c.at(e.at.get("regime"), "an id is in small letters with dashes, such as en-18031-1", "%q cannot be a regime", shorten(e.Regime))
		}
		if e.Rule != "" && !ruleForm.MatchString(e.Rule) {
			c.at(e.at.get("rule"), "write its id, such as ACM-1", "%q cannot be a rule", shorten(e.Rule))
		}
		if n := e.at.get("answers"); n != nil && n.kind == sequence && len(n.items) == 0 {
			c.at(n, "answer the questions in turn: [yes, no]", "no answers")
		}
		key := [3]string{e.Regime, e.Rule, e.About}
		if first := lines[key]; first > 0 && e.Rule != "" {
			c.at(e.at, "keep one", "%s %s for %q is decided in line %d already", e.Regime, e.Rule, shorten(e.About), first)
			continue
		}
		lines[key] = e.at.line
		out = append(out, assay.Decision{Regime: e.Regime, Rule: e.Rule, About: e.About, Answers: e.Answers, Reason: e.Reason, Line: e.at.line})
	}
	return out
}
