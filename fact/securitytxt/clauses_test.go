package securitytxt

import (
	"strings"
	"testing"
	"time"
)

// TestClauses holds files against RFC 9116 clause by clause.
func TestClauses(t *testing.T) {
	at := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	const contact, expires = "Contact: mailto:security@larkspur.example\n", "Expires: 2027-06-30T00:00:00Z\n"
	const begin, end = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n", "-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----\n"
	for _, c := range []struct{ clause, file, want string }{
		{"2.2 LF", contact + expires, ""},
		{"2.2 CRLF", strings.ReplaceAll(contact+expires, "\n", "\r\n"), ""},
		{"2.2 CR alone", strings.ReplaceAll(contact+expires, "\n", "\r"), "line_ending"},
		{"2.2 the last line ends too", contact + strings.TrimSpace(expires), "no_line_ending"},
		{"2.2 UTF-8", contact + expires + "# \xff\n", "utf8"},
		{"4 no byte order mark", "\xef\xbb\xbf" + contact + expires, "bom_in_file"},
		{"2.1 comments and empty lines", "# a: b\n\n" + contact + "\n#\n" + expires, ""},
		{"2.2 a line is not folded", "Contact:\n mailto:security@larkspur.example\n" + expires, "empty_value"},
		{"2.2 a space behind the colon", "Contact:mailto:security@larkspur.example\n" + expires, "no_space"},
		{"2.2 names in any case", "CONTACT: mailto:security@larkspur.example\nexpires: 2027-06-30t00:00:00z\n", ""},
		{"2.3 signed", begin + contact + expires + end, ""},
		{"2.3 dashes are escaped", begin + "- - \n" + contact + expires + end, "invalid_line"},
		{"2.3 a comment before the signed message", "# hello\n" + begin + contact + expires + end, "data_outside_signature"},
		{"2.3 a field behind the signature", begin + contact + expires + end + contact, "data_outside_signature"},
		{"2.3 the signature is cut off", begin + contact + expires, "pgp_error"},
		{"4 a dash is part of an unsigned line", "- " + contact + expires, "no_contact"},
		{"2.5.3 a contact", expires, "no_contact"},
		{"2.5.3 contacts are URIs", "Contact: security@larkspur.example\n" + expires, "no_uri"},
		{"2.5.3 web contacts by https", "Contact: http://larkspur.example/\n" + expires, "no_https"},
		{"2.5.3 an escaped address", "Contact: mailto:security%2Buri@larkspur.example\n" + expires, ""},
		{"2.5.3 a telephone", "Contact: tel:+1-201-555-0123\n" + expires, ""},
		{"2.5.5 an end", contact, "no_expire"},
		{"2.5.5 one end", contact + expires + expires, "multi_expire"},
		{"2.5.5 an end of RFC 3339", contact + "Expires: Thu, 31 Dec 2027 18:37:07 -0800\n", "invalid_expiry"},
		{"2.5.5 with an offset and a fraction", contact + "Expires: 2027-06-30T00:00:00.000+01:00\n", ""},
		{"2.5.5 an end to come", contact + "Expires: 2026-11-21T23:59:59Z\n", "expired"},
		{"2.5.8 one list of languages", contact + expires + "Preferred-Languages: en\nPreferred-Languages: de\n", "multi_lang"},
		{"2.4 a field of the future", contact + expires + "Smoke-Signal: yes\n", ""},
	} {
		var codes []string
		for _, p := range Parse([]byte(c.file), at).Grave() {
			codes = append(codes, p.Code)
		}
		got := strings.Join(codes, " ")
		if c.want == "" && got != "" || c.want != "" && !strings.Contains(" "+got+" ", " "+c.want+" ") {
			t.Errorf("%s: got %q, want %q", c.clause, got, c.want)
		}
	}
	f := Parse([]byte("Contact: https://larkspur.example/report\nContact: mailto:b@larkspur.example\n"+expires), at)
	if all := f.Values("contact"); len(all) != 2 || all[0].Value != "https://larkspur.example/report" {
		t.Errorf("2.5.3: contacts keep their order of preference: %v", all)
	}
}
