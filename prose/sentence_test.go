package prose

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"We answer within 5 days. You hear from us.", []string{"We answer within 5 days.", "You hear from us."}},
		{"Write to Larkspur Ltd. London, e.g. by post. Call us!", []string{"Write to Larkspur Ltd. London, e.g. by post.", "Call us!"}},
		{"Made by Larkspur Inc. We answer.", []string{"Made by Larkspur Inc.", "We answer."}},
		{"1. Scope of this policy. 2. Reports", []string{"1. Scope of this policy.", "2. Reports"}},
		{"Bis zum 31. Dezember 2028. Danach nicht.", []string{"Bis zum 31. Dezember 2028.", "Danach nicht."}},
		{"Version 2.1.4 is at https://a.example/x.html. Get it.", []string{"Version 2.1.4 is at https://a.example/x.html.", "Get it."}},
		{"Write to J. Smith at 5 p.m. or later (see No. 7). \"Thanks.\" Bye", []string{"Write to J. Smith at 5 p.m. or later (see No. 7).", "\"Thanks.\"", "Bye"}},
		{"Really?! Yes. ", []string{"Really?!", "Yes."}},
		{"", nil},
	} {
		if diff := cmp.Diff(c.want, Split(c.text)); diff != "" {
			t.Errorf("%q (want -, got +):\n%s", c.text, diff)
		}
	}
}

func FuzzSplit(f *testing.F) {
	f.Add("We answer. 1. No. e.g. \xff. (A). ...")
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := strings.ReplaceAll(strings.Join(Split(s), ""), " ", ""), strings.ReplaceAll(s, " ", ""); len(got) > len(want) {
			t.Errorf("%q became longer: %q", s, got)
		}
	})
}
