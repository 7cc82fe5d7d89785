package explain

import (
	"errors"
	"fmt"
	"strings"

	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/regime"
	"github.com/assay-project/assay/standard"
)

// Book knows everything that can be explained.
type Book struct {
	std     *standard.Standard
	regimes *regime.Set
	checks  []*check.Check
}

// New makes a book from the shipped data and the given checks.
func New(checks []*check.Check) *Book {
	return &Book{std: standard.EN303645(), regimes: regime.All(), checks: checks}
}

// Find explains what the words name: one id, or a regime and one of its
// requirements (as its source writes it, or in its plain spelling). The error is
// an [UnknownError] where nothing is known by that name.
func (b *Book) Find(words ...string) (*Page, error) {
	switch len(words) {
	case 0:
		return nil, errors.New("say what to explain: a provision such as 5.1-1, a test case such as 5.1-1-2, or a regime such as uk-psti")
	case 1:
		if r, demand, ok := strings.Cut(strings.TrimSpace(words[0]), "/"); ok {
			if _, known := b.regime(r); known {
				return b.Find(r, demand)
			}
		}
		return b.one(strings.TrimSpace(words[0]))
	}
	r, ok := b.regime(words[0])
	if !ok {
		return nil, unknown(words[0], b.regimeIDs())
	}
	asked := strings.Join(words[1:], " ")
	p, ok := b.demandPage(r, asked)
	if !ok {
		return nil, unknown(asked, demandIDs(r))
	}
	return p, nil
}

func (b *Book) one(id string) (*Page, error) {
	if p := b.ofStandard(id); p != nil {
		return p, nil
	}
	if p := b.guide(id); p != nil {
		return p, nil
	}
	if r, ok := b.regime(id); ok {
		return b.regimePage(r), nil
	}
	for _, c := range b.checks {
		if strings.EqualFold(c.Name, id) {
			return b.checkPage(c), nil
		}
	}
	if q, ok := b.std.Question(id); ok {
		return b.questionPage(q.Key, q), nil
	}
	for _, c := range b.checks {
		if c.Question == id {
			return b.questionPage(id, nil), nil
		}
	}
	return b.requirementAlone(id)
}

// ofStandard finds clauses, provisions, cases, units and tables.
func (b *Book) ofStandard(id string) *Page {
	upper := strings.ToUpper(id) // 5.3-4a is 5.3-4A; units keep their small letter
	for _, try := range []string{id, upper} {
		if p, ok := b.std.Provision(try); ok {
			return b.provisionPage(p)
		}
		for _, m := range b.std.Methods() {
			if u, ok := b.std.Unit(m.ID, try); ok {
				return b.unitPage(m.ID, u)
			}
		}
		if pages := b.cases(try); pages != nil {
			return pages
		}
		if c, ok := b.std.Clause(try); ok {
			return b.clausePage(c)
		}
	}
	for _, t := range b.std.Tables() {
		for _, key := range []string{t.Key, t.KeyIn(standard.TS103701V1), t.IDV1, t.IDV2} {
			if strings.EqualFold(key, id) {
				return b.tablePage(t)
			}
		}
	}
	return nil
}

func (b *Book) cases(id string) *Page {
	v1, ok1 := b.std.Case(standard.TS103701V1, id)
	v2, ok2 := b.std.Case(standard.TS103701V2, id)
	if !ok1 && !ok2 {
		return nil
	}
	return b.casePage(v1, v2)
}

func (b *Book) regime(id string) (*regime.Regime, bool) {
	if r, ok := b.regimes.Regime(strings.ToLower(id)); ok {
		return r, true
	}
	for _, r := range b.regimes.Regimes() {
		if strings.EqualFold(r.Short, id) && r.Short != "" {
			return r, true
		}
	}
	return nil, false
}

// requirementAlone finds a requirement that only one regime has.
func (b *Book) requirementAlone(id string) (*Page, error) {
	var found []*regime.Regime
	for _, r := range b.regimes.Regimes() {
		if _, ok := r.Requirement(id); ok {
			found = append(found, r)
		}
	}
	switch len(found) {
	case 0:
		return nil, unknown(id, b.ids())
	case 1:
		p, _ := b.demandPage(found[0], id)
		return p, nil
	}
	var names []string
	for _, r := range found {
		names = append(names, r.ID)
	}
	return nil, fmt.Errorf("%q is a requirement of several regimes; say which: %s", id, strings.Join(names, ", "))
}

// ids lists everything that one word can name.
func (b *Book) ids() []string {
	var out []string
	for _, c := range b.std.Clauses() {
		out = append(out, c.ID)
	}
	for _, p := range b.std.All() {
		out = append(out, p.ID)
	}
	for _, m := range b.std.Methods() {
		for _, c := range m.Cases() {
			out = append(out, c.ID)
		}
		for _, u := range m.Units() {
			out = append(out, u.ID)
		}
	}
	for _, t := range b.std.Tables() {
		out = append(out, t.Key)
	}
	for _, q := range b.std.Questions() {
		out = append(out, q.Key)
	}
	for _, c := range b.checks {
		out = append(out, c.Name, c.Question)
	}
	return append(out, b.regimeIDs()...)
}

func (b *Book) regimeIDs() []string {
	var out []string
	for _, r := range b.regimes.Regimes() {
		out = append(out, r.ID)
	}
	return out
}

// demandIDs lists requirements and rules of a regime in their plain spelling.
func demandIDs(r *regime.Regime) []string {
	var out []string
	for _, q := range r.Requirements {
		out = append(out, regime.Plain(q.ID))
	}
	if f := r.Rules(); f != nil {
		for i := range f.Rules {
			out = append(out, regime.Plain(f.Rules[i].ID))
		}
	}
	return out
}
