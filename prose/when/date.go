// Package when finds dates and lengths of time in English text, as people write
// them. It guesses nothing: a date that can be read two ways says so, and a year
// is not made into a day.
package when

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Precision says how finely a date is given.
type Precision string

const (
	Day   Precision = "day"
	Month Precision = "month"
	Year  Precision = "year"
)

// Date is a date as written. Month and Day are 0 where they are not given.
type Date struct {
	Year, Month, Day int
	Precision        Precision
	// Ambiguous is set for what is read one way in one country and another way
	// in the next: 03/04/2028, 31/12/28. Year is still right; 0 where even that
	// is not sure.
	Ambiguous  bool
	Text       string // as it stands there
	Start, End int    // bytes in the text
}

// String returns 2028-12-31, 2028-12 or 2028; the text itself where it is ambiguous.
func (d Date) String() string {
	switch {
	case d.Ambiguous:
		return d.Text
	case d.Precision == Day:
		return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
	case d.Precision == Month:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d", d.Year)
}

// Last returns the last day that the date covers.
func (d Date) Last() time.Time {
	switch d.Precision {
	case Day:
		return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
	case Month:
		return time.Date(d.Year, time.Month(d.Month)+1, 0, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(d.Year, 12, 31, 0, 0, 0, 0, time.UTC)
}

const (
	monthName = `(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?`
	year4     = `((?:19|20)\d\d)`
)

// forms are tried in this order at each place: longer before shorter.
var forms = []struct {
	re   *regexp.Regexp
	read func(m []string) (Date, bool)
}{
	// 31 December 2028, 31st of Dec. 2028, 31-Dec-2028
	{regexp.MustCompile(`(?i)\b(\d{1,2})(?:st|nd|rd|th)?[\s-]+(?:day\s+)?(?:of\s+)?(` + monthName + `),?[\s-]+` + year4 + `\b`),
		func(m []string) (Date, bool) { return day(m[3], monthNumber(m[2]), m[1]) }},
	// December 31, 2028
	{regexp.MustCompile(`(?i)\b(` + monthName + `)[\s-]+(\d{1,2})(?:st|nd|rd|th)?,?[\s-]+` + year4 + `\b`),
		func(m []string) (Date, bool) { return day(m[3], monthNumber(m[1]), m[2]) }},
	// 2028-12-31, 2028/12/31, 2028.12.31
	{regexp.MustCompile(`\b` + year4 + `([-/.])(\d{1,2})([-/.])(\d{1,2})(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?\b`),
		func(m []string) (Date, bool) {
			month, _ := strconv.Atoi(m[3])
			d, ok := day(m[1], month, m[5])
			return d, ok && m[2] == m[4]
		}},
	// 31/12/2028, 12/31/2028, 31.12.2028
	{regexp.MustCompile(`\b(\d{1,2})([-/.])(\d{1,2})([-/.])` + year4 + `\b`), numbers},
	// 31/12/28: which number is the year is not sure
	{regexp.MustCompile(`\b(\d{1,2})([-/.])(\d{1,2})([-/.])(\d\d)\b`),
		func(m []string) (Date, bool) { return Date{Precision: Day, Ambiguous: true}, m[2] == m[4] }},
	// December 2028, Dec-2028, December of 2028
	{regexp.MustCompile(`(?i)\b(` + monthName + `),?[\s-]+(?:of\s+)?` + year4 + `\b`),
		func(m []string) (Date, bool) { return month(m[2], monthNumber(m[1])) }},
	// 2028-12
	{regexp.MustCompile(`\b` + year4 + `[-/](0[1-9]|1[0-2])\b`),
		func(m []string) (Date, bool) { n, _ := strconv.Atoi(m[2]); return month(m[1], n) }},
	// 12/2028
	{regexp.MustCompile(`\b(0?[1-9]|1[0-2])[/.]` + year4 + `\b`),
		func(m []string) (Date, bool) { n, _ := strconv.Atoi(m[1]); return month(m[2], n) }},
	{regexp.MustCompile(`\b` + year4 + `\b`),
		func(m []string) (Date, bool) { n, _ := strconv.Atoi(m[1]); return Date{Year: n, Precision: Year}, true }},
}

// Dates finds the dates of a text, in order, none within another.
func Dates(s string) []Date {
	taken := make([]bool, len(s))
	var found []Date
	for _, f := range forms {
		for _, at := range f.re.FindAllStringSubmatchIndex(s, 1000) {
			if taken[at[0]] || taken[at[1]-1] {
				continue
			}
			d, ok := f.read(groups(s, at))
			// what looks like a date and is none (31 February) is not read as
			// the month in it
			for i := at[0]; i < at[1]; i++ {
				taken[i] = true
			}
			if !ok {
				continue
			}
			d.Text, d.Start, d.End = s[at[0]:at[1]], at[0], at[1]
			found = append(found, d)
		}
	}
	sortDates(found)
	return found
}

func sortDates(all []Date) {
	for i := 1; i < len(all); i++ {
		for k := i; k > 0 && all[k].Start < all[k-1].Start; k-- {
			all[k], all[k-1] = all[k-1], all[k]
		}
	}
}

func groups(s string, at []int) []string {
	var m []string
	for i := 0; i < len(at); i += 2 {
		if at[i] < 0 {
			m = append(m, "")
			continue
		}
		m = append(m, s[at[i]:at[i+1]])
	}
	return m
}

func monthNumber(name string) int {
	const names = "janfebmaraprmayjunjulaugsepoctnovdec"
	return strings.Index(names, strings.ToLower(name)[:3])/3 + 1
}

func month(year string, n int) (Date, bool) {
	y, _ := strconv.Atoi(year)
	return Date{Year: y, Month: n, Precision: Month}, n >= 1 && n <= 12
}

// day is false for a day that no calendar has.
func day(year string, month int, dayText string) (Date, bool) {
	y, _ := strconv.Atoi(year)
	d, _ := strconv.Atoi(dayText)
	t := time.Date(y, time.Month(month), d, 0, 0, 0, 0, time.UTC)
	ok := month >= 1 && month <= 12 && t.Day() == d && int(t.Month()) == month
	return Date{Year: y, Month: month, Day: d, Precision: Day}, ok
}

// numbers reads 31/12/2028 and 12/31/2028, where one of the two can only be the
// day. Where both could be the month and they differ, it is ambiguous.
func numbers(m []string) (Date, bool) {
	if m[2] != m[4] {
		return Date{}, false
	}
	a, _ := strconv.Atoi(m[1])
	b, _ := strconv.Atoi(m[3])
	switch {
	case a > 12:
		return day(m[5], b, m[1])
	case b > 12:
		return day(m[5], a, m[3])
	case a == b:
		return day(m[5], a, m[1])
	}
	d, ok := day(m[5], b, m[1])
	_, other := day(m[5], a, m[3])
	d.Ambiguous, d.Month, d.Day = true, 0, 0
	return d, ok && other
}
