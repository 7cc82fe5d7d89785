package accounts

import (
	"testing"
)

func FuzzLines(f *testing.F) {
	f.Add("root:x:0:0:root:/:/bin/sh\n", uint8(passwd))
	f.Add("root:rJ0FHsG0ZbyZo:10933:0:99999:7:::\n", uint8(shadow))
	f.Add("admin:YWRtaW4=\n", uint8(web))
	f.Add("admin:cam:0b2cbc3e3ee4c8f1f9c67e4bd3b2b9a1", uint8(digest))
	f.Add("/adm:admin:pw\r\n", uint8(httpdConf))
	f.Fuzz(func(t *testing.T, text string, k uint8) {
		for _, e := range parse(kind(k%6), []byte(text), k&1 == 0) {
			if e.user == "" || e.line < 1 {
				t.Errorf("half an entry: %+v", e)
			}
			if stateOf(e.field, e.hash) == "" {
				t.Errorf("no state for %q", e.field)
			}
		}
	})
}

func TestTheListIsRead(t *testing.T) {
	l := defaults()
	if len(l.all) < 1500 {
		t.Errorf("only %d passwords", len(l.all))
	}
	for _, word := range l.all {
		if word == "" || len(word) > 32 {
			t.Errorf("%q is no candidate", word)
		}
	}
}

// TestPairsComeFirst keeps published pairs within the cap of slow schemes.
func TestPairsComeFirst(t *testing.T) {
	for user, password := range map[string]string{"ONTUSER": "SUGAR2A041", "root": "hslwificam", "admin": "admin"} {
		words := candidates([]string{user}, nil)
		at := -1
		for i, w := range words {
			if w == password {
				at = i
				break
			}
		}
		if at < 0 || at > 200 {
			t.Errorf("%s's published password is candidate %d", user, at)
		}
	}
}
