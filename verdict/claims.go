package verdict

import (
	"slices"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// Some functional units ask nothing but whether a row is as it was declared. An
// observation refutes such a unit only where the row says what the observation
// denies: a key that every unit has in common refutes a row which says that each
// unit makes its own, and none that says nothing of the kind. Elsewhere it informs.
type claim struct {
	unit  string
	check string // the check whose observation is meant; any where empty
	holds func(*tables, *row, *assay.Observation) bool
}

var claims = []claim{
	{"5.1-1-2/b", "", func(_ *tables, r *row, _ *assay.Observation) bool { return userSet(r) }},
	{"5.1-2-2/a", "", says("Password Generation Mechanism", "random", "unique", "individual", "each unit", "per unit", "per device")},
	{"5.1-4-2/b", "", func(_ *tables, r *row, _ *assay.Observation) bool { return !noPassword(r) }},
	{"5.2-1-2/a", "pagegone", place("Publication of Vulnerability Disclosure Policy")},
	{"5.3-13-2/a", "pagegone", place("Publication of Support Period")},
	{"5.3-6-2/b", "", says("Configuration", "switched off", "turned off", "switch off", "turn off", "put off", "on or off", "disable", "postpone", "choose", "schedule")},
	{"5.4-1-2/a", "secretsreadable", says("Protection Scheme", "root", "permission", "access control", "mode 0600", "privileged", "other users")},
	{"5.4-1-2/a", "passwordinconfig", says("Protection Scheme", "encrypted", "hashed", "secure element", "tpm", "trusted execution")},
	{"5.4-1-2/a", "weakpasswordhash", strongHash},
	{"5.4-3-2/a", "", says("Provisioning Mechanism", "each unit", "every unit", "on the unit", "first start", "unique", "individual", "per unit", "per device", "replaced", "generated")},
	{"5.5-1-2/a", "serviceencrypted", encryption("Cryptographic Details")},
	{"5.5-1-2/a", "tlscurrent", says("Cryptographic Details", "tls 1.2", "tls 1.3", "tls1.2", "tls1.3", "tlsv1.2", "tlsv1.3", "gcm", "chacha20")},
	{"5.5-1-2/a", "accesspointopen", encryption("Cryptographic Details")},
	{"5.5-1-2/a", "serverinclear", encryption("Cryptographic Details")},
	{"5.5-2-2/a", "", otherVersion},
	{"5.5-4-2/c", "serviceencrypted", loginEncryption},
	{"5.6-1-2/a", "", func(_ *tables, r *row, o *assay.Observation) bool {
		return disabled(r) && !cutOff(r, o) && !conditionOpen(o)
	}},
	{"5.6-2-2/a", "", func(_ *tables, r *row, _ *assay.Observation) bool {
		return !contains(r.field("Disclosed Information"), "version", "server software", "banner", "server header")
	}},
	{"5.6-4-2/a", "", func(_ *tables, r *row, o *assay.Observation) bool {
		return disabled(r) && !noDebugPort(r) && !cutOff(r, o)
	}},
	{"5.7-1-2/a", "", func(_ *tables, r *row, _ *assay.Observation) bool {
		return affirms(r.field("Description")+"; "+r.field("Security Guarantees")+"; "+r.field("Detection Mechanisms"), "kernel", "root file system", "firmware", "software", "image")
	}},
	{"5.8-3-1/a", "pagegone", place("Documentation of Sensors")},
	{"6-1-2/a", "pagegone", place("Documentation of Personal Data")},
	{"6-5-2/a", "pagegone", place("Documentation of Telemetry Data")},
}

// agreements are the same for supports: units that are met where a row says what
// was observed, and of which the observation says nothing where the row does not.
var agreements = []claim{
	{"5.3-6-2/a", "updateoptional", says("Initiation and Interaction", "automatic")},
	{"5.5-2-2/a", "cryptolibrary", sameVersion},
	{"5.8-3-1/a", "sensorsnamed", at("Documentation of Sensors")},
}

// compared takes from a bearing what only counts against, or together with, what
// the declaration says: such an observation then informs.
func (t *tables) compared(u *standard.TestUnit, b bearing) assay.Effect {
	switch {
	case b.attested(): // a person has compared
	case b.refutes() && !t.claimed(claims, u, b), b.supports() && !t.claimed(agreements, u, b):
		return assay.Informs
	}
	return b.effect
}

// claimed tells whether a row that an observation is about says what the list has of
// its unit. A unit and check that are not in the list ask for nothing.
func (t *tables) claimed(list []claim, u *standard.TestUnit, b bearing) bool {
	listed := false
	for _, c := range list {
		if c.unit != u.ID || c.check != "" && c.check != b.obs.Check {
			continue
		}
		listed = true
		for _, r := range t.asked(u, b) {
			if c.holds(t, r, b.obs) {
				return true
			}
		}
	}
	return !listed
}

// asked are the rows that an observation may deny: the one it is bound to, or all
// of the table where it is about the whole, or the one record.
func (t *tables) asked(u *standard.TestUnit, b bearing) []*row {
	switch {
	case b.row != nil:
		return []*row{b.row}
	case b.entry != "":
		return nil
	}
	rows := t.of(t.entryTable(tablesOf(u), whole))
	if len(rows) > 0 {
		return rows
	}
	for _, ref := range u.IXIT {
		if r := t.single(ref.Table); r != nil {
			return []*row{r}
		}
	}
	return nil
}

// strongHash is right where a row says that passwords are kept under a slow hash.
// The name of the weak descrypt ends like that of a strong one.
func strongHash(_ *tables, r *row, _ *assay.Observation) bool {
	scheme := strings.ReplaceAll(strings.ToLower(r.field("Protection Scheme")), "descrypt", "des crypt")
	return affirms(scheme, "sha-256", "sha-512", "sha256", "sha512", "bcrypt", "scrypt", "argon2", "pbkdf2")
}

// says is right where a field has one of some words.
func says(field string, words ...string) func(*tables, *row, *assay.Observation) bool {
	return func(_ *tables, r *row, _ *assay.Observation) bool { return affirms(r.field(field), words...) }
}

// affirms tells whether a clause of a text has one of some words and denies nothing:
// "cannot be switched off" does not say that it can.
func affirms(text string, words ...string) bool {
	text = strings.ReplaceAll(strings.ToLower(text), ". ", ";") // but not the stop in "TLS 1.2"
	for _, clause := range strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(",;\n", c) }) {
		denied := slices.ContainsFunc(strings.Fields(clause), func(w string) bool {
			return slices.Contains([]string{"no", "not", "cannot", "can't", "isn't", "never", "none", "without", "nothing"}, w)
		})
		if !denied && contains(clause, words...) {
			return true
		}
	}
	return false
}

// at is right where a field gives an address at which an observation was made.
func at(field string) func(*tables, *row, *assay.Observation) bool {
	return func(_ *tables, r *row, o *assay.Observation) bool {
		for _, word := range strings.Fields(r.field(field)) {
			for _, place := range o.Where {
				if said := address(word); said != "" && said == address(place.URL) {
					return true
				}
			}
		}
		return false
	}
}

// address is an address of the web without scheme and what a sentence puts after it.
func address(text string) string {
	_, rest, _ := strings.Cut(text, "://")
	return strings.TrimRight(rest, "/.,;:)")
}

// place is right where a field names the very address at which an observation was
// made, and not only one that begins like it.
func place(field string) func(*tables, *row, *assay.Observation) bool {
	return func(_ *tables, r *row, o *assay.Observation) bool {
		for _, said := range strings.FieldsFunc(r.field(field), func(c rune) bool { return strings.ContainsRune(" \t\n,;()<>\"", c) }) {
			for _, seen := range o.Where {
				if strings.Contains(said, "://") && strings.EqualFold(strings.TrimRight(said, "/."), strings.TrimRight(seen.URL, "/")) {
					return true
				}
			}
		}
		return false
	}
}

// cutOff tells a console whose row says that the wires are gone: software that opens
// it does not show otherwise.
func cutOff(r *row, o *assay.Observation) bool {
	return kindOf(o.About) == console && contains(r.field("Description")+" "+r.field("Debug Interface")+" "+r.field("Protection"),
		"pin", "resistor", "fuse", "not populated", "unpopulated", "no connector", "removed", "wire", "trace", "hardware")
}

func contains(text string, words ...string) bool {
	text = strings.ToLower(text)
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// encryption is right where a field names protection of a connection.
func encryption(field string) func(*tables, *row, *assay.Observation) bool {
	return func(_ *tables, r *row, _ *assay.Observation) bool { return encrypts(r.field(field)) }
}

func encrypts(text string) bool {
	return !contains(text, "unencrypted", "in clear") && affirms(text, "tls", "ssh", "ipsec", "wpa2", "wpa3", "srtp", "encrypt", "aes")
}

// loginEncryption is right where a log-in that a service names is said to be encrypted.
func loginEncryption(t *tables, r *row, _ *assay.Observation) bool {
	for _, id := range r.refers("Authentication Mechanism") {
		if login := t.byKey["1-AuthMech/"+id]; login != nil && encrypts(login.field("Cryptographic Details")) {
			return true
		}
	}
	return false
}

// otherVersion is right where a row names the version of a component that was
// reviewed, as "OpenSSL 3.0.13" or "OpenSSL version 3.0.13", and that is not the one
// found. A row without a version, or with a branch such as 3.0, says nothing else.
func otherVersion(_ *tables, r *row, o *assay.Observation) bool {
	reviewed, found := versions(r, o)
	for _, v := range reviewed {
		if found == "" || v == found || strings.HasPrefix(found, v+".") {
			return false
		}
	}
	return len(reviewed) > 0
}

// sameVersion is right where a row names the very version that was found.
func sameVersion(_ *tables, r *row, o *assay.Observation) bool {
	reviewed, found := versions(r, o)
	return found != "" && slices.Contains(reviewed, found)
}

// versions returns the versions that a row names of an observed component, and the
// one that was found.
func versions(r *row, o *assay.Observation) (reviewed []string, found string) {
	name, _ := o.Data["name"].(string)
	found, _ = o.Data["version"].(string)
	return versionsOf(r.field("Description")+" "+r.field("Report"), name), strings.ToLower(found)
}

// versionsOf are the versions that follow a name in a text.
func versionsOf(text, name string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return strings.ContainsRune(" \t\n,;()/", c) })
	var out []string
	for i, w := range words {
		if name == "" || w != strings.ToLower(name) {
			continue
		}
		next := i + 1
		for next < len(words) && (words[next] == "version" || words[next] == "release") {
			next++
		}
		if next < len(words) {
			if v := strings.Trim(strings.TrimPrefix(words[next], "v"), ".:"); v != "" && v[0] >= '0' && v[0] <= '9' && strings.Contains(v, ".") {
				out = append(out, v)
			}
		}
	}
	return out
}
