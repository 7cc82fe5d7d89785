package support

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/fact/site"
	"github.com/assay-project/assay/prose/when"
)

var (
	spans = regexp.MustCompile(`\b` + when.Expression + `\b`)
	// softened are words that make a date in a table an aim.
	softened = regexp.MustCompile(`\b(?:planned|expected|estimated|approx\w*|tentative|provisional|subject to change|may change|circa|about|proposed|tbc)\b`)
)

// beside are words that may stand beside the date in a table and leave it what it
// is.
var beside = regexp.MustCompile(`(?i)\b(?:until|till|to|from|through|at|least|minimum|min|end|ends|ended|on|of|the|and|a|for|st|nd|rd|th|years?|months?|security|software|firmware|updates?|support|supported|guaranteed|expired?)\b|\d+`)

// bare tells whether nothing but dates and such words stands in a cell.
func bare(text string, dates []when.Date) bool {
	for i := len(dates) - 1; i >= 0; i-- {
		text = text[:dates[i].Start] + " " + text[dates[i].End:]
	}
	return !strings.ContainsFunc(beside.ReplaceAllString(text, " "), unicode.IsLetter)
}

// fold writes a name so that spellings of it compare: letters and digits alone.
func fold(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c > 0x7f {
			return c
		}
		return -1
	}, strings.ToLower(s))
}

var parted = regexp.MustCompile(`[,;/]| and | or |\n`)

// Names tells whether the words of a page name a product: a whole run of its
// words is the name, so that "HomeCam 2" is not found in "HomeCam 20" or
// "HomeCam 2 Pro". A list parted by commas or slashes names each of its parts. A
// maker's name before a name with a number may be left out.
func Names(text, product string) bool {
	if names(text, fold(product)) {
		return true
	}
	maker, rest, _ := strings.Cut(strings.TrimSpace(product), " ")
	return !hasDigit(maker) && hasDigit(rest) && strings.Trim(fold(rest), "0123456789") != "" && names(text, fold(rest))
}

func names(text, want string) bool {
	if want == "" {
		return false
	}
	for _, part := range parted.Split(text, -1) {
		part = strings.TrimSpace(part)
		if fold(part) == want {
			return true
		}
		// a maker's name or a word for the kind may stand before or behind it
		words := strings.Fields(strings.Trim(part, "()"))
		for i := range words {
			for k := i + 1; k <= len(words) && k-i <= 6; k++ {
				if fold(strings.Join(words[i:k], "")) == want && !marked(words, k) {
					return true
				}
			}
		}
	}
	return false
}

// marked tells whether the word at k makes another model of the name before it.
func marked(words []string, k int) bool {
	if k >= len(words) {
		return false
	}
	w := strings.Trim(words[k], "().:")
	if w == "" {
		return false
	}
	switch strings.ToLower(w) {
	case "pro", "plus", "mini", "max", "lite", "ultra", "se", "xl", "outdoor", "indoor", "gen", "generation", "v1", "v2", "v3", "v4", "s", "x", "ii", "iii", "4g", "5g":
		return true
	}
	return w[0] >= '0' && w[0] <= '9' && len(w) <= 4
}

// Ours returns the periods of the product under assessment: those that name it,
// and those that name none on a page that does. Where the product is not known,
// all are returned and sure is false.
func (found *Found) Ours() (ours []*Period, sure bool) {
	if len(found.Subject) == 0 {
		return found.Periods, false
	}
	for _, p := range found.Periods {
		switch {
		case p.inTable && found.names(p.Model):
		case p.inTable && p.Model != "":
			continue
		case found.other(p.quote, p.Page):
			// of which of the two it is said, a person judges
			if !found.names(p.quote) {
				continue
			}
			doubted := *p
			doubted.doubt()
			p = &doubted
		case found.names(p.Model), found.names(p.quote):
		case p.Model != "" || p.Page.Text.Blocks[p.block].Aside || !found.names(p.Page.Heading()) && !found.names(p.Page.Text.Title):
			continue
		}
		ours = append(ours, p)
	}
	return ours, true
}

var (
	// numbered is a name with a number: Windows 10, HomeCam 1, LK-HC3.
	numbered = regexp.MustCompile(`\b[A-Z][A-Za-z]*[- ]?(?:[A-Z]+)?\d+[A-Za-z]*(?: (?:Pro|Plus|Mini|Max|Lite|Ultra|SE|XL))?\b`)
	// called is a name behind "for the".
	called = regexp.MustCompile(`\b(?:for|of) (?:the |our |your |all )?([A-Z][\w-]*[a-z][\w-]*(?: [A-Z0-9][\w-]*)*)`)
)

// other tells whether a sentence names what is not the product: something with a
// number, or with a capital behind "for the", that neither the names of the
// product nor the page's own heading, title and host know.
func (found *Found) other(text string, page *site.Page) bool {
	text = strings.Join(strings.Fields(text), " ")
	known := fold(strings.Join(found.Subject, " ") + " " + page.Address.Host)
	dates := when.Dates(text)
	for _, at := range append(numbered.FindAllStringIndex(text, 20), called.FindAllStringIndex(text, 20)...) {
		name := text[at[0]:at[1]]
		if m := called.FindStringSubmatch(name); m != nil {
			name = m[1]
		}
		if inDate(dates, at[0], at[1]) || strings.Contains(known, fold(name)) || plainWords[strings.ToLower(name)] || found.names(name) {
			continue
		}
		return true
	}
	return false
}

func inDate(dates []when.Date, start, end int) bool {
	for _, d := range dates {
		if start < d.End && d.Start < end {
			return true
		}
	}
	return false
}

// plainWords may be written with a capital and name no product.
var plainWords = map[string]bool{"security": true, "support": true, "software": true, "firmware": true, "updates": true, "europe": true, "great britain": true, "the": true,
	"january": true, "february": true, "march": true, "april": true, "may": true, "june": true, "july": true, "august": true, "september": true, "october": true, "november": true, "december": true}

func (found *Found) names(text string) bool {
	for _, s := range found.Subject {
		if Names(text, s) {
			return true
		}
	}
	return false
}

// Published says whether an end date of security updates is published for the
// product under assessment; for any product where it is not known which that is.
func (found *Found) Published(at time.Time) site.Said {
	ours, sure := found.Ours()
	if len(ours) == 0 {
		return found.none(sure)
	}
	if several := models(ours); !sure && len(several) > 1 {
		return site.Said{Answer: assay.Unknown, Say: fmt.Sprintf("Periods are published for %d products; which of them is meant is not known", len(several)), Where: []assay.Where{ours[0].Where},
			Data: map[string]any{"models": several}}
	}
	if day := ends(ours); !sure && len(day) > 1 {
		return site.Said{Answer: assay.Unknown, Say: fmt.Sprintf("%d different ends of security updates are published; which of them is meant is not known", len(day)), Where: day}
	}
	var best *Period
	for _, p := range ours {
		if best == nil || better(p, best) {
			best = p
		}
	}
	return best.said(at, ours, sure)
}

// models returns the products that periods name, each once, at most fifty.
func models(all []*Period) []string {
	var names []string
	seen := make(map[string]bool)
	for _, p := range all {
		if key := fold(p.Model); key != "" && !seen[key] && len(names) < 50 {
			seen[key] = true
			names = append(names, p.Model)
		}
	}
	return names
}

// ends returns where each different end stands, some of them without a name; none
// where all of them name their product.
func ends(all []*Period) []assay.Where {
	var where []assay.Where
	seen := make(map[string]bool)
	nameless := false
	for _, p := range all {
		nameless = nameless || p.Kind == End && p.Model == ""
		if p.Kind == End && !seen[p.Date.String()] && len(where) < 20 {
			seen[p.Date.String()] = true
			where = append(where, p.Where)
		}
	}
	if !nameless {
		return nil
	}
	return where
}

// better prefers a date to a length, and of two dates the earlier: the period
// that is sure.
func better(a, b *Period) bool {
	rank := map[Kind]int{End: 5, Length: 4, YearOnly: 3, Ambiguous: 2, Unsure: 2, Aim: 1}
	if rank[a.Kind] != rank[b.Kind] {
		return rank[a.Kind] > rank[b.Kind]
	}
	return a.Kind == End && a.Date.Last().Before(b.Date.Last())
}

func (p *Period) said(at time.Time, ours []*Period, sure bool) site.Said {
	s := site.Said{Answer: assay.Unknown, Where: []assay.Where{p.Where}, Data: map[string]any{"kind": string(p.Kind), "product_known": sure, "asked": p.Page.Asked, "address": p.Page.URL()}}
	of := ""
	if p.Model != "" {
		of, s.Data["model"] = " for "+p.Model, p.Model
	}
	switch p.Kind {
	case End:
		s.Answer, s.Say = assay.Yes, fmt.Sprintf("Published: security updates until %s%s", p.Date, of)
		s.Data["until"] = p.Date.String()
		if p.Ended(at) {
			s.Data["ended"] = true
			s.Say += ", which is past"
		}
		if other := differs(p, ours); other != nil {
			s.Data["also"] = other.Date.String()
			s.Where = append(s.Where, other.Where)
			s.Say += fmt.Sprintf("; another place says %s", other.Date)
		}
	case Length:
		s.Say = fmt.Sprintf("A length of time is published%s (%s%s); an end date is not", of, p.Span, begins(p.Start))
		s.Data["length"] = p.Span.String()
	case YearOnly:
		s.Say = fmt.Sprintf("Only a year is published%s: %s", of, p.Date)
	case Ambiguous:
		s.Say = fmt.Sprintf("The date published%s can be read in two ways: %s", of, p.Date.Text)
	case Unsure:
		s.Say = "What is said on the end of security updates" + of + " may be conditional, of something else, or taken back elsewhere on the page; a person judges it"
	case Aim:
		s.Say = "What is said on the end of security updates" + of + " is an aim or a denial, not a promise"
	default:
		s.Say = "Where the end of security updates should stand" + of + " there is no date"
	}
	return s
}

func begins(start string) string {
	if start == "" {
		return ", its start not said"
	}
	return ", " + start
}

// differs finds another end for the same product.
func differs(p *Period, ours []*Period) *Period {
	for _, other := range ours {
		if other.Kind == End && other.Date.Last() != p.Date.Last() && (other.Model == p.Model || other.Model == "" || p.Model == "") {
			return other
		}
	}
	return nil
}

// none says what is known where nothing was found. It is no only where an
// address was asked for that is about support periods by its own title, all of
// it was read, and it names no period at all.
func (found *Found) none(sure bool) site.Said {
	if len(found.Walled) > 0 {
		p := found.Walled[0]
		return site.Said{Answer: assay.Unknown, Say: "The page on support periods is not open to anyone: " + p.Why, Where: []assay.Where{p.Where()}}
	}
	for _, p := range found.Site.Pages {
		if !p.Asked || !p.Full() || !p.English() || !phrases.Has("title", p.Heading()) {
			continue
		}
		if sure && len(found.Periods) > 0 {
			// it may stand there under another name
			return site.Said{Answer: assay.Unknown, Say: "The page on support periods that was named does not list " + found.Subject[0] + " by that name", Where: []assay.Where{p.Quote(-1, p.Heading())}}
		}
		if len(found.Periods) == 0 && found.without(p) {
			return site.Said{Answer: assay.No, Say: "The page on support periods that was named gives no period", Where: []assay.Where{p.Quote(-1, p.Heading())}, Data: map[string]any{"asked": true}}
		}
	}
	say := "No end of security updates was found on the pages"
	if sure && len(found.Periods) > 0 {
		say = fmt.Sprintf("Ends of security updates are published for other products; %s is not among them", found.Subject[0])
	}
	return site.Said{Answer: assay.Unknown, Say: say}
}

// without tells whether a page gives no hint of a period at all: no date or length
// of time, shown or folded away, no picture, no link to what was not read.
func (found *Found) without(p *site.Page) bool {
	if _, on := found.Site.LeadsOn(p); on || p.Picture() >= 0 {
		return false
	}
	for i := range p.Text.Blocks {
		if aYear.MatchString(p.Text.Blocks[i].Text) {
			return false
		}
	}
	_, near := p.Near(phrases, "near")
	return !near
}

var aYear = regexp.MustCompile(`\b20\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d\d\b`)

// Open says whether the period can be read without registration.
func (found *Found) Open() site.Said {
	ours, _ := found.Ours()
	for _, p := range ours {
		if p.Kind == End || p.Kind == Length {
			return site.Said{Answer: assay.Yes, Say: "The support period was had without a log-in", Where: []assay.Where{p.Where}, Data: map[string]any{"address": p.Page.URL(), "asked": p.Page.Asked, "language": p.Page.Language}}
		}
	}
	if len(found.Walled) > 0 {
		p := found.Walled[0]
		return site.Said{Answer: assay.No, Say: "The page on support periods is not open to anyone: " + p.Why, Where: []assay.Where{p.Where()}}
	}
	return site.Said{Answer: assay.Unknown, Say: "No published support period was found"}
}

// Prominent says whether the page that offers the product for sale shows the
// period. One that links to it is not enough to say yes, nor to say no.
func (found *Found) Prominent() site.Said {
	ours, _ := found.Ours()
	var best site.Said
	for _, sale := range found.Sales {
		if len(found.Subject) > 0 && !found.names(sale.Heading()) && !found.names(sale.Text.Title) {
			continue
		}
		if s := found.shows(sale, ours); s.Better(best) {
			best = s
		}
	}
	if best.Answer == "" {
		return site.Said{Answer: assay.Unknown, Say: "No page that offers the product for sale was among those read"}
	}
	return best
}

func (found *Found) shows(sale *site.Page, ours []*Period) site.Said {
	for _, p := range ours {
		if p.Page == sale && (p.Kind == End || p.Kind == Length) && !sale.Text.Blocks[p.block].Aside {
			answer, say := assay.Yes, "The page that offers the product shows the support period"
			if p.Kind == Length {
				answer, say = assay.Unknown, "The page that offers the product shows a length of support, and no end date"
			}
			return site.Said{Answer: answer, Say: say, Where: []assay.Where{p.Where}}
		}
	}
	for _, line := range sale.Unseen() {
		if sale.Text.Blocks[line.Block].Hidden && (phrases.Has("title", line.Text) || phrases.Has("ends", line.Text) || phrases.Has("lasts", line.Text)) {
			return site.Said{Answer: assay.Unknown, Say: "The page that offers the product folds away what it says on the support period", Where: []assay.Where{sale.Quote(line.Block, line.Text)}}
		}
	}
	for _, l := range sale.Links() {
		to := found.Site.At(l.To.String())
		if sale.Shown(l) && to != sale && (phrases.Has("title", l.Text) || holds(ours, to)) {
			return site.Said{Answer: assay.Unknown, Say: "The page that offers the product links to the support period; whether that is as prominent as its main characteristics a person judges",
				Where: []assay.Where{sale.Quote(l.Block, l.Text)}, Data: map[string]any{"links_away": 1}}
		}
	}
	if !sale.Full() || !sale.English() {
		return site.Said{Answer: assay.Unknown, Say: "The page that offers the product could not all be read", Where: []assay.Where{sale.Where()}}
	}
	return site.Said{Answer: assay.No, Say: "The page that offers the product neither shows the support period nor links to it", Where: []assay.Where{sale.Quote(-1, sale.Heading())}}
}

func holds(ours []*Period, page *site.Page) bool {
	for _, p := range ours {
		if page != nil && p.Page == page {
			return true
		}
	}
	return false
}
