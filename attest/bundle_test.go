package attest

import (
	"errors"
	"testing"

	"github.com/assay-project/assay/evidence"
)

func TestSealOfABundle(t *testing.T) {
	k := key(t, Ed25519)
	run := &evidence.Run{Schema: evidence.RunSchema, Tool: "assay test", At: "2026-11-22T00:00:00Z"}
	head, err := run.Encode()
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := SealBundle(run, []byte("{}"), "HomeCam", k)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := SignerOfSeal(sealed, head, []byte("{}")); err != nil || got.Fingerprint() != k.Public().Fingerprint() {
		t.Errorf("signer %v, %v", got, err)
	}
	for name, tt := range map[string]struct {
		signature, run, document []byte
		want                     error
	}{
		"no signature":     {nil, head, []byte("{}"), ErrUnsigned},
		"another document": {sealed, head, []byte("{ }"), ErrSignature},
		"another run":      {sealed, append(head, '\n'), []byte("{}"), ErrSignature},
	} {
		if _, err := SignerOfSeal(tt.signature, tt.run, tt.document); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
}
