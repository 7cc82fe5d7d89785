package document

import (
	"fmt"
	"regexp"
	"sort"
	"strings"
	"time"

	"github.com/assay-project/assay"
)

// lastDay is the last day of a support period, written as a day or a month.
func lastDay(until string) (time.Time, bool) {
	if day, err := time.Parse(time.DateOnly, until); err == nil {
		return day, true
	}
	month, err := time.Parse("2006-01", until)
	if err != nil {
		return time.Time{}, false
	}
	return month.AddDate(0, 1, -1), true
}

// questionPeriod is answered by pages that publish the end of support.
const questionPeriod = "support.end-date.published"

// period is the field with the defined support period, compared with what was
// seen published.
func (d *draft) period(label, ref string) Field {
	until := d.in.Declaration.Support.Until
	f := Field{Key: "support.until", Label: label, Value: until, Ref: ref, Required: true}
	if until == "" {
		d.missing(f.Key, "End of the defined support period", ref, "the last day with security updates: 2029-12-31")
		return f
	}
	last, ok := lastDay(until)
	if !ok {
		d.problem(Problem{Reason: Wrong, Fact: f.Key, What: fmt.Sprintf("support period %q is no date", until), Mend: "write it as 2029-12-31 or 2029-12", Where: declaredAt(f.Key), Clause: ref})
		return f
	}
	if last.Before(d.issued()) {
		d.problem(Problem{Reason: Expired, Fact: f.Key, What: fmt.Sprintf("the support period ended on %s, before the day of issue", last.Format(time.DateOnly)),
			Mend: "name the period as it was when the product was first supplied, and an issue date within it", Where: declaredAt(f.Key), Clause: ref})
	}
	f.Value = "until " + LongDay(until)
	f = d.shown(f, questionPeriod)
	if seen, _ := d.observed(questionPeriod); seen != nil {
		d.samePeriod(until, seen, ref)
	}
	return f
}

// LongDay writes a date so that nobody takes day for month.
func LongDay(text string) string {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day.Format("2 January 2006")
	}
	if month, err := time.Parse("2006-01", text); err == nil {
		return "the end of " + month.Format("January 2006")
	}
	return text
}

var isoDate = regexp.MustCompile(`\b(20\d\d-\d\d(?:-\d\d)?)\b`)

// samePeriod compares the declared end with the dates that an observation of the
// published page holds. Dates it holds in no known form are not compared.
func (d *draft) samePeriod(until string, seen *assay.Observation, ref string) {
	dates := datesIn(seen.Data)
	for _, date := range dates {
		if strings.HasPrefix(date, until) || strings.HasPrefix(until, date) {
			return
		}
	}
	if len(dates) > 0 {
		d.problem(Problem{Reason: Wrong, Fact: "support.until", What: fmt.Sprintf("support until %s is declared, %s is published", until, strings.Join(dates, ", ")),
			Mend: "make both the same (a published period may not be shortened)", Where: declaredAt("support.until"), Clause: ref})
	}
}

// datesIn lists the dates in the texts of an observation's data, in order.
func datesIn(data map[string]any) []string {
	keys := make([]string, 0, len(data))
	for k := range data {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	var dates []string
	for _, k := range keys {
		if text, ok := data[k].(string); ok {
			dates = append(dates, isoDate.FindAllString(text, -1)...)
		}
	}
	return dates
}

// keepFor sets how long the paper is kept: years from a day, or to the end of
// the support period where that is later.
func (d *draft) keepFor(years int, from time.Time, support bool, rule, ref string) {
	until := from.AddDate(years, 0, 0)
	if last, ok := lastDay(d.in.Declaration.Support.Until); support && ok && last.After(until) {
		until = last
	}
	d.paper.Retention = &Retention{Until: until.Format(time.DateOnly), Rule: rule, Ref: ref}
}

// placedOn is the first day on the market, or the day of issue where it is not
// given; the second result says which.
func (d *draft) placedOn() (time.Time, bool) {
	if day, err := time.Parse(time.DateOnly, d.in.Declaration.Conformity.PlacedOn); err == nil {
		return day, true
	}
	return d.issued(), false
}
