package phrase

import "testing"

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
