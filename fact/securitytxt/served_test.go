package securitytxt

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/assay-project/assay/check/checktest"
)

// What the server does with the file counts as well.
func TestServed(t *testing.T) {
	const file = "Contact: mailto:security@larkspur.example\nExpires: 2027-05-01T00:00:00Z\n"
	for _, c := range []struct {
		name, path, headers, body string
		want                      string
	}{
		{"in its place", "https/larkspur.example/.well-known/security.txt", "", file, ""},
		{"old place", "https/larkspur.example/security.txt", "", file, "location"},
		{"old place that leads to the new one", "https/larkspur.example/security.txt", "Final: https://larkspur.example/.well-known/security.txt", file, ""},
		{"without https", "http/larkspur.example/.well-known/security.txt", "", file, "invalid_uri_scheme"},
		{"media type", "https/larkspur.example/.well-known/security.txt", "Content-Type: application/octet-stream", file, "invalid_media"},
		{"character set", "https/larkspur.example/.well-known/security.txt", "Content-Type: text/plain; charset=iso-8859-1", file, "invalid_charset"},
		{"another host", "https/larkspur.example/.well-known/security.txt", "Final: https://www.parent.example/.well-known/security.txt", file, "redirect"},
		{"another canonical", "https/larkspur.example/.well-known/security.txt", "", file + "Canonical: https://other.example/.well-known/security.txt\n", "no_canonical_match"},
		{"not there", "https/larkspur.example/.well-known/security.txt", "Status: 404", "no", "absent"},
		{"the main page instead", "https/larkspur.example/.well-known/security.txt", "Content-Type: text/html", "<!DOCTYPE html><p>Welcome", "absent"},
		{"behind a log-in", "https/larkspur.example/.well-known/security.txt", "Status: 401", "no", "unread"},
		{"another page", "https/larkspur.example/a/security.txt", "", file, "none"},
	} {
		archive := &txtar.Archive{Files: []txtar.File{{Name: "page/" + c.path, Data: []byte(c.body)}, {Name: "page/" + c.path + ".headers", Data: []byte(c.headers)}}}
		found, err := Of(checktest.Input(t, archive))
		if err != nil {
			t.Fatal(err)
		}
		got := "none"
		switch {
		case len(found.Absent) > 0:
			got = "absent"
		case len(found.Unread) > 0:
			got = "unread"
		case len(found.Files) > 0:
			var codes []string
			for _, p := range found.Files[0].Problems {
				if p.Code != "not_signed" {
					codes = append(codes, p.Code)
				}
			}
			got = strings.Join(codes, " ")
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
