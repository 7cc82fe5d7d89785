package plan

import (
	"fmt"
	"sort"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/record"
)

// Status says where a product stands after a change: which results still hold,
// which do not and why, and what is left.
type Status struct {
	Schema  string `json:"schema"`
	Product string `json:"product,omitempty"`
	// Records of persons.
	Valid    []Held `json:"valid"`
	Stale    []Held `json:"stale"`
	Replaced []Held `json:"replaced,omitempty"`
	// Kept is the last kept run and what became of it.
	Kept *KeptRun `json:"kept_run,omitempty"`
	// Left is what is open, edition by edition, as the plan has it.
	Left    []Left `json:"left"`
	Minutes int    `json:"minutes_left"`
	// Next are steps of the assessment, cheapest first.
	Next []assay.NextStep `json:"next"`
}

// StatusSchema names the shape of [Status] in JSON.
const StatusSchema = "assay.status/v1"

// Held is a record and whether it still holds.
type Held struct {
	Record string   `json:"record"` // file name
	On     string   `json:"on"`     // 5.5-1-2/a
	Says   string   `json:"says"`   // pass, fail, inconclusive; an answer
	By     string   `json:"by"`
	Date   string   `json:"date"`
	Signed string   `json:"signature"`
	Why    []string `json:"why,omitempty"` // what changed, or what took its place
}

// KeptRun compares the last kept run with the product as it is now. Machine
// results are cheap to make again; it says what the change touched.
type KeptRun struct {
	Name      string   `json:"name"`
	Current   bool     `json:"current"` // nothing it was made of has changed
	Changed   []string `json:"changed,omitempty"`
	Untouched int      `json:"observations_untouched"` // every file they cite is as it was
	Touched   int      `json:"observations_touched"`
	Moved     []Moved  `json:"moved,omitempty"` // test cases whose verdict is another now
}

// Moved is a test case whose verdict changed.
type Moved struct {
	Edition string          `json:"edition"`
	Case    string          `json:"case"`
	Before  assay.Judgement `json:"before"`
	Now     assay.Judgement `json:"now"`
}

// Left is what is open of an edition.
type Left struct {
	Edition string        `json:"edition"`
	Done    int           `json:"cases_done"`
	Open    int           `json:"cases_open"`
	Stale   int           `json:"cases_stale"`
	Aside   int           `json:"cases_not_claimed_or_not_applicable"`
	Units   map[Place]int `json:"units_open"` // by how they are settled
	Minutes int           `json:"minutes_left"`
}

// Change is what a status is made from. Before is the document of the last kept
// run, nil where there is none; BeforeName how it is called.
type Change struct {
	Plan       *Plan
	Records    []record.Standing
	Now        *assay.Document
	State      record.State // the product as it is now
	Before     *assay.Document
	BeforeName string
}

// StatusOf says where a product stands.
func StatusOf(in Change) *Status {
	s := &Status{Schema: StatusSchema, Product: in.Plan.Product, Valid: []Held{}, Stale: []Held{}, Minutes: in.Plan.Left, Next: []assay.NextStep{}}
	for _, r := range in.Records {
		s.place(r)
	}
	if in.Before != nil {
		s.Kept = compare(in)
	}
	for _, e := range in.Plan.Editions {
		s.Left = append(s.Left, leftOf(e))
	}
	if in.Now != nil {
		s.Next = append(s.Next, in.Now.Next...)
	}
	return s
}

func (s *Status) place(r record.Standing) {
	h := Held{Record: r.Name, On: r.ID, Says: string(r.Result), By: r.By, Date: r.Date, Signed: string(r.Signed), Why: r.Stale}
	if r.On == record.OnQuestion {
		h.Says = string(r.Answer)
	}
	switch {
	case r.Replaced != "":
		h.Why = []string{"replaced by " + r.Replaced}
		s.Replaced = append(s.Replaced, h)
	case r.Early:
		h.Why = append(h.Why, "dated after today")
		s.Stale = append(s.Stale, h)
	case len(r.Stale) > 0:
		s.Stale = append(s.Stale, h)
	default:
		s.Valid = append(s.Valid, h)
	}
}

// compare holds the last kept run against the product as it is now.
func compare(in Change) *KeptRun {
	k := &KeptRun{Name: in.BeforeName}
	same := sameImages(in.Before.Subject.Digests, in.State.Images)
	if !same {
		k.Changed = append(k.Changed, "the image")
	}
	if d := in.State.Declaration; d != nil && (in.Before.Declared == nil || in.Before.Declared.Evidence != d.Evidence) {
		k.Changed = append(k.Changed, "the declaration")
	}
	for _, o := range in.Before.Observations {
		switch {
		case o.Attested != nil:
		case same || untouched(o, in.State):
			k.Untouched++
		default:
			k.Touched++
		}
	}
	if in.Now != nil {
		k.Moved = moved(in.Before, in.Now)
	}
	k.Current = len(k.Changed) == 0 && len(k.Moved) == 0
	return k
}

func sameImages(before, now []string) bool {
	for _, id := range now {
		found := false
		for _, old := range before {
			found = found || old == id
		}
		if !found {
			return false
		}
	}
	return true
}

// untouched tells whether every place an observation cites is a file that is as
// it was. A search without a place went through the whole image.
func untouched(o assay.Observation, now record.State) bool {
	if len(o.Where) == 0 {
		return false
	}
	for _, w := range o.Where {
		found := false
		for _, digest := range now.Files[record.NameOf(w)] {
			found = found || digest == w.Evidence
		}
		if !found {
			return false
		}
	}
	return true
}

func moved(before, now *assay.Document) []Moved {
	old := make(map[[2]string]assay.Judgement)
	for _, v := range before.Verdicts {
		if v.Scope == assay.ScopeTestCase {
			old[[2]string{v.Edition, v.ID}] = v.Verdict
		}
	}
	var out []Moved
	for _, v := range now.Verdicts {
		was, known := old[[2]string{v.Edition, v.ID}]
		if v.Scope == assay.ScopeTestCase && known && was != v.Verdict {
			out = append(out, Moved{Edition: v.Edition, Case: v.ID, Before: was, Now: v.Verdict})
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Edition > out[j].Edition })
	return out
}

func leftOf(e EditionPlan) Left {
	l := Left{Edition: e.Edition, Units: map[Place]int{}, Minutes: e.Totals.Left}
	seen := make(map[string]bool)
	for _, c := range e.Cases {
		switch c.State {
		case Done:
			l.Done++
			continue
		case Open:
			l.Open++
		case Stale:
			l.Stale++
		default:
			l.Aside++
			continue
		}
		if len(c.Units) == 0 {
			l.Units[c.Place]++
		}
		for _, u := range c.Units {
			if !seen[u.ID] && !u.Step && (u.State == Open || u.State == Stale) {
				seen[u.ID] = true
				l.Units[u.Place]++
			}
		}
	}
	return l
}

// Duration writes minutes as people say them: "40 min", "2 h 20 min".
func Duration(minutes int) string {
	hours, rest := minutes/60, minutes%60
	switch {
	case hours == 0:
		return fmt.Sprintf("%d min", rest)
	case rest == 0:
		return fmt.Sprintf("%d h", hours)
	}
	return fmt.Sprintf("%d h %02d min", hours, rest)
}

// Headline is the records in one line: "still valid: 12, stale: 2 (5.5-1-2/a: /etc/ssl changed; …)".
func (s *Status) Headline() string {
	text := fmt.Sprintf("still valid: %d, stale: %d", len(s.Valid), len(s.Stale))
	var why []string
	for i, h := range s.Stale {
		if i == 4 {
			why = append(why, fmt.Sprintf("%d more", len(s.Stale)-i))
			break
		}
		reason := strings.Join(h.Why, ", ")
		if len(h.Why) > 2 {
			reason = fmt.Sprintf("%s, %s and %d more", h.Why[0], h.Why[1], len(h.Why)-2)
		}
		why = append(why, h.On+": "+reason)
	}
	if len(why) > 0 {
		text += " (" + strings.Join(why, "; ") + ")"
	}
	return text
}
