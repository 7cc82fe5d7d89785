package passwordprinted

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCandidates(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"To change the password, open Settings and type the new password twice.", nil},
		{"Log in as viewer with the password Cot-2014-view.", []string{"Cot-2014-view"}},
		{"The password is “lullaby”.", []string{"lullaby"}},
		{"Password: lullaby", []string{"lullaby"}},
		{"password “lullaby” for all", []string{"lullaby"}},
		{"PIN 0000", []string{"0000"}},
		{"The password has to be 12 characters long.", nil},
	} {
		if diff := cmp.Diff(c.want, candidates(c.text)); diff != "" {
			t.Errorf("candidates(%q) (want -, got +):\n%s", c.text, diff)
		}
	}
}

func FuzzCandidates(f *testing.F) {
	f.Add("The password is “lullaby”.")
	f.Add("password:\xff\xfe  PIN=\"\"\"0000")
	f.Fuzz(func(t *testing.T, text string) {
		for _, w := range candidates(text) {
			if len(w) < 4 || len(w) > 64 {
				t.Errorf("candidate %q", w)
			}
		}
	})
}
