package keyfile

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The fingerprints are those of openssl pkey -pubout -outform DER | sha256sum.
const (
	rsaPrint = "sha256:032e17cd8e5ca6b8e086a15a448af66b86a6153f5c39e714e40f1bc04315f908"
	ecPrint  = "sha256:98c682401c000e92d01fd33e60286a7f363ec65a78d9e7544d88920b4080d46c"
	k1Print  = "sha256:ded76541262146b63377a15e86da254a68ca2f134be8c816935f27058d7f35b0"
	edPrint  = "sha256:327d9418499feec2145d32ec33efe74a3de22655468467d2880c1b879939cfd6"
	xPrint   = "sha256:7a59620d451aad90b4f495492007b30128e4853f137a12b3842594da4cc1470c"
	dsaPrint = "sha256:dffa2f9c875b53a959c2c8da5928065dc269f09b30798a0c7cedf4953a73e2a0"
	ed2Print = "sha256:4ac9d98cd957318ddeac37ebe1f8655c416dc98fc7b7ebf869bebb497396c8b9"
)

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestFindKeys(t *testing.T) {
	for _, c := range []struct {
		file, format, algorithm, curve string
		bits                           int
		sealed                         bool
		fingerprint                    string // "" where the public half is sealed too
	}{
		{"rsa.pkcs1.pem", "PKCS#1", "RSA", "", 1024, false, rsaPrint},
		{"rsa.pkcs8.pem", "PKCS#8", "RSA", "", 1024, false, rsaPrint},
		{"rsa.pkcs1.der", "PKCS#1 DER", "RSA", "", 1024, false, rsaPrint},
		{"rsa.pkcs8.der", "PKCS#8 DER", "RSA", "", 1024, false, rsaPrint},
		{"rsa.openssh", "OpenSSH", "RSA", "", 1024, false, rsaPrint},
		{"rsa.openssh-sealed", "OpenSSH", "RSA", "", 1024, true, rsaPrint},
		{"rsa.ppk", "PuTTY", "RSA", "", 1024, false, rsaPrint},
		{"rsa.v2.ppk", "PuTTY", "RSA", "", 1024, false, rsaPrint},
		{"rsa.sealed.ppk", "PuTTY", "RSA", "", 1024, true, rsaPrint},
		{"rsa.dropbear", "dropbear", "RSA", "", 1024, false, rsaPrint},
		{"rsa.pkcs8-sealed.pem", "PKCS#8", "", "", 0, true, ""},
		{"rsa.pkcs1-sealed.pem", "PKCS#1", "", "", 0, true, ""},
		{"rsa.p12", "PKCS#12 DER", "", "", 0, true, ""},
		{"ec.sec1.pem", "SEC 1", "EC", "P-256", 256, false, ecPrint},
		{"ec.sec1.der", "SEC 1 DER", "EC", "P-256", 256, false, ecPrint},
		{"ec.pkcs8.pem", "PKCS#8", "EC", "P-256", 256, false, ecPrint},
		{"ec.openssh", "OpenSSH", "EC", "P-256", 256, false, ecPrint},
		{"ec.dropbear", "dropbear", "EC", "P-256", 256, false, ecPrint},
		{"ec.ppk", "PuTTY", "EC", "P-256", 256, false, ecPrint},
		{"k1.sec1.pem", "SEC 1", "EC", "secp256k1", 256, false, k1Print},
		{"ed.pkcs8.pem", "PKCS#8", "Ed25519", "", 256, false, edPrint},
		{"x25519.pkcs8.pem", "PKCS#8", "X25519", "", 256, false, xPrint},
		{"ed2.openssh", "OpenSSH", "Ed25519", "", 256, false, ed2Print},
		{"ed2.dropbear", "dropbear", "Ed25519", "", 256, false, ed2Print},
		{"ed2.ppk", "PuTTY", "Ed25519", "", 256, false, ed2Print},
		{"dsa.pem", "DSA", "DSA", "", 1024, false, dsaPrint},
		{"dsa.pkcs8.pem", "PKCS#8", "DSA", "", 1024, false, dsaPrint},
		{"pgp.asc", "OpenPGP", "RSA", "", 1024, false, ""},
	} {
		found := Find(read(t, c.file))
		if len(found.Keys) != 1 {
			t.Errorf("%s: %d keys, want 1", c.file, len(found.Keys))
			continue
		}
		k := found.Keys[0]
		if k.Format != c.format || k.Algorithm != c.algorithm || k.Curve != c.curve || k.Bits != c.bits || k.Encrypted != c.sealed {
			t.Errorf("%s: got %+v", c.file, k)
		}
		if c.fingerprint != "" && k.Fingerprint() != c.fingerprint || k.Public() != (c.fingerprint != "") {
			t.Errorf("%s: fingerprint %s, want %q", c.file, k.Fingerprint(), c.fingerprint)
		}
	}
}

func TestFindCertificates(t *testing.T) {
	for _, file := range []string{"cert.pem", "cert.der"} {
		found := Find(read(t, file))
		if len(found.Certificates) != 1 || found.Certificates[0].KeyFingerprint() != rsaPrint {
			t.Errorf("%s: %+v", file, found)
		}
	}
}

func TestFindInsideOtherBytes(t *testing.T) {
	pem := read(t, "ec.sec1.pem")
	escaped := `{"key": "` + strings.ReplaceAll(string(pem), "\n", `\n`) + `"}`
	inBinary := append(append([]byte("\x7fELF\x00\x01\n\n"), pem...), 0, 1, 2)
	for name, data := range map[string][]byte{"JSON": []byte(escaped), "binary": inBinary, "indented": []byte("  " + strings.ReplaceAll(string(pem), "\n", "\n  "))} {
		if found := Find(data); len(found.Keys) != 1 || found.Keys[0].Fingerprint() != ecPrint {
			t.Errorf("%s: %+v", name, found)
		}
	}
	both := append(append([]byte("# comment\n"), pem...), read(t, "cert.pem")...)
	found := Find(both)
	if len(found.Keys) != 1 || len(found.Certificates) != 1 || found.Keys[0].Line != 2 || found.Keys[0].Offset != 10 || found.Certificates[0].Line != 7 {
		t.Errorf("key and certificate: %+v", found)
	}
}

func TestWhatIsNoKey(t *testing.T) {
	der := read(t, "rsa.pkcs1.der")
	broken := bytes.Clone(der)
	broken[20] ^= 1 // the modulus no longer fits the primes
	sshPub := []byte("\x00\x00\x00\x07ssh-rsa\x00\x00\x00\x03\x01\x00\x01\x00\x00\x00\x02\x00\xff and more of it, 32 bytes")
	for name, data := range map[string][]byte{
		"header in a library": []byte("x\x00-----BEGIN RSA PRIVATE KEY-----\x00-----END RSA PRIVATE KEY-----\x00-----BEGIN EC PRIVATE KEY-----\n-----END EC PRIVATE KEY-----"),
		"header alone":        []byte("-----BEGIN RSA PRIVATE KEY-----"),
		"not base64":          []byte("-----BEGIN PRIVATE KEY-----\n!!!\n-----END PRIVATE KEY-----"),
		"documentation":       []byte("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----"),
		"flipped bit":         broken,
		"cut":                 der[:len(der)-30],
		"bytes behind":        append(bytes.Clone(der), 1, 2, 3),
		"public half":         sshPub,
		"empty":               nil,
		"zeros":               make([]byte, 100),
	} {
		if found := Find(data); len(found.Keys)+len(found.Certificates) != 0 {
			t.Errorf("%s: %+v", name, found.Keys)
		}
	}
}

func TestManyBlocksAreBounded(t *testing.T) {
	if found := Find(bytes.Repeat(read(t, "k1.sec1.pem"), maxKeys+5)); len(found.Keys) != maxKeys || !found.More {
		t.Errorf("%d keys, more %v", len(found.Keys), found.More)
	}
	if found := Find(bytes.Repeat([]byte("-----BEGIN A-----"), 1<<20)); len(found.Keys) != 0 || !found.More {
		t.Errorf("%d keys behind empty headers, more %v", len(found.Keys), found.More)
	}
}

func FuzzFind(f *testing.F) {
	for _, name := range []string{"ec.sec1.der", "ec.dropbear", "ec.openssh", "ed2.ppk", "pgp.asc", "dsa.pkcs8.pem", "rsa.p12", "rsa.pkcs8-sealed.pem"} {
		f.Add(read(f, name))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, k := range Find(data).Keys {
			if !strings.HasPrefix(k.Fingerprint(), "sha256:") || k.Format == "" {
				t.Errorf("half a key: %+v", k)
			}
		}
	})
}

// FuzzBinary reaches the parsers behind the base64.
func FuzzBinary(f *testing.F) {
	for _, name := range []string{"ec.sec1.der", "ec.dropbear", "rsa.p12"} {
		f.Add(read(f, name))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, label := range []string{"RSA PRIVATE KEY", "DSA PRIVATE KEY", "PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "OPENSSH PRIVATE KEY", "PGP PRIVATE KEY BLOCK"} {
			_, _ = parseLabelled(label, data, false)
		}
	})
}
