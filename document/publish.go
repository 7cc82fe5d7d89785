package document

import (
	"fmt"
	"net/mail"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/assay-project/assay"
)

// contactURI is the contact for reports as a URI (RFC 9116, 2.5.3): a web page,
// a mail address or a telephone number.
func contactURI(contact string) (string, bool) {
	contact = strings.TrimSpace(contact)
	if u, err := url.Parse(contact); err == nil {
		switch {
		case u.Scheme == "https" && u.Host != "", u.Scheme == "mailto" && strings.Contains(u.Opaque, "@"), u.Scheme == "tel" && u.Opaque != "":
			return u.String(), true
		}
	}
	if a, err := mail.ParseAddress(contact); err == nil && a.Address == contact {
		return "mailto:" + contact, true
	}
	digits := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '(' || r == ')' {
			return -1
		}
		return r
	}, contact)
	if telephone.MatchString(digits) {
		return "tel:" + digits, true
	}
	return "", false
}

var telephone = regexp.MustCompile(`^\+[0-9]{6,15}$`)

func (d *draft) contact(ref string) (Field, string) {
	f := d.own("disclosure.contact", "Where to report", d.in.Declaration.Disclosure.Contact, ref, "a mail address or an https page for reports")
	if f.Value == "" {
		return f, ""
	}
	uri, ok := contactURI(f.Value)
	if !ok {
		d.problem(Problem{Reason: Wrong, Fact: f.Key, What: fmt.Sprintf("%q is no mail address, https page or telephone number with country code", f.Value), Mend: "write security@example.com or https://example.com/report", Where: declaredAt(f.Key), Clause: ref})
	}
	return f, uri
}

// securityText is the file of RFC 9116. It expires one day short of a year after
// the day it is made for (2.5.5 recommends less than a year).
func securityText(d *draft) {
	const ref = "RFC 9116"
	d.paper.Law, d.paper.Public = ref, true
	disclosure := d.in.Declaration.Disclosure
	contact, uri := d.contact(ref + " section 2.5.3")
	policy := d.own("disclosure.policy", "Disclosure policy", disclosure.PolicyURL, ref+" section 2.5.7", "the address of the disclosure policy: https://…")
	midnight := time.Date(d.in.At.UTC().Year(), d.in.At.UTC().Month(), d.in.At.UTC().Day(), 0, 0, 0, 0, time.UTC)
	expires := midnight.AddDate(1, 0, -1).Format(time.RFC3339)
	lines := []string{"Contact: " + uri, "Expires: " + expires, "Preferred-Languages: en"}
	fields := []Field{contact, {Key: "expires", Label: "Expires", Value: expires, Ref: ref + " section 2.5.5", Required: true,
		Backing: Backing{Basis: assay.Declared, Source: "reckoned from " + d.paper.Made}}, policy}
	u, err := url.Parse(policy.Value)
	switch {
	case policy.Value == "":
	case err != nil || u.Scheme != "https" || u.Host == "":
		d.problem(Problem{Reason: Wrong, Fact: policy.Key, What: fmt.Sprintf("%q is no https address", policy.Value), Mend: "publish the policy over https", Where: declaredAt(policy.Key), Clause: ref + " section 2.5.7"})
	default:
		canonical := "https://" + u.Host + "/.well-known/security.txt"
		lines = append(lines, "Canonical: "+canonical, "Policy: "+u.String())
		fields = append(fields, Field{Key: "canonical", Label: "Canonical", Value: canonical, Ref: ref + " section 2.5.2", Backing: Backing{Basis: assay.Declared, Source: "the host of " + declaredAt("disclosure.policy")}})
	}
	d.paper.Text = strings.Join(lines, "\n") + "\n"
	d.section(Section{Title: "Fields", Ref: ref, Fields: fields})
	d.note("Publish it as /.well-known/security.txt over https, as text/plain; charset=utf-8. Sign it with OpenPGP where you can (RFC 9116 section 2.3); make it anew before it expires.")
}

// span finds a length of time: a number or a word for one, and a unit.
var span = regexp.MustCompile(`(?i)\b(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|twenty|thirty|sixty|ninety|every|each)[ -]*(?:(?:working|business|calendar|other)[ -]+)?(?:h|hours?|d|days?|weeks?|fortnights?|months?)\b|\b(?:hourly|daily|weekly|fortnightly|monthly)\b`)

// times is a field with a time; words that name no length of
// time are refused, since the law asks when.
func (d *draft) times(key, label, value, ref, question string) Field {
	if strings.TrimSpace(value) == "" {
		d.missing(key, label, ref, "a time as published: 5 days")
		return Field{Key: key, Label: label, Ref: ref, Required: true}
	}
	if !span.MatchString(value) {
		d.problem(Problem{Reason: Wrong, Fact: key, What: fmt.Sprintf("%s: %q names no time", lower(label), value), Mend: "write how long, such as 5 days", Where: declaredAt(key), Clause: ref})
	}
	return Field{Key: key, Label: label, Value: value, Ref: ref, Required: true, Backing: Backing{Basis: assay.Declared, Source: declaredAt(key)}}
}

// disclosurePolicy is the page with which a maker publishes how flaws are
// reported. It is itself what makes the facts public, so they are the maker's to say.
func disclosurePolicy(d *draft) {
	const ref = "SI 2023/1007 Sch. 1 para 2; EN 303 645 5.2-1; Regulation (EU) 2024/2847 Annex I Part II(5), (6)"
	d.paper.Law, d.paper.Public = ref, true
	decl := d.in.Declaration
	maker := or(d.makerName(), "the manufacturer")
	d.paper.Lead = []string{fmt.Sprintf("%s welcomes reports of security flaws in its products. This page says where to report one and what happens then.", maker)}
	contact, _ := d.contact("Sch. 1 para 2(2)(a)")
	d.section(Section{Title: "Where to report", Fields: []Field{contact}, Text: []string{
		"Write in English, in your own words: which product and version, what you did, what happened, and how it might be used. Send no data of other people.",
		"You need no account, pay nothing, and need not say who you are. We ask for no personal data; leave an address only if you want an answer.",
	}})
	ack := d.times("disclosure.acknowledged_in", "We acknowledge a report within", decl.Disclosure.AcknowledgedIn, "Sch. 1 para 2(2)(b)(i)", "vdp.ack-time.published")
	updates := d.times("disclosure.updates_every", "You hear of progress every", decl.Disclosure.UpdatesEvery, "Sch. 1 para 2(2)(b)(ii)", "vdp.status-time.published")
	d.section(Section{Title: "What happens then", Fields: []Field{ack, updates}, Text: []string{
		"We go on telling you until the flaw is resolved, and then say how it was.",
	}})
	d.section(Section{Title: "What it covers", Text: []string{
		"Our products, the software that comes with them or is needed for them, and the services they talk to.",
		"Please give us time to mend a flaw before you publish it; we agree on a date with you.",
	}})
	if d.in.SafeHarbour {
		d.section(Section{Title: "What you need not fear", Text: []string{
			"We take no legal action against anybody who reports in good faith, looks at their own devices and data only, does not disturb our services, and keeps to this page.",
		}})
	}
	d.section(Section{Title: "This page", Text: []string{"Last changed on " + LongDay(d.in.At.UTC().Format(time.DateOnly)) + ". It is free to read, without registration."}})
}

// supportPage is the page that publishes the defined support period per model.
func supportPage(d *draft) {
	const ref = "SI 2023/1007 Sch. 1 para 3; EN 303 645 5.3-13; Regulation (EU) 2024/2847 Annex II(7)"
	d.paper.Law, d.paper.Public = ref, true
	p := d.in.Declaration.Product
	until := d.in.Declaration.Support.Until
	name := d.own("product.name", "Product", p.Name, ref, "the name on the box")
	model := d.own("product.model", "Model", p.Model, ref, "the model designation as printed")
	d.paper.Lead = []string{"How long our products get security updates. It is the least we promise: we may make it longer and then say so here, never shorter."}
	value := LongDay(until)
	last, ok := lastDay(until)
	switch {
	case until == "":
		d.missing("support.until", "End of the defined support period", ref, "the last day with security updates: 2029-12-31")
	case !ok:
		d.problem(Problem{Reason: Wrong, Fact: "support.until", What: fmt.Sprintf("support period %q is no date", until), Mend: "write it as 2029-12-31 or 2029-12", Where: declaredAt("support.until"), Clause: ref})
	case last.Before(d.in.At):
		value += " (ended)"
	}
	if seen, _ := d.observed(questionPeriod); seen != nil && ok {
		d.samePeriod(until, seen, ref)
	}
	t := Table{Caption: "Security updates", Columns: []string{"Product", "Model", "Security updates until"},
		Rows: []Row{{Cells: []string{name.Value, model.Value, value}, State: "declared", Backing: &Backing{Basis: assay.Declared, Source: declaredAt("support.until")}}}}
	d.section(Section{Title: "Support period", Tables: []Table{t}, Text: []string{
		"The model is printed on the product. You need not register to read this page or to get updates. Where our own pages offer the product for sale, this date stands beside its main characteristics.",
	}})
	d.section(Section{Title: "This page", Text: []string{"Last changed on " + LongDay(d.in.At.UTC().Format(time.DateOnly)) + "."}})
}
