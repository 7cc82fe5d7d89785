package verdict

import (
	"testing"

	"github.com/assay-project/assay"
)

func TestSaysWords(t *testing.T) {
	for _, c := range []struct {
		text, words string
		want        bool
	}{
		{"GPS position receiver", "position receiver", true},
		{"a motion-sensor", "motion sensor", false},
		{"Temperature sensor, one for the water", "temperature sensor", true},
		{"receiver of the position", "position receiver", false},
		{"", "position receiver", false},
	} {
		if got := saysWords(c.text, c.words); got != c.want {
			t.Errorf("saysWords(%q, %q) = %v, want %v", c.text, c.words, got, c.want)
		}
	}
}

func TestPlace(t *testing.T) {
	at := func(url string) *assay.Observation {
		return &assay.Observation{Where: []assay.Where{{URL: url}}}
	}
	const said = "on the page https://maker.example/security, one click from everywhere"
	for _, c := range []struct {
		said, seen string
		want       bool
	}{
		{said, "https://maker.example/security", true},
		{said, "https://maker.example/security/", true},
		{said, "https://maker.example/sec", false},
		{said, "https://maker.example/security/old", false},
		{"in the manual", "https://maker.example/security", false},
		{"", "", false},
	} {
		r := &row{entry: assay.IXITEntry{Fields: map[string]string{"Publication of Support Period": c.said}}}
		if got := place("Publication of Support Period")(nil, r, at(c.seen)); got != c.want {
			t.Errorf("place of %q in %q = %v, want %v", c.seen, c.said, got, c.want)
		}
	}
}
