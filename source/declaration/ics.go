package declaration

import (
	"reflect"
	"slices"
	"sort"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

func (f *ICSForm) decode(n *node, c *complaints) {
	f.at = n
	decodeStruct(n, reflect.ValueOf(f).Elem(), c)
}

// decode reads an answer in its short form, "5.1-1: Y", or with its detail.
func (f *AnswerForm) decode(n *node, c *complaints) {
	f.at = n
	if n.kind == mapping {
		decodeStruct(n, reflect.ValueOf(f).Elem(), c)
		return
	}
	if n.kind == null {
		c.at(n, "write Y, N or N/A", "no answer")
		return
	}
	if text, ok := readText(n, c); ok {
		f.Support = forms["support"](n, text, c)
	}
}

// readICS resolves conditions, features and provisions of one edition against
// the standard.
func readICS(edition string, f ICSForm, c *complaints) assay.ICS {
	std, e := standard.EN303645(), standard.Edition(edition)
	method := standard.MethodFor(e)
	out := assay.ICS{Conditions: f.Conditions, Features: f.Features, Provisions: make(map[string]assay.ICSAnswer)}
	resolve(f.at, "conditions", "condition", edition, ids(std.Conditions(method)), c)
	resolve(f.at, "features", "feature", edition, ids(std.Features(method)), c)
	answers := f.at.get("provisions")
	if answers == nil || answers.kind != mapping {
		return out
	}
	for _, p := range answers.pairs {
		id, ok := provisionOf(p.key, e)
		if !ok {
			c.at(p.at, suggestProvision(p.key, e), "V%s has no provision %q", edition, shorten(p.key))
			continue
		}
		if _, twice := out.Provisions[id]; twice {
			c.at(p.at, "keep one", "provision %s is answered twice", id)
			continue
		}
		answer := f.Provisions[p.key]
		out.Provisions[id] = assay.ICSAnswer{Support: answer.Support, Detail: answer.Detail, Line: p.at.line}
	}
	return out
}

func resolve(ics *node, key, what, edition string, known []string, c *complaints) {
	n := ics.get(key)
	if n == nil {
		return
	}
	for _, p := range n.pairs {
		if !slices.Contains(known, p.key) {
			hint := suggest(p.key, known)
			if len(known) == 0 {
				hint = "that edition's status table has none"
			}
			c.at(p.at, hint, "the status table for V%s has no %s %q", edition, what, shorten(p.key))
		}
	}
}

func ids(list []standard.Condition) []string {
	var out []string
	for _, x := range list {
		out = append(out, x.ID)
	}
	return out
}

// provisionOf finds a provision of an edition by id or alias: 6-1 is 6.1.
func provisionOf(id string, e standard.Edition) (string, bool) {
	p, ok := standard.EN303645().Provision(id)
	if !ok {
		return "", false
	}
	_, ok = p.In(e)
	return p.ID, ok
}

// suggestProvision says where an id of the other edition went, or which id is near.
func suggestProvision(id string, e standard.Edition) string {
	std := standard.EN303645()
	if p, ok := std.Provision(id); ok {
		for _, next := range append(std.Renumbered(p.ID), p.Replaces...) {
			if _, ok := provisionOf(next, e); ok {
				return "in that edition it is " + next
			}
		}
		return "it belongs to another edition"
	}
	return suggest(id, provisionIDs(e))
}

func provisionIDs(e standard.Edition) []string {
	var out []string
	for _, p := range standard.EN303645().Provisions(e) {
		out = append(out, p.ID)
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
