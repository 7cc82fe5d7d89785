package inspect

import (
	"regexp"
	"strings"
)

// traces are weak signs that something stands on a paper in words that no rule
// reads. Where there is one, what was not found is unclear rather than missing: a
// rule that does not understand a paper must not speak against it.
var traces = map[string]*regexp.Regexp{
	"product":              regexp.MustCompile(`\b[A-Z]{2,6}-\d{1,4}\b|[„“"][^"“”]{3,40}[“”"]|(?i)\b(?:product|model|type|device|produkt|modell|typ|gerät)\b.{0,40}\b[A-Z]+[-/ ]?\d`),
	"batch":                regexp.MustCompile(`(?i)\b(?:batch|lot|serial|charge|losnummer|seriennummer|production run|stück)\w*\b|\bunits (?:made|from|with)\b|\bkw ?\d`),
	"manufacturer":         reCompany,
	"manufacturer.address": regexp.MustCompile(rePostcode.String() + `|(?i:\b(?:road|street|lane|avenue|straße|strasse|weg|platz|p\.?o\.? box)\b|\w+(?:straße|strasse|straat|weg|dijk|kade|laan|vej|gade|gatan|cesta|platz|gasse)\b)|(?:^|[,;] )[A-Z]{0,2}-?\d{4,6}(?: [A-Z]{2})? \p{Lu}\p{Ll}+`),
	"prepared_by":          regexp.MustCompile(`(?i)\b(?:prepared|drawn up|issued by|compiled|on behalf of|erstellt|im namen|(?:made?|makes|making|issues?|issued|wrote) (?:this|the) (?:compliance )?(?:statement|declaration))\b`),
	"compliance":           regexp.MustCompile(`(?i)\b(?:compl(?:y|ies|ied)|conforms?|meets?)\b.{0,120}\b(?:requirements?|law|regulations?|act)\b`),
	"support_period":       regexp.MustCompile(`(?i)\b(?:updates?|support(?:ed)?|maintained|unterstützt|aktualisiert)\b.{0,80}(?:\d{4}|\byears?\b|\bjahre\b)`),
	"responsibility":       regexp.MustCompile(`(?i)\bresponsibility|\bverantwortung`),
	"conformity":           regexp.MustCompile(`(?i)\b(?:conform\w*|compl(?:y|ies|iance)|konform\w*)\b.{0,120}\b(?:directive|regulation|law|richtlinie|verordnung)`),
	"legislation":          regexp.MustCompile(`(?i)\b(?:directive|regulation|richtlinie|verordnung)\b.{0,40}\d`),
	"standards":            regexp.MustCompile(`\b(?:EN|IEC|ISO|ETSI)\b.{0,12}\d{3}`),
	"signature":            regexp.MustCompile(`(?i)\bsign(?:ed|ature)?\b|unterschrift|unterzeichnet`),
}

// trace looks for a weak sign of an item that was not found. What a label leaves
// empty is missing however many signs there are.
func (p *paper) trace(i Item) Item {
	if i.State != Missing || strings.Contains(i.Why, "empty") {
		return i
	}
	unclear := func(quote string, page int, why string) Item {
		i.State, i.Quote, i.Page, i.Why, i.Next = Unclear, clip(quote), page, why, "look at the paper"
		return i
	}
	const why = "no rule finds it, and these words may be it"
	if re := traces[i.ID]; re != nil {
		if named := p.askedNamed(); i.ID == "product" && named != "" {
			return unclear(named, 0, "it is named, and that the paper is about it is not said in words that a rule reads")
		}
		for _, s := range p.sentences {
			if re.MatchString(s.text) && !(i.ID == "prepared_by" && reSignMark.MatchString(s.text)) {
				return unclear(s.text, s.page, why)
			}
		}
		if f := p.traceBlocks(i.ID, re); f.state != "" {
			return unclear(f.quote, f.page, why)
		}
		return i
	}
	for n := max(0, len(p.blocks)-12); n < len(p.blocks); n++ { // where papers are signed
		b := p.blocks[n]
		if len(b.Text) > 300 {
			continue
		}
		switch i.ID {
		case "signatory.function":
			if reFunction.MatchString(b.Text) && !isLabel(b.Text) {
				return unclear(b.Text, b.Page, why)
			}
		case "signatory.name":
			for _, piece := range strings.FieldsFunc(b.Text, func(r rune) bool { return strings.ContainsRune(",;:|()", r) }) {
				if isPerson(strings.TrimSpace(piece)) {
					return unclear(b.Text, b.Page, why)
				}
			}
		case "date":
			if len(days(b.Text)) > 0 && !reSupport.MatchString(b.Text) && !p.isSupport(b.Text) {
				return unclear(b.Text, b.Page, "a date stands there; that it is the date of issue is not said")
			}
		case "place":
			if rePlaceTrace.MatchString(b.Text) {
				return unclear(b.Text, b.Page, why)
			}
			for _, d := range days(b.Text) {
				if reTownBefore.MatchString(b.Text[:d.at]) {
					return unclear(b.Text, b.Page, why)
				}
			}
		}
	}
	return i
}

// traceBlocks looks where a line of its own stands, which a sentence may not hold:
// an address or a product in the lines of a letterhead.
func (p *paper) traceBlocks(id string, re *regexp.Regexp) finding {
	for i, b := range p.blocks {
		if len(b.Text) > 160 {
			continue
		}
		text := b.Text
		if i+1 < len(p.blocks) && b.Page == p.blocks[i+1].Page && len(p.blocks[i+1].Text) < 80 {
			text += " " + p.blocks[i+1].Text
		}
		if re.MatchString(b.Text) || id == "manufacturer.address" && len(text) < 160 && !reDuties.MatchString(text) && reCountry.MatchString(text) && reHouse.MatchString(text) {
			return finding{state: Unclear, quote: text, page: b.Page}
		}
	}
	return finding{}
}

var reHouse = regexp.MustCompile(`\pL\s+\d{1,4}[a-z]?\b|\b\d{1,4}[a-z]?,?\s+\p{Lu}\p{Ll}+`)

// askedNamed returns the model or product asked about where the paper's words hold
// it.
func (p *paper) askedNamed() string {
	words := plainly(p.words)
	for _, want := range []string{p.ask.Model, p.ask.Product} {
		if w := plainly(want); len(w) > 2 && strings.Contains(words, w) {
			return want
		}
	}
	return ""
}

func (p *paper) isSupport(text string) bool {
	for _, pr := range p.labelled(kSupport) {
		if strings.Contains(pr.value, text) {
			return true
		}
	}
	return false
}

var reTownBefore = regexp.MustCompile(`\p{Lu}\p{Ll}+,\s*(?:am |den |on |the |le )?$|\b(?:in|at|zu) \p{Lu}\p{Ll}+ (?:on|am) (?:the )?$`)

var rePlaceTrace = regexp.MustCompile(`(?i)\b(?:signed|issued|done|given|dated|ausgestellt)\s+(?:at|in|zu)\s+\pL|\b(?:place(?: of issue)?|ausstellungsort|ort)\s+\p{Lu}`)
