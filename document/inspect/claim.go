package inspect

import (
	"regexp"
	"strings"
)

var (
	rePrepared = regexp.MustCompile(`(?i)\b(prepared|drawn up|issued|made|provided|produced|compiled)\b.{0,90}\b(by or on behalf of|by, or on behalf of|by or for|on behalf of|by|for)\s+(and on behalf of\s+)?(the\s+|its\s+)?(manufacturer|us\b|itself|(named|above)[\w -]{0,20}manufacturer)|\b(?:the\s+)?manufacturer\b.{0,60}\b(?:prepared|prepares|issues?d?|made|makes|drawn up|compiled)\b.{0,12}\b(?:this|the present)\s+(?:statement|declaration|paper|document)|\b(?:issue|prepare|make|draw up)s?\b\s+this\s+(?:statement|declaration)\b.{0,60}\b(?:manufacturer|own name)|\bmade\b.{0,20}\bon behalf of the manufacturer`)
	reErstellt = regexp.MustCompile(`(?i)\b(erstellt|ausgestellt|abgegeben|verfasst|herausgegeben)\b.{0,80}\b(hersteller)|\b(vom|im namen des|im auftrag des|durch den)\s+herstellers?\b.{0,80}\b(erstellt|ausgestellt|abgegeben|verfasst)`)
	reNot      = regexp.MustCompile(`(?i)\b(not|neither|nor|nicht|kein|weder)\b`)
)

// preparedBy finds the declaration that the paper is the manufacturer's.
func preparedBy(p *paper) finding {
	company, _, _ := p.makerName()
	for _, s := range p.sentences {
		by := company != "" && activeBy(s.text, company) || rePrepared.MatchString(s.text) || reErstellt.MatchString(s.text) || company != "" && preparedByName(s.text, company)
		if !by {
			continue
		}
		f := present("prepared by or for the manufacturer", s.text, s.page)
		if reNot.MatchString(s.text) {
			return f.but(Wrong, "it says that it is not", "ask for a paper prepared by or for the manufacturer")
		}
		return f
	}
	for _, row := range p.rowTexts() {
		if rePreparedRow.MatchString(row.text) {
			return present("prepared by or for the manufacturer", row.text, row.page)
		}
	}
	return missing("it does not say who prepared it", "ask for a statement that says that it is prepared by or on behalf of the manufacturer")
}

var rePreparedName = regexp.MustCompile(`(?i)\b(prepared|drawn up|issued|compiled)\b.{0,40}\b(by|on behalf of|for)\s+(.{0,80})`)

var (
	reActive      = regexp.MustCompile(`(?i)^(.{3,120}?)\b(?:has|have)\s+(?:itself\s+)?(?:prepared|drawn up|issued|compiled)\s+(?:this|the)\s+(?:compliance\s+)?(?:statement|declaration|document|paper)`)
	rePreparedRow = regexp.MustCompile(`(?i)^(?:statement |declaration |this \pL+ is )?(?:prepared|drawn up|compiled) (?:by|by or on behalf of|on behalf of): (?:or on behalf of )?the manufacturer\.?$`)
)

// activeBy reads "Larkspur Devices Ltd has prepared this statement".
func activeBy(s, company string) bool {
	m := reActive.FindStringSubmatch(s)
	return m != nil && strings.Contains(plainly(m[1]), plainly(company))
}

// rowTexts returns the rows of tables, "label: value" each.
func (p *paper) rowTexts() []sentence {
	var out []sentence
	for i := 1; i < len(p.blocks); i++ {
		a, b := p.blocks[i-1], p.blocks[i]
		if a.Kind == "cell" && b.Kind == "cell" && a.Table == b.Table && a.Row == b.Row && a.Column != b.Column && len(a.Text)+len(b.Text) < 300 {
			out = append(out, sentence{strings.TrimRight(a.Text, ": ") + ": " + b.Text, a.Page})
		}
	}
	return out
}

func preparedByName(s, company string) bool {
	m := rePreparedName.FindStringSubmatch(s)
	return m != nil && strings.Contains(plainly(m[3]), plainly(company))
}

var (
	reComply     = regexp.MustCompile(`(?i)\b(compl(y|ies|ied|iance|iant)|conforms?|conformity|meets?|met|fulfil(s|led)?|satisf(y|ies|ied)|eingehalten|entspricht)\b|erfüllt|einhält|übereinstimmung|genügt`)
	reDuties     = regexp.MustCompile(`(?i)security requirements|schedule [12]\b|deemed[- ]compliance|2023/1007|product security and telecommunications|\bPSTI\b|security standard|sicherheitsanforderungen|anhang [12]\b|smart devices|(?-i:\bRules\b)`)
	reAll        = regexp.MustCompile(`(?i)\bapplicable\b|\ball\b|\brelevant (security )?requirements|schedule [12]\b|each of|deemed[- ]compliance|anwendbaren|sämtliche|\balle\b|geltenden|the security requirements (set out|in|of)|the security standard`)
	rePart       = regexp.MustCompile(`(?i)\bexcept(ion|ing)?\b|apart from|other than|\bpartial(ly)?\b|\bpartly\b|\bmost of\b|\bsome of\b|not yet|does not (fully )?comply|\bdo not\b|has not\b|working towards|\baims? to\b|\bintends? to\b|\bplans? to\b|\bwill (comply|be)\b|is expected to|soweit nicht|unless otherwise|mit ausnahme|teilweise|überwiegend|noch nicht|weitgehend|\bsoll\b|largely|substantially`)
	reOpinion    = regexp.MustCompile(`(?i)\bopinion\b|\bconsiders?\b|\bbelieves?\b|\bdeclares?\b|\bconfirms?\b|\bstates?\b|nach auffassung|nach ansicht|nach meinung|\berklär(t|en)\b|\bbestätig(t|en)\b`)
	reActYear    = regexp.MustCompile(`(?i)telecommunications infrastructure(?:\s+\(PSTI\))?\s+act\s+(\d{4})|\bPSTI act (\d{4})`)
	reRegsYear   = regexp.MustCompile(`(?i)relevant connectable products\)\s+regulations\s+(\d{4})`)
	reInstrument = regexp.MustCompile(`(?i)(?:\bS\.?\s?I\.?|statutory instrument)\s*(?:no\.?\s*)?((?:19|20)\d\d/\d+|(?:19|20)\d\d no\.? ?\d+)`)
)

// compliance finds the declaration that the requirements are complied with, all
// of them, in the manufacturer's opinion, under the right law.
func compliance(p *paper) finding {
	const next = "ask for a statement with the declaration of compliance in full"
	if f, bad := p.wrongCitation(); bad {
		return f
	}
	var best finding
	for i, s := range p.sentences {
		if !reComply.MatchString(s.text) || !reDuties.MatchString(s.text) || reSays.MatchString(s.text) {
			continue
		}
		f := present("complies with the requirements", s.text, s.page)
		if rePart.MatchString(s.text) {
			return f.but(Wrong, "it does not say that all requirements are complied with", next)
		}
		opinion := reOpinion.MatchString(s.text)
		for j := max(0, i-2); j < min(len(p.sentences), i+2); j++ {
			opinion = opinion || reOpinion.MatchString(p.sentences[j].text)
		}
		switch {
		case !reAll.MatchString(s.text):
			f = f.but(Unclear, "whether all requirements are meant is not clear", next)
		case !opinion:
			f = f.but(Unclear, "it does not say that this is the manufacturer's opinion", next)
		}
		if best.state == "" || best.state == Unclear && f.state == Present {
			best = f
		}
	}
	if best.state == "" {
		return missing("it nowhere says that the security requirements are complied with", next)
	}
	return best
}

// reSays matches titles and sentences about the paper, not about the product.
var reSays = regexp.MustCompile(`(?i)^(uk |psti |eu )*(statement|declaration) of (compliance|conformity)[^.]{0,120}$`)

// wrongCitation finds the law cited with a year or number that it does not have.
func (p *paper) wrongCitation() (finding, bool) {
	if p.kind != "uk-psti" {
		return finding{}, false
	}
	for _, b := range p.blocks {
		bad := ""
		for _, m := range reActYear.FindAllStringSubmatch(b.Text, 20) {
			if y := m[1] + m[2]; y != "2022" {
				bad = "the Act is of 2022, not " + y
			}
		}
		for _, m := range reRegsYear.FindAllStringSubmatch(b.Text, 20) {
			if m[1] != "2023" {
				bad = "the Regulations are of 2023, not " + m[1]
			}
		}
		if reDuties.MatchString(b.Text) && !strings.Contains(b.Text, "2023/1007") {
			if m := reInstrument.FindStringSubmatch(b.Text); m != nil && len(b.Text) < 1200 && !strings.Contains(m[1], "2023 No") {
				bad = "the Regulations are SI 2023/1007, not " + m[1]
			}
		}
		if bad != "" {
			return present(bad, b.Text, b.Page).but(Wrong, bad, "ask for a statement under the Product Security and Telecommunications Infrastructure Act 2022 and SI 2023/1007"), true
		}
	}
	return finding{}, false
}

var reDraft = regexp.MustCompile(`\bDRAFT\b|^Draft\b|\bENTWURF\b|^Entwurf\b|\bSPECIMEN\b|\bMUSTER\b`)

// draft finds a paper that calls itself one, in a line of its own.
func (p *paper) draft() (finding, bool) {
	for _, b := range p.blocks {
		if len(b.Text) < 60 && reDraft.MatchString(b.Text) {
			return present("", b.Text, b.Page).but(Wrong, "it calls itself a draft or a specimen", "ask for the paper as it was issued"), true
		}
	}
	return finding{}, false
}

var reRelied = regexp.MustCompile(`(?i)\b(?:ETSI\s+)?(?:EN\s*303[\s ]?645|ISO(?:/IEC)?\s*29147)\b`)

// reliedOn applies where the statement names a standard it relies on.
func reliedOn(p *paper) (finding, bool) {
	for _, b := range p.blocks {
		at := reRelied.FindStringIndex(b.Text)
		if at == nil || len(b.Text) > 3000 {
			continue
		}
		around := dashes.Replace(b.Text[at[0]:min(len(b.Text), at[1]+120)])
		f := present(shorten(strings.TrimSpace(around)), b.Text, b.Page)
		version := reVersion.FindString(around)
		dated := len(days(around)) > 0 || regexp.MustCompile(`\(\s*\d{4}-\d{2}\s*\)|29147:\s?\d{4}`).MatchString(around)
		if strings.Contains(around, "29147:") {
			version = "29147"
		}
		deemed := regexp.MustCompile(`(?i)deemed|schedule 2`).MatchString(p.words)
		switch {
		case version == "" && !dated:
			return f.but(Wrong, "the standard is named without version and date", "ask for number, version and date of the standard"), true
		case version == "":
			return f.but(Wrong, "the standard is named without its version", "ask for number, version and date of the standard"), true
		case !dated:
			return f.but(Wrong, "the standard is named without its date of issue", "ask for number, version and date of the standard"), true
		case deemed && version != "29147" && !strings.Contains(version, "2.1.1"):
			return f.but(Wrong, "Schedule 2 accepts EN 303 645 V2.1.1; it names "+version, "ask how the requirements of Schedule 1 are met"), true
		}
		return f, true
	}
	return finding{}, false
}

// dashes makes the dashes that typesetters put between figures plain again.
var dashes = strings.NewReplacer("–", "-", "‐", "-", "‑", "-")

var reVersion = regexp.MustCompile(`(?i)\bV(?:ersion\s*)?\d+\.\d+(?:\.\d+)?`)
