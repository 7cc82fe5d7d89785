package tlsconfig

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/internal/corpus"
	"github.com/assay-project/assay/source/firmware"
)

func collect(t *testing.T, name string) *check.Input {
	t.Helper()
	c, err := firmware.Collect(context.Background(), corpus.Path(t, "firmware", name), firmware.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return c.Input
}

// TestTruth holds the TLS settings of truth.json.
func TestTruth(t *testing.T) {
	configs, err := Of(collect(t, "synthetic-mipsel-rootfs.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	got := make(map[string][]string)
	for _, c := range configs {
		if len(c.Weak) > 0 {
			got[c.Node.Path()] = Names(c.Weak)
		}
	}
	want := map[string][]string{"etc/lighttpd/lighttpd.conf": {"SSLv3", "RC4", "3DES"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("weak settings (want -, got +):\n%s", diff)
	}
}
