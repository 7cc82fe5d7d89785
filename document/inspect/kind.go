package inspect

import (
	"fmt"
	"regexp"
	"strings"
)

// Kind is a kind of paper that can be judged.
type Kind struct {
	Name  string
	Title string
	Law   string
	signs []*regexp.Regexp // any of them recognises it
	items []demand
}

// demand is one thing that the law wants on a paper. Find says what was found of
// it, and whether it applies to this paper at all.
type demand struct {
	id, ref, asks string
	find          func(*paper) (finding, bool)
}

// always wraps a rule that applies to every paper of a kind.
func always(rule func(*paper) finding) func(*paper) (finding, bool) {
	return func(p *paper) (finding, bool) { return rule(p), true }
}

// Kinds are the kinds of paper there are rules for.
func Kinds() []Kind { return kinds }

var kinds = []Kind{
	{Name: "uk-psti", Title: "UK statement of compliance", Law: "PSTI Act 2022 s. 9; SI 2023/1007 Schedule 4",
		signs: signs(`product security and telecommunications infrastructure`, `\bPSTI\b`, `2023/1007`, `\b2023 no\.? ?1007`, `\buk product security (?:regime|law|statement)`),
		items: []demand{
			{"product", "Sch. 4 para 1(1)(a)", "the product's type", always(product)},
			{"batch", "Sch. 4 para 1(1)(a)", "the product's batch", always(batch)},
			{"manufacturer", "Sch. 4 para 1(1)(b)", "name of the manufacturer", always(manufacturer)},
			{"manufacturer.address", "Sch. 4 para 1(1)(b)", "address of the manufacturer", always(address)},
			{"representative", "Sch. 4 para 1(1)(b)", "name and address of an authorised representative", representative},
			{"prepared_by", "Sch. 4 para 1(1)(c)", "that it is prepared by or for the manufacturer", always(preparedBy)},
			{"compliance", "Sch. 4 para 1(1)(d)", "that in the manufacturer's opinion the requirements are complied with", always(compliance)},
			{"support_period", "Sch. 4 para 1(1)(e)", "the defined support period, with its end", always(support)},
			{"signature", "Sch. 4 para 1(1)(f)", "a signature", always(signature)},
			{"signatory.name", "Sch. 4 para 1(1)(f)", "name of who signs", always(signatoryName)},
			{"signatory.function", "Sch. 4 para 1(1)(f)", "function of who signs", always(signatoryFunction)},
			{"place", "Sch. 4 para 1(1)(g)", "place of issue", always(place)},
			{"date", "Sch. 4 para 1(1)(g)", "date of issue", always(date)},
			{"standard", "Sch. 4 para 1(2)", "number, version and date of the standard relied on", reliedOn},
		}},
	{Name: "au-statement", Title: "Australian statement of compliance", Law: "Cyber Security Act 2024 s. 16; Smart Devices Rules 2025 s. 9",
		signs: signs(`cyber security act 2024`, `security standards for smart devices`, `smart devices\)? rules`),
		items: []demand{
			{"product", "Rules s. 9", "the product's type", always(product)},
			{"batch", "Rules s. 9", "batch identifier", always(batch)},
			{"manufacturer", "Rules s. 9", "name of the manufacturer", always(manufacturer)},
			{"manufacturer.address", "Rules s. 9", "address of the manufacturer", always(address)},
			{"representative", "Rules s. 9", "name and address of each authorised representative", representative},
			{"prepared_by", "Rules s. 9", "that it is prepared by or for the manufacturer", always(preparedBy)},
			{"compliance", "Rules s. 9", "that in the manufacturer's opinion the standard and the other duties are met", always(compliance)},
			{"support_period", "Rules s. 9", "the defined support period, with its end", always(support)},
			{"signature", "Rules s. 9", "a signature", always(signature)},
			{"signatory.name", "Rules s. 9", "name of who signs", always(signatoryName)},
			{"signatory.function", "Rules s. 9", "function of who signs", always(signatoryFunction)},
			{"place", "Rules s. 9", "place of issue", always(place)},
			{"date", "Rules s. 9", "date of issue", always(date)},
		}},
	{Name: "eu-doc-simplified", Title: "Simplified EU declaration of conformity", Law: "Directive 2014/53/EU Annex VII; Regulation (EU) 2024/2847 Annex VI",
		items: []demand{
			{"manufacturer", "Annex VII; Annex VI", "name of the manufacturer", always(manufacturer)},
			{"product", "Annex VII; Annex VI", "type of the product", always(product)},
			{"legislation", "Annex VII; Annex VI", "the directive or regulation", always(legislation)},
			{"full_text", "Annex VII; Annex VI", "the address of the full text", always(fullText)},
		}},
	{Name: "eu-doc", Title: "EU declaration of conformity", Law: "Directive 2014/53/EU Annex VI; Regulation (EU) 2024/2847 Annex V",
		signs: signs(`eu[ -]declaration[s]? of conformity`, `déclaration (ue|eu) de conformité`, `2014/53/ue`, `declaration of conformity`, `eu-?konformitätserklärung`, `konformitätserklärung`, `2014/53/e[uc]`, `2024/2847`),
		items: []demand{
			{"product", "Annex VI(1); V(1)", "product, type, batch or serial number", always(product)},
			{"batch", "Annex VI(1); V(1)", "batch, type or serial number to tell it by", always(unique)},
			{"manufacturer", "Annex VI(2); V(2)", "name of the manufacturer", always(manufacturer)},
			{"manufacturer.address", "Annex VI(2); V(2)", "address of the manufacturer", always(address)},
			{"representative", "Annex VI(2); V(2)", "name and address of an authorised representative", representative},
			{"responsibility", "Annex VI(3); V(3)", "that it is issued under the maker's sole responsibility", always(responsibility)},
			{"conformity", "Annex VI(5); V(5)", "that the object conforms to Union law", always(conformity)},
			{"legislation", "Annex VI(5); V(5)", "the law, cited rightly", always(legislation)},
			{"standards", "Annex VI(6); V(6)", "standards used, with version or date", always(standards)},
			{"notified_body", "Annex VI(7); V(7)", "notified body with number, task and certificate", notifiedBody},
			{"accessories", "Annex VI(8)", "accessories and software covered", accessories},
			{"signature", "Annex VI(9); V(8)", "a signature", always(signature)},
			{"signatory.name", "Annex VI(9); V(8)", "name of who signs", always(signatoryName)},
			{"signatory.function", "Annex VI(9); V(8)", "function of who signs", always(signatoryFunction)},
			{"place", "Annex VI(9); V(8)", "place of issue", always(place)},
			{"date", "Annex VI(9); V(8)", "date of issue", always(date)},
		}},
}

func signs(patterns ...string) []*regexp.Regexp {
	out := make([]*regexp.Regexp, len(patterns))
	for i, p := range patterns {
		out[i] = regexp.MustCompile(`(?i)` + p)
	}
	return out
}

// KindNamed finds a kind by its name or a shorter one that people use.
func KindNamed(name string) (Kind, bool) {
	switch strings.ToLower(name) {
	case "psti", "uk":
		name = "uk-psti"
	case "au":
		name = "au-statement"
	case "eu", "red", "cra", "eu-doc-red", "eu-doc-cra":
		name = "eu-doc"
	case "eu-doc-red-simplified", "eu-doc-cra-simplified":
		name = "eu-doc-simplified"
	}
	for _, k := range kinds {
		if k.Name == name {
			return k, true
		}
	}
	return Kind{}, false
}

var reSimplified = regexp.MustCompile(`(?i)full text of the (eu )?declaration of conformity|vollständige text der (eu-)?konformitätserklärung`)

// kinds returns what the paper is and by which words it was recognised. One paper
// may serve two laws and is judged for each. What it is asked to be counts before
// what it looks like.
func (p *paper) kinds() ([]Kind, map[string]string) {
	if k, ok := KindNamed(p.ask.Kind); ok {
		return []Kind{k}, map[string]string{k.Name: "as asked"}
	}
	var out []Kind
	how := map[string]string{}
	for _, k := range kinds {
		for _, sign := range k.signs {
			if m := sign.FindString(p.words); m != "" {
				how[k.Name] = fmt.Sprintf("“%s”", m)
				if k.Name == "eu-doc" && reSimplified.MatchString(p.words) {
					k, _ = KindNamed("eu-doc-simplified")
					how[k.Name] = fmt.Sprintf("“%s”", reSimplified.FindString(p.words))
				}
				out = append(out, k)
				break
			}
		}
	}
	return p.ukOnly(out), how
}

// reBritish are signs of a British declaration of conformity, which is none of the
// papers there are rules for.
var reBritish = regexp.MustCompile(`(?i)\buk declaration of conformity|\bukca\b|2017/1206`)

var reUnion = regexp.MustCompile(`(?i)\beu[ -]|\bunion\b|20\d\d/\d+/e[uc]|\(eu\)`)

// ukOnly drops the European reading of a British statement that calls itself a
// declaration of conformity but names no Union law.
func (p *paper) ukOnly(found []Kind) []Kind {
	if reUnion.MatchString(p.words) || len(found) < 2 && !reBritish.MatchString(p.words) {
		return found
	}
	var out []Kind
	for _, k := range found {
		if !strings.HasPrefix(k.Name, "eu-doc") {
			out = append(out, k)
		}
	}
	return out
}
