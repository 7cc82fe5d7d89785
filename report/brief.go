package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-project/assay"
)

// Brief is the first page: an assessment for somebody who will read one page of
// it and knows none of our words.
type Brief struct {
	From    []string // what was looked at: "a firmware image", "the maker's declaration"
	Answers []Asked  // the three things that every law asks first
	Laws    []Regime // those that bind the product or may
	Rest    int      // labels, standards and codes beside them
	First   []assay.NextStep
	Bases   []Known
	People  []Person
}

// Asked is a plain question with its answer.
type Asked struct {
	Question string // "Has every unit a password of its own, or none before its user sets one?"
	Word     string // yes, yes, until 2031-05-31, in part, no, unknown, n/a
	State    State  // refuted for no and in part, supported for yes
	Why      string // one sentence
	Basis    assay.Basis
	See      string        // provision that tells more, "" where no verdict is about it
	Where    []assay.Where // what the answer rests on
}

// Known counts the settled provisions that rest on one basis.
type Known struct {
	Basis assay.Basis
	Count int
}

// Person is somebody who tested or judged, with how many observations of theirs
// the document holds.
type Person struct {
	assay.Attested
	Count   int
	Trusted string // by whose decision it counts as independent, see Trust; "" where it does not
}

// mostFirst is how many things to do a first page names.
const mostFirst = 5

// Brief makes the first page.
func (s *Summary) Brief() Brief {
	b := Brief{From: lookedAt(s.Doc), Bases: s.bases(), People: people(s.Doc)}
	for _, q := range firstAsked {
		b.Answers = append(b.Answers, s.ask(q))
	}
	for _, r := range s.Regimes {
		switch {
		case r.Verdict == assay.DoesNotApply:
		case r.Law():
			b.Laws = append(b.Laws, r)
		default:
			b.Rest++
		}
	}
	b.First = s.Doc.Next[:min(len(s.Doc.Next), mostFirst)]
	return b
}

// asking ties a plain question to the provision that demands it and to the
// neutral question whose answer says it outright.
type asking struct {
	question, provision, key, yes, none, na string
	fact                                    string // of the observation's data, told beside a yes
}

// firstAsked are what UK PSTI Schedule 1, the CRA and the Australian rules ask
// before all else.
var firstAsked = []asking{
	{question: "Is every password unique to its unit, or set by the user?", provision: "5.1-1",
		yes: "What was looked at shows no password that units share", none: "The evidence does not settle it", na: "The maker declares that no password is used"},
	{question: "Does the maker say where to report a security flaw?", provision: "5.2-1", key: "vdp.contact.published",
		yes: "A published contact or policy was found", none: "No published contact was found in what was looked at", na: "The maker declares that it does not apply"},
	{question: "Does the maker say until when there are security updates?", provision: "5.3-13", key: "support.end-date.published", fact: "until",
		yes: "A published support period was found", none: "No published end date was found in what was looked at", na: "The maker declares that it does not apply"},
}

// ask answers a question: by the observation that answers it outright, else by
// the verdict on the provision. Where the answer is good and the provision is
// refuted for another reason, the answer is "in part".
func (s *Summary) ask(q asking) Asked {
	a := Asked{Question: q.question, Word: "unknown", State: Open, Why: q.none}
	p := s.named(q.provision)
	if p != nil {
		a.See, a.Basis = p.ID, p.Basis
	}
	o := s.answered(q.key)
	switch {
	case o != nil && o.Answer == assay.No:
		a.Word, a.State, a.Why, a.Where, a.Basis = "no", Refuted, o.Summary, o.Where, o.Basis
	case p != nil && p.State == Refuted:
		a.Word, a.State = "no", Refuted
		if o != nil {
			a.Word = "in part" // it is said, but not as the provision asks
		}
		a.Why, a.Where = because(p.Refuting, p.Reason)
	case o != nil:
		a.Word, a.State, a.Why, a.Where, a.Basis = "yes", Supported, o.Summary, o.Where, o.Basis
		if until, ok := o.Data[q.fact].(string); ok && until != "" {
			a.Word = "yes, until " + until
		}
	case p != nil && p.State == Supported:
		a.Word, a.State = "yes", Supported
		a.Why, a.Where = because(p.Because, "")
		if a.Why == "" && p.Basis == assay.Declared {
			a.Why = "The maker declares so; nothing that was looked at shows it"
		} else if a.Why == "" {
			a.Why = q.yes
		}
	case p != nil && p.State == NotApplicable:
		a.Word, a.State, a.Why = "n/a", NotApplicable, q.na
		if p.Reason != "" {
			a.Why += ": " + p.Reason
		}
	}
	return a
}

// because tells the first of what a verdict rests on, and how many more.
func because(all []*assay.Observation, otherwise string) (string, []assay.Where) {
	if len(all) == 0 {
		return otherwise, nil
	}
	why := strings.TrimSuffix(all[0].Summary, ".")
	if n := len(all) - 1; n > 0 {
		why += fmt.Sprintf(", and %d more", n)
	}
	return why, all[0].Where
}

// answered is the observation that answers a question with yes or no; no wins.
func (s *Summary) answered(key string) *assay.Observation {
	var found *assay.Observation
	for i := range s.Doc.Observations {
		o := &s.Doc.Observations[i]
		if key == "" || o.Question != key {
			continue
		}
		if o.Answer == assay.No {
			return o
		}
		if o.Answer == assay.Yes && found == nil {
			found = o
		}
	}
	return found
}

func (s *Summary) named(id string) *Provision {
	for _, p := range s.Provisions {
		if p.ID == id {
			return p
		}
	}
	return nil
}

// lookedAt names what was given, in plain words.
func lookedAt(doc *assay.Document) []string {
	count := map[string]int{}
	for _, e := range doc.Evidence {
		count[e.Kind]++
	}
	var out []string
	for _, k := range []struct{ kind, one, noun string }{
		{"image", "a firmware image", "firmware image"}, {"folder", "the files of a device", "folder of files"}, {"declaration", "the maker's declaration", "declaration"},
		{"page", "a saved web page", "saved web page"}, {"site", "a saved web site", "saved web site"}, {"record", "a person's test record", "test record"},
	} {
		switch n := count[k.kind]; {
		case n == 1:
			out = append(out, k.one)
		case n > 1:
			out = append(out, Count(n, k.noun))
		}
	}
	return out
}

// bases counts what the settled provisions rest on, strongest basis first.
func (s *Summary) bases() []Known {
	count := map[assay.Basis]int{}
	for _, p := range s.Provisions {
		if p.State != Open && p.Basis != "" {
			count[p.Basis]++
		}
	}
	var out []Known
	for _, b := range []assay.Basis{assay.Independent, assay.Tested, assay.Observed, assay.Declared} {
		if count[b] > 0 {
			out = append(out, Known{b, count[b]})
		}
	}
	return out
}

// people are those who stand behind observations, in the order of the document.
func people(doc *assay.Document) []Person {
	var out []Person
	for _, o := range doc.Observations {
		if o.Attested == nil {
			continue
		}
		i := slices.IndexFunc(out, func(p Person) bool { return samePerson(p.Attested, *o.Attested) })
		if i < 0 {
			i = len(out)
			out = append(out, Person{Attested: *o.Attested})
		}
		if out[i].Trusted == "" {
			out[i].Trusted = Trust(&o)
		}
		out[i].Count++
	}
	return out
}

func samePerson(a, b assay.Attested) bool {
	return a.By == b.By && a.Role == b.Role && a.Organisation == b.Organisation && a.Date == b.Date && a.Key == b.Key
}

// BasisMeaning says in a few words what a basis means, for readers who do not
// know our words.
func BasisMeaning(b assay.Basis) string {
	switch b {
	case assay.Declared:
		return "the maker says so; nobody checked"
	case assay.Observed:
		return "read from the product's image or from published pages"
	case assay.Tested:
		return "tried on a running product"
	case assay.Independent:
		return "tested by somebody who is not the maker"
	}
	return "nothing is known of it"
}

// Trust says by whose decision an observation counts as independent: that of the
// folder which holds the key. It is "" for any other basis.
func Trust(o *assay.Observation) string {
	name, _ := o.Data["trusted_as"].(string)
	if o.Basis != assay.Independent || o.Attested == nil || name == "" {
		return ""
	}
	text := "independent, by a key this folder trusts: " + Plain(name)
	if o.Attested.Key != "" {
		text += " (" + Plain(ShortDigest(o.Attested.Key)) + ")"
	}
	return text
}

// Who writes one line on a person: name, role, organisation, day, and whether a
// signature holds.
func Who(a assay.Attested) string {
	var parts []string
	for _, s := range []string{a.By, a.Role, a.Organisation, a.Date} {
		if s != "" {
			parts = append(parts, Plain(s))
		}
	}
	signed := "not signed"
	if a.Key != "" {
		signed = "signed with " + Plain(ShortDigest(a.Key))
	}
	return strings.Join(append(parts, signed), ", ")
}
