package document

import (
	"fmt"
	"strings"
	"time"

	"github.com/assay-project/assay"
)

// declaredAt is the place in the declaration that gives a fact.
func declaredAt(key string) string { return "assay.yaml: " + key }

// own returns a field with a fact that only the maker can know: it is properly
// backed by being declared. Example is what to write where it is missing. Lines
// are joined: a fact is one line, and no place or name can begin another.
func (d *draft) own(key, label, value, ref, example string) Field {
	f := Field{Key: key, Label: label, Value: oneLine(value), Ref: ref, Required: true}
	if f.Value == "" {
		d.missing(key, label, ref, example)
		return f
	}
	f.Backing = Backing{Basis: assay.Declared, Source: declaredAt(key)}
	return f
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// optional is own for what may be left out.
func (d *draft) optional(key, label, value, ref string) []Field {
	if strings.TrimSpace(value) == "" {
		return nil
	}
	f := d.own(key, label, value, ref, "")
	f.Required = false
	return []Field{f}
}

func (d *draft) missing(key, label, ref, example string) {
	d.problem(Problem{Reason: Missing, Fact: key, What: label + ": not given", Mend: "write " + example, Where: declaredAt(key), Clause: ref})
}

// shown returns a field with a fact that is to be seen from outside. A fact that
// is only declared is a problem unless the maker asked for it to stand.
func (d *draft) shown(f Field, question string) Field {
	if f.Value == "" {
		return f
	}
	f.Required = true
	seen, against := d.observed(question)
	if seen == nil && against != nil {
		d.problem(Problem{Reason: Wrong, Fact: f.Key, What: fmt.Sprintf("%s is declared, but observed: %s", lower(f.Label), against.Summary), Mend: or(against.Mend, "publish it, or correct the declaration"), Where: declaredAt(f.Key), Clause: f.Ref})
		return f
	}
	if seen != nil {
		f.Backing = Backing{Basis: seen.Basis, IDs: []string{seen.ID}, Source: seen.Summary}
		return f
	}
	d.onlyDeclared(&f, question)
	return f
}

// onlyDeclared backs a field by the declaration alone, which needs leave.
func (d *draft) onlyDeclared(f *Field, question string) {
	f.Backing = Backing{Basis: assay.Declared, Source: declaredAt(f.Key)}
	if d.in.Declared {
		return
	}
	settle := "keep the page that says it and name it under evidence, or allow it with --declared"
	if question == "" {
		settle = "allow it with --declared"
	}
	d.problem(Problem{Reason: Unbacked, Fact: f.Key, What: lower(f.Label) + " is only declared", Mend: settle, Where: declaredAt("evidence"), Clause: f.Ref})
}

func lower(label string) string {
	if len(label) > 1 && label[1] >= 'A' && label[1] <= 'Z' {
		return label // an abbreviation
	}
	return strings.ToLower(label[:1]) + label[1:]
}

// observed returns the best observation that answers a question well, and one
// that answers it badly.
func (d *draft) observed(question string) (good, bad *assay.Observation) {
	if d.in.Assessment == nil || question == "" {
		return nil, nil
	}
	for i := range d.in.Assessment.Observations {
		o := &d.in.Assessment.Observations[i]
		if o.Question != question {
			continue
		}
		switch {
		case informsOnly(o):
		case o.Answer == assay.Yes && (good == nil || o.Basis.Rank() > good.Basis.Rank()):
			good = o
		case o.Answer == assay.No && bad == nil:
			bad = o
		}
	}
	return good, bad
}

// informsOnly says that an observation settles nothing: it is, for example, of a
// page that names no product.
func informsOnly(o *assay.Observation) bool {
	for _, b := range o.Bears {
		if b.Effect != assay.Informs {
			return false
		}
	}
	return len(o.Bears) > 0
}

// identity is the fields that name the product.
func (d *draft) identity(ref string) []Field {
	p := d.in.Declaration.Product
	fields := []Field{
		d.own("product.name", "Product", p.Name, ref, "the name on the box"),
		d.own("product.model", "Type or model", p.Model, ref, "the type designation as printed: LK-HC2"),
		d.own("product.batch", "Batch or serial numbers", p.Batch, ref, `"all", or the batches covered`),
	}
	fields = append(fields, d.optional("product.firmware", "Firmware in factory setting", p.Firmware, ref)...)
	return append(fields, d.optional("product.gtin", "Article number", strings.Join(p.GTIN, ", "), ref)...)
}

// makerName is the name of the first manufacturer.
func (d *draft) makerName() string {
	for _, p := range d.in.Declaration.Parties {
		if p.Role == "manufacturer" {
			return p.Name
		}
	}
	return d.in.Declaration.Product.Manufacturer
}

// people is the fields that name the parties with their addresses. A maker and
// its address are always needed.
func (d *draft) people(ref string, roles ...string) []Field {
	decl := d.in.Declaration
	var fields []Field
	for _, role := range append([]string{"manufacturer"}, roles...) {
		for i, p := range decl.Parties {
			if p.Role != role {
				continue
			}
			key := fmt.Sprintf("parties[%d]", i)
			name := d.own(key+".name", roleWord(role), p.Name, ref, "the name as registered")
			label := "Address"
			if role != "manufacturer" {
				label = "Address of the " + strings.ReplaceAll(role, "_", " ")
			}
			address := d.own(key+".address", label, p.Address, ref, "the postal address of "+p.Name+" in one line")
			fields = append(fields, name, address)
			fields = append(fields, d.optional(key+".contact", "Contact", p.Contact, ref)...)
			if p.Number != "" {
				fields = append(fields, d.optional(key+".number", "Number", p.Number, ref)...)
			}
		}
		if role == "manufacturer" && len(fields) == 0 {
			fields = append(fields, d.own("product.manufacturer", "Manufacturer", decl.Product.Manufacturer, ref, "the name as registered"))
			d.missing("parties", "Address of the manufacturer", ref, `a party: {role: manufacturer, name: …, address: …}`)
		}
	}
	d.sameMaker(ref)
	return fields
}

// sameMaker compares the two places where a maker is named.
func (d *draft) sameMaker(ref string) {
	named := d.in.Declaration.Product.Manufacturer
	var makers []string
	for _, p := range d.in.Declaration.Parties {
		if p.Role == "manufacturer" {
			if strings.EqualFold(strings.Join(strings.Fields(p.Name), " "), strings.Join(strings.Fields(named), " ")) {
				return
			}
			makers = append(makers, p.Name)
		}
	}
	if named != "" && len(makers) > 0 {
		d.problem(Problem{Reason: Wrong, Fact: "product.manufacturer", What: fmt.Sprintf("the product's manufacturer is %q, the parties name %q", named, strings.Join(makers, ", ")),
			Mend: "write the same name in both places", Where: declaredAt("product.manufacturer") + " and parties", Clause: ref})
	}
}

func roleWord(role string) string {
	switch role {
	case "authorised_representative":
		return "Authorised representative"
	case "notified_body":
		return "Notified body"
	}
	return strings.ToUpper(role[:1]) + role[1:]
}

// signature is who signs. The date may not lie after the day of the paper.
func (d *draft) signature(ref, signatory, issue string) {
	s := d.in.Declaration.Signatory
	maker := d.makerName()
	d.own("signatory.name", "Name of the signatory", s.Name, signatory, "who signs")
	d.own("signatory.function", "Function of the signatory", s.Function, signatory, "the function in the company")
	d.own("signatory.place", "Place of issue", s.Place, issue, "the town")
	d.own("signatory.date", "Date of issue", s.Date, issue, "the day as 2027-01-15")
	if issued, err := time.Parse(time.DateOnly, s.Date); s.Date != "" {
		switch {
		case err != nil:
			d.problem(Problem{Reason: Wrong, Fact: "signatory.date", What: fmt.Sprintf("date of issue %q is no day", s.Date), Mend: "write it as 2027-01-15", Where: declaredAt("signatory.date"), Clause: issue})
		case issued.After(d.in.At):
			d.problem(Problem{Reason: Wrong, Fact: "signatory.date", What: fmt.Sprintf("date of issue %s lies after %s, the day this is made for", s.Date, d.paper.Made),
				Mend: "sign on or before that day, or make the paper with --at " + s.Date, Where: declaredAt("signatory.date"), Clause: issue})
		}
	}
	d.paper.Signature = &Signature{Name: oneLine(s.Name), Function: oneLine(s.Function), Place: oneLine(s.Place), Date: s.Date, For: oneLine(maker), Ref: ref,
		Backing: Backing{Basis: assay.Declared, Source: declaredAt("signatory")}}
}

// issued is the day of issue, or the day of the paper where none is given.
func (d *draft) issued() time.Time {
	if day, err := time.Parse(time.DateOnly, d.in.Declaration.Signatory.Date); err == nil {
		return day
	}
	y, m, day := d.in.At.UTC().Date()
	return time.Date(y, m, day, 0, 0, 0, 0, time.UTC)
}
