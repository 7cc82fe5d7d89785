package verdict

import "testing"

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
