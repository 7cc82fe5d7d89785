package when

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Span is a length of time as written: "5 working days", "24-48 hours", "two (2)
// weeks". For a single number Min and Max are the same.
type Span struct {
	Min, Max int
	Unit     string // minute, hour, day, week, month, year
	Working  bool   // working or business days
	Text     string
}

// String returns "5 working days", "24 to 48 hours".
func (s Span) String() string {
	unit := s.Unit
	if s.Working {
		unit = "working " + unit
	}
	if s.Max != 1 {
		unit += "s"
	}
	if s.Min == s.Max {
		return fmt.Sprintf("%d %s", s.Max, unit)
	}
	return fmt.Sprintf("%d to %d %s", s.Min, s.Max, unit)
}

var numberWords = map[string]int{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
	"twelve": 12, "fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "sixty": 60, "ninety": 90, "twenty-four": 24, "forty-eight": 48, "seventy-two": 72}

const (
	number = `(?:\d{1,4}|twenty-four|forty-eight|seventy-two|fourteen|fifteen|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|sixty|ninety|an?)`
	digits = `(?:\s*\(\s*\d{1,4}\s*\))?`
	unit   = `(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|yrs?)`
	// Expression matches a length of time in text in small letters.
	Expression = number + digits + `(?:\s*(?:-|–|to|or)\s*` + number + digits + `)?[\s-]*(?:(?:full|calendar|consecutive)\s+)?(?:(?:working|business|week)[\s-]*)?` + unit
	// Often matches how often something is done: every 14 days, weekly, once a month.
	Often = `(?:every\s+` + Expression + `|(?:every|each|once\s+(?:a|per|every)|once\s+each)\s+(?:(?:working|business|other|calendar)\s+)?(?:day|week|month|quarter|fortnight|year)|daily|weekly|bi-?weekly|fortnightly|monthly|quarterly)`
)

var spanForm = regexp.MustCompile(`^(` + number + `)` + digits + `(?:\s*(?:-|–|to|or)\s*(` + number + `)` + digits + `)?[\s-]*(?:(?:full|calendar|consecutive)\s+)?((?:working|business|week)[\s-]*)?(` + unit + `)$`)

// ReadSpan reads a length of time, all of s. It tells false where s is none, or
// its figures contradict each other: "two (3) days".
func ReadSpan(s string) (Span, bool) {
	m := spanForm.FindStringSubmatch(strings.ToLower(strings.TrimSpace(s)))
	if m == nil || !agrees(s) {
		return Span{}, false
	}
	out := Span{Min: value(m[1]), Working: m[3] != "", Unit: unitName(m[4]), Text: strings.TrimSpace(s)}
	out.Max = out.Min
	if m[2] != "" {
		out.Max = value(m[2])
	}
	// "weekdays" lets days only
	return out, out.Min <= out.Max && out.Max > 0 && (!out.Working || out.Unit == "day" || out.Unit == "hour")
}

var repeated = regexp.MustCompile(`([a-z-]+|\d+)\s*\(\s*(\d{1,4})\s*\)`)

// agrees tells whether each number written out is the one in brackets behind it.
func agrees(s string) bool {
	for _, m := range repeated.FindAllStringSubmatch(strings.ToLower(s), -1) {
		if strconv.Itoa(value(m[1])) != strings.TrimLeft(m[2], "0") {
			return false
		}
	}
	return true
}

func value(s string) int {
	if n, ok := numberWords[s]; ok {
		return n
	}
	n, _ := strconv.Atoi(s)
	return n
}

func unitName(s string) string {
	switch s[:2] {
	case "mi":
		return "minute"
	case "ho", "hr":
		return "hour"
	case "da":
		return "day"
	case "we":
		return "week"
	case "mo":
		return "month"
	}
	return "year"
}
