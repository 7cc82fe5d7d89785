package sarif

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"sort"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/standard"
)

const contradictionRule = "contradiction"

// builder gathers results with the rules and artifacts they point at.
type builder struct {
	doc           *assay.Document
	sum           *report.Summary
	rules         []rule
	ruleIndex     map[string]int
	artifacts     []artifact
	artifactIndex map[string]int // by URI
	results       []result
	leftOut       int
}

// contradictions are told first: the declaration and the product disagree.
func (b *builder) contradictions() {
	for _, c := range b.doc.Contradictions {
		var locations []location
		for _, id := range c.Because {
			if o := b.sum.Observation(id); o != nil {
				locations = append(locations, b.locations(o.Where)...)
			}
		}
		if len(locations) == 0 {
			locations = b.inputs()
		}
		b.results = append(b.results, result{
			RuleID: contradictionRule, RuleIndex: b.rule(contradictionRule, func() rule {
				return rule{ID: contradictionRule, Short: &text{"What was declared and what was observed contradict each other."}, Default: &defaults{"error"}}
			}),
			Level: "error", Message: text{report.Plain("declared: " + c.Declared + "; observed: " + c.Observed)}, Locations: locations,
			Fingerprints: fingerprint(contradictionRule, c.Unit, c.Declared, nil), Properties: map[string]any{"unit": report.Plain(c.Unit)},
		})
	}
}

func (b *builder) observation(o *assay.Observation) {
	level := levelOf(o)
	if level == "" {
		b.leftOut++
		return
	}
	locations := b.locations(o.Where)
	if len(locations) == 0 {
		locations = b.inputs()
	}
	message := report.Plain(o.Summary)
	if message == "" {
		message = report.Plain(o.Check + ": " + string(o.Answer))
	}
	if o.Mend != "" {
		message += ". Mend: " + report.Plain(o.Mend) + "."
	}
	b.results = append(b.results, result{
		RuleID: report.Plain(o.Check), RuleIndex: b.rule(o.Check, func() rule { return ruleOf(o) }),
		Level: level, Message: text{message}, Locations: locations, Fingerprints: fingerprint(o.Check, string(o.Answer), o.About, o.Where),
		Properties: map[string]any{
			"observation": report.Plain(o.ID), "question": report.Plain(o.Question), "answer": string(o.Answer), "about": report.Plain(o.About),
			"basis": string(o.Basis), "provisions": provisions(o),
		},
	})
}

// levelOf is the level of an observation; "" for one that is no alert.
func levelOf(o *assay.Observation) string {
	refutes, informs := false, len(o.Bears) == 0
	for _, b := range o.Bears {
		refutes = refutes || b.Effect == assay.Refutes
		informs = informs || b.Effect == assay.Informs
	}
	q, known := standard.EN303645().Question(o.Question)
	switch {
	case refutes:
		return "error"
	case o.Answer == assay.Unknown || !informs:
		return ""
	case !known:
		return "note"
	case string(o.Answer) == q.Good:
		return ""
	}
	return "warning"
}

func ruleOf(o *assay.Observation) rule {
	r := rule{ID: report.Plain(o.Check), Properties: map[string]any{"question": report.Plain(o.Question)}}
	if q, ok := standard.EN303645().Question(o.Question); ok {
		r.Short = &text{q.Ask}
	} else if o.Question != "" {
		r.Short = &text{report.Plain(o.Question)}
	}
	if o.Mend != "" {
		r.Help = &text{report.Plain(o.Mend)}
	}
	return r
}

func (b *builder) rule(id string, make func() rule) int {
	i, ok := b.ruleIndex[id]
	if !ok {
		i = len(b.rules)
		b.ruleIndex[id] = i
		b.rules = append(b.rules, make())
	}
	return i
}

// provisions names what the observation refutes or informs, sorted.
func provisions(o *assay.Observation) []string {
	set := map[string]bool{}
	for _, b := range o.Bears {
		if b.Effect == assay.Supports {
			continue
		}
		for _, id := range report.ProvisionsOf(b.Method, b.Unit) {
			set[report.Plain(id)] = true
		}
	}
	out := make([]string, 0, len(set))
	for id := range set {
		out = append(out, id)
	}
	sort.Strings(out)
	return out
}

func (b *builder) locations(places []assay.Where) []location {
	out := []location{}
	for _, w := range places {
		switch {
		case w.Path != "":
			out = append(out, b.file(w))
		case w.Address != "":
			out = append(out, location{Logical: []logical{{report.Plain(w.Address), "resource"}}})
		}
	}
	return out
}

func (b *builder) file(w assay.Where) location {
	index := b.artifact(w.Path, w.Evidence)
	p := &physical{Artifact: artifactLocation{b.artifacts[index].Location.URI, &index}}
	switch {
	case w.Line > 0:
		p.Region = &region{StartLine: w.Line}
	case w.Offset != nil && *w.Offset >= 0:
		length := int64(0)
		p.Region = &region{ByteOffset: w.Offset, ByteLength: &length}
	}
	return location{Physical: p, Logical: []logical{{report.Plain(w.Path), "resource"}}}
}

// inputs are the locations of what was given, for a result without a place.
func (b *builder) inputs() []location {
	out := []location{}
	for _, e := range b.doc.Evidence {
		if len(e.Places) > 0 && e.Places[0].DerivedFrom == "" && e.Kind != "declaration" {
			out = append(out, b.file(assay.Where{Path: e.Places[0].Origin, Evidence: e.ID}))
		}
	}
	return out
}

// artifact lists a file once, with its size and digest where they are known.
func (b *builder) artifact(chain, id string) int {
	uri := uriOf(chain)
	if i, ok := b.artifactIndex[uri]; ok {
		return i
	}
	a := artifact{Location: artifactLocation{URI: uri}, Length: -1} // -1: not known (3.24.5)
	if hash, ok := strings.CutPrefix(id, "sha256:"); ok {
		a.Hashes = map[string]string{"sha-256": hash}
	}
	for _, e := range b.doc.Evidence {
		if e.ID == id {
			a.Length = e.Size
		}
	}
	b.artifactIndex[uri] = len(b.artifacts)
	b.artifacts = append(b.artifacts, a)
	return b.artifactIndex[uri]
}

// uriOf writes a path chain as a relative reference (RFC 3986): every character
// that has a meaning of its own there is escaped, and it never starts like a
// scheme, an authority or an absolute path.
func uriOf(chain string) string {
	parts := strings.Split(strings.TrimLeft(chain, "/"), "/")
	for i, p := range parts {
		switch p {
		case ".":
			p = "%2E"
		case "..":
			p = "%2E%2E"
		default:
			p = strings.ReplaceAll(url.PathEscape(p), ":", "%3A")
		}
		parts[i] = p
	}
	return strings.Join(parts, "/")
}

// fingerprint stays the same while check, answer, thing and file do: not the
// line, and not where the container lies in the image.
func fingerprint(check, answer, about string, places []assay.Where) map[string]string {
	h := sha256.New()
	h.Write([]byte(check + "\x00" + answer + "\x00" + about))
	for _, w := range places {
		h.Write([]byte("\x00" + report.Inside(w.Path) + "\x00" + w.Address))
	}
	return map[string]string{"assayThing/v1": hex.EncodeToString(h.Sum(nil)[:16])}
}

// notifications tell checks that could not finish and what was not read.
func (b *builder) notifications() []notification {
	out := []notification{}
	for _, e := range b.doc.Errors {
		out = append(out, notification{"error", text{report.Plain("check " + e.Check + " could not finish: " + e.Message)}})
	}
	for _, l := range b.doc.Limits {
		out = append(out, notification{"note", text{report.Plain("not read: " + l.What + " (" + l.Where + "): " + l.Effect)}})
	}
	return out
}
