package document

import (
	"strings"
	"testing"
	"time"
)

func TestReadEvent(t *testing.T) {
	e, err := ReadEvent([]byte("kind: incident\naware: \"2026-11-24T09:00+01:00\"\nnature: theft of keys\n"))
	if err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC); !e.Aware.Equal(want) || e.Kind != Incident || e.Values["nature"] != "theft of keys" {
		t.Errorf("%+v, want an incident at %v", e, want)
	}
	for text, want := range map[string]string{
		"kind: storm": "want vulnerability or incident", "aware: now": "is no time", "exploid: x": "unknown key", "kind: incident\nexploit: x": "unknown key", "- a": "", strings.Repeat("x", MaxEvent+1): "larger than",
	} {
		if _, err := ReadEvent([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v, want %q", text, err, want)
		}
	}
}

func FuzzReadEvent(f *testing.F) {
	f.Add([]byte("kind: incident\naware: 2026-11-24T09:00Z\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := ReadEvent(data)
		if (e == nil) == (err == nil) {
			t.Errorf("event %v, error %v", e, err)
		}
	})
}
