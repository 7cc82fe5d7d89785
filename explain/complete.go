package explain

import (
	"strings"

	"github.com/assay-project/assay/regime"
)

// Complete lists what may follow the words before, beginning with the prefix:
// provisions, test cases, regimes and checks; after a regime its requirements, in
// their plain spelling. Each is a word and a line that says what it is.
func (b *Book) Complete(before []string, prefix string) [][2]string {
	var all [][2]string
	switch len(before) {
	case 0:
		all = b.firstWords()
	case 1:
		if r, ok := b.regime(before[0]); ok {
			for _, q := range r.Requirements {
				all = append(all, [2]string{regime.Plain(q.ID), q.Title})
			}
			all = append(all, ruleWords(r)...)
		}
	}
	var out [][2]string
	low := strings.ToLower(prefix)
	for _, c := range all {
		if strings.HasPrefix(strings.ToLower(c[0]), low) {
			out = append(out, c)
		}
	}
	return out
}

func (b *Book) firstWords() [][2]string {
	var all [][2]string
	for _, g := range guides() {
		all = append(all, [2]string{g.ID, g.Title})
	}
	for _, p := range b.std.All() {
		all = append(all, [2]string{p.ID, p.Title()})
	}
	seen := map[string]bool{}
	for _, m := range b.std.Methods() {
		for _, c := range m.Cases() {
			if !seen[c.ID] {
				seen[c.ID] = true
				all = append(all, [2]string{c.ID, "test case of " + c.Provision})
			}
		}
	}
	for _, r := range b.regimes.Regimes() {
		all = append(all, [2]string{r.ID, r.Title()})
	}
	for _, c := range b.checks {
		all = append(all, [2]string{c.Name, "check: " + firstSentence(c.Doc)})
	}
	return all
}

// ruleWords lists the rules of a regime that are not spelt like a requirement.
func ruleWords(r *regime.Regime) [][2]string {
	f := r.Rules()
	if f == nil {
		return nil
	}
	taken := map[string]bool{}
	for _, q := range r.Requirements {
		taken[regime.Plain(q.ID)] = true
	}
	var out [][2]string
	for i := range f.Rules {
		if p := regime.Plain(f.Rules[i].ID); !taken[p] {
			out = append(out, [2]string{p, f.Rules[i].Rule})
		}
	}
	return out
}
