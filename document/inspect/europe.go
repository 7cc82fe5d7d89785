package inspect

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/assay-project/assay/prose"
)

var reSole = regexp.MustCompile(`(?i)sole responsibility|\bmanufacturer (?:alone is|is (?:solely|alone)) responsible\b|alleinige[nr]? verantwortung`)

func responsibility(p *paper) finding {
	if s, ok := p.find(reSole); ok {
		return present("sole responsibility", s.text, s.page)
	}
	return missing("it does not say that it is issued under the maker's sole responsibility", "ask for a declaration with that sentence")
}

var (
	reConform  = regexp.MustCompile(`(?i)\b(in conformity with|in compliance with|complies with|comply with|conforms? (to|with)|in conformity to|is in accordance with|compliant with|meets the (essential )?requirements|entspricht|konform|erfüllt)\b|in übereinstimmung mit|übereinstimm(t|en)`)
	reUnionLaw = regexp.MustCompile(`(?i)legislation|directive|regulation|harmonisierungsrechtsvorschriften|richtlinie|verordnung|20\d\d/\d+|requirements`)
)

func conformity(p *paper) finding {
	const next = "ask for a declaration that says so without exception"
	var best finding
	for _, s := range p.sentences {
		if !reConform.MatchString(s.text) || !reUnionLaw.MatchString(s.text) {
			continue
		}
		f := present("the object conforms", s.text, s.page)
		if rePart.MatchString(s.text) || reNot.MatchString(s.text) {
			return f.but(Wrong, "it does not say so without exception", next)
		}
		if best.state == "" {
			best = f
		}
	}
	if best.state == "" {
		return missing("it does not say that the object conforms to Union law", next)
	}
	return best
}

// act is a Union act that papers cite, by number.
var (
	reAct   = regexp.MustCompile(`\b((?:19|20)\d\d)/(\d{1,4})(?:/(EU|UE|EC|EWG|EG|EEC))?\b`)
	reRED   = regexp.MustCompile(`(?i)radio equipment directive|funkanlagenrichtlinie|\bRED\b`)
	reCRA   = regexp.MustCompile(`(?i)cyber resilience act|cyberresilienz-?verordnung|\bCRA\b`)
	reRadio = regexp.MustCompile(`(?i)radio equipment|funkanlage|wi-?fi|wlan|bluetooth|zigbee|\bradio\b|\bfunk\b|thread\b|\blte\b`)
)

// legislation judges which acts are cited and whether rightly: a directive by the
// number it has, and none that was repealed.
func legislation(p *paper) finding {
	const next = "ask for a declaration that cites the law rightly"
	type cited struct {
		text, number, suffix string
		page                 int
		block                string
	}
	var acts []cited
	for _, b := range p.blocks {
		for _, m := range reAct.FindAllStringSubmatch(b.Text, 50) {
			acts = append(acts, cited{m[0], m[1] + "/" + m[2], m[3], b.Page, b.Text})
		}
	}
	red, cra := false, false
	var names []string
	for _, a := range acts {
		f := present(a.text, a.block, a.page)
		switch {
		case a.number == "1999/5":
			return f.but(Wrong, "Directive 1999/5/EC was repealed in 2017; radio equipment is under 2014/53/EU", next)
		case a.number == "2014/53" && a.suffix != "EU" && a.suffix != "UE":
			return f.but(Wrong, fmt.Sprintf("it cites %s; the directive is 2014/53/EU", a.text), next)
		case a.number == "2014/53":
			red = true
		case a.number == "2024/2847":
			cra = true
		}
		if !strings.Contains(strings.Join(names, " "), a.text) && len(names) < 12 {
			names = append(names, a.text)
		}
	}
	named := func(re *regexp.Regexp) string {
		for _, a := range acts {
			if m := re.FindStringIndex(a.block); m != nil && abs(m[0]-strings.Index(a.block, a.text)) < 60 {
				return a.text
			}
		}
		return ""
	}
	if n := named(reRED); n != "" && !red {
		return present(n, n, 0).but(Wrong, fmt.Sprintf("the Radio Equipment Directive is 2014/53/EU, not %s", n), next)
	}
	if n := named(reCRA); n != "" && !cra {
		return present(n, n, 0).but(Wrong, fmt.Sprintf("the Cyber Resilience Act is (EU) 2024/2847, not %s", n), next)
	}
	if len(acts) == 0 {
		return missing("no directive or regulation is cited by its number", next)
	}
	f := present(strings.Join(names, ", "), acts[0].block, acts[0].page)
	if !red && !cra {
		why := "it cites neither 2014/53/EU nor (EU) 2024/2847"
		if reRadio.MatchString(p.words) {
			return f.but(Wrong, why+", and the product has radio", next)
		}
		return f.but(Unclear, why, "ask whether the product has radio")
	}
	return f
}

func abs(n int) int { return max(n, -n) }

var (
	reNorm  = regexp.MustCompile(`\b(?:(?:ETSI|DIN|BS|CEN|CENELEC)\s+)*(?:EN|ETS|IEC|ISO|CISPR)(?:[ /](?:IEC|ISO|EN|TS))*[  ]?\d{3,6}(?:[  ]\d{3})?(?:[-–]\d{1,3})*`)
	reDated = regexp.MustCompile(`(?i)^\s*,?\s*(?::\s?\d{4}(?:\+A\d+(?::\d{4})?)*|\(?V\s?\d+\.\d+(?:\.\d+)?\)?|\(?version \d|\(?(?:19|20)\d\d(?:-\d\d)?\)?|\((?:ed|edition|ausgabe)\.? ?\d)`)
)

// standards wants each standard named with its version or date.
func standards(p *paper) finding {
	var all, undated []string
	quote, page := "", 0
	seen := map[string]bool{}
	for i, b := range p.blocks {
		for _, m := range reNorm.FindAllStringIndex(b.Text, 100) {
			name := strings.TrimSpace(b.Text[m[0]:m[1]])
			if quote == "" {
				quote, page = b.Text, b.Page
			}
			dated := reDated.MatchString(b.Text[m[1]:])
			if !dated && i+1 < len(p.blocks) && b.Table > 0 && p.blocks[i+1].Row == b.Row && p.blocks[i+1].Table == b.Table {
				dated = reDated.MatchString(p.blocks[i+1].Text) || len(days(p.blocks[i+1].Text)) > 0 || reVersion.MatchString(p.blocks[i+1].Text)
			}
			if rest := strings.Trim(b.Text[m[1]:], " ,;"); !dated && rest == "" {
				dated = reDated.MatchString(p.nextLine(i))
			}
			k := plainly(name)
			if dated {
				seen[k] = true
				all = append(all, name)
			} else if !seen[k] {
				undated = append(undated, name)
			}
		}
	}
	var open []string
	for _, u := range undated { // one that is dated elsewhere will do
		if !seen[plainly(u)] && !strings.Contains(strings.Join(open, " "), u) {
			open = append(open, u)
		}
	}
	switch {
	case len(all)+len(open) == 0:
		return missing("no standard is named", "ask which standards or specifications were used")
	case len(open) > 0:
		return present(strings.Join(append(all, open...), ", "), quote, page).but(Wrong,
			"without version or date: "+strings.Join(open, ", "), "ask for the versions of the standards")
	}
	return present(strings.Join(all, ", "), quote, page)
}

// nextLine is the text that a block goes on in: the next paragraph, or the next
// cell of its column.
func (p *paper) nextLine(i int) string {
	for j := i + 1; j < len(p.blocks) && j <= i+4; j++ {
		if n, b := p.blocks[j], p.blocks[i]; n.Kind != prose.Cell || n.Table == b.Table && n.Column == b.Column {
			return n.Text
		}
	}
	return ""
}

var (
	reBody     = regexp.MustCompile(`(?i)notified body|benannte stelle`)
	reNoBody   = regexp.MustCompile(`(?i)\b(no notified body|notified body:?\s*(was )?(not|none|n/?a)\b|not applicable|keine benannte stelle|entfällt|nicht zutreffend|without (a|the involvement of a) notified body)`)
	reBodyNo   = regexp.MustCompile(`\b\d{4}\b`)
	reCertific = regexp.MustCompile(`(?i)certificate|bescheinigung|zertifikat`)
)

// notifiedBody applies where one is named.
func notifiedBody(p *paper) (finding, bool) {
	for i, b := range p.blocks {
		if !reBody.MatchString(b.Text) || b.Kind == "" {
			continue
		}
		text := b.Text
		reach := i + 4
		if b.Kind == "heading" { // a section of its own: to the next one
			reach = i + 14
		}
		for j := i + 1; j < len(p.blocks) && j <= reach; j++ {
			if p.blocks[j].Kind == "heading" {
				break
			}
			text += " " + p.blocks[j].Text
		}
		if reNoBody.MatchString(text) || blank(strings.TrimSpace(afterColon(b.Text))) {
			return finding{}, false
		}
		f := present(shorten(text), text, b.Page)
		var lacks []string
		if !reBodyNo.MatchString(stripYears(text)) {
			lacks = append(lacks, "its four-digit number")
		}
		if !reCertific.MatchString(text) {
			lacks = append(lacks, "its certificate")
		}
		if len(lacks) > 0 {
			return f.but(Wrong, "it names a notified body without "+strings.Join(lacks, " and "), "ask for the notified body's number and certificate"), true
		}
		return f, true
	}
	return finding{}, false
}

// stripYears takes dates and acts out, so that a year is not read as a number.
func stripYears(s string) string {
	s = reAct.ReplaceAllString(s, " ")
	for _, d := range days(s) {
		s = strings.Replace(s, d.text, " ", 1)
	}
	return reNorm.ReplaceAllString(s, " ")
}

// accessories applies where the paper has a place for them: Annex VI(8) of the
// radio directive wants accessories and software named that the radio needs to
// work as intended and that the declaration covers.
func accessories(p *paper) (finding, bool) {
	pr, ok, there := p.value(kAccessory, func(s string) bool { return !reSignMark.MatchString(s) && !reSignText.MatchString(s) })
	if !there || !p.cites("2014/53") {
		return finding{}, false
	}
	if !ok {
		return missing("the place for accessories and software is empty", "ask which accessories and software the declaration covers, or for the word none"), true
	}
	return present(shorten(pr.value), pr.label+": "+pr.value, pr.page), true
}

// cites says whether the paper cites an act by its number.
func (p *paper) cites(number string) bool {
	for _, m := range reAct.FindAllStringSubmatch(p.words, 200) {
		if m[1]+"/"+m[2] == number {
			return true
		}
	}
	return false
}

// refOf picks from a place given for both laws ("Annex VI(1); V(1)") the one of the
// law that the paper cites: VI of the radio directive, V of the Cyber Resilience Act.
func (p *paper) refOf(ref string) string {
	radio, cra, two := strings.Cut(ref, "; ")
	if red, cyber := p.cites("2014/53"), p.cites("2024/2847"); two && p.kind == "eu-doc" && red != cyber {
		if red {
			return "Directive 2014/53/EU " + radio
		}
		return "Regulation (EU) 2024/2847 Annex " + cra
	}
	return ref
}

var reAddress = regexp.MustCompile(`(?i)\b(?:https?://|www\.)[^\s<>"]+[\p{L}\d/]`)

func fullText(p *paper) finding {
	if m := reAddress.FindString(p.words); m != "" {
		return present(m, m, 0)
	}
	return missing("no internet address of the full text is given", "ask where the full declaration can be read")
}
