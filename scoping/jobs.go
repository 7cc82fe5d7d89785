package scoping

import (
	"slices"
	"strconv"

	"github.com/assay-project/assay/regime"
)

// Job is one of the first things to do.
type Job struct {
	ID      string   `json:"id"`
	Do      string   `json:"do"`
	Hours   string   `json:"hours"` // of work, for a small maker
	Command string   `json:"command"`
	Roles   []string `json:"roles"`
	Unless  string   `json:"unless,omitempty"` // condition over product facts
	AskedBy []string `json:"asked_by"`         // regimes; none: useful anyway
	Why     string   `json:"why"`
}

// firstJobs is how many jobs somebody can take in at once.
const firstJobs = 5

// Jobs returns the first five jobs of somebody with these roles, those that a
// law asks for that binds before those that are only useful. AskedBy is narrowed
// to the regimes that meet this product.
func Jobs(a Answers, all []Bound) []Job {
	roles := a["role"]
	if len(roles) == 0 {
		roles = []string{"maker"}
	}
	binding, offered := make(map[string]bool), make(map[string]bool)
	for _, b := range all {
		if b.Standing == Binds || b.Standing == May {
			binding[b.Regime] = true
		}
		offered[b.Regime] = true
	}
	known := regime.All().FactsOf(a.Declaration())
	var must, may []Job
	for _, j := range loaded().jobs {
		if !anyOf(j.Roles, roles) || excluded(j, known) {
			continue
		}
		asked := keep(j.AskedBy, binding)
		switch {
		case len(asked) > 0:
			j.AskedBy = asked
			must = append(must, j)
		case len(j.AskedBy) == 0 || len(keep(j.AskedBy, offered)) > 0:
			j.AskedBy = keep(j.AskedBy, offered)
			may = append(may, j)
		}
	}
	return first(must, may)
}

// first takes what a law asks for and leaves room for a look at the product
// itself: papers about an unknown product help nobody.
func first(must, may []Job) []Job {
	out := slices.Clone(must)
	if len(may) > 0 && len(out) >= firstJobs {
		out = append(out[:firstJobs-1], may[0])
	} else {
		out = append(out, may...)
	}
	return out[:min(len(out), firstJobs)]
}

func excluded(j Job, known regime.Known) bool {
	if j.Unless == "" {
		return false
	}
	c, err := regime.ParseCondition(j.Unless)
	if err != nil {
		return false // shipped data: a test parses all
	}
	v, _ := c.Eval(known)
	return v == regime.True
}

func keep(ids []string, among map[string]bool) []string {
	out := []string{}
	for _, id := range ids {
		if among[id] {
			out = append(out, id)
		}
	}
	return out
}

func anyOf(list, among []string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return slices.Contains(among, s) })
}

// Hours adds up the hours of jobs.
func Hours(jobs []Job) int {
	sum := 0
	for _, j := range jobs {
		h, err := strconv.Atoi(j.Hours)
		if err == nil {
			sum += h
		}
	}
	return sum
}
