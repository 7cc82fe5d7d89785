package prefill_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/check/checktest"
	"github.com/assay-project/assay/evidence"
)

func site(text string) *check.Input {
	const address = "https://maker.example/.well-known/security.txt"
	return &check.Input{Name: "site", NoImage: true, At: checktest.At, Pages: []*evidence.Page{{
		URL: address, Final: address, Status: 200, Type: "text/plain", Charset: "utf-8", Body: []byte(text),
		Digest: evidence.ID([]byte(text)), Origin: "site.warc!" + address, Asked: true,
	}}}
}

func TestSecurityTxt(t *testing.T) {
	ps := propose(site("Contact: mailto:psirt@maker.example\nContact: https://maker.example/report\nExpires: 2027-06-30T00:00:00Z\nPolicy: https://maker.example/policy\n"), nil)
	want := []string{
		"new 2-UserInfo/publication_of_vulnerability_disclosure_policy = https://maker.example/policy, named in security.txt",
		"new disclosure/contact = psirt@maker.example", "new disclosure/policy = https://maker.example/policy",
	}
	if diff := cmp.Diff(want, lines(ps, want)); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	sound(t, ps)
}

// What RFC 9116 says not to use states nothing.
func TestSecurityTxtOutOfDate(t *testing.T) {
	for name, text := range map[string]string{
		"expired": "Contact: mailto:psirt@maker.example\nExpires: 2020-06-30T00:00:00Z\n",
		"nothing": "hello\n",
	} {
		if ps := propose(site(text), nil); len(ps.Proposals) != 0 || len(ps.Errors) != 0 {
			t.Errorf("%s: %+v %+v", name, ps.Proposals, ps.Errors)
		}
	}
}

// page is a page as a person named it, with the words given.
func page(address, title, body string) *evidence.Page {
	text := "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + title + "</title></head><body><main><h1>" + title + "</h1>" + body + "</main></body></html>"
	return &evidence.Page{URL: address, Final: address, Status: 200, Type: "text/html", Charset: "utf-8", Body: []byte(text),
		Digest: evidence.ID([]byte(text)), Origin: "site.warc!" + address, Asked: true}
}

func TestPages(t *testing.T) {
	in := &check.Input{Name: "site", NoImage: true, At: checktest.At, Models: []string{"HomeCam 2"}, Pages: []*evidence.Page{
		page("https://maker.example/security", "Vulnerability disclosure policy", "<p>Report a vulnerability by email to psirt@maker.example.</p>"+
			"<p>We acknowledge receipt of your report within 5 days.</p><p>We send you status updates at least every 14 days until the vulnerability is resolved.</p>"),
		page("https://maker.example/support", "HomeCam 2: support period", "<p>Security updates for the HomeCam 2 are provided until 31 December 2031.</p>"),
		page("https://maker.example/privacy", "Privacy notice", "<p>We collect your name and your email address when you register.</p>"),
	}}
	ps := propose(in, nil)
	want := []string{
		"new 2-UserInfo/publication_of_vulnerability_disclosure_policy = https://maker.example/security",
		"new 2-UserInfo/documentation_of_personal_data = https://maker.example/privacy",
		"new 2-UserInfo/support_period = until 2031-12-31",
		"new 2-UserInfo/publication_of_support_period = https://maker.example/support",
		"new disclosure/acknowledged_in = 5 days", "new disclosure/contact = psirt@maker.example",
		"new disclosure/policy = https://maker.example/security", "new disclosure/updates_every = 14 days",
		"new support/published_at = https://maker.example/support", "new support/until = 2031-12-31",
	}
	if diff := cmp.Diff(want, lines(ps, want)); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	sound(t, ps)
}

// What a page leaves open is proposed by nobody: an aim, a length of time, another
// product's date.
func TestPagesUnclear(t *testing.T) {
	for name, body := range map[string]string{
		"aim":     "<p>We aim to provide security updates for the HomeCam 2 until 31 December 2031.</p>",
		"length":  "<p>Security updates for the HomeCam 2 are provided for five years from purchase.</p>",
		"another": "<p>Security updates for the HomeCam 9 are provided until 31 December 2031.</p>",
	} {
		in := &check.Input{Name: "site", NoImage: true, At: checktest.At, Models: []string{"HomeCam 2"},
			Pages: []*evidence.Page{page("https://maker.example/support", "Support period", body)}}
		for _, p := range propose(in, nil).Proposals {
			if p.Table == "support" || p.Field == "support_period" {
				t.Errorf("%s: %s = %q", name, p.Address(), p.Value)
			}
		}
	}
}
