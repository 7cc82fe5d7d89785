package inspect

import (
	"fmt"
	"regexp"
	"strings"
)

var reLetter = regexp.MustCompile(`\pL|\d`)

// product finds what the paper is about and compares it with what was asked.
func product(p *paper) finding {
	var found []pair
	for _, k := range []key{kProduct, kModel, kObject} {
		for _, pr := range p.labelled(k) {
			if !blank(pr.value) && !reCited.MatchString(pr.value) && !reRelates.MatchString(pr.value) && reLetter.MatchString(pr.value) && !pr.has(kSupport) && len(pr.value) < 400 {
				found = append(found, pr)
			}
		}
	}
	if len(found) == 0 {
		found = p.productSentences()
	}
	if len(found) == 0 {
		found = p.typedBlocks()
	}
	if len(found) == 0 {
		return missing("no product is named", "ask for a paper that names product and type")
	}
	found = p.askedFirst(found)
	f := present(shorten(found[0].value), found[0].value, found[0].page)
	for _, pr := range p.labelled(kModel) {
		if !found[0].has(kModel) && !blank(pr.value) && !strings.Contains(found[0].value, pr.value) && len(pr.value) < 60 {
			f.found += ", " + pr.value
			break
		}
	}
	if at := reProductSentence.FindStringIndex(found[0].value); at != nil && found[0].label == "" {
		f.found = shorten(strings.TrimSpace(found[0].value[at[1]:]))
	}
	if why := p.otherProduct(found); why != "" {
		if strings.Contains(plainly(p.words), plainly(p.ask.Product)) && (p.ask.Model == "" || strings.Contains(plainly(p.words), plainly(p.ask.Model))) {
			return f.but(Unclear, why+" in the place for the product; what you asked about is named elsewhere", "look at what the paper covers")
		}
		return f.but(Wrong, why, "ask for the paper of the product that you have")
	}
	return p.sameModel(f, found)
}

// reCited matches values that begin with a standard or a law: no product.
var reCited = regexp.MustCompile(`^(?:(?:ETSI|DIN|BS|CEN)\s+)?(?:EN|IEC|ISO|ETS)[ /]?(?:IEC |ISO )?\d|^(?:Directive|Regulation|Richtlinie|Verordnung)\b`)

// reRelates matches what follows a product that stands above on a line of its own.
var reRelates = regexp.MustCompile(`(?i)^(?:to which (?:this|the)|auf (?:das|die|den) sich diese)\b`)

// askedFirst puts what names the product asked about before the others: a paper
// may cover several.
func (p *paper) askedFirst(found []pair) []pair {
	for _, want := range []string{p.ask.Model, p.ask.Product} {
		if plainly(want) == "" {
			continue
		}
		for i, pr := range found {
			if strings.Contains(plainly(pr.value), plainly(want)) {
				return append([]pair{pr}, append(append([]pair{}, found[:i]...), found[i+1:]...)...)
			}
		}
	}
	return found
}

var (
	reProductSentence = regexp.MustCompile(`(?i)\b(?:statement|declaration|erklärung)\b.{0,80}?\b(?:relates to|covers|applies to|is for|is about|concerns|for the|gilt für|betrifft)\b|hereby.{0,80}\bdeclares? that the (?:radio )?equipment type|\bproduct (?:covered|concerned)\b|erklärt.{0,80}\bfunkanlagentyp`)
	reTypeNamed       = regexp.MustCompile(`(?i)\b(?:type|model|typ|modell)\s+(?:designation\s+|number\s+|no\.?\s+)?[A-Z0-9]`)
)

// productSentences returns sentences that say what the paper is about, those that
// name a type first.
func (p *paper) productSentences() []pair {
	var typed, others []pair
	for _, s := range p.sentences {
		if !reProductSentence.MatchString(s.text) || reRelates.MatchString(s.text) || len(s.text) > 600 {
			continue
		}
		if pr := (pair{value: s.text, page: s.page}); reTypeNamed.MatchString(s.text) {
			typed = append(typed, pr)
		} else {
			others = append(others, pr)
		}
	}
	return append(typed, others...)
}

// typedBlocks returns short blocks that name a type by its number, as titles do.
func (p *paper) typedBlocks() []pair {
	re := regexp.MustCompile(`(?i)\b(?:type|model|typ|modell(?:nummer|bezeichnung)?|typenbezeichnung)\s+(?:designation\s+|number\s+|no\.?\s+)?[\w./-]*\d[\w./-]*`)
	for _, b := range p.blocks {
		if len(b.Text) < 200 && re.MatchString(b.Text) {
			return []pair{{value: b.Text, page: b.Page}}
		}
	}
	for _, s := range p.sentences {
		if at := re.FindStringIndex(s.text); at != nil {
			value := s.text[max(0, at[0]-50):at[1]]
			if _, rest, cut := strings.Cut(value, " "); cut && len(value) < at[1] {
				value = rest // it began within a word
			}
			return []pair{{value: strings.ToValidUTF8(value, ""), page: s.page}}
		}
	}
	return nil
}

// otherProduct says why the named product is not the one asked about.
func (p *paper) otherProduct(found []pair) string {
	if p.ask.Product == "" {
		return ""
	}
	want := plainly(p.ask.Product)
	for _, pr := range found {
		if strings.Contains(plainly(pr.value), want) {
			return ""
		}
	}
	if p.modelNamed(found) { // the trade name differs, the type is right
		return ""
	}
	return fmt.Sprintf("it names %q, not %q", shorten(found[0].value), p.ask.Product)
}

func (p *paper) modelNamed(found []pair) bool {
	if p.ask.Model == "" {
		return false
	}
	for _, pr := range found {
		if strings.Contains(plainly(pr.value), plainly(p.ask.Model)) {
			return true
		}
	}
	return false
}

// sameModel compares the type where the paper names one.
func (p *paper) sameModel(f finding, found []pair) finding {
	if p.ask.Model == "" || p.modelNamed(found) {
		return f
	}
	if strings.Contains(plainly(p.words), plainly(p.ask.Model)) {
		return f
	}
	for _, pr := range p.labelled(kModel) {
		if blank(pr.value) || pr.has(kBatch) && !regexp.MustCompile(`(?i)model|type`).MatchString(pr.label) {
			continue
		}
		if strings.ContainsAny(pr.value, "*#") || regexp.MustCompile(`(?i)\bseries\b|\d+x+\b|serie\b`).MatchString(pr.value) {
			return f.but(Unclear, fmt.Sprintf("it names the series %q; whether that holds %q is not said", shorten(pr.value), p.ask.Model), "ask whether the type is one of the series")
		}
		return f.but(Wrong, fmt.Sprintf("it is about type %q, not %q", shorten(pr.value), p.ask.Model), "ask for the paper of the type that you have")
	}
	return f.but(Unclear, fmt.Sprintf("it does not name the type %q", p.ask.Model), "ask whether the paper covers this type")
}

// batch finds batches or serial numbers, "all" among them.
func batch(p *paper) finding {
	if pr, ok, there := p.value(kBatch, reLetter.MatchString); ok {
		f := present(shorten(pr.value), pr.label+": "+pr.value, pr.page)
		if reElsewhere.MatchString(pr.value) {
			return f.but(Unclear, "it points elsewhere for the batch", "ask which batches the paper covers")
		}
		return f
	} else if there {
		return missing("the place for the batch is empty", "ask which batches the paper covers")
	}
	if s, ok := p.find(reBatchSentence); ok {
		at := reBatchSentence.FindStringIndex(s.text)
		return present(shorten(s.text[at[0]:]), s.text, s.page)
	}
	return missing("no batch is named", "ask which batches the paper covers")
}

var reElsewhere = regexp.MustCompile(`(?i)^(please )?(see|refer to|siehe)\b`)

var reBatchSentence = regexp.MustCompile(`(?i)\b(all|every|each|sämtliche|alle)\b.{0,40}\b(batch(es)?|units?|serial|chargen|geräte|exemplare|seriennummern)\b|\b(batch(es)?|lots?|serial numbers?|chargen?|losnummern?|seriennummern?)\b.{0,30}\b[A-Z0-9-]*\d[A-Z0-9-]*\b`)

// unique wants something that tells the product apart: a batch, a type or a
// serial number will do (Decision 768/2008/EC Annex III, point 1).
func unique(p *paper) finding {
	if f := batch(p); f.state == Present {
		return f
	}
	if pr, ok, _ := p.value(kModel, regexp.MustCompile(`\d|[A-Z]{2}`).MatchString); ok {
		return present(shorten(pr.value), pr.label+": "+pr.value, pr.page)
	}
	if m := regexp.MustCompile(`(?i)\b(?:type|model|typ|modell(?:nummer)?)\s+([A-Z0-9][\w./-]*\d[\w./-]*)`).FindStringSubmatch(p.words); m != nil {
		return present(m[1], m[0], 0)
	}
	for _, pr := range append(p.labelled(kProduct), p.labelled(kObject)...) {
		if regexp.MustCompile(`\b[A-Z]+[-/ ]?\d+\w*\b|\b\d+[A-Z]+\w*\b`).MatchString(pr.value) {
			return present(shorten(pr.value), pr.label+": "+pr.value, pr.page)
		}
	}
	return missing("neither batch, type number nor serial number is named", "ask for a paper that names the type or serial numbers")
}

func shorten(s string) string {
	const most = 80
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
