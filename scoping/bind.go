package scoping

import (
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/assay-project/assay/regime"
)

// Duty is what a law asks of one role.
type Duty struct {
	Regime     string            `json:"regime"`
	Role       string            `json:"role"`
	As         string            `json:"as"` // what the law calls that role; "" where it binds it to nothing
	Duty       string            `json:"duty"`
	Ref        string            `json:"ref"`
	Confidence regime.Confidence `json:"confidence"`
}

// Standing is how surely a regime applies to a product.
type Standing string

const (
	Binds   Standing = "binds"   // by the answers given
	May     Standing = "may"     // a fact that decides was not answered
	Chosen  Standing = "offered" // nobody has to: a label or standard for this market
	Without Standing = "out"     // the answers put the product outside
)

// Bound is a regime as it meets this product and these roles.
type Bound struct {
	Regime     string            `json:"regime"`
	Name       string            `json:"name"`
	Kind       string            `json:"kind"`
	Standing   Standing          `json:"standing"`
	Missing    []string          `json:"missing,omitempty"` // facts that would decide
	From       string            `json:"from,omitempty"`
	Until      string            `json:"until,omitempty"`
	Future     bool              `json:"future,omitempty"` // From is after the day
	CountedBy  string            `json:"counted_by,omitempty"`
	Note       string            `json:"note,omitempty"`
	Duties     []Duty            `json:"duties"`
	Source     string            `json:"source"`
	Confidence regime.Confidence `json:"confidence"`
	rank       int
}

// Bind says which laws bind the product on a day, which may, and which labels
// and standards are offered in its markets. Laws come first, those in force
// before those to come.
func Bind(a Answers, at time.Time) []Bound {
	day := at.UTC().Format(time.DateOnly)
	known := regime.All().FactsOf(a.Declaration())
	var out []Bound
	for _, r := range regime.All().Regimes() {
		if r.Scope == nil || r.Scope.AppliesWhen == "" {
			continue // bound to no market: nobody meets it by selling a product
		}
		b := bound(r, known, day)
		if b.Standing == Without || ended(r, day) {
			continue
		}
		b.Duties = dutiesOf(r.ID, a["role"])
		out = append(out, b)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].rank < out[j].rank })
	return out
}

func bound(r *regime.Regime, known regime.Known, day string) Bound {
	b := Bound{Regime: r.ID, Name: r.Title(), Kind: string(r.Kind), Source: r.Source, Confidence: r.Confidence, Duties: []Duty{}}
	if r.InForce != nil {
		b.From, b.Until, b.CountedBy, b.Note = r.InForce.From, r.InForce.Until, r.InForce.CountedBy, r.InForce.Note
		b.Future = b.From > day
	}
	in, missing := scope(r.Scope, known)
	switch {
	case in == regime.False:
		b.Standing = Without
	case r.Kind != regime.Law && must(&b, known):
		b.Standing = Binds
	case r.Kind != regime.Law:
		b.Standing, b.Missing, b.rank = Chosen, missing, 3
	case in == regime.Unknown:
		b.Standing, b.Missing, b.rank = May, missing, 2
	default:
		b.Standing = Binds
	}
	if b.Standing == Binds && b.Future {
		b.rank = 1
	}
	return b
}

// must tells whether a label is a condition of sale for this product, and says so
// in it. From when that is so the data does not say.
func must(b *Bound, known regime.Known) bool {
	for _, c := range loaded().compulsory {
		if c.Regime != b.Regime {
			continue
		}
		when, err := regime.ParseCondition(c.When)
		if err != nil {
			continue // shipped data: a test parses all
		}
		if v, _ := when.Eval(known); v == regime.True {
			b.From, b.Until, b.Future, b.CountedBy = "", "", false, ""
			b.Note, b.Source, b.Confidence = c.Note, c.Ref, c.Confidence
			return true
		}
	}
	return false
}

// scope evaluates where a regime applies. An exception that nobody claimed does
// not make a law unsure.
func scope(s *regime.Scope, known regime.Known) (regime.Truth, []string) {
	applies, err := regime.ParseCondition(s.AppliesWhen)
	if err != nil {
		return regime.Unknown, []string{err.Error()} // shipped data: a test parses all
	}
	in, missing := applies.Eval(known)
	if in == regime.False || s.NotWhen == "" {
		return in, missing
	}
	except, err := regime.ParseCondition(s.NotWhen)
	if err != nil {
		return regime.Unknown, []string{err.Error()}
	}
	if out, _ := except.Eval(known); out == regime.True {
		return regime.False, nil
	}
	return in, missing
}

func ended(r *regime.Regime, day string) bool {
	if r.InForce != nil && r.InForce.Until != "" && r.InForce.Until < day {
		return true
	}
	return strings.HasPrefix(r.Status, "closed")
}

// dutiesOf returns the duties of the roles somebody has, in the order of the
// data; with no role given, those of a maker.
func dutiesOf(id string, roles []string) []Duty {
	if len(roles) == 0 {
		roles = []string{"maker"}
	}
	out := []Duty{}
	for _, role := range roles {
		for _, d := range loaded().duties {
			if d.Regime == id && d.Role == role && !slices.Contains(out, d) {
				out = append(out, d)
				if role == "own_brand" && d.As == "manufacturer" {
					out = append(out, madeByAnother(id, roles)...)
				}
			}
		}
	}
	return out
}

// madeByAnother are the manufacturer's duties for somebody who has them by
// putting a name on what another made.
func madeByAnother(id string, roles []string) []Duty {
	var out []Duty
	for _, d := range loaded().duties {
		if d.Regime == id && d.Role == "maker" && !slices.Contains(roles, "maker") {
			out = append(out, d)
		}
	}
	return out
}
