package conceptual

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Bits that a factory password must have. Under the lower bound it is guessed
// within hours even where log-in is slowed down to one guess a second by many
// devices at once; from the upper bound on it resists guessing without any defence.
// Between the two a person weighs the defence as well. Own reading; TS 103 701 names
// no number.
const (
	tooFewBits = 20 // six digits
	manyBits   = 64 // eleven letters and digits, at random
)

// madeByMaker returns how a password that the user does not set is made; "" for
// whatever is no such password.
func madeByMaker(r *row) string {
	factor := r.lower("Authentication Factor")
	if factor != "" && !passwordWord.MatchString(factor) {
		return ""
	}
	if userSet.MatchString(factor) && !strings.Contains(factor, "pre-installed") {
		return ""
	}
	return r.field("Password Generation Mechanism")
}

var (
	passwordWord = regexp.MustCompile(`(?i)\bpass(word|phrase|code)s?\b|\bpins?\b`)
	userSet      = regexp.MustCompile(`(?i)set by (the )?user|user[- ]set|chosen by (the )?user`)
	sameForAll   = regexp.MustCompile(`(?i)\b(same|identical|common|shared|universal|global|one) (password |default |value |one |code )?(for|in|on|across|to) (all|every|each)\b|\b(fixed|static|hard-?coded|constant) (default |factory |initial )?(password|value|string|code)\b|\bidentical (default )?password`)
	counted      = regexp.MustCompile(`(?i)\b(counter|incremented|increments|incrementing|sequential(ly)?|consecutive(ly)?|running number|counted up|ascending)\b`)
	fromList     = regexp.MustCompile(`(?i)\b(list of (common|usual|popular) (passwords|words)|common passwords?|password list|well[- ]known passwords?|default password list)\b`)
	fromWords    = regexp.MustCompile(`(?i)\b(dictionary|word ?list|diceware|words)\b`)
	publicData   = regexp.MustCompile(`(?i)\b(mac[- ]address(es)?|mac|serial(s| ?numbers?)?|ssid|imei|model (name|number|designation)?|device name|host ?name|product name|production date|article number|bluetooth address)\b`)
	macAlgorithm = regexp.MustCompile(`(?i)\b(hmac|cmac|kmac|message authentication code|mac algorithm|mac key)\b`)
	derived      = regexp.MustCompile(`(?i)\b(deriv(ed|es|ing|ation)|comput(ed|es)|calculat(ed|es)|based on|built from|made (of|from)|taken from|part of|consists? of|contains?|digits of|characters of|hash of|generated from|equals?|uses?|is the|are the)\b`)
	keyed        = regexp.MustCompile(`(?i)\b(secret|key|keyed|hmac|cmac|kmac|random|salt|encrypt)`)
	random       = regexp.MustCompile(`(?i)\b(at random|random(ly)?|csprng|trng|hrng|drbg|urandom)\b`)
	perUnit      = regexp.MustCompile(`(?i)\b(per|for each|for every|each|every|unique|individual(ly)?) ?(to |per |for )?(each |every |the |a |single )?(unit|device|camera|product|item|piece)s?\b|\b(unique|individual)\b`)
)

const makePasswords = "make each password at random at production, from letters and digits, long enough, and print it on the unit"

func individual(_ *view, r *row) *finding {
	text := madeByMaker(r)
	if text == "" {
		return nil
	}
	if same, _ := plainly(text, sameForAll); same {
		return refutes(makePasswords, "%s declares one password for all units: %s", r.key, quoted(text))
	}
	if why := notRandom(text); why != "" {
		return leaves("a person judges whether passwords of %s are individual: %s", r.key, why)
	}
	return supports("%s declares a random password for each unit, of %d bits", r.key, int(bitsOf(text)))
}

func irregular(_ *view, r *row) *finding {
	text := madeByMaker(r)
	if text == "" {
		return nil
	}
	if found, _ := plainly(text, counted); found {
		return refutes(makePasswords, "%s declares passwords that count up: %s", r.key, quoted(text))
	}
	return orRandom(r, text, "without a regular series")
}

func uncommon(_ *view, r *row) *finding {
	text := madeByMaker(r)
	if text == "" {
		return nil
	}
	if found, _ := plainly(text, fromList); found {
		return refutes(makePasswords, "%s declares passwords from a list that others have: %s", r.key, quoted(text))
	}
	if fromWords.MatchString(text) {
		return leaves("a person judges: %s declares passwords made of words", r.key)
	}
	return orRandom(r, text, "not of common strings")
}

// unrelated refutes a password made of what anyone nearby can read, unless a
// secret key or chance goes into it as well.
func unrelated(_ *view, r *row) *finding {
	text := madeByMaker(r)
	if text == "" {
		return nil
	}
	for _, clause := range clausesOf(text) {
		bare := macAlgorithm.ReplaceAllString(clause, "")
		if !publicData.MatchString(bare) {
			continue
		}
		if !negated(clause) && derived.MatchString(clause) && !keyed.MatchString(text) {
			return refutes(makePasswords, "%s declares passwords made of what anyone can read: %s", r.key, quoted(clause))
		}
		return leaves("a person judges: %s names public data beside the password: %s", r.key, quoted(clause))
	}
	return orRandom(r, text, "not tied to public data")
}

func complex(_ *view, r *row) *finding {
	text := madeByMaker(r)
	if text == "" {
		return nil
	}
	bits := bitsOf(text)
	switch {
	case bits == 0:
		return leaves("a person judges: %s states no length and alphabet, or bits, of the password", r.key)
	case bits < tooFewBits:
		return refutes(makePasswords, "%s declares passwords of %d bits: %s", r.key, int(bits), quoted(text)).with("bits", int(bits))
	case bits >= manyBits && notRandom(text) == "":
		return supports("%s declares random passwords of %d bits", r.key, int(bits)).with("bits", int(bits))
	}
	return leaves("a person judges whether %d bits of %s resist guessing", int(bits), r.key).with("bits", int(bits))
}

// orRandom supports what a stated, long random password for each unit settles.
func orRandom(r *row, text, what string) *finding {
	if why := notRandom(text); why != "" {
		return leaves("a person judges whether passwords of %s are %s: %s", r.key, strings.TrimPrefix(what, "not "), why)
	}
	return supports("%s declares random passwords of %d bits, %s", r.key, int(bitsOf(text)), what)
}

// notRandom says why a text does not plainly declare a random password for each
// unit, long enough that chance alone makes it individual; "" where it does.
func notRandom(text string) string {
	chance, _ := plainly(text, random)
	each, _ := plainly(text, perUnit)
	switch {
	case hedged(text):
		return "it is not certain"
	case !chance:
		return "it does not plainly say that they are random"
	case !each:
		return "it does not plainly say that each unit has its own"
	case bitsOf(text) < manyBits:
		return "length and alphabet, or bits, are not stated or few"
	case counted.MatchString(text), sameForAll.MatchString(text), publicData.MatchString(macAlgorithm.ReplaceAllString(text, "")), fromWords.MatchString(text):
		return "it names something beside chance"
	}
	return ""
}

var (
	bitsForm   = regexp.MustCompile(`(?i)(\d{1,4})[- ]?bits?\b(?: of)?(?: entropy)?`)
	lengthForm = regexp.MustCompile(`(?i)(\d{1,3})[- ]?(?:random(?:ly chosen)? |alphanumeric |hexadecimal |hex |decimal |upper ?case |lower ?case )*(characters?|chars?|digits?|letters?|symbols?|hex(?:adecimal)?(?: digits| characters)?)\b`)
	setOfForm  = regexp.MustCompile(`(?i)(?:alphabet|set) of (\d{2,3})`)
)

// bitsOf works out how many bits a password has from the numbers a text states: bits
// named as such, or length and alphabet. The least of several counts. 0 where
// nothing is stated. A key length of an algorithm is not an entropy.
func bitsOf(text string) float64 {
	least := math.Inf(1)
	for _, m := range bitsForm.FindAllStringSubmatch(text, -1) {
		if n, err := strconv.Atoi(m[1]); err == nil && n > 0 && strings.Contains(strings.ToLower(text), "entropy") {
			least = min(least, float64(n))
		}
	}
	for _, m := range lengthForm.FindAllStringSubmatch(text, -1) {
		n, err := strconv.Atoi(m[1])
		if alphabet := alphabetOf(text, strings.ToLower(m[2])); err == nil && n > 0 && alphabet > 1 {
			least = min(least, float64(n)*math.Log2(alphabet))
		}
	}
	if math.IsInf(least, 1) {
		return 0
	}
	return least
}

// alphabetOf is the number of signs a password is made of: as stated, else by the
// words used; the smaller where two fit. 0 where nobody says.
func alphabetOf(text, unit string) float64 {
	if m := setOfForm.FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[1])
		return float64(n)
	}
	lower := strings.ToLower(text)
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(lower, w) {
				return true
			}
		}
		return false
	}
	switch {
	case strings.HasPrefix(unit, "hex"), has("hexadecimal", "hex digit", "hex character"):
		return 16
	case strings.HasPrefix(unit, "digit"):
		return 10
	case has("upper and lower case", "upper- and lower-case", "mixed case", "base62", "a-z, a-z"):
		if has("digit", "number", "alphanumeric") {
			return 62
		}
		return 52
	case has("base64"):
		return 64
	case has("base32"):
		return 32
	case has("alphanumeric", "letters and digits", "letters and numbers"):
		return 36
	case strings.HasPrefix(unit, "letter"):
		return 26
	}
	return 0
}
