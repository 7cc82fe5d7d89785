package conceptual

import (
	"regexp"
	"strings"
)

// saysSomething refutes a field that says there is none of what a claimed provision
// asks for. What it says otherwise a person judges.
func saysSomething(field, mend, claim string) func(*view, *row) *finding {
	return func(_ *view, r *row) *finding {
		text := r.field(field)
		if text == "" || !saysNone(text) {
			return nil
		}
		return refutes(mend, "%s of %s says that there is none, and it is claimed that %s", field, r.key, claim)
	}
}

var (
	hurdle     = regexp.MustCompile(`(?i)\b(after (registration|registering|log-?in|logging in|purchase)|registered (users|customers) only|only (for|to) (registered|customers|dealers|partners|members)|requires? (an? )?(account|registration|log-?in)|on request|upon request|under nda|behind a log-?in|customer portal|members only)\b`)
	bruteNone  = regexp.MustCompile(`(?i)\b(no (limit|lock-?out|delay|protection|countermeasure)|unlimited (attempts|tries))\b`)
	attempts   = regexp.MustCompile(`(?i)\b(\d{1,4}|three|four|five|six|seven|ten) (wrong |failed |false |incorrect )?(attempts?|tries|log-?ins?|guesses)\b`)
	lockedText = regexp.MustCompile(`(?i)\b(lock(ed|s|-?out)?|delay(s|ed)?|wait(s|ing)?|block(s|ed)?|throttl\w+|back-?off|rate.?limit\w*|captcha)\b`)
)

// openToAll refutes a place that is declared to stand behind a hurdle, and refuses
// an empty one.
func openToAll(field, what string) func(*view, *row) *finding {
	return func(_ *view, r *row) *finding {
		text := r.field(field)
		if text == "" {
			return nil
		}
		if saysNone(text) {
			return refutes("publish "+what+" on an open page", "%s of %s says that it is not published", field, r.key)
		}
		if behind, _ := plainly(text, hurdle); behind {
			return refutes("publish "+what+" on an open page", "%s stands behind a hurdle by the maker's words: %s", what, quoted(text))
		}
		return nil
	}
}

// bruteForce asks for a stated defence. Whether it makes guessing impractical
// depends on the password as well, and a person judges it.
func bruteForce(_ *view, r *row) *finding {
	text := r.field("Brute Force Prevention")
	if text == "" {
		return nil
	}
	const mend = "slow guessing down after a few wrong attempts, or lock the log-in for a while"
	if no, _ := plainlyDenied(text); saysNone(text) || no {
		return refutes(mend, "%s declares no defence against guessing: %s", r.key, quoted(text))
	}
	if attempts.MatchString(text) && lockedText.MatchString(text) {
		return leaves("a person judges whether guessing is impractical: %s declares %s", r.key, quoted(text))
	}
	return leaves("a person judges: %s states no number of attempts with what follows them: %s", r.key, quoted(text))
}

func plainlyDenied(text string) (bool, bool) {
	return bruteNone.MatchString(text) && !lockedText.MatchString(bruteNone.ReplaceAllString(text, "")), false
}

func interfaceReason(_ *view, r *row) *finding {
	if r.field("Status") != "enabled" {
		return nil
	}
	if text := r.field("Description"); text != "" && saysNone(text) {
		return refutes("say what it is for, or switch it off", "%s is enabled, and its description says no purpose", r.key)
	}
	return nil
}

// serviceReason refutes a service that is on without a reason by the maker's words.
func serviceReason(_ *view, r *row) *finding {
	if r.field("Status") != "enabled" {
		return nil
	}
	text := r.field("Justification")
	switch {
	case text == "":
		return leaves("%s is enabled: Justification says why the product needs it", r.key)
	case saysNone(text):
		return refutes("switch it off, or say why the product needs it", "%s is enabled without a reason", r.key)
	}
	return leaves("a person judges whether the product needs %s: %s", r.key, quoted(text))
}

// anyMethod refutes a table that was filled and declares nothing, though the
// provision is claimed.
func anyMethod(table int, claim string) func(*view) *finding {
	return func(v *view) *finding {
		if !v.filled[table] {
			return nil
		}
		if rows := v.rows[table]; len(rows) == 0 || saysNone(v.all(table, "Description")) {
			return refutes("declare the method, or answer N with a reason", "%s declares no method, and it is claimed that %s", v.std.Tables()[table-1].Key, claim)
		}
		return nil
	}
}

func alertNamed(v *view) *finding {
	if !v.filled[20] {
		return nil
	}
	for _, r := range v.rows[20] {
		if text := r.field("User Notification"); text != "" && !saysNone(text) {
			return nil
		}
	}
	if v.all(20, "User Notification") == "" {
		return nil
	}
	return refutes("tell the user of an unauthorised change", "20-SecBoot declares no alert, and one is claimed")
}

// deletionNamed asks whether a function of the kind exists at all. How easy it is a
// person judges.
func deletionNamed(onDevice bool) func(*view, *row) *finding {
	return func(_ *view, r *row) *finding {
		if text := r.field("Initiation and Interaction"); text != "" && saysNone(text) && targets(r, onDevice) {
			return refutes("give users a simple way to delete", "%s declares no way for users to start it", r.key)
		}
		return nil
	}
}

func targets(r *row, onDevice bool) bool {
	switch r.field("Target Type") {
	case "both":
		return true
	case "user data on the device":
		return onDevice
	case "personal data on associated services":
		return !onDevice
	}
	return false
}

var noConsent = regexp.MustCompile(`(?i)\b(pre-?ticked|pre-?checked|opt-?out|implied|implicit(ly)?|by using the (product|device|app|service)|by continuing|deemed|assumed|part of the (terms|conditions)|tacit(ly)?)\b`)

// consentValid refutes what is plainly no free and explicit opt-in.
func consentValid(_ *view, r *row) *finding {
	text := r.field("Obtaining Consent")
	if text == "" || none(text) {
		return nil
	}
	if bad, _ := plainly(text, noConsent); bad {
		return refutes("ask for consent with an empty box, apart from other terms", "%s declares consent that is no opt-in: %s", r.key, quoted(text))
	}
	return leaves("a person judges whether the opt-in of %s is free, obvious and explicit: %s", r.key, quoted(text))
}

func withdrawal(_ *view, r *row) *finding {
	consent, text := r.field("Obtaining Consent"), r.field("Withdrawing Consent")
	if consent == "" || none(consent) || text == "" {
		return nil
	}
	if saysNone(text) || noControl.MatchString(text) {
		return refutes("let users withdraw consent whenever they want", "%s declares consent that cannot be withdrawn: %s", r.key, quoted(text))
	}
	return leaves("a person judges whether consent for %s can be withdrawn at any time: %s", r.key, quoted(text))
}

// telemetryMinimal is settled where telemetry holds no personal data at all.
func telemetryMinimal(_ *view, r *row) *finding {
	text, ok := r.entry.Fields["Personal Data"]
	if !ok {
		return nil
	}
	if strings.TrimSpace(text) == "" || none(text) {
		return supports("%s holds no personal data, by the maker's words", r.key)
	}
	return leaves("a person judges whether the personal data of %s is needed for its purpose: %s", r.key, quoted(text))
}
