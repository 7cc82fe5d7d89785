package verdict

import (
	"strings"

	"github.com/assay-project/assay/standard"
)

// Some units run over part of a table: only passwords that the user sets, only
// services that are enabled. Which part is said in the purpose of the unit;
// here it is read from the fields that say so without interpretation. What is
// not clear from them stays in.
var outOfScope = map[string]func(*row) bool{
	"5.1-1-1/a": notPreset, "5.1-2-1/a": notPreset, "5.1-2-1/b": notPreset, "5.1-2-1/c": notPreset,
	"5.1-2-1/d": notPreset, "5.1-2-2/a": notPreset, "5.1-1-2/c": notPreset,
	"5.1-1-2/b": notUserSet,
	"5.6-1-1/a": disabled, "5.6-5-1/a": disabled,
	"5.5-3-1/a": noCryptography, "5.5-3-1/b": noCryptography,
	"5.4-3-1/a": publicParameter, "5.4-3-1/b": publicParameter, "5.4-3-2/a": publicParameter,
	"5.4-4-1/a": publicParameter, "5.4-4-1/b": publicParameter,
	"5.6-4-1/a": noDebugPort, "5.6-4-1/b": noDebugPort, "5.6-4-1/c": noDebugPort, "5.6-4-2/a": noDebugPort,
	"6-2-1/a": noConsent, "6-2-2/a": noConsent, "6-3-1/a": noConsent, "6-3-2/a": noConsent,
	"5.5-5-1/a": notConfigurable, "5.5-5-2/a": notConfigurable,
	"5.5-6-1/a": publicParameter, "5.5-6-2/a": publicParameter, "5.5-7-1/a": publicParameter, "5.5-7-2/a": publicParameter,
	"5.8-2-1/a": notSensitive, "5.8-2-2/a": notSensitive,
	"5.11-2-2/b": deviceOnly, "5.11-2-2/c": deviceOnly, "5.11-1-2/b": servicesOnly, "5.11-1-2/c": servicesOnly,
}

func leftOut(u *standard.TestUnit, r *row) bool {
	rule, ok := outOfScope[u.ID]
	return ok && rule(r)
}

// notPreset is right for whatever is no password, or one that users choose.
func notPreset(r *row) bool { return noPassword(r) || userSet(r) }

func notUserSet(r *row) bool {
	return noPassword(r) || strings.Contains(fieldText(r, "Authentication Factor"), "pre-installed")
}

func userSet(r *row) bool {
	return strings.Contains(fieldText(r, "Authentication Factor"), "set by user")
}

func noPassword(r *row) bool {
	f := fieldText(r, "Authentication Factor")
	return f != "" && !strings.Contains(f, "password") && !strings.Contains(f, "pin") && !strings.Contains(f, "passphrase")
}

func disabled(r *row) bool        { return r.field("Status") == "disabled" }
func notConfigurable(r *row) bool { return r.field("Allows Configuration") == "No" }
func notSensitive(r *row) bool    { return r.field("Sensitive") == "No" }
func noCryptography(r *row) bool  { return r.field("Cryptographic Usage") == "No" }
func publicParameter(r *row) bool { return r.field("Type") == "public" }
func noDebugPort(r *row) bool     { return none(r.field("Debug Interface")) }
func noConsent(r *row) bool       { return none(r.field("Obtaining Consent")) }
func deviceOnly(r *row) bool      { return r.field("Target Type") == "user data on the device" }
func servicesOnly(r *row) bool {
	return r.field("Target Type") == "personal data on associated services"
}

func fieldText(r *row, name string) string { return strings.ToLower(r.field(name)) }
