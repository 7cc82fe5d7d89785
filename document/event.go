package document

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/assay-project/assay/internal/yamlfile"
)

// MaxEvent bounds the bytes of an event file.
const MaxEvent = 1 << 20

// ReadEvent reads an event file: YAML with one text a line. The keys kind, aware,
// measure and sent are its own, the others those of [EventKeys].
func ReadEvent(data []byte) (*Event, error) {
	e := &Event{Kind: Vulnerability, Values: map[string]string{}}
	if err := yamlfile.Read(data, MaxEvent, &e.Values); err != nil {
		return nil, err
	}
	if kind := e.Values["kind"]; kind != "" {
		if kind != Vulnerability && kind != Incident {
			return nil, fmt.Errorf("kind %q: want %s or %s", kind, Vulnerability, Incident)
		}
		e.Kind = kind
	}
	for _, t := range []struct {
		key string
		to  *time.Time
	}{{"aware", &e.Aware}, {"measure", &e.Measure}, {"sent", &e.Sent}} {
		if text := e.Values[t.key]; text != "" {
			when, err := ClockTime(text)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", t.key, err)
			}
			*t.to = when
		}
		delete(e.Values, t.key)
	}
	delete(e.Values, "kind")
	known := EventKeys(e.Kind)
	for _, key := range sortedNames(e.Values) {
		if !slices.Contains(known, key) {
			return nil, fmt.Errorf("unknown key %q: for a %s the keys are kind, aware, measure, sent, %s", key, e.Kind, strings.Join(known, ", "))
		}
	}
	return e, nil
}

// ClockTime reads a time to the minute. Without a zone it is UTC, which the paper says beside it.
func ClockTime(text string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04", "2006-01-02 15:04"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no time: write 2026-11-24T09:00Z", text)
}
