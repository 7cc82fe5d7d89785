package tlsconfig

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	tests := []struct {
		name   string
		format *Format
		text   string
		weak   []string
		strict bool
		silent bool
	}{
		{"old lighttpd", lighttpd, "ssl.engine = \"enable\"\nssl.use-sslv3 = \"enable\"\nssl.cipher-list = \"RC4-SHA:DES-CBC3-SHA\"\n", []string{"SSLv3", "RC4", "3DES"}, false, false},
		{"commented out", lighttpd, "ssl.engine = \"enable\"\n#ssl.use-sslv3 = \"enable\"\n", nil, false, false},
		{"modern lighttpd", lighttpd, `ssl.openssl.ssl-conf-cmd = ("MinProtocol" => "TLSv1.2", "CipherString" => "EECDH+AESGCM:!aNULL")`, nil, true, false},
		{"lighttpd without TLS", lighttpd, "server.port = 80\n", nil, false, true},
		{"nginx", nginx, "ssl_protocols TLSv1 TLSv1.1 TLSv1.2;\nssl_ciphers HIGH:!aNULL:!MD5;\n", []string{"TLS 1.0", "TLS 1.1"}, false, false},
		{"modern nginx", nginx, "ssl_protocols TLSv1.2 TLSv1.3;\n", nil, true, false},
		{"openssl", openssl, "MinProtocol = TLSv1\nCipherString = DEFAULT@SECLEVEL=0\n", []string{"TLS 1.0", "security level 0"}, false, false},
		{"sshd", sshd, "Protocol 2,1\nCiphers aes128-ctr,3des-cbc\nMACs hmac-md5\n", []string{"SSH protocol 1", "3des-cbc", "hmac-md5"}, false, false},
		{"modern sshd", sshd, "Ciphers chacha20-poly1305@openssh.com,aes256-gcm@openssh.com\n", nil, true, false},
		{"removal only", sshd, "Ciphers -3des-cbc\n", nil, false, false},
		{"mosquitto", mosquitto, "certfile /etc/x.crt\ntls_version tlsv1\n", []string{"TLS 1.0"}, false, false},
		{"bytes", nginx, "\x00\xff\nssl_protocols", nil, false, false},
	}
	for _, tt := range tests {
		c := Parse(tt.format, []byte(tt.text))
		if tt.silent {
			if c != nil {
				t.Errorf("%s: got %+v, want nothing", tt.name, c)
			}
			continue
		}
		if c == nil {
			t.Errorf("%s: nothing was read", tt.name)
			continue
		}
		if diff := cmp.Diff(tt.weak, Names(c.Weak)); diff != "" || c.Strict != tt.strict {
			t.Errorf("%s: strict %v, want %v; weak (want -, got +):\n%s", tt.name, c.Strict, tt.strict, diff)
		}
	}
}

func FuzzParse(f *testing.F) {
	formats := []*Format{lighttpd, nginx, stunnel, mosquitto, vsftpd, openssl, sshd, dropbear, wgetrc, curlrc}
	f.Add([]byte("ssl.openssl.ssl-conf-cmd = (\"Protocol\" => \"-ALL\")\nCiphers +,!:\noption a 'b'\nssl_ciphers \"!\";"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, format := range formats {
			if c := Parse(format, data); c != nil && len(c.Weak) > 64 {
				t.Fatalf("%d weak settings", len(c.Weak))
			}
		}
	})
}
