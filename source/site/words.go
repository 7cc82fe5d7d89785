package site

import (
	"net/url"
	"strings"
	"unicode"
)

// Words by which a link is followed, of its text or its path. First what every
// law asks for: where to report, until when there are updates, the statement.
// Then what tells about data, updates and use. Other languages have the few words
// that makers link these pages with.
var relevant = [2][]string{
	{
		"security", "vulnerability", "vulnerabilities", "disclosure", "psirt", "cvd", "vdp", "bounty", "researcher", "researchers",
		"psti", "compliance", "conformity", "declaration", "declarations", "statement", "eol", "eos", "lifecycle",
		"end of life", "end of support", "support period", "security updates", "defined support", "support until", "responsible disclosure",
		"sicherheit", "schwachstelle", "schwachstellen", "sicherheitslücke", "konformität", "konformitätserklärung", "supportzeitraum",
		"sécurité", "vulnérabilité", "vulnérabilités", "conformité", "seguridad", "vulnerabilidades", "conformidad",
		"sicurezza", "vulnerabilità", "conformità", "veiligheid", "beveiliging", "kwetsbaarheid", "conformiteit", "säkerhet", "bezpieczeństwo",
	},
	{
		"privacy", "telemetry", "gdpr", "cookies", "data protection", "personal data", "delete account", "deletion", "update", "updates", "firmware",
		"release notes", "changelog", "guidance", "guide", "guides", "manual", "manuals", "user guide", "instructions", "setup", "factory reset", "reset",
		"password", "warranty", "support", "regulatory", "legal", "terms", "advisory", "advisories", "bulletin", "bulletins", "accessibility",
		"datenschutz", "telemetrie", "anleitung", "handbuch", "aktualisierung", "confidentialité", "données", "notice", "privacidad", "privacybeleid", "integritet",
	},
}

// weigh says how relevant a link looks: 1 is most, 2 less, 0 not at all.
func weigh(text string, to *url.URL) int {
	words := " " + wordsOf(text) + " " + wordsOf(to.Path) + " "
	for i, list := range relevant {
		for _, w := range list {
			if strings.Contains(words, " "+w+" ") {
				return i + 1
			}
		}
	}
	return 0
}

// wordsOf gives the words of a text or path in small letters with single spaces.
func wordsOf(text string) string {
	if len(text) > 2000 {
		text = text[:2000]
	}
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}
