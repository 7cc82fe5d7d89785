package phrase

import (
	"strings"
	"testing"
)

var set = Load(`
# what tests need
[ack]
we will? (acknowledge|confirm* receipt of) ... within {time}
acknowledge* ... within {time}
[status]
(updates|updated|inform you) ... {often}
[until]
(updates|supported) ... (until|through) {date}
`)

func TestFind(t *testing.T) {
	for _, c := range []struct {
		section, sentence string
		want              bool
		mood              Mood
		time, date        string
	}{
		{"ack", "We will acknowledge your report within 5 working days.", true, Plain, "5 working days", ""},
		{"ack", "We confirm the receipt of nothing within 5 working days.", false, Plain, "", ""},
		{"ack", "Within our team, we acknowledge (by e-mail) every report within two (2) business days, and may ask for more.", true, Plain, "two (2) business days", ""},
		{"ack", "We aim to acknowledge reports within 24 - 48 hours.", true, Hedged, "24 - 48 hours", ""},
		{"ack", "We aim, with all our strength, to acknowledge reports within 24-48 hours.", true, Hedged, "24-48 hours", ""},
		{"ack", "While we cannot promise a fix, we will acknowledge your report within 72 hours.", true, Plain, "72 hours", ""},
		{"ack", "We do not acknowledge reports within five days.", true, Denied, "five days", ""},
		{"ack", "We acknowledge reports within no more than five days.", false, Plain, "", ""},
		{"ack", "We will acknowledge receipt no later than or within five days.", true, Plain, "five days", ""},
		{"ack", "We will acknowledge your report within 3 days where possible.", true, Hedged, "3 days", ""},
		{"status", "You receive updates at least once a month until it is fixed.", true, Plain, "once a month", ""},
		{"status", "We inform you every 14 days.", true, Plain, "every 14 days", ""},
		{"until", "HomeCam 2 receives security updates until at least 31 December 2028, whichever comes first.", true, Plain, "", "at least 31 december 2028 whichever comes first"},
	} {
		m, ok := set.Find(c.section, c.sentence)
		if ok != c.want || m.Mood != c.mood || m.Time != c.time || m.Date != c.date {
			t.Errorf("%s: %v %q time %q date %q (%s)", c.sentence, ok, m.Mood, m.Time, m.Date, m.Pattern)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("We will acknowledge, (2) - 3/4 and/or within {x} days.")
	f.Add("- - ( ) .. / // 1 - 2")
	f.Fuzz(func(t *testing.T, s string) {
		for _, section := range set.Sections() {
			set.Find(section, s)
		}
	})
}

// The search prefers rows of words to single ones, the shortest gap and the longest
// date, and takes no longer for a sentence that nearly matches many times.
func TestSearch(t *testing.T) {
	for _, c := range []struct{ pattern, sentence, text, time, date string }{
		{"we ... (reply|reply soon)", "we will we reply soon", "we will we reply soon", "", ""},
		{"(a|a b) ... c?", "a b c", "a b c", "", ""},
		{"until {date} (receive|get)", "until 31 December 2029 you get", "until 31 december 2029 you get", "", "31 december 2029 you"},
		{"within (the next)? {time}", "within the next two (2) weeks", "within the next two (2) weeks", "two (2) weeks", ""},
		{"updat* {often}", "updates every 14 days", "updates every 14 days", "every 14 days", ""},
		{"a ... b", "a 1 2 3 4 5 6 7 8 9 10 11 b", "", "", ""},
	} {
		m, _ := Load("[s]\n"+c.pattern).Find("s", c.sentence)
		if m.Text != c.text || m.Time != c.time || m.Date != c.date {
			t.Errorf("%s in %q: %+v", c.pattern, c.sentence, m)
		}
	}
	long := strings.Repeat("we and and we ", 2000)
	set := Load("[s]\nwe ... and ... we ... and ... we ... and ... never")
	if _, ok := set.Find("s", long+"nevermore never2"); ok {
		t.Error("found what is not there")
	}
	for _, bad := range []string{"%", "(a", "a)", "?", "{when}", "...", "a? b?"} {
		if _, err := compile(bad, newVocabulary()); err == nil {
			t.Errorf("%q is a pattern", bad)
		}
	}
}
