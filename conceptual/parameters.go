package conceptual

import (
	"regexp"
	"strings"
)

var (
	secretThing   = regexp.MustCompile(`(?i)\b(private key|secret key|symmetric key|session key|pre-?shared key|password|passphrase|api token|access token|secret)\b`)
	publicThing   = regexp.MustCompile(`(?i)\b(public key|certificate|root ca|ca certificate|trust anchor)\b`)
	hardCoded     = regexp.MustCompile(`(?i)\bhard-?coded\b|\bin (the )?source code\b|\bcompiled in\b|\bsame (in|on|for) (all|every|each)\b`)
	replacedWord  = regexp.MustCompile(`(?i)\b(replac|overwrit|overridden|discard|never used|not used|disabled|delet|regenerat|personali[sz])`)
	usedAsIs      = regexp.MustCompile(`(?i)\bused as (it is|is|shipped|delivered)\b|\bstays (the same|in use)\b|\bin operation (as is|unchanged)\b|\bunchanged\b`)
	sameParameter = regexp.MustCompile(`(?i)\b(same|identical|shared|common|one) (key |value |secret )?(in|on|for|across|to) (all|every|each)\b|\b(fixed|static|constant|hard-?coded) (value|key|secret)\b`)
)

func critical(r *row) bool { return r.field("Type") == "critical" }

// typeFits refutes what is declared public though its own words say it is secret.
func typeFits(_ *view, r *row) *finding {
	text, kind := r.field("Description"), r.field("Type")
	if text == "" || kind == "" {
		return nil
	}
	secret, _ := plainly(text, secretThing)
	public, _ := plainly(text, publicThing)
	switch {
	case kind == "public" && secret && !public:
		return refutes("declare it critical and protect its confidentiality", "%s is declared public and described as secret: %s", r.key, quoted(text))
	case kind == "critical" && public && !secret:
		return leaves("a person judges: %s is declared critical and described as public: %s", r.key, quoted(text))
	case kind == "critical" && secret, kind == "public" && public && !secret:
		return supports("%s is %s, as described: %s", r.key, kind, quoted(text))
	}
	return nil
}

// parameterGuarantees is settled by the goals named: public parameters need
// integrity, critical ones confidentiality as well.
func parameterGuarantees(_ *view, r *row) *finding {
	text, kind := r.field(guaranteeField), r.field("Type")
	if text == "" || kind == "" {
		return nil
	}
	const mend = "protect integrity, and of critical parameters confidentiality as well"
	if saysNone(text) {
		return refutes(mend, "%s declares no security guarantee", r.key)
	}
	integrity, _ := plainly(text, integrityWord)
	secrecy, _ := plainly(text, secrecyWord)
	switch {
	case hedged(text):
		return leaves("a person judges the guarantees of %s: %s", r.key, quoted(text))
	case integrity && (secrecy || kind == "public"):
		return supports("%s, %s, has the guarantees it needs: %s", r.key, kind, quoted(text))
	case integrity:
		return leaves("%s of %s does not name confidentiality, which a critical parameter needs", guaranteeField, r.key)
	}
	return leaves("%s of %s does not name integrity", guaranteeField, r.key)
}

func parameterProtected(_ *view, r *row) *finding {
	text := r.field("Protection Scheme")
	if text == "" || !saysNone(text) {
		return nil
	}
	return refutes("protect it in storage", "%s declares no protection", r.key)
}

// hardCodedReplaced asks of secrets in the code how they are kept out of use.
func hardCodedReplaced(_ *view, r *row) *finding {
	text := r.field("Provisioning Mechanism")
	hard, _ := plainly(r.field("Description")+"; "+text, hardCoded)
	if !critical(r) || !hard || text == "" {
		return nil
	}
	asIs, _ := plainly(text, usedAsIs)
	switch {
	case saysNone(text) || asIs && !replacedWord.MatchString(text):
		return refutes("give each unit its own value and never use the one in the code", "%s is hard-coded and in use as it is: %s", r.key, quoted(text))
	case replacedWord.MatchString(text):
		return leaves("a person judges whether provisioning keeps %s out of use: %s", r.key, quoted(text))
	}
	return leaves("a person judges: %s is hard-coded, and its provisioning does not say that it is replaced", r.key)
}

// parameterGeneration supports a stated random generation for each unit with a
// length that current catalogues accept.
func parameterGeneration(_ *view, r *row) *finding {
	text := r.field("Generation Mechanism")
	if text == "" || !critical(r) {
		return nil
	}
	if same, _ := plainly(text, sameParameter); same {
		return refutes("generate a value of its own for each unit", "%s is the same in all units: %s", r.key, quoted(text))
	}
	chance, _ := plainly(text, random)
	each, _ := plainly(text, perUnit)
	bits := keyBits(text)
	switch {
	case chance && each && bits >= 128 && !hedged(text) && !publicData.MatchString(macAlgorithm.ReplaceAllString(text, "")):
		return supports("%s is generated at random for each unit, %d bits", r.key, bits)
	}
	return leaves("a person judges whether the generation of %s makes it individual and hard to attack in bulk: %s", r.key, quoted(text))
}

// keyBits is the least length in bits that a text names, 0 where it names none.
func keyBits(text string) int {
	least := 0
	for _, m := range bitsForm.FindAllStringSubmatch(text, -1) {
		if n, ok := number(strings.TrimSpace(m[1])); ok && (least == 0 || n < least) {
			least = n
		}
	}
	return least
}
