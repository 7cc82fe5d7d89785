package permissions

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
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

func paths(nodes []*evidence.Node) []string {
	var all []string
	for _, n := range nodes {
		all = append(all, n.Path())
	}
	return all
}

// TestTruth holds the permissions of truth.json; pppd is set-uid as Debian
// ships it, and the keys are readable as the image was made.
func TestTruth(t *testing.T) {
	f, err := Of(collect(t, "synthetic-mipsel-rootfs.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{"set-uid": paths(f.SetUID), "folders": paths(f.WritableDirs), "files": paths(f.WritableFiles), "secrets": paths(f.OpenSecrets)}
	want := map[string][]string{
		"set-uid": {"bin/busybox", "usr/sbin/fwupdate.sh", "usr/sbin/pppd"},
		"folders": {"etc/config"}, "files": {"etc/config/system"},
		"secrets": {"etc/config/device_ec.pem", "etc/shadow", "etc/ssl/private/server.key"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("permissions (want -, got +):\n%s", diff)
	}
}

// TestHeaderInsideLibrary: a library holds the words of a private key.
func TestHeaderInsideLibrary(t *testing.T) {
	f, err := Of(collect(t, "camera-wyze-v2-4.9.1.60"))
	if err != nil {
		t.Fatal(err)
	}
	if len(f.OpenSecrets) != 0 {
		t.Errorf("invented: %v", paths(f.OpenSecrets))
	}
}
