package record

import (
	"fmt"
	"strings"
	"time"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// Signed says what the signature of a record is worth to who judges.
type Signed string

const (
	Trusted   Signed = "trusted"   // it holds, by a key that is trusted
	Untrusted Signed = "untrusted" // it holds, by a key that nobody here knows
	Unsigned  Signed = "unsigned"
)

// Standing is a record as it counts now.
type Standing struct {
	*Read
	Signed   Signed
	Known    string // the file that the trusted key of the signer stands in
	Basis    assay.Basis
	Stale    []string // what of its ground has changed
	Replaced string   // file name of the record that took its place
	Missing  []string // attached files that are not there
	Early    bool     // it is dated after the day of the assessment
}

// Holds tells whether the record still speaks: nothing of its ground changed and
// none took its place.
func (s Standing) Holds() bool { return len(s.Stale) == 0 && s.Replaced == "" && !s.Early }

// Carries tells whether it carries its result into verdicts. A pass needs its
// files; a fail does not.
func (s Standing) Carries() bool {
	return s.Holds() && (len(s.Missing) == 0 || s.Result == Fail)
}

// Standings holds every record against the product as it is now.
func (s *Set) Standings(trust Trust, now State) []Standing {
	makers := s.makers(now.Declaration)
	var out []Standing
	for _, r := range s.Records {
		st := Standing{Read: r, Signed: Unsigned, Stale: r.Stale(now), Replaced: s.replacing(r), Missing: s.missing[r.Evidence]}
		if r.Signer != nil {
			st.Signed = Untrusted
			if st.Known = trust.known(r.Signer); st.Known != "" {
				st.Signed = Trusted
			}
		}
		st.Basis = basis(r, st.Signed, makers, now.Declaration)
		st.Early = early(r.Date, now.At)
		out = append(out, st)
	}
	return out
}

// early tells whether a day lies after a time; a day begins somewhere on earth
// fourteen hours before it does in London.
func early(date string, at time.Time) bool {
	day, err := time.Parse(time.DateOnly, date)
	return err == nil && !at.IsZero() && day.Add(-14*time.Hour).After(at)
}

// basis says how a thing is known that a record tells. Independent is only what
// a trusted key signed whose holder is not the maker. What nobody trusted signed
// counts as if the maker said it, whatever role it names.
func basis(r *Read, signed Signed, makers map[string]bool, d *assay.Declaration) assay.Basis {
	third := signed == Trusted && !interested(r.Role) && !makers[r.Signer.Fingerprint()] && !isMaker(r.Organisation, d)
	switch {
	case third && r.Independent:
		return assay.Independent
	case third:
		return assay.Tested
	case r.On == OnProvision || r.Conceptual():
		return assay.Declared
	}
	return assay.Tested
}

// isMaker tells whether an organisation is the maker or brand by its name.
func isMaker(organisation string, d *assay.Declaration) bool {
	if d == nil || plainName(organisation) == "" {
		return false
	}
	names := []string{d.Product.Manufacturer, d.Product.Brand}
	for _, p := range d.Parties {
		if p.Role == "manufacturer" || p.Role == "importer" || p.Role == "authorised_representative" || p.Role == "distributor" {
			names = append(names, p.Name)
		}
	}
	for _, n := range names {
		if plainName(n) != "" && plainName(n) == plainName(organisation) {
			return true
		}
	}
	return false
}

func plainName(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(c rune) bool { return strings.ContainsRune(" \t\n.,", c) }), " ")
}

// replacing returns the name of a record that takes the place of r: one for the
// same thing, signed by the same key, or by the same organisation where r was
// not signed. A maker does not replace what a laboratory signed.
func (s *Set) replacing(r *Read) string {
	for _, other := range s.Records {
		if other == r || other.ID != r.ID || other.Date < r.Date || !contains(other.Replaces, r.Evidence) {
			continue
		}
		same := r.Signer == nil && plainName(other.Organisation) == plainName(r.Organisation)
		if r.Signer != nil && other.Signer != nil {
			same = r.Signer.Fingerprint() == other.Signer.Fingerprint()
		}
		if same {
			return other.Name
		}
	}
	return ""
}

// Observations turns the records into observations, in the order of their file
// names, and lists what of them was not used. A record whose ground has changed
// or that was replaced informs and settles nothing.
//
// A result for a unit bears on the unit; for a case, on the case of its
// edition; for a provision, on the provision, by the id of each.
func (s *Set) Observations(trust Trust, now State) ([]assay.Observation, []assay.Limit) {
	var all []assay.Observation
	limits := append([]assay.Limit(nil), s.Problems...)
	for _, st := range s.Standings(trust, now) {
		limits = append(limits, st.limits()...)
		if st.Replaced == "" {
			all = append(all, st.observation())
		}
	}
	return all, limits
}

// hidesNothing marks limits of records: no search through the product missed
// anything because of them.
func hidesNothing() []string { return []string{assay.HidesNothing} }

// limits are what is not used of a record, in words.
func (s Standing) limits() []assay.Limit {
	var out []assay.Limit
	add := func(what, effect string) {
		out = append(out, assay.Limit{What: what, Where: s.Name, Effect: effect, Hides: hidesNothing()})
	}
	switch {
	case s.Replaced != "":
		add("replaced by "+s.Replaced, "the record was not used")
	case len(s.Stale) > 0:
		add("stale: "+strings.Join(s.Stale, "; "), fmt.Sprintf("the %s for %s was not used; test again", s.said(), s.ID))
	case s.Early:
		add("dated "+s.Date+", after the day of this assessment", fmt.Sprintf("the %s for %s was not used", s.said(), s.ID))
	}
	switch {
	case s.Replaced != "":
	case s.Signed == Unsigned:
		add("not signed", "it counts as what the maker says, at most as tested")
	case s.Signed == Untrusted:
		add("signed by a key that is not trusted here: "+s.Signer.Fingerprint(), "it counts as what the maker says, at most as tested")
	case s.Independent && s.Basis != assay.Independent:
		add("it calls itself independent and is the maker's, by its key or its organisation", "it does not count as independent")
	}
	return out
}

// said is the result or answer in one word.
func (r *Record) said() string {
	if r.On == OnQuestion {
		return "answer " + string(r.Answer)
	}
	return string(r.Result)
}

func (s Standing) observation() assay.Observation {
	o := assay.Observation{
		ID: Check + "-" + s.Evidence[len("sha256:"):][:8], Check: Check, Question: Question, Answer: s.answer(), Summary: s.summary(),
		Basis: s.Basis, Where: []assay.Where{{Evidence: s.Evidence, Path: s.Name}}, WithinBaseline: true, Bears: []assay.Bears{},
		Exercised: map[string]any{"by": "a person", "procedure": s.Procedure, "entries": len(s.Entries), "files": len(s.Files)},
		Data:      s.data(),
		Attested:  &assay.Attested{By: s.By, Role: s.Role, Organisation: s.Organisation, Date: s.Date, Procedure: s.Procedure},
	}
	for _, f := range s.Files {
		o.Attested.Files = append(o.Attested.Files, f.Evidence)
	}
	if s.Signer != nil {
		o.Attested.Key = s.Signer.Fingerprint()
	}
	if s.On == OnQuestion {
		o.Question, o.About = s.ID, s.About
		if !s.Carries() {
			o.Answer = assay.Unknown
		}
		return o
	}
	o.Bears = s.bears()
	return o
}

// answer is the result as an answer.
func (s Standing) answer() assay.Answer {
	switch {
	case s.On == OnQuestion:
		return s.Answer
	case s.Result == Pass:
		return assay.Yes
	case s.Result == Fail:
		return assay.No
	}
	return assay.Unknown
}

func (s Standing) bears() []assay.Bears {
	method, effect := string(standard.TS103701V1), assay.Informs
	if s.On != OnUnit {
		method = string(s.Method())
	}
	if s.Carries() {
		effect = map[Result]assay.Effect{Pass: assay.Supports, Fail: assay.Refutes, Inconclusive: assay.Informs}[s.Result]
	}
	if s.Result == Inconclusive && !s.Carries() {
		return []assay.Bears{} // an old doubt holds nothing open
	}
	if len(s.Entries) == 0 {
		return []assay.Bears{{Method: method, Unit: s.ID, Effect: effect}}
	}
	var out []assay.Bears
	for _, e := range s.Entries {
		out = append(out, assay.Bears{Method: method, Unit: s.ID, Entry: e, Effect: effect})
	}
	return out
}

// data are small facts for machines.
func (s Standing) data() map[string]any {
	data := map[string]any{"on": string(s.On), "id": s.ID, "signature": string(s.Signed), "independent": s.Basis == assay.Independent}
	if s.Result != "" {
		data["result"] = string(s.Result)
	}
	if s.Known != "" {
		data["trusted_as"] = s.Known
	}
	if s.Covers != "" {
		data["covers"] = s.Covers
	}
	if len(s.Stale) > 0 {
		data["stale"] = strings.Join(s.Stale, "; ")
	}
	return data
}

// summary is one sentence: who says what, and whether it still holds.
func (s Standing) summary() string {
	who := s.By
	if s.Organisation != "" {
		who += ", " + s.Organisation
	}
	text := fmt.Sprintf("%s: %s by %s (%s) on %s", s.ID, s.said(), who, strings.ReplaceAll(s.Role, "_", " "), s.Date)
	switch {
	case len(s.Stale) > 0:
		return text + ", stale: " + s.Stale[0]
	case s.Signed == Unsigned:
		return text + ", not signed"
	case s.Signed == Untrusted:
		return text + ", key not trusted"
	case s.Known != "":
		return text + ", by a key that this assessment trusts (" + s.Known + ")"
	}
	return text
}
