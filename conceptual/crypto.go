package conceptual

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// named is a mechanism that a text names, as the list knows it.
type named struct {
	name   string
	status Status
	why    string
	gives  string
	needs  string
	attack bool
}

// lookup is what a text names: what is in use by its words, what they deny, and
// what leaves doubt.
type lookup struct {
	used    []named
	doubts  []string // each a reason why a person has to read
	unknown []string // words that look like a mechanism and are in no list
}

// lookUp reads a text on cryptography. It is conservative: what it does not
// understand it keeps as a doubt, so that only a text understood throughout can be
// supported.
func (c *Catalogue) lookUp(text string) lookup {
	var out lookup
	for _, clause := range clausesOf(text) {
		c.readClause(clause, &out)
	}
	if m := c.doubtForm.FindString(text); m != "" {
		out.doubt("the word “%s” leaves open what is in use", strings.ToLower(m))
	}
	out.unknown = c.strangers(text)
	for _, w := range out.unknown {
		out.doubt("%s is not in the list", w)
	}
	for _, n := range out.used {
		if n.needs != "" && !out.gives(n.needs) {
			out.doubt("%s of %s is not named", needWords[n.needs], n.name)
		}
	}
	return out
}

var needWords = map[string]string{"aead": "the cipher suite", "mode": "the mode", "hash": "the hash", "curve": "the curve"}

func (l *lookup) doubt(format string, args ...any) {
	if s := fmt.Sprintf(format, args...); !slices.Contains(l.doubts, s) {
		l.doubts = append(l.doubts, s)
	}
}

// gives tells whether something in use brings what another needs. An authenticated
// cipher is a mode as well.
func (l *lookup) gives(what string) bool {
	return slices.ContainsFunc(l.used, func(n named) bool { return n.gives == what || what == "mode" && n.gives == "aead" })
}

func (l *lookup) of(s Status) []named {
	var out []named
	for _, n := range l.used {
		if n.status == s {
			out = append(out, n)
		}
	}
	return out
}

func (c *Catalogue) readClause(clause string, out *lookup) {
	atoms := atomsOf(clause)
	taken := make([]bool, len(atoms))
	type hit struct {
		spelling
		from, to int
	}
	var hits []hit
	for i := 0; i < len(atoms); {
		s, ok := c.longest(atoms, i)
		if !ok {
			i++
			continue
		}
		for k := i; k < i+len(s.atoms); k++ {
			taken[k] = true
		}
		hits = append(hits, hit{s, i, i + len(s.atoms)})
		i += len(s.atoms)
	}
	for _, h := range hits {
		n := h.named(atoms, taken, h.to)
		switch deniedAt(atoms, h.from, h.to) {
		case denied:
			if n.status == Accepted {
				out.doubt("%s is denied", n.name)
			}
			continue
		case perhaps:
			out.doubt("whether %s is in use is not plain", n.name)
			if n.status == Deprecated || n.status == NoCrypto {
				continue
			}
		}
		out.used = append(out.used, n)
	}
	for i, a := range atoms {
		if !taken[i] && (a == "1.0" || a == "1.1") {
			out.doubt("what %s is the version of is not plain", a)
		}
	}
}

// named gives a spelling its status; that of a sized algorithm by the number that
// stands nearest behind it in its clause, else nearest before it.
func (s spelling) named(atoms []string, taken []bool, to int) named {
	if m := s.mechanism; m != nil {
		return named{name: m.Name, status: m.Status, why: m.Why, gives: m.Gives, needs: m.Needs, attack: m.Attack}
	}
	e := s.sized
	for _, at := range nearest(len(atoms), to) {
		n, ok := number(atoms[at])
		if !ok || taken[at] || !e.fits(n) {
			continue
		}
		taken[at] = true
		return named{name: fmt.Sprintf("%s with %d %s", e.Name, n, e.Unit), status: e.status(n), why: e.Why, needs: e.Needs}
	}
	return named{name: e.Name, status: Weigh, why: "the length of its key is not named", needs: e.Needs}
}

// nearest lists places of a clause: those behind a point, then those before it,
// each from near to far.
func nearest(n, at int) []int {
	var out []int
	for i := at; i < n; i++ {
		out = append(out, i)
	}
	for i := at - 1; i >= 0; i-- {
		out = append(out, i)
	}
	return out
}

type denial int

const (
	affirmed denial = iota
	denied
	perhaps
)

// deniedAt tells whether a clause says that the atoms from and to are not in use:
// "no MD5", "SSL 3.0 is disabled". Any other word of denial leaves doubt.
func deniedAt(atoms []string, from, to int) denial {
	for i := max(0, from-2); i < from; i++ {
		switch atoms[i] {
		case "no", "not", "without", "never", "neither", "nor", "excluding", "except":
			return denied
		}
	}
	for i := to; i < len(atoms); i++ {
		switch atoms[i] {
		case "disabled", "refused", "rejected", "removed", "forbidden", "prohibited", "excluded", "unsupported", "blocked":
			return denied
		case "not":
			if i+1 < len(atoms) && slices.Contains([]string{"used", "offered", "supported", "accepted", "allowed", "enabled", "possible", "permitted"}, atoms[i+1]) {
				return denied
			}
		}
	}
	if negated(strings.Join(atoms, " ")) || slices.Contains(atoms, "off") {
		return perhaps
	}
	return affirmed
}

// strangers are words that look like the name of a mechanism (capitals, or letters
// with digits) and are neither in the list nor neutral.
func (c *Catalogue) strangers(text string) []string {
	var out []string
	for _, w := range strangerForm.FindAllString(text, -1) {
		if !looksLikeName(w) || c.neutral[strings.ToLower(w)] || c.knows(w) || slices.Contains(out, w) {
			continue
		}
		out = append(out, w)
	}
	return out
}

var strangerForm = regexp.MustCompile(`[A-Za-z0-9]+`)

func looksLikeName(w string) bool {
	upper, digits, letters := 0, 0, 0
	for _, r := range w {
		switch {
		case r >= 'A' && r <= 'Z':
			upper, letters = upper+1, letters+1
		case r >= '0' && r <= '9':
			digits++
		default:
			letters++
		}
	}
	return letters > 0 && (upper >= 2 || digits > 0)
}

// knows tells whether a word is part of some spelling of the list.
func (c *Catalogue) knows(w string) bool {
	atoms := atomsOf(w)
	for _, s := range c.spelled {
		if contained(atoms, s.atoms) {
			return true
		}
	}
	for _, a := range atoms {
		if _, isNumber := number(a); !isNumber && !c.neutral[a] && !c.isAtom(a) {
			return false
		}
	}
	return true
}

func (c *Catalogue) isAtom(a string) bool {
	return slices.ContainsFunc(c.spelled, func(s spelling) bool { return slices.Contains(s.atoms, a) })
}

func contained(part, all []string) bool {
	for i := 0; i+len(part) <= len(all); i++ {
		if equal(part, all[i:i+len(part)]) {
			return true
		}
	}
	return false
}

func namesOfAll(list []named) string {
	var out []string
	for _, n := range list {
		if !slices.Contains(out, n.name) {
			out = append(out, n.name)
		}
	}
	return strings.Join(out, ", ")
}

func reasons(list []named) string {
	var out []string
	for _, n := range list {
		if s := n.name + ": " + n.why; !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return strings.Join(out, "; ")
}
