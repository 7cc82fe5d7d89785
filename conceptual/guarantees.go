package conceptual

import (
	"regexp"
	"strings"
)

const guaranteeField = "Security Guarantees"

var (
	integrityWord    = regexp.MustCompile(`(?i)\bintegrity\b|\bunaltered\b|\bunmodified\b|\btamper(ing|ed)? (is )?(detected|noticed|found)`)
	authenticityWord = regexp.MustCompile(`(?i)\bauthentic(ity|ated|ation)?\b|\borigin\b|\bgenuine\b|\bsigned by\b`)
	secrecyWord      = regexp.MustCompile(`(?i)\bconfidential(ity)?\b|\bsecrecy\b|\bsecret\b|\bencrypted\b`)
	signedWord       = regexp.MustCompile(`(?i)\bsign(ed|ature|atures|ing)?\b|\becdsa\b|\brsa\b|\bed ?25519\b|\beddsa\b|\bhmac\b|\bcmac\b|\baead\b|\bgcm\b|\bccm\b|\btls\b|\bauthenticated\b`)
	deviceWord       = regexp.MustCompile(`(?i)\b(device|camera|product|unit|router|hub|gateway|boot ?loader|firmware|watch|monitor|controller|it)( itself)? (verif|check|authenticat|valid)|\b(verified|checked|validated|authenticated) (by|on|in) the (device|camera|product|unit|router|hub|gateway|boot ?loader|watch|monitor|controller)`)
)

// leastGuarantees names which of the least guarantees is not declared. Whether
// those declared fit the use a person judges.
func leastGuarantees(_ *view, r *row) *finding {
	text := r.field(guaranteeField)
	if text == "" {
		return nil
	}
	if saysNone(text) {
		return refutes("give integrity and authenticity, and declare them", "%s declares no security guarantee", r.key)
	}
	var lacks []string
	for _, g := range []struct {
		form *regexp.Regexp
		name string
	}{{integrityWord, "integrity"}, {authenticityWord, "authenticity"}} {
		if found, _ := plainly(text, g.form); !found {
			lacks = append(lacks, g.name)
		}
	}
	if len(lacks) > 0 {
		return leaves("%s of %s does not name %s: the least there must be", guaranteeField, r.key, strings.Join(lacks, " and "))
	}
	return leaves("a person judges whether the guarantees of %s fit: integrity and authenticity are named", r.key)
}

// verifies asks whether what is declared can show origin or integrity before an
// update is installed. A plain checksum cannot; whether a signature is used well a
// person judges.
func verifies(what string) func(*view, *row) *finding {
	return func(_ *view, r *row) *finding {
		text := r.field(detailsField)
		if text == "" {
			return nil
		}
		const mend = "sign updates and let the product verify the signature before it installs them"
		signed := signedWord.MatchString(text)
		switch {
		case saysNone(text):
			return refutes(mend, "%s declares nothing that verifies %s", r.key, what)
		case !signed && crcOnly.MatchString(text) && !hashWord.MatchString(text):
			return refutes(mend, "%s declares a plain checksum, which does not verify %s: %s", r.key, what, quoted(text))
		case !signed:
			return leaves("a person judges: %s names no signature, MAC or authenticated channel that verifies %s", r.key, what)
		}
		return leaves("a person judges whether %s verifies %s before installation: %s", r.key, what, quoted(text))
	}
}

var (
	crcOnly  = regexp.MustCompile(`(?i)\bcrc(-?\d+)?\b`)
	hashWord = regexp.MustCompile(`(?i)\bsha|\bmd5|\bhash`)
)

// deviceVerifies reads whether the declaration names the device as the one that
// verifies.
func deviceVerifies(goal *regexp.Regexp, what string) func(*view, *row) *finding {
	return func(_ *view, r *row) *finding {
		text := r.field(guaranteeField)
		if text == "" {
			return nil
		}
		for _, clause := range sentencesOf(text) {
			if deviceWord.MatchString(clause) && goal.MatchString(clause) && !negated(clause) && !hedged(clause) {
				return supports("%s declares that the device verifies %s: %s", r.key, what, quoted(clause))
			}
		}
		return leaves("a person reads whether %s names the device as the one that verifies %s: %s", r.key, what, quoted(text))
	}
}

// bootGuarantees is settled by the two words: the unit asks whether both are among
// the guarantees.
func bootGuarantees(_ *view, r *row) *finding {
	text := r.field(guaranteeField)
	if text == "" {
		return nil
	}
	if saysNone(text) {
		return refutes("let the boot verify integrity and authenticity of the software", "%s declares no security guarantee", r.key)
	}
	integrity, _ := plainly(text, integrityWord)
	authenticity, _ := plainly(text, authenticityWord)
	if integrity && authenticity && !hedged(text) {
		return supports("%s declares integrity and authenticity", r.key)
	}
	return leaves("a person judges whether %s gives integrity and authenticity: %s", r.key, quoted(text))
}
