package inspect

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/assay-project/assay"
)

var (
	reCompany = regexp.MustCompile(`(?i)(?:^|[\s,(])(?:(?-i:[\p{Lu}0-9][\p{L}\p{N}.&'’+-]*)\s+(?:(?:of|and|und|&|the|für|de)\s+)?){1,6}?\(?(?:limited|ltd\.?|llp|plc|gmbh(?:\s*&\s*co\.?\s*kg)?|ag|kg|ug|se|inc\.?|incorporated|llc|corp\.?|corporation|company|b\.?\s?v\.?|n\.?\s?v\.?|s\.?a\.?s?|s\.?r\.?l\.?|s\.?p\.?a\.?|pty\.?\s+ltd\.?|co\.,?\s+(?:ltd\.?|limited)|oy|ab|a/s|aps|as|e\.?\s?k\.?|sp\. z o\.o\.|s\.?\s?r\.\s?o\.|d\.\s?o\.\s?o\.|a\.\s?s\.|kft\.?|s\.?l\.?u?\.?|oyj|sarl|ohg|e\.\s?u\.|k\.\s?k\.)(?:$|[\s,;.)(])`)
	reMaker   = []*regexp.Regexp{
		regexp.MustCompile(`(?:^|[\s(])(?:[Ww]e|[Ww]ir),\s+(?:die\s+|the\s+)?([^,;]{3,80}),`),
		regexp.MustCompile(`(?i)\b(?:manufacturer|hersteller)(?:\s+of\s+(?:the|this)\s+[\p{L} -]{2,40}?)?,?\s+(?:is\s+|ist\s+)?([^,;.]{3,80}?)(?:,|;|\.\s|\.$|\s+(?:of|with|hereby|declares|has|erklärt|mit sitz|hat)\b)`),
		regexp.MustCompile(`(?i)\b(?:manufactured|made|produced|hergestellt)\s+(?:by|von)\s+([^,;]{3,80}?)(?:,|;|\.\s|\.$|\s+(?:of|at|in)\b)`),
		regexp.MustCompile(`(?i)\b(?:issued|declared|ausgestellt|abgegeben)\s+(?:by|von)\s+([^,;.]{3,80}?(?:ltd|limited|gmbh|ag|inc|llc|plc|sas|sarl|s\.a\.|oy|ab|as|b\.v\.)\.?),`),
		regexp.MustCompile(`(?i)\bhereby,\s+(.{3,80}?)\s+declares\b`),
		regexp.MustCompile(`(?i)\bhiermit erklärt\s+(.{3,80}?),?\s+dass\b`),
	}
)

// makerName returns the manufacturer as the paper names it.
func (p *paper) makerName() (name, quote string, page int) {
	for _, pr := range p.labelled(kManufacturer) {
		if blank(pr.value) || len(pr.value) > 400 || reOtherParty.MatchString(pr.value) {
			continue
		}
		if n := companyIn(pr.value); n != "" {
			return n, pr.value, pr.page
		}
	}
	for _, s := range p.sentences {
		for _, re := range reMaker {
			m := re.FindStringSubmatch(s.text)
			if m == nil || blank(m[1]) || !startsUpper(m[1]) {
				continue
			}
			if n := companyIn(m[1]); n != "" {
				return n, s.text, s.page
			}
		}
	}
	for _, s := range p.sentences {
		if m := reCompany.FindStringIndex(s.text); m != nil && m[0] < 3 && len(s.text) < 600 && reMakes.MatchString(s.text[m[1]-1:]) && !reNot.MatchString(s.text) && !reOtherParty.MatchString(s.text[:m[1]]) {
			return strings.Trim(s.text[m[0]:m[1]], " ,;()"), s.text, s.page
		}
	}
	return "", "", 0
}

var (
	reMakes      = regexp.MustCompile(`(?i)^.{0,160}?\b(is the (?:sole |legal )?manufacturer|manufactures?|as (?:the )?manufacturer|ist (?:der )?hersteller)\b`)
	reOtherParty = regexp.MustCompile(`(?i)\b(notified body|approved body|benannte stelle|importer|importeur|einführer|distributor|händler|test(?:ing)? laboratory|prüflabor)\b`)
)

// companyIn returns the company named at the start of a value: up to its legal
// form, or up to the first comma.
func companyIn(value string) string {
	value = reCompanyLabel.ReplaceAllString(afterColon(value), "")
	if reLawCited.MatchString(value) {
		return ""
	}
	if m := reCompany.FindStringIndex(value); m != nil && m[0] < 3 {
		return strings.Trim(value[m[0]:m[1]], " ,;()")
	}
	first, _, _ := strings.Cut(value, ",")
	first = strings.TrimSpace(first)
	if len(first) < 2 || len(first) > 80 || !startsUpper(first) || len(strings.Fields(first)) > 8 || strings.HasSuffix(first, ".") && len(first) > 40 {
		return ""
	}
	return first
}

// reLawCited matches places in laws, which some forms print beside their labels.
var reLawCited = regexp.MustCompile(`^\(?(SI \d|Act\b|Sch(edule|\.)|Directive|Regulation|Article|Art\.|Annex|Anhang|Artikel|Richtlinie|Verordnung|Rules\b|declared by)`)

var reCompanyLabel = regexp.MustCompile(`(?i)^(company( name)?|firma|name|legal name):\s*`)

func startsUpper(s string) bool {
	s = strings.TrimSpace(s)
	return s != "" && regexp.MustCompile(`^[\p{Lu}\d]`).MatchString(s)
}

// startsLetter is for what stands after a label of its own: "technical director".
func startsLetter(s string) bool {
	for _, r := range strings.TrimSpace(s) {
		return unicode.IsLetter(r)
	}
	return false
}

func manufacturer(p *paper) finding {
	name, quote, page := p.makerName()
	if name == "" {
		for _, pr := range p.labelled(kManufacturer) {
			if blank(pr.value) {
				return missing("the place for the manufacturer is empty", "ask who the manufacturer is")
			}
		}
		return missing("no manufacturer is named", "ask who the manufacturer is")
	}
	f := present(name, quote, page)
	if want := p.declaredMaker(); want != "" && !alike(want, name) && !strings.Contains(plainly(p.words), plainly(want)) {
		return f.but(Wrong, fmt.Sprintf("it names %q; the declaration names %q", name, want), "ask which of them is the manufacturer")
	}
	return f
}

func (p *paper) declaredMaker() string {
	d := p.ask.Declaration
	if d == nil {
		return ""
	}
	if party, ok := partyOf(d, "manufacturer"); ok && party.Name != "" {
		return party.Name
	}
	return d.Product.Manufacturer
}

func partyOf(d *assay.Declaration, role string) (assay.Party, bool) {
	for _, party := range d.Parties {
		if party.Role == role {
			return party, true
		}
	}
	return assay.Party{}, false
}

func alike(a, b string) bool {
	a, b = plainly(a), plainly(b)
	return a == b || strings.HasPrefix(a, b) && len(b) > 5 || strings.HasPrefix(b, a) && len(a) > 5
}

var (
	rePostcode = regexp.MustCompile(`\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b`) // of the United Kingdom
	reCountry  = regexp.MustCompile(`(?i)(?:^|[^\pL])(united kingdom|u\.?k\.?|great britain|england|scotland|wales|northern ireland|ireland|irland|germany|deutschland|austria|österreich|switzerland|schweiz|france|frankreich|italy|italien|spain|spanien|portugal|netherlands|niederlande|belgium|belgien|luxembourg|luxemburg|denmark|dänemark|sweden|schweden|norway|norwegen|finland|finnland|iceland|estonia|estland|latvia|lithuania|poland|polen|czech republic|czechia|tschechien|slovakia|slovenia|slowenien|hungary|ungarn|romania|rumänien|bulgaria|greece|griechenland|croatia|cyprus|malta|turkey|türkiye|china|p\.?\s?r\.?\s?c\.?|hong kong|hongkong|taiwan|japan|korea|singapore|malaysia|thailand|vietnam|viet nam|indonesia|india|indien|israel|united states( of america)?|u\.?s\.?a\.?|canada|kanada|mexico|brazil|australia|australien|new zealand|south africa)(?:$|[^\pL])`)
	reStreet   = regexp.MustCompile(`(?i)\d+[a-z]?\b|p\.?\s?o\.?\s?box|postfach|\b(street|road|lane|avenue|row|yard|hill|square|drive|park|court|house|estate|platz|allee|gasse|weg)\b|stra(ß|ss)e\b`)
)

// addressIn returns the part of a text that follows a company's name, where it
// looks like a postal address, and what is wrong with it.
func addressIn(text, company string) (found, why string) {
	rest := text
	if i := strings.Index(strings.ToLower(text), strings.ToLower(company)); company != "" && i >= 0 {
		rest = text[i+len(company):]
	}
	rest = strings.Trim(rest, " ,;.|()")
	rest = regexp.MustCompile(`(?i)^(of|at|in|with its registered office at|address:|anschrift:|adresse:)\s+`).ReplaceAllString(rest, "")
	if blank(rest) || len(strings.Fields(rest)) < 2 && !reCountry.MatchString(rest) {
		return "", ""
	}
	street := reStreet.MatchString(rest)
	country := reCountry.MatchString(rest) || rePostcode.MatchString(rest)
	switch {
	case street && country && len(strings.Fields(rest)) >= 3:
		return rest, ""
	case street && len(strings.Fields(rest)) >= 3 && !strings.Contains(rest, "@"):
		return rest, "the address names no country"
	case country && len(rest) < 120 && !reSays.MatchString(rest) && !reComply.MatchString(rest):
		return rest, "the address has no street or box"
	}
	return "", ""
}

// address judges the postal address of the manufacturer.
func address(p *paper) finding {
	const next = "ask for a paper with the full postal address"
	company, quote, page := p.makerName()
	var poor finding
	try := func(text, company string, page int) (finding, bool) {
		found, why := addressIn(text, company)
		switch {
		case found == "":
			return finding{}, false
		case why != "":
			if poor.state == "" {
				poor = present(shorten(found), text, page).but(Wrong, why, next)
			}
			return finding{}, false
		}
		return present(clip(found), text, page), true
	}
	empty := false
	for _, pr := range p.labelled(kAddress) {
		if pr.has(kRepresentative) || pr.has(kImporter) || p.belongsToOther(pr) {
			continue
		}
		empty = empty || blank(pr.value)
		if !pr.has(kManufacturer) && p.namesOther(pr, company) {
			continue
		}
		if f, ok := try(pr.value, company, pr.page); ok {
			if company == "" && !pr.has(kManufacturer) {
				return f.but(Unclear, "an address stands there; whose it is, is not clear", "look at the paper")
			}
			return f
		}
	}
	for _, pr := range p.labelled(kManufacturer) {
		if reOtherParty.MatchString(pr.value) {
			continue
		}
		if f, ok := try(pr.value, company, pr.page); ok {
			return f
		}
	}
	if company != "" {
		if f, ok := try(quote, company, page); ok {
			return f
		}
		for i, b := range p.blocks { // a letterhead, or the lines under the name
			at := strings.Index(strings.ToLower(b.Text), strings.ToLower(company))
			if at < 0 || len(b.Text) > 500 {
				continue
			}
			text := b.Text
			for j := i + 1; j < len(p.blocks) && j <= i+4 && len(p.blocks[j].Text) < 60 && !isLabel(p.blocks[j].Text); j++ {
				text += ", " + p.blocks[j].Text
			}
			if f, ok := try(firstSentences(text), company, b.Page); ok {
				return f
			}
		}
	}
	if poor.state != "" {
		return poor
	}
	if empty {
		return missing("the place for the address is empty", next)
	}
	return missing("no postal address of the manufacturer is given", next)
}

// belongsToOther says whether an address stands under somebody else's heading:
// the nearest labelled party above it.
func (p *paper) belongsToOther(pr pair) bool {
	if pr.has(kManufacturer) {
		return false
	}
	for i := pr.block - 1; i >= 0 && i >= pr.block-6; i-- {
		keys := keysOf(strings.SplitN(p.blocks[i].Text, ":", 2)[0])
		for _, k := range keys {
			switch k {
			case kManufacturer:
				return false
			case kRepresentative, kImporter, kNotified:
				return true
			}
		}
	}
	return false
}

// namesOther says whether the block of an address names a company that is not the
// manufacturer, as the small print of a letterhead does.
func (p *paper) namesOther(pr pair, maker string) bool {
	text := p.blocks[pr.block].Text
	if maker != "" && strings.Contains(plainly(text), plainly(maker)) {
		return false
	}
	return reCompany.MatchString(text)
}

func firstSentences(s string) string {
	if len(s) > 240 {
		return s[:strings.LastIndexByte(s[:240], ' ')+1]
	}
	return s
}

// representative applies where the paper or the declaration names one.
func representative(p *paper) (finding, bool) {
	var wanted assay.Party
	if p.ask.Declaration != nil {
		wanted, _ = partyOf(p.ask.Declaration, "authorised_representative")
	}
	for _, pr := range p.labelled(kRepresentative) {
		if blank(pr.value) || regexp.MustCompile(`(?i)^(none|not applicable|keiner?|entfällt|nicht zutreffend)\b`).MatchString(pr.value) {
			continue
		}
		name := companyIn(pr.value)
		if name == "" {
			continue
		}
		f := present(name, pr.value, pr.page)
		if wanted.Name != "" && !alike(wanted.Name, name) {
			return f.but(Wrong, fmt.Sprintf("it names %q; the declaration names %q", name, wanted.Name), "ask who the representative is"), true
		}
		found, why := addressIn(p.withAddress(pr), name)
		if found == "" {
			why = "its address is not given"
		}
		if why != "" {
			return f.but(Wrong, why, "ask for the representative's postal address"), true
		}
		f.found = name + ", " + shorten(found)
		return f, true
	}
	if wanted.Name == "" {
		return finding{}, false
	}
	if strings.Contains(plainly(p.words), plainly(wanted.Name)) {
		return finding{state: Unclear, why: fmt.Sprintf("%q is named, but not as representative", wanted.Name), next: "look at the paper"}, true
	}
	return missing(fmt.Sprintf("the declaration names %q as representative; the paper names none", wanted.Name), "ask for a paper that names the representative"), true
}

// withAddress adds the address that stands labelled right below a name.
func (p *paper) withAddress(pr pair) string {
	for _, a := range p.labelled(kAddress) {
		if a.block > pr.block && a.block <= pr.block+3 && !a.has(kManufacturer) && p.belongsToOther(a) {
			return pr.value + ", " + a.value
		}
	}
	return pr.value
}
