package population

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/regime"
)

// Page is the text of doc/mappings.md: what was tried, and each refutation with the
// product that gives it.
func Page() string {
	var b strings.Builder
	c := Coverage()
	refuted := Refutations()
	fmt.Fprintf(&b, `# Executable mappings

Made by package regime/population; do not edit. A modelled product is an assignment
to %d neutral properties, finer than any one provision or rule, from which both the
verdicts on EN 303 645 and the standing of rules follow. Every crossing with both
ends modelled is tried on every product that matters to it. The models are our own
reading of both sides: a refutation is a reason to look again at the edge, or at the
model. The judge does not let a refuted crossing cross: such a verdict is evidence,
and what is open says which product tells the two apart. Where the source itself
states the relation, as a law does that deems a requirement met, it crosses all the
same and is marked here.

| counted by rule or edge, edition and direction | |
|---|---|
| crossings | %d |
| the rule is the provision itself, as its source states | %d |
| both ends modelled | %d |
| of these, no product tells the ends apart | %d |
| of these, refuted | %d |
| not modelled | %d |

## Refuted

`, len(Load().Properties), c.Crossings, c.ByName, c.Modelled, c.Alike, c.Refuted, c.Crossings-c.ByName-c.Modelled)
	for _, g := range grouped(refuted) {
		fmt.Fprintf(&b, "- **%s**, a %s of %s (%s; %s)%s: %s.\n", g.Demand, g.Verdict, g.By, g.Relation, g.editions, aside(g.Refutation), Load().words(g.Refutation))
	}
	b.WriteString("\n## Not modelled\n\n")
	for _, u := range Load().Unmodelled(regime.All()) {
		fmt.Fprintf(&b, "- %s\n", u)
	}
	return b.String()
}

// aside marks an edge, and what crosses all the same.
func aside(r Refutation) string {
	switch {
	case r.Stated:
		return ", crosses because the source states it"
	case r.Edge:
		return ", edge"
	}
	return ""
}

// File is the text of data/refuted.json, from which package regime knows what must
// not cross.
func File() ([]byte, error) {
	f := regime.RefutationFile{About: "Crossings over which no verdict crosses, because a modelled product tells its ends apart. Made by package regime/population; do not edit.", Refuted: []regime.Refutation{}}
	for _, r := range Refutations() {
		if r.Stated {
			continue
		}
		id, demand, _ := strings.Cut(r.Demand, "/")
		x := regime.Refutation{Regime: id, By: strings.Split(r.By, " + "), Edition: r.Edition, Verdict: assay.Judgement(r.Verdict), Product: Load().words(r)}
		if r.Edge {
			x.Requirement = demand
		} else {
			x.Rule = demand
		}
		f.Refuted = append(f.Refuted, x)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(f); err != nil {
		return nil, fmt.Errorf("write refutations: %w", err)
	}
	return b.Bytes(), nil
}

// A group is one refutation in all editions it holds in.
type group struct {
	Refutation
	editions string
}

func grouped(list []Refutation) []group {
	var out []group
	at := map[string]int{}
	for _, r := range list {
		key := fmt.Sprint(r.Demand, r.By, r.Verdict, r.Edge)
		if i, ok := at[key]; ok {
			if ed := "V" + string(r.Edition); !strings.Contains(out[i].editions, ed) {
				out[i].editions += ", " + ed
			}
			continue
		}
		at[key] = len(out)
		out = append(out, group{r, "V" + string(r.Edition)})
	}
	return out
}

// words tells the product of a refutation in words.
func (m *Model) words(r Refutation) string {
	var said []string
	for _, n := range r.Product {
		if meaning := m.meanings[n]; meaning != "" {
			said = append(said, meaning)
		} else {
			said = append(said, n)
		}
	}
	if len(said) == 0 {
		return "one of which none of what matters here is true"
	}
	return "one of which this alone is true: " + strings.Join(said, ", ")
}

// Unmodelled lists what crosses and is not tried, once each.
func (m *Model) Unmodelled(s *regime.Set) []string {
	t := &trial{m: m}
	seen := map[string]bool{}
	var out []string
	t.missed = func(c crossing) {
		line := fmt.Sprintf("%s by %s", c.demand, strings.Join(c.by, " + "))
		if !seen[line] {
			seen[line] = true
			out = append(out, line)
		}
	}
	t.all(s)
	return out
}
