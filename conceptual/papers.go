package conceptual

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// papers are what the declaration says beside the IXIT: support period, disclosure,
// references that lead nowhere. They inform; the product's pages settle them.
func (v *view) papers() []assay.Observation {
	var out []assay.Observation
	for _, p := range []struct {
		check, question, unit string
		find                  *finding
	}{
		{"dates", "declared.support.current", "5.3-13-1/a", v.supportPeriod()},
		{"disclosure", "declared.disclosure.complete", "5.2-1-1/a", v.disclosure()},
	} {
		r := &rule{check: p.check, question: p.question, unit: p.unit, table: 2}
		if p.find != nil && v.claims(p.unit) {
			out = append(out, v.observation(r, v.first(2), "", p.find))
		}
	}
	return append(out, v.dangling()...)
}

// informs is a finding that a person should know and that settles nothing.
func informs(answer assay.Answer, format string, args ...any) *finding {
	return &finding{answer: answer, effect: assay.Informs, summary: fmt.Sprintf(format, args...)}
}

var dateForm = regexp.MustCompile(`\b(\d{4})-(\d{2})(?:-(\d{2}))?\b`)

// lastDay reads 2029-12-31, or the last day of 2029-12.
func lastDay(text string) (time.Time, bool) {
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return t, true
	}
	if t, err := time.Parse("2006-01", text); err == nil {
		return t.AddDate(0, 1, -1), true
	}
	return time.Time{}, false
}

// supportPeriod holds the end of support against the day of review and against what
// the IXIT says.
func (v *view) supportPeriod() *finding {
	until, ok := lastDay(v.declaration.Support.Until)
	var row *row = v.first(2)
	said := ""
	if row != nil {
		said = row.field("Support Period")
	}
	if !ok {
		if said == "" {
			return nil
		}
		if dateForm.MatchString(said) {
			return informs(assay.Yes, "2-UserInfo states the support period with a date: %s", quoted(said))
		}
		return informs(assay.No, "2-UserInfo states the support period without a date: %s", quoted(said))
	}
	for _, m := range dateForm.FindAllString(said, -1) {
		if t, ok := lastDay(m); ok && !t.Equal(until) && !sameMonth(m, v.declaration.Support.Until) {
			return informs(assay.No, "support.until is %s and 2-UserInfo says %s", v.declaration.Support.Until, m)
		}
	}
	switch {
	case v.At.IsZero():
		return nil
	case !v.At.Before(until.AddDate(0, 0, 1)):
		return informs(assay.No, "the support period ended on %s", until.Format(time.DateOnly))
	}
	return informs(assay.Yes, "the support period runs until %s", until.Format(time.DateOnly))
}

// sameMonth tells a day and a month that say the same, one more finely.
func sameMonth(a, b string) bool {
	return len(a) >= 7 && len(b) >= 7 && a[:7] == b[:7] && (len(a) == 7 || len(b) == 7)
}

// disclosure names what of contact, acknowledgement and status updates is missing.
func (v *view) disclosure() *finding {
	d := v.declaration.Disclosure
	if d == (assay.Disclosure{}) {
		return nil
	}
	var lacks []string
	for _, x := range []struct{ value, name string }{
		{d.PolicyURL, "the page of the policy"}, {d.Contact, "a contact"}, {d.AcknowledgedIn, "the time to acknowledgement"}, {d.UpdatesEvery, "the time between status updates"},
	} {
		if strings.TrimSpace(x.value) == "" || none(x.value) {
			lacks = append(lacks, x.name)
		}
	}
	if len(lacks) > 0 {
		return informs(assay.No, "disclosure does not name %s", strings.Join(lacks, ", "))
	}
	return informs(assay.Yes, "disclosure names policy, contact, acknowledgement and status updates")
}

// dangling are references to rows that are not there. Each unit that reads the
// field cannot be judged until they are.
func (v *view) dangling() []assay.Observation {
	var out []assay.Observation
	for _, t := range v.std.Tables() {
		for _, r := range v.rows[t.Number] {
			for _, f := range t.Fields {
				to, ok := v.std.Reference(t, f.Name)
				if !ok {
					continue
				}
				lost := v.lost(r.field(f.Name), to)
				if len(lost) == 0 {
					continue
				}
				for _, unit := range v.readers(t, f.Name) {
					find := leaves("%s of %s names %s, which %s does not declare", f.Name, r.key, strings.Join(lost, ", "), to.Key)
					out = append(out, v.observation(&rule{check: "references", question: "declared.references.resolve", unit: unit, table: t.Number}, r, r.key, find))
				}
			}
		}
	}
	return out
}

// lost are the ids in a field that no row of the table has. A text that says more
// than ids, or that there is none, is for a person.
func (v *view) lost(text string, to *standard.IXITTable) []string {
	if text == "" || none(text) || !onlyIDs.MatchString(text) || !v.filled[to.Number] {
		return nil
	}
	var out []string
	for _, id := range strings.FieldsFunc(text, func(c rune) bool { return c == ',' || c == ';' || c == '\n' }) {
		id = strings.TrimSpace(id)
		known := false
		for _, r := range v.rows[to.Number] {
			known = known || r.entry.ID == id
		}
		if !known && id != "" {
			out = append(out, id)
		}
	}
	return out
}

var onlyIDs = regexp.MustCompile(`^\s*[^\s,;]+(\s*[,;\n]\s*[^\s,;]+)*\s*$`)

// readers are the conceptual units that read a field, claimed, and run over the rows
// of its table.
func (v *view) readers(t *standard.IXITTable, field string) []string {
	m, _ := v.std.Method(standard.TS103701V1)
	var out []string
	for _, u := range m.Units() {
		if u.Type != standard.Conceptual || u.Quantifier != standard.EveryEntry || len(u.IXIT) == 0 || !v.claims(u.ID) {
			continue
		}
		first, ok := v.std.Table(u.IXIT[0].Table)
		if !ok || first.Number != t.Number {
			continue
		}
		for _, f := range u.IXIT[0].Fields {
			if f == field {
				out = append(out, u.ID)
			}
		}
	}
	return out
}
