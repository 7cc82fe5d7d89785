package permissions

import (
	"testing"

	"github.com/assay-project/assay/evidence"
)

func TestSecrets(t *testing.T) {
	tests := []struct {
		name, text string
		want       bool
	}{
		{"shadow", "root:$1$abcdefgh$0123456789012345678901:0::::::\n", true},
		{"shadow", "root:rJ0FHsG0ZbyZo:0::::::\n", true},
		{"shadow", "root:*:0::::::\ndaemon:!:0::::::\nguest::0::::::\n", false},
		{"server.key", "-----BEGIN PRIVATE KEY-----\nMII\n", true},
		{"server.pem", "-----BEGIN CERTIFICATE-----\nMII\n", false},
		{"libssl.so", "-----BEGIN PRIVATE KEY-----\n", false},
		{"app.key", "text -----BEGIN PRIVATE KEY----- text\n", false},
	}
	for _, tt := range tests {
		n := &evidence.Node{Name: tt.name, Content: evidence.Bytes(tt.text), Size: int64(len(tt.text))}
		if got := holdsSecret(n); got != tt.want {
			t.Errorf("%s with %q: got %v, want %v", tt.name, tt.text, got, tt.want)
		}
	}
}

func FuzzSecrets(f *testing.F) {
	f.Add("shadow", []byte("root:$1$a$b:0:::::\n"))
	f.Add("id_rsa", []byte("-----BEGIN OPENSSH PRIVATE KEY-----\n"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		holdsSecret(&evidence.Node{Name: name, Content: evidence.Bytes(data), Size: int64(len(data))})
	})
}
