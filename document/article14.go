package document

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/assay-project/assay"
)

//go:embed data/article14.json
var article14 embed.FS

// Event is what is known of an actively exploited vulnerability or a severe
// incident. Values holds what the reports ask, by the keys of the data.
type Event struct {
	Kind    string            // vulnerability or incident
	Aware   time.Time         // when the maker became aware
	Measure time.Time         // when a corrective measure was available; zero: not yet
	Sent    time.Time         // when the notification was sent; zero: not yet
	Values  map[string]string // "member_states": "DE, FR"
}

// The kinds of event of Article 14.
const (
	Vulnerability = "vulnerability" // actively exploited, Art. 14(1) and (2)
	Incident      = "incident"      // severe, Art. 14(3) and (4)
)

// reportRule is one report that Article 14 asks for.
type reportRule struct {
	Report string        `json:"report"`
	Event  string        `json:"event"`
	Ref    string        `json:"ref"`
	Rule   string        `json:"rule"`
	Clock  reportClock   `json:"clock"`
	Fields []reportField `json:"fields"`
}

type reportClock struct {
	Starts string `json:"starts"` // awareness, measure, notification
	Hours  int    `json:"hours,omitempty"`
	Days   int    `json:"days,omitempty"`
	Months int    `json:"months,omitempty"`
}

type reportField struct {
	Key      string `json:"key"`
	Label    string `json:"label"`
	Optional bool   `json:"optional,omitempty"`
}

var reportRules = sync.OnceValue(func() []reportRule {
	var rules []reportRule
	data, err := article14.ReadFile("data/article14.json")
	if err == nil {
		err = json.Unmarshal(data, &rules)
	}
	if err != nil {
		panic(err) // embedded data: cannot depend on any input, and a test loads it
	}
	return rules
})

// EventKeys lists the keys that an event of a kind may hold values for, in the
// order the reports ask.
func EventKeys(kind string) []string {
	var keys []string
	for _, r := range reportRules() {
		if r.Event == kind {
			for _, f := range r.Fields {
				keys = append(keys, f.Key)
			}
		}
	}
	return once(keys)
}

// due is when a report is due, and from when it was reckoned; false while that
// is not known. Hours are counted to the minute; days and months end at the same
// time of day, which is never later than the end of that day.
func (c reportClock) due(e *Event) (at time.Time, from string, known bool) {
	start := e.Aware
	from = "awareness"
	switch c.Starts {
	case "measure":
		start, from = e.Measure, "the corrective measure"
	case "notification":
		start, from = e.Sent, "the notification that was sent"
		if start.IsZero() && !e.Aware.IsZero() {
			start, from = e.Aware.Add(72*time.Hour), "the last moment of the notification (not sent yet)"
		}
	}
	if start.IsZero() {
		return time.Time{}, from, false
	}
	return addMonths(start, c.Months).AddDate(0, 0, c.Days).Add(time.Duration(c.Hours) * time.Hour), from, true
}

// addMonths counts to the same day of a later month, or its last day where it
// has no such day (Regulation (EEC, Euratom) 1182/71 Article 3(2)(c)).
func addMonths(t time.Time, months int) time.Time {
	later := t.AddDate(0, months, 0)
	if months != 0 && later.Day() != t.Day() {
		return later.AddDate(0, 0, -later.Day())
	}
	return later
}

// Clocks are the dates that an event sets, in the order they fall due.
func Clocks(e *Event) []Due {
	var dues []Due
	for _, r := range reportRules() {
		if r.Event != e.Kind {
			continue
		}
		if at, from, ok := r.Clock.due(e); ok {
			dues = append(dues, Due{What: r.Rule, At: at.UTC().Format(time.RFC3339), Rule: r.Clock.words() + " " + from, Ref: r.Ref})
		}
	}
	return dues
}

func (c reportClock) words() string {
	switch {
	case c.Hours > 0:
		return fmt.Sprintf("%d hours after", c.Hours)
	case c.Days > 0:
		return fmt.Sprintf("%d days after", c.Days)
	case c.Months == 1:
		return "one month after"
	}
	return fmt.Sprintf("%d months after", c.Months)
}

// report makes the draft of one report. It is a draft by nature: what is not
// known yet stays open and is named.
func report(which string) func(*draft) {
	return func(d *draft) {
		e := d.in.Event
		if e == nil || e.Aware.IsZero() {
			d.problem(Problem{Reason: Missing, Fact: "aware", What: "the time of awareness is not given", Mend: "write --aware 2026-11-24T09:00Z", Clause: "Regulation (EU) 2024/2847 Article 14"})
			if e == nil {
				e = &Event{Kind: Vulnerability}
			}
		}
		for _, r := range reportRules() {
			if r.Report == which && r.Event == e.Kind {
				d.report(r, e)
			}
		}
	}
}

func (d *draft) report(r reportRule, e *Event) {
	d.paper.Law = craLaw + ", " + r.Ref
	d.paper.Title = r.Rule
	what := map[string]string{Vulnerability: "an actively exploited vulnerability", Incident: "a severe incident"}[e.Kind]
	d.paper.Lead = []string{fmt.Sprintf("Draft about %s, for the single reporting platform: to the coordinating CSIRT and to ENISA at the same time, without undue delay. The times below are the last ones. Nothing is sent by this program.", what)}
	d.paper.Dates = Clocks(e)
	d.order(e, r.Ref)
	at, from, known := r.Clock.due(e)
	due := Field{Key: "due", Label: "Due", Ref: r.Ref, Required: true}
	if known {
		due.Value, due.Backing = at.UTC().Format("2 January 2006, 15:04 MST"), Backing{Basis: assay.Declared, Source: r.Clock.words() + " " + from}
		if at.Before(d.in.At) {
			d.problem(Problem{Reason: Expired, Fact: "due", What: fmt.Sprintf("it was due at %s, before %s", at.UTC().Format(time.RFC3339), d.in.At.UTC().Format(time.RFC3339)), Mend: "send it at once and say why it is late", Clause: r.Ref})
		}
	} else {
		d.problem(Problem{Reason: Missing, Fact: r.Clock.Starts, What: "the clock has no start: when " + from + " was available is not given", Mend: "write --" + r.Clock.Starts + " TIME", Clause: r.Ref})
	}
	fields := []Field{due}
	if !e.Aware.IsZero() {
		fields = append(fields, Field{Key: "aware", Label: "Aware since", Value: e.Aware.UTC().Format("2 January 2006, 15:04 MST"), Required: true, Backing: Backing{Basis: assay.Declared, Source: "--aware"}})
	}
	d.section(Section{Title: "Clock", Ref: r.Ref, Fields: fields})
	p := d.in.Declaration.Product
	d.section(Section{Title: "Who and what", Ref: r.Ref, Fields: append([]Field{
		d.own("product.name", "Product", p.Name, r.Ref, "the name on the box"),
		d.own("product.model", "Type or model", p.Model, r.Ref, "the type designation"),
	}, append(d.optional("product.firmware", "Firmware", p.Firmware, r.Ref), d.people(r.Ref)...)...)})
	content := Section{Title: "Content", Ref: r.Ref}
	for _, f := range r.Fields {
		content.Fields = append(content.Fields, d.content(f, e, r.Ref))
	}
	d.section(content)
	if d.in.At.Before(time.Date(2026, 9, 11, 0, 0, 0, 0, time.UTC)) {
		d.note("The duty applies from 11 September 2026, also for products already on the market.")
	}
	d.note("Tell affected users too, and what they can do (Article 14(8)). A micro or small maker is not fined for missing the 24 hours (Article 64); the duty stands all the same.")
}

// order names times that cannot be so: from them no clock can be reckoned.
func (d *draft) order(e *Event, ref string) {
	wrong := func(fact, what, mend string) {
		d.problem(Problem{Reason: Wrong, Fact: fact, What: what, Mend: mend, Clause: ref})
	}
	if !e.Aware.IsZero() && e.Aware.After(d.in.At) && d.timed() {
		wrong("aware", "the time of awareness lies after the time this is made at", "write when the event became known, with its zone: 2026-11-24T09:00+01:00")
	}
	if !e.Sent.IsZero() && e.Sent.Before(e.Aware) {
		wrong("sent", "the notification was sent before the event was known", "write when the notification was sent, with its zone")
	}
}

// timed says whether the paper is made at a time, and not at a day as a whole.
func (d *draft) timed() bool { return !d.in.At.UTC().Equal(d.in.At.UTC().Truncate(24 * time.Hour)) }

func (d *draft) content(f reportField, e *Event, ref string) Field {
	field := Field{Key: "event." + f.Key, Label: f.Label, Value: strings.TrimSpace(e.Values[f.Key]), Ref: ref, Required: !f.Optional}
	switch {
	case field.Value != "":
		field.Backing = Backing{Basis: assay.Declared, Source: "the event file: " + f.Key}
	case f.Optional:
		field.Value = "not known"
		field.Backing = Backing{Basis: assay.Declared, Source: "left out of the event file"}
	default:
		d.problem(Problem{Reason: Missing, Fact: field.Key, What: lower(f.Label) + " is open", Mend: "write " + f.Key + ": …", Where: "the event file", Clause: ref})
	}
	return field
}
