package components

import (
	"strings"
	"testing"
)

func rules(t testing.TB) *RuleSet {
	t.Helper()
	set, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestRulesReadTheirSamples(t *testing.T) {
	set := rules(t)
	for _, r := range set.Rules {
		for _, s := range r.Samples {
			if s.Source == "" {
				t.Errorf("rule %s: a sample without a source", r.Name)
			}
			got, ok := hitOf(set.Scan(s.File, sampleBytes(s)), r.Name)
			if !ok || got != s.Version {
				t.Errorf("rule %s on %q in %q: got %q (found %v), want %q", r.Name, s.Text, s.File, got, ok, s.Version)
			}
		}
	}
}

func sampleBytes(s Sample) []byte {
	return []byte("\x7fELF\x00\x01" + strings.ReplaceAll(s.Text, "\n", "\x00") + "\x00\x00")
}

func hitOf(hits []Hit, name string) (string, bool) {
	for _, h := range hits {
		if h.Rule.Name == name {
			return h.Version, true
		}
	}
	return "", false
}

func TestLiteralsFitTheSearch(t *testing.T) {
	set := rules(t)
	if states := len(set.finder.out); states > 60000 {
		t.Errorf("the search has %d states: states are 16 bits wide", states)
	}
	if set.finder.width >= 255 {
		t.Errorf("the literals have %d different bytes", set.finder.width)
	}
	for id, size := range set.finder.size {
		if size < 4 {
			t.Errorf("literal %d has %d bytes: it would be found everywhere", id, size)
		}
	}
}

func TestOtherProgramsVersionStrings(t *testing.T) {
	tests := []struct{ name, file, text string }{
		{"Samba named by code that speaks to it", "ipc_server", "Samba 3.0.23\x00smb.conf"},
		{"old OpenSSH releases in a table", "sshd", "OpenSSH_2.*,OpenSSH_3.0*,OpenSSH_3.1*\x00OpenSSH_2.5.0p1*,OpenSSH_2.5.1p1*\x00OpenSSH_6.6.1*"},
		{"OpenSSL's header text in a program that links it", "wget", "OpenSSL 1.0.2k  26 Jan 2017\x00libcrypto.so.1.0.0"},
		{"user agent to imitate", "app", "User-Agent: curl/7.1.0"},
		{"prose", "README", "works with BusyBox v1.20 or later, Linux version 3.10 and up, nginx/1.2.3"},
	}
	for _, tt := range tests {
		for _, h := range rules(t).Scan(tt.file, []byte(tt.text)) {
			t.Errorf("%s: found %s %q", tt.name, h.Rule.Name, h.Version)
		}
	}
}
