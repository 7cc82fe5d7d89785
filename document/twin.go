package document

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// TwinName is the name of the machine-readable twin inside another form.
const TwinName = "assay-statement.json"

// Twin is the paper as JSON, with the id of those bytes. The same paper gives
// the same bytes.
func Twin(p *Paper) (data []byte, id string, err error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "  ")
	if err := enc.Encode(p); err != nil {
		return nil, "", fmt.Errorf("write the twin of %s: %w", p.Kind, err)
	}
	sum := sha256.Sum256(b.Bytes())
	return b.Bytes(), "sha256:" + hex.EncodeToString(sum[:]), nil
}

// Calendar is the dates of a report as an iCalendar file (RFC 5545), each with
// an alarm six hours before.
func Calendar(p *Paper, stamp time.Time) []byte {
	var b strings.Builder
	line := func(format string, args ...any) { b.WriteString(foldLine(fmt.Sprintf(format, args...)) + "\r\n") }
	line("BEGIN:VCALENDAR")
	line("VERSION:2.0")
	line("PRODID:-//assay//document//EN")
	for _, due := range p.Dates {
		at, err := time.Parse(time.RFC3339, due.At)
		if err != nil {
			continue
		}
		sum := sha256.Sum256([]byte(p.Product.Name + due.What + due.At))
		line("BEGIN:VEVENT")
		line("UID:%s@assay", hex.EncodeToString(sum[:8]))
		line("DTSTAMP:%s", stamp.UTC().Format("20060102T150405Z"))
		line("DTSTART:%s", at.UTC().Format("20060102T150405Z"))
		line("SUMMARY:%s", escapeText(due.What+": "+p.Product.Name))
		line("DESCRIPTION:%s", escapeText(due.Ref+", "+due.Rule))
		line("BEGIN:VALARM")
		line("ACTION:DISPLAY")
		line("DESCRIPTION:%s", escapeText(due.What))
		line("TRIGGER:-PT6H")
		line("END:VALARM")
		line("END:VEVENT")
	}
	line("END:VCALENDAR")
	return []byte(b.String())
}

func escapeText(s string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r", "", "\n", `\n`).Replace(s)
}

// foldLine breaks a line after 75 octets, never inside a character (RFC 5545, 3.1).
func foldLine(s string) string {
	var b strings.Builder
	width := 0
	for _, r := range s {
		size := len(string(r))
		if width+size > 74 {
			b.WriteString("\r\n ")
			width = 1
		}
		b.WriteRune(r)
		width += size
	}
	return b.String()
}
