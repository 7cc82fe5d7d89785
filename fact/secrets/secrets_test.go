package secrets

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/check/checktest"
	"github.com/assay-project/assay/evidence"
)

func TestKindOfName(t *testing.T) {
	for name, want := range map[string]string{
		"password": "password", "admin_passwd": "password", "userPwd": "password", "ftpPassword1": "password", "smtp.pass": "password", "rootpw": "password",
		"psk": "Wi-Fi passphrase", "wpa_passphrase": "Wi-Fi passphrase", "WPAPSK1": "Wi-Fi passphrase", "wep_key0": "Wi-Fi passphrase",
		"password_length": "", "min_password": "", "no_password": "", "PermitEmptyPasswords": "", "keyboard": "", "bypass": "", "compass": "", "key": "",
		"passwd_file": "", "enable_password": "", "encryption": "",
	} {
		if got := kindOfName(name, ""); got != want {
			t.Errorf("kindOfName(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestCredible(t *testing.T) {
	for value, want := range map[string]bool{
		"admin123": true, "hunter2": true, "p@ss!word": true, "12345678": true,
		"": false, "abc": false, "$1": false, "${PW}": false, "`cat x`": false, "/etc/secret": false, "****": false, "xxxx": false, "yes": false, "disabled": false,
		"your_password": false, "<password>": false, "%s:%s": false, "two words": false, "Kenn wort": false, "Passwört": false, "@PASSWORD@": false,
	} {
		if got := credible("password", value, true); got != want {
			t.Errorf("credible(%q) = %v, want %v", value, got, want)
		}
	}
}

func TestJWT(t *testing.T) {
	for value, want := range map[string]string{
		"eyJhbGciOiJIUzI1NiJ9.eyJkZXYiOiJ0ZXN0In0.c2lnbmF0dXJlLXRlc3Qtb25seQ": "never expires",
		"eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE1NzAwMDAwMDB9.c2lnbmF0dXJlLXRlc3Q":   "expires 2019-10-02",
		"eyJub3RhIjoiaGVhZGVyIn0.eyJkZXYiOiJ0ZXN0In0.c2lnbmF0dXJlLXRlc3Q":     "",
		"eyJxxxx.eyJyyyy.zzzz": "",
	} {
		if got, ok := jwt(value); got != want || ok != (want != "") {
			t.Errorf("jwt(%s) = %q, %v, want %q", value, got, ok, want)
		}
	}
}

func TestBundleIsOneThing(t *testing.T) {
	cert, err := os.ReadFile("keyfile/testdata/cert.pem")
	if err != nil {
		t.Fatal(err)
	}
	in := checktest.Input(t, &txtar.Archive{Files: []txtar.File{
		{Name: "etc/roots.pem", Data: bytes.Repeat(cert, bundle)}, {Name: "etc/own.pem", Data: cert}, {Name: "etc/copy.crt", Data: cert},
	}})
	s, err := Of(in)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Bundles) != 1 || len(s.Certificates) != 1 || len(s.Certificates[0].Where) != 2 {
		t.Errorf("%d bundles, %d certificates", len(s.Bundles), len(s.Certificates))
	}
}

func TestUses(t *testing.T) {
	key, err := os.ReadFile("keyfile/testdata/ec.sec1.pem")
	if err != nil {
		t.Fatal(err)
	}
	in := checktest.Input(t, &txtar.Archive{Files: []txtar.File{
		{Name: "etc/ssl/own.key", Data: key},
		{Name: "etc/a.conf", Data: []byte("# key /etc/ssl/own.key\nother /etc/ssl/own.key.bak\nkey = /etc/ssl/own.key\n")},
		{Name: "bin/app", Data: []byte("\x7fELF\x00/etc/ssl/own.key\x00")},
	}})
	s, err := Of(in)
	if err != nil || len(s.Keys) != 1 || len(s.Keys[0].Uses) != 2 {
		t.Fatalf("%+v, %v", s, err)
	}
	app, conf := s.Keys[0].Uses[0], s.Keys[0].Uses[1]
	if app.Path != "/bin/app" || app.Config || conf.Path != "/etc/a.conf" || !conf.Config || conf.Where.Line != 3 {
		t.Errorf("%+v, %+v", app, conf)
	}
}

// TestNoSecretInTheDocument looks for the values in everything that leaves.
func TestNoSecretInTheDocument(t *testing.T) {
	in := checktest.Input(t, txtar.Parse([]byte("-- etc/a.conf --\npassword=Sw0rdfish99\napi_key=9f8Zk2LmQ7xRt41VbN0sWc3Y\n")))
	s, err := Of(in)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Passwords) != 1 || len(s.Tokens) != 1 {
		t.Fatalf("%d passwords, %d tokens", len(s.Passwords), len(s.Tokens))
	}
	for _, d := range s.Document() {
		if strings.Contains(d.Redacted, "0rdfish") || strings.Contains(d.Redacted, "k2Lm") || d.Fingerprint == "" {
			t.Errorf("%+v", d)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("etc/config/wireless", "config wifi-iface\n option key 12345678\n")
	f.Add("etc/a.json", `{"password": "abc123", "x": [1]}`)
	f.Add("etc/a.xml", `<p name="password" value="abc123"/><Password>abc</Password>`)
	f.Add("etc/ppp/chap-secrets", "a * b *\n")
	f.Add("x.sh", "#!/bin/sh\ncurl -u a:b http://a:bcd@host eyJhbGciOiJIUzI1NiJ9.eyJkZXYiOiJ0ZXN0In0.c2lnbmF0dXJlLXRlc3Q AKIAIOSFODNN7EXAMPLE SECRET=x\n")
	f.Fuzz(func(t *testing.T, name, data string) {
		root := evidence.Dir("", 0o755)
		tree := &evidence.Tree{Root: root, Mount: "/"}
		n := &evidence.Node{Name: "f", Mode: 0o644, Content: evidence.Bytes(data), Size: int64(len(data))}
		if root.Add(n) != nil {
			return
		}
		tree.Seal(nil)
		x := text{node: n, path: "/" + name, data: []byte(data)}
		for _, p := range x.passwords() {
			if p.Where.Line < 1 || p.Where.Line > 1+strings.Count(data, "\n") {
				t.Errorf("line %d", p.Where.Line)
			}
		}
		x.tokens(true)
		x.tokens(false)
		if _, err := Of(&check.Input{Device: tree}); err != nil {
			t.Error(err)
		}
	})
}
