package inspect

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/assay-project/assay/prose"
)

// A key is what a label on a paper names.
type key string

const (
	kProduct        key = "product"
	kModel          key = "model"
	kBatch          key = "batch"
	kManufacturer   key = "manufacturer"
	kAddress        key = "address"
	kRepresentative key = "representative"
	kImporter       key = "importer"
	kSupport        key = "support"
	kName           key = "name"
	kFunction       key = "function"
	kPlace          key = "place"
	kDate           key = "date"
	kSignature      key = "signature"
	kStandard       key = "standard"
	kLegislation    key = "legislation"
	kNotified       key = "notified body"
	kObject         key = "object"
	kAccessory      key = "accessories"
)

// labels says which words in a label name what. They are tried in this order; an
// exclusive one ends the search, as "support period" is no period of anything else.
var labels = []struct {
	key       key
	exclusive bool
	words     *regexp.Regexp
}{
	{kSupport, true, regexp.MustCompile(`^support$|support period|support(ed)? (until|end|to\b)|period of support|security (updates?|support)|minimum (support|update)|update (period|until)|updates? (until|end)|supported until|end of support|unterstützungszeitraum|supportzeitraum|sicherheits-?(update|aktualisierung)|aktualisierungszeitraum`)},
	{kManufacturer, false, regexp.MustCompile(`\bmanufacturer'?s? or (his |its |their |the )?authori[sz]ed representative|\bhersteller(s)? oder (seines |des |sein )?bevollmächtigte`)},
	{kRepresentative, false, regexp.MustCompile(`representative|bevollmächtigte`)},
	{kImporter, true, regexp.MustCompile(`\b(importer|einführer|importeur|distributor|händler)\b`)},
	{kNotified, true, regexp.MustCompile(`notified body|approved body|benannte stelle`)},
	{kManufacturer, false, regexp.MustCompile(`\b(manufacturers?|maker|manufactured by|made by|produced by|hergestellt von|producer|responsible for manufacture|hersteller(s|in)?)\b`)},
	{kAddress, false, regexp.MustCompile(`\b(address|addresses|registered office|anschrift|adresse|firmensitz)\b`)},
	{kSignature, false, regexp.MustCompile(`\b(signature|signed|unterschrift|unterzeichnet|unterschrieben)\b`)},
	{kPlace, false, regexp.MustCompile(`^at(\s*/\s*on)?$|\b(place|location|ort|ausstellungsort|issued( at| in)?)\b`)},
	{kDate, false, regexp.MustCompile(`^at\s*/\s*on$|\b(date|datum|ausstellungsdatum|issued( on)?|dated)\b`)},
	{kFunction, false, regexp.MustCompile(`\b(function|position|job title|title|role|capacity|funktion|stellung)\b`)},
	{kStandard, true, regexp.MustCompile(`\b(standards?|normen?|technical specifications?|spezifikation(en)?)\b`)},
	{kLegislation, true, regexp.MustCompile(`\b(legislation|directives?|regulations?|richtlinien?|rechtsvorschriften|harmonisierungsrechtsvorschriften|verordnung(en)?)\b`)},
	{kAccessory, true, regexp.MustCompile(`\b(accessor(y|ies)|zubehör|software|firmware)\b`)},
	{kObject, false, regexp.MustCompile(`\b(object|gegenstand)\b`)},
	{kBatch, false, regexp.MustCompile(`\b(batch(es)?|lots?|serial( numbers?| nos?)?|charge|chargen(nummern?)?|los|losnummer|seriennummern?|production (run|series))\b`)},
	{kModel, false, regexp.MustCompile(`\b(models?|type (number|designation|no)|modell(e|nummer|bezeichnung)?|typ(nummer|enbezeichnung)?|article (no|number)|artikelnummer|part number|reference)\b`)},
	{kProduct, false, regexp.MustCompile(`\b(products? with digital elements|products?|device|equipment|apparatus|gerät(es)?|produkte?s?|produktname|produktbezeichnung|produkttyp|produktart|gerätetyp|funkanlage(ntyp)?|bezeichnung|type|relating to|relates to)\b`)},
	{kName, false, regexp.MustCompile(`\b(name|signatory|signee|unterzeichner(in)?)\b`)},
}

var (
	reNumbering = regexp.MustCompile(`^(?:\(?(?:[0-9]{1,2}(?:\.[0-9]{1,2})*|[a-hivx]{1,3})[.)]*\)?[.)]|[0-9]{1,2}|[•●▪■–—*-])\s+`)
	reBlank     = regexp.MustCompile(`(?i)^[\s_.…\-–—:/\[\]()*]*(?:n\s?/\s?a|tbd|tbc|to be (?:confirmed|completed|advised)|insert[^\]]*|company (?:name|address)|dd[/. -]mm[/. -]yyyy|tt[. ]mm[. ]jjjj|yyyy-mm-dd|name|date|place|xx+|leer|folgt|\?+)?[\s_.…\-–—:/\[\]()*]*$`)
)

var reNotGiven = regexp.MustCompile(`(?i)^\W*(not (yet )?(given|stated|known|available)|unknown|to be (confirmed|completed|advised)|nicht angegeben|unbekannt)\b`)

const maxLabelWords = 11

// keysOf returns what a label names, nothing where it is no label.
func keysOf(label string) []key {
	l := strings.ToLower(prose.Fold(label))
	l = reNumbering.ReplaceAllString(l, "")
	l = strings.Trim(l, " :.*")
	if reSubject.MatchString(l) || l == "" || len(l) > 110 || len(strings.Fields(l)) > maxLabelWords || strings.Contains(l, ": ") || reFigures.MatchString(l) || foreign(l) {
		return nil
	}
	var out []key
	has := map[key]bool{}
	for _, e := range labels {
		if !e.words.MatchString(l) {
			continue
		}
		switch {
		case e.key == kProduct && (has[kManufacturer] || has[kSignature] || has[kDate] || has[kPlace] || has[kFunction] || has[kRepresentative]),
			e.key == kModel && has[kManufacturer],
			e.key == kName && len(out) > 0 && !has[kSignature] && !has[kFunction] && !has[kPlace] && !has[kDate],
			e.key == kManufacturer && (has[kRepresentative] || has[kManufacturer]),
			e.key == kRepresentative && has[kManufacturer]:
			continue
		}
		out = append(out, e.key)
		has[e.key] = true
		if e.exclusive {
			break
		}
	}
	return out
}

// reSubject matches titles that begin like a label: "Product security: …".
var reSubject = regexp.MustCompile(`^(?:uk |smart )?(?:product|device|geräte?|produkt)[ -]?(?:security|safety|compliance|conformity|sicherheit)\b`)

// reFigures are what values have and labels have not; a law that is cited is an
// exception.
var reFigures = regexp.MustCompile(`(?:^|[^/\d])\d{3,}(?:$|[^/\d])`)

var reFiller = regexp.MustCompile(`\b(of|the|and|or|for|to|in|at|on|by|is|its|no|nr|number|numbers|identifier|identification|designation|issue|end|period|this|each|und|oder|der|die|das|des|dem|von|für|zur|zum|name|full|legal|trade|person|authorised|covered|concerned|applicable|used|applied|angewandte|details|information|minimum|defined|date|place|who|signs|empowered|person|erklärung|declaration|ausstellung|uk|eu|european|british|range|series|company|until|bis|from|supplied|provided|available)\b|[^\pL]+`)

// foreign says whether most words of a text are none that labels use: then it is a
// value that has one of their words in it, as "Head of Product Compliance".
func foreign(l string) bool {
	rest := l
	known := 0
	for _, e := range labels {
		known += len(e.words.FindAllString(rest, -1))
		rest = e.words.ReplaceAllString(rest, " ")
	}
	left := len(strings.Fields(reFiller.ReplaceAllString(rest, " ")))
	return left > 2 || left > known || left > 0 && reFunction.MatchString(l)
}

// isLabel says whether a text is nothing but a label: short, without a verb's
// sentence round it.
func isLabel(s string) bool {
	if strings.HasSuffix(strings.TrimSpace(s), ".") && !strings.HasSuffix(strings.ToLower(s), "no.") {
		return false
	}
	return len(keysOf(s)) > 0 && len(strings.Fields(s)) <= maxLabelWords
}

// pair is a label with what stands under or beside it.
type pair struct {
	keys  []key
	label string
	value string
	page  int
	block int
	field bool // of a form
}

func (p pair) has(k key) bool {
	for _, have := range p.keys {
		if have == k {
			return true
		}
	}
	return false
}

func blank(s string) bool { return reBlank.MatchString(s) || reNotGiven.MatchString(s) }

// readable turns a form's field name ("txtSupportPeriod_1") into words.
func readable(field string) string {
	var b strings.Builder
	prev := ' '
	for _, r := range field {
		if r == '_' || r == '.' || r == '-' {
			r = ' '
		}
		if unicode.IsUpper(r) && unicode.IsLower(prev) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		prev = r
	}
	return b.String()
}
