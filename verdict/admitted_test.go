package verdict

import (
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// TestAdmitted: a row that says of itself what was seen is at fault and
// contradicts nothing.
func TestAdmitted(t *testing.T) {
	for _, tt := range []struct {
		unit, field, text string
		want              bool
	}{
		{"5.5-4-2/a", "Authentication Mechanism", "none", true},
		{"5.5-4-2/a", "Authentication Mechanism", "web", false},
		{"5.1-1-2/c", "Password Generation Mechanism", "fixed in the image, the same in every unit", true},
		{"5.1-1-2/c", "Password Generation Mechanism", "random for each unit", false},
		{"5.3-2-2/b", "Security Guarantees", "none seen: no verification of a signature", true},
		{"5.3-2-2/b", "Security Guarantees", "None", true},
		{"5.3-2-2/b", "Security Guarantees", "authenticity and integrity", false},
		{"5.5-1-2/a", "Cryptographic Details", "none", false},
	} {
		u, ok := standard.EN303645().Unit(standard.TS103701V1, tt.unit)
		if !ok {
			t.Fatal(tt.unit)
		}
		r := &row{entry: assay.IXITEntry{Fields: map[string]string{tt.field: tt.text}}}
		if got := admitted(u, r); got != tt.want {
			t.Errorf("%s with %s %q: %v, want %v", tt.unit, tt.field, tt.text, got, tt.want)
		}
	}
	if u, _ := standard.EN303645().Unit(standard.TS103701V1, "5.5-4-2/a"); admitted(u, nil) {
		t.Error("no row admits anything")
	}
}

// TestStrongHash: the weak descrypt is not taken for scrypt by the end of its name.
func TestStrongHash(t *testing.T) {
	for text, want := range map[string]bool{"kept as descrypt": false, "scrypt with salt": true, "yescrypt": true, "SHA-512 crypt": true, "md5crypt": false, "": false} {
		r := &row{entry: assay.IXITEntry{Fields: map[string]string{"Protection Scheme": text}}}
		if got := strongHash(nil, r, nil); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
