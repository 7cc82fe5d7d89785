// Package passwordprinted asks whether the maker's own pages print a password that
// the product takes: what stands in a manual is the same for every unit.
package passwordprinted

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/accounts"
	"github.com/assay-project/assay/fact/crypthash"
	"github.com/assay-project/assay/fact/logins"
	"github.com/assay-project/assay/fact/redact"
	"github.com/assay-project/assay/fact/secrets"
	"github.com/assay-project/assay/fact/site"
)

// Check is the question about each printed password that fits.
var Check = &check.Check{
	Name: "passwordprinted",
	Doc: "Takes words from sentences and tables of pages that speak of a password or PIN, and holds each against the stored passwords of the image and those written in its configuration. " +
		"Yes: a printed word is the password, so all units share it and everybody can read it. No: words were tried on every stored password and none fits. Unknown: no page prints one, or the image stores none that can be tried. " +
		"It speaks against 5.1-1 where a network service that starts at boot asks for the password.",
	Question: "auth.default-password.shared",
	Reads:    check.Site,
	Bears: []check.Bearing{
		{Unit: "5.1-1-2/c", On: assay.Yes, Effect: assay.Refutes},
		{Unit: "5.1-1-2/b", On: assay.Yes, Effect: assay.Refutes}, // of a log-in declared to be set by the user
		{Unit: "5.1-2-2/a", On: assay.Yes, Effect: assay.Refutes}, // of one declared to be made for each unit
		{Unit: "5.1-1-1/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.4-3-1/b", On: assay.Yes, Effect: assay.Informs},
	},
	Run: run,
}

const (
	mend     = "Give every unit a password of its own, or make the user set one; take the password out of manual and image."
	maxWords = 400     // tried
	maxCost  = 400_000 // of one stored password, nominal microseconds (crypthash.Hash.Cost)
)

func run(p *check.Pass) error {
	pages, err := site.Of(p.Input)
	if err != nil {
		return err
	}
	stored, err := accounts.Of(p.Input)
	if err != nil {
		return err
	}
	written, err := secrets.Of(p.Input)
	if err != nil {
		return err
	}
	words := printed(p.Input, pages)
	exercised := map[string]any{"pages": len(pages.Pages), "words": len(words), "accounts": len(stored.All), "settings": len(written.Passwords)}
	said, tried := 0, 0
	report := func(f check.Finding) {
		said++
		f.Answer, f.Mend, f.Exercised = assay.Yes, mend, exercised
		p.Report(f)
	}
	for _, a := range stored.All {
		w, all := fits(a, words)
		if w != nil {
			report(ofAccount(p.Input, a, w))
		}
		if all {
			tried++
		}
	}
	for _, s := range written.Passwords {
		tried++
		for i := range words {
			if w := &words[i]; redact.Fingerprint([]byte(w.text)) == s.Fingerprint {
				report(check.Finding{About: fmt.Sprintf("%s@%s:%d", s.Name, s.Path, s.Where.Line), Where: []assay.Where{w.where, s.Where}, AtMost: assay.Informs,
					Summary: fmt.Sprintf("%s prints the password that %s holds in %q (%s)", w.where.URL, s.Path, s.Name, s.Redacted)})
				break
			}
		}
	}
	if said > 0 {
		return nil
	}
	f := check.Finding{Answer: assay.No, Exercised: exercised, Summary: fmt.Sprintf("None of %d words printed beside the word password fits one of %d stored passwords", len(words), tried)}
	if len(words) == 0 || tried == 0 {
		f.Answer, f.Summary = assay.Unknown, "No page prints what could be a password, or nothing is stored that it could be tried on"
	}
	p.Report(f)
	return nil
}

func ofAccount(in *check.Input, a accounts.Account, w *word) check.Finding {
	ways := logins.For(in, a)
	f := check.Finding{
		About: a.Key(), Where: append([]assay.Where{w.where}, a.Where...), Data: map[string]any{"user": a.User, "scheme": string(a.Scheme), "redacted": redact.Text(w.text)},
		Summary: fmt.Sprintf("%s's password stands in %s (%s); %s", a.User, w.where.URL, redact.Text(w.text), logins.Words(ways)),
	}
	if len(ways) > 0 {
		f.Where = append(f.Where, ways[0].Where...)
	}
	if !logins.Open(ways) {
		f.AtMost = assay.Informs
	}
	return f
}

// word is a word of a page that may be a password, with its place. It is never
// kept: findings hold a redacted form.
type word struct {
	text  string
	where assay.Where
}

var (
	about  = regexp.MustCompile(`(?i)\b(pass ?words?|pass ?codes?|passphrases?|pins?)\b`)
	behind = regexp.MustCompile(`(?i)\b(?:pass ?word|pass ?code|passphrase|pin)\s*(?:\b(?:is|reads)\b\s*:?|[:=]+|["“‘«])\s*["“‘«]?$`)
	space  = regexp.MustCompile(`\s+`)
)

// printed are the words, each once. A plain word counts only right behind
// "password is" or "password:", so that "the password" is not taken for one.
func printed(in *check.Input, pages *site.Site) []word {
	var out []word
	seen := make(map[string]bool)
	for _, page := range pages.Pages {
		if page.State != site.Read && page.State != site.Partly {
			continue
		}
		for _, line := range page.Lines(true) {
			if !about.MatchString(line.Text) {
				continue
			}
			for _, t := range candidates(line.Text) {
				if seen[t] {
					continue
				}
				if len(out) == maxWords {
					in.Limit("words printed beside the word password", page.Page.URL, "the rest was not tried on stored passwords", assay.AreaPasswords)
					return out
				}
				seen[t] = true
				out = append(out, word{t, quote(page, line, t)})
			}
		}
	}
	return out
}

// quote is the place of a line with the password blotted out.
func quote(page *site.Page, line site.Line, secret string) assay.Where {
	return page.Quote(line.Block, strings.ReplaceAll(line.Text, secret, redact.Text(secret)))
}

func candidates(text string) []string {
	var out []string
	at := 0
	for _, raw := range space.Split(text, -1) {
		begin := strings.Index(text[at:], raw) + at
		at = begin + len(raw)
		w := strings.Trim(raw, "\"'“”‘’«»()<>,;:.!?")
		if len(w) < 4 || len(w) > 64 {
			continue
		}
		if strings.ContainsAny(w, "0123456789") || behind.MatchString(text[:begin+strings.Index(raw, w)]) {
			out = append(out, w)
		}
	}
	return out
}

// fits returns the word that is an account's password, and whether all words were
// tried: a fixed number by what the scheme costs, never by a clock.
func fits(a accounts.Account, words []word) (*word, bool) {
	raw := a.Stored()
	if raw == "" || len(words) == 0 {
		return nil, false
	}
	h := crypthash.Parse(raw)
	if a.Web {
		h = crypthash.HTPasswd(raw)
	}
	if text, ok := h.Revealed(); ok {
		for i := range words {
			if words[i].text == text {
				return &words[i], true
			}
		}
		return nil, true
	}
	n := len(words)
	if cost := h.Cost(); cost == 0 || cost > maxCost {
		return nil, false
	} else if cost*n > maxCost {
		n = max(1, maxCost/cost)
	}
	matches := h.Matcher()
	if matches == nil {
		return nil, false
	}
	for i := range n {
		if matches(words[i].text) {
			return &words[i], true
		}
	}
	return nil, n == len(words)
}
