package site

import (
	"strings"

	"github.com/assay-project/assay/prose"
)

// common are the commonest short words of languages that pages are written in.
// They tell English from others well enough to notice a wrong lang attribute.
var common = map[string]string{
	"en": "the and of to in is for you we that this with be on are or as by your it will from our if not",
	"de": "der die das und ist nicht wir sie mit für von den auf ein eine zu im werden wird bei oder auch sich dem",
	"fr": "le la les et des est une pour vous nous dans que sur avec du par ou votre notre ce cette au",
	"es": "el los las y de una para usted nosotros que con por se su del en es o como al nuestra",
	"it": "il gli di una per che con del della sono nel alla o come da non è si nostro",
	"nl": "de het en een van voor wij met dat is niet op zijn te bij of uw ons ook",
	"pl": "i w na z się nie do jest dla że oraz przez lub od są",
	"sv": "och att det som en för av är på med vi inte till eller den du",
}

var languageOf = func() map[string][]string {
	m := make(map[string][]string)
	for _, lang := range []string{"en", "de", "fr", "es", "it", "nl", "pl", "sv"} {
		for _, w := range strings.Fields(common[lang]) {
			m[w] = append(m[w], lang)
		}
	}
	return m
}()

// language returns the language a page is written in: what it declares, unless
// its words plainly are of another; then none is said. Where nothing is
// declared, its words decide if they do so clearly.
func language(t *prose.Text, sentences []Sentence) string {
	declared, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(t.Lang, "_", "-")), "-")
	seen, sure := byWords(sentences)
	switch {
	case declared == "":
		if sure {
			return seen
		}
		return ""
	case sure && common[declared] != "" && seen != declared:
		return ""
	}
	return declared
}

func byWords(sentences []Sentence) (string, bool) {
	counts := make(map[string]int)
	total, other := 0, 0
	for _, s := range sentences {
		for _, w := range strings.Fields(s.Words.String()) {
			total++
			if w[0] >= 0x80 {
				other++
			}
			for _, lang := range languageOf[w] {
				counts[lang]++
			}
		}
		if total > 5000 {
			break
		}
	}
	best, second := "", 0
	for _, lang := range []string{"en", "de", "fr", "es", "it", "nl", "pl", "sv"} {
		switch n := counts[lang]; {
		case best == "" || n > counts[best]:
			if best != "" {
				second = counts[best]
			}
			best = lang
		case n > second:
			second = n
		}
	}
	return best, total >= 20 && counts[best]*8 >= total && counts[best] > second+second/2 && other*2 < total
}

// English tells whether a page is in English.
func (p *Page) English() bool { return p.Language == "en" }

// prosaic is how many words make a page one whose language matters.
const prosaic = 20

// foreign says that a page that could be read is not in English, "" where it is
// or holds no prose to speak of.
func (p *Page) foreign() string {
	if p.English() || p.State != Read && p.State != Partly || countWords(p.Text) < prosaic || strings.HasSuffix(p.Address.Path, "/security.txt") || p.Type == "application/pgp-keys" {
		return ""
	}
	if p.Language == "" {
		return "the page's language is not known"
	}
	return "the page is in another language than English: " + p.Language
}
