package inspect

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// day is a date as it stands in a paper. Papers are in English and German, so this
// reads both; package when reads English only and skips dates that cannot be,
// which are what is looked for here.
type day struct {
	year, month, mday int // mday 0: only the month is given
	other             time.Time
	twoWays           bool // other is the second way to read it
	impossible        bool // 31 February
	text              string
	at, end           int
}

var months = map[string]int{
	"january": 1, "februar": 2, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
	"october": 10, "november": 11, "december": 12, "januar": 1, "jänner": 1, "märz": 3, "mai": 5, "juni": 6, "juli": 7, "oktober": 10, "dezember": 12,
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "okt": 10, "nov": 11, "dec": 12, "dez": 12, "mär": 3, "mrz": 3,
}

const monthWords = `(january|february|march|april|may|june|july|august|september|october|november|december|januar|jänner|februar|märz|mai|juni|juli|oktober|dezember|jan|feb|mar|apr|jun|jul|aug|sept?|oct|okt|nov|dec|dez|mär|mrz)\.?`

var (
	reDayMonth = regexp.MustCompile(`(?i)\b(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]+(?:day\s+of\s+|of\s+)?` + monthWords + `,?[\s-]+(\d{4})\b`)
	reMonthDay = regexp.MustCompile(`(?i)\b` + monthWords + `\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b`)
	reISODay   = regexp.MustCompile(`\b(\d{4})[-./](\d{1,2})[-./](\d{1,2})\b`)
	reDotted   = regexp.MustCompile(`\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b`)
	reSlashed  = regexp.MustCompile(`\b(\d{1,2})[/-](\d{1,2})[/-](\d{4})\b`)
	reMonth    = regexp.MustCompile(`(?i)\b` + monthWords + `,?\s+(\d{4})\b`)
	reISOMonth = regexp.MustCompile(`\b(\d{4})-(\d{2})\b|\b(\d{2})/(\d{4})\b`)
)

var reYear = regexp.MustCompile(`\d{4}`)

// days finds the dates of a text, in order, none within another.
func days(s string) []day {
	if !reYear.MatchString(s) {
		return nil
	}
	var out []day
	taken := func(at, end int) bool {
		for _, d := range out {
			if at < d.end && end > d.at {
				return true
			}
		}
		return false
	}
	find := func(re *regexp.Regexp, make func(part func(int) string) day) {
		for _, m := range re.FindAllStringSubmatchIndex(s, 200) {
			if taken(m[0], m[1]) {
				continue
			}
			d := make(func(i int) string {
				if m[2*i] < 0 {
					return ""
				}
				return s[m[2*i]:m[2*i+1]]
			})
			d.at, d.end, d.text = m[0], m[1], s[m[0]:m[1]]
			out = append(out, d)
		}
	}
	find(reDayMonth, func(p func(int) string) day { return newDay(p(3), word(p(2)), p(1)) })
	find(reMonthDay, func(p func(int) string) day { return newDay(p(3), word(p(1)), p(2)) })
	find(reISODay, func(p func(int) string) day { return newDay(p(1), p(2), p(3)) })
	find(reDotted, func(p func(int) string) day { return newDay(p(3), p(2), p(1)) })
	find(reSlashed, func(p func(int) string) day { return slashed(p(1), p(2), p(3)) })
	find(reMonth, func(p func(int) string) day { return newDay(p(2), word(p(1)), "0") })
	find(reISOMonth, func(p func(int) string) day {
		if p(1) != "" {
			return newDay(p(1), p(2), "0")
		}
		return newDay(p(4), p(3), "0")
	})
	for i := 1; i < len(out); i++ {
		for j := i; j > 0 && out[j].at < out[j-1].at; j-- {
			out[j], out[j-1] = out[j-1], out[j]
		}
	}
	return out
}

func word(month string) string {
	return strconv.Itoa(months[strings.TrimSuffix(strings.ToLower(month), ".")])
}

func newDay(year, month, mday string) day {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(mday)
	out := day{year: y, month: m, mday: d}
	if m < 1 || m > 12 || d > 31 || d > 0 && time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Day() != d {
		out.impossible = true
	}
	return out
}

// slashed reads 03/04/2026, which Americans read the other way round.
func slashed(a, b, year string) day {
	d := newDay(year, b, a)
	o := newDay(year, a, b)
	switch {
	case d.impossible && !o.impossible:
		return o
	case !d.impossible && !o.impossible && a != b:
		d.twoWays, d.other = true, o.first()
	}
	return d
}

func (d day) first() time.Time {
	return time.Date(d.year, time.Month(d.month), max(d.mday, 1), 0, 0, 0, 0, time.UTC)
}

// last is the last day that the date covers.
func (d day) last() time.Time {
	if d.mday == 0 {
		return time.Date(d.year, time.Month(d.month)+1, 0, 0, 0, 0, 0, time.UTC)
	}
	return d.first()
}

func (d day) String() string {
	switch {
	case d.impossible:
		return d.text
	case d.mday == 0:
		return fmt.Sprintf("%04d-%02d", d.year, d.month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.mday)
}

var reLength = regexp.MustCompile(`(?i)\b(\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn)(?:\s*\(\d+\))?[\s-]+(years?|months?|jahren?|jahre|monaten?|monate|yrs?)\b`)

var counts = map[string]int{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"ein": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10}

// length finds a length of time and returns it in months.
func length(s string) (months int, text string) {
	m := reLength.FindStringSubmatch(s)
	if m == nil {
		return 0, ""
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		n = counts[strings.ToLower(m[1])]
	}
	if unit := strings.ToLower(m[2]); strings.HasPrefix(unit, "y") || strings.HasPrefix(unit, "j") {
		n *= 12
	}
	return n, m[0]
}
