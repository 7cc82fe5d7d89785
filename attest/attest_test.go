package attest

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func key(t *testing.T, a Algorithm) *Key {
	t.Helper()
	k, err := NewKey(a)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// The example of the DSSE specification (protocol.md, test vectors).
func TestPreAuthenticationEncoding(t *testing.T) {
	got := string(pae("http://example.com/HelloWorld", []byte("hello world")))
	if want := "DSSEv1 29 http://example.com/HelloWorld 11 hello world"; got != want {
		t.Errorf("pae = %q, want %q", got, want)
	}
	if got, want := string(pae("", nil)), "DSSEv1 0  0 "; got != want {
		t.Errorf("pae of nothing = %q, want %q", got, want)
	}
}

func TestSignAndVerify(t *testing.T) {
	for _, a := range Algorithms() {
		t.Run(string(a), func(t *testing.T) {
			k, other := key(t, a), key(t, a)
			statement, err := NewStatement(TestRecordType, map[string]string{"result": "pass"}, SubjectOf("flash.bin", "sha256:"+strings.Repeat("ab", 32)))
			if err != nil {
				t.Fatal(err)
			}
			signed, err := statement.Sign(k)
			if err != nil {
				t.Fatal(err)
			}
			text, err := signed.Encode()
			if err != nil {
				t.Fatal(err)
			}
			e, err := ParseEnvelope(text)
			if err != nil {
				t.Fatal(err)
			}
			signers, err := e.Verify(other.Public(), k.Public())
			if err != nil || len(signers) != 1 || signers[0].Fingerprint() != k.Public().Fingerprint() {
				t.Errorf("Verify = %v, %v; want the one that signed", signers, err)
			}
			if _, err := e.Verify(other.Public()); !errors.Is(err, ErrSignature) {
				t.Errorf("Verify by another key = %v, want ErrSignature", err)
			}
			back, err := e.Statement()
			if err != nil {
				t.Fatal(err)
			}
			if got, want := back.Subject[0].ID(), "sha256:"+strings.Repeat("ab", 32); got != want {
				t.Errorf("subject %q, want %q", got, want)
			}
			var predicate struct {
				Result string `json:"result"`
			}
			if err := back.PredicateOf(TestRecordType, &predicate); err != nil || predicate.Result != "pass" {
				t.Errorf("predicate = %+v, %v", predicate, err)
			}
			if err := back.PredicateOf(AssessmentType, &predicate); err == nil {
				t.Error("a test record was read as an assessment")
			}

			for what, change := range map[string]func(){
				"payload":      func() { e.Payload = bytes.Replace(e.Payload, []byte("pass"), []byte("fail"), 1) },
				"payload type": func() { e.Type = "text/plain" },
			} {
				kept := *e
				change()
				if e.SignedBy(k.Public()) {
					t.Errorf("a changed %s still verifies", what)
				}
				*e = kept
			}
			e.Signatures[0].KeyID = other.Public().Fingerprint()
			if e.SignedBy(other.Public()) || !e.SignedBy(k.Public()) {
				t.Error("the hint of a signature was believed")
			}
		})
	}
}

func TestSeveralSigners(t *testing.T) {
	a, b := key(t, Ed25519), key(t, ECDSAP256)
	e, err := Sign("text/plain", []byte("both"), a, b)
	if err != nil {
		t.Fatal(err)
	}
	signers, err := e.Verify(b.Public(), a.Public())
	if err != nil || len(signers) != 2 {
		t.Errorf("Verify = %d keys, %v; want 2", len(signers), err)
	}
	if _, err := Sign("text/plain", nil); err == nil {
		t.Error("signed without a key")
	}
}

func TestKeysGoRound(t *testing.T) {
	for _, a := range Algorithms() {
		k := key(t, a)
		text, err := k.Encode()
		if err != nil {
			t.Fatal(err)
		}
		back, err := ParseKey(text, "")
		if err != nil {
			t.Fatal(err)
		}
		public, err := ParsePublicKey(k.Public().Encode())
		if err != nil {
			t.Fatal(err)
		}
		for _, got := range []string{back.Public().Fingerprint(), public.Fingerprint()} {
			if want := k.Public().Fingerprint(); got != want {
				t.Errorf("%s: fingerprint %s, want %s", a, got, want)
			}
		}
		if public.Algorithm() != a {
			t.Errorf("algorithm %s, want %s", public.Algorithm(), a)
		}
		if _, err := ParsePublicKey(text); !errors.Is(err, ErrKey) {
			t.Errorf("a private key was taken for a public one: %v", err)
		}
	}
	if _, err := NewKey("rsa"); err == nil {
		t.Error("made a key of an unknown kind")
	}
}

func TestPassphrase(t *testing.T) {
	k := key(t, Ed25519)
	text, err := k.protect("correct horse", 10)
	if err != nil {
		t.Fatal(err)
	}
	if !Protected(text) || bytes.Contains(text, []byte("PRIVATE KEY")) {
		t.Fatalf("not protected:\n%s", text)
	}
	for passphrase, want := range map[string]error{"": ErrPassphrase, "battery": ErrPassphrase, "correct horse": nil} {
		back, err := ParseKey(text, passphrase)
		if !errors.Is(err, want) {
			t.Errorf("passphrase %q: %v, want %v", passphrase, err, want)
		}
		if err == nil && back.Public().Fingerprint() != k.Public().Fingerprint() {
			t.Error("another key came back")
		}
	}
	if _, err := k.Protect(""); err == nil {
		t.Error("protected with nothing")
	}
}

func TestRefused(t *testing.T) {
	long := strings.Repeat("A", MaxEnvelope+1)
	for name, text := range map[string]string{
		"nothing":           "",
		"not JSON":          "{",
		"too large":         long,
		"no payload type":   `{"payload":"","signatures":[{"sig":""}]}`,
		"no signatures":     `{"payloadType":"a","payload":"","signatures":[]}`,
		"many signatures":   `{"payloadType":"a","payload":"","signatures":[` + strings.Repeat(`{"sig":""},`, 40) + `{"sig":""}]}`,
		"payload no base64": `{"payloadType":"a","payload":"*","signatures":[{"sig":""}]}`,
		"sig no base64":     `{"payloadType":"a","payload":"","signatures":[{"sig":"*"}]}`,
		"unknown field":     `{"payloadType":"a","payload":"","signatures":[{"sig":""}],"x":1}`,
		"something behind":  `{"payloadType":"a","payload":"","signatures":[{"sig":""}]} {}`,
	} {
		if _, err := ParseEnvelope([]byte(text)); err == nil {
			t.Errorf("envelope, %s: taken", name)
		}
	}
	digest := `{"digest":{"sha256":"00"}}`
	for name, text := range map[string]string{
		"other type":    `{"_type":"x","subject":[` + digest + `],"predicateType":"p","predicate":{}}`,
		"no subject":    `{"_type":"` + StatementType + `","subject":[],"predicateType":"p","predicate":{}}`,
		"no digest":     `{"_type":"` + StatementType + `","subject":[{"name":"a","digest":{}}],"predicateType":"p","predicate":{}}`,
		"digest no hex": `{"_type":"` + StatementType + `","subject":[{"digest":{"sha256":"../x"}}],"predicateType":"p","predicate":{}}`,
		"no predicate":  `{"_type":"` + StatementType + `","subject":[` + digest + `],"predicateType":"p"}`,
		"too large":     long,
	} {
		if _, err := ParseStatement([]byte(text)); err == nil {
			t.Errorf("statement, %s: taken", name)
		}
	}
	for name, text := range map[string]string{
		"nothing": "", "another block": "-----BEGIN X-----\nAAAA\n-----END X-----\n",
		"bad DER": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "too large": long,
	} {
		if _, err := ParseKey([]byte(text), ""); !errors.Is(err, ErrKey) {
			t.Errorf("key, %s: %v, want ErrKey", name, err)
		}
	}
}

// OpenSSL knows nothing of us: what it verifies is a signature, and its digest
// of a key is our fingerprint.
func TestOpenSSLAgrees(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("no openssl here to compare with")
	}
	for _, a := range Algorithms() {
		k, dir := key(t, a), t.TempDir()
		e, err := Sign("text/plain", []byte("hello"), k)
		if err != nil {
			t.Fatal(err)
		}
		for name, data := range map[string][]byte{"pub": k.Public().Encode(), "sig": e.Signatures[0].Bytes, "msg": pae(e.Type, e.Payload)} {
			if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		run := func(args ...string) []byte {
			cmd := exec.Command(openssl, args...)
			cmd.Dir = dir
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("openssl %v: %v\n%s", args, err, out)
			}
			return out
		}
		run("pkeyutl", "-verify", "-pubin", "-inkey", "pub", "-rawin", "-in", "msg", "-sigfile", "sig")
		run("pkey", "-pubin", "-in", "pub", "-outform", "DER", "-out", "der")
		der, err := os.ReadFile(filepath.Join(dir, "der"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(k.Public().DER(), der); diff != "" {
			t.Errorf("%s: DER differs: %s", a, diff)
		}
	}
}

func FuzzParseEnvelope(f *testing.F) {
	f.Add([]byte(`{"payloadType":"application/vnd.in-toto+json","payload":"e30=","signatures":[{"keyid":"a","sig":"AA=="}]}`))
	f.Add([]byte(`{"_type":"` + StatementType + `","subject":[{"name":"a","digest":{"sha256":"00"}}],"predicateType":"p","predicate":{"a":1}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if e, err := ParseEnvelope(data); err == nil {
			_, _ = e.Statement()
			text, err := e.Encode()
			if err != nil {
				t.Fatal(err)
			}
			if back, err := ParseEnvelope(text); err != nil || !bytes.Equal(back.Payload, e.Payload) {
				t.Fatalf("does not go round: %v", err)
			}
		}
		if s, err := ParseStatement(data); err == nil {
			if _, err := s.Encode(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func FuzzParseKey(f *testing.F) {
	f.Add([]byte("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n-----END PRIVATE KEY-----\n"))
	f.Add([]byte("-----BEGIN AGE ENCRYPTED FILE-----\nAAAA\n-----END AGE ENCRYPTED FILE-----\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if !Protected(data) {
			_, _ = ParseKey(data, "")
		}
		_, _ = ParsePublicKey(data)
		_, _ = PublicKeyOf(data)
	})
}
