package conceptual

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	spanForm = regexp.MustCompile(`(?i)\b(\d{1,4}|one|two|three|four|five|six|seven|ten|fourteen|thirty|sixty|ninety)[ -]?(working |business |calendar )?(h|hours?|days?|weeks?|months?|years?)\b`)
	noTime   = regexp.MustCompile(`(?i)\b(no (fixed |set |defined )?(time|deadline|time ?frame)|not defined|undefined|as (soon|fast) as possible|asap|best effort|when ready)\b`)
)

var numerals = map[string]int{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10, "fourteen": 14, "thirty": 30, "sixty": 60, "ninety": 90}

// spanDays returns the longest span of time that a text names, in days; ok is false
// where it names none.
func spanDays(text string) (days float64, ok bool) {
	for _, m := range spanForm.FindAllStringSubmatch(text, -1) {
		n, known := numerals[strings.ToLower(m[1])]
		if !known {
			n, _ = strconv.Atoi(m[1])
		}
		days, ok = max(days, float64(n)*unitDays(m[3])), true
	}
	return days, ok
}

func unitDays(unit string) float64 {
	switch strings.ToLower(unit)[0] {
	case 'h':
		return 1.0 / 24
	case 'w':
		return 7
	case 'm':
		return 30
	case 'y':
		return 365
	}
	return 1
}

// timed asks whether a process states its time. Whether that is soon enough for the
// flaw in question a person judges.
func timed(field, what string) func(*view, *row) *finding {
	return func(_ *view, r *row) *finding {
		text := r.field(field)
		if text == "" {
			return nil
		}
		days, ok := spanDays(text)
		switch {
		case saysNone(text):
			return refutes("set target times and state them", "%s declares no time for the %s", r.key, what)
		case !ok || noTime.MatchString(text):
			return leaves("a time for the %s: %s of %s names none: %s", what, field, r.key, quoted(text))
		}
		return leaves("a person judges whether the %s within %s days (%s) is timely", what, strconv.FormatFloat(days, 'g', 3, 64), r.key).with("days", days)
	}
}

// topic is one thing that a description of a process has to cover, with the words
// that show it.
type topic struct {
	name string
	form *regexp.Regexp
}

func topics(pairs ...string) []topic {
	var out []topic
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, topic{pairs[i], regexp.MustCompile(`(?i)\b(` + pairs[i+1] + `)`)})
	}
	return out
}

// What units 5.5-8-1/a and 5.6-9-1/a name, in our words.
var (
	keyLife = topics("making", "generat|creat|made|making", "provisioning", "provision|inject|install|personali[sz]", "storing", "stor(e|ed|age|ing)|hsm|kept",
		"updating", "updat|renew|rotat|replac|roll", "retiring", "retir|decommission|destr|delet|wipe|eras|end of life", "expiry", "expir|valid(ity)?\\b|lifetime", "compromise", "compromis|revo|leak|incident")
	development = topics("training", "train|educat|course", "requirements and design", "requirement|design|threat model|architect", "coding", "cod(e|ing) (rule|guideline|standard)|secure cod|coding|implement",
		"tools", "tool|compiler|static anal|linter|build (system|server|chain)", "testing", "test|fuzz|penetration", "review", "review|four.eyes|pull request", "archiving", "archiv|version control|repositor|escrow",
		"deployment", "deploy|release|deliver", "suppliers", "supplier|third.part|vendor|component|dependenc|sbom")
)

// covers asks which topics a table's descriptions name. All named is not yet well
// done: that a person judges; one that is missing is named.
func covers(table int, list []topic) func(*view) *finding {
	return func(v *view) *finding {
		text := v.all(table, "Description")
		if text == "" {
			return nil
		}
		if saysNone(text) {
			return refutes("set up the process, and describe it", "%s says that there is none", v.first(table).key)
		}
		var lacks []string
		for _, t := range list {
			if !t.form.MatchString(text) {
				lacks = append(lacks, t.name)
			}
		}
		if len(lacks) > 0 {
			return leaves("a person judges: %s names nothing of %s", v.first(table).table.Key, strings.Join(lacks, ", ")).with("not_named", strings.Join(lacks, ", "))
		}
		return leaves("a person judges: all %d topics are named in %s", len(list), v.first(table).table.Key)
	}
}

// all joins a field of every row of a table.
func (v *view) all(table int, field string) string {
	var out []string
	for _, r := range v.rows[table] {
		if s := r.field(field); s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, "\n")
}

// outages asks that both losses have a mechanism. Whether it suits, a person judges.
func outages(v *view) *finding {
	if !v.filled[23] {
		return nil
	}
	network, power := false, false
	for _, r := range v.rows[23] {
		kind := r.field("Type")
		network = network || kind == "network connectivity" || kind == "both"
		power = power || kind == "power" || kind == "both"
	}
	const mend = "build in and declare a mechanism against each loss"
	switch {
	case !network && !power:
		return refutes(mend, "23-ResMech declares no mechanism against loss of network or power")
	case !network:
		return refutes(mend, "23-ResMech declares no mechanism against loss of the network")
	case !power:
		return refutes(mend, "23-ResMech declares no mechanism against loss of power")
	}
	return leaves("a person judges whether the mechanisms of 23-ResMech suit loss of network and of power")
}
