package redact

import "testing"

func TestText(t *testing.T) {
	for secret, want := range map[string]string{
		"ismart12": "is…12", "admin": "a…n", "1234": "1…4", "abc": "…", "": "…", "\xff\xfeabcdefgh": "…", "grüßgott": "gr…tt",
	} {
		if got := Text(secret); got != want {
			t.Errorf("Text(%q) = %q, want %q", secret, got, want)
		}
	}
}

func TestFingerprint(t *testing.T) {
	if got, want := Fingerprint([]byte("abc")), "sha256:ba7816bf8f01cfea"; got != want {
		t.Errorf("Fingerprint = %s, want %s", got, want)
	}
}
