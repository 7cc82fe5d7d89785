package site

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
)

const words = "<p>This is the page of the maker and it is written for you, so that you can see what we do with it in our house.</p>"

func at(url string) *evidence.Page {
	return &evidence.Page{URL: url, Final: url, Status: 200, Type: "text/html", Digest: "sha256:00", Origin: "case!" + url, Body: []byte("<html lang=en><title>t</title>" + words)}
}

func TestState(t *testing.T) {
	for _, c := range []struct {
		name string
		edit func(*evidence.Page)
		want State
	}{
		{"read", func(*evidence.Page) {}, Read},
		{"no status, as of a saved page", func(p *evidence.Page) { p.Status = 0 }, Read},
		{"missing", func(p *evidence.Page) { p.Status = 404 }, Missing},
		{"missing, and 200 said", func(p *evidence.Page) { p.Body = []byte("<title>404 - Page not found</title><p>Sorry") }, Missing},
		{"log-in", func(p *evidence.Page) { p.Status = 401 }, Wall},
		{"refused", func(p *evidence.Page) { p.Status = 403 }, Wall},
		{"refused to robots", func(p *evidence.Page) { p.Status, p.Body = 403, []byte("<title>Attention Required!</title>") }, Challenge},
		{"sent to log in", func(p *evidence.Page) { p.Final = "https://a.example/account/login?x" }, Wall},
		{"sent to a page on log-ins", func(p *evidence.Page) { p.Final = "https://a.example/loginhelp" }, Read},
		{"a log-in page that was asked for", func(p *evidence.Page) { p.URL, p.Final = "https://a.example/login", "https://a.example/login/" }, Read},
		{"a form to log in", func(p *evidence.Page) { p.Body = []byte("<p>Welcome back</p><input type=password>") }, Wall},
		{"a form to log in beside a long text", func(p *evidence.Page) { p.Body = []byte(strings.Repeat(words, 10) + "<input type=password>") }, Read},
		{"a form to log in in the head of the page", func(p *evidence.Page) {
			p.Body = []byte("<header><input type=password></header>" + words)
		}, Read},
		{"shell", func(p *evidence.Page) { p.Body = []byte("<script></script><div id=app></div>") }, Shell},
		{"sends on", func(p *evidence.Page) { p.Body = []byte("<meta http-equiv=refresh content='0;url=/b'><p>a") }, Failing},
		{"server error", func(p *evidence.Page) { p.Status = 503 }, Failing},
		{"empty", func(p *evidence.Page) { p.Body = nil }, Unreadable},
		{"image", func(p *evidence.Page) { p.Type = "image/png" }, Unreadable},
		{"broken PDF", func(p *evidence.Page) { p.Body = []byte("%PDF-1.4 junk") }, Unreadable},
		{"frame", func(p *evidence.Page) { p.Body = append(p.Body, "<iframe src=/f></iframe>"...) }, Partly},
		{"no type, as of a file", func(p *evidence.Page) { p.Type = "" }, Read},
	} {
		p := at("https://a.example/page")
		c.edit(p)
		in := &check.Input{Name: "case", NoImage: true, Pages: []*evidence.Page{p}}
		s, err := Of(in)
		if err != nil {
			t.Fatal(err)
		}
		got := s.Pages[0]
		if got.State != c.want {
			t.Errorf("%s: got %s (%s), want %s", c.name, got.State, got.Why, c.want)
		}
		if listed := len(in.Limits()) > 0; listed != (c.want != Read && c.want != Missing) {
			t.Errorf("%s: listed as a limit: %v", c.name, listed)
		}
	}
}

func TestLanguage(t *testing.T) {
	german := "<p>Wir werden die Meldung prüfen und Sie informieren, wenn der Fehler nicht mehr auftritt und das Gerät wieder sicher ist, denn das ist für uns wichtig.</p>"
	for body, want := range map[string]string{
		"<html lang=en-GB>" + words: "en", words: "en", "<html lang=de>" + german: "de", german: "de", "<html lang=en>" + german: "", "<html lang=de>" + words: "", "<p>HC-2": "", "<html lang=ja><p>製品のサポート期間": "ja",
	} {
		p := at("https://a.example/")
		p.Body = []byte(body)
		if got := read(p).Language; got != want {
			t.Errorf("%.60s: got %q, want %q", body, got, want)
		}
	}
}

func TestQuoteAndLines(t *testing.T) {
	p := at("https://a.example/")
	p.Body = []byte("<html lang=en><h2>Reply</h2>\n<p>Within 3 days. " + strings.Repeat("é", 300) + "</p><table><tr><td>Reply<td>3 days</table>")
	page := read(p)
	var got []string
	for _, line := range page.Lines(false) {
		got = append(got, line.Text)
	}
	if s := strings.Join(got, "|"); !strings.Contains(s, "Reply: Within 3 days.") || !strings.HasSuffix(s, "|Reply: 3 days") {
		t.Errorf("%s", s)
	}
	w := page.Quote(1, page.Text.Blocks[1].Text)
	if w.Line != 2 || w.URL != "https://a.example/" || w.Path != "case!https://a.example/" || len(w.Quote) > maxQuote+3 || !strings.HasSuffix(w.Quote, "é…") {
		t.Errorf("%+v", w)
	}
}

func TestKey(t *testing.T) {
	for address, want := range map[string]string{
		"https://www.A.example/x/": "a.example/x", "http://a.example/x#y": "a.example/x", "https://a.example": "a.example", "https://a.example/?p=1": "a.example?p=1", "mailto:a@b": "", "javascript:void(0)": "", "http://[::1": "",
	} {
		if got := Key(address); got != want {
			t.Errorf("%s: got %q, want %q", address, got, want)
		}
	}
}

// What is read of all pages together is bounded, and the rest is counted.
func TestManyPages(t *testing.T) {
	body := []byte("<html lang=en><p>" + strings.Repeat("word ", 300_000))
	in := &check.Input{Name: "case", NoImage: true}
	for i := range 12 {
		p := at(fmt.Sprintf("https://a.example/%d", i))
		p.Body = body
		in.Pages = append(in.Pages, p)
	}
	s, err := Of(in)
	if err != nil {
		t.Fatal(err)
	}
	limits := in.Limits()
	if len(s.Pages) >= 12 || s.Pages[0].State != Partly || !strings.Contains(limits[len(limits)-1].What, "more pages") {
		t.Errorf("%d pages, %s, %+v", len(s.Pages), s.Pages[0].State, limits[len(limits)-1])
	}
}
