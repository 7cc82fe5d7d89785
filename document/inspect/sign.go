package inspect

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/assay-project/assay/prose"
)

var (
	rePerson    = regexp.MustCompile(`^(?:(?:Dr|Mr|Mrs|Ms|Prof|Herr|Frau|Dipl\.-Ing|Ing|Mag|Sir|Dame)\.?\s+)*(\p{Lu}[\p{L}'’-]*\.?(?:\s+(?:(?:van|von|de|der|den|del|la|zu|bin|al|ten)\s+)*\p{Lu}[\p{L}'’-]*\.?){1,3})(?:,?\s*(?:PhD|MSc|BSc|CEng|MIET|MBA))?$`)
	reFunction  = regexp.MustCompile(`(?i)\b(director|vp|vice|head|manager|officer|ceo|cto|ciso|cfo|coo|engineer|president|secretary|lead|chief|partner|proprietor|owner|counsel|executive|chair(man|woman)?|leiter(in)?|geschäftsführer(in)?|vorstand|prokurist(in)?|beauftragter?|inhaber(in)?|leitung|\w+leiter(in)?|\w+leitung|\w*beauftragte[rn]?|founder|principal|supervisor|specialist|directeur|directrice|responsable|gérante?)\b`)
	reSignMark  = regexp.MustCompile(`(?i)\bsigned\b|\bsignature\b|\bunterschrift\b|\bunterzeichnet\b|\bunterschrieben\b|for and on behalf of|im namen (des|der|von)|place and date|ort und datum|ort, datum`)
	reSignText  = regexp.MustCompile(`(?i)/s/|\bsigned (electronically|digitally)( by)?\b|(electronically|digitally|elektronisch|digital) (signed by|signed|unterschrieben|unterzeichnet|signiert)|\bgez\.|\bsgd\.?\b|[\[(]signed[\])]`)
	reCompanyTo = regexp.MustCompile(`(?i)\b(ltd|limited|gmbh|ag|inc|llc|plc|company|compliance|product|security|date|place|declaration|statement|signature|united|kingdom)\b`)
)

var reSignedBy = regexp.MustCompile(`(?i)\bsigned (?:electronically |digitally )?by:?\s+((?-i:(?:Dr|Mr|Mrs|Ms|Prof)\.?\s+)?(?-i:\p{Lu}[\p{L}'’-]+)(?:\s+(?-i:\p{Lu}[\p{L}'’.-]*)){1,2})`)

func isPerson(s string) bool {
	return rePerson.MatchString(strings.TrimSpace(s)) && !reFunction.MatchString(s) && !reCompanyTo.MatchString(s) && !reCountry.MatchString(s)
}

// signatory is who signs, as found.
type signatory struct {
	name, function           string
	nameQuote, functionQuote string
	page                     int
	nameBlank, functionBlank bool
}

// signatory looks for labelled name and function, then for the lines that follow
// the place of the signature.
func (p *paper) signatory() signatory {
	var s signatory
	for _, pr := range append(p.labelled(kName), p.labelled(kSignature)...) {
		if pr.has(kManufacturer) || pr.has(kRepresentative) || pr.has(kProduct) {
			continue
		}
		if p.namesThing(pr) {
			continue
		}
		s.nameBlank = s.nameBlank || pr.has(kName) && blank(pr.value)
		name, function := splitPerson(pr.value)
		if name != "" && s.name == "" {
			s.name, s.nameQuote, s.page = name, pr.label+": "+pr.value, pr.page
			if function != "" {
				s.function, s.functionQuote = function, pr.value
			}
		}
	}
	for _, pr := range p.labelled(kFunction) {
		if blank(pr.value) {
			s.functionBlank = true
			continue
		}
		value := pr.value
		if name, function := splitPerson(value); name != "" && pr.has(kName) {
			value = function
		}
		if value != "" && len(value) < 120 && s.function == "" && !isPerson(value) && startsLetter(value) && !strings.HasSuffix(value, ".") {
			s.function, s.functionQuote = value, pr.label+": "+pr.value
			if s.page == 0 {
				s.page = pr.page
			}
		}
	}
	p.signLines(&s)
	return s
}

// namesThing says whether a bare "Name" is that of a product or a company: labels
// of such stand around it, and none of a signature.
func (p *paper) namesThing(pr pair) bool {
	if len(pr.keys) != 1 || pr.keys[0] != kName || strings.Contains(strings.ToLower(pr.label), "sign") {
		return false
	}
	thing, signing := false, false
	for i := max(0, pr.block-2); i < min(len(p.things), pr.block+5); i++ {
		thing = thing || p.things[i]
		signing = signing || p.signings[i]
	}
	return thing && !signing
}

// surround notes in which blocks things and companies are labelled, and in which
// who signs.
func (p *paper) surround() {
	p.things, p.signings = make([]bool, len(p.blocks)), make([]bool, len(p.blocks))
	for _, o := range p.pairs {
		if o.has(kModel) || o.has(kBatch) || o.has(kProduct) || o.has(kAddress) {
			p.things[o.block] = true
		}
		if o.has(kFunction) || o.has(kSignature) || o.has(kPlace) {
			p.signings[o.block] = true
		}
	}
}

var reForWhom = regexp.MustCompile(`^(?:[pi]\.?\s?[pAV]\.?|ppa\.|per pro\.?)\s+`)

// splitPerson reads "Jane Smith, Head of Compliance".
func splitPerson(value string) (name, function string) {
	value = reSignText.ReplaceAllString(value, " ")
	value = strings.Trim(prose.Fold(value), " :,;()_")
	value = reForWhom.ReplaceAllString(strings.TrimPrefix(value, "• "), "")
	if isPerson(value) {
		return value, ""
	}
	for _, sep := range []string{", ", " – ", " — ", " - ", " / ", " (", "; "} {
		before, after, ok := strings.Cut(value, sep)
		if ok && isPerson(before) {
			after = strings.Trim(after, " ()")
			if i := strings.Index(after, ", "); i > 0 && len(days(after[i:])) > 0 {
				after = after[:i]
			}
			if reFunction.MatchString(after) && len(after) < 120 {
				return strings.TrimSpace(before), after
			}
			return strings.TrimSpace(before), ""
		}
	}
	return "", ""
}

// signLines reads a signature that has no labels: a name and a function on the
// lines after "signed for and on behalf of", or above a caption.
func (p *paper) signLines(s *signatory) {
	mark := -1
	for i, b := range p.blocks {
		if len(b.Text) < 300 && (reSignMark.MatchString(b.Text) || placedDate(b.Text)) {
			mark = i
		}
		if mark < 0 || i-mark > 10 || b.Aside {
			continue
		}
		for _, piece := range strings.Split(b.Text, " | ") {
			if m := reSignedBy.FindStringSubmatch(piece); m != nil && isPerson(m[1]) && s.name == "" {
				s.name, s.nameQuote, s.page = m[1], piece, b.Page
				continue
			}
			name, function := splitPerson(afterColon(piece))
			if name != "" && s.name == "" && i > mark-1 {
				s.name, s.nameQuote, s.page = name, piece, b.Page
			}
			if function != "" && s.function == "" {
				s.function, s.functionQuote = function, piece
			}
			if s.function == "" && s.name != "" && len(piece) < 80 && reFunction.MatchString(piece) && !isLabel(piece) && !strings.HasSuffix(piece, ".") && startsUpper(piece) && piece != s.nameQuote {
				s.function, s.functionQuote = piece, piece
			}
		}
	}
}

// placedDate says whether a text is a place and a date and nothing else, as stand
// above a signature.
func placedDate(s string) bool {
	ds := days(s)
	return len(ds) == 1 && len(s) < 90 && ds[0].at > 2 && len(s)-ds[0].end < 2 && rePlaceDate.MatchString(s[:ds[0].at])
}

func afterColon(s string) string {
	if before, after, ok := strings.Cut(s, ": "); ok && len(keysOf(before)) > 0 {
		return after
	}
	return s
}

func signatoryName(p *paper) finding {
	s := p.signatory()
	switch {
	case s.name != "":
		return present(s.name, s.nameQuote, s.page)
	case s.nameBlank:
		return missing("the place for the name is empty", "ask who signed")
	}
	return missing("nobody is named as signing it", "ask who signed")
}

func signatoryFunction(p *paper) finding {
	s := p.signatory()
	switch {
	case s.function != "":
		return present(s.function, s.functionQuote, s.page)
	case s.functionBlank:
		return missing("the place for the function is empty", "ask for the function of who signed")
	}
	return missing("the function of who signs is not given", "ask for the function of who signed")
}

// signedDigitally is what is said of a digital signature: its bytes are there, and
// nobody here has verified them.
const signedDigitally = "signed digitally, not verified"

// signature looks for what shows that a paper is signed. Ink is a picture, and a
// picture is not read: that is for a person's eye.
func signature(p *paper) finding {
	for _, pr := range p.labelled(kSignature) {
		if pr.field && strings.HasPrefix(pr.value, "digital signature") {
			return present(signedDigitally, pr.value, pr.page)
		}
	}
	for _, b := range p.blocks {
		if b.Kind == prose.Field && strings.HasPrefix(b.Text, "digital signature") {
			return present(signedDigitally, b.Text, b.Page)
		}
		if m := reSignedBy.FindStringSubmatch(b.Text); m != nil && isPerson(m[1]) {
			return present("signed in words", b.Text, b.Page)
		}
		if m := reSignText.FindString(b.Text); m != "" && !strings.Contains(strings.ToLower(b.Text), "not "+strings.ToLower(m)) {
			return present("signed in words", b.Text, b.Page)
		}
	}
	mark, marked := -1, prose.Block{}
	for i, b := range p.blocks {
		if b.Kind != prose.Picture && reSignMark.MatchString(b.Text) {
			mark, marked = i, b
		}
	}
	for _, b := range p.blocks {
		if b.Kind != prose.Picture || mark >= 0 && b.Page != marked.Page {
			continue
		}
		if strings.Contains(strings.ToLower(b.Text), "sign") {
			return present("a picture described as a signature", b.Text, b.Page)
		}
		return finding{state: Unclear, page: b.Page, why: "there is a picture; whether it is a signature only the eye can tell", next: "look at the paper"}
	}
	for _, pr := range p.labelled(kSignature) {
		if name, _ := splitPerson(pr.value); name != "" && regexp.MustCompile(`(?i)^(signature|unterschrift|signed)$`).MatchString(pr.label) {
			return present(name, pr.label+": "+pr.value, pr.page)
		}
	}
	if mark >= 0 {
		return finding{state: Unclear, quote: marked.Text, page: marked.Page, why: "there is a place for a signature; whether it is signed cannot be seen in the text", next: "look at the paper"}
	}
	if s := p.signatory(); s.name != "" {
		return finding{state: Unclear, quote: s.nameQuote, page: s.page, why: "a name stands there; whether it is signed cannot be seen in the text", next: "look at the paper"}
	}
	return missing("there is no sign of a signature", "ask for a signed paper")
}

var (
	rePlaceDate = regexp.MustCompile(`^(?:\(?[0-9]{1,2}[.)]\s+)?(?:(?:[Ss]igned|[Ii]ssued|[Dd]one|[Dd]ated|[Gg]iven|ausgestellt|unterzeichnet)\s+(?:at|in|on)?\s*)?(\p{Lu}[\p{L} .'’/-]{1,40}?(?:,\s*\p{Lu}[\p{L} .-]{1,30}?)?)(?:,\s*|\s+)(?:on\s+|the\s+|am\s+|den\s+|le\s+|im\s+|dated\s+)*$`)
	reIssuedAt  = regexp.MustCompile(`(?i)\b(?:issued|signed|done|dated|ausgestellt|unterzeichnet|given)\b[^.]{0,30}?\b(?:at|in|zu)\s+((?-i:\p{Lu})[\p{L}'’-]+(?:\s(?-i:\p{Lu})[\p{L}'’-]+){0,2})`)
	reIssuedOn  = regexp.MustCompile(`(?i)\b(issued|signed|dated|date of issue|ausgestellt|unterzeichnet|issue date|datum)\b`)
	reOtherDay  = regexp.MustCompile(`(?i)\b(birth|print(ed)?|revision|template|form|valid(ity)?|expir|until|bis)\b`)
)

// reStandardDay is the label of a standard's own date, not that of the paper.
var reStandardDay = regexp.MustCompile(`(?i)^[^:]*\b(standards?|version|edition)\b`)

// issued returns the date of issue, and the place that stands beside it.
func (p *paper) issued() (day, finding, bool) {
	for _, pr := range p.labelled(kDate) {
		if pr.has(kSupport) || reOtherDay.MatchString(pr.label) || reStandardDay.MatchString(pr.label) {
			continue
		}
		if ds := days(pr.value); len(ds) > 0 {
			return ds[0], present(ds[0].String(), pr.label+": "+pr.value, pr.page), true
		}
	}
	last := -1
	for i, b := range p.blocks {
		if reSignMark.MatchString(b.Text) {
			last = i
		}
	}
	for i, b := range p.blocks {
		ds := days(b.Text)
		if len(ds) == 0 || len(b.Text) > 400 || b.Aside {
			continue
		}
		d := ds[len(ds)-1]
		before := b.Text[:d.at]
		near := last >= 0 && i >= last-3 && i <= last+8 || last < 0 && i >= len(p.blocks)-8
		switch {
		case reIssuedOn.MatchString(before) && !reSupport.MatchString(b.Text) && !reOtherDay.MatchString(before):
			return d, present(d.String(), b.Text, b.Page), true
		case near && (rePlaceDate.MatchString(before) || strings.TrimSpace(before) == "") && !reSupport.MatchString(b.Text) && len(b.Text) < 90:
			return d, present(d.String(), b.Text, b.Page), true
		}
	}
	for _, s := range p.sentences { // the last words of a paragraph
		if placedDate(s.text) && !reSupport.MatchString(s.text) {
			d := days(s.text)[0]
			return d, present(d.String(), s.text, s.page), true
		}
	}
	return day{}, finding{}, false
}

func date(p *paper) finding {
	const next = "ask for the date of issue"
	d, f, ok := p.issued()
	if !ok {
		for _, pr := range p.labelled(kDate) {
			if blank(pr.value) && !pr.has(kSupport) {
				return missing("the place for the date is empty", next)
			}
		}
		return missing("no date of issue is given", next)
	}
	switch {
	case d.impossible:
		return f.but(Wrong, fmt.Sprintf("there is no %s", d.text), next)
	case d.mday == 0:
		return f.but(Unclear, "only month and year are given", next)
	case d.twoWays && d.first().After(p.ask.At) != d.other.After(p.ask.At):
		return f.but(Unclear, fmt.Sprintf("%q can be read two ways, one of them in the future", d.text), next)
	case d.first().After(p.ask.At):
		return f.but(Wrong, fmt.Sprintf("it is dated %s, which is still to come", d.first().Format("2 January 2006")), next)
	}
	return f
}

func place(p *paper) finding {
	const next = "ask for the place of issue"
	empty := false
	for _, pr := range p.labelled(kPlace) {
		value := pr.value
		if ds := days(value); len(ds) > 0 {
			value = value[:ds[0].at] + value[ds[0].end:]
		}
		value = strings.Trim(value, " ,;/|_.")
		value = regexp.MustCompile(`(?i)[, ]+(on|the|den|am)$`).ReplaceAllString(value, "")
		if blank(value) {
			empty = true
			continue
		}
		if startsUpper(value) && len(value) < 80 && !reLetterless.MatchString(value) && len(strings.Fields(value)) <= 8 && !isLabel(value) {
			return present(value, pr.label+": "+pr.value, pr.page)
		}
	}
	for _, s := range p.sentences {
		if m := reIssuedAt.FindStringSubmatch(s.text); m != nil && months[strings.ToLower(m[1])] == 0 && len(s.text) < 300 {
			return present(m[1], s.text, s.page)
		}
	}
	if d, f, ok := p.issued(); ok {
		if at := strings.Index(f.quote, d.text); at > 0 {
			if m := rePlaceDate.FindStringSubmatch(afterColon(f.quote[:at])); m != nil && !isLabel(m[1]) && !reNoPlace.MatchString(m[1]) {
				return present(m[1], f.quote, f.page)
			}
			before := strings.TrimRight(f.quote[:at], " ,")
			if i := strings.LastIndex(before, ", "); i > 0 {
				if m := rePlaceDate.FindStringSubmatch(before[i+2:] + ", "); m != nil && !isLabel(m[1]) && !reFunction.MatchString(m[1]) && !reCompanyTo.MatchString(m[1]) && !isPerson(m[1]) {
					return present(m[1], f.quote, f.page)
				}
			}
		}
	}
	if empty {
		return missing("the place for the place of issue is empty", next)
	}
	return missing("no place of issue is given", next)
}

// reNoPlace matches words that stand before dates and are no towns.
var reNoPlace = regexp.MustCompile(`(?i)^(?:\pL+ed|version|issue|revision|rev|valid|from|since|effective|page|last \pL+|stand|ausgabe|fassung)$`)

var reLetterless = regexp.MustCompile(`^[^\pL]*$`)
