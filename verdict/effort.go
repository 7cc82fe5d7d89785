package verdict

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
)

// Efforts are rough and only there to put the cheap things first: minutes of
// one person who knows the product.
const (
	hour = 60
	day  = 8 * hour

	answerMinutes = 2  // one question of the ICS
	fieldMinutes  = 10 // one field of an IXIT table
	readMinutes   = 5  // a person reads a text of the declaration
	judgeMinutes  = 20 // a person judges a declared design
	testMinutes   = hour
)

// efforts are what mending usually takes, by the beginning of the question that
// found the flaw. The longest beginning that fits counts.
var efforts = map[string]int{
	"service.":             30,
	"net.service.":         30,
	"docs.":                hour,
	"sbom.":                hour,
	"support.":             hour,
	"vdp.":                 hour,
	"file.":                hour,
	"firmware.debug":       hour,
	"cert.":                2 * hour,
	"crypto.":              2 * hour,
	"ssh.":                 2 * hour,
	"tls.":                 2 * hour,
	"elf.":                 day,
	"firmware.mitigations": day,
	"firmware.privileges":  day,
	"firmware.unsafe":      3 * day,
	"account.":             2 * day,
	"auth.":                2 * day,
	"cred.":                2 * day,
	"data.":                2 * day,
	"key.":                 2 * day,
	"component.":           3 * day,
	"vuln.":                3 * day,
	"firmware.":            5 * day,
	"update.":              5 * day,
	"hw.":                  20 * day,
}

// mendMinutes is what a check says its mending takes (data "effort_minutes"),
// else what is usual for its question.
func mendMinutes(o *assay.Observation) int {
	switch v := o.Data["effort_minutes"].(type) {
	case int:
		return v
	case float64:
		return int(v)
	}
	best, minutes := "", day
	for prefix, m := range efforts {
		if strings.HasPrefix(o.Question, prefix) && len(prefix) > len(best) {
			best, minutes = prefix, m
		}
	}
	return minutes
}

// effortText writes minutes as people say them: "10 min", "2 h", "3 days".
func effortText(minutes int) string {
	switch {
	case minutes < hour:
		return fmt.Sprintf("%d min", max(minutes, 1))
	case minutes < day:
		return fmt.Sprintf("%d h", (minutes+hour/2)/hour)
	case minutes < day+day/2:
		return "1 day"
	}
	return fmt.Sprintf("%d days", (minutes+day/2)/day)
}
