package scoping

import (
	"bytes"
	"fmt"
	"sort"
	"strings"

	"github.com/assay-project/assay/regime"
	"github.com/assay-project/assay/standard"
)

// YAML writes a commented assay.yaml: what was answered as values, what is asked
// next as comments. Firmware and site are paths beside it, "" where there are
// none yet.
func YAML(a Answers, firmware, site string) []byte {
	w := &writer{}
	w.line("# What the maker says of a product. Every key is explained in doc/declaration.md;")
	w.line("# what is left out stays open in the assessment, and the next steps name it.")
	w.line("schema: assay.declaration/v1")
	w.line("")
	w.line("product:")
	w.value("name", orElse(a.one("name"), "unnamed product"), "")
	w.value("manufacturer", a.one("maker"), "the company, in full")
	w.value("model", "", "type or model, as printed")
	w.value("kind", a.one("kind"), "")
	w.value("firmware", "", "version in factory setting")
	w.value("gtin", "", "article number, from the barcode")
	w.line("")
	w.line("roles: [%s]", strings.Join(a["role"], ", "))
	w.line("markets: [%s]", strings.Join(a["market"], ", "))
	w.line("")
	w.facts(a)
	w.text(supportPart)
	w.ics(a)
	w.text(ixitPart)
	w.evidence(firmware, site)
	return w.b.Bytes()
}

const supportPart = `
# The three things every law asks first: assay explain passwords, disclosure, updates
# support:
#   until: 2031-12-31          # last day with security updates
#   published_at: https://www.example.com/support
# disclosure:
#   policy: https://www.example.com/security
#   contact: security@example.com
#   acknowledged_in: 5 days    # when a report is first answered, as published
#   updates_every: 14 days     # how often a reporter hears of progress, as published

# Who stands on papers, and who signs them
# parties:
#   - {role: manufacturer, name: Example Ltd, address: "1 High Street, London, United Kingdom", contact: info@example.com}
# signatory: {name: A. Person, function: Director, place: London, date: 2027-01-15}
`

const ixitPart = `
# The IXIT: how claims are met, table by table. "assay prefill ." proposes rows
# from the evidence; "assay explain 1-AuthMech" says what a table asks.
# ixit:
#   1-AuthMech:
#     - id: web
#       description: settings page
`

type writer struct{ b bytes.Buffer }

func (w *writer) line(format string, args ...any) {
	fmt.Fprintf(&w.b, format, args...)
	w.b.WriteByte('\n')
}

func (w *writer) text(s string) { w.b.WriteString(s) }

// value writes a key of the product; without a value it is a comment.
func (w *writer) value(key, value, comment string) {
	switch {
	case value != "":
		w.line("  %s: %s", key, quote(value))
	case comment != "":
		w.line("  # %s:   # %s", key, comment)
	}
}

// facts writes what was answered, each with its meaning, and as comments the
// facts that scope depends on and nobody answered.
func (w *writer) facts(a Answers) {
	facts := a.Facts()
	w.line("# What laws ask of the product. Remove or correct what is not so.")
	if len(facts) == 0 {
		w.line("# facts: {}")
		return
	}
	w.line("facts:")
	for _, f := range regime.All().Facts() {
		if v, ok := facts[f.Name]; ok && f.Market == "" {
			w.line("  %s: %t%s", f.Name, v, meant(f.Name, 36-len(fmt.Sprintf("%s: %t", f.Name, v))))
		}
	}
	for _, name := range undecided(a, facts) {
		w.line("  # %s:%s", name, meant(name, 36-len(name)-3))
	}
}

// meant is the meaning of a fact as a comment, "" where its name says as much.
func meant(name string, pad int) string {
	words := strings.TrimPrefix(strings.TrimPrefix(strings.ReplaceAll(name, "_", " "), "is "), "has ")
	meaning := factMeaning(name)
	if strings.HasSuffix(meaning, words) {
		return ""
	}
	return strings.Repeat(" ", max(pad, 1)) + "# " + meaning
}

// undecided are facts that the scope of a regime met depends on.
func undecided(a Answers, facts map[string]bool) []string {
	seen := make(map[string]bool)
	known := regime.All().FactsOf(a.Declaration())
	for _, r := range regime.All().Regimes() {
		if r.Scope == nil {
			continue
		}
		if in, missing := scope(r.Scope, known); in == regime.Unknown {
			for _, name := range missing {
				f, ok := regime.All().Fact(name)
				if _, stated := facts[name]; ok && f.Market == "" && !stated {
					seen[name] = true
				}
			}
		}
	}
	var out []string
	for name := range seen {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}

// ics writes the provisions of the current edition as comments to uncomment,
// with the features that the answers settle.
func (w *writer) ics(a Answers) {
	facts := a.Facts()
	w.line("")
	w.line("# The ICS: which provisions of EN 303 645 V3.1.3 you claim. Remove the # from what is so;")
	w.line("# N and N/A need a reason: {support: N, detail: why}. \"assay explain 5.1-1\" says what each asks.")
	w.line("# ics:")
	w.line("#   3.1.3:")
	w.line("#     features:")
	for _, f := range regime.All().Facts() {
		if v, ok := facts[f.Name]; ok && f.Feature != "" {
			w.line("#       %-10s # %s", fmt.Sprintf("%s: %t", f.Feature, v), factMeaning(f.Name))
		}
	}
	w.line("#     provisions:")
	for _, p := range standard.EN303645().Provisions(standard.V3_1_3) {
		r, _ := p.In(standard.V3_1_3)
		w.line("#       %-10s # %s, %s", p.ID+": Y", r.Level, p.Title())
	}
}

func (w *writer) evidence(firmware, site string) {
	w.line("")
	if firmware == "" && site == "" {
		w.line("# evidence:")
		w.line("#   - firmware: flash.bin      # an image, an archive or an unpacked folder, beside this file")
		w.line("#   - site: site.warc          # saved pages: assay site https://www.example.com --save site.warc")
		return
	}
	w.line("evidence:")
	if firmware != "" {
		w.line("  - firmware: %s", quote(firmware))
	} else {
		w.line("  # - firmware: flash.bin")
	}
	if site != "" {
		w.line("  - site: %s", quote(site))
	} else {
		w.line("  # - site: site.warc          # assay site https://www.example.com --save site.warc")
	}
}

// quote writes a text so that YAML reads it as one.
func quote(s string) string {
	for _, r := range s {
		if r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 || r == 0xfeff {
			return fmt.Sprintf("%q", s)
		}
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
