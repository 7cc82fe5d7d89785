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
