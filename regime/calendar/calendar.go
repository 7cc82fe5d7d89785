// Package calendar tells what the law says on a day, and what changes between two
// days: regimes that begin or end, requirements with dates of their own,
// recognitions that open, and what was announced for days in between.
package calendar

import (
	"fmt"
	"sort"
	"time"

	"github.com/assay-project/assay/regime"
)

// State is where a regime stands on a day.
type State string

const (
	InForce  State = "in force"
	NotYet   State = "not yet"
	Ended    State = "ended"
	Standing State = "no date" // published, without a day from which it counts
)

// Entry is a regime on a day.
type Entry struct {
	Regime       string            `json:"regime"`
	Name         string            `json:"name"`
	Kind         regime.Kind       `json:"kind"`
	Jurisdiction string            `json:"jurisdiction"`
	State        State             `json:"state"`
	Status       string            `json:"status"` // in the words of the data
	From         string            `json:"from,omitempty"`
	Until        string            `json:"until,omitempty"`
	CountedBy    string            `json:"counted_by,omitempty"`
	Binds        string            `json:"binds"`
	Requirements int               `json:"requirements"`
	Mapped       int               `json:"mapped"` // requirements with an edge to EN 303 645
	Source       string            `json:"source"`
	Confidence   regime.Confidence `json:"confidence"`
}

// On lists every regime as of a day, laws first.
func On(day time.Time) []Entry {
	at := day.UTC().Format(time.DateOnly)
	var out []Entry
	for _, r := range regime.All().Regimes() {
		e := Entry{Regime: r.ID, Name: r.Title(), Kind: r.Kind, Jurisdiction: r.Jurisdiction, Status: r.Status, Binds: r.Binds,
			Requirements: len(r.Requirements), Mapped: mapped(r), Source: r.Source, Confidence: r.Confidence, State: Standing}
		if f := r.InForce; f != nil {
			e.From, e.Until, e.CountedBy = f.From, f.Until, f.CountedBy
			e.State = stateOf(f, at)
		}
		out = append(out, e)
	}
	return out
}

func mapped(r *regime.Regime) int {
	seen := make(map[string]bool)
	for _, e := range r.Edges {
		seen[e.Requirement] = true
	}
	return len(seen)
}

func stateOf(f *regime.InForce, at string) State {
	switch {
	case first(f.From) > at:
		return NotYet
	case f.Until != "" && last(f.Until) < at:
		return Ended
	}
	return InForce
}

// Change is something that is so on the later day and was not on the earlier.
type Change struct {
	Date       string            `json:"date"` // as known: a day, month or year
	Regime     string            `json:"regime"`
	Name       string            `json:"name"`
	What       string            `json:"what"`
	Kind       string            `json:"kind"` // begins, ends, requirement, recognition, event
	Source     string            `json:"source"`
	Confidence regime.Confidence `json:"confidence"`
}

// Between lists what changes after the day from, up to and with the day to, in
// the order of the dates. A month or year stands at its first day.
func Between(from, to time.Time) []Change {
	a, b := from.UTC().Format(time.DateOnly), to.UTC().Format(time.DateOnly)
	var out []Change
	for _, r := range regime.All().Regimes() {
		out = append(out, changesOf(r, a, b)...)
	}
	sort.SliceStable(out, func(i, j int) bool {
		if out[i].Date != out[j].Date {
			return first(out[i].Date) < first(out[j].Date)
		}
		return out[i].Regime < out[j].Regime
	})
	return out
}

func changesOf(r *regime.Regime, a, b string) []Change {
	var out []Change
	add := func(date, kind, what string, source string, c regime.Confidence) {
		if date != "" && first(date) > a && first(date) <= b {
			out = append(out, Change{Date: date, Regime: r.ID, Name: r.Title(), Kind: kind, What: what, Source: source, Confidence: c})
		}
	}
	if f := r.InForce; f != nil {
		add(f.From, "begins", "begins to count, by "+f.CountedBy, r.Source, r.Confidence)
		if f.Until != "" {
			add(next(f.Until), "ends", "ends: the last day was "+f.Until, r.Source, r.Confidence)
		}
	}
	starts := make(map[string][]string)
	for _, q := range r.Requirements {
		if q.AppliesFrom != "" && (r.InForce == nil || q.AppliesFrom != r.InForce.From) {
			starts[q.AppliesFrom] = append(starts[q.AppliesFrom], q.ID)
		}
	}
	for date, ids := range starts {
		add(date, "requirement", fmt.Sprintf("%s begin to apply: %s", count(len(ids)), list(ids)), r.Source, r.Confidence)
	}
	for _, rec := range r.Recognitions {
		add(rec.Since, "recognition", "accepts "+rec.Recognises+" ("+rec.Level+"): "+rec.Effect, rec.Source, rec.Confidence)
	}
	for _, d := range r.Dates {
		if r.InForce != nil && (d.Date == r.InForce.From || d.Date == next(r.InForce.Until)) {
			continue // said already
		}
		what := d.What
		if d.Text != "" {
			what += " (" + d.Text + ")"
		}
		add(d.Date, "event", what, r.Source, r.Confidence)
	}
	return out
}

func count(n int) string {
	if n == 1 {
		return "1 requirement"
	}
	return fmt.Sprintf("%d requirements", n)
}

func list(ids []string) string {
	const shown = 6
	out := ""
	for i, id := range ids {
		if i == shown {
			return out + fmt.Sprintf(" and %d more", len(ids)-shown)
		}
		if i > 0 {
			out += ", "
		}
		out += id
	}
	return out
}

// next is the day after the last of a date; "" for none.
func next(date string) string {
	for _, layout := range []struct {
		form          string
		years, months int
		days          int
	}{{time.DateOnly, 0, 0, 1}, {"2006-01", 0, 1, 0}, {"2006", 1, 0, 0}} {
		if t, err := time.Parse(layout.form, date); err == nil {
			return t.AddDate(layout.years, layout.months, layout.days).Format(time.DateOnly)
		}
	}
	return ""
}

func first(date string) string {
	switch len(date) {
	case len("2006"):
		return date + "-01-01"
	case len("2006-01"):
		return date + "-01"
	}
	return date
}

func last(date string) string {
	switch len(date) {
	case len("2006"):
		return date + "-12-31"
	case len("2006-01"):
		return date + "-31"
	}
	return date
}
