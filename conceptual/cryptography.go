package conceptual

import (
	"regexp"
	"strings"
)

const detailsField = "Cryptographic Details"

// bestPractice looks the declared cryptography up in the catalogue, as the units do
// that ask for best practice.
func bestPractice(_ *view, r *row) *finding {
	text := r.field(detailsField)
	if text == "" {
		return nil
	}
	c := Cryptography()
	const mend = "use cryptography that a current catalogue accepts, and name protocols, algorithms, modes and key lengths"
	if saysNone(text) || noCryptography.MatchString(text) {
		return refutes(mend, "%s declares no cryptography: %s", r.key, quoted(text))
	}
	l := c.lookUp(text)
	bad, plain, weigh, good := l.of(Deprecated), l.of(NoCrypto), l.of(Weigh), l.of(Accepted)
	switch {
	case len(bad) > 0 && !hedged(text):
		return refutes(mend, "%s declares %s", r.key, reasons(bad)).with("list", c.AsOf)
	case len(plain) > 0 && len(good)+len(weigh)+len(l.unknown) == 0 && !hedged(text):
		return refutes(mend, "%s declares no cryptography but %s", r.key, reasons(plain)).with("list", c.AsOf)
	case len(good)+len(weigh)+len(l.doubts) == 0:
		return leaves("a person judges: %s names no algorithm or protocol of the list of %s", r.key, c.AsOf)
	case len(good) == 0, len(bad)+len(plain)+len(weigh)+len(l.doubts) > 0, hedged(text):
		return leaves("a person judges the cryptography of %s: %s", r.key, l.open(text)).with("list", c.AsOf)
	}
	return supports("%s declares %s, accepted by the list of %s", r.key, namesOfAll(good), c.AsOf).with("list", c.AsOf)
}

var noCryptography = regexp.MustCompile(`(?i)^\s*(no|without)\s+(encryption|cryptography|protection|authentication)\b`)

// open names what of a text a person has to weigh.
func (l *lookup) open(text string) string {
	parts := append([]string(nil), l.doubts...)
	for _, n := range append(append(l.of(Deprecated), l.of(NoCrypto)...), l.of(Weigh)...) {
		parts = append(parts, n.name+" ("+n.why+")")
	}
	if hedged(text) {
		parts = append(parts, "something that is not certain")
	}
	if len(parts) > 4 {
		parts = append(parts[:4], "…")
	}
	return strings.Join(parts, "; ")
}

// unbroken asks whether a feasible attack is known. A list can say yes; that there
// is none a person looks up in newer reports.
func unbroken(_ *view, r *row) *finding {
	text := r.field(detailsField)
	if text == "" || saysNone(text) {
		return nil
	}
	c := Cryptography()
	l := c.lookUp(text)
	var broken []named
	for _, n := range l.used {
		if n.attack {
			broken = append(broken, n)
		}
	}
	switch {
	case len(broken) > 0 && !hedged(text):
		return refutes("replace what can be attacked", "%s relies on %s", r.key, reasons(broken)).with("list", c.AsOf)
	case len(l.of(Accepted)) > 0:
		return leaves("a person judges: attacks published after %s on %s", c.AsOf, namesOfAll(l.of(Accepted)))
	}
	return nil
}
