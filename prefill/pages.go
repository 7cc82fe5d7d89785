package prefill

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-project/assay"
)

// told says which field of 2-UserInfo names the pages that answer a question.
var told = []struct{ question, field, why string }{
	{"vdp.policy.published", "Publication of Vulnerability Disclosure Policy", "a disclosure policy is open to anyone there"},
	{"docs.guidance.setup", "Documentation of Secure Setup", "users are told there how to set it up securely"},
	{"docs.guidance.check", "Documentation of Setup Check", "users are told there how to check the set-up"},
	{"docs.guidance.deletion", "Documentation of Deletion", "users are told there how to delete data"},
	{"docs.sensors.named", "Documentation of Sensors", "sensors are named there"},
	{"privacy.notice.data", "Documentation of Personal Data", "which personal data is processed is said there"},
	{"privacy.telemetry.data", "Documentation of Telemetry Data", "which telemetry is gathered is said there"},
}

// pages proposes what the maker's pages tell users, with the words that say it:
// where each thing stands, whom to tell of flaws and when an answer comes, until
// when updates come, which sensors there are. It takes the answers yes of the
// checks that read pages; what is unclear to them states nothing.
func (g *gathering) pages() error {
	for _, t := range told {
		if urls, where := g.answered(t.question); len(urls) > 0 {
			g.add("2-UserInfo", "pages", nil).say(t.field, strings.Join(urls, ", "), t.why, High, where...)
		}
	}
	for _, o := range g.yes("vdp.policy.published") {
		g.place(o, "disclosure", "policy")
	}
	for _, o := range g.yes("vdp.contact.published") {
		g.stated(o, "disclosure", "contact", "contact")
	}
	for _, o := range g.yes("vdp.ack-time.published") {
		g.stated(o, "disclosure", "acknowledged_in", "time")
	}
	for _, o := range g.yes("vdp.status-time.published") {
		g.stated(o, "disclosure", "updates_every", "time")
	}
	for _, o := range g.yes("support.end-date.published") {
		g.support(o)
	}
	for _, o := range g.yes("docs.sensors.named") {
		g.sensor(o)
	}
	return nil
}

// yes are the observations on pages that answer a question with yes.
func (g *gathering) yes(question string) []assay.Observation {
	var out []assay.Observation
	for _, o := range g.observations {
		onPage := slices.ContainsFunc(o.Where, func(w assay.Where) bool { return w.URL != "" })
		if o.Question == question && o.Answer == assay.Yes && o.Basis == assay.Observed && onPage {
			out = append(out, o)
		}
	}
	return out
}

// answered lists the pages on which a question is answered, and the words there.
func (g *gathering) answered(question string) (urls []string, where []assay.Where) {
	for _, o := range g.yes(question) {
		for _, w := range o.Where {
			if w.URL != "" && !slices.Contains(urls, w.URL) && len(urls) < maxWhere {
				urls = append(urls, w.URL)
			}
		}
		where = append(where, o.Where...)
	}
	// the places with words first: they show it
	slices.SortStableFunc(where, func(a, b assay.Where) int {
		switch {
		case (a.Quote != "") == (b.Quote != ""):
			return 0
		case a.Quote != "":
			return -1
		}
		return 1
	})
	return urls, where
}

// stated proposes a text that an observation carries.
func (g *gathering) stated(o assay.Observation, table, field, key string) {
	text, _ := o.Data[key].(string)
	if text = strings.TrimPrefix(clean(text), "every "); text != "" {
		g.value(table, "", field, shorten(text, maxText), o.Summary, High, o.Where...)
	}
}

// place proposes the page that an observation was made on. A thing may stand on
// several pages, so another one that is declared is not held against it.
func (g *gathering) place(o assay.Observation, table, field string) {
	p := Proposal{Table: table, Field: field}
	if declared, given := valueOf(g.declared, &p); !given || declared == o.Data["address"] {
		g.stated(o, table, field, "address")
	}
}

// support proposes the support period where it is the product's own.
func (g *gathering) support(o assay.Observation) {
	until, _ := o.Data["until"].(string)
	if o.Data["product_known"] != true || until == "" {
		return
	}
	g.stated(o, "support", "until", "until")
	g.place(o, "support", "published_at")
	r := g.add("2-UserInfo", "support", nil)
	r.say("Support Period", "until "+until, o.Summary, High, o.Where...)
	if address, ok := o.Data["address"].(string); ok {
		r.say("Publication of Support Period", address, o.Summary, High, o.Where...)
	}
}

// sensor proposes a row for a sensor that pages name.
func (g *gathering) sensor(o assay.Observation) {
	name, ok := o.Data["name"].(string)
	if !ok || clean(name) == "" {
		return
	}
	g.add("22-ExtSens", name, o.Where).say("Description", name, "pages of the maker name it", Medium, o.Where...)
	g.claim("has_sensors 3.1.3/v", fmt.Sprintf("pages of the maker name a %s", clean(name)), Medium, o.Where...)
}
