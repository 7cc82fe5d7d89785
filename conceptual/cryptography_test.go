package conceptual

import (
	"strings"
	"testing"
	"time"

	"github.com/assay-project/assay"
)

func judgeText(text string) *finding {
	return bestPractice(nil, &row{key: "11-ComMech/x", entry: assay.IXITEntry{ID: "x", Fields: map[string]string{detailsField: text}}})
}

// One row a way to write about cryptography. s supports, r refutes, u leaves it to a
// person.
func TestBestPractice(t *testing.T) {
	for _, tt := range []struct{ text, want, says string }{
		// named in full
		{"TLS 1.3", "s", "TLS 1.3"},
		{"TLSv1.3 with AES-256-GCM", "s", "AES with 256 bits"},
		{"TLS 1.2 with ECDHE over P-256, ECDSA and AES-128-GCM, SHA-256", "s", "ECDH"},
		{"TLS_AES_128_GCM_SHA256", "u", "its version is not named"},
		{"AES256-GCM", "s", "AES with 256 bits"},
		{"AES in GCM mode with a 256-bit key", "s", "AES with 256 bits"},
		{"AES-128-CCM", "s", ""},
		{"Ed25519 over SHA-512", "s", "EdDSA"},
		{"ECDSA secp256r1 with SHA-256", "s", ""},
		{"RSA-4096 with SHA-256", "s", "RSA with 4096 bits"},
		{"RSA 3072, SHA-384", "s", ""},
		{"ChaCha20-Poly1305, X25519", "s", ""},
		{"HMAC-SHA-256", "s", "HMAC"},
		{"PBKDF2-HMAC-SHA256", "s", ""},
		{"Argon2id", "s", "Argon2"},
		{"WPA3", "s", ""},
		{"TLS 1.3; SSL 3.0 is disabled", "s", "TLS 1.3"},
		{"TLS 1.3, no MD5", "s", ""},
		{"TLS 1.3 (TLS 1.0 and TLS 1.1 are disabled)", "u", ""}, // TLS 1.3 stands in the same clause

		// too little is named
		{"TLS 1.2", "u", "the cipher suite of TLS 1.2"},
		{"TLS", "u", "its version is not named"},
		{"AES", "u", "the length of its key is not named"},
		{"AES-256", "u", "the mode of AES with 256 bits"},
		{"ECDSA with SHA-256", "u", "the curve of ECDSA"},
		{"HMAC", "u", "the hash of HMAC"},
		{"PBKDF2", "u", "the hash of PBKDF2"},
		{"RSA signature", "u", "the length of its key is not named"},
		{"RSA-2048 with SHA-256", "u", "RSA with 2048 bits"},
		{"WPA2", "u", ""},
		{"HMAC-SHA1", "u", "HMAC with SHA-1"},
		{"HMAC-MD5", "u", "HMAC with MD5"},
		{"AES-128-CBC", "u", "CBC"},
		{"SHA", "u", ""},
		{"state of the art", "u", "names no algorithm"},
		{"checksum of the image", "u", "names no algorithm"},
		{"HTTPS", "u", "names no algorithm"},
		{"", "", ""},

		// withdrawn, disallowed, broken
		{"MD5", "r", "MD5"},
		{"md5 of the image", "r", "MD5"},
		{"SHA-1", "r", "SHA-1"},
		{"RSA-1024", "r", "RSA with 1024 bits"},
		{"RSA with a 1024 bit key", "r", "RSA with 1024 bits"},
		{"TLS 1.0", "r", "TLS 1.0"},
		{"TLS 1.1 and TLS 1.2", "r", "TLS 1.1"},
		{"TLS 1.3; for old apps TLS 1.0", "r", "TLS 1.0"},
		{"SSLv3", "r", "SSL 3.0"},
		{"3DES", "r", "Triple DES"},
		{"RC4-128", "r", "RC4"},
		{"DES", "r", "DES"},
		{"AES-128-ECB", "r", "ECB"},
		{"WEP", "r", "WEP"},
		{"TKIP", "r", "TKIP"},
		{"P-192", "r", "224"},
		{"none", "r", "no cryptography"},
		{"no encryption", "r", "no cryptography"},
		{"CRC32", "r", "CRC"},
		{"plain text", "r", "no encryption"},
		{"Base64", "r", "Base64"},
		{"passwords hashed with MD5, not stored in clear", "r", "MD5"},

		// what is denied, put off or not understood
		{"no MD5", "u", ""},
		{"MD5 without salt", "u", "MD5"},
		{"AES-256-GCM; MD5 without salt", "u", "MD5"},
		{"TLS 1.2, 1.1 and 1.0", "u", "1.1"},
		{"TLS 1.2 and older", "u", "older"},
		{"TLS 1.3 planned", "u", ""},
		{"TLS 1.3 where possible", "u", ""},
		{"MD5, to be replaced in a later release", "u", ""},
		{"AES-256-GCM and KASUMI", "u", "KASUMI"},
		{"AES-256-GCM and a proprietary cipher", "u", "proprietary"},
		{"TLS 1.3 and E0", "u", "E0"},
		{"AES-256-GCM is not used", "u", ""},
		{"SHA-256 and CRC32", "u", "CRC"},
		{"TLS 1.3 is off by default", "u", "whether"},
	} {
		f := judgeText(tt.text)
		got, says := "", ""
		if f != nil {
			says = f.summary
			switch {
			case f.answer == assay.Unknown:
				got = "u"
			case f.effect == assay.Supports:
				got = "s"
			default:
				got = "r"
			}
		}
		if got != tt.want || !strings.Contains(says, tt.says) {
			t.Errorf("%q: got %s %q, want %s %q", tt.text, got, says, tt.want, tt.says)
		}
	}
}

func TestUnbroken(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"MD5", "r"}, {"TLS 1.0", "r"}, {"RC4", "r"}, {"TLS 1.1", ""}, {"TLS 1.3", "u"}, {"none", ""}, {"", ""}, {"RSA-1024", ""},
		{"MD5, planned to go", ""}, {"no MD5, SHA-256", "u"},
	} {
		f := unbroken(nil, &row{key: "x", entry: assay.IXITEntry{Fields: map[string]string{detailsField: tt.text}}})
		got := ""
		switch {
		case f == nil:
		case f.answer == assay.Unknown:
			got = "u"
		default:
			got = "r"
		}
		if got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.text, got, tt.want)
		}
	}
}

// The list is dated, each row is cited, each citation says when it was read.
func TestCatalogue(t *testing.T) {
	c := Cryptography()
	if _, err := time.Parse(time.DateOnly, c.AsOf); err != nil {
		t.Error(err)
	}
	sources := make(map[string]bool)
	for _, s := range c.Sources {
		if _, err := time.Parse(time.DateOnly, s.Read); err != nil || s.Text == "" || sources[s.Key] || !surely(s.Confidence) {
			t.Errorf("source %+v: %v", s, err)
		}
		sources[s.Key] = true
	}
	cited := func(name string, list []string, confidence, why string) {
		if len(list) == 0 || !surely(confidence) || why == "" {
			t.Errorf("%s: source %v, confidence %q, why %q", name, list, confidence, why)
		}
		for _, key := range list {
			if !sources[key] {
				t.Errorf("%s cites %s, which is no source", name, key)
			}
		}
	}
	for _, m := range c.Items {
		cited(m.Name, m.Source, m.Confidence, m.Why)
		switch m.Status {
		case Accepted, Weigh, Deprecated, NoCrypto:
		default:
			t.Errorf("%s: status %q", m.Name, m.Status)
		}
		if m.Needs != "" && needWords[m.Needs] == "" || m.Attack && m.Status != Deprecated {
			t.Errorf("%+v", m)
		}
		for _, s := range m.Spellings {
			if len(atomsOf(s)) == 0 || s != strings.Join(atomsOf(s), " ") {
				t.Errorf("%s: %q is not cut into atoms", m.Name, s)
			}
		}
	}
	for _, s := range c.Sized {
		cited(s.Name, s.Source, s.Confidence, s.Why)
		for i, step := range s.Steps {
			if i > 0 && step.From <= s.Steps[i-1].From {
				t.Errorf("%s: steps out of order", s.Name)
			}
		}
	}
}

func surely(confidence string) bool {
	return confidence == "read" || confidence == "recalled" || confidence == "inferred"
}

func TestReadCatalogue(t *testing.T) {
	for _, tt := range []struct{ data, want string }{
		{`{"unknown": 1}`, "unknown"},
		{`{"items": [{"name": "A", "spellings": ["md 5"]}, {"name": "B", "spellings": ["MD5"]}]}`, "stands for A and B"},
		{`{"sized": [{"name": "A", "spellings": ["aes"]}, {"name": "B", "spellings": ["AES"]}]}`, "stands for A and B"},
	} {
		if _, err := readCatalogue([]byte(tt.data)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.data, err, tt.want)
		}
	}
}

func TestSizes(t *testing.T) {
	for _, s := range Cryptography().Sized {
		if s.Name != "RSA" {
			continue
		}
		for n, want := range map[int]Status{512: Deprecated, 2047: Deprecated, 2048: Weigh, 2999: Weigh, 3000: Accepted, 16384: Accepted} {
			if got := s.status(n); got != want || !s.fits(n) {
				t.Errorf("RSA with %d bits: got %s, want %s", n, got, want)
			}
		}
		if s.fits(511) || s.fits(16385) || s.fits(256) {
			t.Error("a number that is no length of an RSA key fits")
		}
	}
}

func TestBits(t *testing.T) {
	for _, tt := range []struct {
		text string
		want int
	}{
		{"8 digits", 26}, {"8 hexadecimal digits", 32}, {"8 hex digits", 32}, {"8 characters", 0}, {"8 letters", 37}, {"10 alphanumeric characters", 51},
		{"10 characters of upper and lower case and digits", 59}, {"10 characters, mixed case", 57}, {"10 characters in base32", 50}, {"10 characters in base64", 60},
		{"10 characters from a set of 32", 50}, {"80 bits of entropy", 80}, {"80 bits", 0}, {"12 digits or 8 digits", 26}, {"0 digits", 0}, {"", 0}, {"256-bit AES key, 64 bits of entropy", 64},
	} {
		if got := int(bitsOf(tt.text)); got != tt.want {
			t.Errorf("%q: got %d, want %d", tt.text, got, tt.want)
		}
	}
}

func TestSpans(t *testing.T) {
	for _, tt := range []struct {
		text string
		want float64
		ok   bool
	}{{"30 days", 30, true}, {"two weeks", 14, true}, {"within 48 h, fixed in 3 months", 90, true}, {"1 year", 365, true}, {"5 working days", 5, true}, {"soon", 0, false}, {"12 hours", 0.5, true}} {
		if got, ok := spanDays(tt.text); got != tt.want || ok != tt.ok {
			t.Errorf("%q: got %v %v, want %v %v", tt.text, got, ok, tt.want, tt.ok)
		}
	}
}

func TestClauses(t *testing.T) {
	got := strings.Join(clausesOf("TLS 1.2, AES.\nNo MD5; but CRC. End"), "|")
	if want := "tls 1.2|aes|no md5|crc|end"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func FuzzLookUp(f *testing.F) {
	for _, s := range []string{"TLS 1.3", "AES-256-GCM, no MD5", "RSA 99999999999999999999", "1.0 1.1", "\x00é…"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		l := Cryptography().lookUp(text)
		if len(l.used) > len(text) || len(l.unknown) > len(text) {
			t.Fatalf("%d mechanisms in %d bytes", len(l.used), len(text))
		}
	})
}
