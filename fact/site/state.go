package site

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/assay-project/assay/prose"
)

// State says what became of reading a page.
type State string

const (
	Read       State = "read"       // all of it
	Partly     State = "partly"     // some of it was not read
	Shell      State = "shell"      // a script fills it, and was not run
	Wall       State = "wall"       // who has no account does not get to it
	Challenge  State = "challenge"  // the server took the collector for a robot
	Missing    State = "missing"    // there is no such page
	Failing    State = "failing"    // the server did not answer with a page
	Unreadable State = "unreadable" // a format that is not read, or broken
	Outdated   State = "outdated"   // it says of itself that it is an old version
)

// fewWords is how little a page says that shows nothing but a form to log in.
const fewWords = 150

// state judges what the server answered, and only then what stands on the page:
// a page behind a log-in often answers 200.
func state(p *Page) (State, string) {
	words := countWords(p.Text)
	switch {
	case p.Status == 404 || p.Status == 410:
		return Missing, fmt.Sprintf("the server says that it is not there (status %d)", p.Status)
	case challenged(p, words):
		return Challenge, "the server asks for proof that a person reads"
	case p.Status == 401, p.Status == 407:
		return Wall, fmt.Sprintf("the server asks for a log-in (status %d)", p.Status)
	case p.Status == 403:
		return Wall, "the server refuses it to those it does not know (status 403)"
	case p.Status >= 300 || p.Status > 0 && p.Status < 200:
		return Failing, fmt.Sprintf("the server answered with status %d", p.Status)
	case sentToLogin(p):
		return Wall, "who asks for it is sent to a page to log in: " + p.Final
	case asksPassword(p.Text) && words < fewWords:
		return Wall, "it shows a form to log in"
	case gone(p, words):
		return Missing, "it says of itself that there is no such page"
	}
	for _, l := range p.links {
		if l.Rel == "refresh" && words < fewWords {
			return Failing, "it sends its readers on to " + l.To.String()
		}
	}
	for _, said := range p.Text.Unread {
		if strings.Contains(said, "without its scripts") {
			return Shell, said
		}
	}
	if said := outdated(p); said != "" {
		return Outdated, "it says of itself that it is not in force any more: " + said
	}
	switch {
	case len(p.Text.Unread) > 0:
		return Partly, p.Text.Unread[0]
	case words == 0:
		return Unreadable, "there is no text on it"
	}
	return Read, ""
}

func countWords(t *prose.Text) int {
	n := 0
	for i := range t.Blocks {
		if !t.Blocks[i].Hidden && t.Blocks[i].Kind != prose.Picture {
			n += len(strings.Fields(t.Blocks[i].Text))
		}
	}
	return n
}

// marks of services that keep robots out.
var challengeWords = []string{"just a moment", "checking your browser", "verify you are human", "verify that you are human", "enable javascript and cookies to continue", "attention required",
	"access denied you don't have permission to access", "request unsuccessful. incapsula", "pardon our interruption", "are you a robot", "unusual traffic"}

func challenged(p *Page, words int) bool {
	for _, value := range p.Header["Cf-Mitigated"] {
		if strings.EqualFold(value, "challenge") {
			return true
		}
	}
	if words > fewWords {
		return false
	}
	text := strings.ToLower(prose.Fold(p.Text.Title + " " + p.Text.Words()))
	for _, mark := range challengeWords {
		if strings.Contains(text, mark) {
			return true
		}
	}
	return false
}

var loginPaths = []string{"login", "log-in", "signin", "sign-in", "sso", "oauth", "auth", "authorize", "register", "signup", "sign-up"}

// sentToLogin tells a redirect from what was asked for to where accounts are
// asked for.
func sentToLogin(p *Page) bool {
	from, err := url.Parse(p.Page.URL)
	if err != nil || p.Final == "" || Key(p.Final) == Key(p.Page.URL) {
		return false
	}
	return loginPath(p.Address.Path) && !loginPath(from.Path)
}

func loginPath(path string) bool {
	for _, part := range strings.FieldsFunc(strings.ToLower(path), func(c rune) bool { return c == '/' || c == '.' || c == '_' }) {
		for _, login := range loginPaths {
			if part == login {
				return true
			}
		}
	}
	return false
}

func asksPassword(t *prose.Text) bool {
	for i := range t.Blocks {
		if b := &t.Blocks[i]; b.Kind == prose.Field && b.Name == "password" && !b.Hidden && !b.Aside {
			return true
		}
	}
	return false
}

// gone tells a page that answers 200 and says that it is not there.
func gone(p *Page, words int) bool {
	title := strings.ToLower(p.Text.Title + " " + p.Heading())
	return words < fewWords && (strings.Contains(title, "page not found") || strings.Contains(title, "404"))
}
